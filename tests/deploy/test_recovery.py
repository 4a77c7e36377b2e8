"""The page for recovery is the script: an NGO that has joined forgets its passphrase, then loses its laptop.

The blocks of the gateway's own host are typed by `.ci/install.py`, on a bare Debian.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from tests.deploy.test_joining import JOINING, blocks, run
from tests.deploy.test_runbook import ROOT, RUNBOOK, environment

__all__ = ["environment"]

DEPLOY = ROOT / "deploy"
RECOVERY = (DEPLOY / "RECOVERY.md").read_text()
HERE = ("desk", "coalition")
ELSEWHERE = ("", "lost", "spare", "spare-lost")  # on the gateway's host, and on its standby's


def typed_here() -> list[str]:
    """The blocks of desks and of the coalition, in the page's order."""
    found = re.findall(r"^```sh (\S+)\n(.*?)^```", RECOVERY, re.MULTILINE | re.DOTALL)
    return [block for kind, block in found if kind in HERE]


def test_every_block_of_the_page_says_where_it_is_typed() -> None:
    kinds = re.findall(r"^```(\S.*)$", RECOVERY, re.MULTILINE)
    assert {kind.removeprefix("sh").strip() for kind in kinds} == {*HERE, *ELSEWHERE}


def test_a_passphrase_is_forgotten_a_key_and_a_laptop_are_stolen_and_the_desk_is_there_again(
    environment: dict[str, str], tmp_path: Path
) -> None:
    environment |= {
        "DEPLOYMENT": "demonstration",  # without the days of delay
        "AMPARO_DESK_PASSPHRASE_FILE": str(tmp_path / "passphrase"),
    }
    founded = [block for block in blocks(RUNBOOK.split("\n## 3.")[0]) if "sleep 3d" not in block]
    joined = blocks(JOINING.split("\n## 6.")[0])
    try:
        run([*founded, *joined], environment, tmp_path)
        environment["AMPARO_GENESIS"] = (tmp_path / "genesis").read_text().strip()
        environment["AMPARO_GATEWAYS"] = environment["GATEWAY"]
        said = run(typed_here(), environment, tmp_path)
        assert "opens with the new passphrase" in said
        assert (tmp_path / "harbour" / "desk" / "keys" / "forgotten").is_dir()
        assert len(list((tmp_path / "gateway").glob("keys-2/intake-*.key"))) == 1
        assert "All in order" in said
    finally:
        shim = str(tmp_path / "bin" / "systemctl")
        subprocess.run([shim, "stop", "everything"], cwd=tmp_path, env=environment, check=False)
