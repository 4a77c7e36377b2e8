"""What an opened envelope becomes: a case, a message, a change of a case. Called inside the batch that keeps it.

Whatever is wrong here is `Refused` as well, and undoes the batch: a question on a report that the NGO has not
confirmed, a confirmation that names another manifest, a status whose copy is not one.
"""

from gateway.report.statuses import is_dangerous
from keys.clock import today
from keys.desk.desk import Desk
from keys.desk.messages import status_line
from keys.desk.messages.correspondence import REPORT
from keys.desk.ngo import moving
from keys.desk.ngo.drafts import HELD_SHELF, forget_held
from keys.desk.police import attachments, declining, disclosed, redaction
from keys.desk.store.outbox import ItemType
from keys.desk.store.records import Case, KeptEnvelope, Message
from keys.desk.sync.receipts import believe
from keys.directory.view import View
from keys.encoding import b64, unb64
from keys.envelope import messages
from keys.envelope.receipts import ORDER_LENGTH, parse_confirm, signed_digest
from keys.errors import Refused
from keys.private.opening import Opened
from keys.roles import Kind, Part, Role

VICTIM = "victim"
_SAY_OPENED = ("opened_by", "status", "declined")  # messages that nobody sends who has not opened the report


def arrived(desk: Desk, opened: Opened, kept: KeptEnvelope, view: View) -> str:
    """The case or message is in the vault; a short sentence says what came. Refused undoes the whole batch."""
    if opened.part is Part.CRIME:
        return _crime(desk, opened, view)
    if opened.part is Part.IDENTITY:
        return _identity(desk, opened, view)
    if opened.part is Part.HELD:
        return _held(desk, kept, opened.inside)
    if opened.part is Part.VICTIM:
        return _her_words(desk, opened, kept)
    if opened.part is Part.DISCLOSE:
        return disclosed.take(desk, opened, kept, view)
    case = desk.cases.get(opened.report_id.hex())
    if case is None or opened.sender is None:
        raise Refused("R18")
    if opened.part is Part.ATTACHMENT:
        return attachments.take(desk, case, opened)
    if opened.part is Part.FROM_POLICE:
        return _from_police(desk, case, opened)
    return _to_police(desk, case, opened, view)


def _case(opened: Opened, view: View, channel: dict, force: str) -> Case:
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
        signed=b64(signed),
        crime_digest=opened.manifest.digests[Part.CRIME].hex(),
        mailbox={name: unb64(channel["mailbox"][name], 32).hex() for name in ("id", "pk")},
        vk=unb64(channel["vk"], 32).hex(),
        line=[["sent", channel["day"]]],
        schema_version=channel["schema_version"],
    )


def _crime(desk: Desk, opened: Opened, view: View) -> str:
    case = _case(opened, view, opened.inside["channel"], desk.settings.org)
    case.report = opened.inside["report"]
    case.supersedes = str(opened.inside.get("supersedes", ""))
    case.line.append(["delivered", today()])
    case.withheld = redaction.findings(case.report)
    earlier = desk.cases.get(case.supersedes) if case.supersedes else None
    if earlier is not None and (earlier.vk, earlier.ngo) == (case.vk, case.ngo):
        earlier.superseded_by = case.report_id
        desk.cases.put(earlier)
    desk.cases.put(case)
    return f"A report, {case.short}. Look at it: amparo-desk show {case.short}"


def _identity(desk: Desk, opened: Opened, view: View) -> str:
    assert opened.identity is not None
    channel = opened.identity.channel
    ours = desk.cases.get(opened.report_id.hex())
    if ours is not None and ours.filed_here:
        return _our_own(desk, ours)
    case = _case(opened, view, channel, channel["force"])
    case.leaves = [value.decode() for value in opened.identity.values]
    for name in ("say", "read", "ngo_salt"):
        setattr(case, name, unb64(channel[name], 32).hex())
    desk.cases.keep_box(case.report_id, case.keys)
    status_line.write(desk, case, "sent")  # puts the case
    if not case.sealed_by_gateway:
        return (
            f"The identity part of {case.short}, sealed with a key of your organisation, but not at this desk. If "
            "no other desk and no program of yours filed it, that key is stolen: call the coalition, stop it now."
        )
    return f"The identity part of {case.short}. If your NGO filed it: amparo-desk confirm {case.short}"


def _our_own(desk: Desk, case: Case) -> str:
    """What this desk filed itself came back to it: the gateway has it, whatever became of the answer then."""
    for item in desk.outbox.of_report(case.report_id):
        if item.sort is ItemType.UPLOAD:
            desk.outbox.drop(item.id)
    if case.refile:
        case.refile = ""
        desk.cases.put(case)
    return f"The gateway has {case.short}, which was filed at this desk."


