"""An NGO's desk shows the police something she had locked, with her consent, and takes it back.

She says her token, present or by phone. The desk derives her consent key, signs one small note for exactly these
leaves, this force and these days, and forgets the key; its own key signs as well. What leaves is checked here first as
the police desk will check it. With the token lost, a second NGO signs in her stead (`cosign`), not within a week of
filing. To stop, the NGO's own key is enough, so that nothing stands in the way of stopping.

Everything said is one row a release, for ever: numbers of notes are never used twice.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from gateway.report import statuses
from gateway.report.screening import numbers
from gateway.report.screening.findings import blocked
from gateway.report.screening.normalize import fold
from keys.clock import iso, today
from keys.desk.errors import DeskError, Withheld
from keys.desk.messages import releases
from keys.desk.messages.correspondence import Correspondence
from keys.desk.messages.releases import BACK, SENT, UNSENT, WAITING, Release, Releases
from keys.desk.ngo.consent_record import ConsentRecord, Explained, withdrawn, yes
from keys.desk.store.cases import Case, Cases, Message
from keys.desk.store.keyring import Ring
from keys.desk.store.outbox import Outbox, Sort, Thing
from keys.desk.sync import accept
from keys.directory.notes import NoteSigner, sign_note
from keys.directory.view import View
from keys.encoding import b64
from keys.envelope import consent, disclosure
from keys.envelope.consent import Consent, HeldReport, Withdrawal, case_signer
from keys.envelope.format import LEAVES, NEVER_DISCLOSED, leaf_hash, parse_signed
from keys.envelope.receipts import Action, recall
from keys.errors import Refused
from keys.private.keyfile import consent_signer
from keys.roles import Part, Role
from keys.token import mint

IN_ENGLISH = ("premises", "suspect", "evidence_originals", "witness_contact", "safe_contact_for_police")
"""Leaves about the crime: what is said anew of them is screened as any text is. The others say who she is by nature."""
DISCLOSABLE = tuple(name for index, name in enumerate(LEAVES) if index not in NEVER_DISCLOSED)


@dataclass
class Asked:
    """What she wants shown: names of leaves as filed, what she says otherwise now, before which day, with words.

    `reason`: why words that screening warns of must stay; kept here, sent to nobody.
    `silent`: her page says nothing of it.
    """

    fields: Sequence[str]
    later: Mapping[str, str]
    until: int
    words: str
    how: Explained
    reason: str = ""
    silent: bool = False


class Releasing:
    """The releases of one NGO's desk."""

    def __init__(self, org: str, cases: Cases, outbox: Outbox, ring: Ring, said: Correspondence) -> None:
        self._org = org
        self._cases = cases
        self._outbox = outbox
        self._ring = ring
        self._said = said
        self.rows = Releases(cases)

    # --- yes

    def release(self, case: Case, view: View, asked: Asked, value: int) -> Release:
        """What she allows leaves at once. `value` is her token; it is used here and kept nowhere.

        DeskError when it is not her token, or something stands in the way; Withheld when a text may not go.
        """
        words = self._wanted(case, view, asked, lost=False)
        signer = self._hers(case, view, value)
        with self._cases.vault.batch():
            note = sign_note(words.text, signer, self._ours(view))
            return self._send(case, view, self._row(case, words, asked, note))

    def for_second_ngo(self, case: Case, view: View, asked: Asked) -> bytes:
        """The note that a second NGO is to sign, because her token is lost. It holds no value of hers."""
        if today() < case.filed + consent.LOST_AFTER:
            raise DeskError(
                f"A token is not called lost within {consent.LOST_AFTER} days of filing. "
                f"It can be from {iso(case.filed + consent.LOST_AFTER)} on."
            )
        words = self._wanted(case, view, asked, lost=True)
        with self._cases.vault.batch():
            row = self._row(case, words, asked, sign_note(words.text, self._ours(view)))
            row.state = WAITING
            self.rows.put(row)
        return row.note.encode()

    def cosigned(self, case: Case, view: View, raw: bytes) -> Release:
        """The release that waited for a second NGO leaves, with the note it signed."""
        words, _ = read(raw)
        with self._cases.vault.batch():
            row = next((each for each in self.rows.of(case) if each.seq == words.seq), None)
            if row is None or row.state != WAITING or not row.note.startswith(words.text):
                raise DeskError("No release of this report waits for that note. Was it made at this desk?")
            row.note = raw.decode()
            return self._send(case, view, row)

    def cosign(self, view: View, raw: bytes) -> bytes:
        """Another NGO's note, signed by this one as well: she was heard here too, and says the same."""
        words, note = read(raw)
        if not isinstance(words, Consent) or not words.lost or words.log != view.genesis:
            raise DeskError(
                "Only a release whose token is lost, of this directory, is signed by a second NGO."
            )
        if len(note.signatures) != 1 or note.signatures[0].name == f"{self._org}/case":
            raise DeskError(
                "This needs one signature of another NGO and none of yours. Ask them for the file."
            )
        first = note.signatures[0].name.removesuffix("/case")
        if not consent.signed_by(note, first, view, today()):
            raise DeskError(
                "The first signature is not of a key that the directory lists. Nothing was signed."
            )
        if not today() < words.until <= today() + consent.LONGEST:
            raise DeskError("Its time is over, or too long. Ask for a new one.")
        signed = note.signed_also(self._ours(view)).raw
        self._cases.vault.put("cosigned", f"{words.report_id.hex()}/{words.seq}", signed.decode())
        return signed

    # --- no

    def take_back(self, case: Case, view: View) -> list[Release]:
        """Whatever she released is taken back: unsent here, recalled on the way, withdrawn at the police. The rows."""
        open_rows = [row for row in self.rows.of(case) if row.state in (SENT, WAITING)]
        with self._cases.vault.batch():
            for row in open_rows:
                row.state = BACK if self._may_have_left(row) else UNSENT
                row.ended = today()
                row.records += [asdict(each) for each in withdrawn(row.names, row.to)]
                self.rows.put(row)
                if row.state == BACK:
                    self._recall(case, view, row)
                releases.of_stop(self._cases, self._outbox, case, self._org, row)
            if any(row.state == BACK for row in open_rows):
                words = Withdrawal(
                    view.genesis,
                    bytes.fromhex(case.report_id),
                    case.force,
                    self.rows.next_number(case),
                    False,
                )
                note = sign_note(words.text, self._ours(view))
                self._post(case, words.seq, self._inside(case, words, note, {}, ""), "release taken back")
                self._say(case, words.seq, "release_withdrawn", "everything she released was taken back")
        return open_rows

    def _may_have_left(self, row: Release) -> bool:
        """False when it certainly never left this desk; then it never will."""
        if row.state == WAITING:
            return False
        for thing in self._outbox.waiting():
            if (
                thing.part == Part.DISCLOSE
                and thing.words.get("seq") == row.seq
                and thing.report_id == row.report_id
            ):
                claimed = self._outbox.claim(thing.id)
                if claimed is not None:
                    self._outbox.drop(thing.id)
                return claimed is None or bool(thing.sealed)
        return True

    def _recall(self, case: Case, view: View, row: Release) -> None:
        signer = self._ring.signer(Role.NGO_CASE, view, today())
        for cid, digest in row.envelopes:
            if int(Action.OPENED) in accept.receipts_of(self._cases, cid):
                continue
            order = recall(bytes.fromhex(cid), bytes.fromhex(digest), today(), signer)
            about = f"recall of a release, {case.short}"
            self._outbox.put(Thing(Sort.RECALL, about, case.report_id, raw=order.hex()))

    # --- how it is made

    def _wanted(self, case: Case, view: View, asked: Asked, *, lost: bool) -> Consent:
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
            raise DeskError(f"The last day is from tomorrow to {iso(today() + consent.LONGEST)}.")
        self._screened(case, asked)
        return Consent(
            view.genesis, bytes.fromhex(case.report_id), parse_signed(_signed(case), "R2").idcommit, case.force,
            _indices(asked.fields), _indices(asked.later), asked.until, self.rows.next_number(case), lost,
        )  # fmt: skip

    def _screened(self, case: Case, asked: Asked) -> None:
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
                    + " ".join(sorted({each.why for each in found})),
                    [f"{name}:{each.code}" for each in found],
                )
        said = {"words": asked.words} if asked.words else {}
        said |= {name: text for name, text in asked.later.items() if name in IN_ENGLISH}
        if said:
            self._said.screened(case, said, asked.reason, but=names)

    def _hers(self, case: Case, view: View, value: int) -> NoteSigner:
        """Her consent key. DeskError when the token is another's, or was replaced."""
        salt = bytes.fromhex(case.ngo_salt)
        signer = consent_signer(value, view.deployment_id, salt)
        if signer.key.pk.hex() != case.vk:
            raise DeskError(
                "That is not the token this report was filed with. If she has a newer one or none, two NGOs sign "
                "for her: --token-lost. Nothing was released."
            )
        if mint(value, view.deployment_id, salt).id != case.box.id:
            raise DeskError(
                "That token was replaced: somebody else may hold the old paper. Two NGOs sign for her: --token-lost."
            )
        return signer

    def _ours(self, view: View) -> NoteSigner:
        return case_signer(self._ring.signer(Role.NGO_CASE, view, today()))

    def _row(self, case: Case, words: Consent, asked: Asked, note: bytes) -> Release:
        names = [LEAVES[index] for index in (*words.fields, *words.later)]
        records: list[ConsentRecord] = yes(names, case.force, asked.how, asked.until)
        later = {str(index): asked.later[LEAVES[index]] for index in words.later}
        return Release(
            words.seq, case.report_id, case.force, list(words.fields), later, words.until, asked.words, note.decode(),
            today(), SENT, words.lost, records=[asdict(each) for each in records], reason=asked.reason,
            silent=asked.silent,
        )  # fmt: skip

    def _send(self, case: Case, view: View, row: Release) -> Release:
        """The release is in the outbox, if the police will accept it: the same checks are made here."""
        words, note = read(row.note.encode())
        inside = self._inside(case, words, note.raw, row.later, row.words)
        held = HeldReport(
            case.ngo, case.is_confirmed, case.filed, parse_signed(_signed(case), "R2").idcommit,
            bytes.fromhex(case.vk), row.seq - 1,
        )  # fmt: skip
        try:
            disclosure.accept(
                disclosure.parse(inside), report=held, sender_org=self._org, view=view, org=case.force, day=today()
            )  # fmt: skip
        except Refused as refused:
            raise DeskError(
                f"The police desk would refuse this ({refused.check}), so it was not sent. Was it signed by both, "
                "and is its time not over?"
            ) from None
        row.state = SENT
        self.rows.put(row)
        told = f"{', '.join(row.names)}, until {iso(row.until)}"
        self._post(case, row.seq, inside, f"release of {', '.join(row.names)}")
        self._say(case, row.seq, "release", told)
        releases.of_release(self._cases, self._outbox, case, self._org, row, statuses.RELEASED)
        return row

    def _inside(
        self, case: Case, words: Consent | Withdrawal, note: bytes, later: Mapping[str, str], text: str
    ) -> bytes:
        """The plaintext of part 3, with the leaves as they were opened here."""
        kept = self._cases.kept(Part.IDENTITY, case.report_id)
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
            raise DeskError(
                "All together that is too long to send at once. Release it in two steps."
            ) from None

    def _post(self, case: Case, seq: int, inside: bytes, about: str) -> None:
        words = {"seq": seq, "inside": b64(inside)}
        self._outbox.put(
            Thing(
                Sort.ENVELOPE, f"{about}, {case.short}", case.report_id, int(Part.DISCLOSE), case.force, words=words
            )
        )  # fmt: skip

    def _say(self, case: Case, seq: int, kind: str, text: str) -> None:
        body = {"text": text}
        self._cases.say(
            Message(
                case.report_id, int(Part.DISCLOSE), self._org, True, today(), seq, kind, body, f"note {seq}"
            )
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
    return base64.b64decode(case.signed)
