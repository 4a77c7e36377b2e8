"""In which language a page speaks: the one she pressed, else the one her browser asks for, else English.

Her choice travels in the form and nowhere else: in no address, no cookie and no log. The caseworker's pages are in
English.
"""

from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache

from flask import g, request, url_for
from markupsafe import Markup

from gateway.report.names import LONDON
from gateway.web import recordings
from gateway.web.catalogues import ENGLISH, Catalogue, offered
from gateway.web.victim import texts as hers

PRESSED, KEPT = "speak", "language"  # the buttons' name; the hidden field's
KEPT_SENTENCES, KEPT_DAYS = (
    8192,
    1024,
)  # made once and kept: all of the templates', in every language; some years' days

_NEAREST = {"pt": "pt-BR", "prs": "fa"}  # what is offered to somebody who asks for a neighbour of it


def _phone(number: str) -> Markup:
    return Markup('<a href="tel:{}"><bdi>{}</bdi></a>').format(number.replace(" ", ""), number)


def _strong(text: str) -> Markup:
    return Markup("<bdi><strong>{}</strong></bdi>").format(text)


def _english(text: str) -> Markup:
    return Markup('<bdi lang="en" dir="ltr">“{}”</bdi>').format(text)


_SOUND = Markup(
    '<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false" fill="none" stroke="currentColor" stroke-width="2"'
    ' stroke-linejoin="round" stroke-linecap="round"><path d="M4 9v6h4l5 4V5L8 9H4Z"/>'
    '<path d="M16.5 8.5a5 5 0 0 1 0 7M19 6a9 9 0 0 1 0 12"/></svg>'
)

FIXED = {
    "n999": _strong("999"),
    "n55": _strong("55"),
    "n18000": _strong("18000"),
    "register": Markup('<strong><bdi lang="en">register</bdi></strong>'),
    "bsl": Markup('<strong><bdi lang="en">999 BSL</bdi></strong>'),
    "call": _phone("999"),
    "n101": _phone("101"),
    "domestic": _phone("0808 2000 247"),
    "slavery": _phone("08000 121 700"),
    "rape": _phone("0808 500 2222"),
    "men": _phone("0808 801 0327"),
    "galop": _phone("0800 999 5428"),
    "childline": _phone("0800 1111"),
    "nspcc": _phone("0808 800 5000"),
    "police": _english("Police, please."),
    "ambulance": _english("Ambulance, please."),
}
"""What stands in her sentences in every language: no translation can change a number, or what 999 must hear."""


def choose() -> None:
    """This request is answered in her language. For `before_request` of her pages."""
    tags = [request.form.get(PRESSED, ""), request.form.get(KEPT, ""), *_asked()]
    g.catalogue = next((offered()[tag] for tag in tags if tag in offered()), ENGLISH)
    g.hers = True


def _asked() -> list[str]:
    """The tags that the browser asks for, best first, each by its nearest that could be offered."""
    wanted = []
    for asked, _quality in request.accept_languages:
        main = asked.replace("_", "-").partition("-")[0].lower()
        wanted.append(_NEAREST.get(main, main))
    return wanted


def now() -> Catalogue:
    """The catalogue of this request."""
    return g.get("catalogue", ENGLISH)


def say(text: str, **values: object) -> Markup:
    """An English sentence in the language of this request, its placeholders filled."""
    spoken = now()
    return spoken.say(text, _fixed(spoken) | values) if values else _sentence(spoken, text)


@lru_cache(KEPT_SENTENCES)
def _sentence(spoken: Catalogue, text: str) -> Markup:
    """A sentence of the templates, in which nothing but what is fixed is filled in."""
    return spoken.say(text, _fixed(spoken))


def aloud(*texts: str) -> Markup:
    """A button that reads English sentences in the language of this request; nothing if one has no recording."""
    pieces = recordings.pieces(now(), texts)
    where = " ".join(f"{piece.start}-{piece.end}-{piece.kind}" for piece in pieces)
    button = Markup(
        '<p><button class="aloud quiet" type="button" hidden data-pieces="{}" data-voices="{}">'
        "{}<span>{}</span></button></p>"
    )
    return button.format(where, url_for("status.voices"), _SOUND, say(hers.LISTEN)) if pieces else Markup()


def day(number: int) -> str:
    """A UTC day number as the date that it is here, spelled out in the language of this request."""
    return _day(now(), number)


@lru_cache(KEPT_DAYS)
def _day(spoken: Catalogue, number: int) -> str:
    noon = datetime(1970, 1, 1, 12, tzinfo=UTC) + timedelta(days=number)
    return spoken.day(noon.astimezone(LONDON).date())


@cache
def _fixed(spoken: Catalogue) -> dict[str, Markup]:
    """`FIXED`, and what she says in English to be given an interpreter of her language."""
    name = spoken.language.in_english
    asks = f"I speak {name}. Interpreter, please." if name != "English" else "Interpreter, please."
    return FIXED | {"interpreter": _english(asks)}
