"""File a report at the NGO's own desk: checked, screened, sealed here with the NGO's key, kept, sent. Then the token.

Rules
- The gateway gets sealed bytes and nothing else. The token is returned once and stored nowhere.
- One batch of the vault holds the case, this desk's own copy, the upload and the mark that this very form was filed.
- The upload waits in the outbox until the gateway took it. What could not leave on its day or the next is not admitted
  any more: the case says `file it again`, and the same form, filed again, keeps her token.
- A report may come in a file that a person filled in (`template`, `fields`, `read_form`): JSON, {force, crime,
  identity}; what is left empty counts as left out. The gateway's own rules check it; a mistake is told by field, never
  by its words.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from gateway.report.crime import CONSTANTS
from gateway.report.filing import Filing, canonical
from gateway.report.police_areas import advice_on_force
from gateway.report.schema import Choices, Group, Only, Several, Shape
from gateway.report.screening.findings import Finding, Outcome
from gateway.report.screening.screen import screen
from gateway.report.validate import FILING, NotAFiling, read_filing
from keys.clock import iso, today
from keys.desk.errors import DeskError, Withheld
from keys.desk.messages import status_line
from keys.desk.store.cases import Case, Cases
from keys.desk.store.keyring import Ring
from keys.desk.store.outbox import Outbox, Sort, Thing
from keys.directory.view import View
from keys.encoding import strict_json
from keys.envelope.format import LEAVES, SCHEMA_VERSION, parse_signed, reference
from keys.envelope.sealing import SealedReport, seal_report
from keys.roles import Part, Role
from keys.token import MailboxKeys, digits, new_value, symbols

RECORD = LEAVES.index("record")
TOO_LATE = "not sent in time"
WORKER_ONLY = "worker_only"  # the token mode in which her worker tells her, and no token is shown
_FILED = "filed"
_CONFLICT = "force: confirmed against advice"


@dataclass(frozen=True)
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

    def __repr__(self) -> str:
        return "FiledHere(not shown)"


@dataclass
class Filer:
    """What filing needs of one NGO's desk."""

    org: str
    cases: Cases
    outbox: Outbox
    ring: Ring

    def file(
        self,
        filing: Filing,
        view: View,
        *,
        reason: str = "",
        sure: bool = False,
        priority: bool = False,
        supersedes: Case | None = None,
        also: Sequence[str] = (),
    ) -> FiledHere:
        """The report is sealed, kept, and waits in the outbox.

        reason: why what screening warns of is sent all the same (for this NGO alone). sure: the force was chosen
        against advice. also: what this NGO's record keeps beside that. supersedes: the earlier report of hers that
        this one replaces; mailbox and vk stay. Raises Withheld, DeskError, CannotSeal; then nothing was kept.
        """
        self._may_go_to(filing, view, sure=sure)
        findings = screen(filing)
        leaves = self._leaves(filing, findings, reason, also, sure=sure)
        mark = _mark(filing, supersedes)
        with self.cases.vault.batch():
            earlier = self._earlier(mark, supersedes)
            value, keep = new_value(), None if earlier is None else _token_of(earlier)
            sealed = self._sealed(filing, leaves, view, value, keep, supersedes)
            case = self._keep(sealed, filing, leaves, earlier, priority=priority)
            self.cases.vault.put(_FILED, mark, case.report_id)
            words = {"priority": "priority" if priority else "routine"}
            about = f"report {case.short} to {case.force}"
            self.outbox.put(
                Thing(
                    Sort.UPLOAD, about, case.report_id, to=case.force, words=words, raw=sealed.upload.hex(),
                    sealed_day=today(),
                )
            )  # fmt: skip
            status_line.write(self.cases, self.outbox, case, "sent", self.org)
        by_worker = json.loads(leaves[RECORD] or "{}").get("token_mode") == WORKER_ONLY
        token = ("", "") if keep is not None or by_worker else (symbols(value), digits(value))
        offers = tuple(each for each in findings if each.outcome is Outcome.COARSEN)
        return FiledHere(case.short, case.reference, *token, offers, by_worker)

    def give_up_late(self) -> None:
        """What waited too long to be admitted leaves the outbox; its case says that it must be filed again."""
        for thing in self.outbox.waiting():
            if thing.sort is Sort.UPLOAD and thing.sealed_day < today() - 1:
                with self.cases.vault.batch():
                    self.outbox.drop(thing.id)
                    case = self.cases.get(thing.report_id)
                    if case is not None and not case.refile:
                        case.refile = TOO_LATE
                        self.cases.put(case)

    def take_back(self, case: Case) -> bool:
        """True when the report had not left this desk yet: now it never will."""
        mine = [
            thing
            for thing in self.outbox.waiting()
            if thing.sort is Sort.UPLOAD and thing.report_id == case.report_id and not thing.claimed
        ]
        for thing in mine:
            self.outbox.drop(thing.id)
            case.recalled = case.recall_asked = today()
            self.cases.put(case)
        return bool(mine)

    # --- before sealing

    def _may_go_to(self, filing: Filing, view: View, *, sure: bool) -> None:
        forces = view.forces(today())
        if filing.force not in forces:
            raise DeskError(
                f"The directory lists no force of that name today. It lists: {', '.join(forces) or 'none'}."
            )
        advice = advice_on_force(filing.crime)
        if advice and not sure:
            raise DeskError(
                f"{advice} Nothing was filed. If {filing.force} is the right one all the same: --sure"
            )

    @staticmethod
    def _leaves(
        filing: Filing, findings: Sequence[Finding], reason: str, also: Sequence[str], *, sure: bool
    ) -> list[str]:
        """The leaves with what was warned of and why it stays; Withheld when something may not be sent."""
        blocks = [each for each in findings if each.outcome is Outcome.BLOCK]
        if blocks:
            raise _withheld("Nothing was filed: this must never reach the police.", blocks)
        leaves = filing.leaves()
        record = json.loads(leaves[RECORD] or "{}")
        record.pop("warned", None)
        if reason:
            record["warned_reason"] = reason
        warned = [each for each in findings if each.outcome is Outcome.WARN]
        if warned and not record.get("warned_reason"):
            raise _withheld(
                "Nothing was filed yet. Change these, or say with --reason why they must stay (only your "
                "organisation reads the reason).",
                warned,
            )
        kept = [*sorted({f"{each.field}: {each.code}" for each in warned}), *also]
        if sure and advice_on_force(filing.crime):
            kept.append(_CONFLICT)
        if kept:
            record["warned"] = kept
        leaves[RECORD] = canonical(record) if record else ""
        return leaves

    def _earlier(self, mark: str, supersedes: Case | None) -> Case | None:
        """The case whose token stays hers, if any: one to replace, or this very form that could not be delivered."""
        before = self.cases.vault.get(_FILED, mark)
        known = None if before is None else self.cases.get(before)
        if known is not None and not known.refile:
            raise DeskError(
                f"This very form was filed on {iso(known.filed)}: {known.reference}. Nothing was filed again. "
                f"Its token was shown then and is kept nowhere; a new one: amparo-desk token {known.short}"
            )
        if known is None and supersedes is not None and (supersedes.recalled or supersedes.superseded_by):
            raise DeskError("That report was recalled or replaced already. Name the newest one, or none.")
        return known or supersedes

    # --- sealing and keeping

    def _sealed(
        self,
        filing: Filing,
        leaves: Sequence[str],
        view: View,
        value: int,
        keep: MailboxKeys | None,
        supersedes: Case | None,
    ) -> SealedReport:
        signer = self.ring.signer(Role.INTAKE, view, today())
        try:
            return seal_report(
                filing.crime, leaves, force=filing.force, ngo=self.org, view=view, signer=signer, day=today(),
                value=value, keep=keep, supersedes=bytes.fromhex(supersedes.report_id) if supersedes else None,
            )  # fmt: skip
        except ValueError:
            raise DeskError("The report is too long to be sealed. Shorten it. Nothing was filed.") from None

    def _keep(
        self,
        sealed: SealedReport,
        filing: Filing,
        leaves: Sequence[str],
        earlier: Case | None,
        *,
        priority: bool,
    ) -> Case:
        keys = sealed.keys
        case = Case(
            report_id=sealed.report_id.hex(),
            ngo=self.org,
            force=filing.force,
            filed=today(),
            received=today(),
            sealed_by=self.org,
            sealed_by_gateway=False,
            signed=base64.b64encode(sealed.signed).decode(),
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
            self.cases.put(earlier)
        self.cases.put(case)
        self.cases.keep_box(case.report_id, keys)
        return case


def _mark(filing: Filing, supersedes: Case | None) -> str:
    """What stands for a form: the same for the same words to the same force in place of the same report."""
    words = {"force": filing.force, "crime": filing.crime, "identity": filing.identity}
    whole = canonical([words, supersedes.report_id if supersedes else ""])
    return sha256(whole.encode()).hexdigest()


def _token_of(case: Case) -> MailboxKeys:
    held = {name: bytes.fromhex(getattr(case, name)) for name in ("say", "vk", "read", "ngo_salt")}
    return MailboxKeys(id=case.box.id, pk=case.box.pk, **held)


def _withheld(sentence: str, findings: Sequence[Finding]) -> Withheld:
    lines = [
        f"  {each.field}, signs {each.start + 1} to {each.end}: {each.why} {each.instead}"
        for each in findings
    ]
    return Withheld("\n".join([sentence, *lines]), [f"{each.field}:{each.code}" for each in findings])


def replaces(report_id: str) -> str:
    """The reference of the report that another one replaces, as people type it."""
    return reference(bytes.fromhex(report_id))[:8]


_OURS = {"record.warned", *(f"crime.{name}" for name in CONSTANTS)}  # written when it is filed
LARGEST = 1 << 20  # bytes of a form file; the fields' own limits are far below


def template() -> dict[str, Any]:
    """An empty form with every field that may be filled in."""
    found = _empty(FILING, "")
    assert isinstance(found, dict)
    return found


def fields() -> list[tuple[str, str]]:
    """Every field by its dotted path, and what it takes."""
    return list(_fields(FILING, ""))


def read_form(path: Path) -> dict[str, Any]:
    """The JSON object in a file. DeskError when it is none."""
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError
        return strict_json(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    except OSError:
        raise DeskError(f"{path} cannot be read. Nothing was filed.") from None
    except ValueError:
        raise DeskError(
            f"{path} is not a form: it must be one JSON object in UTF-8, no name twice. "
            "An empty one: amparo-desk file --template"
        ) from None


def filing_of(document: dict[str, Any], force: str = "") -> Filing:
    """The filing of a filled form for `force` (or the force it names). DeskError, field by field, when it is none."""
    given = document.get("force") or ""
    if force and given and given != force:
        raise DeskError("The form names another force than --force. Which one is right? Nothing was filed.")
    try:
        return read_filing({**document, "force": force or given})
    except NotAFiling as reason:
        lines = [f"  {problem.field}: {problem.expected}" for problem in reason.problems]
        raise DeskError("\n".join(["Some fields need another look. Nothing was filed.", *lines])) from None


def _empty(shape: Shape, path: str) -> Any:
    if isinstance(shape, Group):
        inner = {name: f"{path}.{name}".lstrip(".") for name in shape.of}
        return {name: _empty(shape.of[name], below) for name, below in inner.items() if not _is_ours(below)}
    if isinstance(shape, Several):
        return [_empty(shape.of, path)] if isinstance(shape.of, Group) else []
    return [] if isinstance(shape, Choices) else ""


def _fields(shape: Shape, path: str) -> list[tuple[str, str]]:
    if isinstance(shape, Group):
        found: list[tuple[str, str]] = []
        for name, inner in shape.of.items():
            below = f"{path}.{name}".lstrip(".")
            if not _is_ours(below):
                needed = "NEEDED, " if name in shape.needs and not isinstance(inner, Group) else ""
                found += [(each, needed + what) for each, what in _fields(inner, below)]
        return found
    if isinstance(shape, Several) and isinstance(shape.of, Group):
        return _fields(shape.of, f"{path}[]")
    if isinstance(shape, Several):
        return [(path, f"{shape.expected}, each {shape.of.expected}")]
    return [(path, "true: she is 18 or over" if isinstance(shape, Only) else shape.expected)]


def _is_ours(path: str) -> bool:
    return path in _OURS or path.removeprefix("identity.") in _OURS
