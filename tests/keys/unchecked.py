"""Our code with one check turned off: does the vector of that check then pass?

The modules of `keys` are copied to a temporary folder with every `raise Refused(code)` turned into a call that does
nothing when `code` is the one that is off, and the vectors are run against the copy, in a process of its own.
"""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import keys
from tests.keys import running

HERE = Path(__file__).parents[2]

_SWITCH = '''

OFF: set[str] = set()


def refuse(check: str) -> None:
    """Refuses unless this check is turned off."""
    if check not in OFF:
        raise Refused(check)
'''

_LOOPS = {
    "_sealed_to": "return tuple(_exactly(view, part, day, view.witnessed_at) for part in parts)",
    "_sealed_to_us": "return day",
}
"""Where the last reason of a loop is raised: what the function goes on with."""


class _Off(ast.NodeTransformer):
    """`raise Refused(x)` -> `refuse(x)`; `raise reason` at the end of a loop -> `refuse(reason.check)` and go on."""

    def __init__(self) -> None:
        self.within = ""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        self.within = node.name
        self.generic_visit(node)
        return node

    def visit_Raise(self, node: ast.Raise) -> ast.AST | list[ast.stmt]:
        match node.exc:
            case ast.Call(func=ast.Name(id="Refused"), args=[code]):
                return ast.Expr(ast.Call(ast.Name("refuse", ast.Load()), [code], []))
            case ast.Name(id="refused"):
                return ast.parse(f"refuse(refused.check)\n{_LOOPS[self.within]}").body
        return node


def copy_to(folder: Path) -> None:
    """`folder`/keys is our code, with switches."""
    there = folder / "keys"
    shutil.copytree(Path(str(keys.__file__)).parent, there, ignore=shutil.ignore_patterns("__pycache__", "desk"))
    with (there / "errors.py").open("a", encoding="utf-8") as errors:
        errors.write(_SWITCH)
    for module in running.CHECKED:
        path = there / f"{module}.py"
        tree = ast.fix_missing_locations(_Off().visit(ast.parse(path.read_text("utf-8"))))
        after = next(i for i, node in enumerate(tree.body) if not isinstance(node, (ast.Expr, ast.ImportFrom)) or i > 1)
        tree.body.insert(after, ast.parse("from keys.errors import refuse").body[0])
        path.write_text(ast.unparse(ast.fix_missing_locations(tree)), "utf-8")


def outcomes() -> dict[str, tuple[str | None, str | None]]:
    """Vector name -> (what came of it without its check, what should: None passes)."""
    with tempfile.TemporaryDirectory() as folder:
        copy_to(Path(folder))
        environment = os.environ | {"PYTHONPATH": os.pathsep.join((folder, str(HERE)))}
        done = subprocess.run(
            [sys.executable, "-m", "tests.keys.unchecked"],
            cwd=folder,
            env=environment,
            capture_output=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr.decode()
    return {name: tuple(pair) for name, pair in json.loads(done.stdout).items()}


def _run() -> None:
    from keys import clock, errors

    clock.now = running.clock
    found = {}
    for file, run in (
        ("negative_admission", running.admit),
        ("negative_desk", running.open_at_desk),
        ("negative_disclosure", running.disclose),
        ("negative_page", running.read_slot),
    ):
        for vector in running.load(file)["vectors"]:
            if vector["check"] in (None, "again"):
                continue
            errors.OFF = {vector["check"]}  # type: ignore[attr-defined]
            try:
                outcome = run(vector, running.raw_of(file, vector["name"]))
            except Exception as broken:  # noqa: BLE001 (a reader without the check may break; the vector says "*")
                outcome = f"{type(broken).__name__}"
            found[f"{file} {vector['name']}"] = (None if outcome == "again" else outcome, vector["then"])
    print(json.dumps(found))


if __name__ == "__main__":
    _run()
