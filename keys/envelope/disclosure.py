"""A disclosure: some leaves of the identity part, shown to a force with the consent that allows it (part 3).

    "AMPD" u8 1  u16 notelen  note
           u8 n  n x ( u8 i  salt[32]  u16 vlen  value )     the leaves shown, as they were sealed at filing
           (20 - n) x leaf[32]                               the hashes of all others, in index order
           u16 xlen  JSON {v:1, report_id, seq, day, later?: [{i, value}], words?}

All twenty leaf hashes follow from it, so what is shown is checked against the idcommit that was signed at filing. What
she says otherwise now stands in `later`, without opening. `report_id` and `seq` are the note's. A withdrawal is the
same layout with nothing shown: n = 0, twenty leaves. At most 16380 bytes.
"""

import re
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from keys.directory.notes import Note
from keys.directory.view import View
from keys.encoding import canonical, strict_json
from keys.envelope import consent
from keys.envelope.consent import Consent, HeldReport, Withdrawal
from keys.envelope.format import LEAVES, idcommit, leaf_hash
from keys.errors import Refused

LIMIT = 16380
_MAGIC = b"AMPD\x01"
_MUST, _MAY = {"v", "report_id", "seq", "day"}, {"later", "words"}
_REPORT_ID = re.compile("[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Opening:
    """One leaf shown as it was sealed: canonical JSON, exact bytes, with the salt of its hash."""

    index: int
    salt: bytes
    value: bytes


@dataclass(frozen=True, slots=True)
class Disclosure:
    """A parsed disclosure, nothing of it verified yet. `others` are the hashes of the leaves not shown."""

    words: Consent | Withdrawal
    note: Note
    openings: tuple[Opening, ...]
    others: tuple[bytes, ...]
    inside: dict[str, Any]

    @property
    def report_id(self) -> bytes:
        return bytes.fromhex(self.inside["report_id"])

    @property
    def later(self) -> list[dict[str, Any]]:
        """What she says otherwise since filing: {i, value} each."""
        return list(self.inside.get("later", ()))


def build(note: bytes, openings: Sequence[Opening], others: Sequence[bytes], inside: Mapping[str, Any]) -> bytes:
    """The plaintext of a part 3. ValueError when it is too long for its envelope."""
    pieces = [_MAGIC, struct.pack(">H", len(note)), note, bytes([len(openings)])]
    for each in openings:
        pieces += (bytes([each.index]), each.salt, struct.pack(">H", len(each.value)), each.value)
    words = canonical(dict(inside))
    raw = b"".join([*pieces, *others, struct.pack(">H", len(words)), words])
    if len(raw) > LIMIT:
        raise ValueError("the disclosure is too long for its envelope")
    return raw


def parse(raw: bytes) -> Disclosure:
    """The disclosure in `raw`, every byte accounted for. Refused("R17-disclosure") or ("R17-note") for other bytes."""
    try:
        if raw[:5] != _MAGIC or len(raw) > LIMIT:
            raise ValueError
        note_raw, at = _sized(raw, 5)
        openings, at = _openings(raw, at)
        end = at + 32 * (len(LEAVES) - len(openings))
        others = tuple(raw[place : place + 32] for place in range(at, end, 32))
        text, end = _sized(raw, end)
        if end != len(raw):
            raise ValueError
        inside = _inside(text)
    except (ValueError, struct.error, IndexError):
        raise Refused("R17-disclosure") from None
    words, note = consent.read_note(note_raw)
    return Disclosure(words, note, openings, others, inside)


def _sized(raw: bytes, at: int) -> tuple[bytes, int]:
    (length,) = struct.unpack_from(">H", raw, at)
    found = raw[at + 2 : at + 2 + length]
    if len(found) != length:
        raise ValueError
    return found, at + 2 + length


def _openings(raw: bytes, at: int) -> tuple[tuple[Opening, ...], int]:
    count, at, found = raw[at], at + 1, []
    if count > len(LEAVES):
        raise ValueError
    for _ in range(count):
        index, salt = raw[at], raw[at + 1 : at + 33]
        value, at = _sized(raw, at + 33)
        if index >= len(LEAVES) or (value and canonical(strict_json(value, top=object)) != value):
            raise ValueError
        found.append(Opening(index, salt, value))
    return tuple(found), at


def _inside(text: bytes) -> dict[str, Any]:
    inside: dict[str, Any] = strict_json(text)
    if not _MUST <= inside.keys() <= _MUST | _MAY or type(inside["v"]) is not int or inside["v"] != 1:
        raise ValueError
    if type(inside["seq"]) is not int or type(inside["day"]) is not int:
        raise ValueError
    if not isinstance(inside["report_id"], str) or not _REPORT_ID.fullmatch(inside["report_id"]):
        raise ValueError
    if not isinstance(inside.get("words", ""), str):
        raise ValueError
    later = inside.get("later", [])
    if not isinstance(later, list) or ("later" in inside and not later):
        raise ValueError
    for each in later:
        if not isinstance(each, dict) or each.keys() != {"i", "value"} or type(each["i"]) is not int:
            raise ValueError
    return inside


def accept(found: Disclosure, *, report: HeldReport | None, sender_org: str, view: View, org: str, day: int) -> None:
    """Check that a police desk of `org` may show this today: C1 to C10, in order. Raises Refused.

    report: what the desk holds under the disclosure's report id, or None. sender_org: whose key signed the envelope.
    """
    words, note = found.words, found.note
    if report is None:
        raise Refused("C1-held")
    if not report.confirmed:
        raise Refused("C1-confirmed")
    if words.report_id != found.report_id:
        raise Refused("C1-report")
    consent.addressed(words, view, org)
    if sender_org != report.ngo:
        raise Refused("C4-envelope")
    consent.of_this_ngo(words, note, report)
    _as_sealed(found, words, report)
    if words.seq != found.inside["seq"]:
        raise Refused("C7-inside")
    consent.in_time(words, report, day)
    consent.signed(words, note, report, view, day)


def _as_sealed(found: Disclosure, words: Consent | Withdrawal, report: HeldReport) -> None:
    """C5, C6: exactly the leaves that the note names, as they were sealed at filing."""
    if isinstance(words, Consent):
        if words.idcommit != report.idcommit:
            raise Refused("C5-manifest")
        if _idcommit(found) != words.idcommit:
            raise Refused("C5-recomputed")
    if tuple(each.index for each in found.openings) != words.fields:
        raise Refused("C6-fields")
    if tuple(each["i"] for each in found.later) != words.later:
        raise Refused("C6-later")
    consent.may_be_shown(words)


def _idcommit(found: Disclosure) -> bytes:
    shown = {each.index: leaf_hash(each.index, each.value, each.salt) for each in found.openings}
    others = iter(found.others)
    leaves = [shown[index] if index in shown else next(others, b"") for index in range(len(LEAVES))]
    return idcommit(found.words.report_id, leaves)
