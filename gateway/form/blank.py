"""The form to write in: everything its template needs, empty or half written. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.form import controls, for_police, for_us, picking, repeating
from gateway.form import written as w
from gateway.form.looking import Looked


def shown(
    whole: dict[str, str],
    looked: Looked,
    forces: list[str],
    *,
    errors: Mapping[str, str],
    focus: str = "",
    counted: Mapping[str, int] | None = None,
) -> dict[str, Any]:
    """What `_form.html` needs. `errors` by question; `focus`: a group just changed; `counted`: items of each group."""
    found = looked.by_field()
    counted = repeating.rows(whole, {}) if counted is None else counted
    told = (*errors, *found, focus)
    return {
        "values": whole,
        "errors": errors,
        "findings": found,
        "blocked": looked.blocked,
        "labels": w.LABELS,
        "counted": counted,
        "focus": focus,
        "adult": controls.adult(),
        "police": controls.drawn(for_police.SECTIONS, counted, whole, told, forces),
        "us": controls.drawn(for_us.SECTIONS, counted, whole, told, forces),
        "conflict": picking.conflict(looked.filing),
        "gauges": looked.gauges if whole else [],
        "summary": looked.summary if whole else "",
        "room": looked.room(),
    }
