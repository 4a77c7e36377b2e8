"""The page for joining is the script: an NGO that nobody knew yesterday ends with an administrator who can practise."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import httpx
import pyotp

from tests.deploy.test_runbook import PASSPHRASE, ROOT, RUNBOOK, environment

__all__ = ["environment"]

JOINING = (ROOT / "deploy" / "JOINING.md").read_text()


def blocks(text: str) -> list[str]:
    return re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def run(commands: list[str], environment: dict[str, str], folder: Path) -> str:
    done = subprocess.run(
        ["bash", "-c", "\n".join(["set -euo pipefail", *commands])],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]
    return done.stdout


def test_an_ngo_joins_with_the_commands_of_the_page(environment: dict[str, str], tmp_path: Path) -> None:
    environment |= {
        "DEPLOYMENT": "demonstration",  # without the days of delay
        "AMPARO_DESK_PASSPHRASE_FILE": str(tmp_path / "passphrase"),
    }
    founded = [block for block in blocks(RUNBOOK.split("\n## 3.")[0]) if "sleep 3d" not in block]
    *joined, received, recovered = blocks(JOINING)
    try:
        run([*founded, *joined], environment, tmp_path)
        files_after_joining(environment["GATEWAY"], (tmp_path / "invitation.txt").read_text())
        environment["AMPARO_GENESIS"] = (tmp_path / "genesis").read_text().strip()
        run([received], environment, tmp_path)
        assert re.search("(?:[0-9A-Z]{4}-){4}[0-9A-Z]{4}", run([recovered], environment, tmp_path))
    finally:
        shim = str(tmp_path / "bin" / "systemctl")
        subprocess.run([shim, "stop", "everything"], cwd=tmp_path, env=environment, check=False)


def files_after_joining(gateway: str, invitation: str) -> None:
    """What the administrator does in her browser with the code she was told: join, and open the practice page."""
    address = re.search(r"open +(\S+)", invitation)
    code = re.search(r"(?:[0-9A-Z]{4}-){4}[0-9A-Z]{4}", invitation)
    assert address
    assert code
    assert address[1] == f"{gateway}/caseworker/join"
    with httpx.Client(follow_redirects=True, timeout=60) as browser:
        page = browser.get(address[1]).text
        chosen = browser.post(address[1], data={"csrf": hidden(page, "csrf"), "code": code[0]}).text
        secret = re.search(r"Key: <strong[^>]*><bdi>([A-Z2-7 ]+)<", chosen)
        assert secret
        fields = {name: hidden(chosen, name) for name in ("csrf", "code", "carried")}
        fields |= {"new": PASSPHRASE, "repeated": PASSPHRASE}
        fields |= {"typed": pyotp.TOTP(secret[1].replace(" ", "")).now()}
        assert "You have joined" in browser.post(address[1], data=fields).text
        assert "People of Harbour House" in browser.get(f"{gateway}/caseworker/people/").text
        assert "PRACTICE" in browser.get(f"{gateway}/caseworker/practice/whole").text


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]
