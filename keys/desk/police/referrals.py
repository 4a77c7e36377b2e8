"""Organisations to which an officer can point a woman, without typing anything about her: a card, by language and area.

The list is `specialists.txt`, one organisation a line, fields parted by `|`: name; what for; areas; languages;
telephone; website. It is written from what the organisations say in public and ages: every card says to check before
use, and `CHECKED` is the day on which somebody last looked through it all.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

CHECKED = ""
"""`YYYY-MM-DD` of the last check of every line by a person; empty: nobody has checked it yet."""
EVERYWHERE = "UK"
_FILE = Path(__file__).with_name("specialists.txt")
_FIELDS = 6


@dataclass(frozen=True)
class Specialist:
    """One organisation. `areas` and `languages` are plain words; English is not said."""

    name: str
    what_for: str
    areas: tuple[str, ...]
    languages: tuple[str, ...]
    telephone: str
    website: str


@cache
def specialists() -> tuple[Specialist, ...]:
    """Everybody on the list, in its order. ValueError for a line that is not six fields."""
    found = []
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        fields = [field.strip() for field in line.split("|")]
        if len(fields) != _FIELDS:
            raise ValueError(f"not {_FIELDS} fields: {line}")
        name, what_for, areas, languages, telephone, website = fields
        found.append(Specialist(name, what_for, _several(areas), _several(languages), telephone, website))
    return tuple(found)


def areas() -> list[str]:
    """Every area on the list, by name; the whole country last."""
    named = {area for each in specialists() for area in each.areas} - {EVERYWHERE}
    return [*sorted(named), EVERYWHERE]


def languages() -> list[str]:
    """Every language on the list, by name."""
    return sorted({language for each in specialists() for language in each.languages})


def card(language: str = "", area: str = "") -> list[Specialist]:
    """Who speaks `language` and works in `area` or everywhere; empty words choose all. Nearest first."""
    found = [
        each
        for each in specialists()
        if (not language or language in each.languages or not each.languages)
        and (not area or area in each.areas or EVERYWHERE in each.areas or _around(area) & set(each.areas))
    ]
    near = [each for each in found if area in each.areas]
    speaks = [each for each in found if language in each.languages]
    return sorted(found, key=lambda each: (each not in near, each not in speaks))


def _around(area: str) -> set[str]:
    """The country that an area of England lies in."""
    return set() if area in ("Scotland", "Wales", "Northern Ireland", EVERYWHERE) else {"England"}


def _several(words: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in words.split(",") if word.strip())
