"""No condition of a check is idle: without it, some right or wrong answer would get another verdict."""

import ast
import copy
import functools

import pytest
from test_exercises import (
    ANSWERS,
    EXERCISES,
    STRANGE,
    each_exercise,
    read_cells,
    starter_names,
    verdict,
)


def longest_text(message):
    """Return the longest stretch of text written out in the expression `message`, to recognise a verdict by."""
    texts = [node.value for node in ast.walk(message) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return max(texts, key=len, default="")


class Conditions(ast.NodeVisitor):
    """Collect every condition of a judge as (what is removed, a function that removes it, a text it leads to); messages are left out."""

    def __init__(self):
        self.found = []
        self.message = ast.Constant("")

    def add(self, node, what, remove, message=None):
        self.found.append((f"line {node.lineno}: {what}", remove, longest_text(message or self.message)))

    def visit_Yield(self, node):
        holds, self.message = node.value.elts
        if ast.unparse(holds) != "True":
            self.add(node, f"yield {ast.unparse(holds)}", lambda: node.value.elts.__setitem__(0, ast.Constant(True)))
        self.visit(holds)
        self.message = ast.Constant("")

    def visit_BoolOp(self, node):
        for operand in list(node.values):
            self.add(node, f"{type(node.op).__name__.lower()} … {ast.unparse(operand)}", lambda operand=operand: node.values.remove(operand))
        self.generic_visit(node)

    def visit_If(self, node):
        for always in (True, False):
            self.add(node, f"if {ast.unparse(node.test)} → {always}", lambda always=always: setattr(node, "test", ast.Constant(always)))
        self.generic_visit(node)

    visit_IfExp = visit_If

    def visit_Dict(self, node):
        for k, (slip, told) in enumerate(zip(node.keys, node.values, strict=True)):
            if isinstance(told, ast.JoinedStr) or isinstance(getattr(told, "value", None), str):
                self.add(node, f"slip {ast.unparse(slip)}: {ast.unparse(told)}", lambda k=k: (node.keys.pop(k), node.values.pop(k)), told)
        self.generic_visit(node)

    def visit_JoinedStr(self, node):
        pass


def find_conditions(tree):
    conditions = Conditions()
    conditions.visit(tree)
    return conditions.found


def mutants(source):
    """Yield (what is removed, the source without it, a text it leads to) for each condition in `source`."""
    tree = ast.parse(source)
    for k in range(len(find_conditions(tree))):
        mutant = copy.deepcopy(tree)
        what, remove, text = find_conditions(mutant)[k]
        remove()
        yield what, ast.unparse(ast.fix_missing_locations(mutant)), text


@functools.cache
def cases(path, label):
    """Return [(the sources of an answer, what is bound to a strange value, the signs and the phrase its verdict may have, its verdict)]."""
    parts = EXERCISES[path, label]
    found = [([parts["exercise"]], {}, "⬜", ""), ([parts["solution"]], {}, "✅", "")]
    for answered, kind, _, phrase, code in ANSWERS[path]:
        if answered == label:
            found.append(([code], {}, "✅" if kind == "right" else "❌", phrase or ""))
    for name in starter_names(parts["exercise"]):
        found += [([parts["solution"]], {name: value}, "⬜❌", "") for value in STRANGE.values()]
    found = [(*case, verdict(path, label, *case[0], **case[1])) for case in found]
    assert [case for case in found if not keeps(*case[2:])] == []
    return found


def keeps(signs, phrase, line):
    """Return whether the verdict `line` is one that an answer may have."""
    return line[0] in signs and phrase in line


def is_noticed(path, label, check, text):
    """Return whether some answer gets another verdict from `check`; those whose verdict has `text` are asked first."""
    for sources, strange, signs, phrase, _ in sorted(cases(path, label), key=lambda case: text not in case[-1]):
        try:
            line = verdict(path, label, *sources, check=check, **strange)
        except Exception:
            return True
        if not keeps(signs, phrase, line):
            return True
    return False


@each_exercise
def test_every_condition_counts(path, label):
    check = EXERCISES[path, label]["check"]
    idle = [what for what, mutant, text in mutants(check) if not is_noticed(path, label, mutant, text)]
    assert not idle, "\n".join(idle)


@pytest.mark.parametrize("name", ["check", "judge_number"])
def test_every_condition_of_a_shared_function_counts(name):
    users = {key: parts["check"] for key, parts in EXERCISES.items() if f"{name}(" in parts["check"]}
    function = find_function(next(iter(users))[0], name)
    idle = [
        what for what, mutant, text in mutants(function)
        if not any(is_noticed(*user, f"{mutant}\n{check}", text) for user, check in users.items())
    ]
    assert not idle, "\n".join(idle)


def find_function(path, name):
    """Return the source of the function `name` that the chapter defines."""
    trees = [ast.parse(source) for _, source in read_cells(path)]
    return next(ast.unparse(node) for tree in trees for node in tree.body if getattr(node, "name", None) == name)
