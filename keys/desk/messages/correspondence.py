"""What desks say to each other about a report: questions, answers, tidings. Sealed to the other's desk alone.

The police ask by the form of `keys.desk.police.information_request`; the NGO answers, and may ask back. Every text
towards the police is screened here, where it is sealed, against the never-list and against her own values from the
vault; what is only warned of goes with a reason, which stays in the vault. The desk does not see where it happened, so
the address in the premises compartment counts as her home: it is given by `release`, with her consent. No question
goes out on a report that the NGO has not confirmed.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gateway.report.names import name_of
from gateway.report.reason import NO_REASON, Reason
from keys.clock import today
from keys.desk.desk import Desk, act
from keys.desk.errors import DeskError, Withheld
from keys.desk.store.outbox import ItemType, OutboxItem
from keys.desk.store.records import Case, Message
from keys.encoding import canonical
from keys.roles import Kind, Part
from keys.vocabulary import VOCABULARY

if TYPE_CHECKING:
    from gateway.report.screening.findings import Finding

_PERHAPS_HER_HOME = "home_of_victim"  # the place type under which the premises are hers
LIMIT = 4092  # bytes of a message between desks
REPORT = "report"
"""What `about` says in the order to destroy a whole report that was moved, and in the answer to it."""
OUTCOMES: dict[str, str] = VOCABULARY["outcomes"]


@act()
def answer(
    desk: Desk, case: Case, text: str = "", *, about: str = "", outcome: str = "", reason: Reason = NO_REASON
) -> OutboxItem:
    """The oldest open question (or the one named) is answered, at once. `reason` as in `screened`."""
    question = _open_question(desk, case, about)
    words: dict[str, Any] = {"about": question.body["id"]}
    if text:
        words["text"] = text
    if desk.settings.kind is Kind.POLICE:
        if not text:
            raise DeskError("There is no text to answer with. Nothing was sent.")
        kept = ""
    else:
        if outcome not in OUTCOMES:
            raise DeskError(f"An answer says how it went (--outcome), one of: {', '.join(OUTCOMES)}.")
        must_be_confirmed(case)
        kept = screened(case, {"answer": text}, reason)
        words["outcome"] = outcome
    desk.cases.settle(case, question.body["id"], "question", out=False)
    return tell(desk, case, "answer", words, reason=kept)


@act(Kind.NGO)
def question(desk: Desk, case: Case, text: str, *, reason: Reason = NO_REASON) -> OutboxItem:
    """The NGO's question leaves at once for the force."""
    must_be_confirmed(case)
    if not text.strip():
        raise DeskError("There is no question. Nothing was sent.")
    kept = screened(case, {"question": text}, reason)
    return tell(desk, case, "question", {"id": secrets.token_hex(8), "text": text}, reason=kept)


def tell(
    desk: Desk,
    case: Case,
    kind: str,
    words: Mapping[str, Any],
    *,
    about: str = "",
    timed: bool = False,
    reason: str = "",
) -> OutboxItem:
    """A message of this desk to the other one waits in the outbox; `about` it is called there. DeskError if too long.

    `timed`: for a random time of a day, else at once. `reason` is kept here with the message and sent to nobody.
    """
    must_not_be_recalled(case)
    police = desk.settings.kind is Kind.POLICE
    part, to = (Part.FROM_POLICE, case.ngo) if police else (Part.TO_POLICE, case.force)
    seq = desk.cases.next_to_desk(case)
    whole = {"v": 1, "kind": kind, "report_id": case.report_id, "seq": seq, "day": today(), **words}
    if len(canonical(whole)) > LIMIT:
        raise DeskError(f"All together that is too long: at most {LIMIT} bytes fit. Nothing was sent.")
    kept = {**whole, "warned_reason": reason} if reason else whole
    desk.cases.say(Message(case.report_id, int(part), desk.settings.org, True, today(), seq, kind, kept))
    about = f"{about or f'{kind} to {to}'}, {case.short}"
    item = OutboxItem(ItemType.ENVELOPE, about, case.report_id, int(part), to, words=whole)
    return desk.outbox.put_timed(item) if timed else desk.outbox.put(item)


def screened(case: Case, texts: Mapping[str, str], reason: Reason = NO_REASON, *, but: Collection[str] = ()) -> str:
    """The reason to keep, if the texts may go to the police; else Withheld, naming field and kind of each finding.

    `reason`: why words that are only warned of must stay, and who agreed to words of status; kept here and sent to
    nobody. "" is returned when nothing was warned of. `but`: leaves whose own values the texts may hold, because she
    releases them; addresses, plates and accounts are then what they are for.
    """
    # a tenth of a second to load: a list of reports does not wait for it
    from gateway.report.filing import identity_of
    from gateway.report.screening import identifiers
    from gateway.report.screening.findings import Outcome
    from gateway.report.screening.own_values import own_values
    from gateway.report.screening.screen import screen_text

    leaves = identity_of(case.leaves) if case.leaves else {}
    hers = {name: value for name, value in leaves.items() if name not in but}
    found = screen_text(dict(texts), own_values(hers, _PERHAPS_HER_HOME))
    if blocks := [each for each in found if each.outcome is Outcome.BLOCK]:
        raise Withheld("Not sent: the text holds something that must not reach the police.", blocks)
    meant = identifiers.CODES if but else frozenset()
    warned = [each for each in found if each.outcome is Outcome.WARN and each.code not in meant]
    if not reason.is_enough([each.code for each in warned]):
        raise Withheld(f"Not sent yet. {how_to_keep(warned)}", warned)
    return str(reason) if warned else ""


def how_to_keep(warned: Sequence[Finding]) -> str:
    """What must be said so that words that are warned of may stay."""
    from gateway.report.screening.findings import tells_status

    agreed = " and with --agreed who else here has read them and agrees" if tells_status(warned) else ""
    return f"Change these words, or say with --reason why they must stay{agreed} (only your organisation reads it)."


def open_questions(desk: Desk, case: Case) -> list[Message]:
    """The other desk's questions that nobody has answered, oldest first."""
    return [
        message
        for message in desk.cases.said(case.report_id)
        if message.waits and not message.out and message.part != Part.MAILBOX
    ]


def _open_question(desk: Desk, case: Case, about: str) -> Message:
    for message in open_questions(desk, case):
        if not about or message.body.get("id") == about:
            return message
    raise DeskError(f"No question about this report waits for an answer. See: amparo-desk show {case.short}")


def must_not_be_recalled(case: Case) -> None:
    """Return if something may still be said about the report. DeskError once it was recalled."""
    if case.recalled is not None:
        raise DeskError("This report was recalled. Nothing more is said about it.")


def must_not_be_declined(case: Case) -> None:
    """Return if this force works on the report. DeskError once it has said that another one should."""
    if case.declined:
        raise DeskError(f"This force declined the report, for {name_of(case.declined)}. The NGO moves it there.")


def must_be_opened(case: Case) -> None:
    """Return if a person at this desk has looked at the report. DeskError with the command to look at it otherwise."""
    if case.opened is None:
        raise DeskError(f"Nobody has looked at this report yet. First: amparo-desk show {case.short}")


def must_be_confirmed(case: Case) -> None:
    """Return if the police know that the NGO filed the report. DeskError with the command that tells them otherwise."""
    must_not_be_recalled(case)
    if not case.is_confirmed:
        raise DeskError(
            f"{case.ngo} has not confirmed that it filed this report, so no question or answer is sent about it. "
            f"The NGO's desk confirms with: amparo-desk confirm {case.short}"
        )
