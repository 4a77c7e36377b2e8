"""How far a report is: its state and stage, who sealed it; what stops everything else."""

from gateway.report.names import day_in_london, name_of
from gateway.report.statuses import SENT, STAGES, stage
from keys.desk.desk import Desk
from keys.desk.store.records import SHORT, Case, CaseHead
from keys.envelope.format import reference
from keys.roles import Kind


def state(case: CaseHead, kind: Kind) -> str:
    """How far the report is: a code of `words.STATES`, or of a status that this program does not know."""
    if kind is Kind.POLICE and case.declined:
        return "declined" if case.recalled is None else "moved"
    if case.recalled is not None and not case.declined:
        return "recalled"
    if case.superseded_by:
        return "replaced"
    if case.refile:
        return "file again"
    if kind is Kind.POLICE and case.opened is None:
        return "new"
    return _last(case)


def stage_of(case: CaseHead) -> int:
    """The stage that has been reached, an index of `STAGES`, by the newest status or signed receipt."""
    return stage(_last(case))


def way(case: Case) -> list[tuple[str, str, str]]:
    """The five stages as her page draws them: (name, words, "done", "now" or "")."""
    reached = stage_of(case)
    marks = ["done" if at < reached else "now" if at == reached else "" for at in range(len(STAGES))]
    return [(name, words, mark) for (name, words), mark in zip(STAGES.items(), marks, strict=True)]


def _last(case: CaseHead) -> str:
    """The newest code of the line, but that it was received turns nothing back that came before; a receipt opens."""
    codes = [str(code) for code, _ in case.line]
    later = [code for code in codes if stage(code) > SENT]
    if later:
        return later[-1]
    return "opened" if case.police_opened is not None else (codes or ["sent"])[-1]


def sender_line(case: Case) -> str:
    """What the police desk says about who sealed a report: computed, never read from it (ENVELOPE.md, section 13)."""
    ngo = name_of(case.ngo)
    if not case.sealed_by_gateway:
        return f"Signed by {ngo}"
    if case.confirmed is not None:
        return (
            f"Confirmed by {ngo} on {day_in_london(case.confirmed)}. The NGO filed this report; "
            "it does not say that the gateway sealed its words unchanged."
        )
    return f"Sealed by the gateway {case.sealed_by}, which says it is for {ngo}. Not confirmed by the NGO."


def other_accounts(desk: Desk, case: Case) -> list[str]:
    """Which earlier account this one replaces, and which later one replaces it, one a line."""
    known = {each.report_id for each in desk.cases.accounts(case)}
    found = []
    if case.supersedes:
        doubt = "" if case.supersedes in known else ", which this desk does not hold as hers"
        found.append(f"A new account. It replaces report {_short(case.supersedes)}{doubt}.")
    if case.superseded_by in known:
        found.append(f"REPLACED by a newer account of hers: report {_short(case.superseded_by)}.")
    return found


def stopped(case: Case) -> list[str]:
    """What an officer must know before anything else once she has stopped: for now, or for good."""
    found = []
    if case.paused is not None:
        found.append(
            f"She asked to pause on {day_in_london(case.paused)}. Take no step that involves her until she is back."
        )
    if case.withdrawn is not None:
        found.append(
            f"She withdrew on {day_in_london(case.withdrawn)}: no further contact. The information remains; take no "
            "further step that involves her."
        )
    return found


def _short(report_id: str) -> str:
    """The reference of a report as people type it."""
    return reference(bytes.fromhex(report_id))[:SHORT]
