"""In which language a page speaks: the one she pressed, else the one her browser asks for, else English.

Her choice travels in the form and nowhere else: in no address, no cookie and no log. The caseworker's pages are in
English.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import g, request
from markupsafe import Markup

from gateway.intake.catalogues import ENGLISH, Catalogue, offered
from gateway.report.names import LONDON

PRESSED, KEPT = "speak", "language"  # the buttons' name; the hidden field's

_NEAREST = {"pt": "pt-BR", "prs": "fa"}  # what is offered to somebody who asks for a neighbour of it


def _phone(number: str) -> Markup:
    return Markup('<a href="tel:{}"><bdi>{}</bdi></a>').format(number.replace(" ", ""), number)


def _strong(text: str) -> Markup:
    return Markup("<bdi><strong>{}</strong></bdi>").format(text)


def _english(text: str) -> Markup:
    return Markup('<bdi lang="en" dir="ltr">“{}”</bdi>').format(text)


FIXED = {
    "n999": _strong("999"),
    "n55": _strong("55"),
    "n18000": _strong("18000"),
    "register": Markup('<strong><bdi lang="en">register</bdi></strong>'),
    "bsl": Markup('<strong><bdi lang="en">999 BSL</bdi></strong>'),
    "call": _phone("999"),
    "domestic": _phone("0808 2000 247"),
    "slavery": _phone("08000 121 700"),
    "childline": _phone("0800 1111"),
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
    return now().say(text, FIXED | {"interpreter": _interpreter()} | values)


def day(number: int) -> str:
    """A UTC day number as the date that it is here, spelled out in the language of this request."""
    noon = datetime(1970, 1, 1, 12, tzinfo=UTC) + timedelta(days=number)
    return now().day(noon.astimezone(LONDON).date())


def _interpreter() -> Markup:
    spoken = now().language.in_english
    return _english(
        f"I speak {spoken}. Interpreter, please." if spoken != "English" else "Interpreter, please."
    )
