"""A log that grows, and a witness of it that its root lists."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from keys import clock as days
from keys.directory.checkpoint import TreeHead, write_checkpoint
from keys.directory.files import append_checkpoint, append_leaf, checkpoints_of
from keys.directory.merkle import consistency, leaf_hash
from keys.directory.merkle import root as tree_root
from keys.directory.notes import Keyring, NoteSigner, sign_note
from keys.directory.register import stop_by
from keys.directory.statements import Notice
from keys.http import ShownDirectory
from keys.witness.protocol import write_add
from keys.witness.server import Server
from keys.witness.state import Memory
from keys.witness.witness import Answer, Witness
from tests.orgs import Orgs, make_orgs


@dataclass
class Log:
    """An organisation's world, and how its log speaks to a witness."""

    orgs: Orgs = field(default_factory=make_orgs)
    checkpoints: list[bytes] = field(default_factory=list)

    @property
    def leaves(self) -> list[bytes]:
        return self.orgs.leaves

    def grow(self, count: int = 1, word: str = "hello") -> None:
        for number in range(count):
            text = Notice(self.orgs.genesis, f"{word} {len(self.leaves)} {number}").text
            self.leaves.append(sign_note(text, self.orgs.coalition.veto[0]))

    def checkpoint(self, leaves: list[bytes] | None = None, signer: NoteSigner | None = None) -> bytes:
        """The log's own checkpoint, not cosigned."""
        leaves = self.leaves if leaves is None else leaves
        signer = signer or self.orgs.coalition.log_key
        return write_checkpoint(
            TreeHead(signer.name, len(leaves), tree_root([leaf_hash(leaf) for leaf in leaves])), signer
        )

    def ask(self, old: int, leaves: list[bytes] | None = None) -> bytes:
        """The body of `add-checkpoint` from `old` on."""
        leaves = self.leaves if leaves is None else leaves
        hashes = [leaf_hash(leaf) for leaf in leaves]
        proof = consistency(hashes, old) if 0 < old <= len(hashes) else []
        return write_add(old, proof, self.checkpoint(leaves))

    def given_by(self, raw: bytes) -> set[tuple[bytes, bytes]]:
        """Whose stop this is, of the members that the first root lists."""
        coalition = self.orgs.coalition
        groups = (coalition.root, coalition.sign, coalition.veto)
        return stop_by(raw, Keyring(*([each.key for each in group] for group in groups)), self.orgs.genesis)

    def shown(self) -> ShownDirectory:
        return ShownDirectory(list(self.leaves), list(self.checkpoints), [])

    def in_file(self, path: Path) -> None:
        """The directory file holds all of this."""
        for file in (path, checkpoints_of(path)):
            file.unlink(missing_ok=True)
        for leaf in self.leaves:
            append_leaf(path, leaf)
        for checkpoint in self.checkpoints:
            append_checkpoint(checkpoints_of(path), checkpoint)

    def witness(self, folder: Path, *, clock: list[float] | None = None) -> Witness:
        """The first witness, with its memory in `folder`."""
        signer = self.orgs.coalition.witnesses[0]
        folder.mkdir(exist_ok=True)
        now = (lambda: clock[0]) if clock else days.now
        return Witness(signer, Memory(folder / "seen.sqlite"), self.orgs.genesis, self.shown, now=now)


def size_told(answer: Answer) -> int:
    assert (answer.status, answer.type) == (409, "text/x.tlog.size")
    return int(answer.body)


@contextmanager
def running(log: Log, folder: Path) -> Iterator[str]:
    """The address of the first witness, served over HTTP."""
    with Server(("127.0.0.1", 0), log.witness(folder), seconds=2.0) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
