"""Doing it on the page: guesses are folded and kept, exercises that ask for numbers are answered
with the verdicts of the notebooks.
"""

import json

import pytest
from course import CHAPTER_PAGES, CHAPTERS, code_cells, read_notebook
from guesses import spoilt
from judging import EXERCISES, asked_numbers, namespace_at, run, verdict

NUMBERS = {
    cell.metadata.numbers["label"]: cell.metadata.numbers
    for chapter in CHAPTERS
    for cell in code_cells(read_notebook(chapter))
    if "numbers" in cell.metadata
}
ON_THE_PAGE = [exercise for exercise in EXERCISES if exercise.label in NUMBERS]
each_on_the_page = pytest.mark.parametrize(
    "exercise", ON_THE_PAGE, ids=[exercise.label for exercise in ON_THE_PAGE]
)


def as_the_page_has_it(namespace, name):
    """Return an answer in a namespace as answers.js takes it, a number as a literal."""
    value = namespace["as_number"](namespace[name])
    if type(value) in (int, float):
        return {"literal": repr(value)}
    return value if value is None else {"kind": namespace["kind_of"](value)}


def test_every_exercise_that_asks_for_numbers_alone_is_on_the_page():
    left = {e.label for e in EXERCISES if "check_numbers" in e.check} - set(NUMBERS)
    assert not left, f"refresh stored no numbers for {sorted(left)}"


@each_on_the_page
def test_the_numbers_are_those_of_the_check(exercise):
    told = [
        [name, repr(number), hint, [[repr(slip), what] for slip, what in slips.items()]]
        for name, (number, hint, slips) in asked_numbers(exercise).items()
    ]
    assert NUMBERS[exercise.label]["numbers"] == told


@each_on_the_page
def test_the_page_says_what_the_notebook_says(exercise, open_page):
    """Of all answers under test, of each slip beside right numbers, and of nothing at all."""
    names = [name for name, *_ in NUMBERS[exercise.label]["numbers"]]
    asked = asked_numbers(exercise)
    right = {name: number for name, (number, _, _) in asked.items()}
    tried = [right | {name: slip} for name in names for slip in asked[name][2]]
    tried += [right | {name: right[name] * 1.01 + 0.5} for name in names]
    tried += [dict.fromkeys(names), right, {name: "12" for name in names}]
    said, given = [], []
    for _, answer in exercise.answers:
        namespace = namespace_at(exercise)
        run(answer.code, namespace)
        given.append({name: as_the_page_has_it(namespace, name) for name in names})
        said.append(verdict(exercise, answer.code))
    for numbers in tried:
        namespace = namespace_at(exercise) | numbers
        given.append({name: as_the_page_has_it(namespace, name) for name in names})
        said.append(verdict(exercise, **numbers))
    page, _, _ = open_page(CHAPTER_PAGES[CHAPTERS.index(exercise.chapter)])
    page.wait_for_function("() => typeof judge === 'function'")
    check = NUMBERS[exercise.label]
    shown = page.evaluate(
        """([check, all]) => all.map((given) => judge(check, Object.fromEntries(
            Object.entries(given).map(([name, answer]) =>
                [name, answer?.literal ? literal(answer.literal) : answer]))))""",
        json.loads(json.dumps([check, given])),
    )
    assert shown == [words.replace("run this cell again", "press Check") for words in said]


ARITHMETIC = {
    "3*3*32*64": "18,432",
    "9 × 32 + 32 × 64": "2,336",
    "1,350": "1,350",
    "12_544": "12,544",
    "2**10 - 2^3": "1,016",
    "(28 + 4 − 5) // 2 + 1": "14",
    "-7 // 2": "-4",
    "-7 % 3": "2",
    "-2**2": "-4",
    "1/3": "0.3333333333333333",
    "6/2": "3.0",
    "1234567.25": "1,234,567.25",
    "1e-5": "1e-05",
    "1e16": "1e+16",
    ".5 + 1.": "1.5",
    "2 3": None,
    "1,35": None,
    "alert(1)": None,
    "1/0": None,
    "9" * 40: None,
    "(1": None,
    "": None,
}


def test_arithmetic_is_pythons(open_page):
    page, _, _ = open_page(CHAPTER_PAGES[3])
    shown = page.evaluate(
        "(all) => all.map((text) => { const n = evaluate(text); return n && written(n); })",
        list(ARITHMETIC),
    )
    assert dict(zip(ARITHMETIC, shown, strict=True)) == ARITHMETIC
    for text, written in ARITHMETIC.items():
        if written and text.isascii() and not {"^", ","} & set(text):
            assert format(eval(text), ",") == written


CHAPTER_4 = CHAPTER_PAGES[3]


