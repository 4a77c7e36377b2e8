"""Vectors of the channel and the identity part (sections 7, 8), and of a delivery that does not open: R12 to R17."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from keys.encoding import b64, canonical, strict_json
from keys.envelope import format
from keys.roles import Part
from tests.orgs import seed
from tests.vectors.making.directory import TODAY, Frozen
from tests.vectors.making.forging import Lie, flip
from tests.vectors.making.negative_delivery import NO_MEMORY, Deliveries, idcommit_of

Add = Callable[..., None]
GONE = object()
"""In place of a value: the name is left out."""


def channels(orgs: Frozen) -> list[dict[str, Any]]:
    """Deliveries of either part of the report "one", wrong in one thing."""
    vectors: list[dict[str, Any]] = []
    one = Deliveries(orgs, "one")

    def add(name: str, check: str | None, raw: bytes, then: str | None = None, **context: Any) -> None:
        crime = context.pop("part") is Part.CRIME
        told: dict[str, Any] = {"name": name, "do": "delivery", "check": check, "then": then, "part": 1 if crime else 2}
        told |= {"org": "northshire-police" if crime else "casa-aurora", "directory": "now", "day": TODAY}
        told |= {"keys": ["northshire-police/crime" if crime else "casa-aurora/identity"], "memory": NO_MEMORY}
        vectors.append(told | context | {"raw": raw})

    for part in (Part.CRIME, Part.IDENTITY):
        _opening(add, one, part)
        _members(add, one, part)
        _boxes(add, one, part)
    _own_of_identity(add, one)
    _values(add, one)
    _layout(add, one)
    return vectors


class _Bytes:
    """Bytes in place of a part that is to be made."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw

    def raw(self) -> bytes:
        return self._raw


def _named(part: Part) -> str:
    return "delivered" if part is Part.CRIME else "delivered-identity"


def _opening(add: Add, one: Deliveries, part: Part) -> None:
    """R12 to R16 in a delivery, whose manifest is right."""
    made, name = one.made(part), _named(part)
    text = one.inside(part)

    def put(check: str, lie: Lie, suffix: str = "", then: str | None = None, **context: Any) -> None:
        add(f"{check}-{name}{suffix}", check, one.delivery(part, lie), then, part=part, **context)

    put("R12", made, then="*", keys=[])
    other = {Part.CRIME: "northshire-police/desk", Part.IDENTITY: "casa-aurora/case"}[part]
    put("R12", made, "-another-role", "*", keys=[other])
    put("R13", made.but(junk=made.keys[0]), then="*")
    put("R14", made.but(wrong_commit=True))
    broken = cast(Lie, _Bytes(flip(made.raw(), 3000)))
    add(f"R15-{name}", "R15", one.delivery(part, broken, of=made), "*", part=part)
    long = (16381).to_bytes(4) + text.ljust(16380, b" " if part is Part.CRIME else b"\0")
    put("R16", made.but(padded=long), "-length", "*")
    padded = (len(text).to_bytes(4) + text).ljust(16383, b"\0") + b"\1"
    put("R16", made.but(padded=padded), "-padding")
    wrong = {Part.CRIME: {"crime_length": 1}, Part.IDENTITY: {"crime_length": 1}}[part]
    add(
        f"R2-lengths-{name}",
        "R2-lengths",
        one.delivery(part, made, **wrong),
        "*" if part is Part.CRIME else None,
        part=part,
    )


def _with(one: Deliveries, part: Part, name: str, value: Any) -> bytes:
    def change(inside: dict[str, Any]) -> None:
        channel = inside["channel"] if part is Part.CRIME else inside
        if value is GONE:
            del channel[name]
        else:
            channel[name] = value

    return one.with_json(part, change)


def _channel_of(one: Deliveries, part: Part) -> dict[str, Any]:
    text = one.inside(part)
    channel: dict[str, Any] = (
        strict_json(text)["channel"] if part is Part.CRIME else format.parse_identity(text).channel
    )
    return channel


def _members(add: Add, one: Deliveries, part: Part) -> None:
    """Names and values of the channel, one wrong at a time."""
    at = "" if part is Part.CRIME else "identity-"
    for name in sorted(_channel_of(one, part)):
        add(f"R17-channel-{at}no-{name}", "R17-channel", _with(one, part, name, GONE), "*", part=part)
    for name in ("schema_version", "ngo", *(["force"] if part is Part.IDENTITY else [])):
        then = "*" if name == "ngo" else None
        add(f"R17-channel-{at}{name}-number", "R17-channel", _with(one, part, name, 1), then, part=part)
    for wrong in ("20787", True, None):
        add(f"R17-channel-{at}day-{wrong}", "R17-day", _with(one, part, "day", wrong), "*", part=part)
    for day, check in ((TODAY - 35, None), (TODAY + 1, None), (TODAY + 2, "R17-day"), (TODAY - 36, "R17-day")):
        if part is Part.IDENTITY or check is None:
            name = "right-sealed" if check is None else "R17-day-sealed"
            add(f"{name}-{at}{day - TODAY:+}", check, _with(one, part, "day", day), part=part)
    add(f"R17-channel-{at}mailbox-text", "R17-channel", _with(one, part, "mailbox", "x"), "*", part=part)
    add(f"R17-ngo-{at}unknown", "R17-ngo", _with(one, part, "ngo", "nobody"), "R17-sender", part=part)
    if part is Part.IDENTITY:
        add("R17-channel-identity-more", "R17-channel", _with(one, part, "more", 1), part=part)


def _loose(text: str) -> str:
    """The same bytes in base64 that does not write itself again: 32 bytes leave two bits over."""
    return text[:-2] + chr(ord(text[-2]) + 1) + "="


