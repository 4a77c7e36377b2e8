"""Type the commands of deploy/INSTALL.md, then deploy/RECOVERY.md's, word for word, on the bare Debian of `.ci/run`.

What a person brings is made here: a directory with this gateway in it and its key (a demonstration's), a certificate, a
name (`localhost`). `systemctl` is ours, because no systemd runs there. At the end a browser's first page comes through
the proxy, a caseworker can be invited, and a nudge has gone through the broker to the worker.
"""

from __future__ import annotations

import os
import re
import shutil
import ssl
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "deploy" / "INSTALL.md"
RECOVERY = ROOT / "deploy" / "RECOVERY.md"
BROUGHT = ROOT / "gateway-from-ceremony"
NAME = "localhost"
GIVEN = {**os.environ, "NAME": NAME, "PREVIOUS": "HEAD~1"}  # what a person puts in
WORLD = """
from pathlib import Path
from deploy.demonstration import deployment
made = deployment.opened(Path("/root/coalition"), "https://localhost")
print(made.genesis.hex(), made.intake_key, deployment.GATEWAY)
"""


def main() -> int:
    """0 when every command did what the page says, and the service answers."""
    if os.environ.get("BARE_DEBIAN") != "made by .ci/bare":
        sys.exit("This installs the service. It is for the bare Debian of .ci/run, and for nothing else.")
    started = time.monotonic()
    shutil.copy(ROOT / ".ci" / "systemctl", "/usr/local/sbin/systemctl")
    for command in commands():
        if command.startswith("editor"):
            write_settings(*bring())
            continue
        type_in(command)
        if "install -d -m 0755 /etc/amparo" in command:
            make_certificate()
    look()
    print(
        f"INSTALL.md: every command worked, and the service answers ({time.monotonic() - started:.0f} s).", flush=True
    )
    for command in commands(RECOVERY, "lost", "spare-lost"):
        type_in(command)
    look()
    print(
        f"RECOVERY.md: every command of the host worked, and the service answers ({time.monotonic() - started:.0f} s).",
        flush=True,
    )
    return 0


def commands(page: Path = PAGE, *kinds: str) -> list[str]:
    """The fenced blocks in order, each whole: a block is one sitting of one shell. `kinds`: what may follow `sh`."""
    some = "|".join(kinds or ["edit"])
    return re.findall(rf"^```sh(?: (?:{some}))?\n(.*?)^```", page.read_text(), re.MULTILINE | re.DOTALL)


def type_in(block: str) -> None:
    """Each line of the block did what it should; the run ends where one does not."""
    began = time.monotonic()
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", block], cwd=ROOT, env=GIVEN, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    first = block.strip().splitlines()[0]
    print(
        f"  {'ok' if done.returncode == 0 else 'FAILED'} {time.monotonic() - began:5.1f} s  {first[:100]}", flush=True
    )
    if done.returncode != 0:
        sys.exit(done.stdout)


def bring() -> tuple[str, str]:
    """What comes from the ceremony lies where the page says. Gives the genesis and the gateway's name."""
    made = subprocess.run(["/opt/amparo/bin/python", "-c", WORLD], cwd=ROOT, capture_output=True, text=True, check=True)
    genesis, key, org = made.stdout.split()
    BROUGHT.mkdir()
    world = Path("/root/coalition")
    shutil.copy(key, BROUGHT / "intake.key")
    shutil.copy(world / "gateway" / "passphrase", BROUGHT / "intake-passphrase")
    for name in ("directory", "directory.checkpoints"):
        shutil.copy(world / name, BROUGHT / name)
    return genesis, org


def write_settings(genesis: str, org: str) -> None:
    """What a person writes into gateway.env."""
    file = Path("/etc/amparo/gateway.env")
    text = file.read_text().replace("https://amparo.example", f"https://{NAME}")
    text = re.sub(r"^AMPARO_GENESIS=.*$", f"AMPARO_GENESIS={genesis}", text, flags=re.MULTILINE)
    file.write_text(re.sub(r"^AMPARO_GATEWAY_ORG=.*$", f"AMPARO_GATEWAY_ORG={org}", text, flags=re.MULTILINE))


def make_certificate() -> None:
    tls = Path("/etc/amparo/tls")
    tls.mkdir()
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}",
         "-keyout", tls / "privkey.pem", "-out", tls / "fullchain.pem"], check=True, capture_output=True,
    )  # fmt: skip


def look() -> None:
    """The page comes through the proxy, nothing was written down, and worker and beat run without a complaint."""
    trusting = ssl._create_unverified_context()
    with urllib.request.urlopen(f"https://{NAME}/", context=trusting, timeout=30) as answer:
        assert answer.status == 200
        assert "Strict-Transport-Security" in answer.headers
        assert b'method="post"' in answer.read()  # where she types her code
    logs = [Path(f"/run/units/amparo-{unit}.log") for unit in ("gateway", "worker", "beat", "broker", "rest")]
    before = [log.stat().st_size for log in logs]
    time.sleep(20)  # beat sends the worker to look, more than once
    for log, size in zip(logs, before, strict=True):
        said = log.read_bytes()[size:].decode()
        assert not re.search(r"error|Traceback|denied|refused", said, re.IGNORECASE), f"{log}:\n{said}"
    assert "ready." in logs[1].read_text()
    written = [path for path in Path("/var/log/nginx").glob("*") if path.stat().st_size]
    assert written == [], written


if __name__ == "__main__":
    sys.exit(main())
