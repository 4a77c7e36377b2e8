"""The runbook is the script: every command in it, in order, against a deployment that is thrown away.

`systemctl` starts the real programs here, `curl` is Python's own client, key files are locked weakly, and `sleep 3d`
moves the clock; nothing else is not as an operator has it. The delay is three days, as in every deployment.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RUNBOOK = (ROOT / "deploy" / "RUNBOOK.md").read_text()
PASSPHRASE = "four plain words here"
SHIMS = Path(__file__).parent / "shims.py"


def blocks(kind: str) -> list[str]:
    """The fenced blocks of one kind, in order."""
    return re.findall(rf"^```{kind}\n(.*?)^```", RUNBOOK, re.MULTILINE | re.DOTALL)


def script() -> str:
    """All blocks one after the other; what fails says after which line of the runbook."""
    parts = ["set -euo pipefail"]
    for block in blocks("sh"):
        line = RUNBOOK[: RUNBOOK.index(block)].count("\n") + 1
        parts += [f"echo '=== RUNBOOK.md line {line}'", block]
    return "\n".join(parts)


def free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """What a shell has after the runbook's first page, and the commands on its path."""
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    for name in ("amparo-keys", "amparo-witness", "amparo-gateway", "amparo-desk", "systemctl", "sleep", "curl"):
        shim = bin_ / name
        shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{SHIMS}" {name} "$@"\n')
        shim.chmod(0o700)
    (tmp_path / "passphrase").write_text(PASSPHRASE)
    (tmp_path / "passphrase").chmod(0o600)
    release = tmp_path / "release"
    release.mkdir()
    shutil.copy(ROOT / "deploy" / "locks" / "desk.txt", release)
    (release / "amparo-0.1.0-py3-none-any.whl").write_bytes(b"a wheel")
    gateway, one, two = free_ports(3)
    for name in ("pepper", "accounts-key"):
        (tmp_path / name).write_text(secrets.token_hex(32))
        (tmp_path / name).chmod(0o600)
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("AMPARO_")},
        "PATH": f"{bin_}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "AMPARO_KEYS_PASSPHRASE_FILE": str(tmp_path / "passphrase"),
        "AMPARO_WITNESS_PASSPHRASE_FILE": str(tmp_path / "passphrase"),
        "AMPARO_DIRECTORY": str(tmp_path / "directory"),
        "AMPARO_LOG_KEY": "members/log.example.key",
        "AMPARO_WITNESSES": f"ida=http://127.0.0.1:{one} jon=http://127.0.0.1:{two}",
        "GATEWAY": f"http://127.0.0.1:{gateway}",
        "WITNESS_1": f"http://127.0.0.1:{one}",
        "WITNESS_2": f"http://127.0.0.1:{two}",
        "DEPLOYMENT": "amparo-uk",
    }


def test_the_runbook_names_every_setting_that_it_uses(environment: dict[str, str]) -> None:
    (settings,) = blocks("ini")
    named = set(re.findall(r"^([A-Z_0-9]+)=", settings, re.MULTILINE))
    used = set(re.findall(r"\$([A-Z_0-9]{2,})", script())) - {"AMPARO_GENESIS"}
    assert used <= named <= set(environment)


def test_every_ceremony_has_its_place_in_the_runbook() -> None:
    from keys.ceremony.script import OCCASIONS

    assert set(re.findall(r"amparo-keys ceremony ([a-z-]+) --dry-run", script())) == set(OCCASIONS)


def test_every_command_of_the_runbook_works_in_order(environment: dict[str, str], tmp_path: Path) -> None:
    try:
        done = subprocess.run(
            ["bash", "-c", script()],
            cwd=tmp_path,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=2700,  # half a minute alone on a machine; a busy one takes its time
            check=False,
        )
        assert done.returncode == 0, done.stdout[-4000:]
    finally:
        subprocess.run(
            [str(tmp_path / "bin" / "systemctl"), "stop", "everything"], cwd=tmp_path, env=environment, check=False
        )
