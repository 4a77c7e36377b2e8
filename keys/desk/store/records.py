"""The rows of a desk: one report, something said about it, an envelope that came. `store.cases` keeps them.

All JSON; bytes are hex (short) or base64 (long).
"""

from dataclasses import dataclass, field
from typing import Any

from gateway.report.triage import unit_of
from keys.envelope.format import reference
from keys.token import Mailbox, MailboxKeys

SHORT = 8
"""Signs of a reference that a desk accepts, while they name one report only."""


@dataclass(kw_only=True)
class CaseHead:
    """What lists and the day's tasks need of a report. Days are UTC day numbers. `line` is the picture for her:
    [code, day] pairs, oldest first.

    `priority`: it is asked to be opened soon, as the desk that filed it knows, and a force by the gateway's word.
    `superseded_by` is the report id (hex) of a later account of hers. `elsewhere` names the desk of this organisation
    that answers for it, where that is another one. `sealed_by_gateway` is whether a gateway's key signed. `withheld`
    lists what the patterns found: it stays out of sight until the NGO has answered `withheld_question`. `declined`
    names the force that this one says is the right one.
    """

    report_id: str
    ngo: str
    force: str
    filed: int
    received: int
    sealed_by_gateway: bool
    opened: int | None = None
    confirmed: int | None = None
    recalled: int | None = None
    paused: int | None = None
    withdrawn: int | None = None
    police_received: int | None = None
    police_opened: int | None = None
    refile: str = ""
    superseded_by: str = ""
    filed_here: bool = False
    priority: bool = False
    elsewhere: str = ""
    line: list[list[Any]] = field(default_factory=list)
    withheld: list[dict[str, Any]] = field(default_factory=list)
    withheld_question: str = ""
    declined: str = ""

    @property
    def reference(self) -> str:
        return reference(bytes.fromhex(self.report_id))

    @property
    def short(self) -> str:
        """The first signs of the reference: what people type."""
        return self.reference[:SHORT]

    @property
    def is_confirmed(self) -> bool:
        """True when the NGO's own key signed the report, or it confirmed a gateway's word (ENVELOPE.md 13)."""
        return not self.sealed_by_gateway or self.confirmed is not None


@dataclass(kw_only=True)
class Case(CaseHead):
    """One report, whole.

    `report` (a force's desk) is the crime part's plain data, `leaves` (an NGO's) the twenty texts of the identity part.
    Where the report was `filed_here`, both are. `supersedes` is the report id (hex) of an earlier account of hers.
    `police_words` are the force's receipts as they came (hex), for an NGO's evidence. `sealed_by` is the organisation
    whose key signed.
    """

    sealed_by: str
    signed: str
    crime_digest: str
    mailbox: dict[str, str]
    vk: str
    report: dict[str, Any] | None = None
    leaves: list[str] | None = None
    say: str = ""
    read: str = ""
    ngo_salt: str = ""
    recall_asked: int | None = None
    supersedes: str = ""
    schema_version: str = ""
    police_words: list[str] = field(default_factory=list)
    said_to_desk: int = 0
    said_to_her: int = 0

    @property
    def unit(self) -> str:
        """The code of the unit that the report asks for, or that is proposed from its crime types."""
        return unit_of(self.report or {})[0]

    @property
    def box(self) -> Mailbox:
        return Mailbox(bytes.fromhex(self.mailbox["id"]), bytes.fromhex(self.mailbox["pk"]))

    @property
    def keys(self) -> MailboxKeys:
        """Of her mailbox, at an NGO's desk."""
        held = {name: bytes.fromhex(getattr(self, name)) for name in ("say", "vk", "read", "ngo_salt")}
        return MailboxKeys(id=self.box.id, pk=self.box.pk, **held)


@dataclass
class Message:
    """Something said about a report: `body` as it stood inside. `dealt_with` is the day a person was done with it.

    `place` is when this desk learned of it: days are all that messages carry, and a day has many.
    """

    report_id: str
    part: int
    org: str
    out: bool
    day: int
    seq: int
    kind: str
    body: dict[str, Any]
    cid: str = ""
    seen: int | None = None
    dealt_with: int | None = None
    place: int = 0

    @property
    def waits(self) -> bool:
        """True for a question that nobody has answered."""
        return self.kind == "question" and self.dealt_with is None

    @property
    def key(self) -> str:
        return f"{self.report_id}/{self.org}/{self.part}/{self.kind}/{self.seq}/{self.cid}"


class MessageHead(Message):
    """The same for a list: of `body` only what `summaries.LISTED` names. It is never put back."""


@dataclass
class KeptEnvelope:
    """An accepted envelope (R20). `cek` opens `raw` without any key; `receipts` are signed words by action number."""

    part: int
    cid: str
    digest: str
    report_id: str
    raw: str
    inside: dict[str, Any]
    cek: str
    day: int
    dirsize: int
    received: int
    receipts: dict[str, str] = field(default_factory=dict)
