"""What is still needed before a report can be sent: a short list, never a measure of how far she is. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from gateway.report import areas
from gateway.report.form import written as w

_PLAIN = {
    w.ADULT: "whether she is 18 or older",
    "crime.reporter_role": "who is telling it",
    w.WISH: "what she wants",
    "identity.advice": "whether she had advice",
}


def needed(whole: Mapping[str, str]) -> list[tuple[str, str]]:
    """(question, what it is about) of each that has no answer yet, in the order of the page."""
    missing = [(name, about) for name, about in _PLAIN.items() if not whole.get(name)]
    if not whole.get(w.FORCE) and areas.force_for(whole.get(w.AREA, "")) is None:
        missing.insert(
            1 if missing[:1] == [(w.ADULT, _PLAIN[w.ADULT])] else 0, (w.FORCE, "where, or which police")
        )
    if not any(whole.get(name) for name in ("crime.acts_narrative", f"{w.TYPES}.0")):
        before = len([name for name, _ in missing if name != "identity.advice"])
        missing.insert(before, ("crime.acts_narrative", "what happened"))
    return missing
