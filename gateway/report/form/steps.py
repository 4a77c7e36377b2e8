"""The presses that change a form and give it back: an area and its police, an item more or less, less exact. Pure.

The page before sending: what it shows, and what must be said before a report is sent. Pure.

What is said here is no part of the report: why a text stays that was warned of, that a red meter's warning was read,
that the suspect does not work for the chosen force. The NGO's record gets it; the police never do.

The form to write in: everything its template needs, empty or half written. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gateway.report import police_areas
from gateway.report.filing import Filing
from gateway.report.form import checks, ngo_questions, police_questions, questions, texts, values, widgets
from gateway.report.form.checks import Looked, needed
from gateway.report.names import name_of

FIND = "area.find"  # a word of a council area's name: looked for, never part of a report
LONGEST_WORD = 60  # characters
EDITS = frozenset({"change", "area", "add", "remove", "coarsen"})


@dataclass(frozen=True)
class Edited:
    """The form after a press: its values, how many items of each group stand on the page, where the eye goes.

    `search`: what a search for a council area has found, as `_form.html` shows it.
    """

    whole: dict[str, str]
    counted: dict[str, int] = field(default_factory=dict)
    focus: str = ""
    search: dict[str, Any] = field(default_factory=dict)


def edited(
    step: str, about: Sequence[str], whole: dict[str, str], form: Mapping[str, str], forces: Collection[str]
) -> Edited:
    """What the press `step` (one of EDITS) makes of the form. `form`: what was posted, `forces`: who can receive."""
    counted = values.rows(whole, form)
    path, place = (*about, "", "")[:2]
    if step == "area":
        return _area(path, whole, form, forces, counted)
    if step == "add" and path in counted:
        return Edited(whole, counted | {path: min(values.most_of(path), counted[path] + 1)}, path)
    if step == "remove" and path in counted and place.isdecimal():
        whole = values.without(whole, path, int(place))
        return Edited(whole, counted | {path: max(0, counted[path] - 1)}, path)
    if step == "coarsen":
        whole = checks.coarsened(whole, about)
        return Edited(whole, values.rows(whole, form), path)
    return Edited(whole, values.rows(whole, {}) if step == "change" else counted, path)


def _area(
    pressed: str,
    whole: dict[str, str],
    form: Mapping[str, str],
    forces: Collection[str],
    counted: dict[str, int],
) -> Edited:
    """The area is pressed, or found by a word of its name; then the police who cover it stand in their field."""
    word = " ".join(form.get(FIND, "").split())[:LONGEST_WORD]
    if pressed in police_areas.areas():
        whole = whole | {values.AREA: pressed}
    elif word:
        found, told = checks.found_areas(word)
        if len(found) != 1:
            search = {"found_areas": found, "word": word, "not_found": told}
            return Edited(whole, counted, values.AREA, search)
        whole = whole | {values.AREA: found[0].code}
    without = {name: text for name, text in whole.items() if name != values.FORCE}
    return Edited(checks.with_force(without, forces), counted, values.FORCE)


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
        REASON: (looked.warned, texts.REASON_NEEDED),
        HER: (bool(looked.red), texts.READ_NEEDED),
        ME: (bool(looked.red), texts.READ_NEEDED),
        NOT_THEIRS: (checks.must_confirm(filing), texts.NOT_THEIRS_NEEDED),
    }
    return {name: sentence for name, (needed, sentence) in wanted.items() if needed and not given.get(name)}


def also(looked: Looked) -> list[str]:
    """What the NGO's record keeps of red meters whose warning was read."""
    return [f"meter.{name}: {texts.BOTH_READ}" for name in looked.red]


def review_shown(
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
        "labels": values.LABELS,
        "held": list(
            dict.fromkeys(values.FIELDS[name].label for name in whole if name.startswith("identity."))
        ),
        "force_name": name_of(filing.force),
        "elsewhere": checks.elsewhere(whole),
        "conflict": checks.conflict(filing),
        "confirm": checks.must_confirm(filing),
        "not_theirs": texts.NOT_THEIRS.format(chosen=name_of(filing.force)),
        "not_ticked": questions.not_ticked(whole),
        "twice": texts.TWICE if TWICE in errors or TWICE in given else "",
        "read_by_her": texts.READ_BY_HER,
        "read_by_me": texts.READ_BY_ME,
    }


def shown(
    whole: dict[str, str],
    looked: Looked,
    forces: list[str],
    *,
    errors: Mapping[str, str],
    after: Edited | None = None,
) -> dict[str, Any]:
    """What `_form.html` needs. `errors` by question; `after`: the press that gave the form back, where one did."""
    after = after or Edited(whole, values.rows(whole, {}))
    found = looked.by_field()
    told = (*errors, *found, after.focus)
    return {
        "values": whole,
        "errors": errors,
        "findings": found,
        "blocked": looked.blocked,
        "labels": values.LABELS,
        "counted": after.counted,
        "focus": after.focus,
        "adult": widgets.adult(),
        "police": widgets.drawn(police_questions.SECTIONS, after.counted, whole, told, forces),
        "us": widgets.drawn(ngo_questions.SECTIONS, after.counted, whole, told, forces),
        "conflict": checks.conflict(looked.filing),
        "gauges": looked.gauges,
        "needed": needed(whole),
        "summary": looked.summary if whole else texts.CHECKED_AS_WRITTEN,
        "room": looked.room(),
        **after.search,
    }
