"""File a report: screened, sealed, stored with what is owed of it, in one transaction; then a token, shown once.

The clear report is in memory for the length of one call. Sealed by the gateway (`file_report`) or by an NGO's desk
(`file_sealed`, which judges it by the admission list first), a report is stored by the same words.

Doing it twice is one report: the filing secret leads to the token, and its hash, under a unique key, to
the report that was made with it. The same words again give the same answer; other words give `Conflict` with the first.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from gateway.errors import Blocked, Conflict, TooMany, Unexplained, UnknownForce
from gateway.report.filing import Filing, canonical, with_record
from gateway.report.reason import NO_REASON, Reason
from gateway.report.screening.findings import Outcome
from gateway.report.screening.screen import screen
from gateway.report.validate import NotAFiling, Problem
from gateway.runtime import Caller, Host
from gateway.store import deliveries, replay, reports
from gateway.store.deliveries import NewDelivery
from gateway.store.engine import asking, writing
from gateway.store.replay import Memory
from keys import token
from keys.envelope.admission import Admitted, admit_own, admit_upload
from keys.envelope.format import IDENTITY_BUDGET, parse, reference
from keys.envelope.sealing import SealedReport, seal_report
from keys.errors import Refused
from keys.roles import Kind, Part
from keys.token import seen_key


@dataclass(frozen=True, slots=True)
class Filed:
    """What the caseworker is shown, once: the report's handle between desks, and the token in both writings."""

    reference: str
    symbols: str
    digits: str
    again: bool

    def __repr__(self) -> str:
        return "Filed(not shown)"


def file_report(
    filing: Filing,
    *,
    secret: bytes,
    ngo: str,
    priority: bool,
    host: Host,
    caller: Caller | None = None,
    reason: Reason = NO_REASON,
    also: Sequence[str] = (),
) -> Filed:
    """The report is stored and owed to the force and to `ngo`; its token can be shown.

    secret: the form's 32 random bytes. caller: who signed the request, where one did. reason: why a text that
    screening warns of is sent all the same, and who agreed; also: what else was confirmed before sending. Both go to
    the NGO only, in leaf 11. Raises Blocked (something must never reach the police), Unexplained (a warning, and no
    reason that is enough, here or in `identity.record`), UnknownForce, Conflict (this secret was used for other words),
    TooMany (the NGO's quota of today is used up), CannotSeal, NotAFiling (what was warned of leaves no room for the
    identity half).
    """
    secret = token.filing_secret(secret, ngo, host.pepper)
    filing_id = token.filing_id(secret)
    body = token.filing_body(secret, words_of(filing))
    with asking(host.engine) as connection:
        known = reports.marked(connection, filing_id)
    if known is not None:
        if caller is not None:
            with writing(host.engine) as connection:
                spend(connection, caller)
        return _again(known, body, secret)
    admitted = admit_own(_seal(filing, secret, ngo, host, reason, also), ngo=ngo, force=filing.force)
    owed = _owed(admitted, priority, host.today())
    if not within_quota(ngo, host):
        raise TooMany

    def store(connection: Connection) -> reports.FiledMark | None:
        if caller is not None:
            spend(connection, caller)
        if not reports.mark(connection, filing_id, body, admitted.report_id, host.today()):
            return reports.marked(connection, filing_id)  # the same form came twice in this very moment
        _store(connection, admitted, owed, priority, host)
        return None

    known = host.together.write(store)
    if known is not None:
        return _again(known, body, secret)
    host.nudge()
    return _filed(admitted.report_id, secret, again=False)


def file_sealed(raw: bytes, *, caller: Caller, priority: bool, host: Host) -> None:
    """The report a desk has sealed is stored and owed. Refused for whatever is wrong with it."""
    if caller.kind is not Kind.NGO:
        raise Refused("G1-kind")
    admitted = admit_upload(raw, view=host.view(), ngo=caller.org, day=host.today())
    with asking(host.engine) as connection:
        again = reports.is_stored(connection, admitted.report_id)
    if not again and not within_quota(caller.org, host):
        raise Refused("G-quota")
    owed = _owed(admitted, priority, host.today())

    def store(connection: Connection) -> bool:
        spend(connection, caller)
        return _store(connection, admitted, owed, priority, host)

    if host.together.write(store):
        host.nudge()


