"""How the caseworker's form is put together: a question, a group that may be repeated, a section. Plain data.

What may be answered is said by the shapes of `gateway.report.fields`; here is only how it is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Ask:
    """One field. `path` is dotted, from the top of a filing, or from the item when inside a `Repeat`.

    `look`: "radios", "long", "few", "short", or "" for what the shape suggests. `needed` is said beside the label.
    """

    path: str
    label: str
    hint: str = ""
    look: str = ""
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Repeat:
    """A group that there may be several of. `first`: how many stand in a blank form. Paths of `asks` are the item's."""

    path: str
    one: str
    asks: tuple[Ask, ...]
    first: int = 0
    hint: str = ""


Question: TypeAlias = "Ask | Repeat"


@dataclass(frozen=True, slots=True)
class Section:
    """Questions that belong together. A folded one opens when there is something in it."""

    name: str
    title: str
    questions: tuple[Question, ...]
    hint: str = ""
    folded: bool = True


def asks(sections: tuple[Section, ...]) -> Iterator[Ask]:
    """Every single question that is not in a repeated group."""
    for section in sections:
        yield from (one for one in section.questions if isinstance(one, Ask))


def repeats(sections: tuple[Section, ...]) -> Iterator[Repeat]:
    """Every repeated group."""
    for section in sections:
        yield from (one for one in section.questions if isinstance(one, Repeat))
