"""Practice: the same form, screening, review and slip, for training. Nothing that is written here goes anywhere.

Rules
- This module, and whatever it imports, can neither seal, nor file, nor keep, nor write a report's row: a contract in
  pyproject.toml says so, and the house tests show that it bites.
- Every page says PRACTICE. The code on the slip is the word itself, and opens nothing.
- Every force of the table can be chosen, also one that receives no reports yet: none is asked.
"""

from __future__ import annotations

from flask import Blueprint, g

from gateway.report.form import example
from gateway.report.form import written as w
from gateway.report.names import name_of
from gateway.web import sessions
from gateway.web.caseworker import before, keeping, writing
from gateway.web.caseworker.writing import Page
from gateway.web.pages import ngo_page

blueprint = Blueprint("practice", __name__, url_prefix="/caseworker")
blueprint.audience = "caseworker"  # type: ignore[attr-defined]
sessions.guard(blueprint)

REFERENCE = "PRACTICE"
SYMBOLS = "-".join(["PRAC", "TICE"] * 3)  # as long as a code; no code of anybody's is made of a word
DIGITS = " ".join(["0000"] * 9)


@blueprint.before_request
def mark() -> None:
    """Every page of this blueprint says what it is."""
    g.practice = True


@blueprint.get("/practice")
def blank() -> Page:
    """The empty form, marked."""
    return writing.blank()


@blueprint.post("/practice")
def step() -> Page:
    """The next step, marked."""
    return writing.answer(STEPS)


def _example(_whole: dict[str, str], secret: str, _about: list[str]) -> Page:
    """The form filled in with an invented report that has something to mend."""
    return writing.write(dict(example.WRITTEN), secret)


def _send(whole: dict[str, str], secret: str, _about: list[str]) -> Page:
    """What sending looks like, with everything checked that is checked before it; and nothing is sent."""
    whole, filing, instead = writing.to_send(whole, secret)
    if filing is None:
        return instead
    return ngo_page(
        "sent.html",
        g.account.ngo,
        reference=REFERENCE,
        symbols=SYMBOLS,
        digits=DIGITS,
        no_code=whole.get(w.TOKEN_MODE) == "worker_only",
        again="",
        force_name=name_of(filing.force),
        dirsize=0,
        dirhash="practice",
        number="",
        sheet=before.sheet(filing, REFERENCE),
    )


def _keep(whole: dict[str, str], secret: str, about: list[str]) -> Page:
    """What keeping for later looks like; and nothing is kept."""
    if w.is_adult(whole) is False or keeping.problems(whole):
        return writing.later(whole, secret, about)
    return ngo_page("kept.html", g.account.ngo)


STEPS: dict[str, writing.Step] = writing.WRITING | {"example": _example, "send": _send, "keep": _keep}
