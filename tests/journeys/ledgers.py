"""The desks' ledger: what an organisation's own vault holds after its desk has received."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

from deploy.demonstration.deployment import Deployment, passphrase_file
from keys.desk.cli.terminal import ProgressLines
from keys.desk.desk import Desk
from keys.desk.sync import fetch
from keys.desk.sync.fetch import Received
from keys.desk.sync.send import send
from keys.envelope.format import reference
from keys.keyfiles import read_private_file
from keys.roles import Part


def desk(deployment: Deployment, org: str) -> Desk:
    """The organisation's desk in the demonstration, open."""
    folder = deployment.desk(org)
    return Desk.open(folder, read_private_file(passphrase_file(folder)).encode())


def receive(one: Desk, folder: Path | None) -> Received:
    """Everything owed to the desk (or lying in `folder`) is in its vault, and the gateway has its receipts."""
    progress = ProgressLines(lambda line: print(f"  {one.settings.org}: {line}", flush=True))
    one = replace(one, progress=progress)
    if folder is None:
        return fetch.receive(one)
    one.directory.refresh()
    received = fetch.receive_from(one, folder)
    received.troubles += send(one, at_once_only=True).troubles
    return received


def holds(one: Desk, part: Part) -> Counter[str]:
    """References of the envelopes of that part that lie in the vault, each as often as it lies there."""
    kept = [row for _, row in one.vault.all("envelope") if row["part"] == part]
    return Counter(reference(bytes.fromhex(row["report_id"])) for row in kept)
