"""Run a demonstration desk's own program, as a process of its own, with that desk's passphrase."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from deploy.demonstration.deployment import Deployment, passphrase_file

PROGRAM = Path(sys.executable).with_name("amparo-desk")


def desk(
    deployment: Deployment, org: str, *command: str, typed: str = "", **more: str
) -> subprocess.CompletedProcess[str]:
    """`amparo-desk --desk <folder of org> <command>` has ended.

    `typed` is what somebody types at its questions; `more` is added to its environment.
    """
    folder = deployment.desk(org)
    given = ["--desk", str(folder), "--passphrase-file", str(passphrase_file(folder))]
    environment = {**os.environ, "COLUMNS": "110", "NO_COLOR": "1", **more}
    return subprocess.run(
        [str(PROGRAM), *given, *command], env=environment, input=typed, capture_output=True, text=True, check=False
    )
