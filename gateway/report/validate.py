"""Reading a filing: {force, crime, identity} -> Filing, at the gateway's doors and at an NGO's desk alike.

`read_filing` and `read_posted` are the doors; `PostedFilingSchema` is also what the OpenAPI document is made from. The
fields stand in `gateway.report.crime` and `gateway.report.identity`; what must hold between them is here (`broken`).

A mistake becomes `NotAFiling`, which names each field and what is expected there and never holds what was submitted:
marshmallow's own ValidationError carries the whole input, so it never leaves this module and is never chained. The name
of an unknown field is a submitted value too, and is not repeated.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from marshmallow import ValidationError, post_load

from gateway.report import partial_dates
from gateway.report.crime import CONSTANTS, CRIME, CRIME_BUDGET
from gateway.report.fields import FORCE
from gateway.report.filing import Filing, canonical
from gateway.report.identity import IDENTITY
from gateway.report.schema import UNANSWERED, Code, Email, Group, GroupSchema, Phone, Several, Shape
from keys.envelope.format import IDENTITY_BUDGET

SECRET = Code(r"[0-9a-f]{64}", "64 hex digits, drawn at random for this report", required=True)
FILING = Group({"force": FORCE, "crime": CRIME, "identity": IDENTITY})
_ADDRESS, _NUMBER = Email(), Phone(200)
_BY_NUMBER = frozenset({"call", "text", "whatsapp", "signal"})
_DIALLED = re.compile(r"[0-9 ()+-]*")  # signs of a number and nothing else: a name of an account is none
ONS_LEVELS = {"region": "12 92", "force": "23 15", "local_authority": "06 07 08 09", "ward": "05"}


class Problem(NamedTuple):
    """A field, by dotted path, and what is expected there. Never holds what was submitted."""

    field: str
    expected: str


class NotAFiling(Exception):
    """What was sent cannot be filed. `problems` says where and what is expected; nothing here holds what was sent."""

    def __init__(self, problems: list[Problem]):
        super().__init__("The report could not be read: some fields need another look.")
        self.problems = tuple(problems)


def read_filing(document: Any) -> Filing:
    """The filing that {force, crime, identity} means, with the constants of every crime part. NotAFiling otherwise."""
    return _FILING.load(document)


def read_posted(document: Any) -> tuple[bytes, Filing]:
    """The 32-byte filing secret and the filing of one POST /v1/reports. NotAFiling otherwise."""
    return _POSTED.load(document)


class FilingSchema(GroupSchema):
    """{force, crime, identity} -> Filing. Raises NotAFiling, never ValidationError."""

    force = FORCE
    crime = CRIME
    identity = IDENTITY

    @post_load
    def _meant(self, read: dict[str, Any], **kwargs: Any) -> Any:
        return self.meant(read)

    def meant(self, read: dict[str, Any]) -> Any:
        """What the valid fields stand for. NotAFiling when a rule between them is broken."""
        filing = Filing(force=read["force"], crime={**read["crime"], **CONSTANTS}, identity=read["identity"])
        wrong = broken(filing)
        if wrong:
            raise NotAFiling(wrong)
        return filing

    def handle_error(self, error: ValidationError, data: Any, *, many: bool, **kwargs: Any) -> None:
        raise NotAFiling(_problems(error.messages, _TOP, ""))


class PostedFilingSchema(FilingSchema):
    """{filing_secret, force, crime, identity}, the body of POST /v1/reports -> (secret, Filing)."""

    filing_secret = SECRET

    def meant(self, read: dict[str, Any]) -> Any:
        secret = bytes.fromhex(read.pop("filing_secret"))
        return secret, super().meant(read)


_TOP = Group({"filing_secret": SECRET, **FILING.of})
_FILING, _POSTED = FilingSchema(), PostedFilingSchema()


def _problems(messages: Any, shape: Shape, path: str) -> list[Problem]:
    """marshmallow's tree of messages as a flat list; every word in it is ours, none the sender's."""
    found: list[Problem] = []
    for name, inner in messages.items() if isinstance(messages, Mapping) else ():
        below = _below(shape, name)
        if below is not None:
            found += _problems(inner, below, f"{path}.{name}" if path else str(name))
        else:
            found.append(Problem(path or "report", shape.expected))
    return list(dict.fromkeys(found)) or [Problem(path or "report", shape.expected)]


def _below(shape: Shape, name: object) -> Shape | None:
    if isinstance(shape, Group) and isinstance(name, str):
        return shape.of.get(name)
    if isinstance(shape, Several) and isinstance(name, int):
        return shape.of
    return None


def broken(filing: Filing) -> list[Problem]:
    """Every rule between fields that a filing of valid fields breaks; empty if it may be filed."""
    crime = filing.crime
    return [
        *_says_something(crime),
        *_dates(_group_of(crime, "when")),
        *_area(_group_of(crime, "where")),
        *_sources(crime),
        *_registrations(crime),
        *_channels(_group_of(filing.identity, "safe_contact")),
        *_fits(filing),
    ]


def space_left(filing: Filing) -> tuple[int, int]:
    """Bytes left in (crime half, identity half); negative where something must go."""
    crime = CRIME_BUDGET - len(canonical(filing.crime).encode())
    identity = IDENTITY_BUDGET - sum(len(leaf.encode()) for leaf in filing.leaves())
    return crime, identity


def _says_something(crime: Mapping[str, Any]) -> list[Problem]:
    if crime.get("acts_narrative") or set(crime.get("crime_types", ())) - set(UNANSWERED):
        return []
    return [Problem("crime.acts_narrative", "a few words on what happened, or at least one crime type")]


def _dates(when: Mapping[str, Any]) -> list[Problem]:
    spans = {name: partial_dates.read(when[name]) for name in ("from", "to") if name in when}
    allowed = partial_dates.FINENESS.get(when.get("precision", ""))
    problems = [
        Problem(f"crime.when.{name}", f"a date no finer than the precision chosen ({when['precision']})")
        for name, span in spans.items()
        if allowed is not None and partial_dates.FINENESS[span.level] > allowed
    ]
    if len(spans) == 2 and spans["to"].last < spans["from"].first:
        problems.append(Problem("crime.when.to", "a date not before `from`"))
    return problems


def _area(where: Mapping[str, Any]) -> list[Problem]:
    code, level = where.get("area_code"), where.get("area_level")
    if code is None:
        return []
    if level is None or level in UNANSWERED:
        return [Problem("crime.where.area_level", "the level that the area code belongs to")]
    sector = " " in code
    if sector != (level == "postcode_sector") or (not sector and code[1:3] not in ONS_LEVELS[level].split()):
        return [Problem("crime.where.area_code", f"the code of a {level.replace('_', ' ')}")]
    return []


def _sources(crime: Mapping[str, Any]) -> list[Problem]:
    """One source for the whole account, or one for each paragraph of it."""
    sources = crime.get("account_source", [])
    narrative = crime.get("acts_narrative", "")
    paragraphs = len([part for part in narrative.split("\n\n") if part.strip()])
    if len(sources) in (0, 1, paragraphs):
        return []
    return [Problem("crime.account_source", "one for the whole account, or one for each paragraph of it")]


def _registrations(crime: Mapping[str, Any]) -> list[Problem]:
    """A registration leads to a person she knows; it is in the crime half only when nobody knows him."""
    if any(suspect.get("relationship") == "stranger" for suspect in crime.get("suspects", ())):
        return []
    return [
        Problem(f"crime.vehicles.{place}.vrm", "a registration here only when a suspect is a stranger")
        for place, vehicle in enumerate(crime.get("vehicles", ()))
        if "vrm" in vehicle
    ]


def _channels(safe_contact: Mapping[str, Any]) -> list[Problem]:
    """A way to reach her is an address where it is e-mail, and no emergency number where it is a number."""
    problems = []
    for place, way in enumerate(safe_contact.get("channels", ())):
        kind, value = way.get("type"), way.get("value", "")
        is_number = kind in _BY_NUMBER and _DIALLED.fullmatch(value)
        shape = _ADDRESS if kind == "email" else _NUMBER if is_number else None
        if value and shape is not None and not shape.takes(value):
            problems.append(Problem(f"identity.safe_contact.channels.{place}.value", shape.expected))
    return problems


def _fits(filing: Filing) -> list[Problem]:
    crime, identity = space_left(filing)
    problems = []
    if crime < 0:
        problems.append(Problem("crime", f"at most {CRIME_BUDGET} bytes in all; shorten it by {-crime}"))
    if identity < 0:
        problems.append(Problem("identity", f"at most {IDENTITY_BUDGET} bytes in all; shorten it by {-identity}"))
    return problems


def _group_of(crime: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = crime.get(name)
    return value if isinstance(value, dict) else {}
