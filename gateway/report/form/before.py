"""The page before sending: what it shows, and what must be said before a report is sent. Pure.

What is said here is no part of the report: why a text stays that was warned of, that a red meter's warning was read,
that the suspect does not work for the chosen force. The NGO's record gets it; the police never do.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.report.filing import Filing
from gateway.report.form import consent, picking, words
from gateway.report.form import written as w
from gateway.report.form.looking import Looked
from gateway.report.names import name_of

LONGEST_SAID = 200  # characters
REASON = "keep_reason"
HER, ME, NOT_THEIRS = "told.her", "told.me", "told.not_theirs"  # three ticks
TWICE = "told.twice"  # and one where the very same words were sent today


def said(form: Mapping[str, str]) -> dict[str, str]:
    """What was said beside the report, blanks joined up."""
    names = (REASON, HER, ME, NOT_THEIRS, TWICE)
    given = {name: " ".join(form.get(name, "").split())[:LONGEST_SAID] for name in names}
    return {name: text for name, text in given.items() if text}


def missing(looked: Looked, filing: Filing, given: Mapping[str, str]) -> dict[str, str]:
    """What must still be said before this can be sent."""
    wanted = {
        REASON: (looked.warned, words.REASON_NEEDED),
        HER: (bool(looked.red), words.READ_NEEDED),
        ME: (bool(looked.red), words.READ_NEEDED),
        NOT_THEIRS: (picking.must_confirm(filing), words.NOT_THEIRS_NEEDED),
    }
    return {name: sentence for name, (needed, sentence) in wanted.items() if needed and not given.get(name)}


def also(looked: Looked) -> list[str]:
    """What the NGO's record keeps of red meters whose warning was read."""
    return [f"meter.{name}: {words.BOTH_READ}" for name in looked.red]


def shown(
    whole: dict[str, str],
    filing: Filing,
    looked: Looked,
    *,
    given: Mapping[str, str],
    errors: Mapping[str, str],
) -> dict[str, Any]:
    """What the template of that page needs (`_before.html`). `given`: what was said, `errors`: what must still be."""
    return {
        "values": given,
        "errors": errors,
        "carried": whole,
        "findings": looked.by_field(),
        "warned": looked.warned,
        "gauges": looked.gauges,
        "red": looked.red,
        "labels": w.LABELS,
        "held": list(dict.fromkeys(w.FIELDS[name].label for name in whole if name.startswith("identity."))),
        "force_name": name_of(filing.force),
        "elsewhere": picking.elsewhere(whole),
        "conflict": picking.conflict(filing),
        "confirm": picking.must_confirm(filing),
        "not_theirs": words.NOT_THEIRS.format(chosen=name_of(filing.force)),
        "not_ticked": consent.not_ticked(whole),
        "twice": words.TWICE if TWICE in errors or TWICE in given else "",
        "read_by_her": words.READ_BY_HER,
        "read_by_me": words.READ_BY_ME,
    }
