"""Type the commands of README and TRY.md, verbatim and in order, in a fresh clone: a stranger's first ten minutes.

`deploy/up` is started where README says so and left running while the rest is typed, as README tells; `deploy/test` is
what CI runs anyway. REFERENCE is the one word that a person fills in: here it is the report that the example filed.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SKIPPED = ("deploy/test", "deploy/bench")
STRANGER = (
    "PATH",
    "HOME",
    "LANG",
    "TERM",
)  # what a stranger's shell has; and how this machine reaches its registries
REGISTRIES = re.compile(r"(PIP|UV|SSL|REQUESTS|CURL|GIT_SSL|HTTPS?|https?|NO|no)_|DEBIAN_FRONTEND")
PATIENCE = 300.0  # seconds: the first start installs everything


def main() -> int:
    """0 when every command of README did what it says."""
    started = time.monotonic()
    environment = {k: v for k, v in os.environ.items() if k in STRANGER or REGISTRIES.match(k)}
    with tempfile.TemporaryDirectory(prefix="stranger-") as folder:
        clone = Path(folder) / "amparo"
        subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(clone)], check=True)
        pages = [(clone / name).read_text() for name in ("README.md", "deploy/TRY.md")]
        commands = [line for page in pages for block in blocks(page) for line in block]
        print(f"README: {len(commands)} commands, in a fresh clone")
        example = type_in(clone, environment, "deploy/up --example")
        reference = re.search(r"of report ([0-9A-Z]{8}):", example)
        assert reference, example
        running = start(clone, environment)
        try:
            for command in commands:
                if command == "deploy/up --example" or command == "deploy/up" or command.startswith(SKIPPED):
                    continue
                if command.startswith("export "):
                    name, _, value = command.removeprefix("export ").partition("=")
                    environment[name] = value
                    continue
                type_in(clone, environment, command.replace("REFERENCE", reference[1]))
        finally:
            running.send_signal(signal.SIGINT)
            assert running.wait(60) == 0
    print(f"README: every command worked ({time.monotonic() - started:.0f} s)\n")
    return 0


def blocks(text: str) -> list[list[str]]:
    """The lines of each fenced block that is marked as commands."""
    found = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [[line.strip() for line in block.splitlines() if line.strip()] for block in found]


def type_in(clone: Path, environment: dict[str, str], command: str) -> str:
    """What the command printed; the run ends here when it fails."""
    started = time.monotonic()
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=clone,
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    print(
        f"  {'ok' if done.returncode == 0 else 'FAILED'} {time.monotonic() - started:5.1f} s  {command}",
        flush=True,
    )
    if done.returncode != 0:
        sys.exit(f"{done.stdout}\n{done.stderr}")
    return done.stdout


def start(clone: Path, environment: dict[str, str]) -> subprocess.Popen[str]:
    """`deploy/up` runs and has said what to try."""
    process = subprocess.Popen(
        ["deploy/up"], cwd=clone, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    )
    said = ""
    until = time.monotonic() + PATIENCE
    assert process.stdout
    while "Stop with Ctrl-C" not in said:
        line = process.stdout.readline()
        if not line or time.monotonic() > until:
            sys.exit(f"deploy/up did not start:\n{said}")
        said += line
    print("  ok          deploy/up", flush=True)
    return process


if __name__ == "__main__":
    sys.exit(main())