def test_a_guess_is_asked_before_the_answer_is_shown(open_page):
    """What is printed, and the text that speaks of it, is folded; the guess is shown beside it,
    and kept on the device.
    """
    page, _, troubles = open_page(CHAPTER_4)
    field, fold = page.locator(".guess-field input").first, page.locator("details.guess").first
    prose, printed = fold.locator("p").last, fold.locator(".cell_output").first
    assert not printed.is_visible() and not prose.is_visible()
    question = field.get_attribute("aria-labelledby").split()[1]
    assert "Predict first" in page.locator(f"#{question}").inner_text()
    field.fill("3*3*3*3")
    field.press("Enter")
    assert printed.is_visible() and prose.is_visible()
    beside = fold.locator(".guess-beside")
    assert beside.inner_text() == "You said 3*3*3*3. In short: 27. That is 3 times too large."
    field.fill("20")
    assert beside.inner_text().endswith("That is 7 too small.")
    field.fill("27")
    assert beside.inner_text().endswith("That is it.")
    page.reload()
    assert page.locator(".guess-field input").first.input_value() == "27"
    assert not page.locator("details.guess").first.get_attribute("open")
    assert not troubles


MARKED = {
    "24, and 9 positions": ("24, 9 positions", "24 9", "9 24"),
    "162 and 486": ("162, 486", "162 and 486", "162"),
    "8×8×1": ("8x8x1", "8 × 8 × 1", "8x8x256"),
    "after 2 and 4, not after 1 and 3": ("2 and 4", "after 2, 4", "not after 2 and 4"),
    "884736": ("884,736", "2*442368", "442368"),
}


def test_a_right_guess_is_told_where_the_answer_is_more_than_a_number(open_page):
    page, _, _ = open_page(CHAPTER_PAGES[0])
    for answer, (*right, wrong) in MARKED.items():
        fold = page.locator(f"details.guess[data-answer='{answer}']")
        field = page.locator(".guess-field:has(+ details[data-answer='" + answer + "']) input")
        for guess in (*right, wrong):
            field.fill(guess)
            told = fold.locator(".guess-beside").text_content().endswith("That is it.")
            assert told == (guess != wrong), (answer, guess)


def test_one_switch_opens_all_and_is_remembered(open_page):
    page, _, _ = open_page(CHAPTER_4)
    opened = "[...document.querySelectorAll('details.guess')].filter((fold) => fold.open).length"
    count = page.locator("details.guess").count()
    assert count > 5 and page.evaluate(opened) == 0
    page.get_by_label("Show what every cell prints").check()
    assert page.evaluate(opened) == count
    page.goto(page.url.replace(CHAPTER_4, CHAPTER_PAGES[0]))
    assert page.evaluate(opened) == page.locator("details.guess").count() > 5
    page.get_by_label("Show what every cell prints").uncheck()
    assert page.evaluate(opened) == 0


@pytest.mark.parametrize("path", CHAPTER_PAGES)
def test_nothing_is_lost_without_scripts_and_on_paper(path, open_page):
    page, _, _ = open_page(path, java_script_enabled=False)
    assert not page.locator(".field input, .guess-switch input").filter(visible=True).count()
    folds = page.locator("details.guess")
    for k in range(folds.count()):
        assert folds.nth(k).locator("summary").first.is_visible()
    if folds.count():
        folds.first.locator("summary").first.click()
        assert folds.first.locator(".cell_output").first.is_visible()
    page.emulate_media(media="print")
    for k in range(folds.count()):
        said = folds.nth(k).locator("summary").first
        assert folds.nth(k).locator(".cell_output").first.is_visible() == (k == 0)
        assert said.is_visible() == (k > 0)
    if folds.count() > 1:
        assert "folded" in folds.last.locator("summary").first.evaluate(
            "e => getComputedStyle(e, '::after').content"
        )


@pytest.mark.parametrize("path", CHAPTER_PAGES)
def test_what_stands_open_below_a_fold_reads_on(path, open_page):
    """A heading, a question, or a paragraph that leads on to the cell below it."""
    page, _, _ = open_page(path, wait_until="domcontentloaded")
    following = page.evaluate(
        """() => [...document.querySelectorAll("details.guess + :not(section)")].map((next) =>
            [next.tagName, next.textContent.trim(), next.nextElementSibling?.className ?? ""])"""
    )
    for tag, text, behind in following:
        leads_on = text.endswith(("?", ":")) and "cell" in behind
        assert tag == "P" and (leads_on or text.startswith("Predict first")), text


@pytest.mark.parametrize("path", CHAPTER_PAGES)
def test_what_stands_open_below_a_guess_does_not_give_it_away(path, open_page):
    page, _, _ = open_page(path, wait_until="domcontentloaded")
    guesses = page.evaluate(
        """() => [...document.querySelectorAll("details.guess")].map((fold) => {
            const isQuestion = (e) => e.tagName === "P" && /Predict\\s+first/.test(e.textContent);
            const open = [];
            let at = fold.nextElementSibling, before = fold.previousElementSibling;
            for (; at && at.tagName !== "SECTION" && !isQuestion(at); at = at.nextElementSibling) {
                open.push(at.innerText);
            }
            while (before && !isQuestion(before)) before = before.previousElementSibling;
            return [fold.dataset.answer, before?.textContent ?? "", open.join("\\n")];
        })"""
    )
    given = {answer: spoilt(answer, asked, text) for answer, asked, text in guesses}
    assert not any(given.values()), given


