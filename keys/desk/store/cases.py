"""What a desk remembers of a report, and of what was said about it. Rows of the vault, nothing else.

A *case* is one report as this desk knows it: a force's desk holds its crime half, an NGO's desk its identity half. A
*message* is something said about it, in or out. An *envelope* is kept as it came, with its plaintext and content key,
so that it can be proved after the weekly key is gone (R20). A *summary* is made of a case and its messages in the same
batch as either changes, so that a list of thousands opens small rows alone.
"""

from typing import Any

from keys.clock import today
from keys.desk.errors import NoSuchReport
from keys.desk.store.records import SHORT, Case, KeptEnvelope, Message, MessageHead
from keys.desk.store.summaries import Summaries, Summary
from keys.desk.store.vault import Vault
from keys.encoding import b64, from_base32
from keys.private.opening import Opened, Parties
from keys.roles import Part
from keys.token import MailboxKeys

_CASES, _ENVELOPES, _BOXES, _SENT = "case", "envelope", "mailbox", "sent"


class Cases:
    """The cases, messages and envelopes in one vault. It is also the `Memory` that `keys.private.opening` asks."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self._summaries = Summaries(vault)
        if not self._summaries.are_of_this_program():
            with vault.batch():
                for case in self.all():
                    self._summaries.put(case, self.said(case.report_id))
                self._summaries.mark()

    # --- cases

    def put(self, case: Case) -> None:
        """The case stands as given, and is found by its first signs."""
        with self.vault.batch():
            self.vault.put(_CASES, case.report_id, vars(case))
            self._summaries.put(case, self.said(case.report_id))
            if not self.vault.has(_by_short(case.short), case.report_id):
                self.vault.put(_by_short(case.short), case.report_id, None)

    def get(self, report_id: str) -> Case | None:
        """The case of a report id in hex, if this desk holds it."""
        row = self.vault.get(_CASES, report_id)
        return None if row is None else Case(**row)

    def all(self) -> list[Case]:
        """Every case, newest first."""
        found = [Case(**row) for _, row in self.vault.all(_CASES)]
        return sorted(found, key=lambda case: (-case.received, case.report_id))

    def any(self) -> bool:
        """True when this desk holds a report."""
        return bool(self.vault.filled([_CASES]))

    def summaries(self) -> list[Summary]:
        """What lists and tasks need of every case, newest first."""
        return self._summaries.all()

    def summary(self, report_id: str) -> Summary:
        """The same of one case that this desk holds."""
        return self._summaries.of(report_id)

    def find(self, typed: str) -> Case:
        """The case of a whole reference or its first signs. NoSuchReport when there is not exactly one."""
        try:
            plain = from_base32(typed)
        except ValueError:
            plain = ""
        if len(plain) < SHORT:
            raise NoSuchReport(
                f"A reference has 26 signs, of which the first {SHORT} are enough. Run amparo-desk list."
            )
        named = [self.get(report_id) for report_id, _ in self.vault.all(_by_short(plain[:SHORT]))]
        known = named or self.all()  # a vault of an earlier version names none by its first signs
        cases = [case for case in known if case is not None and case.reference.startswith(plain)]
        if not cases:
            raise NoSuchReport("This desk holds no report of that reference. Run amparo-desk list, or receive first.")
        if len(cases) > 1:
            raise NoSuchReport("Several reports begin like that. Type more signs of the reference.")
        return cases[0]

    # --- messages

    def say(self, message: Message) -> None:
        """The message is remembered, behind what was said before it."""
        if isinstance(message, MessageHead):
            raise TypeError("a head is not the message")
        with self.vault.batch():
            before = (each.place for each in self.said(message.report_id))
            message.place = message.place or 1 + max(before, default=0)
            self.vault.put(_shelf(message.report_id), message.key, vars(message))
            self._summarise(message.report_id)

    def unsay(self, message: Message) -> None:
        """The message is gone."""
        with self.vault.batch():
            self.vault.delete(_shelf(message.report_id), message.key)
            self._summarise(message.report_id)

    def _summarise(self, report_id: str) -> None:
        case = self.get(report_id)
        if case is not None:
            self._summaries.put(case, self.said(report_id))

    def said(self, report_id: str) -> list[Message]:
        """Everything said about a report, in the order in which it happened."""
        return _in_order([Message(**row) for _, row in self.vault.all(_shelf(report_id))])

    def settle(self, case: Case, about: object, kind: str, *, out: bool) -> None:
        """The message of that kind and id (ours, when `out`) is dealt with."""
        for message in self.said(case.report_id):
            if message.kind == kind and message.out is out and message.body.get("id") == about:
                message.dealt_with = message.dealt_with or today()
                self.say(message)

    def settle_kind(self, case: Case, kind: str) -> None:
        """Whatever came in of that kind about the case is dealt with."""
        for message in self.said(case.report_id):
            if message.kind == kind and not message.out and message.dealt_with is None:
                message.dealt_with = today()
                self.say(message)

    def next_to_desk(self, case: Case) -> int:
        """The next sequence number of what this organisation says to the other desk about the case."""
        case.said_to_desk += 1
        self.put(case)
        return case.said_to_desk

    def next_to_her(self, case: Case) -> int:
        """The next sequence number of what this organisation puts in her mailbox; a status has it in both places.

        Accounts of hers that replace one another share one mailbox, and so one numbering.
        """
        case.said_to_her = 1 + max(each.said_to_her for each in [case, *self.accounts(case)])
        self.put(case)
        return case.said_to_her

    def accounts(self, case: Case) -> list[Case]:
        """The earlier and later accounts of the same victim that this one replaces or is replaced by, if any."""
        found: dict[str, Case] = {}
        due = [case.supersedes, case.superseded_by]
        while due:
            report_id = due.pop()
            if report_id and report_id != case.report_id and report_id not in found:
                other = self.get(report_id)
                if other is not None and (other.vk, other.ngo) == (case.vk, case.ngo):
                    found[report_id] = other
                    due += [other.supersedes, other.superseded_by]
        return list(found.values())

    # --- envelopes

    def keep(self, opened: Opened) -> KeptEnvelope:
        """The accepted envelope with all that proves it (R20)."""
        inside = opened.inside
        if opened.identity is not None:
            inside = {**inside, "leaves": [value.decode() for value in opened.identity.values]}
            inside["salts"] = [salt.hex() for salt in opened.identity.salts]
        raw = "" if opened.part is Part.ATTACHMENT else b64(opened.raw)  # pieces of a file lie by themselves
        kept = KeptEnvelope(
            int(opened.part), opened.cid.hex(), opened.digest.hex(), opened.report_id.hex(), raw, inside,
            opened.cek.hex(), opened.day, opened.dirsize, today(),
        )  # fmt: skip
        self.put_kept(kept)
        return kept

    def put_kept(self, kept: KeptEnvelope) -> None:
        """The envelope's row stands as given."""
        self.vault.put(_ENVELOPES, f"{kept.part}/{kept.cid}", vars(kept))

    def kept(self, part: Part, cid: str) -> KeptEnvelope | None:
        """The accepted envelope of that part and cid (hex), if any."""
        row = self.vault.get(_ENVELOPES, f"{int(part)}/{cid}")
        return None if row is None else KeptEnvelope(**row)

    def envelopes_of(self, report_id: str) -> list[KeptEnvelope]:
        """Every accepted envelope about a report, in no order that means anything."""
        found = (KeptEnvelope(**row) for _, row in self.vault.all(_ENVELOPES))
        return [kept for kept in found if kept.report_id == report_id]

    def empty(self, kept: KeptEnvelope) -> None:
        """What the envelope said is gone from this desk; that it came, and what was receipted, stays."""
        kept.raw, kept.inside, kept.cek = "", {}, ""
        self.put_kept(kept)

    # --- envelopes of ours that left, and what their receivers signed since

    def sent(self, cid: str) -> dict[str, Any] | None:
        """What is known of an envelope of ours: digest, to, report_id, receipts (day by action number, as text)."""
        row: dict[str, Any] | None = self.vault.get(_SENT, cid)
        return row

    def put_sent(self, cid: str, row: dict[str, Any]) -> None:
        """The row stands as given."""
        self.vault.put(_SENT, cid, row)

    def receipts_of(self, cid: str) -> dict[int, int]:
        """What the receiver has said of an envelope of ours: action number -> day."""
        row = self.sent(cid)
        return {} if row is None else {int(action): day for action, day in row["receipts"].items()}

    # --- mailboxes of an NGO's reports, old ones of re-issued tokens included

    def keep_box(self, report_id: str, keys: MailboxKeys) -> None:
        """The mailbox is one of ours: her words from it are taken, for this report."""
        row = {name: getattr(keys, name).hex() for name in ("id", "pk", "say", "vk", "read", "ngo_salt")}
        self.vault.put(_BOXES, row["id"], {"report_id": report_id, "keys": row})

    def report_of_box(self, mailbox_id: bytes) -> str | None:
        """The report (hex) whose mailbox this is."""
        row = self.vault.get(_BOXES, mailbox_id.hex())
        return None if row is None else str(row["report_id"])

    # --- keys.private.opening.Memory

    def digest_of(self, part: Part, cid: bytes) -> bytes | None:
        kept = self.kept(part, cid.hex())
        return None if kept is None else bytes.fromhex(kept.digest)

    def parties(self, report_id: bytes) -> Parties | None:
        case = self.get(report_id.hex())
        return None if case is None else Parties(ngo=case.ngo, force=case.force)

    def mailbox(self, mailbox_id: bytes) -> MailboxKeys | None:
        row = self.vault.get(_BOXES, mailbox_id.hex())
        if row is None:
            return None
        return MailboxKeys(**{name: bytes.fromhex(each) for name, each in row["keys"].items()})


def _in_order(messages: list[Message]) -> list[Message]:
    """By day, then as this desk learned of it; of one counter of one sender, by number, however they came in."""
    found = sorted(messages, key=lambda each: (each.day, each.place, each.seq, each.cid))
    counted: dict[tuple[object, ...], list[int]] = {}
    for at, each in enumerate(found):
        to_her = each.kind == "status" or each.part == Part.MAILBOX
        counted.setdefault((each.day, each.org, each.out, each.part, to_her), []).append(at)
    ordered = list(found)
    for places in counted.values():
        numbered = sorted((found[at] for at in places), key=lambda each: each.seq)
        for at, each in zip(places, numbered, strict=True):
            ordered[at] = each
    return ordered


def _by_short(short: str) -> str:
    """The shelf that names the reports whose references begin like that: a few are read to find one, and not all."""
    return f"short {short}"


def _shelf(report_id: str) -> str:
    """The shelf of what was said about one report, so that it is read without the others."""
    return f"said {report_id}"
