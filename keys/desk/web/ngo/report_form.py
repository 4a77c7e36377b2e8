"""Write a report at the desk, look at it, seal it here. The same form and the same rules as the website's.

Rules
- Every step carries the whole form. It is also kept as a draft in the vault at each step and, with script, while she
  types: a closed lid loses nothing, and no line is needed until it is sent. Without a person's press nothing is sent.
- Under 18, or not sure: no report, no draft. Numbers of papers: no draft before they are taken out.
- What screening blocks cannot be sent; what it warns of needs a reason that stays here; a red meter two confirmations.
- A double press is one report: the same form is filed once, and the page says so.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from typing import Any

from flask import g, render_template, request
from werkzeug.wrappers import Response

from gateway.report.filing import Filing
from gateway.report.form import checks, steps, texts, values
from gateway.report.form.checks import needed
from gateway.report.form.values import values_of
from gateway.report.names import name_of
from gateway.report.printing.text import page_text
from gateway.report.validate import NotAFiling, Problem, read
from keys.clock import today
from keys.desk.errors import DeskError, Withheld
from keys.desk.ngo.filing import FiledHere
from keys.desk.ngo.tasks import london_today
from keys.desk.web.ngo.case_view import identity
from keys.desk.web.ngo.token import slip
from keys.desk.web.pages import Pages, Way, desk, done, page, sitting

blueprint = Pages("filing", __name__, audience="ngo", ways=[Way("New report", "filing.blank", 30)])

_NAME = re.compile("[0-9a-f]{32}")
_KEPT = "Kept here as a draft."
_NOT_KEPT = "Not kept as a draft: take the numbers of papers out first."


@blueprint.get("/write")
def blank() -> Response:
    """The empty form."""
    return _write({}, _beside(secrets.token_hex(16)))


@blueprint.get("/write/<report:ref>")
def again(ref: str) -> Response:
    """A report once more: what this desk holds of it stands in the form, and it replaces the one before."""
    case = desk().looked(ref)
    held = {"force": case.force, "crime": case.report or {}, "identity": identity(case)}
    return _write(values_of(held), _beside(secrets.token_hex(16), supersedes=case.reference))


@blueprint.post("/write")
def step() -> Response:
    """The next step of the form."""
    whole = values.values(request.form)
    beside = _beside(
        request.form.get("draft", ""), request.form.get("held", ""), request.form.get("supersedes", "")
    )
    name, *about = request.form.get("step", "").split()[:4] or ["review"]
    if name == "send":  # its draft is the one of the page before; what was filed a moment ago gets none again
        return _send(whole, beside)
    _keep(whole, beside)
    if name in steps.EDITS:
        after = steps.edited(name, about, whole, request.form, _forces())
        _keep(after.whole, beside)
        if name == "coarsen" and not any(each.startswith(values.ROWS) for each in request.form):
            return _review(after.whole, beside)
        return _write(after.whole, beside, after=after)
    if name == "draft":
        return _put_away(whole, beside)
    return _review(whole, beside)


@blueprint.post("/write/screen")
def live() -> Any:
    """The findings, meters and room of a form as it stands, for the page's script; it is kept as a draft as well."""
    whole = values.values(request.form)
    looked = _look(whole)
    notes = {
        name.replace(".", "-"): render_template("_notes.html", founds=founds)
        for name, founds in looked.by_field().items()
    }
    kept = _keep(whole, _beside(request.form.get("draft", "")))
    return {
        "notes": notes,
        "gauges": render_template("_gauges.html", gauges=looked.gauges),
        "needed": render_template("_needed.html", needed=needed(whole)),
        "summary": f"{looked.summary} {_KEPT if kept else _NOT_KEPT if whole else ''}".strip(),
        "room": looked.room(),
    }


def take_up(whole: dict[str, str], draft: str, *, held: str = "", supersedes: str = "") -> Response:
    """A draft or a held form, to go on with."""
    return _write(whole, _beside(draft, held, supersedes))


# --- drafts


def _beside(draft: str, held: str = "", supersedes: str = "") -> dict[str, str]:
    """What a form carries beside its words: its draft, the held form it came from, the report it replaces."""
    name = draft if _NAME.fullmatch(draft) else secrets.token_hex(16)
    return {"draft": name, "held": held, "supersedes": supersedes}


def _keep(whole: dict[str, str], beside: dict[str, str]) -> bool:
    """True when the form is a draft now. One with a number of papers leaves it as it was; a child's takes it away."""
    if values.is_adult(whole) is False:
        desk().drafts.delete(beside["draft"])
        return False
    if not whole or checks.nowhere(whole):
        return False
    kept = {**whole, **{f"beside.{name}": text for name, text in beside.items() if text and name != "draft"}}
    desk().drafts.keep(beside["draft"], kept)
    return True


