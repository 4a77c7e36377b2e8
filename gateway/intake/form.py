"""The caseworker's form: write, look at it, send. Every step posts the whole form and gets it back.

Rules
- Nothing written here waits anywhere: no session, no cache, no row. It is in the request and in the page (D26).
- Under 18, or not sure: no crime part, no screening, nothing kept; the page shows the other ways.
- What screening blocks cannot be sent. What it warns of needs a reason, which only the NGO sees.
- Signed out while writing: the password and a code are asked for in the same post, and the text comes back.
- A double tap or a retry is one report with the same code: `filing_secret` is in the body of every step.
"""

from __future__ import annotations

import re
import secrets
from http import HTTPStatus
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug import Response

from gateway.errors import Blocked, Conflict, UnknownForce
from gateway.filing import Filed, file_report
from gateway.intake import sessions, signin, words, written
from gateway.intake.pages import host, ngo_page
from gateway.intake.schemas import NotAFiling, read_filing
from gateway.report import areas
from gateway.report.filing import Filing
from gateway.report.rules import Problem
from gateway.screening.findings import Finding, Outcome
from gateway.screening.never import screen
from gateway.sheet.page import page_text
from keys.errors import CannotSeal

blueprint = Blueprint("form", __name__, url_prefix="/work")
blueprint.audience = "caseworker"  # type: ignore[attr-defined]
sessions.guard(blueprint)

SECRET = re.compile("[0-9a-f]{64}")
STEPS = ("change", "review", "send")
LONGEST_REASON = 200  # characters
HEX_OF_DIRHASH = 20


@blueprint.get("/report")
def blank() -> Response | str:
    """The empty form, with a filing secret of its own."""
    if g.account is None:
        return redirect(url_for("signin.ask"), 303)
    return _write({}, secrets.token_hex(32))


@blueprint.post("/report")
def step() -> Response | str | tuple[str, int]:
    """The next step of the form, for a caseworker; signed in again on the way where that is needed."""
    whole = written.values(request.form)
    secret = request.form.get("filing_secret", "")
    if not SECRET.fullmatch(secret):
        secret = secrets.token_hex(32)
    name = request.form.get("step", "")
    name = name if name in STEPS else "review"
    if g.account is None or sessions.is_forged():
        wrong = _sign_in_again()
        if g.account is None or wrong is not None:
            return render_template(
                "again.html", values=_with_reason(whole), secret=secret, next_step=name, wrong=wrong or ""
            )
    if name == "change":
        return _write(whole, secret)
    if written.is_adult(whole) is False:
        return render_template("under18.html", values=whole, secret=secret)
    return _send(whole, secret) if name == "send" else _review(whole, secret)


def _sign_in_again() -> str | None:
    """None if the credentials in this very post fit, and the browser is signed in; else a sentence, empty at first."""
    g.account = None
    if "password" not in request.form:
        return ""
    account, wrong = signin.try_credentials()
    if account is None:
        return wrong
    sessions.start(account)
    return None


def _write(
    whole: dict[str, str],
    secret: str,
    *,
    problems: tuple[Problem, ...] = (),
    findings: dict[str, Any] | None = None,
) -> str:
    """The form to write in, with what is wrong beside each field."""
    errors: dict[str, str] = {}
    for problem in problems:
        name, sentence = _told(problem)
        errors.setdefault(name, sentence)
    found = findings or {}
    forces = host().view().forces(host().today())
    if not forces:
        errors.setdefault("force", words.NO_FORCE)
    return ngo_page(
        "write.html",
        g.account.ngo,
        values=whole,
        secret=secret,
        errors=errors,
        findings=found,
        blocked=any(one["blocks"] for founds in found.values() for one in founds),
        labels=written.LABELS,
        choices=written.offered(forces),
    )


def _told(problem: Problem) -> tuple[str, str]:
    """The form's field that a problem belongs to, and what to do there."""
    if problem.field in written.LONGEST_OF:
        return written.LONGEST_OF[problem.field], words.TOO_MUCH.format(expected=problem.expected)
    name = written.field_of(problem.field)
    label = written.LABELS.get(name, "The form")
    return name, words.EXPECTED.get(name, f"{label}: {problem.expected}.")


