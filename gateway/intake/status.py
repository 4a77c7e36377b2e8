"""Her page: a code in, her messages out, and a word to her worker. Works without script; leaves nothing behind.

Rules (P1, P10, P11, P13)
- The code comes in a POST body and goes nowhere: no address line, header, cookie or log.
- Every document is one size, is not compressed, and is sent the same time after the request. What it loads is the same.
- A form that was used, or is older than ten minutes, gives the empty form.
"""

from __future__ import annotations

import time
from typing import Any

from flask import Blueprint, Response, current_app, g, render_template, request
from flask.blueprints import BlueprintSetupState

from gateway import checking
from gateway.answering import CannotSay
from gateway.intake import words
from gateway.intake.pages import host
from gateway.intake.stamps import Stamps
from gateway.report import statuses
from gateway.showing import Shown

blueprint = Blueprint("status", __name__)
blueprint.audience = "victim"  # type: ignore[attr-defined]

SIZE = 65536  # bytes of every document
PACE = 0.3  # seconds from a posted code to the answer
MOST_STEPS = 30  # steps of the way that a page lists
MOST_ECHOED = 6000  # characters of words too long to send that come back to be shortened

STATES = {-1: ("done", "done"), 0: ("now", "now"), 1: ("later", "not yet")}


@blueprint.record_once
def _prepare(state: BlueprintSetupState) -> None:
    settings = state.app.extensions["amparo"].settings
    state.app.extensions["amparo-stamps"] = Stamps(settings.redis_url)


@blueprint.before_request
def _start_clock() -> None:
    g.started = time.monotonic()


@blueprint.get("/")
def look() -> Response:
    """The empty form."""
    return _blank()


@blueprint.post("/")
def posted() -> Response:
    """What the posted code leads to, or what became of her words; the empty form if this form was used before."""
    if not _stamps().use(request.form.get("stamp", "")):
        return _paced(_blank())
    if "carried" in request.form:
        value = _stamps().carried(request.form["carried"])
        return _paced(_blank() if value is None else _word(value))
    found = checking.check(request.form.get("code", ""), host=host())
    return _paced(_blank(words.WRONG_LENGTH) if found is None else _picture(found))


def _word(value: int) -> Response:
    """Her words are owed to her worker, or the page says whom to call instead."""
    text = request.form.get("text", "").replace("\r\n", "\n").strip()
    try:
        addressee = checking.say(value, text, host=host())
    except CannotSay:
        org = checking.look(value, host=host()).shown.addressee
        return _page("word.html", accepted=False, number=host().settings.numbers.get(org or "", ""))
    except checking.TooLong as reason:
        again = {"stamp": _stamps().new(), "carried": _stamps().carry(value)}
        return _page("longer.html", reason=str(reason), text=text[:MOST_ECHOED], **again)
    return _page("word.html", accepted=True, ngo_name=words.name_of(addressee))


def _blank(wrong: str = "") -> Response:
    return _page("look.html", stamp=_stamps().new(), wrong=wrong)


def _picture(found: checking.Found) -> Response:
    picture = found.shown
    if picture.empty:
        return _page("shown.html", picture=picture)
    return _page(
        "shown.html",
        picture=picture,
        **(_way(picture) if picture.status else {}),
        words=[
            {"title": words.WORDS_TITLES[said.kind], "day": words.day_in_london(said.day), "text": said.text}
            for said in picture.words
        ],
        ngo_name=words.name_of(picture.addressee) if picture.addressee else "",
        last=words.day_in_london(picture.last_day or 0),
        stamp=_stamps().new(),
        carried=_stamps().carry(found.value),
    )


def _way(picture: Shown) -> dict[str, Any]:
    """The picture line, the sentence for the status shown, and what came before it."""
    assert picture.status is not None
    here = statuses.stage(picture.status.code)
    way = []
    for place, name in enumerate(statuses.STEPS):
        state, said = STATES[(place > here) - (place < here)]
        way.append({"icon": name, "name": words.STAGES[name], "state": state, "said": said})
    before = [step for step in picture.line if step != picture.status][-MOST_STEPS:]
    return {
        "way": way,
        "sentence": statuses.sentence(picture.status.code),
        "since": words.day_in_london(picture.status.day),
        "steps": [
            {"day": words.day_in_london(step.day), "text": words.in_short(statuses.sentence(step.code))}
            for step in before
        ],
    }


def _page(template: str, **values: Any) -> Response:
    return Response(padded(render_template(template, **values)), mimetype="text/html")


def padded(html: str) -> bytes:
    """The document with a comment behind it, `SIZE` bytes in all. ValueError if it does not fit."""
    before, after = b"\n<!--", b"-->\n"
    page = html.encode("utf-8")
    room = SIZE - len(page) - len(before) - len(after)
    if room < 0:
        raise ValueError("the page does not fit into its one size")
    return page + before + b" " * room + after


def _paced(response: Response) -> Response:
    """The response, as it is, `PACE` after the request came, or at the next multiple of it."""
    time.sleep(still_to_wait(time.monotonic() - g.started))
    return response


def still_to_wait(spent: float) -> float:
    """Seconds from `spent` to the next multiple of `PACE`."""
    return -spent % PACE


@blueprint.after_request
def _as_it_is(response: Response) -> Response:
    response.headers["Content-Encoding"] = "identity"
    return response


def _stamps() -> Stamps:
    return current_app.extensions["amparo-stamps"]
