"""A desk: one organisation's folder, opened with its passphrase, and every act of the people who sit at it.

The command line and the tests speak to this object alone. It only puts the pieces together: what each act does is in
`receiving`, `reading`, `answering`, `caring`, `sending`. What is decided here leaves later; only `receive`, `send` and
`check` speak to the gateway.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from gateway.report.filing import Filing
from keys.clock import today
from keys.desk.case_view.reader import Reader
from keys.desk.case_view.sheet import Sheet
from keys.desk.consents import Consents
from keys.desk.errors import DeskError, GatewayFault, NotReached
from keys.desk.evidence.bundle import bundle
from keys.desk.health_check import Alarms, Finding, check, new_alarms
from keys.desk.messages.correspondence import Correspondence
from keys.desk.ngo.care import Caring, NewToken
from keys.desk.ngo.drafts import Drafts, Holding
from keys.desk.ngo.filing import FiledHere, Filer
from keys.desk.ngo.tasks import Need, today_needs
from keys.desk.ngo.transfer import Given, answer_again, give, leave_to, must_answer_here, take
from keys.desk.police.information_request import Question
from keys.desk.police.officers import Margins, Officers
from keys.desk.store.cases import Case, Cases
from keys.desk.store.folder import Settings, back_up, make_folder, read_settings, sweep, unlock_vault
from keys.desk.store.keyring import Ring
from keys.desk.store.outbox import Outbox, Thing
from keys.desk.store.vault import Vault
from keys.desk.sync import directory as listing
from keys.desk.sync.accept import Arrivals, remember_sent
from keys.desk.sync.fetch import Received, Receiver, Told, nobody
from keys.desk.sync.gateway_client import Door
from keys.desk.sync.send import Sender, Sent
from keys.directory.files import checkpoints_of, read_checkpoints, read_leaves
from keys.directory.rules import DEMONSTRATION
from keys.directory.view import View
from keys.private.keyfile import Opener
from keys.roles import Kind, Part, Role
from keys.signing import Signer


def create_desk(
    folder: Path,
    org: str,
    kind: Kind | str,
    gateway_url: str,
    genesis: bytes,
    openers: Sequence[Opener],
    signers: Sequence[Signer],
    passphrase: bytes,
    *,
    demonstration: bool = False,
    officer: str = "",
) -> Desk:
    """`folder` holds a new desk with these keys, and it is open. DeskError when a desk is there already."""
    settings = Settings(org, Kind(kind), gateway_url.rstrip("/"), genesis, demonstration, officer)
    make_folder(Path(folder), settings, passphrase, openers=openers, signers=signers)
    return Desk.open(folder, passphrase)


class Desk:
    """One desk, open. Errors are AmparoError: one sentence for the person, nothing half done."""

    def __init__(
        self,
        folder: Path,
        settings: Settings,
        vault: Vault,
        passphrase: bytes,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.folder = folder
        self.settings = settings
        self.vault = vault
        self._passphrase = passphrase
        self.ring = Ring(folder, settings, passphrase)
        self.door = Door(settings.gateway, self._door_key, transport=transport)
        self.cases = Cases(vault)
        self.outbox = Outbox(vault)
        self._said = Correspondence(settings.org, self.cases, self.outbox)
        arrivals = Arrivals(settings, self.cases, self.outbox)
        self.consents = Consents(settings, self.cases, self.outbox, self.ring, self._said, self.view)
        taken = self.consents.taking(arrivals.take)
        self._receiver = Receiver(settings, self.cases, self.outbox, self.ring, taken)
        self._reader = Reader(
            settings, self.cases, self.outbox, self.ring, self._receiver, self._said,
            self.consents.disclosed, self.consents.releasing.rows, settings.officer,
        )  # fmt: skip
        self._caring = Caring(settings.org, self.cases, self.outbox, self.ring, self._said)
        self._filer = Filer(settings.org, self.cases, self.outbox, self.ring)
        self.holding = Holding(self.cases)
        self.drafts = Drafts(vault)
        self.alarms = Alarms(vault)
        self.officers = Officers(vault)
        self.margins = Margins(vault)
        self._view: View | None = None
        self.told: Told = nobody  # how far `receive` and `send` have come

    @classmethod
    def open(
        cls, folder: Path | str, passphrase: bytes, *, transport: httpx.BaseTransport | None = None
    ) -> Desk:
        """The desk of `folder`. DeskError or BadKeyFile when there is none or the passphrase is wrong."""
        folder = Path(folder)
        settings = read_settings(folder)
        sweep(folder)
        return cls(folder, settings, unlock_vault(folder, settings, passphrase), passphrase, transport)

    def close(self) -> None:
        """The vault is let go."""
        self.vault.close()

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- the directory

    def view(self) -> View:
        """The directory as this desk last saw it. DeskError when it has seen none."""
        if self._view is None:
            self._view = listing.held(self.vault, self.settings.genesis)
        if self._view is None:
            raise DeskError("This desk has not seen the directory yet. Run amparo-desk receive first.")
        return self._demonstrated(self._view)

    def refresh(self) -> View:
        """The directory as the gateway shows it now, verified and kept."""
        self._view = listing.refresh(self.vault, self.door, self.settings.genesis)
        return self._demonstrated(self._view)

    def hold_stop(self, stop: bytes) -> View:
        """This stop, from a letter, a stick or anybody, holds here for ever; the next look passes it to the gateway."""
        self.view()
        self._view = listing.hold(self.vault, self.settings.genesis, stop)
        return self._view

    def take_directory(self, file: Path) -> View:
        """The directory in a file (for a desk that only has a folder), verified and kept."""
        checkpoints = read_checkpoints(checkpoints_of(file))
        self._view = listing.take(
            self.vault, self.settings.genesis, read_leaves(file), checkpoints=checkpoints
        )
        return self._demonstrated(self._view)

    def look_again(self) -> None:
        """The next look at the directory sees what another program at this desk has fetched since."""
        self._view = None

    def _demonstrated(self, view: View) -> View:
        if self.settings.demonstration and view.deployment != DEMONSTRATION:
            raise DeskError(
                "desk.toml says demonstration, but the directory is a real one. Remove that line."
            )
        return view

    def _door_key(self) -> Signer:
        view = self._view_if_any()
        return self.ring.door() if view is None else self.ring.signer(Role.DOOR, view, today())

    # --- in and out

    def receive(self) -> Received:
        """Whatever the gateway owes this organisation is in the vault; receipts and other urgent things have left."""
        view = self.refresh()
        self.consents.disclosed.sweep()
        done = self._receiver.fetch(self.door, view, self.told)
        done.alarms += new_alarms(self, view)
        self.ring.forget(view, today(), complete=not done.refused)
        if self.settings.kind is Kind.NGO:
            self._caring.renew_pictures()
        done.troubles = self._sender().send(view, at_once_only=True).troubles
        return done

    def receive_from(self, folder: Path, directory: Path | None = None) -> Received:
        """The envelopes in a folder are in the vault. Receipts wait in the outbox until there is a line."""
        view = self.take_directory(directory) if directory else self.view()
        done = self._receiver.from_folder(folder, view, self.told)
        self.ring.forget(view, today(), complete=False)
        return done

    def send(self, *, now: bool = False, at_once_only: bool = False) -> Sent:
        """What is due has left. `now`: everything, whatever its time; a demonstration only."""
        view = self.refresh()
        if now and not (self.settings.demonstration and view.deployment == DEMONSTRATION):
            raise DeskError(
                "--now is for a demonstration only: it would tell the gateway which mailbox belongs to which report."
            )
        return self._sender().send(view, everything=now, at_once_only=at_once_only)

    def _sender(self) -> Sender:
        self._filer.give_up_late()
        return Sender(
            self.outbox, self.ring, self.door, self.settings.kind, self._dangerous_waits, self._remember_sent,
            self.told,
        )  # fmt: skip

    def _dangerous_waits(self, report_id: str) -> bool:
        case = self.cases.get(report_id) if self.settings.kind is Kind.NGO and report_id else None
        return case is not None and bool(self._caring.dangerous(case))

    def _remember_sent(self, thing: Thing, cid: str, digest: str) -> None:
        remember_sent(self.cases, cid, digest, thing.to, thing.report_id)
        self.consents.leaving(thing, cid, digest)

    # --- looking

    def rows(self) -> list[dict[str, Any]]:
        """Every report as a line of a list."""
        return self._reader.rows()

    def today(self) -> list[Need]:
        """What needs a person, most pressing first."""
        self.consents.disclosed.sweep()
        return sorted([*today_needs(self.cases, self.outbox, self.settings.kind), *self.consents.needs()])

    def find(self, reference: str) -> Case:
        """The report of a reference, whole or its first eight signs."""
        return self.cases.find(reference)

    @contextmanager
    def _case(self, reference: str, *, only_look: bool = False) -> Iterator[Case]:
        """The report, for an act: nobody else at this desk changes it until the act is durable or undone."""
        with self.vault.batch():
            case = self.find(reference)
            if not only_look:
                must_answer_here(case)
            yield case

    def show(self, reference: str) -> str:
        """The report and all that was said about it, as text; the first look is receipted."""
        return self._reader.page(self.looked(reference))

    def looked(self, reference: str) -> Case:
        """The report, which a person looks at now; the first look is receipted."""
        with self._case(reference, only_look=True) as case:
            self.consents.disclosed.sweep(case)
            self._reader.look(case, self._view_if_any(), "opened")
        return case

    def sheet(self, reference: str) -> Sheet:
        """The same as data, for a page of a police desk; a look like any other."""
        self._only(Kind.POLICE, "sheet")
        return self._reader.sheet(self.looked(reference))

    def export(self, reference: str, form: str = "text") -> bytes:
        """The report as a file: text, pdf, csv, json, or evidence; a look like any other. No file, no look."""
        with self._case(reference, only_look=True) as case:
            self.consents.disclosed.sweep(case)
            self._reader.look(case, self._view_if_any(), f"exported_{form}")
            if form == "evidence":
                part = Part.CRIME if self.settings.kind is Kind.POLICE else Part.IDENTITY
                return bundle(self.cases, case, part, listing.everything(self.vault, self.settings.genesis))
            return self._reader.export(case, form)

    def _view_if_any(self) -> View | None:
        try:
            return self.view()
        except DeskError:
            return None

    # --- police

    @property
    def officer(self) -> str:
        """The pseudonym under which openings and exports are told to the NGO; empty when nobody said who sits here."""
        return self._reader.officer

    def sits(self, officer: str) -> None:
        """Who looks from now on is `officer`: one of this desk's, or the one that desk.toml names. DeskError else."""
        self._only(Kind.POLICE, "officer")
        if officer != self.settings.officer:
            self.officers.known(officer)
        self._reader.officer = officer

    def status(self, reference: str, code: str, *, reason: str = "", text: str = "") -> Thing:
        """A status waits for the NGO and for her."""
        self._only(Kind.POLICE, "status")
        with self._case(reference) as case:
            return self._said.status(case, code, reason=reason, text=text)

    def ask(self, reference: str, question: Question) -> Thing:
        """A question by the form leaves for the NGO."""
        self._only(Kind.POLICE, "ask")
        with self._case(reference) as case:
            return self._said.ask(case, question)

    def ask_withheld(self, reference: str) -> Thing:
        """The NGO is asked whether what the patterns found may be read."""
        self._only(Kind.POLICE, "ask --withheld")
        with self._case(reference) as case:
            return self._said.ask_withheld(case)

    # --- both

    def answer(self, reference: str, text: str = "", **how: str) -> Thing:
        """The oldest open question (or the one named) is answered; `how` as in `Correspondence.answer`."""
        with self._case(reference) as case:
            return self._said.answer(case, text, **how)

    # --- NGO

    def question(self, reference: str, text: str, *, reason: str = "") -> Thing:
        """A question leaves for the force."""
        self._only(Kind.NGO, "question")
        with self._case(reference) as case:
            return self._said.question(case, text, reason=reason)

    def confirm(self, reference: str) -> Thing:
        """The force is told that this NGO filed the report."""
        self._only(Kind.NGO, "confirm")
        with self._case(reference) as case:
            return self._caring.confirm(case, self.view())

    def file(self, filing: Filing, *, supersedes: str = "", **choices: Any) -> FiledHere:
        """The report is sealed here and waits for the gateway (`Filer.file`); its token is returned once."""
        self._only(Kind.NGO, "file")
        try:
            view = self.refresh()
        except (NotReached, GatewayFault):
            view = self.view()
        earlier = self.find(supersedes) if supersedes else None
        if earlier is not None:
            must_answer_here(earlier)
        return self._filer.file(filing, view, supersedes=earlier, **choices)

    def recall(self, reference: str) -> Thing | None:
        """The crime part is to be given up unseen, if nobody has looked yet. None: it had not left this desk."""
        self._only(Kind.NGO, "recall")
        with self._case(reference) as case:
            self.consents.take_back(case)
            if self._filer.take_back(case):
                return None
            return self._caring.recall(case, self.view())

    def withdraw(self, reference: str, text: str = "", *, reason: str = "") -> Thing:
        """The force is told that she stopped."""
        self._only(Kind.NGO, "withdraw")
        with self._case(reference) as case:
            self.consents.take_back(case)
            return self._caring.withdraw(case, text, reason=reason)

    def pause(self, reference: str, text: str = "", *, reason: str = "") -> Thing:
        """The force is told that she pauses."""
        self._only(Kind.NGO, "pause")
        with self._case(reference) as case:
            return self._caring.pause(case, text, reason=reason)

    def correct(self, reference: str, text: str, *, reason: str = "") -> Thing:
        """A correction is shown to the police beside the original."""
        self._only(Kind.NGO, "correct")
        with self._case(reference) as case:
            return self._caring.correct(case, text, reason=reason)

    def note(self, reference: str, text: str, *, kind: str = "note") -> Thing:
        """Words for her wait for their time."""
        self._only(Kind.NGO, "note")
        with self._case(reference) as case:
            return self._caring.note(case, text, kind=kind)

    def safe(self, reference: str) -> Thing:
        """She was called and is safe: her page may show the dangerous status."""
        self._only(Kind.NGO, "safe")
        with self._case(reference) as case:
            return self._caring.safe(case)

    def not_yet(self, reference: str) -> Thing:
        """She was not reached: her page waits 72 hours more, once."""
        self._only(Kind.NGO, "not-yet")
        with self._case(reference) as case:
            return self._caring.not_yet(case)

    def new_token(self, reference: str) -> NewToken:
        """She gets a new token; the old mailbox is emptied."""
        self._only(Kind.NGO, "token")
        with self._case(reference) as case:
            return self._caring.new_token(case, self.view())

    def _only(self, kind: Kind, what: str) -> None:
        if self.settings.kind is not kind:
            whose = "an NGO's desk" if kind is Kind.NGO else "a police desk"
            raise DeskError(f"'{what}' is for {whose}; this is a desk of {self.settings.org}.")

    # --- the desk itself

    def check(self) -> list[Finding]:
        """What is in order at this desk and what is not, each with what to do."""
        return check(self)

    def hand_over(self, references: Sequence[str], *, to: str, keep_answering: bool = False) -> Given:
        """The reports as a file for another desk of this organisation, which answers for them from now on."""
        self._only(Kind.NGO, "handover")
        chosen = list({case.report_id: case for case in map(self.find, references)}.values())
        return give(self.settings, self.cases, self.outbox, chosen, to=to, keep_answering=keep_answering)

    def take_over(self, text: str, word: str) -> list[Case]:
        """The reports of such a file are here."""
        self._only(Kind.NGO, "handover")
        return take(self.settings, self.cases, text, word)

    def leave_to(self, reference: str, name: str) -> None:
        """Another desk of this organisation answers for the report."""
        self._only(Kind.NGO, "handover")
        with self._case(reference) as case:
            leave_to(self.cases, case, name)

    def answer_again(self, reference: str) -> None:
        """This desk answers for the report, because the other one cannot."""
        self._only(Kind.NGO, "handover")
        with self._case(reference, only_look=True) as case:
            answer_again(self.cases, case)

    def back_up(self, target: Path) -> None:
        """`target` is a locked copy of the vault."""
        back_up(self.folder, self.settings, self.vault, self._passphrase, target)
