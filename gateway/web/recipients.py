"""For everybody: who can be sent a report today, who signed for it, and how to check that without trusting us."""

from __future__ import annotations

from datetime import datetime
from weakref import WeakKeyDictionary

from flask import Blueprint, render_template

from gateway.report.names import LONDON, day_in_london, name_of
from gateway.web.pages import host
from gateway.web.published import Picture, picture
from keys import clock as days
from keys.directory.view import View
from keys.parts import Kind

blueprint = Blueprint("recipients", __name__)
blueprint.audience = "anyone"  # type: ignore[attr-defined]

MINUTE = 60
_made: WeakKeyDictionary[View, tuple[int, Picture]] = WeakKeyDictionary()
"""The page of each view, made at most once a minute: it costs a signature check a statement."""


@blueprint.get("/recipients")
def recipients() -> str:
    """Who can receive, since when, until when, who signed; what changed this year; what was told; how to check."""
    here = host()
    shown = _picture()
    return render_template(
        "recipients.html",
        shown=shown,
        police=[one for one in shown.recipients if one.kind is Kind.POLICE],
        ngos=[one for one in shown.recipients if one.kind is Kind.NGO],
        name_of=name_of,
        day=day_in_london,
        witnessed=_hour(shown.witnessed),
        genesis=here.settings.genesis.hex(),
        url=here.settings.public_url,
        law=here.view().law,
    )


def _picture() -> Picture:
    here, now = host(), days.now()
    view, minute = here.view(), int(now // MINUTE)
    found = _made.get(view)
    if found is None or found[0] != minute:
        found = _made[view] = (minute, picture(view, here.leaves(), now))
    return found[1]


def _hour(time: float | None) -> str | None:
    """A moment as people here say it, such as "5 October 2026, 14:05"."""
    if time is None:
        return None
    here = datetime.fromtimestamp(time, LONDON)
    return f"{day_in_london(int(time // days.DAY))}, {here:%H:%M}"