def test_copying_by_keys_keeps_the_place(open_page):
    page, _, troubles = open_page(CHAPTER_4)
    button = page.locator(".copybtn").filter(visible=True).nth(3)
    button.press("Enter")
    page.wait_for_function("() => document.querySelector('.copybtn.success') !== null")
    page.wait_for_timeout(100)
    assert button.evaluate("(button) => button === document.activeElement")
    assert not troubles


def test_an_exercise_is_answered_on_the_page(open_page):
    page, _, troubles = open_page(CHAPTER_4, width=390)
    exercise = page.locator("#exercise-count-by-hand, section:has(> .answer)").first
    fields, verdict = exercise.locator(".answer input"), exercise.locator(".cell_output pre").first
    assert verdict.inner_text().startswith("⬜ 4.1 ") and "press Check" in verdict.inner_text()
    assert not page.evaluate("localStorage.answers")
    values = ["9*32*64", "9*32*64*28*28", "9*32 + 32*64", "= 9"]
    for k, value in enumerate(values):
        fields.nth(k).fill(value)
    exercise.get_by_role("button", name="Check exercise 4.1").click()
    wrong = "all => all.map((field) => field.getAttribute('aria-invalid'))"
    assert fields.evaluate_all(wrong) == ["false", "false", "false", "true"]
    assert exercise.get_by_role("status").get_by_role("img", name="Wrong:").count() == 1
    assert verdict.inner_text().startswith("❌ 4.1 `separable_macs` is nothing that this field can")
    fields.last.fill("(9*32 + 32*64)*28*28")
    fields.last.press("Enter")
    assert verdict.inner_text().startswith("✅ 4.1 ")
    rights = "Object.values(JSON.parse(localStorage.answers)).map(({ right }) => right)"
    fields.first.fill("1")
    fields.first.press("Enter")
    assert verdict.inner_text().startswith("❌ 4.1 ") and page.evaluate(rights) == [True]
    fields.first.fill(values[0])
    fields.first.press("Enter")
    assert exercise.locator("[role=status].verdict-right").count() == 1
    assert exercise.get_by_role("status").get_by_role("img", name="Right:").count() == 1
    how = exercise.get_by_text("Show how it is checked")
    assert verdict.bounding_box()["y"] < how.bounding_box()["y"]
    page.reload()
    assert verdict.inner_text().startswith("✅ 4.1 ")
    assert not troubles


def test_one_finds_the_way_back(open_page):
    """The landing page leads on to where one was, says what was done, and forgets it all."""
    page, _, troubles = open_page("index.html")
    assert page.locator(".progress-line, .progress-words, .progress-ring").count() == 0
    page.goto(page.url.replace("index.html", CHAPTER_4))
    page.locator(".guess-field input").first.fill("27")
    page.evaluate(
        """async () => {
            const section = document.getElementById("what-is-lost");
            for (let frame = 0; frame < 5; frame++) {
                section.scrollIntoView({ behavior: "instant" });
                await new Promise(requestAnimationFrame);
            }
        }"""
    )
    page.goto(page.url.replace(CHAPTER_4, "index.html"))
    seen = page.evaluate("Object.values(JSON.parse(localStorage.read))[0].seen")
    assert "what-is-lost" in seen and "exercises" not in seen and len(seen) < 6, seen
    back = page.locator(".progress-line a")
    assert back.get_attribute("href") == f"{CHAPTER_4}#what-is-lost"
    assert "1 of 11 guessed, 0 of 2 answered" in page.locator(".progress-words").inner_text()
    ring = page.locator(".progress-ring")
    assert ring.get_attribute("aria-label").endswith("on the page")
    beside = """ring => {
        const title = document.createRange(), { top, bottom } = ring.getBoundingClientRect();
        title.selectNode(ring.closest("li").querySelector("a").firstChild);
        const line = [...title.getClientRects()].at(-1);
        return top >= line.top && bottom <= line.bottom;
    }"""
    assert ring.evaluate(beside), "the ring stands on a line of its own"
    line, begin = page.locator(".progress-line"), page.get_by_text("Begin with the first chapter")
    assert "A ring beside a chapter" in line.inner_text()
    page.set_viewport_size({"width": 390, "height": 844})
    assert line.bounding_box()["y"] < begin.bounding_box()["y"] - 100
    assert back.bounding_box()["y"] < 844
    forget = page.get_by_role("button", name="Forget what I did in this book")
    page.once("dialog", lambda dialog: dialog.dismiss())
    forget.click()
    assert page.locator(".progress-words").count() == 1
    page.once("dialog", lambda dialog: dialog.accept())
    forget.click()
    assert page.locator(".progress-line, .progress-words, .progress-ring").count() == 0
    kept = set(page.evaluate("Object.keys(localStorage)"))
    assert not kept & {"read", "guesses", "answers"}
    assert not troubles
