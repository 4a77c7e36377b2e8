"""The tree itself: what no tracked file may hold, and what the house asks of files."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ROOT / "deploy" / "locks"
LOCKED = {
    "dev": ["dev"],
    "gateway": ["gateway", "workers"],
    "workers": ["workers"],
    "desk": ["desk", "desk-web"],
    "demonstration": ["demonstration"],
}
PACKAGES = ("keys", "gateway", "workers")
KEY_PREFIX = b"AMPARO-SECRET" + b"-KEY-"  # in two parts, so that this file does not find itself


FILE_LINES, FUNCTION_LINES = 350, 60  # the house's measure; longer ones are listed, not refused


def tracked() -> list[Path]:
    """Every file that git would carry to somebody else: tracked, or new and not ignored."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    return [path for name in names if name and (path := ROOT / name).is_file()]


def python_files() -> list[Path]:
    return [path for path in tracked() if path.suffix == ".py"]


def test_no_tracked_file_holds_a_locked_private_key() -> None:
    named = {ROOT / "keys" / "keyfiles.py"}  # the one file that writes the prefix
    found = [str(path) for path in tracked() if path not in named and KEY_PREFIX in path.read_bytes()]
    assert found == []


def test_the_search_for_keys_finds_a_key_file(tmp_path: Path) -> None:
    from keys.keyfiles import lock

    text = lock(bytes(32), b"a passphrase", {"role": "crime"})
    assert KEY_PREFIX in text.encode()


def test_no_tracked_file_is_named_like_a_key_or_a_state_file() -> None:
    unwanted = re.compile(r"\.(key|pem|p12|sqlite|sqlite3|db|rdb|aof|seed|passphrase)$|(^|/)\.amparo/|(^|/)\.env$")
    allowed = re.compile(r"^tests/.*vectors/")
    names = [str(path.relative_to(ROOT)) for path in tracked()]
    assert [name for name in names if unwanted.search(name) and not allowed.search(name)] == []


@pytest.mark.parametrize("package", [*PACKAGES, "tests"])
def test_init_files_hold_a_docstring_and_no_code(package: str) -> None:
    for path in sorted((ROOT / package).rglob("__init__.py")):
        body = ast.parse(path.read_text()).body
        docstrings = [n for n in body if isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant)]
        assert len(body) == len(docstrings) <= 1, f"{path.relative_to(ROOT)} holds code"


def test_every_module_says_what_it_is() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in python_files()
        if path.relative_to(ROOT).parts[0] in PACKAGES
        and "migrations" not in path.parts
        and ast.get_docstring(ast.parse(path.read_text())) is None
    ]
    assert silent == []


def test_no_module_has_a_name_that_means_nothing() -> None:
    nothing = {"utils", "util", "helpers", "helper", "common", "core", "manager", "handler", "handlers"}
    nothing |= {"processor", "service", "services", "data", "info", "payload", "obj", "misc"}
    named = [str(path.relative_to(ROOT)) for path in python_files() if path.stem in nothing]
    assert named == []


def test_long_files_and_functions_are_listed(record_property: Callable[[str, object], None]) -> None:
    """A report: the house's measure is for people to judge. Only a file twice as long is refused."""
    long: list[str] = []
    for path in python_files():
        text = path.read_text()
        name, lines = path.relative_to(ROOT), text.count("\n")
        if lines > FILE_LINES:
            long.append(f"{name}: {lines} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > FUNCTION_LINES:
                    long.append(f"{name}: {node.name} has {length} lines")
        assert lines <= 2 * FILE_LINES, f"{name} has {lines} lines: it holds more than one idea"
    record_property("longer than the house likes", "; ".join(long))
    for line in long:
        sys.stderr.write(f"long: {line}\n")


PIN = re.compile(r"([a-z0-9-]+)==([A-Za-z0-9.]+)(?: ; [^\\]+)? \\\n")
HASHES = re.compile(r"(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+")


def pins(lock: Path) -> dict[str, str]:
    """Name and version of everything in a lock; every line of it is a pin or one of its hashes."""
    text = "".join(line for line in lock.read_text().splitlines(keepends=True) if not line.startswith("#"))
    found = {}
    while text:
        pin = PIN.match(text)
        assert pin, text[:200]
        hashes = HASHES.match(text, pin.end())
        assert hashes, text[:200]
        found[pin[1]], text = pin[2], text[hashes.end() :]
    return found


def test_locks_pin_every_package_by_its_hash_name_no_registry_and_cover_what_is_asked_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]

    def asked(extra: str) -> set[str]:
        names: set[str] = set()
        for one in [*project["dependencies"], *extras[extra]]:
            ours = re.match(r"amparo\[([a-z,-]+)\]", one)
            names |= (
                set().union(*map(asked, ours[1].split(",")))
                if ours
                else {re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~; ]", one)[0]).lower()}
            )
        return names

    everything = pins(LOCKS / "dev.txt")
    assert {path.stem for path in LOCKS.iterdir()} == LOCKED.keys()
    for lock, inside in LOCKED.items():
        pinned = pins(LOCKS / f"{lock}.txt")
        assert set().union(*map(asked, inside)) - pinned.keys() == set(), lock
        assert pinned.items() <= everything.items(), "each lock is a part of the one that the tests run with"


def test_every_place_that_a_journey_makes_fail_stands_in_the_house() -> None:
    """Else the program under test would not start, which only a slow journey would tell."""
    path = ROOT / "tests/journeys/faulty/sitecustomize.py"
    spec = importlib.util.spec_from_file_location("faulty_places", path)
    assert spec is not None
    assert spec.loader is not None
    faulty = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(faulty)
    for place, (module, name) in faulty.PLACES.items():
        found = importlib.import_module(module)
        for step in name.split("."):
            assert hasattr(found, step), (place, module, name)
            found = getattr(found, step)
