"""The page the police get, as plain text: header, handling lines, then one copy block a field, in records order.

What the caseworker previews "as if Immigration Enforcement reads this" is this very page.

No author, no time of day, nothing of the channel but "contact only through <NGO>".
"""

from collections.abc import Mapping, Sequence
from typing import Any

from gateway.report.codes import HANDLING, NOT_A_STATEMENT
from gateway.report.printing.blocks import ENTITIES, VICTIM, blocks
from gateway.report.printing.steering import indented, one_line

WIDTH = 72


def page_text(
    report: Mapping[str, Any],
    reference: str,
    sender_line: str,
    ngo: str,
    *,
    watermark: str = "",
    first: Sequence[str] = (),
    since: Sequence[str] = (),
) -> str:
    """The whole page, lines ended by LF.

    `ngo` is the organisation's name or id, `sender_line` what the desk says of the sender, `watermark`
    the officer's pseudonym, `first` what stands above everything else (`gateway.report.triage`), `since` what was said
    about it since it was filed (a correction, a withdrawal), printed before the account. In a preview before sending,
    reference and sender_line are empty.
    """
    lines = [
        "OFFICIAL-SENSITIVE",
        "THIRD-PARTY REPORT. VICTIM IDENTITY WITHHELD.",
        *map(one_line, first),
        f"Contact only through {one_line(ngo)}.",
        f"Reference: {one_line(reference)}" if reference else "Reference: given when it is sent",
    ]
    if sender_line:
        lines.append(one_line(sender_line))
    if watermark:
        lines.append(f"Printed for: {one_line(watermark)}")
    lines += ["", NOT_A_STATEMENT, "", "HANDLING", *handling_lines(report, ngo)]
    if since:
        lines += ["", "SAID SINCE IT WAS FILED", *map(indented, since)]
    listed = blocks(report)
    for entity in ENTITIES:
        inside = [block for block in listed if block.entity == entity]
        if inside or entity == VICTIM:
            lines += ["", entity, "-" * WIDTH]
        if entity == VICTIM:
            lines += ["[Identity]", f"  {victim_placeholder(reference)}"]
        for block in inside:
            lines += [f"[{block.label}]", *(f"  {line}" for line in block.text.split("\n"))]
    return "\n".join(lines) + "\n"


def handling_lines(report: Mapping[str, Any], ngo: str) -> list[str]:
    """The handling conditions, one a line: all of ours always, and any a newer gateway added by its code."""
    sent = report.get("handling", [])
    extra = [code for code in sent if isinstance(code, str) and code not in HANDLING] if isinstance(sent, list) else []
    named = [words.replace("the organisation named here", one_line(ngo)) for words in HANDLING.values()]
    return [f"* {line}" for line in [*named, *map(one_line, extra)]]


def victim_placeholder(reference: str) -> str:
    """The one line that stands for the victim everywhere."""
    return f"IDENTITY WITHHELD - contact ref {one_line(reference) or '(given when it is sent)'}"
