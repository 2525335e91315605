"""Write grades as a table: a CSV file for spreadsheets, and a page that needs nothing else."""

import csv
import html
import os
import re

WORDS = {"✅": "right", "❌": "wrong", "⬜": "open", "⏹": "stopped", "–": "none"}
MISSING = ("–", "No code of this exercise is in the notebook.")
LEGEND = (
    "✅ right: the check is satisfied. ❌ wrong: open the cell, it says the first thing that is. ⬜"
    " open: not answered yet. ⏹ stopped: it ran too long. – none: there is no code between its task"
    " and its check. Every check is that of the course, run anew for this table; what the notebook"
    " has stored counts for nothing. Where a network is trained, the check before the training"
    " counts. Whether an answer is the student's own, no check can tell."
)
STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 1rem; max-width: 100rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 2rem; }
p { max-width: 45rem; }
.wide { overflow-x: auto; border: solid #8886; border-width: 1px 0 0 1px; max-width: max-content; }
.wide:focus-visible, summary:focus-visible { outline: 3px solid; outline-offset: -3px; }
table { border-spacing: 0; }
th, td { padding: .35rem .6rem; text-align: left; vertical-align: top;
    border: solid #8886; border-width: 0 1px 1px 0; }
td.right, td.wrong, td.open, td.stopped, td.none { min-width: 7rem; }
th:first-child { position: sticky; left: 0; background: Canvas; min-width: min(14rem, 35vw);
    max-width: 20rem; overflow-wrap: anywhere; }
tbody th, small { font-weight: normal; }
td.number { white-space: nowrap; }
td.remarks { min-width: 12rem; }
td details[open] { min-width: 14rem; }
summary { cursor: pointer; white-space: nowrap; }
details p { margin: .25rem 0 0; font-size: .9rem; overflow-wrap: anywhere; }
.right { background: #0a84; } .wrong { background: #d504; } .stopped { background: #a6f4; }
"""


def columns(rows):
    """Return {chapter: its exercises} for all chapters that were returned, in the book's order."""
    chapters = {row.chapter for row in rows if row.chapter}
    found = {row.chapter: row.exercises for row in rows if row.chapter}
    return {chapter: found[chapter] for chapter in sorted(chapters, key=lambda one: one.number)}


def count_right(row):
    return sum(sign == "✅" for sign, _ in row.verdicts.values())


def share_right(exercise, rows):
    """Return how many of the rows of a chapter have the exercise right, in words."""
    right = sum(verdicts_of(row)[exercise.label][0] == "✅" for row in rows)
    return f"{right} of {len(rows)} right"


def write_csv(rows, path):
    """Write a row a notebook, a column an exercise; a spreadsheet sees the signs as they are."""
    labels = [exercise.label for exercises in columns(rows).values() for exercise in exercises]
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(["notebook", "chapter", "right", "of", *labels, "remarks"])
        for row in rows:
            about = ["", "", ""]
            if row.chapter:
                about = [row.chapter.file, count_right(row), len(row.exercises)]
            verdicts = verdicts_of(row)
            cells = [in_words(*verdicts[label]) if label in verdicts else "" for label in labels]
            table.writerow(
                [as_text(cell) for cell in [row.file, *about, *cells, "; ".join(row.remarks)]]
            )


def verdicts_of(row):
    """Return {label: (sign, sentence)} of all exercises of the row's chapter."""
    return {one.label: row.verdicts.get(one.name, MISSING) for one in row.exercises}


def in_words(sign, said):
    return f"{sign} {WORDS[sign]}: {said}".strip()


def as_text(cell):
    """Return `cell` so that no spreadsheet takes what a student wrote for a formula."""
    return f"'{cell}" if str(cell).startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def write_page(rows, path, title, left_out):
    """Write the same as a page: the notebooks of no chapter, then a table a chapter."""
    parts = [f"<h1>{html.escape(title)}</h1>"]
    unread = [row_head(row) + remarks(row) for row in rows if not row.chapter]
    if unread:
        parts.append(table("Not graded", [column_head("notebook"), column_head("why")], unread))
    for chapter, exercises in columns(rows).items():
        graded = [row for row in rows if row.chapter == chapter]
        asked = [
            column_head(f"{one.label} {one.title}", share_right(one, graded)) for one in exercises
        ]
        heads = [column_head("notebook"), column_head("right"), *asked, column_head("remarks")]
        parts.append(table(f"Chapter {chapter.number}", heads, map(page_row, graded)))
    if left_out:
        parts.append(f"<p>Not read, no notebooks: {html.escape(', '.join(left_out))}.</p>")
    parts.append(f"<h2>How to read it</h2><p>{LEGEND}</p>")
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    head = (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)}</title><style>{STYLE}</style></head>"
    )
    write_whole(path, f"{head}<body><main>{''.join(parts)}</main></body></html>\n")


def table(title, heads, rows):
    named = f'role="region" aria-label="{title}" tabindex="0"'
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return (
        f'<h2>{title}</h2><div class="wide" {named}><table>'
        f"<thead><tr>{''.join(heads)}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def column_head(text, below=""):
    below = f"<br><small>{below}</small>" * bool(below)
    return f"<th scope=col>{html.escape(text)}{below}</th>"


def row_head(row):
    return f"<th scope=row>{html.escape(row.file)}</th>"


def remarks(row):
    return f"<td class=remarks>{html.escape('; '.join(row.remarks))}</td>"


def page_row(row):
    """Return the cells of a notebook that belongs to a chapter."""
    cells = "".join(page_cell(*verdict) for verdict in verdicts_of(row).values())
    number = f"<td class=number>{count_right(row)} of {len(row.exercises)}</td>"
    return row_head(row) + number + cells + remarks(row)


def page_cell(sign, said):
    word = WORDS[sign]
    said = re.sub("`([^`]+)`", r"<code>\1</code>", html.escape(said))
    summary = f"<summary>{sign} {word}</summary><p>{said}</p>"
    return f"<td class={word}><details>{summary}</details></td>"


def write_whole(path, text):
    """Write `text` in one step: an interruption leaves the old file whole."""
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, encoding="utf8")
    os.replace(part, path)
