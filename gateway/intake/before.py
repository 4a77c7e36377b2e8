"""The page before sending: what the police will see, what to look at once more, what must be said first.

What is said here is no part of the report: why a text stays that was warned of, that a red meter's warning was read,
that the suspect does not work for the chosen force. The NGO's record gets it; the police never do.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import g, request

from gateway.form import consent, looking, picking, words
from gateway.form import written as w
from gateway.form.looking import Looked
from gateway.intake.pages import host, ngo_page
from gateway.report.filing import Filing
from gateway.report.names import name_of
from gateway.sheet.page import page_text
from keys import days

LONGEST_SAID = 200  # characters
REASON = "keep_reason"
HER, ME, NOT_THEIRS = "told.her", "told.me", "told.not_theirs"  # three ticks
TWICE = "told.twice"  # and one where the very same words were sent today


def look(whole: Mapping[str, str]) -> Looked:
    return looking.look(whole, days.iso(host().today())[:7])


def page(whole: dict[str, str], filing: Filing, secret: str, errors: dict[str, str]) -> str:
    looked = look(whole)
    return ngo_page(
        "review.html",
        g.account.ngo,
        values=said(),
        carried=whole,
        secret=secret,
        errors=errors,
        findings=looked.by_field(),
        warned=looked.warned,
        gauges=looked.gauges,
        red=looked.red,
        labels=w.LABELS,
        held=list(dict.fromkeys(w.FIELDS[name].label for name in whole if name.startswith("identity."))),
        force_name=name_of(filing.force),
        elsewhere=picking.elsewhere(whole),
        conflict=picking.conflict(filing),
        confirm=picking.must_confirm(filing),
        not_theirs=words.NOT_THEIRS.format(chosen=name_of(filing.force)),
        not_ticked=consent.not_ticked(whole),
        twice=words.TWICE if TWICE in errors or TWICE in said() else "",
        read_by_her=words.READ_BY_HER,
        read_by_me=words.READ_BY_ME,
        sheet=sheet(filing, reference=""),
    )


def missing(looked: Looked, filing: Filing) -> dict[str, str]:
    """What must still be said before this can be sent."""
    given = said()
    wanted = {
        REASON: (looked.warned, words.REASON_NEEDED),
        HER: (bool(looked.red), words.READ_NEEDED),
        ME: (bool(looked.red), words.READ_NEEDED),
        NOT_THEIRS: (picking.must_confirm(filing), words.NOT_THEIRS_NEEDED),
    }
    return {name: sentence for name, (needed, sentence) in wanted.items() if needed and not given.get(name)}


def sheet(filing: Filing, reference: str) -> str:
    """What the police will see, as their own desk prints it."""
    sender = words.SENDER.format(gateway=host().settings.gateway_org, ngo=name_of(g.account.ngo))
    return page_text(filing.crime, reference, ngo=name_of(g.account.ngo), sender_line=sender)


def said() -> dict[str, str]:
    """What was said beside the report, blanks joined up."""
    given = {
        name: " ".join(request.form.get(name, "").split())[:LONGEST_SAID]
        for name in (REASON, HER, ME, NOT_THEIRS, TWICE)
    }
    return {name: text for name, text in given.items() if text}
