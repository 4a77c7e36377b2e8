"""A file of evidence on its way, while both desks' programs are killed (SIGKILL) between its pieces: it comes once."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deploy.demonstration.deployment import FORCE, NGO, passphrase_file
from deploy.demonstration.programs import PROGRAM, Programs, prepared
from deploy.demonstration.programs import desk as run
from gateway.store.engine import open_store, reading
from gateway.store.tables import deliveries
from keys.desk.attachments import stored
from keys.desk.ngo import attachments as at_ngo
from keys.desk.police import attachments as at_police
from keys.roles import Part
from tests.canaries import Search
from tests.journeys.faults import Clients, force_of, wait_for
from tests.journeys.ledgers import desk, holds
from tests.keys.desk.attachments.making import CANARY, recording

KILLS = 4  # of each desk, each after some pieces more: a desk takes in 25 at a time
PIECES = 128  # to which a file of five megabytes is filled up


@pytest.fixture
def programs(tmp_path: Path) -> Iterator[Programs]:
    with prepared(tmp_path / "world") as running:
        running.start_gateway()
        running.start_workers({"AMPARO_SWEEP_SECONDS": "1"})
        yield running


def test_a_recording_arrives_whole_and_once_though_both_desks_are_killed(programs: Programs, tmp_path: Path) -> None:
    raw = recording(600)
    ref = confirmed(programs)
    paper = tmp_path / "kitchen.wav"
    paper.write_bytes(raw)
    act(programs, NGO, "attach", "add", ref, str(paper))
    paper.unlink()
    with desk(programs.deployment, NGO) as ngo:
        (row,) = at_ngo.of(ngo, ngo.cases.find(ref))
        copy = stored.whole(ngo.vault, row.id, stored.COPY)
        assert stored.whole(ngo.vault, row.id, stored.ORIGINAL) == raw
        at_ngo.send(ngo, ref, row.id, consents=True)
    assert CANARY.encode() not in copy
    assert waiting(programs) == PIECES

    for _ in range(KILLS):
        kill_at_work(programs, NGO, "send", "--now", left=lambda: waiting(programs))
        two_minutes_pass(programs)
    act(programs, NGO, "send", "--now")
    assert waiting(programs) == 0
    carried(programs)
    for _ in range(KILLS):
        kill_at_work(programs, FORCE, "receive", left=lambda: PIECES - arrived(programs))
    act(programs, FORCE, "receive")

    with desk(programs.deployment, FORCE) as police:
        case = police.cases.find(ref)
        (here,) = at_police.of(police, case)
        assert at_police.raw(police, here) == copy
        assert len([said for said in police.cases.said(case.report_id) if said.kind == "attachment"]) == 1
    act(programs, NGO, "receive")
    with desk(programs.deployment, NGO) as ngo:
        case = ngo.cases.find(ref)
        assert at_ngo.progress(ngo, case, at_ngo.find(ngo, case, row.id)).startswith("Received")
        assert stored.whole(ngo.vault, row.id, stored.ORIGINAL) == raw
    assert Search([CANARY]).tree(programs.deployment.folder) == []


def confirmed(programs: Programs) -> str:
    """The reference of a report that the police have, and that its NGO has confirmed."""
    with desk(programs.deployment, NGO) as ngo:
        clients = Clients(programs.where.url, ngo.keyring.door())
    number = next(number for number in range(20) if force_of(number) == FORCE)
    clients.file(range(number, number + 1))
    clients.finish()
    (ref,) = clients.acknowledged()
    carried(programs)
    act(programs, NGO, "receive")
    act(programs, NGO, "confirm", ref)
    carried(programs)
    act(programs, FORCE, "receive")
    return ref


def act(programs: Programs, org: str, *command: str) -> None:
    """The desk's own program did this."""
    done = run(programs.deployment, org, *command)
    assert done.returncode == 0, done.stdout + done.stderr


def waiting(programs: Programs) -> int:
    """Pieces that wait to leave the NGO's desk."""
    with desk(programs.deployment, NGO) as ngo:
        return sum(thing.part == Part.ATTACHMENT for thing in ngo.outbox.waiting())


def arrived(programs: Programs) -> int:
    """Pieces that the police desk has kept."""
    with desk(programs.deployment, FORCE) as police:
        return holds(police, Part.ATTACHMENT).total()


def kill_at_work(programs: Programs, org: str, *command: str, left: Callable[[], int]) -> None:
    """The desk's program was killed as soon as less was left to do than before, and before all was done."""
    folder, before = programs.deployment.desk(org), left()
    given = ["--desk", str(folder), "--passphrase-file", str(passphrase_file(folder))]
    process = subprocess.Popen([str(PROGRAM), *given, *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None and left() == before:
        time.sleep(0.02)
    process.kill()
    assert process.wait() == -signal.SIGKILL, "it had ended before"
    assert 0 < left() < before


def two_minutes_pass(programs: Programs) -> None:
    """What the killed program held is free again."""
    with desk(programs.deployment, NGO) as ngo:
        for thing in ngo.outbox.waiting():
            thing.claimed = 0.0
            ngo.outbox.put(thing)


def carried(programs: Programs) -> None:
    """Nothing is owed any more."""
    engine = open_store(programs.database_url)

    def is_owed() -> bool:
        with reading(engine) as connection:
            return connection.execute(deliveries.select().where(deliveries.c.state == "owed")).first() is not None

    try:
        wait_for(lambda: not is_owed(), lambda: "something is still owed")
    finally:
        engine.dispose()
