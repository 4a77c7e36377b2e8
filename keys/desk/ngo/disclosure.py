"""An NGO's desk shows the police something she had locked, with her consent, and takes it back.

She says her token, present or by phone. The desk derives her consent key, signs one small note for exactly these
leaves, this force and these days, and forgets the key; its own key signs as well. What leaves is checked here first as
the police desk will check it. With the token lost, a second NGO signs in her stead (`cosign`), not within a week of
filing. To stop, the NGO's own key is enough, so that nothing stands in the way of stopping.

Everything said is one row a release, for ever: numbers of notes are never used twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from gateway.report import statuses
from gateway.report.names import day_in_london
from gateway.report.reason import NO_REASON, Reason
from gateway.report.screening import numbers
from gateway.report.screening.findings import blocked
from gateway.report.screening.normalize import fold
from keys.clock import today
from keys.desk.case_view.words import leaves_in_words
from keys.desk.desk import Desk, act, only
from keys.desk.errors import DeskError, Withheld
from keys.desk.messages.correspondence import screened
from keys.desk.ngo import releases
from keys.desk.ngo.consent_record import ConsentRecord, Explanation, withdrawn, yes
from keys.desk.ngo.releases import BACK, SENT, UNSENT, WAITING, Release
from keys.desk.store.outbox import ItemType, OutboxItem
from keys.desk.store.records import Case, Message
from keys.directory.notes import NoteSigner, sign_note
from keys.encoding import b64, unb64
from keys.envelope import consent, disclosure
from keys.envelope.consent import Consent, HeldReport, Withdrawal, case_signer
from keys.envelope.format import LEAVES, NEVER_DISCLOSED, leaf_hash, parse_signed
from keys.envelope.receipts import Action, recall
from keys.errors import Refused
from keys.private.keyfile import consent_signer
from keys.roles import Kind, Part, Role
from keys.token import mint, read_at_desk

IN_ENGLISH = ("premises", "suspect", "evidence_originals", "witness_contact", "safe_contact_for_police")
"""Leaves about the crime: what is said anew of them is screened as any text is. The others say who she is by nature."""
DISCLOSABLE = tuple(name for index, name in enumerate(LEAVES) if index not in NEVER_DISCLOSED)


@dataclass
class ReleaseRequest:
    """What she wants shown: names of leaves as filed, what she says otherwise now, before which day, with words.

    `reason`: why words that screening warns of must stay, and who agreed; kept here, sent to nobody.
    `silent`: her page says nothing of it.
    """

    fields: Sequence[str]
    later: Mapping[str, str]
    until: int
    words: str
    how: Explanation
    reason: Reason = NO_REASON
    silent: bool = False


# --- yes


@act(Kind.NGO)
def release(desk: Desk, case: Case, asked: ReleaseRequest, token: str) -> Release:
    """What she allows leaves at once. `token` as she said it; it is used here and kept nowhere.

    BadToken when it is mistyped, DeskError when it is another's or something stands in the way; Withheld when a text
    may not go.
    """
    value = read_at_desk(token)
    words = _wanted(desk, case, asked, lost=False)
    note = sign_note(words.text, _hers(desk, case, value), _ours(desk))
    return _send(desk, case, _row(case, words, asked, note))


@act(Kind.NGO, called="release --token-lost")
def release_without_token(desk: Desk, case: Case, asked: ReleaseRequest) -> bytes:
    """The note of a release that a second NGO has to sign, because her token is lost. It holds no value of hers."""
    if today() < case.filed + consent.LOST_AFTER:
        raise DeskError(
            f"A token is not called lost within {consent.LOST_AFTER} days of filing. "
            f"It can be from {day_in_london(case.filed + consent.LOST_AFTER)} on."
        )
    words = _wanted(desk, case, asked, lost=True)
    row = _row(case, words, asked, sign_note(words.text, _ours(desk)))
    row.state = WAITING
    releases.put(desk, row)
    return row.note.encode()


@act(Kind.NGO, called="release --cosigned")
def release_cosigned(desk: Desk, case: Case, raw: bytes) -> Release:
    """The release that waited for a second NGO leaves, with the note it signed."""
    words, _ = read(raw)
    row = next((each for each in releases.of(desk, case) if each.seq == words.seq), None)
    if row is None or row.state != WAITING or not row.note.startswith(words.text):
        raise DeskError("No release of this report waits for that note. Was it made at this desk?")
    row.note = raw.decode()
    return _send(desk, case, row)


def cosign(desk: Desk, raw: bytes) -> bytes:
    """Another NGO's note, signed by this one as well: she was heard here too, and says the same."""
    only(desk, Kind.NGO, "cosign")
    view = desk.directory.view()
    words, note = read(raw)
    if not isinstance(words, Consent) or not words.lost or words.log != view.genesis:
        raise DeskError("Only a release whose token is lost, of this directory, is signed by a second NGO.")
    if len(note.signatures) != 1 or note.signatures[0].name == f"{desk.settings.org}/case":
        raise DeskError("This needs one signature of another NGO and none of yours. Ask them for the file.")
    first = note.signatures[0].name.removesuffix("/case")
    if not consent.signed_by(note, first, view, today()):
        raise DeskError("The first signature is not of a key that the directory lists. Nothing was signed.")
    if not today() < words.until <= today() + consent.LONGEST:
        raise DeskError("Its time is over, or too long. Ask for a new one.")
    signed = note.signed_also(_ours(desk)).raw
    desk.vault.put("cosigned", f"{words.report_id.hex()}/{words.seq}", signed.decode())
    return signed


