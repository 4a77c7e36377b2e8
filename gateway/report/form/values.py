"""The values of the HTML form, name -> text as typed, and the JSON document they mean, both ways. Pure.

Rules
- A name is the dotted path of a report's field; a tick has its code after the path. Every step of the form carries all
  of them, as they were typed, and nothing else; what may be answered is read off the shapes of the fields.
- An item of a repeated group keeps its number on the page while it is written: `document` puts a blank one in a gap.
  `without_gaps` closes gaps before a report is read.
- `values_of` goes back from a document to the form. An area that was said only as a police force's has to be chosen
  again: the form asks for the council.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from gateway.report import partial_dates, police_areas
from gateway.report.crime import CRIME, NARRATIVE_CHARACTERS
from gateway.report.fields import Field
from gateway.report.form import ngo_questions, police_questions
from gateway.report.form.questions import Repeat, asks, repeats
from gateway.report.identity import IDENTITY
from gateway.report.names import today
from gateway.report.schema import (
    LINE_ENDS,
    UNANSWERED,
    UNSEEN,
    Choices,
    Code,
    Day,
    Flag,
    Group,
    Number,
    PartialDate,
    Several,
    Shape,
    Text,
    is_composable,
)

ADULT = "crime.adult_confirmed"
AREA = "crime.where.area_code"
LEVEL = "crime.where.area_level"
WISH = "crime.wish"
TOKEN_MODE = "identity.record.token_mode"  # noqa: S105  the name of a field
PRIORITY = "priority"
FORCE = "force"
TYPES = "crime.crime_types"  # three lists, the first is the main crime
SOURCE = "crime.account_source"  # one for the whole account
KEEP = "keep"  # the wish that never makes a crime part
LONGEST_OF = {  # where a half is too long
    "crime": "crime.acts_narrative",
    "identity": "identity.suspect.note",
}
# Characters of a field; more is cut, so that a page never grows without end.
LONGEST = 4 * NARRATIVE_CHARACTERS

_HALVES = Group({"crime": CRIME, "identity": IDENTITY})


class Input(NamedTuple):
    """One name of the form: the question it answers (a path), what may stand there, a label, the code of a tick."""

    question: str
    shape: Shape | None
    label: str
    tick: str = ""


def shape_at(path: str) -> Shape | None:
    """What a report holds at a dotted path; None for `force` and `priority`, which are no field of a half."""
    shape: Shape | None = _HALVES
    for step in path.split("."):
        if isinstance(shape, Group):
            shape = shape.of.get(step)
        elif isinstance(shape, Several) and step.isdigit():
            shape = shape.of
        else:
            return None
    return shape


def _inputs(asked: Field, path: str, label: str) -> Iterator[tuple[str, Input]]:
    """The names under which a field at `path` is answered."""
    if path == TYPES:
        for place in range(3):
            yield f"{path}.{place}", Input(path, None, label)
    elif path == SOURCE:
        yield f"{path}.0", Input(path, None, label)
    elif isinstance(asked.shape, Choices):
        for code in (*asked.shape.of, *UNANSWERED):
            yield f"{path}.{code}", Input(path, asked.shape, label, tick=code)
    else:
        yield path, Input(path, asked.shape, label)


def _all_inputs() -> Iterator[tuple[str, Input]]:
    yield ADULT, Input(ADULT, shape_at(ADULT), "18 or older")
    for half in (police_questions.SECTIONS, ngo_questions.SECTIONS):
        for asked in asks(half):
            yield from _inputs(asked, asked.path, asked.question)
        for repeat in repeats(half):
            for place in range(most_of(repeat.path)):
                for asked in repeat.asks:
                    yield from _inputs(asked, asked.at(place), f"{repeat.one} {place + 1}: {asked.question}")


def most_of(path: str) -> int:
    """How many items a repeated group may have."""
    shape = shape_at(path)
    assert isinstance(shape, Several)
    return shape.most


REPEATS: dict[str, Repeat] = {
    repeat.path: repeat for half in (police_questions.SECTIONS, ngo_questions.SECTIONS) for repeat in repeats(half)
}
FIELDS: dict[str, Input] = dict(_all_inputs())
LABELS = {field.question: field.label for field in FIELDS.values()}


def values(form: Mapping[str, str]) -> dict[str, str]:
    """The form's own fields as they were typed, empty ones left out; whatever else was posted is dropped."""
    return {name: form[name][:LONGEST] for name in FIELDS if form.get(name, "").strip()}


