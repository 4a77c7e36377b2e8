"""The presses that change a form and give it back: an area's police, one item more or less, said less exactly. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from gateway.form import looking, picking, repeating
from gateway.form import written as w

EDITS = frozenset({"change", "area", "add", "remove", "coarsen"})


@dataclass(frozen=True)
class Edited:
    """The form after a press: its values, how many items of each group stand on the page, where the eye goes."""

    whole: dict[str, str]
    counted: dict[str, int] = field(default_factory=dict)
    focus: str = ""


def edited(
    step: str, about: Sequence[str], whole: dict[str, str], form: Mapping[str, str], forces: Collection[str]
) -> Edited:
    """What the press `step` (one of EDITS) makes of the form. `form`: what was posted, `forces`: who can receive."""
    counted = repeating.rows(whole, form)
    path, place = (*about, "", "")[:2]
    if step == "area":
        without = {name: text for name, text in whole.items() if name != w.FORCE}
        return Edited(picking.with_force(without, forces), counted, w.FORCE)
    if step == "add" and path in counted:
        return Edited(whole, counted | {path: min(w.most_of(path), counted[path] + 1)}, path)
    if step == "remove" and path in counted and place.isdecimal():
        whole = repeating.without(whole, path, int(place))
        return Edited(whole, counted | {path: max(0, counted[path] - 1)}, path)
    if step == "coarsen":
        whole = looking.coarsened(whole, about)
        return Edited(whole, repeating.rows(whole, form), path)
    return Edited(whole, repeating.rows(whole, {}) if step == "change" else counted, path)
