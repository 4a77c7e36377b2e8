"""What only the NGO opens, as rows: the safe-contact rule first, then every field by the label it was written under.

Words come from the form and the closed lists. Nothing is shown by these functions; a template does, and folds away what
need not stand on a screen.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gateway.report.filing import as_group, identity_of
from gateway.report.form import ngo_questions, police_questions, texts, values
from gateway.report.printing.steering import indented, one_line, printable
from gateway.report.schema import Choice, Choices, Code, Shape
from keys.desk.case_view.history import Row
from keys.desk.store.records import Case

_UNKNOWN = "Fields that this program does not know"
_SECTIONS = (*ngo_questions.SECTIONS, *police_questions.SECTIONS)
_TITLES = {question.path: section.title for section in _SECTIONS for question in section.questions}
_CHANNELS = "identity.safe_contact.channels"


def identity(case: Case) -> dict[str, Any]:
    """The identity half as it was filed; {} where this desk does not hold it."""
    return dict(identity_of(case.leaves)) if case.leaves else {}


@dataclass(frozen=True)
class Channel:
    """One way to reach her: what to know first, then how, then the number or address itself."""

    first: list[Row]
    how: str
    value: str


@dataclass(frozen=True)
class SafeContact:
    """What must be read before anybody calls, and only then the channels to reach her."""

    never: list[str]
    rule: list[Row]
    channels: list[Channel]
    phones: list[str]
    language: str

    @property
    def is_empty(self) -> bool:
        return not (self.never or self.rule or self.channels)


def safe_contact(whole: Mapping[str, Any]) -> SafeContact:
    """The rule of a report's identity half. What is not of the form's shape is left to `fields`, which shows it all."""
    safe = as_group(whole.get("safe_contact"))
    tags = [str(as_group(each).get("tag", "")) for each in _items(as_group(whole.get("language")).get("languages"))]
    rule = {name: safe[name] for name in ("note", "if_partner_answers", "review_on", "device") if safe.get(name)}
    return SafeContact(
        never=[str(line) for line in _items(safe.get("never_do"))],
        rule=[_row(path, value) for path, value in _flat(rule, "identity.safe_contact")],
        channels=[_channel(as_group(each)) for each in _items(safe.get("channels"))],
        phones=[str(number) for number in _items(as_group(whole.get("phone")).get("numbers"))],
        language=", ".join(texts.LANGUAGES.get(tag, tag) for tag in tags if tag),
    )


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _channel(channel: Mapping[str, Any]) -> Channel:
    asks = {field.name: field.question for field in values.REPEATS[_CHANNELS].asks}
    told = {name: said(values.shape_at(f"{_CHANNELS}.0.{name}"), value) for name, value in channel.items()}
    first = [(label, told[name]) for name, label in asks.items() if name in told and name not in ("type", "value")]
    return Channel(first, told.get("type", "Another way"), str(channel.get("value", "")))


@dataclass(frozen=True)
class Fields:
    """A section of the form with what was written in it."""

    title: str
    rows: list[Row]


def fields(document: Mapping[str, Any]) -> list[Fields]:
    """Every section that holds something of a document with the halves `crime` and `identity`, in the form's order.

    A field that is not on this program's form, because a newer one knows more, is shown last under its own name.
    """
    written = dict(_flat(document, ""))
    found: dict[str, list[Row]] = {section.title: [] for section in _SECTIONS}
    for path in values.LABELS:
        if path in written:
            found[_title(path)].append(_row(path, written.pop(path)))
    found[_UNKNOWN] = [_row(path, value) for path, value in written.items()]
    return [Fields(title, rows) for title, rows in found.items() if rows]


def lines(document: Mapping[str, Any]) -> list[str]:
    """The same as text, with what must be read before anybody calls in front."""
    safe = safe_contact(document.get("identity") or {})
    found = [] if not safe.never else ["", "[Never]", *(f"  {indented(line)}" for line in safe.never)]
    for part in [Fields("Read this before anybody calls", safe.rule), *fields(document)]:
        if part.rows:
            found += ["", f"[{part.title}]"]
        for label, words in part.rows:
            first, *more = printable(words).split("\n")
            found += [
                f"  {one_line(label)}{'' if label.endswith('?') else ':'} {first}",
                *(f"    {line}" for line in more),
            ]
    return found


def _title(path: str) -> str:
    """The section in which the question of a path stands."""
    while path not in _TITLES:
        path = path.rpartition(".")[0]
        if not path:
            return ngo_questions.SECTIONS[0].title
    return _TITLES[path]


def _row(path: str, value: Any) -> Row:
    label = values.LABELS.get(path) or path.partition(".")[2].replace("_", " ").replace(".", ", ").capitalize()
    return label, said(values.shape_at(path), value)


def _flat(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """What was written, by dotted path; a list of plain values is one, a list of groups is numbered from 0."""
    if isinstance(value, Mapping):
        items = list(value.items())
    elif isinstance(value, list) and any(isinstance(item, Mapping | list) for item in value):
        items = list(enumerate(value))
    else:
        if value not in (None, "", []):
            yield path, value
        return
    for name, inner in items:
        yield from _flat(inner, f"{path}.{name}" if path else str(name))


def said(shape: Shape | None, value: Any) -> str:
    """A value as the form says it."""
    if isinstance(value, list):
        inner = shape if isinstance(shape, Choices) else getattr(shape, "of", None)
        return "\n".join(said(inner, each) for each in value)
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {said(None, inner)}" for name, inner in value.items())
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(shape, Choice | Choices):
        label = shape.of.get(value) or dict(texts.UNANSWERED).get(value, str(value))
        return label[:1].upper() + label[1:]
    return texts.LANGUAGES.get(str(value), str(value)) if isinstance(shape, Code) else str(value)
