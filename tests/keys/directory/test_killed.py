"""The keeper's computer may stop in the middle of a line: what stood in the log stays, and publishing goes on."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from keys.directory.files import append_checkpoint, append_leaf, checkpoints_of, read_leaves
from keys.directory.notes import sign_note
from keys.directory.statements import Notice
from tests.orgs import Orgs, make_orgs

KILLED_WRITING = """
import os, signal
os.fsync = lambda handle: os.kill(os.getpid(), signal.SIGKILL)
from keys.ceremony.cli import main
main()
"""
PLAIN = "from keys.ceremony.cli import main; main()"


class Keeper:
    """The log's file, and a statement that is about to be published."""

    def __init__(self, folder: Path) -> None:
        self.orgs: Orgs = make_orgs()
        self.directory, self.statement = folder / "directory", folder / "word.statement"
        for leaf in self.orgs.leaves:
            append_leaf(self.directory, leaf)
        append_checkpoint(checkpoints_of(self.directory), self.orgs.publish())
        note = sign_note(Notice(self.orgs.genesis, "a word " * 200 + "end").text, self.orgs.coalition.veto[0])
        self.statement.write_bytes(note)

    def publish(self, program: str = PLAIN, *, room: int | None = None) -> subprocess.CompletedProcess[str]:
        """`amparo-keys publish`, on a disk that has only `room` bytes left for the file."""
        size = self.directory.stat().st_size

        def full() -> None:
            if room is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (size + room, size + room))

        return subprocess.run(
            [sys.executable, "-c", program, "publish", str(self.statement)],
            env={**os.environ, "AMPARO_DIRECTORY": str(self.directory), "AMPARO_GENESIS": self.orgs.genesis.hex()},
            preexec_fn=full,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def keeper(tmp_path: Path) -> Keeper:
    return Keeper(tmp_path)


def test_killed_after_writing_it_has_published_once(keeper: Keeper) -> None:
    assert keeper.publish(KILLED_WRITING).returncode == -signal.SIGKILL
    again = keeper.publish()
    assert again.returncode == 1
    assert "in the directory already" in again.stderr
    assert read_leaves(keeper.directory) == [*keeper.orgs.leaves, keeper.statement.read_bytes()]


@pytest.mark.parametrize("room", [0, 1, 700])
def test_cut_off_in_the_middle_of_a_line_it_has_published_nothing(keeper: Keeper, room: int) -> None:
    before = keeper.directory.stat().st_size
    done = keeper.publish(room=room)
    assert done.returncode == 1
    assert done.stderr.startswith("Error: A file could not be written: File too large.")
    assert "Traceback" not in done.stderr
    assert keeper.directory.stat().st_size == before + room  # the line stands there in part
    assert read_leaves(keeper.directory) == keeper.orgs.leaves
    assert keeper.publish().returncode == 0
    assert read_leaves(keeper.directory) == [*keeper.orgs.leaves, keeper.statement.read_bytes()]
