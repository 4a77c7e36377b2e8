"""Vectors of what a mailbox message may hold (section 11): one value wrong at a time, P7."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from keys.signing import Signer
from tests.vectors.making.directory import TODAY, Frozen
from tests.vectors.making.negative_page import NOTE, VALUE, Box, body

Add = Callable[..., None]
Says = Callable[..., bytes]
STEP = ["opened", TODAY]

STATUS: dict[str, dict[str, Any]] = {
    "v-true": {"v": True}, "v-text": {"v": "1"}, "day-minus": {"day": -1}, "day-true": {"day": True},
    "day-text": {"day": "x"}, "seq-true": {"seq": True}, "seq-minus": {"seq": -1}, "code-number": {"code": 1},
    "kind-list": {"kind": ["status"]}, "show-after-text": {"show_after": "x"},
    "show-after-true": {"show_after": True},
    "text": {"text": "x"}, "about": {"about": 1}, "line-text": {"line": "opened"},
    "line-object": {"line": {"opened": TODAY}},
    "line-of-texts": {"line": ["op"]}, "line-of-one": {"line": [STEP, ["opened"]]},
    "line-of-three": {"line": [[*STEP, 1]]},
    "line-code-number": {"line": [[1, TODAY]]}, "line-day-true": {"line": [["opened", True]]},
    "line-day-minus": {"line": [["opened", -1]]}, "line-object-within": {"line": [{"0": "opened", "1": TODAY}]},
}  # fmt: skip
ABOUT: dict[str, Any] = {
    "text": "northshire-police", "number": 1, "list": ["northshire-police", 1], "more": {"org": "x", "seq": 1,
    "day": 1},
    "org-number": {"org": 1, "seq": 1}, "seq-text": {"org": "x", "seq": "1"}, "seq-true": {"org": "x", "seq": True},
    "seq-minus": {"org": "x", "seq": -1},
}  # fmt: skip
LEAVES: dict[str, Any] = {
    "about-text": "premises", "about-number": 12, "leaves-text": {"leaves": "premises", "day": TODAY},
    "leaves-object": {"leaves": {"premises": 1}, "day": TODAY}, "day-true": {"leaves": ["premises"], "day": True},
    "day-text": {"leaves": ["premises"], "day": "x"}, "no-day": {"leaves": ["premises"]},
}  # fmt: skip


def bodies(orgs: Frozen) -> list[dict[str, Any]]:
    vectors: list[dict[str, Any]] = []
    box, ngo = Box(orgs), orgs.signer("casa-aurora/ngo-case")
    police = orgs.signer("northshire-police/police-reply")

    def add(name: str, check: str | None, raw: bytes, then: str | None = None, slot: int = 0) -> None:
        told = {"name": name, "check": check, "then": then, "slot": slot, "value": f"{VALUE:028x}", "day": TODAY}
        vectors.append(told | {"raw": raw})

    def says(text: bytes, signer: Signer = police) -> bytes:
        return box.lie(box.inside(text, signer)).raw()

    _statuses(add, says)
    _abouts(add, says, ngo)
    _cut_short(add, box, box.inside(body(), police))
    return vectors


def _cut_short(add: Any, box: Box, text: bytes) -> None:
    """P6: a text that ends within the kid, within the signature, or before the body."""
    for name, check, length in (
        ("P6-no-text", "P6-sender", 0),
        ("P6-kid-cut-short", "P6-sender", 15),
        ("P6-kid-alone", "P6-signature", 16),
        ("P6-signature-cut-short", "P6-signature", 79),
    ):
        add(name, check, box.lie(text[:length]).raw(), "*")


def _statuses(add: Add, says: Says) -> None:
    for name, wrong in STATUS.items():
        add(f"P7-status-{name}", "P7", says(body(**wrong)), "*")
    add("status-empty-line-right", None, says(body(line=[])))
    add("status-show-after-right", None, says(body(code="arrested", show_after=TODAY * 24)))
    for kind in ("safe", "not_yet", "question", "notice"):
        about = {"org": "northshire-police", "seq": 1}
        more = {"about": about} if kind in ("safe", "not_yet") else {"text": "x"}
        add(f"P7-police-{kind.replace('_', '-')}", "P7-kind", says(body(kind=kind, code=None, line=None, **more)))
    for name, text in (
        ("fraction", b'"seq":1.0'), ("leading-zero", b'"seq":01'), ("raw-control", b'"seq":1,"x\x1f":1'),
    ):  # fmt: skip
        add(f"P7-json-{name}", "P7", says(body().replace(b'"seq":1', text)), "*")
    add("P7-json-empty", "P7", says(b""), "*")


def _abouts(add: Add, says: Says, ngo: Signer) -> None:
    for kind in ("safe", "not_yet"):
        for name, about in ABOUT.items():
            told = body(kind=kind, code=None, line=None, about=about)
            add(f"P7-{kind.replace('_', '-')}-{name}", "P7", says(told, ngo), "*", slot=5)
    for name, about in LEAVES.items():
        told = body(**(NOTE | {"kind": "notice", "code": "released", "about": about}))
        add(f"P7-notice-{name}", "P7", says(told, ngo), "*", slot=5)
    for name, more in {"text-number": {"text": 1}, "about-list": {"about": []}, "about-true": {"about": True}}.items():
        add(f"P7-note-{name}", "P7", says(body(**(NOTE | more)), ngo), "*", slot=5)
    told = body(**(NOTE | {"kind": "notice", "about": "x"}))
    add("notice-without-code-any-about-right", None, says(told, ngo), slot=5)
