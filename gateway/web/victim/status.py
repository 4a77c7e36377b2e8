"""Her page: a code in, her messages out, and a word to her worker. Works without script; leaves nothing behind.

Rules (keys/ENVELOPE.md, P1, P10, P11 and P13)
- The code comes in a POST body and goes nowhere: no address line, header, cookie or log. So does her language.
- Every document is one size and is not compressed. What it loads is the same.
- A posted code costs the same work whatever it leads to: every piece that a page may have is laid out, of her messages
  or of decoys, and printed where it is hers. What is left of a difference is hidden in `PACE`.
- What she empties is asked about once, and is gone: what comes later comes all the same.
- A form that was used, or is older than ten minutes, or that another site's page sent, gives the empty form.
- Where not everything fits, the oldest steps go first and then the oldest messages, and the page says so.
"""

import time
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, g, render_template, request, url_for

from gateway import checking
from gateway.answering import CannotSay
from gateway.checking import PageContent, Step, Words
from gateway.limits import STAMP_SECONDS
from gateway.look.http import is_cross_site
from gateway.report import statuses
from gateway.report.names import name_of
from gateway.web import language, recordings, texts
from gateway.web.pages import host
from gateway.web.victim import texts as hers
from keys import token
from keys.errors import BadToken

SIZE = 65536  # bytes of every document
_BEFORE, _AFTER = b"\n<!--", b"-->\n"


class TooBig(ValueError):
    """The page does not fit into the one size."""


def padded(html: str) -> bytes:
    """The document with a comment behind it, `SIZE` bytes in all. TooBig if it does not fit."""
    page = html.encode("utf-8")
    room = SIZE - len(page) - len(_BEFORE) - len(_AFTER)
    if room < 0:
        raise TooBig("the page does not fit into its one size")
    return page + _BEFORE + b" " * room + _AFTER


def as_it_is(response: Response) -> Response:
    """Nobody on the way compresses it. For `after_request` of her pages."""
    response.headers["Content-Encoding"] = "identity"
    return response


blueprint = Blueprint("status", __name__)
blueprint.audience = "victim"  # type: ignore[attr-defined]
blueprint.after_request(as_it_is)

STAMP, TOKEN = b"stamp", b"token"  # what a sealed value in her forms is for
VALUE = 14  # bytes of a token's value
PACE = 0.01  # seconds: an answer leaves at a multiple of them after its request came, mostly at the first
MOST_TYPED = 200  # characters of a mistyped code that come back, as many as its field takes
MOST_WORDS = 4  # messages in words: as many as an NGO has slots
MOST_STEPS = 30  # steps of the way that a page lists
DECOY = Step("opened", 0)  # laid out where she has none
FEWER_STEPS = 10  # that many steps less at each try to make a page fit
MOST_ECHOED = 6000  # characters of words too long to send that come back to be shortened


@blueprint.before_request
def _start_clock() -> None:
    g.started = time.monotonic()
    language.choose()


@blueprint.post("/aloud")
def voices() -> Response:
    """Every recording of her language, whichever sentence she wants to hear: as many bytes in every language."""
    return Response(recordings.pack(language.now()), mimetype="application/octet-stream")


@blueprint.get("/")
def look() -> Response:
    """The empty form."""
    return _blank()


@blueprint.post("/")
def posted() -> Response:
    """What the posted code leads to, or what became of her words; the empty form if this form was used before."""
    return _paced(_answer())


def _answer() -> Response:
    form = request.form
    if is_cross_site(host().settings.origin_at(request.host)):
        return _blank()  # somebody else's page would show her messages of his choice, or say something in her name
    if "blank" in form or (language.PRESSED in form and not form.get("carried")):
        return _blank()
    if not host().one_time.use(STAMP, form.get("stamp", "")):
        return _blank()
    if "carried" not in form:
        typed = form.get("code", "")
        found = checking.check(typed, host=host())
        wrong = _wrong(found, typed)
        return _blank(wrong, typed[:MOST_TYPED]) if found is None or wrong else _picture(found)
    carried = host().one_time.opened(TOKEN, form["carried"])
    if carried is None:
        return _blank()
    value = int.from_bytes(carried)
    if form.get("wipe") == "yes":
        checking.wipe(value, host=host())
        return _page("wipe.html", wiped=True)
    if form.get("wipe") == "ask":
        return _page("wipe.html", wiped=False, **_again(value))
    if language.PRESSED in form or "wipe" in form:
        return _picture(checking.look(value, host=host()))
    return _word(value)


def _wrong(found: checking.FoundMailbox | None, typed: str) -> str:
    """What is wrong with a code that leads to nothing, in her language; "" for one whose check signs fit.

    They are public: what they say of a code is true of every code, and tells nobody whether a mailbox exists.
    """
    if found is None:
        return language.say(texts.WRONG_LENGTH)
    if not found.shown.empty:
        return ""
    try:
        token.read_at_desk(typed)
    except BadToken as bad:
        return language.say(hers.WRONG_GROUP, group=bad.group) if bad.group else language.say(hers.WRONG_CODE)
    return ""


