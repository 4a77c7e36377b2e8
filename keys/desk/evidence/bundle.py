"""What proves a report years later, as one file: made here from the vault, read by `keys.desk.evidence.verify`
(EVIDENCE.md).

It holds what R20 stored and what is needed to judge it without the gateway, without keys and without a network: the
signed bytes, the content key that opens them, the text, the day they were found valid on, the desk's own receipts, the
messages about the report that came sealed to this desk, what she released of it and still allows, and the whole
directory as this desk has seen it.
Whoever has the file can read the report: it is as secret as the report itself.
"""

import json
import unicodedata
from collections.abc import Sequence
from typing import Any

from keys.clock import iso
from keys.desk.errors import DeskError
from keys.desk.police.disclosed import opened_again
from keys.desk.police.redaction import masked
from keys.desk.store.cases import Cases
from keys.desk.store.records import Case, KeptEnvelope
from keys.desk.sync.directory import SeenDirectory
from keys.encoding import b64, strict_json
from keys.envelope.disclosure import Disclosure
from keys.envelope.format import LEAVES, reference
from keys.roles import Part

FORMAT = "amparo-evidence/1"
MESSAGES = (Part.FROM_POLICE, Part.TO_POLICE)


def bundle(cases: Cases, case: Case, part: Part, seen: SeenDirectory) -> bytes:
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
            "messages": [_envelope(each) for each in about if each.part in MESSAGES and each.raw and _all_shown(each)],
            "disclosures": [_disclosure(each) for each in _in_order(about)],
            "police_receipts": sorted(case.police_words),
            "directory": {
                "genesis": seen.genesis.hex(),
                "leaves": [b64(leaf) for leaf in seen.leaves],
                "checkpoints": [b64(each) for each in sorted(seen.checkpoints)],
                "stops": [b64(each) for each in sorted(seen.stops)],
            },
        }
    )


def render(document: dict[str, Any]) -> bytes:
    """The one way such a file is written: JSON, names sorted, two blanks deep, UTF-8, a line feed at its end."""
    return (json.dumps(document, ensure_ascii=False, sort_keys=True, indent=2) + "\n").encode()


def _envelope(kept: KeptEnvelope) -> dict[str, Any]:
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


def _in_order(about: Sequence[KeptEnvelope]) -> list[KeptEnvelope]:
    """The disclosures that are still here, in the order of their notes: what she took back or let end is deleted."""
    held = [each for each in about if each.part == Part.DISCLOSE and each.raw and not withheld(opened_again(each))]
    return sorted(held, key=lambda each: opened_again(each).words.seq)


def _disclosure(kept: KeptEnvelope) -> dict[str, Any]:
    return _envelope(kept) | {"text": disclosed(opened_again(kept))}


def _all_shown(kept: KeptEnvelope) -> bool:
    """False for a message to the police of which their desk does not show everything."""
    return kept.part != Part.TO_POLICE or not _is_masked(kept.inside.get("text", ""))


def withheld(found: Disclosure) -> bool:
    """True if what came with a disclosure, or is said anew in it, holds what a police desk does not show."""
    said = [each["value"] for each in found.later if LEAVES[each["i"]] != "history"]
    return any(map(_is_masked, [found.inside.get("words", ""), *said]))


def _is_masked(text: object) -> bool:
    return isinstance(text, str) and masked(text) != unicodedata.normalize("NFC", text)


def disclosed(found: Disclosure) -> dict[str, Any]:
    """What a person reads of a disclosure: the note that allows it, what it opens of the filing, what is said anew."""
    return {
        "note": found.words.text,
        "opened": [
            {"leaf": LEAVES[each.index], "value": strict_json(each.value, top=object) if each.value else None}
            for each in found.openings
        ],
        "later": [{"leaf": LEAVES[each["i"]], "value": each["value"]} for each in found.later],
        "words": found.inside.get("words", ""),
        "dated": iso(found.inside["day"]),
    }
