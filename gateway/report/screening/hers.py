"""What is said about a place where a value of hers stands: a block, or a warning to look again."""

from __future__ import annotations

from gateway.report.screening.findings import Finding, Outcome
from gateway.report.screening.folding import Folded
from gateway.report.screening.own_values import Kind

WHY = {
    Kind.NAME: "This is, or looks like, her name or the name of somebody close to her.",
    Kind.PHONE: "This is her phone number.",
    Kind.EMAIL: "This is her e-mail address.",
    Kind.HANDLE: "This is her account name.",
    Kind.ADDRESS: "This is her address.",
    Kind.POSTCODE: "This is her postcode.",
    Kind.CODE_WORD: "This is her code word.",
    Kind.BIRTH: "This is her date of birth.",
    Kind.PLACE: "This is where she works, learns or is treated.",
    Kind.REFERENCE: "This is your organisation's case number.",
    Kind.LOOSE: "This is part of how she can be reached.",
}
_REACHED = "Leave it out: police reach her only through your organisation."
INSTEAD = {
    Kind.NAME: "Write she, her, the victim, or her child.",
    Kind.PHONE: _REACHED,
    Kind.EMAIL: _REACHED,
    Kind.HANDLE: "Leave it out. What was written to her can be told without it.",
    Kind.ADDRESS: "Leave it out. The kind of place and the local authority are enough.",
    Kind.POSTCODE: "Leave it out. The local authority is enough.",
    Kind.CODE_WORD: "Leave it out.",
    Kind.BIRTH: "Leave it out. An age band is enough.",
    Kind.PLACE: "Leave it out. The kind of place is enough.",
    Kind.REFERENCE: "Leave it out: the report has a reference of its own.",
    Kind.LOOSE: _REACHED,
}
COMMON_WHY = "This word is also part of her name. It may be an ordinary word here: look at it again."
HEARD_WHY = "This word sounds like her name, or a name close to her, spelt in another way. Look at it again."
PLACE_WHY = (
    "This word is also part of the name of a place where she works, learns or is treated. Look at it again."
)
INITIALS_WHY = "These could be her initials. Look at them again."


def block(folded: Folded, start: int, end: int, kind: Kind) -> Finding:
    """Her value stands at `folded.plain[start:end]`."""
    return block_at(*folded.span(start, end), kind)


def block_at(start: int, end: int, kind: Kind) -> Finding:
    """Her value stands there in the text as it was written."""
    return Finding("", start, end, f"own.{kind}", Outcome.BLOCK, WHY[kind], INSTEAD[kind])


def warn(folded: Folded, start: int, end: int, why: str = COMMON_WHY) -> Finding:
    """What stands at `folded.plain[start:end]` may be her name."""
    return warn_at(*folded.span(start, end), why)


def warn_at(start: int, end: int, why: str) -> Finding:
    """What stands there in the text as it was written may be her name."""
    return Finding("", start, end, "own.name", Outcome.WARN, why, INSTEAD[Kind.NAME])
