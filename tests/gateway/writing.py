"""What is sent in these tests: reports in the clear, sealed reports, envelopes and signed words, all of real parts."""

from __future__ import annotations

import json
import secrets
from typing import Any

from keys import clock
from keys.encoding import canonical
from keys.envelope.sealing import SealedReport, seal_mailbox, seal_report, seal_single
from keys.roles import Kind, Part, Role
from keys.token import Mailbox
from tests.orgs import FORCE, NGO, ORGS, Orgs

WORDS = "He came back on Tuesday and broke the door."


def posted(secret: str | None = None, **changes: Any) -> dict[str, Any]:
    """The JSON of POST /v1/reports."""
    document: dict[str, Any] = {
        "filing_secret": secret or secrets.token_hex(32),
        "force": FORCE,
        "crime": {
            "reporter_role": "victim",
            "adult_confirmed": True,
            "wish": "contact_through_ngo",
            "crime_types": ["domestic.physical"],
            "acts_narrative": WORDS,
        },
        "identity": {
            "name": {"preferred": "Marina Sokolova"},
            "phone": {"numbers": ["07700 900123"]},
            "advice": "taken",
        },
    }
    return document | changes


def as_json(document: dict[str, Any]) -> bytes:
    return json.dumps(document).encode()


def sealed_report(orgs: Orgs, *, force: str = FORCE, ngo: str = NGO, day: int | None = None) -> SealedReport:
    """A report sealed at `ngo`'s own desk."""
    return seal_report(
        {"acts_narrative": WORDS},
        [""] * 20,
        force=force,
        ngo=ngo,
        view=orgs.view(),
        signer=orgs.signer(ngo, Role.INTAKE),
        day=clock.today() if day is None else day,
    )


def envelope(orgs: Orgs, part: Part = Part.TO_POLICE, *, sender: str = NGO, to: str = FORCE) -> bytes:
    """A single envelope between two desks."""
    role = Role.POLICE_REPLY if part is Part.FROM_POLICE else Role.NGO_CASE
    inside = canonical({"v": 1, "kind": "paused", "day": clock.today(), "report_id": "00" * 16, "seq": 1})
    return seal_single(
        part, inside, to, view=orgs.view(),
        signer=orgs.signer(sender, role), day=clock.today(),
    )  # fmt: skip


def mailbox_write(orgs: Orgs, mailbox: Mailbox, *, sender: str = FORCE, seq: int = 1) -> bytes:
    """A message to a mailbox, as it is posted."""
    role = Role.POLICE_REPLY if ORGS[sender] is Kind.POLICE else Role.NGO_CASE
    body = {"v": 1, "kind": "status", "seq": seq, "day": clock.today(), "code": "opened", "line": []}
    if role is Role.NGO_CASE:
        body = {"v": 1, "kind": "note", "seq": seq, "day": clock.today(), "text": "Call us."}
    return mailbox.id + seal_mailbox(body, mailbox, signer=orgs.signer(sender, role))
