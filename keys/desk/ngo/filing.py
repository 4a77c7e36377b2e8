"""File a report at the NGO's own desk: checked, screened, sealed here with the NGO's key, kept, sent. Then the token.

Rules
- The gateway gets sealed bytes and nothing else. The token is returned once and stored nowhere.
- One batch of the vault holds the case, this desk's own copy, the upload and the mark that this very form was filed.
- The upload waits in the outbox until the gateway took it. What could not leave on its day or the next is not admitted
  any more: the case says `file it again`, and the same form, filed again, keeps her token.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from gateway.report.filing import Filing, canonical, told_by_worker, with_record
from gateway.report.names import day_in_london
from gateway.report.police_areas import advice_on_force
from gateway.report.reason import NO_REASON, Reason
from gateway.report.screening.findings import Finding, Outcome
from gateway.report.screening.screen import screen
from keys.clock import today
from keys.desk.desk import Desk, must_answer_here, only
from keys.desk.errors import DeskError, GatewayFault, NotReached, Withheld
from keys.desk.messages import status_line
from keys.desk.messages.correspondence import how_to_keep
from keys.desk.store.outbox import ItemType, OutboxItem
from keys.desk.store.records import Case
from keys.directory.view import View
from keys.encoding import b64
from keys.envelope.format import SCHEMA_VERSION, parse_signed
from keys.envelope.sealing import SealedReport, seal_report
from keys.roles import Kind, Part, Role
from keys.token import MailboxKeys, digits, new_value, symbols

TOO_LATE = "not sent in time"
_FILED = "filed"
_CONFLICT = "force: confirmed against advice"


@dataclass(frozen=True, repr=False)
class FiledHere:
    """What the caseworker is shown, once. `symbols` and `digits` are empty where her token stays the one she has.

    They are empty as well where her worker tells her (`by_worker`): a mailbox is made all the same, so the police see
    no difference, and nobody has its token.
    """

    short: str
    reference: str
    symbols: str
    digits: str
    offers: tuple[Finding, ...]
    """What could have been said less exactly: for the next time, or for a correction."""
    by_worker: bool = False


def file(
    desk: Desk,
    filing: Filing,
    *,
    reason: Reason = NO_REASON,
    sure: bool = False,
    priority: bool = False,
    supersedes: str = "",
    also: Sequence[str] = (),
) -> FiledHere:
    """The report is sealed here, kept, and waits in the outbox; its token is returned once.

    reason: why what screening warns of is sent all the same, for this NGO alone. sure: the force was chosen
    against advice. also: what this NGO's record keeps beside that. supersedes: the reference of the earlier report of
    hers that this one replaces; mailbox and vk stay. Raises Withheld, DeskError, CannotSeal; then nothing was kept.
    """
    only(desk, Kind.NGO, "file")
    view = newest_view(desk)
    replaced = desk.cases.find(supersedes) if supersedes else None
    if replaced is not None:
        must_answer_here(replaced)
    may_go_to(filing, view, sure=sure)
    findings = screen(filing)
    leaves = _leaves(filing, findings, reason, also, sure=sure)
    mark = _mark(filing, replaced)
    with desk.vault.batch():
        earlier = _earlier(desk, mark, replaced)
        value, keep = new_value(), None if earlier is None else earlier.keys
        sealed = _sealed(desk, filing, leaves, view, value, keep, replaced)
        case = _keep(desk, sealed, filing, leaves, earlier, priority=priority)
        desk.vault.put(_FILED, mark, case.report_id)
        _put_out(desk, case, sealed, earlier)
    by_worker = told_by_worker(filing.identity)
    token = ("", "") if keep is not None or by_worker else (symbols(value), digits(value))
    offers = tuple(each for each in findings if each.outcome is Outcome.COARSEN)
    return FiledHere(case.short, case.reference, *token, offers, by_worker)


def seal_again(desk: Desk, old: Case, filing: Filing, view: View) -> Case:
    """The same words in the same halves are sealed to `filing.force` in place of `old`: the new case, to be sent."""
    leaves = old.leaves or []
    sealed = _sealed(desk, filing, leaves, view, new_value(), old.keys, old)
    case = _keep(desk, sealed, filing, leaves, old, priority=old.priority)
    _put_out(desk, case, sealed, old)
    return case


def newest_view(desk: Desk) -> View:
    """The directory as it is at the gateway now, or as this desk saw it last."""
    try:
        return desk.directory.refresh()
    except (NotReached, GatewayFault):
        return desk.directory.view()


def _put_out(desk: Desk, case: Case, sealed: SealedReport, earlier: Case | None) -> None:
    """The report waits to leave. Of one that went to another force before, that force lets go of her mailbox."""
    words = {"priority": "priority" if case.priority else "routine"}
    about = f"report {case.short} to {case.force}"
    upload = sealed.upload.hex()
    desk.outbox.put(
        OutboxItem(ItemType.UPLOAD, about, case.report_id, to=case.force, words=words, raw=upload, sealed_day=today())
    )
    if earlier is not None and earlier.force != case.force:
        freed = OutboxItem(ItemType.FREE, "her mailbox, free for another force", case.report_id, raw=case.read)
        desk.outbox.put_timed(freed)
    status_line.write(desk, case, "sent")


def give_up_late(desk: Desk) -> None:
    """What waited too long to be admitted leaves the outbox; its case says that it must be filed again."""
    for item in desk.outbox.waiting():
        if item.sort is ItemType.UPLOAD and item.sealed_day < today() - 1:
            with desk.vault.batch():
                desk.outbox.drop(item.id)
                case = desk.cases.get(item.report_id)
                if case is not None and not case.refile:
                    case.refile = TOO_LATE
                    desk.cases.put(case)


def take_back(desk: Desk, case: Case) -> bool:
    """True when the report had not left this desk yet: now it never will."""
    waiting = desk.outbox.of_report(case.report_id)
    mine = [item for item in waiting if item.sort is ItemType.UPLOAD and not item.claimed]
    for item in mine:
        desk.outbox.drop(item.id)
        case.recalled = case.recall_asked = today()
        desk.cases.put(case)
    return bool(mine)


# --- before sealing


def may_go_to(filing: Filing, view: View, *, sure: bool) -> None:
    """Return if the force is one that can receive, and no advice speaks against it or a person is `sure`."""
    forces = view.forces(today())
    if filing.force not in forces:
        raise DeskError(f"The directory lists no force of that name today. It lists: {', '.join(forces) or 'none'}.")
    advice = advice_on_force(filing.crime)
    if advice and not sure:
        raise DeskError(f"{advice} Nothing was filed. If {filing.force} is the right one all the same: --sure")


def _leaves(
    filing: Filing, findings: Sequence[Finding], reason: Reason, also: Sequence[str], *, sure: bool
) -> list[str]:
    """The leaves with what was warned of and why it stays; Withheld when something may not be sent."""
    blocks = [each for each in findings if each.outcome is Outcome.BLOCK]
    if blocks:
        raise Withheld("Nothing was filed: this must never reach the police.", blocks)
    warned = [each for each in findings if each.outcome is Outcome.WARN]
    conflict = [_CONFLICT] if sure and advice_on_force(filing.crime) else []
    leaves = with_record(filing.leaves(), [(one.field, one.code) for one in warned], reason, [*also, *conflict])
    if leaves is None:
        raise Withheld(f"Nothing was filed yet. {how_to_keep(warned)}", warned)
    return leaves


def _earlier(desk: Desk, mark: str, supersedes: Case | None) -> Case | None:
    """The case whose token stays hers, if any: one to replace, or this very form that could not be delivered."""
    before = desk.vault.get(_FILED, mark)
    known = None if before is None else desk.cases.get(before)
    if known is not None and not known.refile:
        raise DeskError(
            f"This very form was filed on {day_in_london(known.filed)}: {known.reference}. Nothing was filed again. "
            f"Its token was shown then and is kept nowhere; a new one: amparo-desk token {known.short}"
        )
    if known is None and supersedes is not None and (supersedes.recalled or supersedes.superseded_by):
        raise DeskError("That report was recalled or replaced already. Name the newest one, or none.")
    return known or supersedes


# --- sealing and keeping


def _sealed(
    desk: Desk,
    filing: Filing,
    leaves: Sequence[str],
    view: View,
    value: int,
    keep: MailboxKeys | None,
    supersedes: Case | None,
) -> SealedReport:
    signer = desk.keyring.signer(Role.INTAKE, view, today())
    try:
        return seal_report(
            filing.crime, leaves, force=filing.force, ngo=desk.settings.org, view=view, signer=signer, day=today(),
            value=value, keep=keep, supersedes=bytes.fromhex(supersedes.report_id) if supersedes else None,
        )  # fmt: skip
    except ValueError:
        raise DeskError("The report is too long to be sealed. Shorten it. Nothing was filed.") from None


def _keep(
    desk: Desk, sealed: SealedReport, filing: Filing, leaves: Sequence[str], earlier: Case | None, *, priority: bool
) -> Case:
    keys = sealed.keys
    case = Case(
        report_id=sealed.report_id.hex(),
        ngo=desk.settings.org,
        force=filing.force,
        filed=today(),
        received=today(),
        sealed_by=desk.settings.org,
        sealed_by_gateway=False,
        signed=b64(sealed.signed),
        crime_digest=parse_signed(sealed.signed).digests[Part.CRIME].hex(),
        mailbox={"id": keys.id.hex(), "pk": keys.pk.hex()},
        vk=keys.vk.hex(),
        report=dict(filing.crime),
        leaves=list(leaves),
        say=keys.say.hex(),
        read=keys.read.hex(),
        ngo_salt=keys.ngo_salt.hex(),
        opened=today(),
        filed_here=True,
        priority=priority,
        schema_version=SCHEMA_VERSION,
        line=[["sent", today()]],
    )
    if earlier is not None:
        case.supersedes, earlier.superseded_by = earlier.report_id, case.report_id
        desk.cases.put(earlier)
    desk.cases.put(case)
    desk.cases.keep_box(case.report_id, keys)
    return case


def _mark(filing: Filing, supersedes: Case | None) -> str:
    """What stands for a form: the same for the same words to the same force in place of the same report."""
    words = {"force": filing.force, "crime": filing.crime, "identity": filing.identity}
    whole = canonical([words, supersedes.report_id if supersedes else ""])
    return sha256(whole.encode()).hexdigest()
