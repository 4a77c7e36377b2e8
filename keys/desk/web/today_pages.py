"""An NGO's first page: what needs a person today, most pressing first, each with the act beside it.

Nothing of her own words and no number to call stands here: a page seen in passing tells that somebody waits, not who.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from werkzeug.wrappers import Response

from keys.desk.needs import ALARM, ASKED, LATE, NEWS, NOTE, SAFETY, Need
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
    "news": ("Look", "hers.shown"),
    "refile": ("Look, and file again", "hers.shown"),
    "late": ("Look at the report", "hers.shown"),
    "cosign": ("Send it with the second signature", "release.cosigned"),
}
_ELSEWHERE = {
    "held": ("Go on with it", "drafts.listed"),
    "stuck": ("Look at this desk", "about.view"),
}


@dataclass(frozen=True)
class Card:
    """One thing to do, with its button."""

    need: Need
    act: str
    href: str

    @property
    def advice(self) -> str:
        """Whom to call, where a person can only telephone."""
        return self.need.do if self.need.kind == "late" else ""


@blueprint.get("/today")
def listed() -> Response:
    """Everything that needs somebody, in groups."""
    groups: dict[str, list[Card]] = {}
    for need in desk().today():
        groups.setdefault(PRESSING[need.pressing], []).append(_card(need))
    return page("ngo_today.html", groups=groups, any_report=bool(desk().cases.all()))


def _card(need: Need) -> Card:
    if need.kind in _ELSEWHERE:
        act, endpoint = _ELSEWHERE[need.kind]
        return Card(need, act, url_for(endpoint))
    act, endpoint = _ACTS.get(need.kind, ("Look", "hers.shown"))
    return Card(need, act, url_for(endpoint, ref=desk().find(need.reference).reference))
