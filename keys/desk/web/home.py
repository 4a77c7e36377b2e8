"""Pages of every desk: the first page, unlocking, the lock, fetching now, alarms that were read, and "this desk"."""

import secrets

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from gateway.look.http import page
from keys.clock import iso, today
from keys.desk import health_check, waiting
from keys.desk.errors import DeskError
from keys.desk.health_check import Finding, held_keys
from keys.desk.store.folder import BACKUP
from keys.desk.sync.send import send
from keys.desk.web.pages import NavItem, Pages, desk, download, onward, session
from keys.desk.web.sync import read_alarms
from keys.desk.web.unlock import go_on
from keys.roles import Kind

FIRST = {Kind.POLICE: "inbox.listed", Kind.NGO: "today.listed"}
"""The page a person sees first, by kind of desk."""
PATIENCE = 10.0
"""Seconds that a person waits for a fetch before she gets her page back."""
blueprint = Pages("desk", __name__, audience="desk")
at_any_time = Pages("lock", __name__, audience="holder")


@blueprint.get("/")
def home() -> Response:
    """The first page of this kind of desk."""
    return redirect(url_for(FIRST[desk().settings.kind]), 303)


@blueprint.post("/unlock")
def unlock() -> Response:
    """The passphrase was right."""
    return go_on()


@at_any_time.post("/lock")
def lock() -> Response:
    """Nothing of the desk is held any more."""
    session().lock()
    return redirect(url_for("desk.home"), 303)


@at_any_time.post("/fetch")
def fetch() -> Response:
    """What is owed to this desk has come in. Not within the desk's turn: other pages go on meanwhile."""
    here = session()
    if here.locked:
        return redirect(url_for("desk.home"), 303)
    done = here.sync.fetch_soon(PATIENCE)
    if done is None:
        return onward("It is still fetching, and goes on by itself. Look again in a moment.", "desk.home")
    here.sync.nudge()
    new = len(done.new)
    sentence = "Nothing new." if not new else "1 new message." if new == 1 else f"{new} new messages."
    if done.refused:
        sentence += (
            f" {len(done.refused)} could not be accepted ({', '.join(sorted({check for _, check in done.refused}))}); "
            f"nothing of it was shown or kept. {done.advice}"
        )
    return onward(sentence, "desk.home")


@blueprint.post("/send-now")
def send_now() -> Response:
    """In a demonstration everything has left, whatever its time; elsewhere the desk refuses (`keys.desk.sync.send`)."""
    troubles = send(desk(), now=True).troubles
    return onward(
        " ".join(troubles) or "Everything has left. Her page and the other desk can show it now.", "desk.home"
    )


@blueprint.get("/waiting")
def queue() -> Response:
    """What waits to leave, and what of it can be held back."""
    return page("waiting.html", rows=waiting.listed(desk()))


@blueprint.post("/waiting")
def hold_back() -> Response:
    """One thing is as if it had never been said."""
    reference, item = "", request.form.get("item", "")
    for row in waiting.listed(desk()):
        reference = row.reference if row.id == item else reference
    what = waiting.hold_back(desk(), item)
    more = waiting.after(desk().cases.find(reference)) if reference else ""
    return onward(f"Held back, and never sent: {what}. {more}".strip(), ".queue")


@blueprint.post("/alarms")
def alarms_read() -> Response:
    """The alarms were read by a person. What is still so is found again by the check of this desk."""
    read_alarms(desk())
    return onward("", "desk.home")


about_pages = Pages("about", __name__, audience="desk", nav=[NavItem("This desk", "about.view", 90)])


@about_pages.get("/this-desk")
def view() -> Response:
    """What this desk holds, from what it last saw of the directory. Nothing is asked of the gateway."""
    return _about(None)


@about_pages.post("/this-desk/check")
def check() -> Response:
    """Whether everything is in order; asks the gateway, so it may take a moment."""
    return _about(health_check.check(desk()))


@about_pages.post("/this-desk/backup")
def backup() -> Response:
    """A locked copy of the vault as a file to keep elsewhere. It lies in the desk's folder only while it is made."""
    target = desk().folder / f"{BACKUP}{secrets.token_hex(8)}"
    try:
        desk().back_up(target)
        raw = target.read_bytes()
    finally:
        target.unlink(missing_ok=True)
    return download(raw, f"desk-backup-{iso(today())}.locked")


def _about(findings: list[Finding] | None) -> Response:
    here = desk()
    try:
        seen = here.directory.view()
    except DeskError:
        seen = None
    return page(
        "about.html",
        settings=here.settings,
        keys=held_keys(here, seen),
        seen=seen,
        findings=findings,
        folder=str(here.folder),
    )
