"""What desks, the mailbox and she may say to each other: the kinds, and for each the keys it must and may carry.

Every message is strict JSON with `v`, `kind` and `day` (a day number); between desks also `report_id` (32 hex digits)
and `seq` (per sender organisation and report, from 1). A reader refuses an unknown kind or key: R17, P7.
"""

from collections.abc import Mapping
from typing import Any

from keys.directory.rules import x25519_fit
from keys.encoding import strict_json, unb64
from keys.errors import Refused
from keys.roles import Kind, Part

Shape = tuple[frozenset[str], frozenset[str]]
_DESK = frozenset({"v", "kind", "day", "report_id", "seq"})
_BOX = frozenset({"v", "kind", "day", "seq"})
_WORD = frozenset({"v", "kind", "day"})


def _shape(base: frozenset[str], must: str = "", may: str = "") -> Shape:
    return base | set(must.split()), frozenset(may.split())


FROM_POLICE: dict[str, Shape] = {
    "status": _shape(_DESK, "body", "reason text"),
    "question": _shape(
        _DESK,
        "id about sought why line_of_enquiry necessity how_dealt_with counselling",
        "substantial_value presumption_rebutted notice notice_why due compartment",
    ),
    "answer": _shape(_DESK, "about text"),
    "opened_by": _shape(_DESK, "officer", "action"),
    "erased": _shape(_DESK, "about"),
    "declined": _shape(_DESK, "to", "text"),
}
TO_POLICE: dict[str, Shape] = {
    "confirm": _shape(_DESK, "note"),
    "answer": _shape(_DESK, "about outcome", "text"),
    "question": _shape(_DESK, "id text"),
    "correction": _shape(_DESK, "digest text"),
    "paused": _shape(_DESK, "", "text"),
    "withdrawn": _shape(_DESK, "", "text"),
    "mailbox_moved": _shape(_DESK, "mailbox"),
    "erasure_ask": _shape(_DESK, "about", "text"),
}
IN_MAILBOX: dict[str, Shape] = {
    "status": _shape(_BOX, "code line", "show_after to"),
    "question": _shape(_BOX, "text", "about"),
    "notice": _shape(_BOX, "text", "about code"),
    "note": _shape(_BOX, "text", "about"),
    "safe": _shape(_BOX, "about"),
    "not_yet": _shape(_BOX, "about"),
}
FROM_HER: dict[str, Shape] = {"note": _shape(_WORD, "text", "about"), "answer": _shape(_WORD, "text", "about")}
KEPT: dict[str, Shape] = {"held": _shape(_WORD, "ngo form")}

KINDS: dict[Part, dict[str, Shape]] = {
    Part.FROM_POLICE: FROM_POLICE,
    Part.TO_POLICE: TO_POLICE,
    Part.MAILBOX: IN_MAILBOX,
    Part.VICTIM: FROM_HER,
    Part.HELD: KEPT,
}

_TYPES: dict[str, type | tuple[type, ...]] = {
    "day": int, "seq": int, "show_after": int, "line": list, "body": dict, "mailbox": dict, "counselling": bool,
    "form": dict, "about": (dict, int, str),
}  # fmt: skip


def check(part: Part, message: Mapping[str, Any], code: str) -> None:
    """Check that the message has a kind and keys that its part allows. Raises Refused(code)."""
    shape = KINDS[part].get(str(message.get("kind")))
    if shape is None or message.get("v") != 1 or isinstance(message.get("v"), bool):
        raise Refused(code)
    must, may = shape
    if not must <= message.keys() or not message.keys() <= must | may:
        raise Refused(code)
    for key, value in message.items():
        expected = _TYPES.get(key, int if key == "v" else str)
        if not isinstance(value, expected) or (isinstance(value, bool) and expected is not bool):
            raise Refused(code)
    if message["day"] < 0 or message.get("seq", 1) < 1 or not _inner(part, message):
        raise Refused(code)


def _inner(part: Part, message: Mapping[str, Any]) -> bool:
    """True if the values inside a message have their one shape, so that a page may show them unchecked."""
    kind = message["kind"]
    if part is Part.MAILBOX and kind == "status":
        return all(_is_step(step) for step in message["line"])
    if part is Part.MAILBOX and kind in ("safe", "not_yet"):
        about = message["about"]
        return isinstance(about, dict) and about.keys() == {"org", "seq"} and _is_step([about["org"], about["seq"]])
    if part is Part.MAILBOX and "code" in message and kind == "notice":
        return _is_about_leaves(message.get("about"))
    if part is Part.FROM_POLICE and kind == "status":
        body = message["body"]
        check(Part.MAILBOX, body, "R17")
        return body["kind"] == "status" and body["seq"] == message["seq"]
    if kind == "mailbox_moved":
        return is_mailbox(message["mailbox"])
    return True


def _is_step(step: object) -> bool:
    """True for [text, whole number from 0]."""
    return (
        isinstance(step, list) and len(step) == 2 and isinstance(step[0], str) and type(step[1]) is int and step[1] >= 0
    )


def _is_about_leaves(about: object) -> bool:
    """True for {leaves, day} of a fixed notice: at least one name of a leaf, and a day."""
    return (
        isinstance(about, dict)
        and about.keys() == {"leaves", "day"}
        and isinstance(about["leaves"], list)
        and bool(about["leaves"])
        and all(isinstance(leaf, str) for leaf in about["leaves"])
        and type(about["day"]) is int
        and about["day"] >= 0
    )


def is_mailbox(mailbox: object) -> bool:
    """True for the id of a mailbox and a public key that can be sealed to."""
    try:
        return (
            isinstance(mailbox, dict)
            and mailbox.keys() == {"id", "pk"}
            and len(unb64(mailbox["id"], 32)) == 32
            and x25519_fit(unb64(mailbox["pk"], 32))
        )
    except ValueError:
        return False


def read(part: Part, raw: bytes, code: str) -> dict[str, Any]:
    """The message in `raw`, strict and of an allowed kind; else Refused(code)."""
    try:
        message = strict_json(raw)
    except ValueError:
        raise Refused(code) from None
    check(part, message, code)
    return message


def allowed_in_mailbox(kind_of_org: Kind, kind: str) -> bool:
    """Police write statuses only: no free text of theirs, and no question, ever reaches her box."""
    return kind_of_org is Kind.NGO or (kind_of_org is Kind.POLICE and kind == "status")
