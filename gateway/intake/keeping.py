"""Keep for later: what may be kept, and the sealing of it to the NGO's own desk."""

from __future__ import annotations

from collections.abc import Mapping

from gateway.answering import keep_for_later
from gateway.form import looking, words, written
from gateway.host import Host
from gateway.intake.schemas import LINE_ENDS, UNWELCOME
from gateway.report.filing import canonical
from keys.token import filing_body, filing_id

LOST = "\ufffd"  # what is left of bytes that were no UTF-8


def hidden(whole: Mapping[str, str]) -> dict[str, str]:
    """The questions whose answers hold signs that cannot be seen or were lost on the way, each with a sentence."""
    found = [
        name for name, text in whole.items() if LOST in text or UNWELCOME.search(LINE_ENDS.sub("\n", text))
    ]
    return {written.FIELDS[name].question: words.HIDDEN_SIGNS for name in found}


def problems(whole: Mapping[str, str]) -> dict[str, str]:
    """Why a form cannot be kept as it is, by question. Anything unfinished may be kept; numbers of papers may not."""
    if not set(whole) - {written.WISH, written.ADULT}:
        return {"crime.acts_narrative": words.NOTHING_TO_KEEP}
    found = [finding.field for finding in looking.nowhere(whole)]
    return hidden(whole) | {written.field_of(name): words.NUMBERS_NOWHERE for name in found}


def keep(whole: Mapping[str, str], secret: str, ngo: str, host: Host) -> None:
    """The form is owed to the NGO's desk, which alone can open it. CannotSeal; ValueError when it is too long.

    `form` inside: `id`, the same for every press on one page, so that a desk keeps one; `priority`; and the halves as
    `read_filing` takes them, except that they may be unfinished.
    """
    held = written.document(
        {name: text for name, text in whole.items() if (name, text) != (written.WISH, written.KEEP)}
    )
    held |= {"id": filing_id(bytes.fromhex(secret)).hex(), "priority": whole.get(written.PRIORITY, "")}
    keep_for_later(
        held, ngo=ngo, host=host, press=filing_body(bytes.fromhex(secret), canonical(held).encode())
    )
