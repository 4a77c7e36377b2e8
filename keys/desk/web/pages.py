"""What every page of a desk is made with: `Pages`, `done`, `desk`, and `page` of the look. The package says how."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, current_app, g, redirect, send_file, url_for
from werkzeug.wrappers import Response

from gateway.report.names import LONDON, day_in_london, name_of
from keys.clock import now, today
from keys.desk.desk import Desk
from keys.desk.ngo.deadlines import spoken
from keys.desk.web.session import DeskSession
from keys.desk.web.sync import unread_alarms
from keys.roles import Kind

AUDIENCES = ("anyone", "holder", "desk", "police", "ngo")
"""`anyone`: start link and look. `holder`: this browser, a locked desk too. Then an open desk: both kinds, or one."""


@dataclass(frozen=True, order=True)
class NavItem:
    """An entry of the bar on top: its words, the endpoint it leads to, its place in the order."""

    words: str
    endpoint: str
    place: int


class Pages(Blueprint):
    """A blueprint that says whom it is for and what it adds to the bar on top."""

    def __init__(self, name: str, import_name: str, *, audience: str, nav: Sequence[NavItem] = ()) -> None:
        super().__init__(name, import_name)
        if audience not in AUDIENCES:
            raise ValueError(f"The pages of {name} do not say whom they are for.")
        self.audience = audience
        self.nav = tuple(nav)


def session() -> DeskSession:
    """The desk's folder and, while unlocked, its desk."""
    found: DeskSession = current_app.extensions["session"]
    return found


def desk() -> Desk:
    """The open desk; until the answer is made, nobody else works with this object."""
    return session().desk


def done(sentence: str, endpoint: str, **where: Any) -> Response:
    """An act is durable: what may leave at once is sent, and the next page begins with `sentence`."""
    session().sync.nudge()
    return onward(sentence, endpoint, **where)


def download(raw: bytes, name: str, media: str = "application/octet-stream") -> Response:
    """A file to be saved under `name`."""
    return send_file(io.BytesIO(raw), mimetype=media, as_attachment=True, download_name=name)


def picture(raw: bytes) -> Response:
    """A JPEG that stands in a page."""
    return Response(raw, content_type="image/jpeg")


def onward(sentence: str, endpoint: str, **where: Any) -> Response:
    """The next page is another one, and begins with `sentence`."""
    session().notice = sentence
    return redirect(url_for(endpoint, **where), 303)


def on_every_page() -> dict[str, Any]:
    """What `desk.html` needs. Nothing of a report."""
    here = session()
    return {
        "org_name": name_of(here.settings.org),
        "is_police": here.settings.kind is Kind.POLICE,
        "demonstration": here.settings.demonstration,
        "locked": here.locked,
        "state": _state(here) if g.get("has_turn") and not here.locked else None,
        "nav": _nav(),
        "day": day_in_london,
        "spoken": spoken,
        "name_of": name_of,
        "idle_seconds": int(here.idle),
    }


def _fetched(hour: int) -> str:
    """When something was fetched last: today in which hour, else on which day. More is not kept."""
    began = datetime.fromtimestamp(hour * 3600, LONDON)
    if hour // 24 != today():
        return day_in_london(hour // 24)
    return f"today, between {began:%H:%M} and {began + timedelta(hours=1):%H:%M}"


def _nav() -> list[NavItem]:
    found = [item for each in current_app.blueprints.values() if isinstance(each, Pages) for item in each.nav]
    return sorted(found, key=lambda item: item.place)


def _state(here: DeskSession) -> dict[str, Any]:
    """The line under the bar: when was fetched last (an hour is fine enough), what waits, what is wrong."""
    hour = here.desk.outbox.hour_of("fetch")
    waiting = here.desk.outbox.waiting()
    notice, here.notice = here.notice, ""
    return {
        "fetched": "" if hour < 0 else _fetched(hour),
        "waiting": len(waiting),
        "due": sum(item.due <= now() for item in waiting),
        "alarms": unread_alarms(here.desk),
        "trouble": here.sync.status.trouble,
        "busy": here.sync.status.busy,
        "notice": notice,
        "who": here.who or (here.desk.officer if here.settings.kind is Kind.POLICE else ""),
    }
