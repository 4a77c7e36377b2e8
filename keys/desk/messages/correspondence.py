"""What desks say to each other: statuses, questions, answers. Sealed to the other's desk; nobody between can read it.

The police set statuses and ask by the form of `keys.desk.police.information_request`; the NGO answers, and may ask
back. Every text towards the police is screened here, where it is sealed, against the never-list and against her own
values from the vault; what is only warned of goes with a reason, which stays in the vault. The desk does not see
where it happened, so the address in the premises compartment counts as her home: it is given by `release`, with her
consent. No question goes out on a report that the NGO has not confirmed.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from typing import Any

from gateway.report.filing import identity_of
from gateway.report.screening.findings import Finding, Outcome
from gateway.report.screening.own_values import own_values
from gateway.report.screening.screen import screen_text
from gateway.report.statuses import NFA_REASONS, POLICE, codes_of
from keys.clock import today
from keys.desk.errors import DeskError, Withheld
from keys.desk.messages import status_line
from keys.desk.police.information_request import Question
from keys.desk.store.cases import Case, Cases, Message
from keys.desk.store.outbox import Outbox, Sort, Thing
from keys.desk.sync.accept import settle
from keys.encoding import canonical
from keys.roles import Part

_PERHAPS_HER_HOME = "home_of_victim"  # the place type under which the premises are hers
LIMIT = 4092  # bytes of a message between desks
OUTCOMES = {
    "provided": "Here is the answer",
    "part": "Here is a part of the answer",
    "refused_by_victim": "She does not want to answer",
    "refused_by_ngo": "The organisation does not answer this",
    "not_held": "The organisation does not have it",
    "no_answer": "No answer will come",
}


class Correspondence:
    """One desk's side of what is said about a report."""

    def __init__(self, org: str, cases: Cases, outbox: Outbox) -> None:
        self._org = org
        self._cases = cases
        self._outbox = outbox

    # --- police

    def status(self, case: Case, code: str, *, reason: str = "", text: str = "") -> Thing:
        """The status waits for both its readers. DeskError when the code is not the police's or the report unread."""
        if code not in codes_of(POLICE):
            raise DeskError(
                f"'{code}' is not a status the police set. They are: {', '.join(codes_of(POLICE))}."
            )
        _alive(case)
        if case.opened is None:
            raise DeskError(f"Nobody has looked at this report yet. First: amparo-desk show {case.short}")
        if code == "nfa" and reason not in NFA_REASONS:
            raise DeskError(f"No further action needs a reason (--reason), one of: {', '.join(NFA_REASONS)}.")
        extra = {name: value for name, value in (("reason", reason), ("text", text)) if value}
        with self._cases.vault.batch():
            return status_line.report_status(self._cases, self._outbox, case, code, self._org, extra)

    def ask(self, case: Case, question: Question) -> Thing:
        """The question leaves at once for the NGO."""
        _confirmed(case)
        words = question.words()
        with self._cases.vault.batch():
            return self._say(case, Part.FROM_POLICE, case.ngo, "question", words, f"question to {case.ngo}")

    def ask_withheld(self, case: Case) -> Thing:
        """The NGO is asked about what the patterns found: by place, never by its words."""
        _confirmed(case)
        if not case.withheld:
            raise DeskError("Nothing is withheld in this report.")
        places = ", ".join(
            f"{each['field']}, signs {each['start'] + 1} to {each['end']}" for each in case.withheld
        )
        question = Question(
            "clarify_fact",
            f"May the police read what the patterns found here: {places}?"[:900],
            "It looks like something that should not have reached the police.",
            "None: it was found by the desk, before anybody read it.",
            "It stays out of sight until you answer.",
            "Answer 'provided' to let it be read; any other answer keeps it out of sight.",
        )
        words = question.words()
        case.withheld_question = words["id"]
        with self._cases.vault.batch():
            return self._say(case, Part.FROM_POLICE, case.ngo, "question", words, f"question to {case.ngo}")

    def opened_by(self, case: Case, officer: str, action: str) -> Thing:
        """The NGO is told, sealed and at once, which pseudonym looked at or exported the report."""
        words = {"officer": officer, "action": action}
        return self._say(case, Part.FROM_POLICE, case.ngo, "opened_by", words, f"{action} by {officer}")

    def erased(self, case: Case, seq: int) -> Thing:
        """The NGO is told that what she released by the note `seq` is gone from this desk."""
        words = {"about": seq}
        return self._say(case, Part.FROM_POLICE, case.ngo, "erased", words, f"erased, to {case.ngo}")

    # --- both

    def answer(self, case: Case, text: str, *, about: str = "", outcome: str = "", reason: str = "") -> Thing:
        """The oldest open question (or the one named) is answered, at once. `reason` as in `screened`."""
        question = self._open_question(case, about)
        police = question.part == Part.TO_POLICE
        words: dict[str, Any] = {"about": question.body["id"], "text": text}
        if not police:
            if outcome not in OUTCOMES:
                raise DeskError(f"An answer says how it went (--outcome), one of: {', '.join(OUTCOMES)}.")
            _confirmed(case)
            reason = self.screened(case, {"answer": text}, reason)
            words = (
                {**words, "outcome": outcome} if text else {"about": question.body["id"], "outcome": outcome}
            )
        elif not text:
            raise DeskError("There is no text to answer with. Nothing was sent.")
        part, to = (Part.FROM_POLICE, case.ngo) if police else (Part.TO_POLICE, case.force)
        with self._cases.vault.batch():
            settle(self._cases, case, question.body["id"], "question", out=False)
            return self._say(
                case, part, to, "answer", words, f"answer to {to}", reason="" if police else reason
            )

    # --- NGO

    def question(self, case: Case, text: str, *, reason: str = "") -> Thing:
        """The NGO's question leaves at once for the force."""
        _confirmed(case)
        if not text.strip():
            raise DeskError("There is no question. Nothing was sent.")
        reason = self.screened(case, {"question": text}, reason)
        return self.tell(case, "question", {"id": secrets.token_hex(8), "text": text}, reason=reason)

    def tell(
        self, case: Case, kind: str, words: dict[str, Any], *, timed: bool = False, reason: str = ""
    ) -> Thing:
        """A message of the NGO to the force, in one batch."""
        with self._cases.vault.batch():
            return self._say(
                case, Part.TO_POLICE, case.force, kind, words, f"{kind} to {case.force}",
                timed=timed, reason=reason,
            )  # fmt: skip

    def screened(
        self, case: Case, texts: Mapping[str, str], reason: str = "", *, but: Collection[str] = ()
    ) -> str:
        """The reason to keep, if the texts may go to the police; else Withheld, naming field and kind of each finding.

        `reason`: why words that are only warned of must stay; it is kept here and sent to nobody. "" is returned when
        nothing was warned of. `but`: leaves whose own values the texts may hold, because she releases them.
        """
        leaves = identity_of(case.leaves) if case.leaves else {}
        hers = {name: value for name, value in leaves.items() if name not in but}
        own = own_values(hers, _PERHAPS_HER_HOME)
        found = screen_text(dict(texts), own)
        if blocks := [each for each in found if each.outcome is Outcome.BLOCK]:
            raise _withheld(
                "Nothing was sent: the text holds something that must not reach the police.", blocks
            )
        warned = [each for each in found if each.outcome is Outcome.WARN]
        if warned and not reason.strip():
            raise _withheld(
                "Nothing was sent yet. Change these words, or say with --reason why they must stay (only your "
                "organisation reads the reason).",
                warned,
            )
        return reason.strip() if warned else ""

    def _say(
        self,
        case: Case,
        part: Part,
        to: str,
        kind: str,
        words: Mapping[str, Any],
        about: str,
        *,
        timed: bool = False,
        reason: str = "",
    ) -> Thing:
        _alive(case)
        seq = self._cases.next_to_desk(case)
        whole = {"v": 1, "kind": kind, "report_id": case.report_id, "seq": seq, "day": today(), **words}
        if len(canonical(whole)) > LIMIT:
            raise DeskError(f"All together that is too long: at most {LIMIT} bytes fit. Nothing was sent.")
        kept = {**whole, "warned_reason": reason} if reason else whole  # the reason stays here
        self._cases.say(Message(case.report_id, int(part), self._org, True, today(), seq, kind, kept))
        thing = Thing(Sort.ENVELOPE, f"{about}, {case.short}", case.report_id, int(part), to, words=whole)
        return self._outbox.put_timed(thing) if timed else self._outbox.put(thing)

    def _open_question(self, case: Case, about: str) -> Message:
        asked = [
            message
            for message in self._cases.said(case.report_id)
            if message.kind == "question"
            and not message.out
            and message.dealt_with is None
            and message.part != Part.MAILBOX
        ]
        for message in asked:
            if not about or message.body.get("id") == about:
                return message
        raise DeskError(
            f"No question about this report waits for an answer. See: amparo-desk show {case.short}"
        )


def _withheld(sentence: str, findings: list[Finding]) -> Withheld:
    places = sorted({f"{each.field}, signs {each.start + 1} to {each.end}: {each.why}" for each in findings})
    return Withheld(" ".join([sentence, *places]), [f"{each.field}:{each.code}" for each in findings])


def _alive(case: Case) -> None:
    if case.recalled is not None:
        raise DeskError("This report was recalled. Nothing more is said about it.")


def _confirmed(case: Case) -> None:
    _alive(case)
    if not case.is_confirmed:
        raise DeskError(
            f"{case.ngo} has not confirmed that it filed this report, so no question or answer is sent about it. "
            f"The NGO's desk confirms with: amparo-desk confirm {case.short}"
        )
