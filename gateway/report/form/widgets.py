"""The questions of the form as the template draws them: which control, which choices, how long, open or folded."""

from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import Any

from gateway.report import codes, police_areas
from gateway.report.fields import Field
from gateway.report.form import questions as consent
from gateway.report.form import texts, values
from gateway.report.form.questions import Question, Repeat, Section, repeats
from gateway.report.names import name_of
from gateway.report.schema import UNANSWERED, Choice, Choices, Code, Flag, Number, Only, Several, Shape, Text

Options = list[tuple[str, list[tuple[str, str]]]]  # (heading or "", (value, label) pairs)

# Questions to the worker herself, who neither withholds the answer nor lacks it.
_PLAIN = frozenset({"crime.reporter_role", values.TOKEN_MODE, consent.PATH})


def drawn(
    sections: tuple[Section, ...],
    counted: Mapping[str, int],
    filled: Collection[str],
    told: Collection[str],
    forces: list[str],
    blank: Callable[[Section], str] | None = None,
) -> list[dict[str, Any]]:
    """Sections for the template. `counted`: items of each group; `filled`: names with a value; `told`: questions with
    an error or a finding. Both unfold their section. `forces`: organisation ids that can receive a report today.
    `blank`: the HTML of a section in which nothing stands, where it was drawn before.
    """
    shown: list[dict[str, Any]] = []
    for section in sections:
        inside = [one.path for one in section.questions]
        is_open = any(_within(name, path) for path in inside for name in (*filled, *told))
        is_as_ever = all(counted.get(one.path, one.first) == one.first for one in repeats((section,)))
        if blank is not None and is_as_ever and not is_open:
            shown.append({"drawn": blank(section)})
        else:
            questions = [_question(one, counted, forces) for one in section.questions]
            shown.append({"section": section, "open": is_open, "questions": questions})
    return shown


def _within(name: str, path: str) -> bool:
    return name == path or name.startswith(path + ".")


def _question(one: Question, counted: Mapping[str, int], forces: list[str]) -> dict[str, Any]:
    if not isinstance(one, Repeat):
        return control(one, one.path, forces)
    places = range(counted.get(one.path, one.first))
    items = [[control(asked, asked.at(place), forces) for asked in one.asks] for place in places]
    return {"kind": "repeat", "path": one.path, "one": one.one, "items": items, "most": values.most_of(one.path)}


def control(asked: Field, path: str, forces: list[str] = []) -> dict[str, Any]:  # noqa: B006  never changed
    """What one question is answered with."""
    shape = asked.shape
    made: dict[str, Any] = {
        "path": path,
        "label": asked.question,
        "hint": asked.hint,
        "needed": shape.required,
        "name": path,
    }
    listed = _listed(path, shape, forces)
    if path == values.TYPES:
        return made | {"kind": "picks", "groups": listed, "names": [f"{path}.{place}" for place in range(3)]}
    if path == values.SOURCE:
        return made | {"kind": "pick", "groups": listed, "name": f"{path}.0", "empty": texts.NO_CHOICE}
    if path == consent.PATH:
        return made | {"kind": "points", "points": consent.POINTS}
    if listed is not None and isinstance(shape, Choices):
        return made | {"kind": "ticks", "options": [pair for _, pairs in listed for pair in pairs]}
    if listed is not None and asked.look == "radios":
        return made | {"kind": "radios", "options": [pair for _, pairs in listed for pair in pairs]}
    if listed is not None:
        empty = texts.AREAS_FORCE if path == values.FORCE else texts.CHOOSE if shape.required else texts.NO_CHOICE
        return made | {"kind": "pick", "groups": listed, "empty": empty}
    is_long = isinstance(shape, Several) or (isinstance(shape, Text) and shape.lines)
    mode = "numeric" if isinstance(shape, Number) else "text"
    return made | {"kind": "words" if is_long else "line", "longest": _longest(shape), "size": asked.look, "mode": mode}


def adult() -> dict[str, Any]:
    """The question before all others."""
    return control(Field(values.ADULT, Only(True, required=True), texts.ADULT_ASKED, look="radios"), values.ADULT)


def _listed(path: str, shape: Shape | None, forces: list[str]) -> Options | None:
    """What may be chosen at `path`; None where it is written in words."""
    if path in _special():
        return [("", _special()[path])]
    if path == values.FORCE:
        return [("", sorted(((org, name_of(org)) for org in forces), key=lambda pair: pair[1]))]
    if path == values.TYPES:
        return _by_family()
    if path == values.SOURCE:
        inner = values.shape_at(f"{path}.0")
        return [("", [*inner.of.items(), *texts.UNANSWERED])] if isinstance(inner, Choice) else None
    match shape:
        case Choice(of, is_open):
            return [("", [*said(of), *(texts.UNANSWERED if is_open and path not in _PLAIN else ())])]
        case Choices(of):
            return [("", [*said(of), *(() if path in _PLAIN else texts.UNANSWERED)])]
        case Flag():
            return [("", list(texts.YES_NO))]
        case Code() if path.endswith((".tag", "language")):
            return [("", list(texts.LANGUAGES.items()))]
    return None


@cache
def _special() -> dict[str, list[tuple[str, str]]]:
    """What may be chosen where it is more, or less, than the shape says."""
    areas = police_areas.areas().values()
    return {
        values.ADULT: list(texts.ADULT),
        values.PRIORITY: list(texts.PRIORITY),
        values.WISH: [*codes.WISHES.items(), (values.KEEP, texts.KEEP_WISH)],
        values.LEVEL: [*texts.LEVELS, *texts.UNANSWERED],
        values.AREA: [(area.code, f"{area.name}: {area.force.name}") for area in areas],
    }


def said(of: Mapping[str, str]) -> list[tuple[str, str]]:
    """The choices, beginning with a capital as a list does."""
    return [(code, label[:1].upper() + label[1:]) for code, label in of.items()]


def _by_family() -> Options:
    families: dict[str, list[tuple[str, str]]] = {}
    for code, label in codes.CRIME_TYPES.items():
        families.setdefault(codes.CRIME_FAMILIES[code.partition(".")[0]], []).append((code, label))
    return [*families.items(), ("No answer", list(texts.UNANSWERED))]


def _longest(shape: Shape | None) -> int:
    """Characters a control takes."""
    match shape:
        case Text(longest):
            return longest
        case Several(Text(longest), most):
            return most * (longest + 2)
        case Code():
            return 64
    return 12


assert tuple(code for code, _ in texts.UNANSWERED) == UNANSWERED