def within_quota(ngo: str, host: Host) -> bool:
    """True if the NGO may store one more report or kept form today. Counted by NGO and day, with nothing else."""
    return host.quotas.allow(b"filed\x00" + ngo.encode(), host.settings.reports_a_day, host.today())


def spend(connection: Connection, caller: Caller) -> None:
    """The request's nonce is used up with this transaction. Refused if it was used before."""
    if not replay.spend(connection, caller.nonce, caller.until):
        raise Refused("G1-nonce")


def words_of(filing: Filing) -> bytes:
    """Everything that was written, as one text: what makes two filings the same."""
    return canonical({"force": filing.force, "crime": filing.crime, "identity": filing.identity}).encode()


def _seal(filing: Filing, secret: bytes, ngo: str, host: Host, reason: Reason, also: Sequence[str]) -> SealedReport:
    view, day = host.view(), host.today()
    if filing.force not in view.forces(day):
        raise UnknownForce
    findings = screen(filing)
    if blocked := [finding for finding in findings if finding.outcome is Outcome.BLOCK]:
        raise Blocked(blocked)
    warned = [finding for finding in findings if finding.outcome is Outcome.WARN]
    leaves = with_record(filing.leaves(), [(one.field, one.code) for one in warned], reason, also)
    if leaves is None:
        raise Unexplained(warned)
    if (over := sum(len(leaf.encode()) for leaf in leaves) - IDENTITY_BUDGET) > 0:
        raise NotAFiling([Problem("identity", f"at most {IDENTITY_BUDGET} bytes in all; shorten it by {over}")])
    return seal_report(
        filing.crime,
        leaves,
        force=filing.force,
        ngo=ngo,
        view=view,
        signer=host.signer,
        day=day,
        value=token.value_from_filing_secret(secret),
    )


def _owed(admitted: Admitted, priority: bool, day: int) -> list[NewDelivery]:
    return [
        NewDelivery(
            id=os.urandom(16),
            report_id=admitted.report_id,
            part=part,
            org=org,
            from_org=admitted.ngo,
            cid=admitted.report_id,
            digest=admitted.digests[part],
            day=day,
            priority=priority,
            kids=b"".join(parse(sealed, part).kids),
            body=admitted.upload.delivery(part),
        )
        for part, org, sealed in (
            (Part.CRIME, admitted.force, admitted.upload.crime),
            (Part.IDENTITY, admitted.ngo, admitted.upload.identity),
        )
    ]


def _store(connection: Connection, admitted: Admitted, owed: list[NewDelivery], priority: bool, host: Host) -> bool:
    """True if the report is new and now owed; False if exactly these bytes were stored before (G11)."""
    digests = {seen_key(one.part, one.cid, host.pepper): one.digest for one in owed}
    memory = replay.remember_all(connection, digests, host.today())
    if memory is Memory.SAME:
        return False
    if memory is Memory.OTHER:
        raise Refused("G11")
    is_new = reports.add(
        connection, admitted.report_id, ngo=admitted.ngo, force=admitted.force, priority=priority, day=owed[0].day
    )
    if not is_new:  # longer ago than the memory of envelopes reaches: a report is known for two years
        raise Refused("G11")
    deliveries.owe(connection, owed)
    return True


def _again(known: reports.FiledMark, body: bytes, secret: bytes) -> Filed:
    filed = _filed(known.report_id, secret, again=True)
    if known.body != body:
        raise Conflict(filed)
    return filed


def _filed(report_id: bytes, secret: bytes, *, again: bool) -> Filed:
    value = token.value_from_filing_secret(secret)
    return Filed(reference(report_id), token.symbols(value), token.digits(value), again)
