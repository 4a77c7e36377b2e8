"""What becomes of an envelope once it is open: a case, a message, a change of a case. Called inside the batch of R20.

Whatever is wrong here is `Refused` as well, and undoes the batch: a question on a report that the NGO has not
confirmed, a confirmation that names another manifest, a status whose copy is not one.
"""

from __future__ import annotations

import base64

from gateway.report.statuses import is_dangerous
from keys.clock import today
from keys.desk.messages import status_line
from keys.desk.store import redaction
from keys.desk.store.cases import Case, Cases, Kept, Message
from keys.desk.store.folder import Settings
from keys.desk.store.outbox import Outbox, Sort
from keys.directory.view import View
from keys.encoding import b64, unb64
from keys.envelope import messages
from keys.envelope.receipts import ORDER_LENGTH, Action, Word, parse_confirm, parse_receipt, signed_digest
from keys.errors import Refused
from keys.private.opening import Opened
from keys.roles import Kind, Part, Role
from keys.token import MailboxKeys

VICTIM = "victim"
_HELD, _SENT = "held", "sent"
_SAY_OPENED = (
    "opened_by",
    "status",
)  # messages of the police that nobody sends who has not opened the report
_ALARMS = {
    "R6-fork": "was sealed under another history of the directory than this desk has seen. Call the coalition.",
    "R10": "was signed with a key that has been withdrawn since. It was not opened: ask the NGO.",
    "R12": "is sealed to your organisation, but not to a key of this desk. Call the sender: it must be filed again.",
    "R13": "is sealed to this desk's key and does not open with it. Call the sender: it must be filed again.",
    "R19": "does not fit what was signed when it was filed. Call the coalition and keep the file.",
}


def alarm(check: str, where: str) -> str:
    """The sentence for a failure that a person must act on now; empty for the others."""
    found = _ALARMS.get(check)
    return f"{where} {found}" if found else ""


