"""A list made of summaries says what one made of everything would say, whatever was done, undone, or left half done."""

from __future__ import annotations

import contextlib
import secrets
import sqlite3
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from gateway.report import triage
from keys.clock import today
from keys.desk import tasks
from keys.desk.case_view import listing
from keys.desk.case_view.listing import case_list
from keys.desk.desk import Desk
from keys.desk.store.cases import Cases
from keys.desk.store.records import Case, Message
from keys.desk.store.summaries import Summary
from keys.desk.store.vault import Vault
from keys.desk.sync import fetch
from keys.roles import Kind, Part
from tests.world import PASSPHRASE, World

REPORTS = [f"{number:032x}" for number in range(3)]
DAYS = st.none() | st.integers(today() - 60, today())
WHERE = [(Part.FROM_POLICE, False), (Part.TO_POLICE, True), (Part.TO_POLICE, False), (Part.MAILBOX, True),
         (Part.VICTIM, False)]  # fmt: skip
FACTS = {
    "opened": DAYS, "confirmed": DAYS, "recalled": DAYS, "paused": DAYS, "withdrawn": DAYS, "police_received": DAYS,
    "police_opened": DAYS, "refile": st.sampled_from(["", "expired"]), "superseded_by": st.sampled_from(["", "ff"]),
    "priority": st.booleans(), "elsewhere": st.sampled_from(["", "Leeds"]), "declined": st.sampled_from(["", "kent"]),
    "withheld": st.sampled_from([[], [{"path": "account.what", "code": "passport"}]]),
    "report": st.sampled_from([None, {"risk": {"flags": ["weapon"]}}, {"crime_types": ["slavery.domestic"]}]),
    "line": st.lists(st.sampled_from([["sent", 1], ["delivered", 2], ["assessing", 3]]), max_size=3),
}  # fmt: skip
BODIES: dict[str, dict[str, Any]] = {
    "status": {"body": {"code": "arrested", "line": [], "seq": 1}, "delayed": True},
    "question": {"id": "q1", "text": "Is he at home?", "due": "2026-12-01"},
    "opened_by": {"action": "opened", "officer": "kestrel"},
    "answer": {"about": "q1", "text": "Yes."},
    "declined": {"to": "kent"},
    "note": {"text": "We call on Tuesday."},
}


def from_everything(cases: Cases) -> list[Summary]:
    """What the summaries must be worth: made of whole cases and of every message, with whole bodies."""
    found = []
    for case in cases.all():
        said: list[Any] = cases.said(case.report_id)
        written = [each.day for each in said if each.out and each.part == Part.MAILBOX]
        found.append(Summary(case, case.unit, triage.risks(case.report or {}), said, max(written, default=None)))
    return found


class Lists(RuleBasedStateMachine):
    """Cases and messages come, change and go, in batches that may fail."""

    @initialize()
    def begin(self) -> None:
        self.cases = Cases(Vault.create(Path(f"file:{secrets.token_hex(8)}"), bytes(32)))

    @rule(
        report_id=st.sampled_from(REPORTS),
        facts=st.fixed_dictionaries({}, optional=FACTS),
        part=st.sampled_from(WHERE),
        kind=st.sampled_from(sorted(BODIES)),
        day=st.integers(today() - 60, today()),
        seen=DAYS,
        fails=st.booleans(),
    )
    def something_happens(
        self, report_id: str, facts: dict, part: tuple[Part, bool], kind: str, day: int, seen: int | None, fails: bool
    ) -> None:
        with contextlib.suppress(KeyError), self.cases.vault.batch():
            case = self.cases.get(report_id) or new_case(report_id)
            for name, value in facts.items():
                setattr(case, name, value)
            self.cases.put(case)
            self.cases.say(
                Message(report_id, int(part[0]), "kent", part[1], day, 1, kind, BODIES[kind], "", seen)
            )  # fmt: skip
            if fails:
                raise KeyError

    @rule(report_id=st.sampled_from(REPORTS), goes=st.booleans())
    def what_was_said_is_dealt_with_or_unsaid(self, report_id: str, goes: bool) -> None:
        for message in self.cases.said(report_id)[:1]:
            if goes:
                self.cases.unsay(message)
            else:
                message.dealt_with = today()
                self.cases.say(message)

    @invariant()
    def the_quick_list_is_the_whole_one(self) -> None:
        for kind in (Kind.POLICE, Kind.NGO):
            desk: Any = SimpleNamespace(settings=SimpleNamespace(kind=kind), vault=self.cases.vault, cases=self.cases)
            for quick, whole in zip(self.cases.summaries(), from_everything(self.cases), strict=True):
                assert listing._line(quick, kind) == listing._line(whole, kind)
                assert tasks._of_report(desk, quick, True) == tasks._of_report(desk, whole, True)
                assert tasks.needs_of(desk, whole.case) == sorted(set(tasks._of_report(desk, whole, kind is Kind.NGO)))
                assert quick.told_her == whole.told_her