def _review(whole: dict[str, str], secret: str, *, reason_missing: bool = False) -> str:
    """What the police will see and what to look at once more; or the form again, if it cannot be sent like this."""
    try:
        filing = _read(whole)
    except NotAFiling as refused:
        return _write(whole, secret, problems=refused.problems)
    found = screen(filing)
    if any(finding.outcome is Outcome.BLOCK for finding in found):
        return _write(whole, secret, findings=_by_field(filing, found))
    return ngo_page(
        "review.html",
        g.account.ngo,
        values={"keep_reason": _reason()},
        carried=whole,
        secret=secret,
        errors={"keep_reason": words.REASON_NEEDED} if reason_missing else {},
        findings=_by_field(filing, found),
        warned=_warned(found),
        labels=written.LABELS,
        held=[
            label for name, label in written.LABELS.items() if name.startswith("identity.") and name in whole
        ],
        force_name=words.name_of(filing.force),
        elsewhere=_elsewhere(whole),
        sheet=_sheet(filing, reference=""),
    )


def _send(whole: dict[str, str], secret: str) -> str | tuple[str, int]:
    """Sent, and the code shown; or whichever page says why not, with everything that was written."""
    try:
        filing = _read(whole)
    except NotAFiling as refused:
        return _write(whole, secret, problems=refused.problems)
    if _warned(screen(filing)) and not _reason():
        return _review(whole, secret, reason_missing=True)
    try:
        filed = file_report(
            filing,
            secret=bytes.fromhex(secret),
            ngo=g.account.ngo,
            priority=whole.get(written.PRIORITY) == "priority",
            host=host(),
            reason=_reason(),
        )
    except Blocked as refused:
        return _write(whole, secret, findings=_by_field(filing, refused.findings))
    except UnknownForce:
        return _write(whole, secret, problems=(Problem("force", ""),))
    except Conflict as first:
        return _sent(first.filed, filing, words.SENT_OTHERWISE, sheet=""), HTTPStatus.CONFLICT
    except CannotSeal as reason:
        page = ngo_page(
            "cannot_seal.html", g.account.ngo, values=_with_reason(whole), secret=secret, reason=str(reason)
        )
        return page, HTTPStatus.SERVICE_UNAVAILABLE
    return _sent(filed, filing, words.SENT_AGAIN if filed.again else "", _sheet(filing, filed.reference))


def _sent(filed: Filed, filing: Filing, again: str, sheet: str) -> str:
    """The page that shows the code, this once."""
    view = host().view()
    return ngo_page(
        "sent.html",
        g.account.ngo,
        reference=filed.reference,
        symbols=filed.symbols,
        digits=filed.digits,
        again=again,
        force_name=words.name_of(filing.force),
        dirsize=view.size,
        dirhash=view.root.hex()[:HEX_OF_DIRHASH],
        number=host().settings.numbers.get(g.account.ngo, ""),
        sheet=sheet,
    )


def _read(whole: dict[str, str]) -> Filing:
    return read_filing(written.document(whole))


def _sheet(filing: Filing, reference: str) -> str:
    """What the police will see, as their own desk prints it."""
    sender = words.SENDER.format(gateway=host().settings.gateway_org, ngo=words.name_of(g.account.ngo))
    return page_text(filing.crime, reference, ngo=words.name_of(g.account.ngo), sender_line=sender)


def _by_field(filing: Filing, found: list[Finding]) -> dict[str, list[dict[str, Any]]]:
    """What to show beside each field of the form: the words found, why, and what to write instead."""
    halves = {"crime": filing.crime, "identity": filing.identity}
    shown: dict[str, list[dict[str, Any]]] = {}
    for finding in found:
        shown.setdefault(written.field_of(finding.field), []).append(
            {
                "blocks": finding.outcome is Outcome.BLOCK,
                "quote": written.found_text(halves, finding.field)[finding.start : finding.end],
                "why": finding.why,
                "instead": finding.instead,
            }
        )
    return shown


def _warned(found: list[Finding]) -> bool:
    return any(finding.outcome is Outcome.WARN for finding in found)


def _elsewhere(whole: dict[str, str]) -> str:
    """A sentence if another force covers the chosen area."""
    covers = areas.force_for(whole.get(written.AREA, ""))
    if covers is None or covers.org == whole.get("force"):
        return ""
    return words.ELSEWHERE.format(
        area=areas.name_of(whole[written.AREA]), covers=covers.name, chosen=words.name_of(whole["force"])
    )


def _reason() -> str:
    return " ".join(request.form.get("keep_reason", "").split())[:LONGEST_REASON]


def _with_reason(whole: dict[str, str]) -> dict[str, str]:
    return whole | {"keep_reason": _reason()} if _reason() else whole
