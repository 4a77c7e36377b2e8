"""What the pages of every desk have: the first page, unlocking, the lock, fetching now, alarms that were read."""

from __future__ import annotations

from flask import current_app, redirect, url_for
from werkzeug.wrappers import Response

from keys.desk.web.pages import Pages, desk, onward, page, sitting
from keys.desk.web.unlock import go_on
from keys.parts import Kind

FIRST = {Kind.POLICE: "inbox.listed", Kind.NGO: "today.listed"}
"""The page a person sees first, by kind of desk."""
PATIENCE = 10.0
"""Seconds that a person waits for a fetch before she gets her page back."""
blueprint = Pages("desk", __name__, audience="desk")
at_any_time = Pages("lock", __name__, audience="holder")


@blueprint.get("/")
def home() -> Response:
    """The first page of this kind of desk."""
    first = FIRST[desk().settings.kind]
    return redirect(url_for(first if first in current_app.view_functions else "desk.nothing"), 303)


@blueprint.post("/unlock")
def unlock() -> Response:
    """The passphrase was right."""
    return go_on()


@at_any_time.post("/lock")
def lock() -> Response:
    """Nothing of the desk is held any more."""
    sitting().lock()
    return redirect(url_for("desk.home"), 303)


@at_any_time.post("/fetch")
def fetch() -> Response:
    """What is owed to this desk has come in. Not within the desk's turn: other pages go on meanwhile."""
    seat = sitting()
    if seat.locked:
        return redirect(url_for("desk.home"), 303)
    done = seat.line.fetch_soon(PATIENCE)
    if done is None:
        return onward("It is still fetching, and goes on by itself. Look again in a moment.", "desk.home")
    seat.line.nudge()
    new = len(done.new)
    sentence = (
        "Nothing new." if not new else "1 new thing came in." if new == 1 else f"{new} new things came in."
    )
    if done.refused:
        sentence += (
            f" {len(done.refused)} could not be accepted ({', '.join(sorted({check for _, check in done.refused}))}); "
            "nothing of it was shown or kept. It may be right tomorrow. If not, call the sender."
        )
    return onward(sentence, "desk.home")


@blueprint.post("/send-now")
def send_now() -> Response:
    """In a demonstration everything has left, whatever its time; elsewhere the desk refuses (`Desk.send`)."""
    troubles = desk().send(now=True).troubles
    return onward(
        " ".join(troubles) or "Everything has left. Her page and the other desk can show it now.", "desk.home"
    )


@blueprint.post("/alarms")
def alarms_read() -> Response:
    """The alarms were read by a person. What is still so is found again by the check of this desk."""
    desk().alarms.read()
    return onward("", "desk.home")


@blueprint.get("/nothing")
def nothing() -> Response:
    """A page that says what this program is, for whoever looks for it."""
    return page("nothing.html")