def new_case(report_id: str) -> Case:
    day = today() - 50
    return Case(
        report_id=report_id, ngo="casa-aurora", force="kent", filed=day, received=day, sealed_by="gateway",
        sealed_by_gateway=True, signed="", crime_digest="", mailbox={"id": "00" * 32, "pk": "00" * 32}, vk="00" * 32,
    )  # fmt: skip


@pytest.fixture(autouse=True)
def _somewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


TestLists = Lists.TestCase
TestLists.settings = settings(max_examples=25, stateful_step_count=12, deadline=None)


def test_a_vault_of_an_earlier_version_has_summaries_once_it_is_opened(world: World) -> None:
    world.file()
    fetch.receive(world.police)
    before = case_list(world.police)
    folder = world.police.folder
    world.police.vault.delete("summary", world.police.cases.all()[0].report_id)
    world.police.vault.delete("summary rules", "")
    with sqlite3.connect(folder / "vault.sqlite") as file:
        file.execute("PRAGMA user_version=1")
    with Desk.open(folder, PASSPHRASE) as again:
        assert case_list(again) == before
    with sqlite3.connect(folder / "vault.sqlite") as file:
        assert file.execute("PRAGMA user_version").fetchone() == (2,)


def test_summaries_made_by_other_rules_are_made_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.file()
    fetch.receive(world.police)
    monkeypatch.setattr(triage, "risks", lambda _report: ["a new danger"])
    with Desk.open(world.police.folder, PASSPHRASE) as same:
        assert case_list(same)[0]["risks"] != ["a new danger"]
    monkeypatch.setattr(triage, "TABLES", ("others",))
    with Desk.open(world.police.folder, PASSPHRASE) as again:
        assert case_list(again)[0]["risks"] == ["a new danger"]


def test_the_head_of_a_message_is_never_kept_for_the_message(world: World) -> None:
    world.file()
    fetch.receive(world.ngo)
    cases = world.ngo.cases
    report_id = cases.all()[0].report_id
    cases.say(Message(report_id, int(Part.VICTIM), "victim", False, today(), 0, "note", {"text": "He is back."}))
    with pytest.raises(TypeError):
        cases.say(cases.summary(report_id).said[-1])
    assert cases.said(report_id)[-1].body == {"text": "He is back."}


def test_a_list_opens_no_report_and_no_message(world: World) -> None:
    filed = world.file()
    fetch.receive(world.ngo)
    report_id = world.ngo.cases.all()[0].report_id
    vault = world.ngo.vault
    rows = [
        vault._id("case", report_id),
        *(vault._id(f"said {report_id}", each.key) for each in world.ngo.cases.said(report_id)),
    ]
    with sqlite3.connect(world.ngo.folder / "vault.sqlite") as file:
        file.executemany("UPDATE sealed SET body = zeroblob(512) WHERE id = ?", [(row,) for row in rows])
    assert [row["reference"] for row in case_list(world.ngo)] == [filed.reference]
    assert tasks.needs(world.ngo)
