"""What a row of the two tables of fields is, and what is made from the rows: the shape of a half, its free texts.

The tables are `gateway.report.crime` (sealed to the police) and `gateway.report.identity` (sealed to the NGO). A row is
a field: its shape, the question that asks for it, its label on the police page. Reading, the published schema, the form
and the printing are made from the rows, so a field is added there and nowhere else (REPORT.md says the rules).

A filing is the JSON object below; `POST /v1/reports` adds `filing_secret` (64 hex digits). Every field is optional
unless marked *needed*; an unknown name is refused. Every choice but the two marked closed also takes `withheld` (she
chose not to say) and `unknown` (nobody knows); a boolean is true or false or left out.

    {
      "force": "west-yorkshire-police",              needed: the organisation id of a force in the directory
      "crime": {                                     needed: sealed to the force
        "reporter_role": "victim",                   needed
        "adult_confirmed": true,                     needed: true, or there is no crime part
        "wish": "contact_through_ngo",               needed, closed
        "crime_types": ["domestic.physical"],        1 to 3, the first is the main one
        "when": {
          "precision": "month",                      `from` and `to` are never finer than this
          "from": "2025-10", "to": "2026-10",        YYYY | YYYY-MM | YYYY-MM-DD | YYYY-Wnn | YYYY-spring...winter
          "still_happening": true,
          "frequency": "weekly"
        },
        "where": {
          "place_type": "shared_home",
          "area_level": "local_authority",           needed when there is an area_code
          "area_code": "E08000035"                   ONS code (`police_areas`), or "LS7 3" for a postcode sector
        },
        "acts_narrative": "He hit her ..."           at most 6000 characters and 9000 bytes; English or Welsh
      },                                             needed: acts_narrative or one crime type that says something
      "identity": {                                  needed: sealed to the NGO; one name a leaf
        "name": {"preferred": "Marina S.", "legal": "...", "aliases": ["...", ...]},
        "phone": {"numbers": ["07700 900123", ...]},
        "safe_contact": {
          "note": "Tuesdays 10 to 12, never after 6",
          "channels": [{"type": "whatsapp", "value": "07700 900123", "times": "Tue 10-12"}, ...]
        },
        "language": {"languages": [{"tag": "pt-BR"}, ...]},
        "advice": "taken",                           needed, closed; kept in leaf 11
        "suspect": {"name": "...", "aliases": ["..."], "phones": ["..."], "address": "...", "note": "..."},
        "premises": {"address": "...", "postcode": "LS7 3QX", "note": "..."}
      }
    }
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from gateway.report.schema import Code, Group, Several, Shape, Text

FORCE = Code(
    r"[a-z0-9](?:[a-z0-9.-]{0,62}[a-z0-9])?",
    "the organisation id of a police force, such as west-yorkshire-police",
    required=True,
)


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `path` is dotted from the top of a filing; `*` stands for any item of a repeated group.

    question, hint: how the form asks for it; without a question the form does not. look: "radios", "long", "few",
    "short", or "" for what the shape suggests. label: what the police page and the exports call it.
    """

    path: str
    shape: Shape
    question: str = ""
    hint: str = ""
    label: str = ""
    look: str = ""

    @property
    def name(self) -> str:
        """Its path within an item of its repeated group; of any other field its whole path."""
        return self.path.rpartition(".*.")[2]

    def at(self, place: int) -> str:
        """Its path in the item at `place`, from 0."""
        return self.path.replace(".*.", f".{place}.")


@dataclass(frozen=True, slots=True)
class Items:
    """A group that there may be up to `most` of. Its fields are the rows below `path.*`.

    one: what the form calls an item. label: what the police page calls it. first: how many a blank form shows.
    """

    path: str
    most: int
    one: str
    label: str = ""
    first: int = 0


Row: TypeAlias = "Field | Items"


def group(rows: Sequence[Row], path: str, *, required: bool = False) -> Group:
    """The group at `path`: what the rows below it say, in their order."""
    of: dict[str, Shape] = {}
    for row in rows:
        if not row.path.startswith(f"{path}."):
            continue
        name, _, deeper = row.path.removeprefix(f"{path}.").partition(".")
        below = f"{path}.{name}"
        if name in of:
            continue
        if isinstance(row, Items) and not deeper:
            of[name] = Several(group(rows, f"{below}.*"), row.most)
        elif isinstance(row, Field) and not deeper:
            of[name] = row.shape
        else:
            of[name] = group(rows, below)
    called = path.replace(".*", "").title().replace("_", "").replace(".", "")
    return Group(of, called, required=required)


def texts(shape: Shape, value: object, path: str) -> list[tuple[str, str]]:
    """Every free text of `value` as (dotted path, text): what screening reads. List items are `.0`, `.1`.

    What has another form than its shape, as in a draft, is passed over: it cannot be filed either.
    """
    if isinstance(shape, Text):
        return [(path, value)] if isinstance(value, str) else []
    found: list[tuple[str, str]] = []
    if isinstance(shape, Group) and isinstance(value, dict):
        for name, inner in shape.of.items():
            if name in value:
                found += texts(inner, value[name], f"{path}.{name}")
    elif isinstance(shape, Several) and isinstance(value, list):
        for place, item in enumerate(value):
            found += texts(shape.of, item, f"{path}.{place}")
    return found