def document(written: Mapping[str, str], month: str = "") -> dict[str, Any]:
    """{force?, crime, identity} for `read_filing`; both halves are there, however little was written.

    `month`: this one, such as "2026-11", for a date such as "last autumn".
    """
    made: dict[str, Any] = {"crime": {"acts_narrative": ""}, "identity": {"advice": ""}}
    for name, text in written.items():
        field = FIELDS.get(name)
        if field is None or name == PRIORITY:
            continue
        if field.tick:
            _put(made, (*field.question.split("."), ""), field.tick)
        else:
            _put(made, tuple(name.split(".")), _meant(name, field.shape, text, month))
    _say_area(made["crime"])
    return _with_lists(made)


def field_of(path: str) -> str:
    """The question of the form that a dotted path of a filing belongs to; the path itself where there is none."""
    inner = path
    while inner:
        if inner in LABELS:
            return inner
        inner = inner.rpartition(".")[0]
    return next((question for question in LABELS if question.startswith(path + ".")), path)


def text_at(filing: Mapping[str, Any], path: str) -> str:
    """The text at a dotted path of {crime, identity}; empty where there is none."""
    value = _at(filing, path)
    return value if isinstance(value, str) else ""


def plain(text: str) -> str:
    """A text as a report holds it, and as screening counts its signs: composed, with plain line ends, trimmed."""
    seen = UNSEEN.sub("", LINE_ENDS.sub("\n", text).replace("\t", " "))
    return (unicodedata.normalize("NFC", seen) if is_composable(seen) else seen).strip()


def _meant(name: str, shape: Shape | None, text: str, month: str) -> object:
    if name == ADULT:
        return text == "yes"
    match shape:
        case Several():
            return [line for line in map(str.strip, text.splitlines()) if line]
        case Flag():
            return {"yes": True, "no": False}.get(text, text)
        case Number():
            return int(text) if re.fullmatch("[0-9]{1,6}", text.strip()) else text
        case Text():
            return plain(text)
        case PartialDate() | Day():
            return partial_dates.from_words(text, month or f"{today():%Y-%m}")
        case Code() if name.endswith(".vrm"):
            return text.upper().replace(" ", "")
    return text.strip()


def _say_area(crime: dict[str, Any]) -> None:
    """The area as exactly as was chosen: the council, its police force, the region, or not at all."""
    where = crime.get("where", {})
    level = where.get("area_level", "local_authority" if "area_code" in where else "")
    force = police_areas.force_for(where.get("area_code", ""))
    if level in UNANSWERED:
        where.pop("area_code", None)
    elif level == "force" and force is not None:
        where["area_code"] = force.code
    elif level == "region" and force is not None:
        where["area_code"] = force.region
    elif level:
        where["area_level"] = level


def _put(into: dict[str, Any], path: tuple[str, ...], value: object) -> None:
    """`value` stands at `path`; an empty last step adds it to a list."""
    for step in path[:-1]:
        into = into.setdefault(step, {})
    into[path[-1] or str(len(into))] = value


