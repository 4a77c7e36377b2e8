"""Her mailbox, and those who write into it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gateway.store import mailboxes
from gateway.store.engine import writing
from keys import clock, token
from keys.envelope.sealing import seal_mailbox
from keys.roles import Role
from tests.gateway.running import Gateway
from tests.orgs import NGO

VALUE = token.value_from_filing_secret(bytes(range(32)))


@dataclass
class Box:
    """Her mailbox at this gateway, and those who write into it."""

    gateway: Gateway
    value: int = VALUE

    @property
    def keys(self) -> token.MailboxKeys:
        return token.mint(self.value, self.gateway.host.view().deployment_id, bytes(32))

    def put(self, org: str, kind: str, seq: int, day: int | None = None, **more: Any) -> None:
        police = org != NGO
        day = clock.today() if day is None else day
        signer = self.gateway.orgs.signer(org, Role.POLICE_REPLY if police else Role.NGO_CASE)
        part = seal_mailbox({"v": 1, "kind": kind, "seq": seq, "day": day} | more, self.keys.mailbox, signer=signer)
        with writing(self.gateway.host.engine) as connection:
            mailboxes.write(connection, self.row, part, police=police, day=day)

    def wipe(self) -> None:
        with writing(self.gateway.host.engine) as connection:
            mailboxes.wipe(connection, self.row)

    @property
    def row(self) -> bytes:
        return token.row_key(self.keys.id, self.gateway.host.pepper)
