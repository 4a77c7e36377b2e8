"""A core file is the memory of a program written down: keys, a passphrase, a report. No program of ours leaves one."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2] / "pyproject.toml"
PROGRAMS = tomllib.loads(PROJECT.read_text())["project"]["scripts"]
RUN = """
import atexit, resource
from {module} import {function}
atexit.register(lambda: print(resource.getrlimit(resource.RLIMIT_CORE)))
{function}()
"""


@pytest.mark.parametrize("name", PROGRAMS)
def test_no_program_that_somebody_types_leaves_one(name: str) -> None:
    """Ctrl-\\ at the keyboard, or a fault in a library, writes one wherever the system lets it."""
    module, _, function = PROGRAMS[name].partition(":")
    code = RUN.format(module=module, function=function)
    done = subprocess.run([sys.executable, "-c", code, "--help"], capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[-1] == "(0, 0)", done.stderr
