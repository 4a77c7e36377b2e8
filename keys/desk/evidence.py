"""What proves a report years later, as one file: made here from the vault, read by `keys.desk.proving` (EVIDENCE.md).

It holds what R20 stored and what is needed to judge it without the gateway, without keys and without a network: the
signed bytes, the content key that opens them, the text, the day they were found valid on, the desk's own receipts, the
messages about the report that came sealed to this desk, and the whole directory as this desk has seen it.
Whoever has the file can read the report: it is as secret as the report itself.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from keys.days import iso
from keys.desk.cases import Case, Cases, Kept
from keys.desk.errors import DeskError
from keys.manifest import reference
from keys.parts import Part

FORMAT = "amparo-evidence/1"
MESSAGES = (Part.FROM_POLICE, Part.TO_POLICE)


@dataclass(frozen=True)
class Seen:
    """The directory as a desk has seen it: what `keys.directory.fold` takes."""

    genesis: bytes
    leaves: Sequence[bytes]
    checkpoints: Sequence[bytes]
    stops: Sequence[bytes]


def bundle(cases: Cases, case: Case, part: Part, seen: Seen) -> bytes:
    """The evidence file of a case's crime or identity part. DeskError when the sealed original is not here."""
    kept = cases.kept(part, case.report_id)
    if kept is None or not kept.raw:
        raise DeskError("The sealed original is not at this desk, so it cannot prove it.")
    if case.withheld:
        raise DeskError(
            "Something in this report is withheld until the NGO has answered, and evidence holds the whole of it. "
            f"Ask first: amparo-desk ask {case.short} --withheld"
        )
    about = sorted(cases.envelopes_of(case.report_id), key=lambda each: (each.day, each.part, each.cid))
    return render(
        {
            "format": FORMAT,
            "reference": reference(bytes.fromhex(case.report_id)),
            "report": _envelope(kept),
            "messages": [_envelope(each) for each in about if each.part in MESSAGES and each.raw],
            "police_receipts": sorted(case.police_words),
            "directory": {
                "genesis": seen.genesis.hex(),
                "leaves": [_b64(leaf) for leaf in seen.leaves],
                "checkpoints": [_b64(each) for each in sorted(seen.checkpoints)],
                "stops": [_b64(each) for each in sorted(seen.stops)],
            },
        }
    )


def render(document: dict[str, Any]) -> bytes:
    """The one way such a file is written: JSON, names sorted, two blanks deep, UTF-8, a line feed at its end."""
    return (json.dumps(document, ensure_ascii=False, sort_keys=True, indent=2) + "\n").encode()


def _envelope(kept: Kept) -> dict[str, Any]:
    return {
        "part": kept.part,
        "sealed": kept.raw,
        "content_key": kept.cek,
        "valid_on": iso(kept.day),
        "text": readable(Part(kept.part), kept.inside),
        "receipts": [kept.receipts[action] for action in sorted(kept.receipts)],
    }


def readable(part: Part, inside: dict[str, Any]) -> Any:
    """What a person reads of an opened envelope: the report, the twenty leaves, or the message. No channel."""
    if part is Part.CRIME:
        return inside["report"]
    if part is Part.IDENTITY:
        return inside["leaves"]
    return inside


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
