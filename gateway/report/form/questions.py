"""The caseworker's form as plain data: sections of questions, made from the rows of the two tables of fields.

What is asked, and how, stands in the row (`gateway.report.crime`, `gateway.report.identity`); here and in
`police_questions` and `ngo_questions` is only the layout: which section, in which order.

What must be explained before a report is sent, in words that can be said aloud: a title and two or three sentences.
The twelve points are those of `gateway.report.codes.CONSENT_POINTS`, whose codes are ticked in her NGO's record.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

from gateway.report.codes import CONSENT_POINTS
from gateway.report.fields import Field, Items, Row


@dataclass(frozen=True, slots=True)
class Repeat:
    """A group that there may be several of. `first`: how many stand in a blank form; `asks`: the fields of an item."""

    path: str
    one: str
    asks: tuple[Field, ...]
    first: int = 0


Question: TypeAlias = "Field | Repeat"


@dataclass(frozen=True, slots=True)
class Section:
    """Questions that belong together. A folded one opens when there is something in it.

    `paths`: fields, and groups of which it takes whatever no section names, in the order of the page.
    """

    name: str
    title: str
    paths: str
    hint: str = ""
    folded: bool = True
    questions: tuple[Question, ...] = ()


def laid_out(rows: Sequence[Row], sections: Sequence[Section]) -> tuple[Section, ...]:
    """The sections with their questions: each row where its path, or the longest group above it, is named."""
    order = [(section.name, path) for section in sections for path in section.paths.split()]

    def turn(row: Row) -> int:
        above = [at for at, (_, path) in enumerate(order) if f"{row.path}.".startswith(f"{path}.")]
        if not above:
            raise ValueError(f"no section of the form takes {row.path}")
        return max(above, key=lambda at: len(order[at][1]))

    made: dict[str, list[Question]] = {section.name: [] for section in sections}
    asked = sorted((row for row in rows if isinstance(row, Items) or row.question), key=turn)
    fields = [row for row in asked if isinstance(row, Field)]
    for row in asked:
        if isinstance(row, Items):
            inside = tuple(field for field in fields if field.path.startswith(f"{row.path}.*."))
            made[order[turn(row)][0]].append(Repeat(row.path, row.one, inside, row.first))
        elif ".*." not in row.path:
            made[order[turn(row)][0]].append(row)
    return tuple(replace(section, questions=tuple(made[section.name])) for section in sections)


def asks(sections: tuple[Section, ...]) -> Iterator[Field]:
    """Every field that is asked for once, not in a repeated group."""
    for section in sections:
        yield from (one for one in section.questions if isinstance(one, Field))


def repeats(sections: tuple[Section, ...]) -> Iterator[Repeat]:
    """Every repeated group."""
    for section in sections:
        yield from (one for one in section.questions if isinstance(one, Repeat))


class Point(NamedTuple):
    """One thing to explain: its code in the record, what it is about, what to say to her."""

    code: str
    title: str
    say: str


_SAID = {
    "who_opens_what": (
        "Two sealed parts",
        "What happened goes to the police, without your name. Who you are stays with us. Each of us can open only our "
        "own part.",
    ),
    "may_work_it_out": (
        "The police may work it out",
        "They may still guess who you are from what happened. We have looked together at what this report tells.",
    ),
    "may_not_record": ("Perhaps nothing happens", "The police may not record it as a crime, and may not act on it."),
    "not_a_statement": (
        "It is not a statement",
        "You have not made a statement to the police. If it goes further you may be asked to tell it again, and what "
        "is written here may be shown in court, also to the other side.",
    ),
    "suspect_may_find_out": (
        "The person who did it may find out",
        "If the police act, this person may understand that somebody has spoken, and guess who.",
    ),
    "exceptions": (
        "When we must speak without your yes",
        "If somebody may be killed or badly hurt, if a child is in danger, or if the law or a court orders it. We tell "
        "you first if that is safe.",
    ),
    "condition_may_be_broken": (
        "A condition can be broken",
        "The police are told not to use this for immigration purposes. We cannot make them keep to it. We look for "
        "words about papers before it is sent; one can be missed. If any must stay, we tell you first.",
    ),
    "may_stop": (
        "You can stop",
        "At any time, without a reason. What the police have not received we can take back. What they have opened, "
        "they know.",
    ),
    "independent_advice": (
        "Somebody on your side only",
        "Before you decide you can talk to a lawyer or an advocate who is not us. We can wait for that.",
    ),
    "where_status_is_seen": (
        "How you hear what happens",
        "With a code on paper, on a website. Whoever finds the paper or watches your phone can look too. You can also "
        "have no code, and we tell you.",
    ),
    "how_long_kept": (
        "How long it is kept",
        "The website keeps sealed parts for 30 days at most. We keep ours by our own rule. The police keep what they "
        "have recorded for years.",
    ),
    "how_to_complain": (
        "How to complain",
        "About us, to us or the Information Commissioner. About the police, to the force or the Independent Office for "
        "Police Conduct.",
    ),
}

POINTS = tuple(Point(code, *_SAID[code]) for code in CONSENT_POINTS)
PATH = "identity.record.consent.points_explained"


def not_ticked(written: dict[str, str]) -> list[str]:
    """The titles of what was not ticked as explained."""
    return [point.title for point in POINTS if not written.get(f"{PATH}.{point.code}")]
