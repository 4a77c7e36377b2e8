"""Let what is due leave the outbox: seal it now, keep the bytes, post them, forget them once they are taken."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass, field

from keys.clock import today
from keys.desk.errors import DeskError, NotReached, RefusedByGateway
from keys.desk.store.keyring import Ring
from keys.desk.store.outbox import Outbox, Sort, Thing
from keys.desk.sync.fetch import Told, nobody
from keys.desk.sync.gateway_client import Door
from keys.directory.view import View
from keys.encoding import canonical
from keys.envelope.format import digest, parse, split_single
from keys.envelope.sealing import seal_mailbox, seal_single
from keys.errors import CannotSeal
from keys.roles import Kind, Part, Role
from keys.token import Mailbox

TOO_LATE = 409
"""The gateway's answer to a recall of what was opened."""
_PATHS = {
    Sort.RECEIPT: "/v1/receipts",
    Sort.RECALL: "/v1/recalls",
    Sort.ENVELOPE: "/v1/envelopes",
    Sort.MAIL: "/v1/mailbox",
    Sort.WIPE: "/v1/mailbox/wipe",
    Sort.UPLOAD: "/v1/sealed?priority=",
}


@dataclass
class Sent:
    """What a round of sending did. `later` counts what waits for its own time; `troubles` are sentences."""

    left: list[str] = field(default_factory=list)
    later: int = 0
    next_due: float | None = None
    troubles: list[str] = field(default_factory=list)


@dataclass
class Sender:
    """What sending needs: the outbox, the keys, the line, and whether a dangerous status of a report waits."""

    outbox: Outbox
    ring: Ring
    door: Door
    kind: Kind
    dangerous_waits: Callable[[str], bool]
    remember: Callable[[Thing, str, str], None]
    """Told thing, cid and digest of an envelope before it leaves: a receipt for it can be checked later."""
    told: Told = nobody

    def send(self, view: View, *, at_once_only: bool = False, everything: bool = False) -> Sent:
        """Whatever may leave now has left. `everything` ignores times (a demonstration only). No line: it stays."""
        done = Sent()
        waiting = self.outbox.waiting()
        for count, thing in enumerate(waiting, 1):
            self.told("Sending", count, len(waiting))
            if (at_once_only and thing.timed and not everything) or not self._free(thing, everything):
                self._count(done, thing)
                continue
            claimed = self.outbox.claim(thing.id)
            if claimed is None:
                continue
            try:
                self._post(claimed, view)
            except RefusedByGateway as refusal:
                if claimed.sort is Sort.RECALL and refusal.status == TOO_LATE:
                    self.outbox.drop(claimed.id)
                    done.troubles.append(f"Too late, the police have opened it: {claimed.about}.")
                    continue
                self.outbox.refused(claimed)
                done.troubles.append(f"Refused: {claimed.about}. {refusal}")
            except (DeskError, CannotSeal) as trouble:
                self.outbox.not_yet(claimed)
                done.troubles.append(f"Not sent yet: {claimed.about}. {trouble}")
                if isinstance(trouble, NotReached):
                    break
            else:
                self.outbox.left(claimed)
                done.left.append(claimed.about)
        return done

    def _free(self, thing: Thing, everything: bool) -> bool:
        if everything:  # a demonstration, whose gateway takes more messages a day
            return not thing.stuck
        waits = thing.sort is Sort.MAIL and self.dangerous_waits(thing.report_id)
        return self.outbox.may_leave(thing, dangerous_waits=waits)

    def _post(self, thing: Thing, view: View) -> None:
        path = _PATHS[thing.sort]
        if thing.sort is Sort.UPLOAD:
            path += thing.words["priority"]
        if thing.raw:
            body = bytes.fromhex(thing.raw)
            self.door.post_unsigned(path, body) if thing.sort is Sort.WIPE else self.door.post(path, body)
            return
        if not thing.sealed or thing.sealed_day < today() - 1:
            sealed = self._sealed(thing, view)
            thing.sealed, thing.sealed_day = sealed.hex(), today()
            self.outbox.put(thing)  # durable before it leaves: a crash sends the same bytes again
            if thing.sort is Sort.ENVELOPE:
                part, _ = split_single(sealed, Part(thing.part))
                self.remember(thing, parse(part, Part(thing.part)).cid.hex(), digest(part).hex())
        self.door.post(path, bytes.fromhex(thing.sealed))

    def _sealed(self, thing: Thing, view: View) -> bytes:
        role = Role.POLICE_REPLY if self.kind is Kind.POLICE else Role.NGO_CASE
        if thing.sort is Sort.ENVELOPE:
            signer = self.ring.signer(role, view, today())
            disclosed = thing.part == Part.DISCLOSE
            inside = base64.b64decode(thing.words["inside"]) if disclosed else canonical(thing.words)
            return seal_single(Part(thing.part), inside, thing.to, view=view, signer=signer, day=today())
        box = Mailbox(bytes.fromhex(thing.box["id"]), bytes.fromhex(thing.box["pk"]))
        # Her page believes a message signed by the key that was in force on the message's own day (P6).
        signer = self.ring.signer(role, view, int(thing.words["day"]))
        return box.id + seal_mailbox(thing.words, box, signer=signer)

    @staticmethod
    def _count(done: Sent, thing: Thing) -> None:
        done.later += 1
        if thing.stuck:
            done.troubles.append(f"Refused several times and waiting for a person: {thing.about}.")
        elif done.next_due is None or thing.due < done.next_due:
            done.next_due = thing.due
