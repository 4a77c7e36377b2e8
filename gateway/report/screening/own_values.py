"""Her own values, gathered from the identity part: what must not turn up in any text towards the police.

What counts as a match lives in `known`; here is only which values are hers, and of what kind.
The suspect's compartment is not hers, nor is the place of the crime unless she lives there: naming them is her choice,
and the meters count it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from gateway.report.screening import transliteration
from gateway.report.screening.normalize import PIECE, fold_plain
from gateway.report.screening.spelling import WORD, has_foreign


class Kind(StrEnum):
    """What an own value is; it decides what counts as a match."""

    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    HANDLE = "handle"
    ADDRESS = "address"
    POSTCODE = "postcode"
    CODE_WORD = "code_word"
    BIRTH = "birth"  # a day, YYYY-MM-DD
    PLACE = "place"  # where she works, learns or is treated
    REFERENCE = "reference"  # the NGO's own case number
    LOOSE = "contact"  # words of a contact that are neither number nor address: names among them count
    SUSPECTS = "suspects"  # the suspect's plate or account name: told on purpose, and no finding


@dataclass(frozen=True, slots=True)
class Own:
    """One value that is hers. `repr` does not show it."""

    kind: Kind
    value: str = field(repr=False)


_EMAIL = re.compile(r"[^\s@,;:<>()\"]{1,64}@[^\s@,;:<>()\"]{1,64}\.[a-z]{2,24}")
_HANDLE = re.compile(r"(?<![\w.])@[\w.]{3,40}")
_PHONE = re.compile(r"(?<![\w])\+?[0-9(][0-9 ()./\-]{6,24}[0-9]")
_POSTCODE = re.compile(r"[a-z]{1,2}[0-9][a-z0-9]? ?[0-9][a-z]{2}")

# Which leaf holds which kind. A path ends at a text or a list of texts; `*` steps into every item of a list.
_PLACES: tuple[tuple[str, Kind], ...] = (
    ("name.preferred", Kind.NAME),
    ("name.legal", Kind.NAME),
    ("name.aliases", Kind.NAME),
    ("birth.dob", Kind.BIRTH),
    ("phone.numbers", Kind.PHONE),
    ("email.addresses", Kind.EMAIL),
    ("email.handles", Kind.HANDLE),
    ("address.lines", Kind.ADDRESS),
    ("address.postcode", Kind.POSTCODE),
    ("address.workplaces", Kind.PLACE),
    ("address.schools", Kind.PLACE),
    ("address.gp", Kind.PLACE),
    ("safe_contact.channels.*.code_word_ok", Kind.CODE_WORD),
    ("safe_contact.channels.*.code_word_danger", Kind.CODE_WORD),
    ("people.safe_to_talk_to.*.name", Kind.NAME),
    ("people.emergency_contact.name", Kind.NAME),
    ("children.*.first_name", Kind.NAME),
    ("support.adviser.name", Kind.NAME),
    ("record.case_ref", Kind.REFERENCE),
    ("suspect.vrm", Kind.SUSPECTS),
    ("suspect.handles", Kind.SUSPECTS),
)
# Contacts that may be anything, and running text with contacts in it.
_CONTACTS = (
    "safe_contact.channels.*.value",
    "people.safe_to_talk_to.*.contact",
    "people.emergency_contact.contact",
    "support.adviser.safe_email",
)
_RUNNING = ("safe_contact.note", "safe_contact.if_partner_answers", "abroad.note")
# Where the place of the crime is where she lives, its address is hers.
_HER_HOME = frozenset({"home_of_victim", "shared_home", "temporary_accommodation"})
_HOME = (("premises.address", Kind.ADDRESS), ("premises.postcode", Kind.POSTCODE))


def own_values(identity: Mapping[str, Any], place_type: object = None) -> list[Own]:
    """Every value of an identity half that must not turn up in a text towards the police, and the suspect's that may.

    `place_type` is the crime half's: at her own home, the address under `premises` is hers as well.
    """
    places = (*_PLACES, *_HOME) if str(place_type) in _HER_HOME else _PLACES
    found = [Own(kind, text) for path, kind in places for text in _at(identity, path.split("."))]
    for path in _CONTACTS:
        for text in _at(identity, path.split(".")):
            found += guess(text, Kind.LOOSE)
    for path in _RUNNING:
        for text in _at(identity, path.split(".")):
            found += inside(text)
    return [own for own in dict.fromkeys(found) if own.value.strip()]


def unspelled(identity: Mapping[str, Any]) -> bool:
    """True if a name of hers, or close to her, stands in another script and no usual Latin spelling of it is given."""
    names = [text for path, kind in _PLACES if kind is Kind.NAME for text in _at(identity, path.split("."))]
    words = [word for name in names for word in WORD.findall(name)]
    latin = {piece for word in words if not has_foreign(word) for piece in PIECE.findall(fold_plain(word))}
    return any(has_foreign(word) and not transliteration.is_spelt(word, latin) for word in words)


_SUSPECTS: tuple[tuple[str, Kind], ...] = (
    ("suspect.name", Kind.NAME),
    ("suspect.aliases", Kind.NAME),
    ("suspect.phones", Kind.PHONE),
    ("suspect.emails", Kind.EMAIL),
    ("suspect.handles", Kind.HANDLE),
    ("suspect.address", Kind.ADDRESS),
    ("suspect.vrm", Kind.REFERENCE),
    ("suspect.employer", Kind.PLACE),
    ("premises.address", Kind.ADDRESS),
    ("premises.postcode", Kind.POSTCODE),
)


def suspect_values(identity: Mapping[str, Any]) -> list[Own]:
    """What the locked compartments hold of the suspect and the place: not hers, but the meters count it when told."""
    return [Own(kind, text) for path, kind in _SUSPECTS for text in _at(identity, path.split(".")) if text.strip()]


def guess(value: str, otherwise: Kind) -> list[Own]:
    """One loose value as what it looks like: e-mail address, phone number, handle, postcode, or `otherwise`."""
    plain = fold_plain(value).strip()
    if _EMAIL.fullmatch(plain):
        return [Own(Kind.EMAIL, value)]
    if _HANDLE.fullmatch(plain):
        return [Own(Kind.HANDLE, value)]
    if _POSTCODE.fullmatch(plain):
        return [Own(Kind.POSTCODE, value)]
    return inside(value) or [Own(otherwise, value)]


def inside(text: str) -> list[Own]:
    """The phone numbers, e-mail addresses and handles that stand in running text."""
    plain = fold_plain(text)
    found = [Own(Kind.EMAIL, match.group()) for match in _EMAIL.finditer(plain)]
    found += [Own(Kind.HANDLE, match.group()) for match in _HANDLE.finditer(plain)]
    return found + [Own(Kind.PHONE, match.group()) for match in _PHONE.finditer(plain) if _is_phone(match.group())]


def _is_phone(written: str) -> bool:
    """False for a date or a span of hours, which are also figures with signs between them."""
    return written.startswith("+") or 10 <= sum(map(str.isdigit, written)) <= 15


def _at(value: Any, path: list[str]) -> Iterator[str]:
    """The texts at a dotted path of plain data; nothing where the path leads nowhere."""
    if not path:
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            yield from (item for item in value if isinstance(item, str))
    elif path[0] == "*":
        for item in value if isinstance(value, list) else ():
            yield from _at(item, path[1:])
    elif isinstance(value, Mapping) and path[0] in value:
        yield from _at(value[path[0]], path[1:])
