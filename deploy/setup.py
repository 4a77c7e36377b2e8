"""Make the environment that Amparo's commands run in: a `.venv` with the very files that `locks/` names by their hash.

Needs nothing but the standard library of Python 3.11, because it runs before anything is installed.

* Packages come from the machine's own pip (or uv) settings; whatever they bring has a hash of the lock, and is a wheel:
  nothing is built, so no code of a package runs while it is installed. `deploy/lock` renews the locks.
* Ready means: `.venv` was filled from exactly this `pyproject.toml` and this lock, at this place, by this Python. Then
  nothing is run at all.
* Two commands at once wait for each other. One that was interrupted is simply done again.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
READY = VENV / "amparo-ready.json"
LOCKS = ROOT / "deploy" / "locks"
STATE = ROOT / ".amparo"
LOG = STATE / "logs" / "setup.log"

INCLUDED = {"dev": {"demonstration"}}  # an extra that brings others with it, as pyproject.toml says

HEARTBEAT_SECONDS = 10  # a silent minute looks like a hang


class NotReady(SystemExit):
    """The environment could not be made. The sentence says what to do."""


def say(line: str) -> None:
    """Print one line at once, also into a pipe."""
    print(line, flush=True)


def ready(extras: Sequence[str]) -> Path:
    """The environment holds Amparo with these extras. Gives its Python.

    Quick (two small files are read) when nothing has changed since the last time.
    """
    wanted = set(extras)
    if wanted <= _installed():
        return PYTHON
    with _one_at_a_time():
        have = _installed()
        if wanted <= have:  # another command made it while we waited
            return PYTHON
        started = time.monotonic()
        say("Setting up: this happens once, and takes about a minute.")
        _install(sorted(wanted | have))
        say(f"Set up in {time.monotonic() - started:.0f} s.")
    return PYTHON


def fingerprint() -> str:
    """A hash that changes when what must be installed changes."""
    digest = hashlib.sha256()
    for path in (ROOT / "pyproject.toml", *sorted(LOCKS.iterdir())):
        digest.update(path.read_bytes())
    digest.update(f"{ROOT}\0{sys.version_info[:2]}".encode())
    return digest.hexdigest()


def _installed() -> set[str]:
    """The extras that `.venv` holds now, as this checkout wants them; empty when it is not ready."""
    try:
        noted = json.loads(READY.read_text())
        if noted["fingerprint"] == fingerprint() and PYTHON.exists():
            have = set(noted["extras"])
            return have.union(*(INCLUDED.get(extra, set()) for extra in have))
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return set()


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    STATE.mkdir(mode=0o700, exist_ok=True)
    LOG.parent.mkdir(mode=0o700, exist_ok=True)
    with open(STATE / "setup.lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another command is setting up. Waiting for it.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _install(extras: Sequence[str]) -> None:
    uv = shutil.which("uv")
    if not (uv and _with_uv(uv, extras)):
        _with_pip(extras)
    READY.write_text(json.dumps({"fingerprint": fingerprint(), "extras": list(extras)}))


def _with_uv(uv: str, extras: Sequence[str]) -> bool:
    """uv filled the environment. False when it could not: pip may have other registries set."""
    install = [uv, "pip", "install", "--python", str(PYTHON), "--quiet", "--no-deps"]
    try:
        if not _venv_works():
            _run("Making .venv with uv", [uv, "venv", "--quiet", "--python", sys.executable, "--clear", str(VENV)])
        locked = ["--require-hashes", "--no-build", "-r", str(_lock(extras))]
        _run("Installing the packages with uv", [*install, *locked])
        _run("Installing Amparo with uv", [*install, "--no-build-isolation", "-e", str(ROOT)])
    except NotReady:
        say("uv could not do it. Using pip instead.")
        return False
    return True


def _with_pip(extras: Sequence[str]) -> None:
    if not (_venv_works() and _has_pip()):
        _need_venv_module()
        _run("Making .venv", [sys.executable, "-m", "venv", "--clear", str(VENV)])
    quietly = ["--disable-pip-version-check", "--no-input"]
    pip = [str(PYTHON), "-m", "pip", *quietly, "install", "--no-compile", "--no-deps"]
    locked = ["--require-hashes", "--only-binary", ":all:", "-r", str(_lock(extras))]
    _run(f"Installing the packages ({', '.join(extras)})", [*pip, *locked])
    _run("Installing Amparo", [*pip, "--no-build-isolation", "-e", str(ROOT)])


def _lock(extras: Sequence[str]) -> Path:
    """The lock that holds these extras: the largest holds all."""
    return LOCKS / ("dev.txt" if "dev" in extras else "demonstration.txt")


def _venv_works() -> bool:
    return PYTHON.exists() and _succeeds([str(PYTHON), "-c", "import sys; assert sys.version_info >= (3, 11)"])


def _has_pip() -> bool:
    return _succeeds([str(PYTHON), "-c", "import pip"])


def _succeeds(command: Sequence[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _need_venv_module() -> None:
    """Python can make environments. Debian and Ubuntu ship it without: as root we add their package."""
    if can_make_environments():
        return
    if shutil.which("apt-get") is None:
        raise NotReady("This Python has no ensurepip. Install your system's package for Python's venv, then try again.")
    if not may_install():
        raise NotReady(
            "This Python cannot make environments yet. Type this, then try again:\n\n"
            f"    {apt_line(['python3-venv'])}\n"
        )
    _add_from_debian(["python3-venv"])


def can_make_environments() -> bool:
    return importlib.util.find_spec("ensurepip") is not None and importlib.util.find_spec("venv") is not None


def may_install() -> bool:
    """We are root on Debian or its kin, and may add packages."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_line(packages: Sequence[str]) -> str:
    """What an ordinary user types to get these Debian packages."""
    return f"sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends {' '.join(packages)}'"


