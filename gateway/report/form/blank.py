"""The form to write in: everything its template needs, empty or half written. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.report.form import ngo_questions as for_us
from gateway.report.form import picking, repeating, words
from gateway.report.form import police_questions as for_police
from gateway.report.form import widgets as controls
from gateway.report.form import written as w
from gateway.report.form.editing import Edited
from gateway.report.form.looking import Looked
from gateway.report.form.needed import needed


def shown(
    whole: dict[str, str],
    looked: Looked,
    forces: list[str],
    *,
    errors: Mapping[str, str],
    after: Edited | None = None,
) -> dict[str, Any]:
    """What `_form.html` needs. `errors` by question; `after`: the press that gave the form back, where one did."""
    after = after or Edited(whole, repeating.rows(whole, {}))
    found = looked.by_field()
    told = (*errors, *found, after.focus)
    return {
        "values": whole,
        "errors": errors,
        "findings": found,
        "blocked": looked.blocked,
        "labels": w.LABELS,
        "counted": after.counted,
        "focus": after.focus,
        "adult": controls.adult(),
        "police": controls.drawn(for_police.SECTIONS, after.counted, whole, told, forces),
        "us": controls.drawn(for_us.SECTIONS, after.counted, whole, told, forces),
        "conflict": picking.conflict(looked.filing),
        "gauges": looked.gauges,
        "needed": needed(whole),
        "summary": looked.summary if whole else words.CHECKED_AS_WRITTEN,
        "room": looked.room(),
        **after.search,
    }
