"""Send: what is due leaves the outbox, sealed now; the bytes are kept until the gateway took them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from keys.clock import today
from keys.desk.desk import Desk
from keys.desk.errors import DeskError, NotReached, RefusedByGateway
from keys.desk.ngo import attachments, care, releases
from keys.desk.ngo.filing import give_up_late
from keys.desk.police import daily_round
from keys.desk.store.outbox import ItemType, OutboxItem
from keys.desk.sync.receipts import TOGETHER
from keys.directory.rules import DEMONSTRATION
from keys.directory.view import View
from keys.encoding import canonical, unb64
from keys.envelope.format import digest, parse, split_single
from keys.envelope.sealing import seal_cover, seal_mailbox, seal_single
from keys.errors import CannotSeal
from keys.roles import Kind, Part
from keys.token import Mailbox

TOO_LATE = 409
"""The gateway's answer to a recall of what was opened."""
_PATHS = {
    ItemType.RECEIPT: "/v1/receipts",
    ItemType.RECALL: "/v1/recalls",
    ItemType.ENVELOPE: "/v1/envelopes",
    ItemType.MAIL: "/v1/mailbox",
    ItemType.WIPE: "/v1/mailbox/wipe",
    ItemType.FREE: "/v1/mailbox/release",
    ItemType.UPLOAD: "/v1/sealed?priority=",
}
_UNSIGNED = (ItemType.WIPE, ItemType.FREE)


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
    if not at_once_only:
        daily_round.fill(desk, view)
    done = Sent()
    waiting = desk.outbox.waiting()
    count = 0
    with desk.client.one_connection():
        for group in _groups(waiting):
            count += len(group)
            desk.progress("Sending", count, len(waiting))
            leaving = []
            for item in group:
                if (at_once_only and item.timed and not now) or not _may_leave(desk, item, now=now):
                    _count(done, item)
                else:
                    leaving.append(item)
            if not _leave(desk, leaving, view, done):
                break
    return done


def _groups(waiting: list[OutboxItem]) -> Iterator[list[OutboxItem]]:
    """Receipts TOGETHER, since a crash may send the same words again; whatever else there is alone."""
    for receipts, items in groupby(waiting, key=lambda item: item.sort is ItemType.RECEIPT):
        some, size = list(items), TOGETHER if receipts else 1
        yield from (some[at : at + size] for at in range(0, len(some), size))


def _leave(desk: Desk, group: list[OutboxItem], view: View, done: Sent) -> bool:
    """The gateway took what it took, and the rest waits. False when there is no line."""
    with desk.vault.batch():
        claimed = [item for each in group if (item := desk.outbox.claim(each.id)) is not None]
    left, later, reached = [], [], True
    if _post_together(desk, claimed):
        left, claimed = claimed, []
    for item in claimed:
        if not reached:
            later.append(item)
            continue
        try:
            _post(desk, item, view)
        except RefusedByGateway as refusal:
            if item.sort is ItemType.RECALL and refusal.status == TOO_LATE:
                desk.outbox.drop(item.id)
                done.troubles.append(f"Too late, the police have opened it: {item.about}.")
                continue
            desk.outbox.refused(item)
            done.troubles.append(f"Refused: {item.about}. {refusal}")
        except (DeskError, CannotSeal) as trouble:
            later.append(item)
            done.troubles.append(f"Not sent yet: {item.about}. {trouble}")
            reached = not isinstance(trouble, NotReached)
        else:
            left.append(item)
    with desk.vault.batch():
        for item in left:
            desk.outbox.left(item)
        for item in later:
            desk.outbox.not_yet(item)
    done.left += [item.about for item in left if item.about != daily_round.ABOUT]
    return reached


def _post_together(desk: Desk, group: list[OutboxItem]) -> bool:
    """True when the gateway took all of several receipts in one request; else each is posted by itself."""
    if len(group) < 2:
        return False
    try:
        desk.client.post(_PATHS[ItemType.RECEIPT], b"".join(bytes.fromhex(item.raw) for item in group))
    except DeskError:  # one of them is refused, or the gateway is of an earlier version; or there is no line
        return False
    return True


def _may_leave(desk: Desk, item: OutboxItem, *, now: bool) -> bool:
    if now:  # a demonstration, whose gateway takes more messages a day
        return not item.stuck
    case = None
    if desk.settings.kind is Kind.NGO and item.sort is ItemType.MAIL:
        case = desk.cases.get(item.report_id)
    dangerous_waits = case is not None and bool(care.dangerous(desk, case))
    return desk.outbox.may_leave(item, dangerous_waits=dangerous_waits)


def _post(desk: Desk, item: OutboxItem, view: View) -> None:
    path = _PATHS[item.sort]
    if item.sort is ItemType.UPLOAD:
        path += item.words["priority"]
    if item.raw:
        body = bytes.fromhex(item.raw)
        post = desk.client.post_unsigned if item.sort in _UNSIGNED else desk.client.post
        post(path, body)
        return
    if not item.sealed or item.sealed_day < today() - 1:
        sealed = _sealed(desk, item, view)
        item.sealed, item.sealed_day = sealed.hex(), today()
        with desk.vault.batch():  # durable before it leaves: a crash sends the same bytes again, and knows them
            desk.outbox.put(item)
            if item.sort is ItemType.ENVELOPE:
                _remember(desk, item, sealed)
    desk.client.post(path, bytes.fromhex(item.sealed))


def _remember(desk: Desk, item: OutboxItem, sealed: bytes) -> None:
    """A receipt for the envelope can be checked later, and what was sent in it knows it."""
    part, _ = split_single(sealed, Part(item.part))
    cid, hashed = parse(part, Part(item.part)).cid.hex(), digest(part).hex()
    desk.cases.put_sent(cid, {"digest": hashed, "to": item.to, "report_id": item.report_id, "receipts": {}})
    if item.part == Part.DISCLOSE:
        releases.left(desk, item, cid, hashed)
    elif item.part == Part.ATTACHMENT:
        attachments.left(desk, item, cid)


def _sealed(desk: Desk, item: OutboxItem, view: View) -> bytes:
    role = desk.settings.reply_role
    if item.sort is ItemType.ENVELOPE:
        signer = desk.keyring.signer(role, view, today())
        if item.part == Part.ATTACHMENT:
            inside = attachments.inside(desk, item)
        elif item.part == Part.DISCLOSE:
            inside = unb64(item.words["inside"])
        else:
            inside = canonical(item.words)
        return seal_single(Part(item.part), inside, item.to, view=view, signer=signer, day=today())
    box = Mailbox(bytes.fromhex(item.box["id"]), bytes.fromhex(item.box["pk"]))
    if not item.words:
        return box.id + seal_cover(box)
    # Her page believes a message signed by the key that was in force on the message's own day.
    signer = desk.keyring.signer(role, view, int(item.words["day"]))
    return box.id + seal_mailbox(item.words, box, signer=signer)


def _count(done: Sent, item: OutboxItem) -> None:
    done.later += 1
    if item.stuck:
        done.troubles.append(f"Refused several times and waiting for a person: {item.about}.")
    elif done.next_due is None or item.due < done.next_due:
        done.next_due = item.due
