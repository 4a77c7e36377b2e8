"""Practice: the same form, screening, review and slip, for training. Nothing that is written here goes anywhere.

Rules
- This module, and whatever it imports, can neither seal, nor file, nor keep, nor write a report's row: a contract in
  pyproject.toml says so, and the house tests show that it bites.
- Every page says PRACTICE. The code on the slip is the word itself, and opens nothing.
- Every force of the table can be chosen, also one that receives no reports yet: none is asked.
"""

from __future__ import annotations

from flask import Blueprint, g

from gateway.report.form import texts, values
from gateway.report.names import name_of
from gateway.web import sessions
from gateway.web.caseworker import report_form
from gateway.web.caseworker.report_form import Page
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
    return report_form.blank()


@blueprint.post("/practice")
def step() -> Page:
    """The next step, marked."""
    return report_form.answer(STEPS)


def _example(_whole: dict[str, str], secret: str, _about: list[str]) -> Page:
    """The form filled in with an invented report that has something to mend."""
    return report_form.write(dict(texts.WRITTEN), secret)


def _send(whole: dict[str, str], secret: str, _about: list[str]) -> Page:
    """What sending looks like, with everything checked that is checked before it; and nothing is sent."""
    whole, filing, instead = report_form.to_send(whole, secret)
    if filing is None:
        return instead
    return ngo_page(
        "sent.html",
        g.account.ngo,
        reference=REFERENCE,
        symbols=SYMBOLS,
        digits=DIGITS,
        no_code=whole.get(values.TOKEN_MODE) == "worker_only",
        again="",
        force_name=name_of(filing.force),
        dirsize=0,
        dirhash="practice",
        number="",
        sheet=report_form.sheet(filing, REFERENCE),
    )


def _keep(whole: dict[str, str], secret: str, about: list[str]) -> Page:
    """What keeping for later looks like; and nothing is kept."""
    if values.is_adult(whole) is False or report_form.why_not_kept(whole):
        return report_form.later(whole, secret, about)
    return ngo_page("kept.html", g.account.ngo)


STEPS: dict[str, report_form.Step] = report_form.WRITING | {"example": _example, "send": _send, "keep": _keep}