def _boxes(add: Add, one: Deliveries, part: Part) -> None:
    """A mailbox of another form. Without the check, what is bound to the manifest may be the same: then it passes."""
    at = "" if part is Part.CRIME else "identity-"
    channel = _channel_of(one, part)
    box = channel["mailbox"]
    for name, wrong, then in (
        ("more", box | {"more": 1}, None),
        ("no-pk", {"id": box["id"]}, "*"),
        ("id-number", box | {"id": 1}, "*"),
        ("id-loose", box | {"id": _loose(box["id"])}, "*"),
        ("id-short", box | {"id": b64(seed("x")[:31])}, "*"),
        ("id-unpadded", box | {"id": box["id"][:-1]}, "*"),
        ("id-with-a-line", box | {"id": box["id"][:20] + "\n" + box["id"][20:]}, "*"),
        ("pk-loose", box | {"pk": _loose(box["pk"])}, "*"),
    ):
        add(f"R17-channel-{at}mailbox-{name}", "R17-channel", _with(one, part, "mailbox", wrong), then, part=part)
    add(f"R17-channel-{at}vk-loose", "R17-channel", _with(one, part, "vk", _loose(channel["vk"])), "*", part=part)
    add(f"R17-channel-{at}vk-number", "R17-channel", _with(one, part, "vk", 1), "*", part=part)


def _own_of_identity(add: Add, one: Deliveries) -> None:
    part = Part.IDENTITY
    channel = _channel_of(one, part)
    for name in ("say", "read", "ngo_salt"):
        for how, wrong in (("short", b64(seed("x")[:31])), ("loose", _loose(channel[name])), ("number", 1)):
            add(f"R17-channel-identity-{name}-{how}", "R17-channel", _with(one, part, name, wrong), None, part=part)


def _values(add: Add, one: Deliveries) -> None:
    """Leaves: each right or wrong in its writing alone, and committed to as it is."""
    who = format.parse_identity(one.inside(Part.IDENTITY))

    def put(name: str, check: str | None, value: bytes, at: int = 0) -> None:
        values = [value if i == at else old for i, old in enumerate(who.values)]
        inside = _identity(canonical(who.channel), values, who.salts)
        made = one.made(Part.IDENTITY, inside)
        raw = one.delivery(Part.IDENTITY, made, idcommit=idcommit_of(one, values, who.salts))
        add(name, check, raw, None if check is None else "*", part=Part.IDENTITY)

    controls = "".join(map(chr, range(32)))
    put("right-every-control", None, canonical(controls))
    for name, value in (("null", b"null"), ("list", b"[]"), ("no-sign", b'""'), ("least", b"-9007199254740991")):
        put(f"right-value-{name}", None, value)
    put("right-value-32-deep", None, b"[" * 32 + b"1" + b"]" * 32)
    for name, value in (
        ("backspace", b'"\\u0008"'), ("raw-control", b'"\x1f"'), ("delete-escaped", b'"\\u007f"'),
        ("separator-escaped", b'"\\u2028"'), ("pair-escaped", b'"\\ud83d\\ude00"'), ("half-pair", b'"\\ud83d"'),
        ("leading-zero", b"01"), ("fraction", b"1.0"), ("exponent", b"1e0"), ("above", b"9007199254740992"),
        ("below", b"-9007199254740992"), ("twice", b'{"a":1,"a":1}'), ("twice-deep", b'[{"a":1,"a":1}]'),
        ("33-deep", b"[" * 33 + b"1" + b"]" * 33), ("line-behind", b"1\n"), ("mark", b"\xef\xbb\xbf1"),
        ("not-utf8", b'"\xff"'), ("nothing-but-space", b" "), ("order-deep", b'[{"b":1,"a":1}]'),
    ):  # fmt: skip
        put(f"R17-identity-value-{name}", "R17-identity", value)
    rest = sum(map(len, who.values)) - len(who.values[4])
    put("right-13312-bytes", None, b'"' + b"x" * (13312 - rest - 2) + b'"', at=4)
    put("R17-identity-13313-bytes", "R17-identity", b'"' + b"x" * (13313 - rest - 2) + b'"', at=4)


def _identity(channel: bytes, values: list[bytes], salts: tuple[bytes, ...]) -> bytes:
    """The inside of an identity part, whatever its lengths."""
    leaves = (salt + len(value).to_bytes(2) + value for salt, value in zip(salts, values, strict=True))
    return b"AMPI\x01" + len(channel).to_bytes(2) + channel + b"".join(leaves)


def _layout(add: Add, one: Deliveries) -> None:
    who = format.parse_identity(one.inside(Part.IDENTITY))
    right = canonical(who.channel)

    def put(name: str, check: str | None, channel: bytes, behind: bytes = b"", values: int = 20) -> None:
        inside = _identity(channel, list(who.values)[:values], who.salts[:values]) + behind
        then = None if check is None else "*"
        add(name, check, one.delivery(Part.IDENTITY, one.made(Part.IDENTITY, inside)), then, part=Part.IDENTITY)

    put("right-channel-of-1024-bytes", None, right.ljust(1024))
    put("R17-identity-channel-of-1025-bytes", "R17-identity", right.ljust(1025))
    put("R17-identity-channel-twice", "R17-identity", right[:-1] + b',"day":1}')
    put("R17-identity-channel-a-list", "R17-identity", b"[]")
    put("R17-identity-channel-empty", "R17-identity", b"")
    put("R17-identity-channel-deep", "R17-identity", right[:-1] + b',"x":' + b"[" * 32 + b"1" + b"]" * 32 + b"}")
    put("R17-identity-nineteen", "R17-identity", right, values=19)
    put("R17-identity-twenty-one", "R17-identity", right, behind=bytes(34))
