"""Keep for later: what may be kept."""

from __future__ import annotations

from collections.abc import Mapping

from gateway.report.form import looking, words, written
from gateway.report.values import LINE_ENDS, UNWELCOME

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
