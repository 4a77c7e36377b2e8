"""Attachments in a vault: at an NGO's desk the original and its clean copy, at a police desk the sealed pieces.

Bytes lie in the vault in pieces, encrypted like everything there; the whole is put together in memory, for one look.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar

from keys.desk.errors import DeskError
from keys.desk.store.vault import Vault
from keys.envelope.attachment import DATA

ORIGINAL, COPY = "original", "copy"


@dataclass
class Attached:
    """One file at an NGO's desk. `sent`: report ids it went to; `cids`: of the pieces; `unclean`: why it stays here.

    `consented` is the day on which she agreed that this copy is sent, `reason` why words that were warned of stay.
    """

    id: str
    report_id: str
    name: str
    day: int
    original_length: int
    original_sha256: str
    type: str = ""
    length: int = 0
    sha256: str = ""
    pages: int = 0
    unclean: str = ""
    consented: int | None = None
    reason: str = ""
    text: str = ""
    sent: list[str] = field(default_factory=list)
    cids: list[str] = field(default_factory=list)


@dataclass
class Received:
    """One file at a police desk. `got` counts the pieces that are here; `first` is the cid of piece 0."""

    id: str
    report_id: str
    org: str
    count: int
    day: int
    got: int = 0
    first: str = ""
    about: dict[str, Any] = field(default_factory=dict)
    pages: int | None = None
    opened: int | None = None

    @property
    def whole(self) -> bool:
        return self.got == self.count


File = TypeVar("File", Attached, Received)


def named(rows: Iterable[File], ident: str) -> File:
    """The file of that id, or of its first signs. DeskError when there is not exactly one."""
    found = [row for row in rows if ident and row.id.startswith(ident)]
    if len(found) != 1:
        raise DeskError("This report has no file of that name. See: amparo-desk attach list")
    return found[0]


def put(vault: Vault, row: Attached | Received) -> None:
    """The row stands as given."""
    vault.put(_shelf(row.report_id), row.id, asdict(row))


def attached(vault: Vault, report_ids: Iterable[str]) -> list[Attached]:
    """What an NGO's desk holds for these reports, oldest first."""
    rows = (Attached(**row) for each in report_ids for _, row in vault.all(_shelf(each)))
    return sorted(rows, key=lambda row: (row.day, row.id))


def received(vault: Vault, report_id: str) -> list[Received]:
    """What a police desk holds of the report, whole or not, oldest first."""
    rows = (Received(**row) for _, row in vault.all(_shelf(report_id)))
    return sorted(rows, key=lambda row: (row.day, row.id))


def one(vault: Vault, report_id: str, ident: str) -> dict[str, Any] | None:
    """The row of one attachment as it lies there."""
    row: dict[str, Any] | None = vault.get(_shelf(report_id), ident)
    return row


def forget(vault: Vault, row: Attached | Received) -> None:
    """Nothing of the file is left in this vault."""
    with vault.batch():
        for shelf in (f"{ORIGINAL} {row.id}", f"{COPY} {row.id}", _pieces(row.id)):
            for name, _ in list(vault.all(shelf)):
                vault.delete(shelf, name)
        vault.delete(_shelf(row.report_id), row.id)


# --- bytes of an NGO's desk


def keep(vault: Vault, ident: str, which: str, raw: bytes) -> None:
    """The bytes lie in the vault as the original, or as the copy."""
    for index, at in enumerate(range(0, len(raw), DATA)):
        piece = base64.b64encode(raw[at : at + DATA]).decode()
        vault.put(f"{which} {ident}", f"{index:04d}", piece)


def piece(vault: Vault, ident: str, which: str, index: int) -> bytes:
    """One piece of them; empty behind the end."""
    return base64.b64decode(vault.get(f"{which} {ident}", f"{index:04d}") or "")


def whole(vault: Vault, ident: str, which: str) -> bytes:
    """All of them. DeskError when there are none."""
    rows = sorted(vault.all(f"{which} {ident}"))
    if not rows:
        raise DeskError("This desk holds no such file. See what it holds on the page of the report.")
    return b"".join(base64.b64decode(text) for _, text in rows)


# --- sealed pieces of a police desk


def keep_piece(vault: Vault, ident: str, index: int, raw: bytes, cek: bytes) -> bool:
    """True if the piece was not here yet. It is kept as it came, with its content key (R20)."""
    if vault.has(_pieces(ident), f"{index:04d}"):
        return False
    vault.put(_pieces(ident), f"{index:04d}", {"raw": base64.b64encode(raw).decode(), "cek": cek.hex()})
    return True


def pieces(vault: Vault, ident: str) -> list[tuple[bytes, bytes]]:
    """(envelope, content key) of every piece that is here, in order."""
    rows = sorted(vault.all(_pieces(ident)))
    return [(base64.b64decode(row["raw"]), bytes.fromhex(row["cek"])) for _, row in rows]


def _pieces(ident: str) -> str:
    return f"pieces {ident}"


def _shelf(report_id: str) -> str:
    return f"attachments {report_id}"
