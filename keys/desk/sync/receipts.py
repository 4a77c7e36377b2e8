"""Signed words about envelopes: receipts that this desk promises, and what the gateway passes on of others' words.

A receipt says which envelope was received, opened or given up, on which day, signed by its receiver. A recall is the
NGO's signed order to give up unseen what nobody has looked at yet. A refile mark is the gateway's own word, unsigned.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

from keys.clock import today
from keys.desk.desk import Desk
from keys.desk.messages import status_line
from keys.desk.ngo import moving, releases
from keys.desk.police import attachments
from keys.desk.store.outbox import ItemType, OutboxItem
from keys.desk.store.records import Case, KeptEnvelope
from keys.directory.view import View
from keys.encoding import unb64
from keys.envelope.admission import admit_word
from keys.envelope.receipts import Action, Word, parse_recall, parse_receipt, receipt
from keys.errors import Refused
from keys.roles import Kind, Part, Role
from keys.signing import Signer

_REFILE_REASONS = frozenset({"expired", "key-stopped", "lost"})
_TAKEN = "words"  # under what the hour is marked in which all words were taken
TOGETHER = 25  # what waits for the disk once; other programs of this desk wait a moment meanwhile
IS_ID = re.compile(r"[0-9a-f]{32}")


def promise(desk: Desk, kept: KeptEnvelope, action: Action, signer: Signer) -> None:
    """The receipt is signed, remembered with its envelope, and waits in the outbox."""
    word = receipt(action, bytes.fromhex(kept.cid), bytes.fromhex(kept.digest), today(), signer).hex()
    kept.receipts[str(int(action))] = word
    desk.cases.put_kept(kept)
    desk.outbox.put(OutboxItem(ItemType.RECEIPT, f"receipt: {action.name.lower()}", kept.report_id, raw=word))


def promise_again(desk: Desk, kept: KeptEnvelope) -> None:
    """The same receipt is due again: the gateway seems not to have it."""
    action = Action.RECALLED if str(int(Action.RECALLED)) in kept.receipts else Action.RECEIVED
    word = kept.receipts.get(str(int(action)), "")
    waiting = any(item.raw == word for item in desk.outbox.of_report(kept.report_id))
    if word and not waiting:
        about = f"receipt {action.name.lower()} again"
        desk.outbox.put(OutboxItem(ItemType.RECEIPT, about, kept.report_id, raw=word))


def take_all_words(desk: Desk, pages: Iterable[dict[str, Any]], view: View) -> tuple[int, int]:
    """What `_take_words` says of all pages of a round, which is remembered."""
    since, new, refused = last_taken(desk), 0, 0
    for page in pages:
        told = _take_words(desk, page, view, since)
        new, refused = new + told[0], refused + told[1]
    desk.outbox.mark(_TAKEN)
    return new, refused


def _take_words(desk: Desk, page: dict[str, Any], view: View, since: int | None) -> tuple[int, int]:
    """How many of a page's receipts, recall orders and refile marks told something new, and how many were refused."""
    new = refused = 0
    recalls = page.get("recalls", [])
    texts: list[tuple[Callable[[bytes], Word], Any]] = [
        *((parse_receipt, row.get("receipt")) for row in rows(page, "receipts")),
        *((parse_recall, text) for text in (recalls if isinstance(recalls, list) else [])),
    ]
    for first in range(0, len(texts), TOGETHER):
        with desk.vault.batch():
            for parse, text in texts[first : first + TOGETHER]:
                try:
                    word = parse(unb64(text))
                    with desk.vault.batch():
                        new += (_recall if word.action is None else _receipt)(desk, word, view, since)
                except (Refused, ValueError):
                    refused += 1
    for row in rows(page, "refile"):
        if IS_ID.fullmatch(str(row.get("cid"))):
            reason = str(row.get("reason") or "").encode("ascii", "replace").decode()[:60]
            with desk.vault.batch():
                new += _refile(desk, row["cid"], reason)
    return new, refused


def believe(word: Word, view: View, org: str, role: Role, since: int | None = None) -> None:
    """Judge a signed word by the same function as a gateway, which judged its age when it came. Raises Refused."""
    admit_word(word, view=view, org=org, day=today(), roles=frozenset({role}), since=since)


def last_taken(desk: Desk) -> int | None:
    """The day on which this desk last took all words that its gateway had; None when it never did."""
    hour = desk.outbox.hour_of(_TAKEN)
    return None if hour < 0 else hour // 24


