"""The caseworker's form at the hosted page: written as in `gateway.web.caseworker.report_form`, then sent, or kept
for later.

A double tap or a retry is one report with the same code: `filing_secret` is in the body of every step. The same words
under another secret on the same day are asked about once more. A day's quota ends in a page that keeps the text.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Blueprint, g, render_template, request
from werkzeug.exceptions import Forbidden

from gateway.errors import Blocked, Conflict, TooMany, UnknownForce
from gateway.filing import Filed, file_report, words_of
from gateway.look.qr import square
from gateway.report.filing import Filing
from gateway.report.form import steps, texts, values
from gateway.report.form.checks import needed
from gateway.report.form.steps import also
from gateway.report.names import name_of
from gateway.report.validate import NotAFiling, Problem
from gateway.web import sessions
from gateway.web.caseworker import report_form, save_for_later
from gateway.web.caseworker.report_form import Page, later, write
from gateway.web.pages import host, ngo_page
from keys import token
from keys.errors import CannotSeal
from keys.token import filing_id

blueprint = Blueprint("form", __name__, url_prefix="/caseworker")
blueprint.audience = "caseworker"  # type: ignore[attr-defined]
sessions.guard(blueprint)

HEX_OF_DIRHASH = 20
SENDS_A_DAY = 100  # presses of "Send" and "Keep" with one account: more is somebody else's hand


@blueprint.get("/report")
def blank() -> Page:
    """The empty form."""
    return report_form.blank()


@blueprint.post("/report")
def step() -> Page:
    """The next step."""
    return report_form.answer(STEPS)


@blueprint.post("/screen")
def live() -> Any:
    """The findings, meters and room of a form as it stands, for the page's script. Nothing is kept."""
    if g.account is None or sessions.is_forged():
        raise Forbidden()
    whole = values.values(request.form)
    looked = report_form.look(whole)
    notes = {
        name.replace(".", "-"): render_template("_notes.html", founds=founds)
        for name, founds in looked.by_field().items()
    }
    return {
        "notes": notes,
        "gauges": render_template("_gauges.html", gauges=looked.gauges),
        "needed": render_template("_needed.html", needed=needed(whole)),
        "summary": looked.summary,
        "room": looked.room(),
    }


def _send(whole: dict[str, str], secret: str, _about: list[str]) -> Page:
    """Sent, and the code shown; or whichever page says why not, with everything that was written."""
    whole, filing, instead = report_form.to_send(whole, secret)
    if filing is None:
        return instead
    try:
        _count_account()
        if not _first_time(filing, secret) and not report_form.said().get(steps.TWICE):
            return report_form.page(whole, filing, secret, {steps.TWICE: texts.TWICE_NEEDED})
        filed = file_report(
            filing,
            secret=bytes.fromhex(secret),
            ngo=g.account.ngo,
            priority=whole.get(values.PRIORITY) == "priority",
            host=host(),
            reason=report_form.said().get(steps.REASON, ""),
            also=also(report_form.look(whole)),
        )
    except Blocked:
        return write(whole, secret)
    except UnknownForce:
        return write(whole, secret, problems=(Problem("force", ""),))
    except Conflict as first:
        return _sent(first.filed, filing, texts.SENT_OTHERWISE, sheet=""), HTTPStatus.CONFLICT
    except (CannotSeal, TooMany) as reason:
        return _cannot_seal(whole, secret, "send", reason)
    except NotAFiling as refused:
        return write(whole, secret, problems=refused.problems)
    return _sent(
        filed, filing, texts.SENT_AGAIN if filed.again else "", report_form.sheet(filing, filed.reference)
    )


def _keep(whole: dict[str, str], secret: str, _about: list[str]) -> Page:
    """Kept: sealed to the NGO's desk, and to nobody else."""
    if values.is_adult(whole) is False or report_form.why_not_kept(whole):
        return later(whole, secret, [])
    try:
        _count_account()
        save_for_later.keep(whole, secret, g.account.ngo, host())
    except (CannotSeal, TooMany) as reason:
        return _cannot_seal(whole, secret, "keep", reason)
    except ValueError:
        return write(whole, secret, wrong={values.LONGEST_OF["crime"]: texts.SHORTER})
    return ngo_page("kept.html", g.account.ngo)


def _cannot_seal(whole: dict[str, str], secret: str, again: str, reason: CannotSeal | TooMany) -> Page:
    page = ngo_page(
        "cannot_seal.html",
        g.account.ngo,
        values=whole | report_form.said(),
        secret=secret,
        again=again,
        reason=str(reason),
        too_many=isinstance(reason, TooMany),
    )
    is_quota = isinstance(reason, TooMany)
    return page, HTTPStatus.TOO_MANY_REQUESTS if is_quota else HTTPStatus.SERVICE_UNAVAILABLE


def _first_time(filing: Filing, secret: str) -> bool:
    """False if the NGO has sent these very words today from another form. Only keyed hashes of today are compared."""
    name = b"words\x00" + g.account.ngo.encode() + b"\x00" + words_of(filing)
    return host().quotas.first(name, filing_id(bytes.fromhex(secret)), host().today())


def _count_account() -> None:
    """TooMany if this account has pressed too often today. Counted under today's key, joined to no report."""
    if not host().quotas.allow(b"account\x00" + g.account.id, SENDS_A_DAY, host().today()):
        raise TooMany


def _sent(filed: Filed, filing: Filing, again: str, sheet: str) -> str:
    """The page that shows the code, this once; or none, where the worker tells her (token mode)."""
    view = host().view()
    record = filing.identity.get("record")
    spare = token.new_value()  # a code that leads to nothing, as every unknown one does
    return ngo_page(
        "sent.html",
        g.account.ngo,
        reference=filed.reference,
        symbols=filed.symbols,
        digits=filed.digits,
        no_code=isinstance(record, dict) and record.get("token_mode") == "worker_only",
        again=again,
        force_name=name_of(filing.force),
        dirsize=view.size,
        dirhash=view.root.hex()[:HEX_OF_DIRHASH],
        number=host().settings.numbers.get(g.account.ngo, ""),
        square=square(filed.digits),
        spare=(token.symbols(spare), token.digits(spare)),
        sheet=sheet,
    )


STEPS: dict[str, report_form.Step] = report_form.WRITING | {"send": _send, "keep": _keep}
