"""Vectors of the JSON inside a part (section 7): what strict reading refuses in a crime part, and what it takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from keys.encoding import canonical, strict_json
from keys.roles import Part
from tests.vectors.making.directory import TODAY, Frozen
from tests.vectors.making.negative_delivery import NO_MEMORY, Deliveries

V = b'"v":1}'
"""The end of a crime part's canonical text."""
ADULT = b'"adult_confirmed":true'
"""A member of the report, whose value may be any."""
MOST = b"9007199254740991"

REFUSED = {
    "leading-zero": (V, b'"v":01}'),
    "exponent": (V, b'"v":1e0}'),
    "point": (V, b'"v":1.}'),
    "plus": (V, b'"v":+1}'),
    "hex": (V, b'"v":0x1}'),
    "minus-alone": (V, b'"v":-}'),
    "other-digits": (V, b'"v":\xd9\xa1}'),
    "capital-true": (ADULT, b'"adult_confirmed":True'),
    "above": (ADULT, b'"adult_confirmed":9007199254740992'),
    "below": (ADULT, b'"adult_confirmed":-9007199254740992'),
    "thousands-of-digits": (ADULT, b'"adult_confirmed":' + b"1" * 5000),
    "raw-line": (b"pay.", b"pay\n"),
    "raw-tab": (b"pay.", b"pay\t"),
    "raw-control": (b"pay.", b"pay\x1f"),
    "raw-nul": (b"pay.", b"pay\0"),
    "low-surrogate": (b"pay.", b"\\ude00"),
    "surrogates-turned": (b"pay.", b"\\ude00\\ud83d"),
    "half-surrogate-in-a-name": (b'"adult_confirmed"', b'"\\ud83d"'),
    "surrogate-in-utf-8": (b"pay.", b"\xed\xa0\xbd"),
    "long-utf-8": (b"pay.", b"\xc0\xaf"),
    "escape-unknown": (b"pay.", b"\\x41"),
    "escape-of-three": (b"pay.", b"\\u041"),
    "twice-deep": (ADULT, b'"adult_confirmed":{"a":1,"a":1}'),
    "twice-in-a-list": (ADULT, b'"adult_confirmed":[{"a":1,"a":1}]'),
    "twice-unescaped": (ADULT, b'"adult_confirmed":{"a":1,"\\u0061":1}'),
    "comma": (V, b'"v":1,}'),
    "comment": (V, b'"v":1/**/}'),
    "quotes": (V, b"'v':1}"),
    "no-quotes": (V, b"v:1}"),
    "no-colon": (V, b'"v" 1}'),
    "no-end": (V, b'"v":1'),
    "other-space": (V, b'"v":\x0b1}'),
    "other-space-at-the-end": (V, b'"v":1}\xc2\xa0'),
}
"""name -> (what stands in the right text, what is there instead): every reader must refuse the whole."""

ACCEPTED = {
    "largest": (ADULT, b'"adult_confirmed":' + MOST),
    "least": (ADULT, b'"adult_confirmed":-' + MOST),
    "minus-zero": (ADULT, b'"adult_confirmed":-0'),
    "escapes-in-a-crime-part": (b"pay.", b'\\u0041\\/\\ud83d\\ude00\\b\\f\\n\\r\\t\\"\\\\'),
    "delete-and-separator": (b"pay.", b"\x7f\xe2\x80\xa8"),
    "empty-name": (ADULT, b'"":{},"adult_confirmed":[]'),
}


def nested(containers: int, innermost: bytes = b"1") -> tuple[bytes, bytes]:
    """A report in which a value stands inside so many objects and arrays, the text's and the report's own included."""
    lists = containers - 2
    return ADULT, b'"adult_confirmed":' + b"[" * lists + innermost + b"]" * lists


def crime_json(orgs: Frozen) -> list[dict[str, Any]]:
    """Deliveries of the report "one" whose crime part is written otherwise."""
    vectors: list[dict[str, Any]] = []
    one = Deliveries(orgs, "one")
    right = one.inside(Part.CRIME)

    def add(name: str, check: str | None, text: bytes, then: str | None = None) -> None:
        told: dict[str, Any] = {"name": name, "do": "delivery", "check": check, "then": then, "part": 1}
        told |= {"org": "northshire-police", "directory": "now", "day": TODAY, "keys": ["northshire-police/crime"]}
        raw = one.delivery(Part.CRIME, one.made(Part.CRIME, text))
        vectors.append(told | {"memory": NO_MEMORY, "raw": raw})

    def put(old: bytes, new: bytes) -> bytes:
        assert right.count(old) == 1, old
        return right.replace(old, new)

    for name, change in REFUSED.items():
        add(f"R17-json-{name}", "R17-json", put(*change), "*")
    add("R17-json-empty", "R17-json", b"", "*")
    add("R17-json-a-list", "R17-json", b"[" + right + b"]", "*")
    add("R17-json-33-deep", "R17-json", put(*nested(33)), "*")
    for name, change in ACCEPTED.items():
        add(f"right-{name}", None, put(*change))
    add("right-32-deep", None, put(*nested(32)))
    add("right-empty-list-32-deep", None, put(*nested(32, b"[]")))
    add("right-full", None, right.ljust(16380))
    _members(add, right)
    return vectors


def _members(add: Callable[..., None], right: bytes) -> None:
    def but(change: Callable[[dict[str, Any]], None]) -> bytes:
        inside = strict_json(right)
        change(inside)
        return canonical(inside)

    add("R17-keys-report-list", "R17-keys", but(lambda i: i.update(report=[])))
    add("R17-keys-report-text", "R17-keys", but(lambda i: i.update(report="x")))
    add("R17-keys-report-null", "R17-keys", but(lambda i: i.update(report=None)))
    add("R17-keys-channel-list", "R17-keys", but(lambda i: i.update(channel=[])), "*")
    add("R17-keys-no-report", "R17-keys", but(lambda i: i.pop("report")), "*")
    add("R17-keys-supersedes-alone", "R17-keys", but(lambda i: i.update(supersedes=i.pop("v") and "0" * 32)), "*")
    for name, wrong in (("text", "1"), ("two", 2), ("null", None)):
        add(f"R17-version-{name}", "R17-type", but(lambda i, wrong=wrong: i.update(v=wrong)))
    add("R17-type-list", "R17-type", but(lambda i: i.update(type=["report"])))
    for name, wrong in (
        ("number", 1),
        ("null", None),
        ("short", "0" * 31),
        ("long", "0" * 33),
        ("line", "0" * 32 + "\n"),
    ):
        then = None if name == "line" else "*"
        add(f"R17-supersedes-{name}", "R17-report", but(lambda i, wrong=wrong: i.update(supersedes=wrong)), then)
