"""Pages of who sits at a police desk, chosen at opening and listed; and a card of national helplines."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from gateway.look.http import page
from keys.desk.errors import DeskError
from keys.desk.police import margins, officers
from keys.desk.police.referrals import CHECKED, areas, card, people
from keys.desk.web.pages import NavItem, Pages, desk, onward, session

blueprint = Pages("officers", __name__, audience="police", nav=[NavItem("Officers", "officers.listed", 80)])


@blueprint.get("/who")
def who() -> Response:
    """One press an officer."""
    return page("officers_who.html", officers=officers.here(desk()))


@blueprint.post("/who")
def chosen() -> Response:
    """From now on this officer looks."""
    session().choose_officer(request.form.get("officer", ""))
    return redirect(url_for("desk.home"), 303)


@blueprint.get("/officers")
def listed() -> Response:
    """Everybody who ever sat here."""
    return _list({}, {})


@blueprint.post("/officers/add")
def add() -> Response:
    """An officer works here from today."""
    typed = request.form.to_dict()
    try:
        added = officers.add(desk(), typed.get("pseudonym", ""), typed.get("collar", ""))
    except DeskError as trouble:
        return _list(typed, {"pseudonym": str(trouble)}, 422)
    return onward(f"{added.pseudonym} can be chosen from now on.", ".listed")


@blueprint.post("/officers/leave")
def leave() -> Response:
    """An officer sits here no more."""
    gone = request.form.get("officer", "")
    officers.leave(desk(), gone)
    if session().who == gone:
        session().forget_officer()
    return onward(f"{gone} sits here no more. Who it was stays known at this desk.", ".listed")


@blueprint.post("/officers/note")
def note() -> Response:
    """The note on the desk stands above the inbox."""
    margins.leave_on_the_desk(desk(), request.form.get("note", ""))
    return onward("The note is on the desk.", ".listed")


def _list(typed: dict[str, str], errors: dict[str, str], answer: int = 200) -> Response:
    return page(
        "officers.html",
        answer,
        officers=officers.everybody(desk()),
        named=desk().settings.officer,
        note=margins.on_the_desk(desk()),
        values=typed,
        errors=errors,
    )


card_pages = Pages("card", __name__, audience="police", nav=[NavItem("Card for a victim", "card.blank", 30)])


@card_pages.get("/card")
def blank() -> Response:
    """The card that is asked for most."""
    return _card("", "")


@card_pages.post("/card", endpoint="chosen")
def card_chosen() -> Response:
    """Who helps there. A post, so that nothing of her stays in the browser's history."""
    return _card(request.form.get("area", ""), request.form.get("whom", ""))


def _card(area: str, whom: str) -> Response:
    area, whom = area if area in areas() else areas()[0], whom if whom in people() else people()[0]
    found = card(area, whom)
    return page("card.html", found=found, areas=areas(), people=people(), area=area, whom=whom, checked=CHECKED)
