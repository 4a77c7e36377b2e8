"""An NGO's first page: what needs a person today, most pressing first, each with the act beside it.

What is told of one report stands in one card. Nothing of her own words and no number to call stands here: a page seen
in passing tells that somebody waits, not who.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import url_for
from werkzeug.wrappers import Response

from keys.desk.ngo.needs import ALARM, ASKED, LATE, NEWS, NOTE, SAFETY, Need
from keys.desk.web.pages import Pages, Way, desk, page

blueprint = Pages("today", __name__, audience="ngo", ways=[Way("Today", "today.listed", 10)])

PRESSING = {
    SAFETY: "Her safety",
    ALARM: "Something is wrong",
    ASKED: "Somebody waits for an answer",
    NEWS: "New",
    LATE: "The police are late",
    NOTE: "Kept for later",
}
_ACTS = {
    "dangerous": ("Call her: read this first", "caring.call"),
    "question": ("Read it, and answer", "caring.answer"),
    "confirm": ("Look, and confirm", "caring.confirm"),
    "cosign": ("Send it with the second signature", "release.cosigned"),
    "refile": ("Look, and file again", "hers.shown"),
    "late": ("Look at the report", "hers.shown"),
    "news": ("Look", "hers.shown"),
}
"""By kind of need, in the order in which one of several gives a card its button."""
_ELSEWHERE = {
    "held": ("Go on with it", "drafts.listed"),
    "stuck": ("Look at this desk", "about.view"),
}


@dataclass
class Card:
    """What is told of one report (or of none), and the button for it."""

    reference: str
    act: str
    href: str
    needs: list[Need] = field(default_factory=list)

    @property
    def pressing(self) -> int:
        return self.needs[0].pressing

    @property
    def advice(self) -> list[str]:
        """Whom to call, where a person can only telephone."""
        return list(dict.fromkeys(need.do for need in self.needs if need.kind == "late"))


@blueprint.get("/today")
def listed() -> Response:
    """Everything that needs somebody, in groups."""
    groups: dict[str, dict[str, list[Need]]] = {}
    for need in desk().today():
        about = need.reference or f"{need.kind} {need.what}"
        groups.setdefault(PRESSING[need.pressing], {}).setdefault(about, []).append(need)
    cards = {heading: [_card(needs) for needs in group.values()] for heading, group in groups.items()}
    return page("ngo_today.html", groups=cards, any_report=bool(desk().cases.all()))


def _card(needs: list[Need]) -> Card:
    kinds = [need.kind for need in needs]
    if kinds[0] in _ELSEWHERE:
        act, endpoint = _ELSEWHERE[kinds[0]]
        return Card("", act, url_for(endpoint), needs)
    act, endpoint = next((_ACTS[kind] for kind in _ACTS if kind in kinds), _ACTS["news"])
    reference = needs[0].reference
    return Card(reference, act, url_for(endpoint, ref=desk().find(reference).reference), needs)
