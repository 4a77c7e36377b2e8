"""The page before sending, for a caseworker of this website, with the police page as their own desk prints it."""

from __future__ import annotations

from collections.abc import Mapping

from flask import g, request

from gateway.report.filing import Filing
from gateway.report.form import before as saying
from gateway.report.form import looking, words
from gateway.report.form.looking import Looked
from gateway.report.names import name_of
from gateway.report.printing.text import page_text
from gateway.web.pages import host, ngo_page
from keys import clock as days


def look(whole: Mapping[str, str]) -> Looked:
    """What screening and the meters say of a form now."""
    return looking.look(whole, days.iso(host().today())[:7])


def page(whole: dict[str, str], filing: Filing, secret: str, errors: dict[str, str]) -> str:
    """The page, with what must still be said beside its place."""
    shown = saying.shown(whole, filing, look(whole), given=said(), errors=errors)
    return ngo_page("review.html", g.account.ngo, secret=secret, sheet=sheet(filing, reference=""), **shown)


def missing(looked: Looked, filing: Filing) -> dict[str, str]:
    """What must still be said before this can be sent."""
    return saying.missing(looked, filing, said())


def sheet(filing: Filing, reference: str) -> str:
    """What the police will see, as their own desk prints it."""
    sender = words.SENDER.format(gateway=host().settings.gateway_org, ngo=name_of(g.account.ngo))
    return page_text(filing.crime, reference, ngo=name_of(g.account.ngo), sender_line=sender)


def said() -> dict[str, str]:
    """What was said beside the report."""
    return saying.said(request.form)