class Arrivals:
    """Makes cases and messages of one desk."""

    def __init__(self, settings: Settings, cases: Cases, outbox: Outbox) -> None:
        self._org = settings.org
        self._kind = settings.kind
        self._cases = cases
        self._outbox = outbox

    def take(self, opened: Opened, kept: Kept, view: View) -> str:
        """The case or message is in the vault; a short sentence says what came. Refused undoes the whole batch."""
        if opened.part is Part.CRIME:
            return self._crime(opened, kept, view)
        if opened.part is Part.IDENTITY:
            return self._identity(opened, view)
        if opened.part is Part.HELD:
            return self._held(kept, opened.inside)
        if opened.part is Part.VICTIM:
            return self._her_words(opened, kept)
        case = self._cases.get(opened.report_id.hex())
        if case is None or opened.sender is None:
            raise Refused("R18")
        if opened.part is Part.FROM_POLICE:
            return self._from_police(case, opened)
        return self._to_police(case, opened, view)

    def _case(self, opened: Opened, view: View, channel: dict, force: str) -> Case:
        assert opened.sender is not None
        assert opened.manifest is not None
        signed = opened.manifest.raw + opened.manifest.signature
        return Case(
            report_id=opened.report_id.hex(),
            ngo=channel["ngo"],
            force=force,
            filed=channel["day"],
            received=today(),
            sealed_by=opened.sender.org,
            sealed_by_gateway=view.org_kind(opened.sender.org) is Kind.GATEWAY,
            signed=base64.b64encode(signed).decode(),
            crime_digest=opened.manifest.digests[Part.CRIME].hex(),
            mailbox={name: unb64(channel["mailbox"][name], 32).hex() for name in ("id", "pk")},
            vk=unb64(channel["vk"], 32).hex(),
            line=[["sent", channel["day"]]],
            schema_version=channel["schema_version"],
        )

    def _crime(self, opened: Opened, kept: Kept, view: View) -> str:
        case = self._case(opened, view, opened.inside["channel"], self._org)
        case.report = opened.inside["report"]
        case.supersedes = str(opened.inside.get("supersedes", ""))
        case.line.append(["delivered", today()])
        case.withheld = redaction.findings(case.report)
        earlier = self._cases.get(case.supersedes) if case.supersedes else None
        if earlier is not None and (earlier.vk, earlier.ngo) == (case.vk, case.ngo):
            earlier.superseded_by = case.report_id
            self._cases.put(earlier)
        self._cases.put(case)
        return f"A report, {case.short}. Look at it: amparo-desk show {case.short}"

    def _identity(self, opened: Opened, view: View) -> str:
        assert opened.identity is not None
        channel = opened.identity.channel
        ours = self._cases.get(opened.report_id.hex())
        if ours is not None and ours.filed_here:
            return self._our_own(ours)
        case = self._case(opened, view, channel, channel["force"])
        case.leaves = [value.decode() for value in opened.identity.values]
        for name in ("say", "read", "ngo_salt"):
            setattr(case, name, unb64(channel[name], 32).hex())
        keys = {name: bytes.fromhex(getattr(case, name)) for name in ("say", "vk", "read", "ngo_salt")}
        self._cases.keep_box(case.report_id, MailboxKeys(id=case.box.id, pk=case.box.pk, **keys))
        self._cases.put(case)
        status_line.write(self._cases, self._outbox, case, "sent", self._org)
        if not case.sealed_by_gateway:
            return f"The identity part of {case.short}, sealed at this desk."
        return f"The identity part of {case.short}. If your NGO filed it: amparo-desk confirm {case.short}"

    def _our_own(self, case: Case) -> str:
        """What this desk filed itself came back to it: the gateway has it, whatever became of the answer then."""
        for thing in self._outbox.of_report(case.report_id):
            if thing.sort is Sort.UPLOAD:
                self._outbox.drop(thing.id)
        if case.refile:
            case.refile = ""
            self._cases.put(case)
        return f"The gateway has {case.short}, which was filed at this desk."

    def _held(self, kept: Kept, inside: dict) -> str:
        """A form is held. The same form pressed twice is one; a changed one is another, so that nothing is lost."""
        form = inside["form"]
        for cid, row in self._cases.vault.all(_HELD):
            if row["form"] == form and "id" in form:
                self._cases.vault.delete(_HELD, cid)
                before = self._cases.kept(Part.HELD, cid)
                if before is not None:
                    self._cases.empty(before)
        self._cases.vault.put(_HELD, kept.cid, {"day": inside["day"], "form": form})
        return "A form that was kept for later. Nothing was sent to any force. See: amparo-desk held"

    def _her_words(self, opened: Opened, kept: Kept) -> str:
        assert opened.mailbox_id is not None
        report_id = self._cases.report_of_box(opened.mailbox_id)
        case = None if report_id is None else self._cases.get(report_id)
        if case is None:
            raise Refused("R18")
        kept.report_id = case.report_id
        body = {**opened.inside, "old_token": opened.mailbox_id != case.box.id}
        self._cases.say(
            Message(
                case.report_id, int(opened.part), VICTIM, False, body["day"], 0, body["kind"], body, kept.cid
            )
        )
        return f"A word from her about {case.short}. Read it: amparo-desk show {case.short}"

    def _message(self, case: Case, opened: Opened) -> Message:
        inside = opened.inside
        assert opened.sender is not None
        message = Message(
            case.report_id, int(opened.part), opened.sender.org, False, inside["day"], inside["seq"], inside["kind"],
            inside, opened.cid.hex(),
        )  # fmt: skip
        self._cases.say(message)
        return message

    def _from_police(self, case: Case, opened: Opened) -> str:
        inside, kind = opened.inside, opened.inside["kind"]
        if kind == "question" and not case.is_confirmed:
            raise Refused("unconfirmed")
        if kind in _SAY_OPENED and case.police_opened is None:
            case.police_opened = int(inside["day"])
            case.police_received = case.police_received or case.police_opened
            self._cases.put(case)
        if kind == "status":
            body = inside["body"]
            messages.check(Part.MAILBOX, body, "R17")
            if body["kind"] != "status" or body["seq"] != inside["seq"]:
                raise Refused("R17")
            self._message(case, opened)
            status_line.learned(case, str(body["code"]), int(body["day"]))
            self._cases.put(case)
            call = " The suspect may know first: call her now." if is_dangerous(str(body["code"])) else ""
            return f"A status of {case.short}: {body['code']}.{call} See: amparo-desk today"
        self._message(case, opened)
        if kind == "question":
            return f"A question about {case.short}. Read it: amparo-desk show {case.short}"
        if kind == "answer":
            settle(self._cases, case, inside["about"], "question", out=True)
        return f"A message of the police about {case.short} ({kind})."

    def _to_police(self, case: Case, opened: Opened, view: View) -> str:
        inside, kind = opened.inside, opened.inside["kind"]
        if kind == "confirm":
            case.confirmed = _confirmed(case, inside["note"], view)
        elif kind == "mailbox_moved":
            try:
                case.mailbox = {name: unb64(inside["mailbox"][name], 32).hex() for name in ("id", "pk")}
            except (KeyError, ValueError):
                raise Refused("R17") from None
        elif kind == "correction":
            if inside["digest"] != b64(bytes.fromhex(case.crime_digest)):
                raise Refused(
                    "correction"
                )  # of other words than those that were sealed (ENVELOPE.md, section 13)
        elif kind == "paused":
            case.paused = inside["day"]
        elif kind == "withdrawn":
            case.withdrawn = inside["day"]
        elif kind == "answer":
            settle(self._cases, case, inside["about"], "question", out=True)
            redaction.answered(case, inside)
        self._cases.put(case)
        self._message(case, opened)
        return f"From {case.ngo} about {case.short}: {kind.replace('_', ' ')}. See: amparo-desk show {case.short}"


def settle(cases: Cases, case: Case, about: object, kind: str, *, out: bool) -> None:
    """The message of that kind and id (ours, when `out`) is dealt with."""
    for message in cases.said(case.report_id):
        if message.kind == kind and message.out is out and message.body.get("id") == about:
            message.dealt_with = message.dealt_with or today()
            cases.say(message)