# --- no


@act(Kind.NGO)
def unrelease(desk: Desk, case: Case) -> list[Release]:
    """Whatever she released of the report is taken back; the releases it was."""
    return take_back(desk, case)


def take_back(desk: Desk, case: Case) -> list[Release]:
    """The same of a case, when she stops altogether: unsent here, recalled on the way, withdrawn at the police."""
    open_rows = [row for row in releases.of(desk, case) if row.state in (SENT, WAITING)]
    for row in open_rows:
        row.state = BACK if _may_have_left(desk, row) else UNSENT
        row.ended = today()
        row.records += [asdict(each) for each in withdrawn(row.names, row.to)]
        releases.put(desk, row)
        if row.state == BACK:
            _recall(desk, case, row)
        releases.notify_stop(desk, case, row)
    if any(row.state == BACK for row in open_rows):
        genesis, report_id = desk.directory.view().genesis, bytes.fromhex(case.report_id)
        words = Withdrawal(genesis, report_id, case.force, releases.next_number(desk, case), False)
        note = sign_note(words.text, _ours(desk))
        _post(desk, case, words.seq, _inside(desk, case, words, note, {}, ""), "release taken back")
        _say(desk, case, words.seq, "release_withdrawn", "everything she released was taken back")
    return open_rows


def _may_have_left(desk: Desk, row: Release) -> bool:
    """False when it certainly never left this desk; then it never will."""
    if row.state == WAITING:
        return False
    for item in desk.outbox.of_report(row.report_id):
        if item.part == Part.DISCLOSE and item.words.get("seq") == row.seq:
            claimed = desk.outbox.claim(item.id)
            if claimed is not None:
                desk.outbox.drop(item.id)
            return claimed is None or bool(item.sealed)
    return True


def _recall(desk: Desk, case: Case, row: Release) -> None:
    signer = desk.keyring.signer(Role.NGO_CASE, desk.directory.view(), today())
    for cid, digest in row.envelopes:
        if int(Action.OPENED) in desk.cases.receipts_of(cid):
            continue
        order = recall(bytes.fromhex(cid), bytes.fromhex(digest), today(), signer)
        about = f"recall of a release, {case.short}"
        desk.outbox.put(OutboxItem(ItemType.RECALL, about, case.report_id, raw=order.hex()))


# --- how it is made


def _wanted(desk: Desk, case: Case, asked: ReleaseRequest, *, lost: bool) -> Consent:
    """The consent for what is asked, with a fresh number. DeskError or Withheld before anything is signed."""
    if case.recalled is not None or case.withdrawn is not None:
        raise DeskError("She withdrew this report, or it was recalled. Nothing more of it is shown.")
    if not case.is_confirmed:
        raise DeskError(
            f"The police do not know yet that this report is yours. First: amparo-desk confirm {case.short}"
        )
    asked.how.complete()
    names = [*asked.fields, *asked.later]
    if not names or len(set(names)) != len(names) or any(name not in DISCLOSABLE for name in names):
        raise DeskError(f"Name each thing to release once, of: {', '.join(DISCLOSABLE)}.")
    values = case.leaves or [""] * len(LEAVES)
    if empty := [name for name in asked.fields if not values[LEAVES.index(name)]]:
        raise DeskError(f"Nothing was filed as {', '.join(empty)}. What she says now goes with --later.")
    if not today() < asked.until <= today() + consent.LONGEST:
        raise DeskError(f"The last day is from tomorrow to {day_in_london(today() + consent.LONGEST)}.")
    _screened(case, asked)
    genesis, idcommit = desk.directory.view().genesis, parse_signed(_signed(case), "R2").idcommit
    return Consent(
        genesis, bytes.fromhex(case.report_id), idcommit, case.force, _indices(asked.fields),
        _indices(asked.later), asked.until, releases.next_number(desk, case), lost,
    )  # fmt: skip


def _screened(case: Case, asked: ReleaseRequest) -> None:
    """What goes in words is screened against all of hers but what this very note releases.

    An earlier police number may stand in `history` alone, which is the leaf for it.
    """
    names = [*asked.fields, *asked.later]
    for name, text in asked.later.items():
        if not text.strip():
            raise DeskError(f"There is no text for {name}. Nothing was released.")
        found = [each for each in numbers.find(fold(text)) if blocked([each])]
        if found := [each for each in found if (name, each.code) != ("history", "number.police")]:
            raise Withheld(
                f"Nothing was released: {name} holds a number that must not reach the police. "
                + " ".join(sorted({each.why for each in found}))
            )
    said = {"words": asked.words} if asked.words else {}
    said |= {name: text for name, text in asked.later.items() if name in IN_ENGLISH}
    if said:
        screened(case, said, asked.reason, but=names)


