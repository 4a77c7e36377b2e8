"""Send: what is due leaves the outbox, sealed now; the bytes are kept until the gateway took them."""

from dataclasses import dataclass, field

from keys.clock import today
from keys.desk.desk import Desk
from keys.desk.errors import DeskError, NotReached, RefusedByGateway
from keys.desk.ngo import care, releases
from keys.desk.ngo.filing import give_up_late
from keys.desk.store.outbox import Sort, Thing
from keys.directory.rules import DEMONSTRATION
from keys.directory.view import View
from keys.encoding import canonical, unb64
from keys.envelope.format import digest, parse, split_single
from keys.envelope.sealing import seal_mailbox, seal_single
from keys.errors import CannotSeal
from keys.roles import Kind, Part
from keys.token import Mailbox

TOO_LATE = 409
"""The gateway's answer to a recall of what was opened."""
_PATHS = {
    Sort.RECEIPT: "/v1/receipts",
    Sort.RECALL: "/v1/recalls",
    Sort.ENVELOPE: "/v1/envelopes",
    Sort.MAIL: "/v1/mailbox",
    Sort.WIPE: "/v1/mailbox/wipe",
    Sort.FREE: "/v1/mailbox/release",
    Sort.UPLOAD: "/v1/sealed?priority=",
}
_UNSIGNED = (Sort.WIPE, Sort.FREE)


@dataclass
class Sent:
    """What a round of sending did. `later` counts what waits for its own time; `troubles` are sentences."""

    left: list[str] = field(default_factory=list)
    later: int = 0
    next_due: float | None = None
    troubles: list[str] = field(default_factory=list)


def send(desk: Desk, view: View | None = None, *, now: bool = False, at_once_only: bool = False) -> Sent:
    """Whatever may leave has left; without a line it stays. `view`: the directory, fetched anew unless it is given.

    `now`: everything, whatever its time; a demonstration only. `at_once_only`: nothing that has a random time.
    """
    view = view or desk.directory.refresh()
    if now and not (desk.settings.demonstration and view.deployment == DEMONSTRATION):
        raise DeskError(
            "--now is for a demonstration only: it would tell the gateway which mailbox belongs to which report."
        )
    give_up_late(desk)
    done = Sent()
    waiting = desk.outbox.waiting()
    for count, thing in enumerate(waiting, 1):
        desk.progress("Sending", count, len(waiting))
        if (at_once_only and thing.timed and not now) or not _may_leave(desk, thing, now=now):
            _count(done, thing)
            continue
        claimed = desk.outbox.claim(thing.id)
        if claimed is None:
            continue
        try:
            _post(desk, claimed, view)
        except RefusedByGateway as refusal:
            if claimed.sort is Sort.RECALL and refusal.status == TOO_LATE:
                desk.outbox.drop(claimed.id)
                done.troubles.append(f"Too late, the police have opened it: {claimed.about}.")
                continue
            desk.outbox.refused(claimed)
            done.troubles.append(f"Refused: {claimed.about}. {refusal}")
        except (DeskError, CannotSeal) as trouble:
            desk.outbox.not_yet(claimed)
            done.troubles.append(f"Not sent yet: {claimed.about}. {trouble}")
            if isinstance(trouble, NotReached):
                break
        else:
            desk.outbox.left(claimed)
            done.left.append(claimed.about)
    return done


def _may_leave(desk: Desk, thing: Thing, *, now: bool) -> bool:
    if now:  # a demonstration, whose gateway takes more messages a day
        return not thing.stuck
    case = None
    if desk.settings.kind is Kind.NGO and thing.sort is Sort.MAIL:
        case = desk.cases.get(thing.report_id)
    dangerous_waits = case is not None and bool(care.dangerous(desk, case))
    return desk.outbox.may_leave(thing, dangerous_waits=dangerous_waits)


def _post(desk: Desk, thing: Thing, view: View) -> None:
    path = _PATHS[thing.sort]
    if thing.sort is Sort.UPLOAD:
        path += thing.words["priority"]
    if thing.raw:
        body = bytes.fromhex(thing.raw)
        post = desk.client.post_unsigned if thing.sort in _UNSIGNED else desk.client.post
        post(path, body)
        return
    if not thing.sealed or thing.sealed_day < today() - 1:
        sealed = _sealed(desk, thing, view)
        thing.sealed, thing.sealed_day = sealed.hex(), today()
        desk.outbox.put(thing)  # durable before it leaves: a crash sends the same bytes again
        if thing.sort is Sort.ENVELOPE:
            part, _ = split_single(sealed, Part(thing.part))
            cid, hashed = parse(part, Part(thing.part)).cid.hex(), digest(part).hex()
            desk.cases.remember_sent(cid, hashed, thing.to, thing.report_id)
            if thing.part == Part.DISCLOSE:
                releases.left(desk, thing, cid, hashed)
    desk.client.post(path, bytes.fromhex(thing.sealed))


def _sealed(desk: Desk, thing: Thing, view: View) -> bytes:
    role = desk.settings.reply_role
    if thing.sort is Sort.ENVELOPE:
        signer = desk.keyring.signer(role, view, today())
        disclosed = thing.part == Part.DISCLOSE
        inside = unb64(thing.words["inside"]) if disclosed else canonical(thing.words)
        return seal_single(Part(thing.part), inside, thing.to, view=view, signer=signer, day=today())
    box = Mailbox(bytes.fromhex(thing.box["id"]), bytes.fromhex(thing.box["pk"]))
    # Her page believes a message signed by the key that was in force on the message's own day.
    signer = desk.keyring.signer(role, view, int(thing.words["day"]))
    return box.id + seal_mailbox(thing.words, box, signer=signer)


def _count(done: Sent, thing: Thing) -> None:
    done.later += 1
    if thing.stuck:
        done.troubles.append(f"Refused several times and waiting for a person: {thing.about}.")
    elif done.next_due is None or thing.due < done.next_due:
        done.next_due = thing.due
