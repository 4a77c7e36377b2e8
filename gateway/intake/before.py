"""The page before sending, for a caseworker of this website: as `gateway.form.before` says, in its own words."""

from __future__ import annotations

from collections.abc import Mapping

from flask import g, request

from gateway.form import before, looking, words
from gateway.form.looking import Looked
from gateway.intake.pages import host, ngo_page
from gateway.report.filing import Filing
from gateway.report.names import name_of
from gateway.sheet.page import page_text
from keys import days


def look(whole: Mapping[str, str]) -> Looked:
    """What screening and the meters say of a form now."""
    return looking.look(whole, days.iso(host().today())[:7])


def page(whole: dict[str, str], filing: Filing, secret: str, errors: dict[str, str]) -> str:
    """The page, with what must still be said beside its place."""
    shown = before.shown(whole, filing, look(whole))
    sheet_now = sheet(filing, reference="")
    return ngo_page(
        "review.html", g.account.ngo, values=said(), secret=secret, errors=errors, sheet=sheet_now, **shown
    )


def sheet(filing: Filing, reference: str) -> str:
    """What the police will see, as their own desk prints it."""
    sender = words.SENDER.format(gateway=host().settings.gateway_org, ngo=name_of(g.account.ngo))
    return page_text(filing.crime, reference, ngo=name_of(g.account.ngo), sender_line=sender)


def said() -> dict[str, str]:
    """What was said beside the report."""
    return before.said(request.form)
