"""A press that changes the form and gives it back: an item more or less, an area found, an offer taken. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gateway.report import police_areas
from gateway.report.form import checks, values
from gateway.report.form.draft import Draft

EDITS = ("change", "area", "add", "remove", "coarsen")
FIND = "area.find"  # a postcode or a word of a council area's name: looked for, never part of a report
LONGEST_WORD = 60  # characters


@dataclass(frozen=True)
class EditedForm:
    """The form after a press: its draft, how many items of each group stand on the page, where the eye goes.

    `search`: what a search for a council area has found, as `_form.html` shows it.
    """

    draft: Draft
    counted: dict[str, int] = field(default_factory=dict)
    focus: str = ""
    search: dict[str, Any] = field(default_factory=dict)


def edited(
    step: str, about: Sequence[str], draft: Draft, form: Mapping[str, str], forces: Collection[str]
) -> EditedForm:
    """What the press `step` (one of EDITS) makes of the form. `form`: what was posted, `forces`: who can receive."""
    counted = values.rows(draft.typed, form)
    path, place = (*about, "", "")[:2]
    if step == "area":
        return _area(path, draft, form, forces, counted)
    if step == "add" and path in counted:
        return EditedForm(draft, counted | {path: min(values.most_of(path), counted[path] + 1)}, path)
    if step == "remove" and path in counted and place.isdecimal():
        less = draft.changed(values.without(draft.typed, path, int(place)))
        return EditedForm(less, counted | {path: max(0, counted[path] - 1)}, path)
    if step == "coarsen":
        draft = draft.coarsened(about)
        return EditedForm(draft, values.rows(draft.typed, form), path)
    return EditedForm(draft, values.rows(draft.typed, {}) if step == "change" else counted, path)


def _area(
    pressed: str, draft: Draft, form: Mapping[str, str], forces: Collection[str], counted: dict[str, int]
) -> EditedForm:
    """The area is pressed, or found by a word of its name; then the police who cover it stand in their field."""
    word = " ".join(form.get(FIND, "").split())[:LONGEST_WORD]
    typed = {name: text for name, text in draft.typed.items() if name != values.FORCE}
    if pressed in police_areas.areas():
        typed |= {values.AREA: pressed}
    elif word:
        found, told = checks.found_areas(word)
        if len(found) != 1:
            search = {"found_areas": found, "word": word, "not_found": told}
            return EditedForm(draft, counted, values.AREA, search)
        typed |= {values.AREA: found[0].code}
    return EditedForm(draft.changed(typed).with_force(forces), counted, values.FORCE)
