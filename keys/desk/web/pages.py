"""What every page of a desk is made with: `Pages`, `done`, `desk`, and `page` of the look. The package says how."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, current_app, g, redirect, url_for
from werkzeug.wrappers import Response

from gateway.report.names import day_in_london, name_of
from keys.clock import iso, now, today
from keys.desk.desk import Desk
from keys.desk.ngo.deadlines import spoken
from keys.desk.web import alarms
from keys.desk.web.session import Sitting
from keys.roles import Kind

AUDIENCES = ("anyone", "holder", "desk", "police", "ngo")
"""`anyone`: start link and look. `holder`: this browser, a locked desk too. Then an open desk: both kinds, or one."""


@dataclass(frozen=True, order=True)
class Way:
    """An entry of the bar on top: its words, the endpoint it leads to, its place in the order."""

    words: str
    endpoint: str
    place: int


class Pages(Blueprint):
    """A blueprint that says whom it is for and what it adds to the bar on top."""

    def __init__(self, name: str, import_name: str, *, audience: str, ways: Sequence[Way] = ()) -> None:
        super().__init__(name, import_name)
        if audience not in AUDIENCES:
            raise ValueError(f"The pages of {name} do not say whom they are for.")
        self.audience = audience
        self.ways = tuple(ways)


def sitting() -> Sitting:
    """The desk's folder and, while unlocked, its desk."""
    found: Sitting = current_app.extensions["sitting"]
    return found


def desk() -> Desk:
    """The open desk; until the answer is made, nobody else works with this object."""
    return sitting().desk


def done(sentence: str, endpoint: str, **where: Any) -> Response:
    """An act is durable: what may leave at once is sent, and the next page begins with `sentence`."""
    sitting().line.nudge()
    return onward(sentence, endpoint, **where)


def onward(sentence: str, endpoint: str, **where: Any) -> Response:
    """The next page is another one, and begins with `sentence`."""
    sitting().notice = sentence
    return redirect(url_for(endpoint, **where), 303)


def on_every_page() -> dict[str, Any]:
    """What `desk.html` needs. Nothing of a report."""
    seat = sitting()
    return {
        "org_name": name_of(seat.settings.org),
        "is_police": seat.settings.kind is Kind.POLICE,
        "demonstration": seat.settings.demonstration,
        "locked": seat.locked,
        "state": _state(seat) if g.get("has_turn") and not seat.locked else None,
        "ways": _ways(),
        "day": day_in_london,
        "spoken": spoken,
        "name_of": name_of,
        "idle_seconds": int(seat.idle),
    }


def _ways() -> list[Way]:
    found = [way for each in current_app.blueprints.values() if isinstance(each, Pages) for way in each.ways]
    return sorted(found, key=lambda way: way.place)


def _state(seat: Sitting) -> dict[str, Any]:
    """The line under the bar: when was fetched last (a day is fine enough), what waits, what is wrong."""
    hour = seat.desk.outbox.hour_of("fetch")
    waiting = seat.desk.outbox.waiting()
    notice, seat.notice = seat.notice, ""
    return {
        "fetched": "" if hour < 0 else "today" if hour // 24 == today() else iso(hour // 24),
        "waiting": len(waiting),
        "due": sum(thing.due <= now() for thing in waiting),
        "alarms": alarms.unread(seat.desk),
        "trouble": seat.line.news.trouble,
        "busy": seat.line.news.busy,
        "notice": notice,
        "who": seat.who or (seat.desk.officer if seat.settings.kind is Kind.POLICE else ""),
    }
