"""Gives a vector to our code and says what came of it: None when it was accepted, else the check that refused it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from gateway.api import signatures
from keys import token
from keys.directory import fold
from keys.directory.view import View
from keys.envelope import admission, disclosure, format, receipts, sealing
from keys.envelope.consent import HeldReport
from keys.errors import BadToken, Refused
from keys.private import mailbox, opening
from keys.private.keyfile import Opener
from keys.private.opening import Parties
from keys.roles import MAILBOX_KEY, READER, Part, Role, kid
from keys.signing import Signer
from keys.token import MailboxKeys


def clock() -> float:
    """The time at which every vector is read, seconds since 1970: just after the newest checkpoint."""
    return max(each["time"] for each in load("directory")["witnessed"]) + 60.0


VECTORS = Path(__file__).parents[1] / "vectors"


@cache
def load(name: str) -> Any:
    """What is in one file of vectors."""
    return json.loads((VECTORS / f"{name}.json").read_text("utf-8"))


@cache
def view(state: str = "now", stops: tuple[str, ...] = ()) -> View:
    """The directory as it is now, or with one more leaf that is not understood; `stops` came from outside the log."""
    table = load("directory")
    leaves = [bytes.fromhex(leaf) for leaf in table["leaves"]]
    checkpoints = [bytes.fromhex(checkpoint) for checkpoint in table["checkpoints"]]
    if state == "too-new":
        leaves.append(bytes.fromhex(table["too_new_leaf"]))
        checkpoints.append(bytes.fromhex(table["too_new_checkpoint"]))
    return fold.fold(
        leaves,
        bytes.fromhex(table["genesis"]),
        checkpoints=checkpoints,
        stops=[bytes.fromhex(stop) for stop in stops],
        now=clock(),
    )


@cache
def _raws(file: str) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for vector in load(file)["vectors"]:
        if "base" in vector:
            raw = bytearray(found[vector["base"]][: vector["length"]].ljust(vector["length"], b"\0"))
        else:
            raw = bytearray.fromhex(vector["raw"])
        for at, new in vector.get("patch", ()):
            raw[at : at + len(new) // 2] = bytes.fromhex(new)
        found[vector["name"]] = bytes(raw)
    return found


def raw_of(file: str, name: str) -> bytes:
    """The bytes of a vector: as they stand, or another's with some places changed."""
    return _raws(file)[name]


def admit(vector: dict[str, Any], raw: bytes) -> str | None:
    """What a gateway makes of it."""
    try:
        match vector["do"]:
            case "upload":
                admission.admit_upload(
                    raw, view=view(vector["directory"]), ngo=vector["ngo"], day=vector["day"],
                    gateway_org=vector["gateway"],
                )  # fmt: skip
            case "single":
                admission.admit_single(
                    raw, Part(vector["part"]), view=view(vector["directory"]), org=vector["org"], day=vector["day"]
                )
            case "mailbox":
                admission.admit_mailbox(raw)
            case "victim":
                admission.admit_victim(raw, view=view(vector["directory"]), day=vector["day"])
    except Refused as refused:
        return refused.check
    return None


def take_word(vector: dict[str, Any], judge: Callable[..., None] = admission.admit_word) -> str | None:
    """What a gateway makes of a receipt, recall or confirm note; or a desk, whose `judge` is handed in."""
    raw = bytes.fromhex(vector["raw"])
    parse = {b"AMPR": receipts.parse_receipt, b"AMPX": receipts.parse_recall, b"AMPC": receipts.parse_confirm}
    roles = frozenset({Role.POLICE_REPLY, Role.NGO_CASE} if raw[:4] == b"AMPR" else {Role.NGO_CASE})
    try:
        word = parse[raw[:4]](raw)
        judge(word, view=view(), org=vector["org"], day=vector["day"], roles=roles)
    except Refused as refused:
        return refused.check
    return None


class Remembered:
    """A desk's memory, as a vector tells it."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.digests = {(row["part"], row["cid"]): bytes.fromhex(row["digest"]) for row in told["digests"]}
        self.reports = {row["report_id"]: Parties(row["ngo"], row["force"]) for row in told["reports"]}
        self.say = {row["id"]: bytes.fromhex(row["say"]) for row in told["mailboxes"]}

    def digest_of(self, part: Part, cid: bytes) -> bytes | None:
        return self.digests.get((int(part), cid.hex()))

    def parties(self, report_id: bytes) -> Parties | None:
        return self.reports.get(report_id.hex())

    def mailbox(self, mailbox_id: bytes) -> MailboxKeys | None:
        say = self.say.get(mailbox_id.hex())
        return None if say is None else MailboxKeys(mailbox_id, b"", say, b"", b"", b"")


def openers(names: list[str]) -> list[Opener]:
    """The private keys of these names."""
    table = {row["name"]: row for row in load("directory")["keys"]}
    rows = [table[name] for name in names]
    return [Opener(row["org"], Role(row["role"]), bytes.fromhex(row["secret"])) for row in rows]


def open_at_desk(vector: dict[str, Any], raw: bytes) -> str | None:
    """What a desk makes of it; "again" where it was accepted before."""
    read = opening.open_report_part if vector["do"] == "delivery" else opening.open_single
    try:
        found = read(
            raw, Part(vector["part"]), view=view(vector["directory"]), org=vector["org"], day=vector["day"],
            openers=openers(vector["keys"]), memory=Remembered(vector["memory"]),
        )  # fmt: skip
    except Refused as refused:
        return refused.check
    return "again" if isinstance(found, opening.AlreadyAccepted) else None


def disclose(vector: dict[str, Any], raw: bytes) -> str | None:
    """What a force's desk makes of an opened disclosure."""
    told = vector["report"]
    report = told and HeldReport(
        told["ngo"], told["confirmed"], told["filed"], bytes.fromhex(told["idcommit"]), bytes.fromhex(told["vk"]),
        told["highest"],
    )  # fmt: skip
    try:
        disclosure.accept(
            disclosure.parse(raw), report=report, sender_org=vector["sender_org"], view=view(vector["directory"]),
            org=vector["org"], day=vector["day"],
        )  # fmt: skip
    except Refused as refused:
        return refused.check
    return None


