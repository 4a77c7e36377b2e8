"""A filing: one report in the clear, for the length of one request. Plain data with no rule of its own."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gateway.report.identity import IN_RECORD
from gateway.report.reason import Reason
from keys.envelope.format import LEAVES


@dataclass(frozen=True, slots=True, repr=False)
class Filing:
    """What is filed: the force's organisation id, the crime half and the identity half.

    The fields of the halves are in `gateway.report.crime` and `gateway.report.identity`. `repr` shows nothing of a
    report: a filing that strays into a log or a traceback says only that it is one.
    """

    force: str
    crime: dict[str, object]
    identity: dict[str, object]

    def leaves(self) -> list[str]:
        """The identity half as twenty leaf values (ENVELOPE.md, section 8): canonical JSON, or "" for nothing."""
        held: dict[str, object] = {name: value for name, value in self.identity.items() if name not in IN_RECORD}
        record = {name: self.identity[name] for name in IN_RECORD if name in self.identity}
        if record:
            held["record"] = {**as_group(held.get("record")), **record}
        return [canonical(held[name]) if name in held else "" for name in LEAVES]


def identity_of(leaves: Sequence[str]) -> dict[str, object]:
    """The identity half again, from twenty opened leaf values: what an NGO's desk shows, corrects and screens with."""
    identity: dict[str, object] = {name: json.loads(value) for name, value in zip(LEAVES, leaves, strict=True) if value}
    record = as_group(identity.pop("record", None))
    for name in IN_RECORD & record.keys():
        identity[name] = record.pop(name)
    if record:
        identity["record"] = record
    return identity


def told_by_worker(identity: Mapping[str, object]) -> bool:
    """Her worker tells her what happens, as she chose: no code is shown."""
    record = identity.get("record")
    return isinstance(record, dict) and record.get("token_mode") == "worker_only"


RECORD = LEAVES.index("record")  # the leaf of the NGO's own record: never disclosable


def with_record(
    leaves: Sequence[str], warned: Iterable[tuple[str, str]], reason: Reason, also: Iterable[str]
) -> list[str] | None:
    """The leaves with what was warned of (field and code), why it stays and what else was confirmed: for the NGO alone.

    Whoever seals writes `warned`, whatever the record held. None if the reason, here or in the record, is not enough.
    """
    record = json.loads(leaves[RECORD] or "{}")
    record.pop("warned", None)
    written = {"warned_reason": reason.words, "status_agreed_by": reason.agreed}
    record |= {name: text for name, text in written.items() if text}
    given = Reason(record.get("warned_reason", ""), record.get("status_agreed_by", ""))
    found = sorted(set(warned))
    if not given.is_enough([code for _, code in found]):
        return None
    told = [f"{field}: {code}" for field, code in found]
    if kept := [*told, *also]:
        record["warned"] = kept
    return [*leaves[:RECORD], canonical(record) if record else "", *leaves[RECORD + 1 :]]


_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def canonical(value: object) -> str:
    """Canonical JSON as `keys.encoding` writes it, as text and unchecked: a draft has one too."""
    return _CANONICAL.encode(value)


def as_group(value: object) -> dict[str, Any]:
    """The group that a leaf should be; an empty one for whatever else was sealed there."""
    return dict(value) if isinstance(value, dict) else {}