def _receipt(desk: Desk, word: Word, view: View, since: int | None) -> int:
    """1 when the receipt told something new about what was sent from here. Refused when it is not to be believed."""
    listed = view.listed(word.sender)
    if listed is not None and listed.org == desk.settings.org:
        return 0  # our own word about the identity part of what a gateway sealed for us
    case = desk.cases.get(word.cid.hex()) if desk.settings.kind is Kind.NGO else None
    if case is not None:
        if word.digest.hex() != case.crime_digest:
            raise Refused("word-digest")
        if word.raw.hex() in case.police_words:
            return 0  # judged when it came: the gateway passes it on for as long as it has it
        believe(word, view, case.force, Role.POLICE_REPLY, since)
        return _about_report(desk, case, word)
    row = desk.cases.sent(word.cid.hex())
    if row is None:
        return 0
    if word.digest.hex() != row["digest"]:
        raise Refused("word-digest")
    action = str(int(word.action or 0))
    if row["receipts"].get(action) == word.day:
        return 0
    role = Role.NGO_CASE if desk.settings.kind is Kind.POLICE else Role.POLICE_REPLY
    believe(word, view, row["to"], role, since)
    if action in row["receipts"]:
        return 0
    row["receipts"][action] = word.day
    desk.cases.put_sent(word.cid.hex(), row)
    releases.notify_opening(desk, word)
    return 1


def _about_report(desk: Desk, case: Case, word: Word) -> int:
    if word.action in {parse_receipt(bytes.fromhex(raw)).action for raw in case.police_words}:
        return 0
    if word.action is Action.RECEIVED:
        case.police_received = word.day
        if (
            not moving.received(desk, case) and not case.elsewhere and case.police_opened is None
        ):  # the desk that answers for it writes to her page
            status_line.write(desk, case, "delivered")
    elif word.action is Action.OPENED:
        case.police_opened = word.day
    elif word.action is Action.RECALLED:
        case.recalled = word.day
    case.police_words.append(word.raw.hex())
    desk.cases.put(case)
    return 1


def _recall(desk: Desk, word: Word, view: View, since: int | None) -> int:
    """An order to give up unseen what nobody has looked at: obeyed, and said so (ENVELOPE.md, section 13)."""
    kept = _recallable(desk, word)
    if kept is None:
        return 0
    case = desk.cases.get(kept.report_id)
    believe(word, view, "" if case is None else case.ngo, Role.NGO_CASE, since)
    signer = desk.keyring.signer(desk.settings.reply_role, view, today())
    _give_up(desk, kept)
    promise(desk, kept, Action.RECALLED, signer)
    return 1


def _refile(desk: Desk, cid: str, reason: str) -> int:
    """1 when the gateway says for the first time that a report must be filed again, and this desk holds it."""
    case = desk.cases.get(cid)
    if case is None or case.refile or case.police_received is not None:  # a signed receipt says otherwise
        return 0
    if case.recall_asked is not None:  # she took it back: a gateway restored from a backup does not know
        return 0
    case.refile = reason if reason in _REFILE_REASONS else "expired"  # unsigned: no words of a gateway's own
    desk.cases.put(case)
    return 1


def _recallable(desk: Desk, word: Word) -> KeptEnvelope | None:
    """The envelope an order names, if this desk holds it, nobody looked at it and it was not given up before."""
    for part in (Part.CRIME, Part.TO_POLICE, Part.DISCLOSE):
        kept = desk.cases.kept(part, word.cid.hex())
        if kept is None or kept.digest != word.digest.hex():
            continue
        case = desk.cases.get(kept.report_id)
        given_up = str(int(Action.RECALLED)) in kept.receipts
        looked_at = str(int(Action.OPENED)) in kept.receipts or (part is Part.CRIME and case and case.opened)
        return None if given_up or looked_at else kept
    return None


def _give_up(desk: Desk, kept: KeptEnvelope) -> None:
    """What the envelope said is gone from this desk, unseen; that it came and was recalled stays."""
    case = desk.cases.get(kept.report_id)
    if case is not None and kept.part == Part.CRIME:
        case.recalled, case.report, case.withheld = today(), None, []
        desk.cases.put(case)
        attachments.forget(desk, case)
    elif case is not None:
        for message in desk.cases.said(kept.report_id):
            if message.cid == kept.cid:
                desk.cases.unsay(message)
    desk.cases.empty(kept)


def rows(page: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The objects in the list `name` of a gateway's answer, which may be anything."""
    found = page.get(name, [])
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []
