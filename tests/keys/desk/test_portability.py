"""Police machines run Windows and have none of the gateway's libraries: the desk's code must not need either."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import keys

ROOT = Path(keys.__file__).parent
OURS = sorted(
    [
        *(each for each in (ROOT / "desk").rglob("*.py") if "web" not in each.parts),
        *(ROOT / "private").glob("*.py"),
        *(ROOT / "envelope").glob("*.py"),
        *(ROOT / "directory").glob("*.py"),
        *(ROOT / "ceremony").glob("*.py"),
        *ROOT.glob("*.py"),
    ]
)
POSIX_ONLY = {
    "fcntl",
    "pwd",
    "grp",
    "resource",
    "termios",
    "tty",
    "pty",
    "posix",
    "syslog",
    "readline",
    "curses",
    "crypt",
}
POSIX_CALLS = {
    "fork",
    "getuid",
    "geteuid",
    "getgid",
    "chown",
    "chroot",
    "mkfifo",
    "setsid",
    "killpg",
    "fchmod",
    "umask",
}
FOREIGN = ("flask", "werkzeug", "flask_smorest", "sqlalchemy", "alembic", "celery", "kombu", "redis", "psycopg")


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_no_module_needs_a_posix_machine(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    guarded = {id(inside) for node in ast.walk(tree) if _asks_for_windows(node) for inside in ast.walk(node)}
    for node in ast.walk(tree):
        if id(node) in guarded:
            continue
        if isinstance(node, ast.Import):
            assert not {each.name.split(".")[0] for each in node.names} & POSIX_ONLY
        elif isinstance(node, ast.ImportFrom):
            assert (node.module or "").split(".")[0] not in POSIX_ONLY
        elif isinstance(node, ast.Attribute):
            assert node.attr not in POSIX_CALLS
            assert not (node.attr.startswith("SIG") and node.attr not in ("SIGINT", "SIGTERM", "SIGNATURE", "SIGNED"))


def _asks_for_windows(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "sys.platform != 'win32'" and not node.orelse


@pytest.mark.parametrize("path", sorted((ROOT / "desk").glob("*.py")), ids=lambda path: path.name)
def test_text_is_read_and_written_as_utf8_whatever_the_machine_thinks(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in ("read_text", "write_text"):
                assert "encoding" in {each.arg for each in node.keywords}
            if node.func.attr == "open" and isinstance(node.func.value, ast.Name) and node.func.value.id == "Path":
                raise AssertionError("open bytes, or say utf-8")


def test_the_program_starts_without_the_gateways_libraries() -> None:
    code = (
        "import sys\n"
        "class Wall:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        f"        if name.split('.')[0] in {FOREIGN!r}:\n"
        "            raise ImportError(name)\n"
        "sys.meta_path.insert(0, Wall())\n"
        "from keys.desk.cli.main import main\n"
        "main(['--help'], standalone_mode=False)\n"
        "ours = {name for name in sys.modules if name.split('.')[0] in ('gateway', 'workers')}\n"
        "allowed = ('gateway', 'gateway.report', 'gateway.report.screening', 'gateway.report.printing')\n"
        "wrong = [name for name in ours if name not in allowed\n"
        "         and not name.startswith(tuple(each + '.' for each in allowed[1:]))]\n"
        "assert not wrong, wrong\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT.parent)
    assert done.returncode == 0, done.stderr
    assert "amparo-desk init" in done.stdout


def test_every_module_of_the_desk_is_imported_by_the_program() -> None:
    """All but what decodes files, which `child` loads in a process of its own."""
    ours_loaded = "sorted(name for name in sys.modules if name.startswith('keys.desk.'))"
    called = "from click import Context; [main.main.get_command(Context(main.main), name) for name in main.COMMANDS]"
    code = f"import sys; from keys.desk.cli import main; {called}; print(*{ours_loaded})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT.parent)
    ours = [each for each in (ROOT / "desk").rglob("*.py") if "web" not in each.parts and each.stem != "cleaning"]
    modules = {".".join(path.relative_to(ROOT.parent).with_suffix("").parts) for path in ours}
    assert set(done.stdout.split()) == {name.removesuffix(".__init__") for name in modules} - {"keys.desk"}
