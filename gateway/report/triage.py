"""What an officer must see before anything else: how soon, which dangers, which unit. Pure; reads a crime part only.

Nothing is judged here: each line is an answer of the report in other words, the gravest first. A report comes from
outside, so any shape is borne, and what is not known here is not named.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gateway.report.codes import CRIME_TYPES, RISK_FLAGS, UNITS

SOON = "Soon: the organisation asks for it to be opened within one working day."
_FACTS: tuple[tuple[str, tuple[tuple[str, tuple[str, ...]], ...]], ...] = (
    (
        "strangulation",
        (
            ("risk.flags", ("strangulation",)),
            ("methods.weapons", ("strangulation",)),
            ("crime_types", ("domestic.strangulation",)),
        ),
    ),
    (
        "threats to kill",
        (
            ("risk.flags", ("threats_to_kill",)),
            ("methods.threats", ("to_kill",)),
            ("crime_types", ("violence.threats_to_kill",)),
        ),
    ),
    (
        "weapon",
        (
            ("risk.flags", ("weapon",)),
            ("methods.weapons", ("knife", "firearm", "blunt", "corrosive", "fire", "vehicle", "dog", "other")),
            ("suspects.weapon_access", ("yes",)),
        ),
    ),
    (
        "children at risk",
        (("others_at_risk.children_at_risk", ("yes",)), ("methods.threats", ("to_hurt_children", "to_take_children"))),
    ),
    ("children may be at risk", (("others_at_risk.children_at_risk", ("unsure",)),)),
    ("other adults at risk", (("others_at_risk.adults", ("1", "2_plus")),)),
    ("DASH: high", (("risk.dash_band", ("high",)),)),
    ("serious injury", (("injury", ("serious",)),)),
    ("she is locked in", (("methods.control", ("locked_in",)),)),
    ("suspect lives with or near her", (("suspects.lives_with_or_near_victim", ("yes",)),)),
    ("suspect has contact with children", (("suspects.contact_with_children", ("yes",)),)),
    *((words, (("risk.flags", (code,)),)) for code, words in RISK_FLAGS.items()),
    ("still happening", (("when.still_happening", ("True",)),)),
)
"""The words for a danger, and the answers, by path and codes, that say it."""
_UNIT_OF = {
    "domestic": "domestic_abuse",
    "sexual": "rasso",
    "slavery": "modern_slavery",
    "honour": "hba",
    "hate": "hate",
}
"""The unit for a family of crime types: what stands before the dot of its code."""
TABLES = (_FACTS, _UNIT_OF, sorted(CRIME_TYPES), sorted(UNITS))
"""All that the dangers and the unit of a report are read by: what was derived by other tables is derived anew."""


def risks(report: Mapping[str, Any]) -> list[str]:
    """The dangers that a report names, the gravest first; each once."""
    found = [words for words, signs in _FACTS if any(_said(report, path, codes) for path, codes in signs)]
    if "children at risk" in found:
        found = [words for words in found if words != "suspect has contact with children"]
    return list(dict.fromkeys(found))


def rank(dangers: Sequence[str]) -> int:
    """Where a report with these dangers, as `risks` gives them, stands in a list: less is graver."""
    known = [words for words, _ in _FACTS]
    return known.index(dangers[0]) if dangers and dangers[0] in known else len(known)


def unit_of(report: Mapping[str, Any]) -> tuple[str, bool]:
    """The code of the unit that a report is for, and True when the report itself asks for it.

    Where it asks for none, the unit is proposed from its crime types, the first that has one; else "general".
    """
    wanted = report.get("force_role")
    if isinstance(wanted, str) and wanted in UNITS and wanted != "general":
        return wanted, True
    for code in _values(report, ["crime_types"]):
        if code in CRIME_TYPES and (unit := _UNIT_OF.get(code.partition(".")[0])):
            return unit, False
    return ("hate" if any(_values(report, ["hate_strands"])) else "general"), False


def first_lines(report: Mapping[str, Any], *, soon: bool) -> list[str]:
    """What stands above everything else of a report, a sentence a line."""
    unit, asked = unit_of(report)
    why = "asked for by the organisation" if asked else "proposed from the kind of crime"
    found = [SOON] if soon else []
    if dangers := risks(report):
        found.append(f"Risk: {'; '.join(dangers)}.")
    return [*found, *([f"Unit: {UNITS[unit]}, {why}."] if unit != "general" else [])]


def _said(report: Mapping[str, Any], path: str, codes: tuple[str, ...]) -> bool:
    return any(value in codes for value in _values(report, path.split(".")))


def _values(value: Any, path: list[str]) -> Iterator[str]:
    """Every plain value at a path as text, through lists on the way."""
    if isinstance(value, list):
        for item in value:
            yield from _values(item, path)
    elif path:
        yield from _values(value.get(path[0]), path[1:]) if isinstance(value, Mapping) else ()
    elif isinstance(value, str | bool):
        yield str(value)