def _word(value: int) -> Response:
    """Her words are owed to her worker, or the page says whom to call instead."""
    text, about = _said()
    try:
        addressee = checking.say(value, text, host=host(), about=about)
    except checking.Moved:
        return _picture(checking.look(value, host=host()))
    except CannotSay:
        org = checking.look(value, host=host()).shown.addressee
        return _page("word.html", accepted=False, number=host().settings.numbers.get(org or "", ""))
    except checking.TooLong:
        return _page("longer.html", text=text[:MOST_ECHOED], **_again(value))
    return _page("word.html", accepted=True, ngo=name_of(addressee))


def _said() -> tuple[str, int | None]:
    """What she wrote, or the word on the button she pressed with the number of the question it stood under.

    The word goes in English, for her worker, with what she read beside it.
    """
    pressed = hers.ANSWERS.get(request.form.get("answer", ""))
    if pressed is None:
        return request.form.get("text", "").replace("\r\n", "\n").strip(), None
    read = language.now().plain(pressed)
    number = request.form.get("about", "")
    about = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else -1
    return (pressed if read == pressed else f"{pressed} ({read})"), about


def _blank(wrong: str = "", typed: str = "") -> Response:
    """The form; a code of the wrong length comes back in it, so that one missing sign is not 24 to type again."""
    return _page("look.html", stamp=_stamp(), wrong=wrong, typed=typed, first=True)


def _again(value: int) -> dict[str, str]:
    """What a form carries so that the code need not be typed again for ten minutes."""
    carried = host().one_time.seal(TOKEN, value.to_bytes(VALUE), STAMP_SECONDS)
    return {"stamp": _stamp(), "carried": carried}


def _stamp() -> str:
    """What lets a form be posted once: another is in the next answer."""
    return host().one_time.seal(STAMP, b"", STAMP_SECONDS)


def _picture(found: checking.FoundMailbox) -> Response:
    """All of it, or as much as fits."""
    picture, again = found.shown, _again(found.value)
    for steps, messages in _less_and_less(picture):
        values = _all_of_it(picture, found.spare, steps, messages)
        try:
            return _page("shown.html", picture=picture, **values, **(again if not picture.empty else {}))
        except TooBig:
            continue
    raise TooBig("one message and one status do not fit into a page")


def _less_and_less(picture: PageContent) -> Iterator[tuple[int, int]]:
    """How many steps and how many messages to try: the oldest steps go first, the newest message never."""
    for steps in range(MOST_STEPS, 0, -FEWER_STEPS):
        yield steps, len(picture.words)
    for messages in range(len(picture.words), 0, -1):
        yield 0, messages
    if not picture.words:
        yield 0, 0


def _all_of_it(picture: PageContent, spare: PageContent, steps: int, messages: int) -> dict[str, Any]:
    """So many steps and messages of hers, which are to be printed, and behind them what a full page has besides."""
    before = [step for step in picture.line if step != picture.status]
    listed = before[len(before) - min(steps, len(before)) :]
    words = picture.words[:messages]
    moved = language.say(statuses.MOVED_TO, force=name_of(picture.moved_to))  # laid out on every page
    return {
        **_way(picture.status or DECOY, picture.by or ""),
        "moved": moved if picture.moved_to else "",
        "printed": {"steps": len(listed), "words": len(words)},
        "steps": [
            {"day": language.day(step.day), "text": statuses.words(step.code)[0]}
            for step in (*listed, *[DECOY] * (MOST_STEPS - len(listed)))
        ],
        "words": [
            {"title": hers.TITLES[said.kind], "day": language.day(said.day), "text": said.text, "fixed": _fixed(said)}
            for said in (*words, *spare.words[: MOST_WORDS - len(words)])
        ],
        "closed": checking.closed(picture, host=host()),
        "cut": messages < len(picture.words) or steps < min(len(before), MOST_STEPS),
        "asked": checking.question(picture),
        "answers": hers.ANSWERS,
        "ngo": name_of(picture.addressee) if picture.addressee else "",
        "last": language.day(picture.last_day or 0),
    }


def _fixed(said: Words) -> str:
    """The sentence of a fixed notice in her language; empty for words that somebody wrote, or a code we do not know."""
    sentence = statuses.NOTICES.get(said.code)
    if sentence is None:
        return ""
    named = [language.now().plain(statuses.thing(leaf)) for leaf in said.leaves]
    return language.say(sentence, things=language.now().listed(named), day=language.day(said.of_day))


def _way(status: Step, by: str) -> dict[str, Any]:
    """The picture line, and the words for a status."""
    here = statuses.stage(status.code)
    way = []
    for place, (name, words) in enumerate(statuses.STAGES.items()):
        state, said = hers.STATES[(place > here) - (place < here)]
        way.append({"icon": name, "name": words, "state": state, "said": said})
    short, more = statuses.words(status.code)
    following, after = statuses.after(status.code)
    return {
        "way": way,
        "short": short,
        "more": more,
        "since": language.day(status.day),
        "by": name_of(by),
        "next": following,
        "after": after,
    }


def _page(template: str, **values: Any) -> Response:
    html = render_template(template, here=url_for("status.posted"), texts=hers, **values)
    return Response(padded(html), mimetype="text/html")


def _paced(response: Response) -> Response:
    """The response, as it is, `PACE` after the request came, or at the next multiple of it."""
    time.sleep(still_to_wait(time.monotonic() - g.started))
    return response


def still_to_wait(spent: float) -> float:
    """Seconds from `spent` to the next multiple of `PACE`."""
    return -spent % PACE
