"""Takes one check out of the fold, as an editor would, and folds without it.

A check is known by its rule: every `raise` whose text begins with the rule becomes `pass`, so does every `found.add` of
it, and every row of a table of rules that names it is dropped. Used to see that each negative vector fails by its own
rule alone.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

import keys.directory.checkpoint
import keys.directory.fold
import keys.directory.register
import keys.directory.rules
import keys.directory.view

MODULES = (
    keys.directory.checkpoint,
    keys.directory.rules,
    keys.directory.view,
    keys.directory.register,
    keys.directory.fold,
)
"""Where the rules are, each after those it imports."""


class _Without(ast.NodeTransformer):
    """Removes the checks of one rule; `found` counts them."""

    def __init__(self, rule: str) -> None:
        self.rule, self.found = rule, 0

    def _named(self, node: ast.AST) -> bool:
        """True when a text in `node` is this rule (a table leaves the "F7-" out) or begins with "<rule>:"."""
        texts = [str(each.value) for each in ast.walk(node) if isinstance(each, ast.Constant)]
        names = (self.rule, self.rule.removeprefix("F7-"))
        return any(text.startswith(f"{self.rule}:") or text in names for text in texts)

    def visit_Raise(self, node: ast.Raise) -> ast.stmt:
        if node.exc is None or not self._named(node.exc):
            return node
        self.found += 1
        return ast.copy_location(ast.Pass(), node)

    def visit_Expr(self, node: ast.Expr) -> ast.stmt:
        call = node.value
        if not (isinstance(call, ast.Call) and ast.unparse(call.func) == "found.add" and self._named(call)):
            return node
        self.found += 1
        return ast.copy_location(ast.Pass(), node)

    def visit_Tuple(self, node: ast.Tuple) -> ast.AST:
        rows = [each for each in node.elts if isinstance(each, ast.Tuple) and self._named(each)]
        self.found += len(rows)
        node.elts = [each for each in node.elts if each not in rows]
        return self.generic_visit(node)


def fold_without(rule: str, patch: pytest.MonkeyPatch) -> Callable:
    """`keys.directory.fold.fold` without the checks of `rule`; AssertionError when there is no such check."""
    found, made = 0, {}
    for module in MODULES:
        without = _Without(rule)
        tree = ast.fix_missing_locations(without.visit(ast.parse(Path(str(module.__file__)).read_text("utf-8"))))
        found += without.found
        copy = ModuleType(module.__name__)
        copy.__file__ = module.__file__
        with patch.context() as inside:
            for name, other in made.items():
                inside.setitem(sys.modules, name, other)
            exec(compile(tree, str(module.__file__), "exec"), copy.__dict__)  # our own source, less one check
        made[module.__name__] = copy
    assert found, f"no check raises {rule}"
    return made["keys.directory.fold"].fold