def _hers(desk: Desk, case: Case, value: int) -> NoteSigner:
    """Her consent key. DeskError when the token is another's, or was replaced."""
    salt = bytes.fromhex(case.ngo_salt)
    deployment = desk.directory.view().deployment_id
    signer = consent_signer(value, deployment, salt)
    if signer.key.pk.hex() != case.vk:
        raise DeskError(
            "That is not the token this report was filed with. If she has a newer one or none, two NGOs sign "
            "for her: --token-lost. Nothing was released."
        )
    if mint(value, deployment, salt).id != case.box.id:
        raise DeskError(
            "That token was replaced: somebody else may hold the old paper. Two NGOs sign for her: --token-lost."
        )
    return signer


def _ours(desk: Desk) -> NoteSigner:
    return case_signer(desk.keyring.signer(Role.NGO_CASE, desk.directory.view(), today()))


def _row(case: Case, words: Consent, asked: ReleaseRequest, note: bytes) -> Release:
    names = [LEAVES[index] for index in (*words.fields, *words.later)]
    records: list[ConsentRecord] = yes(names, case.force, asked.how, asked.until)
    later = {str(index): asked.later[LEAVES[index]] for index in words.later}
    return Release(
        words.seq, case.report_id, case.force, list(words.fields), later, words.until, asked.words, note.decode(),
        today(), SENT, words.lost, records=[asdict(each) for each in records], reason=str(asked.reason),
        silent=asked.silent,
    )  # fmt: skip


def _send(desk: Desk, case: Case, row: Release) -> Release:
    """The release is in the outbox, if the police will accept it: the same checks are made here."""
    words, note = read(row.note.encode())
    inside = _inside(desk, case, words, note.raw, row.later, row.words)
    held = HeldReport(
        case.ngo, case.is_confirmed, case.filed, parse_signed(_signed(case), "R2").idcommit,
        bytes.fromhex(case.vk), row.seq - 1,
    )  # fmt: skip
    view, org = desk.directory.view(), desk.settings.org
    try:
        disclosure.accept(disclosure.parse(inside), report=held, sender_org=org, view=view, org=case.force, day=today())
    except Refused as refused:
        raise DeskError(
            f"The police desk would refuse this ({refused.check}), so it was not sent. Was it signed by both, "
            "and is its time not over?"
        ) from None
    row.state = SENT
    releases.put(desk, row)
    told = f"{leaves_in_words(row.names)}, until {day_in_london(row.until)}"
    _post(desk, case, row.seq, inside, f"release of {leaves_in_words(row.names).lower()}")
    _say(desk, case, row.seq, "release", told)
    releases.notify_release(desk, case, row, statuses.RELEASED)
    return row


def _inside(
    desk: Desk, case: Case, words: Consent | Withdrawal, note: bytes, later: Mapping[str, str], text: str
) -> bytes:
    """The plaintext of part 3, with the leaves as they were opened here."""
    kept = desk.cases.kept(Part.IDENTITY, case.report_id)
    if kept is None or "salts" not in kept.inside:
        raise DeskError(
            "The sealed identity part is not at this desk, so nothing of it can be proved. "
            "Run amparo-desk receive, or restore a backup."
        )
    salts = [bytes.fromhex(salt) for salt in kept.inside["salts"]]
    values = [value.encode() for value in kept.inside["leaves"]]
    shown = [disclosure.Opening(i, salts[i], values[i]) for i in words.fields]
    others = [leaf_hash(i, values[i], salts[i]) for i in range(len(LEAVES)) if i not in words.fields]
    inside: dict[str, Any] = {"v": 1, "report_id": case.report_id, "seq": words.seq, "day": today()}
    if later:
        inside["later"] = [{"i": i, "value": later[str(i)]} for i in words.later]
    if text:
        inside["words"] = text
    try:
        return disclosure.build(note, shown, others, inside)
    except ValueError:
        raise DeskError("All together that is too long to send at once. Release it in two steps.") from None


def _post(desk: Desk, case: Case, seq: int, inside: bytes, about: str) -> None:
    words = {"seq": seq, "inside": b64(inside)}
    desk.outbox.put(
        OutboxItem(
            ItemType.ENVELOPE, f"{about}, {case.short}", case.report_id, int(Part.DISCLOSE), case.force, words=words
        )
    )  # fmt: skip


def _say(desk: Desk, case: Case, seq: int, kind: str, text: str) -> None:
    body = {"text": text}
    desk.cases.say(
        Message(case.report_id, int(Part.DISCLOSE), desk.settings.org, True, today(), seq, kind, body, f"note {seq}")
    )


def read(raw: bytes) -> tuple[Consent | Withdrawal, Any]:
    """The note in a file. DeskError when it is none."""
    try:
        return consent.read_note(raw)
    except Refused:
        raise DeskError("This file is not a note of consent. Nothing was signed or sent.") from None


def _indices(names: Sequence[str] | Mapping[str, str]) -> tuple[int, ...]:
    return tuple(sorted(LEAVES.index(name) for name in names))


def _signed(case: Case) -> bytes:
    return unb64(case.signed)
