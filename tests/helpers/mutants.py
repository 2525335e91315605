"""Each condition of a judge, removed in turn."""

import ast
import copy

from course import code_cells, read_notebook, to_python


def longest_text(message):
    """Return the longest stretch of text written out in the expression `message`, to recognise a
    verdict by.
    """
    texts = [
        node.value
        for node in ast.walk(message)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    return max(texts, key=len, default="")


def is_said(node):
    """Return whether an expression is a sentence."""
    text = node.value if isinstance(node, ast.Constant) else ""
    return isinstance(node, ast.JoinedStr) or (isinstance(text, str) and " " in text)


class Conditions(ast.NodeVisitor):
    """Collect every condition of a judge as (what is removed, a function that removes it, a text it
    leads to); messages are left out.
    """

    def __init__(self):
        self.found = []
        self.message = ast.Constant("")

    def add(self, node, what, remove, message=None):
        self.found.append(
            (f"line {node.lineno}: {what}", remove, longest_text(message or self.message))
        )

    def visit_Yield(self, node):
        holds, self.message = node.value.elts
        if ast.unparse(holds) != "True":
            self.add(
                node,
                f"yield {ast.unparse(holds)}",
                lambda: node.value.elts.__setitem__(0, ast.Constant(True)),
            )
        self.visit(holds)
        self.message = ast.Constant("")

    def visit_BoolOp(self, node):
        for operand in list(node.values):
            self.add(
                node,
                f"{type(node.op).__name__.lower()} … {ast.unparse(operand)}",
                lambda operand=operand: node.values.remove(operand),
            )
        self.generic_visit(node)

    def visit_If(self, node):
        for always in (True, False):
            self.add(
                node,
                f"if {ast.unparse(node.test)} → {always}",
                lambda always=always: setattr(node, "test", ast.Constant(always)),
            )
        self.generic_visit(node)

    visit_IfExp = visit_If

    def visit_Call(self, node):
        # what is told of a wrong number is data: test_exercises.py tries it all
        if getattr(node.func, "id", "") != "check_numbers":
            self.generic_visit(node)

    def visit_Dict(self, node):
        for k, (key, value) in enumerate(zip(node.keys, node.values, strict=True)):
            for told, slip in ((key, value), (value, key)):
                if is_said(told) and slip is not None:
                    self.add(
                        node,
                        f"slip {ast.unparse(slip)}: {ast.unparse(told)}",
                        lambda k=k: (node.keys.pop(k), node.values.pop(k)),
                        told,
                    )
        self.generic_visit(node)

    def visit_JoinedStr(self, node):
        pass


def find_conditions(tree):
    conditions = Conditions()
    conditions.visit(tree)
    return conditions.found


def mutants(source):
    """Yield (what is removed, the source without it, a text it leads to) for each condition in
    `source`.
    """
    tree = ast.parse(source)
    for k in range(len(find_conditions(tree))):
        mutant = copy.deepcopy(tree)
        what, remove, text = find_conditions(mutant)[k]
        remove()
        yield what, ast.unparse(ast.fix_missing_locations(mutant)), text


def find_function(chapter, name):
    """Return the source of the function `name` that the chapter defines."""
    trees = [ast.parse(to_python(cell.source)) for cell in code_cells(read_notebook(chapter))]
    return next(
        ast.unparse(node)
        for tree in trees
        for node in tree.body
        if getattr(node, "name", None) == name
    )