def add_from_debian(packages: Sequence[str]) -> None:
    """These Debian packages are installed. Raises NotReady."""
    with _one_at_a_time():
        _add_from_debian(packages)


def _add_from_debian(packages: Sequence[str]) -> None:
    install = ["apt-get", "-q", "install", "-y", "--no-install-recommends", *packages]
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    _run("Asking Debian for its package lists", ["apt-get", "-q", "update"], env=quiet)
    _run(f"Adding Debian's {', '.join(packages)}", install, env=quiet)


def _run(title: str, command: Sequence[str], env: dict[str, str] | None = None) -> None:
    """The command has succeeded; its output is in the log. Raises NotReady with its last lines."""
    started = time.monotonic()
    say(f"  {title} ...")
    with open(LOG, "a+", encoding="utf-8", errors="replace") as log:
        log.write(f"\n== {title}\n")
        log.flush()
        begin = log.tell()
        try:
            child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, env=env)
        except OSError as error:
            raise NotReady(f"{title}: could not run {command[0]}: {error.strerror}.") from None
        while True:
            try:
                code = child.wait(timeout=HEARTBEAT_SECONDS)
                break
            except subprocess.TimeoutExpired:
                say(f"    still at it, {time.monotonic() - started:.0f} s")
        if code != 0:
            log.seek(begin)
            last = "".join(f"    {line}\n" for line in log.read().splitlines()[-15:])
            where = LOG.relative_to(ROOT)
            raise NotReady(
                f"{title} failed (all of it is in {where}):\n{last}"
                "Check that this machine reaches its package registries, then type the same command again."
            )


def old_enough() -> None:
    """This Python is 3.11 or newer; otherwise a newer one is used, or a sentence says what is missing."""
    if sys.version_info >= (3, 11):
        return
    for name in ("python3.14", "python3.13", "python3.12", "python3.11"):
        newer = shutil.which(name)
        if newer:
            os.execv(newer, [newer, *sys.argv])
    raise NotReady("Amparo needs Python 3.11 or newer. On Debian 12: apt-get install -y python3")
