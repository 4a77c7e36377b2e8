"""The start link, the lock, and the page of a locked desk.

A request that meets a locked desk gets the page that asks for the passphrase. A form that was posted is in that page,
whole, and goes on where it was going once the passphrase is right: nothing typed is lost.
"""

from flask import current_app, redirect, request, url_for
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.wrappers import Response

from gateway.look.http import page
from keys.desk.errors import DeskError
from keys.desk.web.pages import Pages, session
from keys.desk.web.security import Guard, audience_of
from keys.errors import BadKeyFile

PASSPHRASE = "passphrase"  # noqa: S105 the name of a field
NEVER_CARRIED = ("token", "word")
"""Fields that are given back to no page: her code, and the word of a file, are typed again."""
SOMEBODY_ELSE = "somebody_else"
UNLOCK = "desk.unlock"
_OURS = (PASSPHRASE, SOMEBODY_ELSE)
blueprint = Pages("opening", __name__, audience="anyone")


@blueprint.get("/start/<secret>")
def start(secret: str) -> Response:
    """This browser is let in, and the link is good for nothing any more.

    Not a redirect: a browser that came here from elsewhere would not send its new cookie along. The page replaces
    itself, so that the link does not stay in the history.
    """
    if request.method == "HEAD":
        return Response()  # a scanner or a preview: the link is for the browser
    guard: Guard = current_app.extensions["guard"]
    guard.spend(secret)
    answer = current_app.make_response(page("start.html"))
    answer.headers["Refresh"] = f"0; url={url_for('desk.home')}"
    guard.let_in(answer)
    return answer


def unlock_first() -> Response | None:
    """None when the desk is open, or was opened by the passphrase in this very request; else the page that asks."""
    here = session()
    if audience_of(current_app, request.endpoint) in ("anyone", "holder"):
        return None
    typed = request.form.get(PASSPHRASE, "")
    wrong = ""
    if here.locked and typed:
        if request.form.get(SOMEBODY_ELSE):
            here.forget_officer()
        try:
            here.unlock(typed.encode())
        except (BadKeyFile, DeskError) as trouble:
            wrong = str(trouble)
    if here.locked:
        return _ask(wrong)
    _without_passphrase()
    return None


def _without_passphrase() -> None:
    """No view sees what opened the desk: one that gives its form back would put it into the page."""
    kept = [(name, value) for name, value in request.form.items(multi=True) if name not in _OURS]
    request.form = ImmutableMultiDict(kept)


def _ask(wrong: str) -> Response:
    """The page that asks; what was posted is in it, or, of a page that was only asked for, where to go on."""
    posted = request.method == "POST" and request.endpoint != UNLOCK
    kept = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if posted and name not in (*_OURS, *NEVER_CARRIED, "csrf")
    ]
    back = request.path if request.method == "GET" else "" if posted else request.form.get("back", "")
    return page(
        "locked.html",
        403 if wrong else 200,
        wrong=wrong,
        kept=kept,
        where=request.path if posted else "/unlock",
        back=back,
        who=session().who,
    )


def go_on() -> Response:
    """After the passphrase: the page that was asked for, when it is one of ours; else the first."""
    back = request.form.get("back", "")
    adapter = current_app.create_url_adapter(request)
    known = adapter is not None and back.startswith("/") and adapter.test(back, "GET")
    return redirect(request.script_root + back if known else url_for("desk.home"), 303)