def read_slot(vector: dict[str, Any], raw: bytes) -> str | None:
    """What her page makes of one slot."""
    now = view()
    keys = mailbox.keys_for_page(int(vector["value"], 16), now.deployment_id)
    try:
        mailbox.open_slot(keys, vector["slot"], raw, now, vector["day"])
    except Refused as refused:
        return refused.check
    return None


def seal_part(vector: dict[str, Any]) -> tuple[bytes, list[Opener]]:
    """The part of a vector of `parts.json`, sealed by our code, and the keys that open it."""
    part = Part(vector["part"])
    role = READER[part].role
    keys = [Opener("x", role or Role.CASE, bytes.fromhex(secret)) for secret in vector["secrets"]]
    if role is None:
        keys = [_Box("x", Role.CASE, key.secret) for key in keys]
    head = format.head(
        part, len(keys), bytes.fromhex(vector["cid"]), vector["dirsize"], bytes.fromhex(vector["dirhash"]),
        bytes.fromhex(vector["sender"]),
    )  # fmt: skip
    to = sorted((key.kid, key.pk) for key in keys)
    text = bytes(i % 251 for i in range(vector["pattern"]))
    return sealing.seal_to_keys(bytes.fromhex(vector["seed"]), part, text, head, to), keys


class _Box(Opener):
    """A token's box key, which no organisation holds."""

    @property
    def kid(self) -> bytes:  # type: ignore[override]
        return kid(MAILBOX_KEY, self.pk)


def seal_report(vector: dict[str, Any]) -> sealing.SealedReport:
    """The report of a vector of `report.json`, sealed by our code."""
    row = next(row for row in load("directory")["keys"] if row["name"] == vector["signer"])
    signer = Signer(row["org"], Role(row["role"]), bytes.fromhex(row["secret"]))
    return sealing.seal_report(
        json.loads(vector["report"]), vector["leaves"], force=vector["force"],
        ngo=vector["ngo"], view=view(), signer=signer, day=vector["day"], value=int(vector["value"], 16),
        seed=bytes.fromhex(vector["seed"]),
    )  # fmt: skip


def at_desk(text: str) -> str | None:
    """A token as a desk reads it; None where it refuses."""
    try:
        return f"{token.read_at_desk(text):028x}"
    except BadToken:
        return None


CHECKED = (
    "envelope/admission", "envelope/consent", "envelope/disclosure", "envelope/format", "envelope/messages",
    "private/decryption", "private/mailbox", "private/opening",
)  # fmt: skip
"""The modules of `keys` that refuse by the checks of ENVELOPE.md."""


def codes_in_source() -> set[str]:
    """Every check that our code names, with what stands before a dash filled in as it is called."""
    folder, found = Path(admission.__file__).parent.parent, set()
    for module in CHECKED:
        text, within = (folder / f"{module}.py").read_text("utf-8"), ""
        for function, code in re.findall(r'^def (\w+)|Refused\(f?"([^"]+)"', text, flags=re.M):
            within = function or within
            if code:
                found |= {code.replace("{code}", prefix) for prefix in _PREFIXES.get(within, ("",))}
    return {code for code in found if code[-1] not in "-.}" and not code.startswith("word-")}


_PREFIXES = {
    "parse": ("G4", "R3", "P5"),
    "split_single": ("R3", "P5"),
    "parse_signed": ("G3", "R2"),
    "bound_to_manifest": ("G5", "R5"),
}
"""The functions that are told under which check they refuse."""


def knock(vector: dict[str, Any]) -> str | None:
    """What a door makes of a signed request."""
    known = view(stops=tuple(vector.get("stops", ())))
    try:
        signatures.verify(
            vector["headers"], bytes.fromhex(vector["body"]), method=vector["method"], authority=vector["authority"],
            path=vector["path"], query=vector["query"], view=known, day=vector["day"], now=vector["now"],
            pepper=bytes(32),
        )  # fmt: skip
    except Refused as refused:
        return refused.check
    return None