def _put_away(whole: dict[str, str], beside: dict[str, str]) -> Response:
    if values.is_adult(whole) is False:
        return _under_18(whole, beside)
    if not whole:
        return _write(whole, beside, wrong={"crime.acts_narrative": texts.NOTHING_TO_KEEP})
    if found := checks.nowhere(whole):
        wrong = {values.field_of(each.field): texts.NUMBERS_NOWHERE for each in found}
        return _write(whole, beside, wrong=wrong)
    return done("Kept here as a draft. Nothing of it was sent to anybody.", "drafts.listed")


# --- the steps


def _write(
    whole: dict[str, str],
    beside: dict[str, str],
    *,
    problems: tuple[Problem, ...] = (),
    wrong: Mapping[str, str] | None = None,
    after: steps.Edited | None = None,
) -> Response:
    forces = _forces()
    errors = {**(wrong or {}), **checks.told(problems, whole, forces)}
    shown = steps.shown(whole, _look(whole), forces, errors=errors, after=after)
    return page("ngo_write.html", 409 if errors else 200, beside=beside, ngo_name=_ours(), **shown)


def _ready(
    whole: dict[str, str], beside: dict[str, str]
) -> tuple[dict[str, str], Filing | None, Response | None]:
    """The form with its force found and its gaps closed, and the filing it means; or the page that is shown instead."""
    if values.is_adult(whole) is False:
        return whole, None, _under_18(whole, beside)
    if whole.get(values.WISH) == values.KEEP:
        return whole, None, _put_away(whole, beside)
    whole = checks.with_force(values.without_gaps(whole), _forces())
    try:
        filing = read({"force": "", **values.document(whole)})
    except NotAFiling as refused:
        return whole, None, _write(whole, beside, problems=refused.problems)
    if _look(whole).blocked:
        return whole, None, _write(whole, beside)
    return whole, filing, None


def _review(whole: dict[str, str], beside: dict[str, str], errors: dict[str, str] | None = None) -> Response:
    whole, filing, instead = _ready(whole, beside)
    if filing is None:
        assert instead is not None
        return instead
    given = steps.said(request.form)
    shown = steps.review_shown(whole, filing, _look(whole), given=given, errors=errors or {})
    return page(
        "ngo_review.html",
        409 if errors else 200,
        beside=beside,
        ngo_name=_ours(),
        sheet=page_text(filing.crime, "", _signed(), name_of(desk().settings.org)),
        **shown,
    )


def _send(whole: dict[str, str], beside: dict[str, str]) -> Response:
    whole, filing, instead = _ready(whole, beside)
    if filing is None:
        assert instead is not None
        _keep(whole, beside)
        return instead
    looked, given = _look(whole), steps.said(request.form)
    if missing := steps.missing(looked, filing, given):
        return _review(whole, beside, missing)
    try:
        filed = desk().file(
            filing,
            supersedes=beside["supersedes"],
            reason=given.get(steps.REASON, ""),
            sure=True,  # the page before said what speaks against this force, and had it confirmed where it must be
            priority=whole.get(values.PRIORITY) == "priority",
            also=steps.also(looked),
        )
    except Withheld:
        return _write(whole, beside)
    except DeskError as trouble:
        return _review(whole, beside, {"act": str(trouble)})
    desk().drafts.delete(beside["draft"])
    if beside["held"]:
        desk().holding.delete(beside["held"])
    sitting().line.nudge()
    return _sent(filed)


def _sent(filed: FiledHere) -> Response:
    """The page with the code, this once; without one where her worker tells her."""
    case = desk().find(filed.reference)
    return page(
        "ngo_slip.html",
        case=case,
        again=False,
        by_worker=filed.by_worker,
        offers=filed.offers,
        **slip(filed.symbols, filed.digits),
    )


def _under_18(whole: dict[str, str], beside: dict[str, str]) -> Response:
    return page("ngo_under18.html", values=whole, beside=beside)


# --- what the desk knows


def _forces() -> list[str]:
    """Who can receive a report today; none before the directory was fetched once."""
    if "forces" not in g:
        try:
            g.forces = desk().view().forces(today())
        except DeskError:
            g.forces = []
    return list(g.forces)


def _look(whole: Mapping[str, str]) -> checks.Looked:
    return checks.look(whole, f"{london_today():%Y-%m}")


def _ours() -> str:
    return name_of(desk().settings.org)


def _signed() -> str:
    return f"Signed by {_ours()}"