def _confirmed(case: Case, text: str, view: View) -> int:
    """The day of a confirmation that is for this very manifest, by the NGO the report names (ENVELOPE.md 13)."""
    try:
        word = parse_confirm(unb64(text, ORDER_LENGTH))
    except ValueError:
        raise Refused("confirm") from None
    if word.cid.hex() != case.report_id or word.digest != signed_digest(base64.b64decode(case.signed)):
        raise Refused("confirm")
    believe(word, view, case.ngo, Role.NGO_CASE)
    return word.day


def believe(word: Word, view: View, org: str, role: Role) -> None:
    """Nothing, if a key of `org` in `role`, in force on the word's own day and not stopped, signed it; else Refused."""
    sender = view.listed(word.sender)
    if sender is None or sender.role is not role or sender.org != org or view.stopped(word.sender):
        raise Refused("word-sender")
    if not sender.serves(word.day) or word.day > today() + 1:
        raise Refused("word-day")
    word.verify(sender.pk)


# --- signed words that the gateway passes on


def receipt(cases: Cases, outbox: Outbox, word: Word, view: View, settings: Settings) -> int:
    """1 when the receipt told something new about what was sent from here. Refused when it is not to be believed."""
    listed = view.listed(word.sender)
    if listed is not None and listed.org == settings.org:
        return 0  # our own word about the identity part of what a gateway sealed for us
    case = cases.get(word.cid.hex()) if settings.kind is Kind.NGO else None
    if case is not None:
        if word.digest.hex() != case.crime_digest:
            raise Refused("word-digest")
        believe(word, view, case.force, Role.POLICE_REPLY)
        return _about_report(cases, outbox, case, word, settings.org)
    row = cases.vault.get(_SENT, word.cid.hex())
    if row is None:
        return 0
    if word.digest.hex() != row["digest"]:
        raise Refused("word-digest")
    believe(word, view, row["to"], Role.NGO_CASE if settings.kind is Kind.POLICE else Role.POLICE_REPLY)
    action = str(int(word.action or 0))
    if action in row["receipts"]:
        return 0
    row["receipts"][action] = word.day
    cases.vault.put(_SENT, word.cid.hex(), row)
    return 1


def _about_report(cases: Cases, outbox: Outbox, case: Case, word: Word, org: str) -> int:
    if word.action in {parse_receipt(bytes.fromhex(raw)).action for raw in case.police_words}:
        return 0
    if word.action is Action.RECEIVED:
        case.police_received = word.day
        if (
            not case.elsewhere and case.police_opened is None
        ):  # the desk that answers for it writes her picture
            status_line.write(cases, outbox, case, "delivered", org)
    elif word.action is Action.OPENED:
        case.police_opened = word.day
    elif word.action is Action.RECALLED:
        case.recalled = word.day
    case.police_words.append(word.raw.hex())
    cases.put(case)
    return 1


def remember_sent(cases: Cases, cid: str, digest: str, to: str, report_id: str) -> None:
    """An envelope of ours left: a receipt for it can be checked later."""
    cases.vault.put(_SENT, cid, {"digest": digest, "to": to, "report_id": report_id, "receipts": {}})


def report_of_sent(cases: Cases, cid: str) -> str:
    """The id of the report that an envelope of ours was about; empty for any other envelope."""
    row = cases.vault.get(_SENT, cid)
    return "" if row is None else str(row["report_id"])


def receipts_of(cases: Cases, cid: str) -> dict[int, int]:
    """What the receiver has said of an envelope of ours: action number -> day."""
    row = cases.vault.get(_SENT, cid)
    return {} if row is None else {int(action): day for action, day in row["receipts"].items()}


def refile(cases: Cases, cid: str, reason: str) -> int:
    """1 when the gateway says for the first time that a report must be filed again, and this desk holds it."""
    case = cases.get(cid)
    if case is None or case.refile:
        return 0
    case.refile = reason or "expired"
    cases.put(case)
    return 1


def recallable(cases: Cases, word: Word) -> Kept | None:
    """The envelope an order names, if this desk holds it, nobody looked at it and it was not given up before."""
    for part in (Part.CRIME, Part.TO_POLICE, Part.DISCLOSE):
        kept = cases.kept(part, word.cid.hex())
        if kept is None or kept.digest != word.digest.hex():
            continue
        case = cases.get(kept.report_id)
        given_up = str(int(Action.RECALLED)) in kept.receipts
        looked_at = str(int(Action.OPENED)) in kept.receipts or (part is Part.CRIME and case and case.opened)
        return None if given_up or looked_at else kept
    return None


def give_up(cases: Cases, kept: Kept, day: int) -> None:
    """What the envelope said is gone from this desk, unseen; that it came and was recalled stays."""
    case = cases.get(kept.report_id)
    if case is not None and kept.part == Part.CRIME:
        case.recalled, case.report, case.withheld = day, None, []
        cases.put(case)
    elif case is not None:
        for message in cases.said(kept.report_id):
            if message.cid == kept.cid:
                cases.unsay(message)
    cases.empty(kept)
