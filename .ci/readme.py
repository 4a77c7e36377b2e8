"""Type the commands of our pages for strangers, word for word and in order: a stranger's first ten minutes.

For `.ci/run`: it works in the clone that it lies in, which must be fresh. `deploy/up` is started and left running while
the rest is typed, as README tells. REFERENCE is the one word that a person fills in: here it is the report that the
example filed. `deploy/test` is typed by a second call, `readme.py --test`, and what it says is shown.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("README.md", "deploy/TRY.md")
BY_ITSELF = ("deploy/up", "deploy/up --example", "deploy/test")  # typed where `main` says
TOO_LONG = ("deploy/bench", "deploy/test --quick")
SHELL = {"PATH", "HOME", "LANG", "TERM", "CI"}  # what a stranger's shell has
SETTINGS = re.compile(  # and how this machine reaches its registries
    r"(PIP|UV|NPM|npm|NODE_EXTRA|SSL|REQUESTS|CURL|GIT_SSL|HTTPS?|https?|ALL|all|NO|no)_|DEBIAN_FRONTEND$"
)
PATIENCE = 900.0  # seconds: the first command installs everything


def main() -> int:
    """0 when every command did what its page says."""
    if sys.argv[1:] == ["--settings"]:  # the files that the settings name
        paths = {value for name, value in os.environ.items() if SETTINGS.match(name) and value[:1] == "/"}
        print("\n".join(sorted(paths)))
        return 0
    environment = {k: v for k, v in os.environ.items() if k in SHELL or SETTINGS.match(k)}
    if sys.argv[1:] == ["--test"]:
        return subprocess.run(["deploy/test"], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL).returncode
    if (ROOT / ".venv").exists() or (ROOT / ".amparo").exists():
        sys.exit("This is no fresh clone. Type .ci/run: it makes one.")
    started = time.monotonic()
    commands = [line for page in PAGES for line in typed(ROOT / page)]
    assert set(BY_ITSELF) <= set(commands), "README no longer says its own commands"
    example = type_in(environment, "deploy/up --example")
    reference = re.search(r"of report ([0-9A-Z]{8}):", example)
    assert reference, example
    running = start(environment)
    try:
        for command in commands:
            if command in BY_ITSELF or command.startswith(TOO_LONG):
                continue
            if command.startswith("export "):
                name, _, value = command.removeprefix("export ").partition("=")
                environment[name] = value
                continue
            type_in(environment, command.replace("REFERENCE", reference[1]))
    finally:
        running.send_signal(signal.SIGINT)
        assert running.wait(60) == 0
    print(f"Every command worked ({time.monotonic() - started:.0f} s).", flush=True)
    return 0


def typed(page: Path) -> list[str]:
    """The lines of each fenced block of the page that is marked as commands."""
    text = page.read_text() if page.exists() else ""
    found = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [line.strip() for block in found for line in block.splitlines() if line.strip()]


def type_in(environment: dict[str, str], command: str) -> str:
    """What the command printed; the run ends here when it fails."""
    started = time.monotonic()
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    took = time.monotonic() - started
    print(f"  {'ok' if done.returncode == 0 else 'FAILED'} {took:5.1f} s  {command}", flush=True)
    if done.returncode != 0:
        sys.exit(f"{done.stdout}\n{done.stderr}")
    return done.stdout


def start(environment: dict[str, str]) -> subprocess.Popen[str]:
    """`deploy/up` runs and has said what to try."""
    process = subprocess.Popen(
        ["deploy/up"], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
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