def _held(desk: Desk, kept: KeptEnvelope, inside: dict) -> str:
    """A form is held. The same form pressed twice is one; a changed one is another, so that nothing is lost."""
    form = inside["form"]
    for cid, row in desk.vault.all(HELD_SHELF):
        if row["form"] == form and "id" in form:
            forget_held(desk.cases, cid)
    desk.vault.put(HELD_SHELF, kept.cid, {"day": inside["day"], "form": form})
    return "A form that was kept for later. Nothing was sent to any force. See: amparo-desk held"


def _her_words(desk: Desk, opened: Opened, kept: KeptEnvelope) -> str:
    assert opened.mailbox_id is not None
    report_id = desk.cases.report_of_box(opened.mailbox_id)
    case = None if report_id is None else desk.cases.get(report_id)
    if case is None:
        raise Refused("R18")
    kept.report_id = case.report_id
    body = {**opened.inside, "old_token": opened.mailbox_id != case.box.id}
    desk.cases.say(
        Message(case.report_id, int(opened.part), VICTIM, False, body["day"], 0, body["kind"], body, kept.cid)
    )
    return f"A word from her about {case.short}. Read it: amparo-desk show {case.short}"


def _message(desk: Desk, case: Case, opened: Opened) -> None:
    inside = opened.inside
    assert opened.sender is not None
    message = Message(
        case.report_id, int(opened.part), opened.sender.org, False, inside["day"], inside["seq"], inside["kind"],
        inside, opened.cid.hex(),
    )  # fmt: skip
    desk.cases.say(message)


def _from_police(desk: Desk, case: Case, opened: Opened) -> str:
    inside, kind = opened.inside, opened.inside["kind"]
    if kind == "question" and not case.is_confirmed:
        raise Refused("unconfirmed")
    if kind in _SAY_OPENED and case.police_opened is None:
        case.police_opened = int(inside["day"])
        case.police_received = case.police_received or case.police_opened
        desk.cases.put(case)
    if kind == "status":
        body = inside["body"]
        messages.check(Part.MAILBOX, body, "R17")
        if body["kind"] != "status" or body["seq"] != inside["seq"]:
            raise Refused("R17")
        _message(desk, case, opened)
        _into_line(desk, case, body)
        desk.cases.put(case)
        call = " The suspect may know first: call her now." if is_dangerous(str(body["code"])) else ""
        return f"A status of {case.short}: {body['code']}.{call} See: amparo-desk today"
    _message(desk, case, opened)
    if kind == "declined":
        case.declined = inside["to"]
        desk.cases.put(case)
        return f"{case.force} says that {case.declined} is the right force for {case.short}. See: amparo-desk today"
    if kind == "erased":
        moving.destroyed(desk, case, inside["about"])
    if kind == "question":
        return f"A question about {case.short}. Read it: amparo-desk show {case.short}"
    if kind == "answer":
        desk.cases.settle(case, inside["about"], "question", out=True)
    return f"A message of the police about {case.short} ({kind})."


def _to_police(desk: Desk, case: Case, opened: Opened, view: View) -> str:
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
            raise Refused("correction")  # of other words than those that were sealed
    elif kind == "paused":
        case.paused = inside["day"]
    elif kind == "withdrawn":
        case.withdrawn = inside["day"]
    elif kind == "answer":
        desk.cases.settle(case, inside["about"], "question", out=True)
        redaction.answered(case, inside)
        if not any(message.waits and message.out for message in desk.cases.said(case.report_id)):
            status_line.answered(case)
    desk.cases.put(case)
    _message(desk, case, opened)
    if kind == "erasure_ask" and inside["about"] == REPORT and declining.destroy(desk, case):
        return f"Moved to {case.declined}, and destroyed here: {case.short}."
    return f"From {case.ngo} about {case.short}: {kind.replace('_', ' ')}. See: amparo-desk show {case.short}"


def _into_line(desk: Desk, case: Case, body: dict) -> None:
    """The status stands before those that were set after it: each leaves at a random time, and comes in any order."""
    at = len(case.line)
    for message in desk.cases.said(case.report_id):
        if message.kind == "status" and not message.out and message.seq > body["seq"]:
            pair = [str(message.body["body"]["code"]), int(message.body["body"]["day"])]
            at = min(at, case.line.index(pair) if pair in case.line else at)
    case.line.insert(at, [str(body["code"]), int(body["day"])])


def _confirmed(case: Case, text: str, view: View) -> int:
    """The day of a confirmation that is for this very manifest, by the NGO the report names (ENVELOPE.md 13)."""
    try:
        word = parse_confirm(unb64(text, ORDER_LENGTH))
    except ValueError:
        raise Refused("confirm") from None
    if word.cid.hex() != case.report_id or word.digest != signed_digest(unb64(case.signed)):
        raise Refused("confirm")
    believe(word, view, case.ngo, Role.NGO_CASE)
    return word.day
