"""Verify a disclosure in an evidence file: what she let the police see, and whether she and her NGO said so.

It is judged from its plaintext by the same checks as when it came (C1 to C10, `keys.envelope.disclosure`), on the day
the file names, of this report and no other; each note newer than the one before it in the file. A key that was stopped
since signed nevertheless: it is said, and not refused.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any

from keys.clock import iso
from keys.desk.evidence.bundle import disclosed
from keys.directory.view import View
from keys.envelope import disclosure
from keys.envelope.consent import HeldReport, Withdrawal
from keys.envelope.format import LEAVES, Manifest
from keys.errors import Refused


@dataclass
class FiledReport:
    """What the file says of the report that disclosures are about; `highest` is the last note's number so far."""

    signed: Manifest
    ngo: str
    force: str
    filed: int
    confirmed: bool
    vk: bytes
    highest: int = 0


@dataclass(frozen=True)
class ProvedDisclosure:
    """A disclosure that holds: what a person reads of it, and sentences that say what follows."""

    text: dict[str, Any]
    proved: list[str]
    not_proved: list[str]


def released(plaintext: bytes, held: FiledReport, sender_org: str, view: View, day: int) -> ProvedDisclosure:
    """The disclosure in `plaintext`, which holds on `day`. Refused with its check otherwise; `held` is one note on."""
    found = disclosure.parse(plaintext)
    words = found.words
    if found.report_id != held.signed.report_id:
        raise Refused("C1-report")
    report = HeldReport(held.ngo, held.confirmed, held.filed, held.signed.idcommit, held.vk, held.highest)
    judge = partial(disclosure.accept, found, report=report, sender_org=sender_org, org=held.force, day=day)
    judge(view=view.without_stops())
    try:
        judge(view=view)
        doubt = []
    except Refused:
        doubt = [f"That a key which signed note {words.seq} was still safe: the directory has stopped it since."]
    held.highest = words.seq
    text = disclosed(found)
    if isinstance(words, Withdrawal):
        told = f"What she had released to {held.force} was taken back (note {words.seq})."
        return ProvedDisclosure(text, [told], doubt)
    who = "two NGOs, her token being lost," if words.lost else f"she and {held.ngo}"
    names = [LEAVES[each.index] for each in found.openings]
    lines = [f"Note {words.seq}: {who} signed that {held.force} may be shown this until {iso(words.until)}."]
    if names:
        lines.append(
            f"Of what was sealed at filing it shows, sign for sign: {', '.join(names)}. All twenty leaves hash to what "
            "was signed at filing."
        )
    if found.later:
        told = ", ".join(LEAVES[each["i"]] for each in found.later)
        lines.append(f"Said anew, and not as sealed at filing: {told}.")
    return ProvedDisclosure(text, lines, doubt)
