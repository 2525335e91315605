"""Which stored outputs are still those of the code: two pieces of code that are the same but for
layout, and what a cell's code depends on.
"""

import ast
import copy
import functools

import pictures
from cells import NOT_COMPARED
from notebooks import code_cells, to_python

ANEW = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, ast.Assign)


@functools.cache
def statements(source):
    """Return the statements of a cell, each as text without layout, comments and docstrings; a
    syntax error makes one of the whole.
    """
    return tuple(ast.unparse(node) for node in parse(source)) or (source,)


@functools.cache
def parse(source):
    """Return the statements of a cell, without docstrings; none where they cannot be read."""
    try:
        tree = ast.parse(to_python(source))
    except SyntaxError:
        return ()
    for node in ast.walk(tree):
        if (
            isinstance(node, (ast.FunctionDef, ast.ClassDef))
            and ast.get_docstring(node) is not None
        ):
            node.body = node.body[1:] or [ast.Pass()]
    return tuple(tree.body)


def same_code(notebook, other):
    """Return whether two notebooks have the same code, layout and comments aside."""
    return [statements(cell.source) for cell in code_cells(notebook)] == [
        statements(cell.source) for cell in code_cells(other)
    ]


def names(node):
    """Return the names that a statement reads, and those that it binds, or fills, where it stands;
    what is local to a function is neither.
    """
    read, bound = set(), set()
    for part in ast.walk(node):
        if isinstance(part, ast.Name):
            (read if isinstance(part.ctx, ast.Load) else bound).add(part.id)
        elif isinstance(part, ast.Subscript) and isinstance(part.ctx, ast.Store):
            bound |= {name.id for name in [part.value] if isinstance(name, ast.Name)}
        elif isinstance(part, (ast.Import, ast.ImportFrom)):
            bound |= {(alias.asname or alias.name).partition(".")[0] for alias in part.names}
        elif isinstance(part, ast.arg):
            bound.add(part.arg)
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return read - bound, {node.name}
    return read, bound


def dependencies(cells, k):
    """Return the statements of code cell `k` and those of the cells before it that bind what it
    uses, and what these use; of what is bound anew, the last one only.
    """
    nodes = [node for cell in cells[: k + 1] for node in parse(cell.source)]
    own = len(nodes) - len(parse(cells[k].source))
    needed = set().union(*(names(node)[0] for node in nodes[own:])) if nodes[own:] else set()
    kept = nodes[own:]
    for node in reversed(nodes[:own]):
        read, bound = names(node)
        if bound & needed:
            if isinstance(node, ANEW):
                needed -= bound
            needed |= read
            kept.append(node)
    return [ast.unparse(node) for node in kept]


def slow_cells(notebook):
    """Return the ids of the cells that measure or train, and of those that need what these make."""
    slow, made = set(), set()
    for cell in code_cells(notebook):
        read, bound = set(), set()
        for node in parse(cell.source):
            one, other = names(node)
            read, bound = read | one, bound | other
        if NOT_COMPARED & set(cell.metadata.get("tags", [])) or read & made:
            slow.add(cell.id)
            made |= bound
        else:
            made -= bound
    return slow


def keep_outputs(stored, fresh, times=False):
    """Put the outputs of `stored` into `fresh`, a run of the code of today, wherever they still
    hold.

    A cell that measures or trains keeps its output unless its own code or a definition that it uses
    changed, or
    `times` is set; any other keeps what is the same, so that a picture with the same pixels keeps
    its bytes.
    """
    old, new = code_cells(stored), code_cells(fresh)
    places = {}
    for k, cell in enumerate(old):
        places.setdefault(statements(cell.source), []).append(k)
    for k, cell in enumerate(new):
        cell.outputs = [reduce_output(output) for output in cell.outputs]
        matches = places.get(statements(cell.source))
        if not matches:
            continue
        before = matches.pop(0)
        if NOT_COMPARED & set(cell.metadata.get("tags", [])):
            if (
                not times
                and old[before].outputs
                and dependencies(old, before) == dependencies(new, k)
            ):
                cell.outputs = copy.deepcopy(old[before].outputs)
        elif len(cell.outputs) == len(old[before].outputs):
            cell.outputs = [
                copy.deepcopy(one) if are_same(one, other) else other
                for one, other in zip(old[before].outputs, cell.outputs, strict=True)
            ]


def carry_outputs(stored, notebook):
    """Put the outputs of `stored` into `notebook`, which has the same code, and the numbers that a
    run told.
    """
    for old, new in zip(code_cells(stored), code_cells(notebook), strict=True):
        new.outputs = [reduce_output(output) for output in copy.deepcopy(old.outputs)]
        if "numbers" in old.metadata:
            new.metadata["numbers"] = copy.deepcopy(old.metadata["numbers"])


def reduce_output(output):
    """Return `output` with its picture as it is stored."""
    if "image/png" in output.get("data", {}):
        output.data["image/png"] = pictures.reduce(output.data["image/png"])
    return output


def are_same(one, other):
    """Return whether two outputs show the same: the same text, the same pixels."""
    if (one.output_type, set(one.get("data", {}))) != (
        other.output_type,
        set(other.get("data", {})),
    ):
        return False
    rest = [
        {key: value for key, value in output.get("data", {}).items() if key != "image/png"}
        for output in (one, other)
    ]
    texts = [
        (output.get("name"), output.get("text"), output.get("ename"), output.get("evalue"))
        for output in (one, other)
    ]
    if rest[0] != rest[1] or texts[0] != texts[1]:
        return False
    return "image/png" not in one.get("data", {}) or pictures.are_same(
        one.data["image/png"], other.data["image/png"]
    )
