"""The presses that change a form and give it back: an area and its police, an item more or less, less exact. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gateway.report import areas
from gateway.report.form import looking, picking, repeating
from gateway.report.form import written as w

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
    counted = repeating.rows(whole, form)
    path, place = (*about, "", "")[:2]
    if step == "area":
        return _area(path, whole, form, forces, counted)
    if step == "add" and path in counted:
        return Edited(whole, counted | {path: min(w.most_of(path), counted[path] + 1)}, path)
    if step == "remove" and path in counted and place.isdecimal():
        whole = repeating.without(whole, path, int(place))
        return Edited(whole, counted | {path: max(0, counted[path] - 1)}, path)
    if step == "coarsen":
        whole = looking.coarsened(whole, about)
        return Edited(whole, repeating.rows(whole, form), path)
    return Edited(whole, repeating.rows(whole, {}) if step == "change" else counted, path)


def _area(
    pressed: str,
    whole: dict[str, str],
    form: Mapping[str, str],
    forces: Collection[str],
    counted: dict[str, int],
) -> Edited:
    """The area is pressed, or found by a word of its name; then the police who cover it stand in their field."""
    word = " ".join(form.get(FIND, "").split())[:LONGEST_WORD]
    if pressed in areas.areas():
        whole = whole | {w.AREA: pressed}
    elif word:
        found, told = picking.found_areas(word)
        if len(found) != 1:
            search = {"found_areas": found, "word": word, "not_found": told}
            return Edited(whole, counted, w.AREA, search)
        whole = whole | {w.AREA: found[0].code}
    without = {name: text for name, text in whole.items() if name != w.FORCE}
    return Edited(picking.with_force(without, forces), counted, w.FORCE)