def _with_lists(value: Any) -> Any:
    """Groups whose names are numbers become lists: items keep their numbers, blank ones in between; codes close up."""
    if not isinstance(value, dict):
        return value
    inner = {name: _with_lists(item) for name, item in value.items()}
    if not inner or not all(name.isdigit() for name in inner):
        return inner
    places = sorted(map(int, inner))
    if isinstance(inner[str(places[0])], dict):
        return [inner.get(str(place), {}) for place in range(places[-1] + 1)]
    return [inner[str(place)] for place in places]


ROWS = "rows."  # a hidden field beside each group says how many items stand on the page


def rows(written: Mapping[str, str], form: Mapping[str, str]) -> dict[str, int]:
    """How many items of each group stand on the page: as many as it had, and at least what was written needs."""
    counted = {}
    for path, repeat in REPEATS.items():
        posted = form.get(ROWS + path, "")
        shown = int(posted) if posted.isdecimal() and len(posted) < 3 else repeat.first
        counted[path] = min(most_of(path), max(shown, 1 + max(_places(written, path), default=-1)))
    return counted


def without(written: Mapping[str, str], path: str, place: int) -> dict[str, str]:
    """The form without one item of a group; those after it move up."""
    kept = {}
    for name, text in written.items():
        at = _place(name, path)
        if at is None or at < place:
            kept[name] = text
        elif at > place:
            kept[_moved(name, path, at, at - 1)] = text
    return kept


def without_gaps(written: Mapping[str, str]) -> dict[str, str]:
    """The form with blank items taken away, so that its numbers are those of the report."""
    closed = dict(written)
    for path in REPEATS:
        for new, old in enumerate(sorted(_places(closed, path))):
            if new != old:
                closed = {
                    _moved(name, path, old, new) if _place(name, path) == old else name: text
                    for name, text in closed.items()
                }
    return closed


def _places(written: Mapping[str, str], path: str) -> set[int]:
    return {at for name in written if (at := _place(name, path)) is not None}


def _place(name: str, path: str) -> int | None:
    """The number of the item of group `path` that a name belongs to."""
    if not name.startswith(path + "."):
        return None
    number = name[len(path) + 1 :].partition(".")[0]
    return int(number) if number.isdecimal() else None


def _moved(name: str, path: str, old: int, new: int) -> str:
    return f"{path}.{new}{name[len(f'{path}.{old}') :]}"


def values_of(document: Mapping[str, Any], *, priority: bool = False) -> dict[str, str]:
    """The form in which `document` ({force?, crime, identity}, finished or not) was written, name by name."""
    found = {}
    for name, field in FIELDS.items():
        text = _text(name, field, document)
        if text:
            found[name] = text[:LONGEST]
    if found.get(AREA) and found[AREA] not in police_areas.areas():
        del found[AREA]
    if found.get(LEVEL) not in (None, "local_authority", "force", "withheld", "unknown"):
        del found[LEVEL]
    return found | ({PRIORITY: "priority"} if priority else {})


def _text(name: str, field: Input, document: Mapping[str, Any]) -> str:
    if name == FORCE:
        return str(document.get(FORCE) or "")
    if name == PRIORITY:
        return ""
    value = _at(document, field.question if field.tick else name)
    if field.tick:
        return "yes" if isinstance(value, list) and field.tick in value else ""
    if name == ADULT:
        return "yes" if value is True else ""
    if isinstance(field.shape, Flag):
        return {True: "yes", False: "no"}.get(value, "") if isinstance(value, bool) else ""
    if isinstance(field.shape, Several) and field.question not in (TYPES, SOURCE):
        return "\n".join(map(str, value)) if isinstance(value, list) else ""
    if value is None or isinstance(value, dict | list):
        return ""
    is_date = isinstance(field.shape, PartialDate | Day)
    return partial_dates.say(str(value)) if is_date else str(value)


def _at(value: Any, path: str) -> Any:
    for step in path.split("."):
        if isinstance(value, list):
            value = value[int(step)] if step.isdigit() and int(step) < len(value) else None
        else:
            value = value.get(step) if isinstance(value, Mapping) else None
    return value
