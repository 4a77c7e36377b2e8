"""A report that went to the wrong force is moved: sealed anew to the right one out of this desk's vault.

Rules
- It is a report that supersedes the first: her mailbox, code and consent key stay; the police's clocks begin anew, and
  the first counts nowhere any more.
- Her page says that it was moved when the new force has signed that it received it, never before.
- Then the old force is ordered to destroy its copy, and answers that it did. A copy that nobody had opened is recalled
  when the report is moved: nobody is to read it any more, whom it may be about least of all.
- Her mailbox is taken from the old force, so that the new one can write to it (ENVELOPE.md, section 11).
"""

from __future__ import annotations

from gateway.report.filing import Filing, identity_of
from gateway.report.statuses import MOVED
from keys.clock import today
from keys.desk.desk import Desk, must_answer_here, only
from keys.desk.errors import DeskError
from keys.desk.messages import status_line
from keys.desk.messages.correspondence import REPORT, must_not_be_recalled, tell
from keys.desk.ngo import care, disclosure, filing
from keys.desk.store.records import Case
from keys.roles import Kind

PROMISE = (
    "Her page says that it was moved when the new force has received it.",
    "The first force is then ordered to destroy its copy. What its officers have read they may remember.",
    "Nothing that she had released goes along. To release it to the new force, ask her again.",
)
"""What becomes of a report that was moved."""


def move(desk: Desk, reference: str, force: str = "", *, sure: bool = False) -> Case:
    """The report of this `reference` is sealed to `force`, or to the one that the first force named; the new case.

    `sure`: the force was chosen against advice. DeskError where there is no copy to seal, or nothing to move.
    """
    only(desk, Kind.NGO, "move")
    view = filing.newest_view(desk)
    with desk.vault.batch():
        old = desk.cases.find(reference)
        must_answer_here(old)
        force = force or old.declined
        _must_be_movable(old, force)
        assert old.report is not None
        assert old.leaves is not None
        document = Filing(force, old.report, identity_of(old.leaves))
        filing.may_go_to(document, view, sure=sure)
        _take_away(desk, old)
        old = desk.cases.find(reference)
        desk.cases.settle_kind(old, "declined")
        return filing.seal_again(desk, old, document, view)


def _must_be_movable(case: Case, force: str) -> None:
    must_not_be_recalled(case)
    if case.superseded_by or case.withdrawn is not None or case.recall_asked is not None:
        raise DeskError("This report was replaced, called back or withdrawn. There is nothing to move.")
    if case.police_opened is not None and not case.declined:
        raise DeskError(
            f"The police have opened it and have not named another force. Ask them: amparo-desk question {case.short}"
        )
    if not force or force == case.force:
        raise DeskError("Say which other force it goes to (--to).")
    if not case.filed_here or case.report is None or case.leaves is None:
        raise DeskError(
            "It was written on the website, so this desk holds no copy of what the police were told. Write it anew "
            f"for {force}, and her code stays: amparo-desk file FORM --force {force} --supersedes {case.short}"
        )


def _take_away(desk: Desk, old: Case) -> None:
    """What the old force may still see of hers ends now: what it never opened is recalled, releases are taken back."""
    if old.police_opened is None:
        care.recall(desk, old.reference)
    else:
        disclosure.take_back(desk, old)


def received(desk: Desk, case: Case) -> bool:
    """True if this report, which its force has now received, was moved there; her page and the old force are told."""
    old = desk.cases.get(case.supersedes) if case.supersedes else None
    if old is None or old.force == case.force or case.elsewhere:
        return False
    if case.police_opened is None:
        status_line.write(desk, case, MOVED, to=case.force)
    if old.police_opened is not None and old.recalled is None:
        tell(desk, old, "erasure_ask", {"about": REPORT})
    return True


def destroyed(desk: Desk, case: Case, about: object) -> None:
    """The old force's word that it destroyed its copy stands in the case."""
    if about == REPORT and case.superseded_by and case.recalled is None:
        case.recalled = today()
        desk.cases.put(case)
