"""National helplines to which an officer can point somebody, without typing anything about her: a card of four at most.

The list is `specialists.txt`, one a line, fields parted by `|`: name; what for; areas; for whom; telephone; website. It
holds only numbers that have stood for years. It ages all the same: every card says to check before use, and `CHECKED`
is the day on which somebody last called them all.
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
    """One helpline. `areas`: the nations on whose card it stands, in plain words, as is `for_whom`."""

    name: str
    what_for: str
    areas: tuple[str, ...]
    for_whom: tuple[str, ...]
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
        name, what_for, areas, for_whom, telephone, website = fields
        found.append(Specialist(name, what_for, _several(areas), _several(for_whom), telephone, website))
    return tuple(found)


def areas() -> list[str]:
    """Every nation on the list, by name."""
    return sorted({area for each in specialists() for area in each.areas} - {EVERYWHERE})


def people() -> list[str]:
    """Whom the list is for, in the order in which it names them."""
    return list(dict.fromkeys(each for line in specialists() for each in line.for_whom))


def card(area: str, whom: str) -> list[Specialist]:
    """Who works in `area` for `whom`, in the order of the list."""
    near = {area, EVERYWHERE}
    return [each for each in specialists() if whom in each.for_whom and near & set(each.areas)]


def _several(words: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in words.split(",") if word.strip())
