"""The gateway's database is lost, and yesterday's copy put back: what is lost is named, and nothing happens again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from gateway.accounts import invitations, signin
from gateway.filing import Filed
from gateway.store import accounts, restoring
from gateway.store.engine import open_store, reading, writing
from gateway.store.tables import envelopes
from keys import clock
from keys.desk import look, tasks
from keys.desk.case_view.listing import case_list
from keys.desk.ngo import care
from keys.desk.sync import fetch
from keys.desk.sync.send import send
from keys.envelope.format import reference
from keys.errors import Refused
from keys.private.opening import open_report_part
from keys.roles import Part
from keys.token import read_at_desk
from tests.gateway.running import Gateway, headers, settings_in
from tests.gateway.writing import as_json, posted
from tests.journeys.backups import LEFT_OUT, Backup, CopiedFile, Dump
from tests.orgs import FORCE, NGO, Role, make_orgs
from tests.world import World
from workers.retention import retain

KINDS: dict[str, Callable[[Engine, Path], Backup]] = {
    "the whole file": CopiedFile,
    "a whole dump": Dump,
    "a dump as the page says": lambda engine, kept: Dump(
        engine, kept, *(f"--exclude-table-data={table}" for table in LEFT_OUT)
    ),
}
WHOLE = ["the whole file", "a whole dump"]


@pytest.fixture(params=list(KINDS))
def kind(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def running(request: pytest.FixtureRequest, kind: str, tmp_path: Path) -> Gateway:
    on_file = kind == "the whole file"
    server = None if on_file else request.getfixturevalue("postgresql_server")
    url = request.getfixturevalue("sqlite_url") if server is None else server.fresh()
    orgs = make_orgs()
    return Gateway(orgs, settings_in(tmp_path, orgs, url))


@pytest.fixture
def backup(running: Gateway, kind: str, tmp_path: Path) -> Backup:
    return KINDS[kind](running.host.engine, tmp_path / "kept")


@pytest.fixture
def small(running: Gateway, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    world = World(running, tmp_path, lambda days: monkeypatch.setenv("AMPARO_DEMONSTRATION_DAYS_AHEAD", str(days)))
    yield world
    world.close()


def restore(world: World, backup: Backup) -> restoring.Restored:
    """As the page says: the copy first, then what is over ends; the workers start last."""
    backup.put_back()
    ended = restoring.let_go(world.gateway.host.engine, clock.today())
    world.carry()
    return ended


def news(desk) -> list[str]:  # type: ignore[no-untyped-def]
    return fetch.receive(desk).new


def asked_to_file_again(world: World) -> list[str]:
    return [task.reference for task in tasks.needs(world.ngo) if task.kind == "refile"]


def test_what_still_waited_is_named_and_what_the_police_have_comes_no_second_time(small: World, backup: Backup) -> None:
    had, waited = small.file(), small.file(force="southmoor-police")
    fetch.receive(small.ngo)
    backup.take()
    small.round(small.police, small.ngo)
    ended = restore(small, backup)
    assert {reference(report) for _, report in ended.again} == {had.reference, waited.reference}
    assert news(small.police) == news(small.other_police) == []
    assert len(case_list(small.police)) == 1
    fetch.receive(small.ngo)
    (again,) = asked_to_file_again(small)  # of the other it has the police's signed word
    assert waited.reference.startswith(again)
    assert "lost" in look.show(small.ngo, waited.reference)


def test_what_was_recalled_after_the_backup_reaches_nobody(small: World, backup: Backup) -> None:
    filed = small.file()
    fetch.receive(small.ngo)
    backup.take()
    care.recall(small.ngo, filed.reference)
    send(small.ngo, now=True)
    restore(small, backup)
    assert news(small.police) == []
    assert case_list(small.police) == []
    fetch.receive(small.ngo)
    assert asked_to_file_again(small) == []  # she took it back


def test_what_was_filed_after_the_backup_is_missed_by_the_ngo_s_desk(small: World, backup: Backup) -> None:
    """Nobody at the gateway can know of it: the page says that each NGO is called, and its desk says by itself."""
    backup.take()
    filed = small.file()
    fetch.receive(small.ngo)
    assert restore(small, backup).again == []
    assert news(small.police) == []
    small.days_later(3)
    fetch.receive(small.ngo)
    late = [task for task in tasks.needs(small.ngo) if filed.reference.startswith(task.reference) and task.reference]
    assert any("No police desk has fetched it" in task.what for task in late)


def test_the_same_form_sent_again_after_the_loss_is_filed_and_keeps_her_code(small: World, backup: Backup) -> None:
    secret = bytes(range(32))
    backup.take()
    first = small.file(secret=secret)
    restore(small, backup)
    again = small.file(secret=secret)
    assert (again.symbols, again.again) == (first.symbols, False)
    assert len(news(small.police)) == 1


def test_what_she_emptied_after_the_backup_stays_empty(small: World, backup: Backup) -> None:
    filed: Filed = small.file_and_open()
    assert "No messages yet" not in small.page(filed.symbols)
    backup.take()
    read = small_read(small, filed)
    assert small.gateway.plain("POST", "/v1/mailbox/wipe", read).status_code == 204
    restore(small, backup)
    assert "No messages yet" in small.page(filed.symbols)


def small_read(world: World, filed: Filed) -> bytes:
    from keys.private.mailbox import keys_for_page

    return keys_for_page(read_at_desk(filed.symbols), world.orgs.view().deployment_id).read


def test_codes_and_sign_ins_of_before_open_nothing(small: World, backup: Backup) -> None:
    host, now = small.gateway.host, clock.now()
    key = host.settings.accounts_key
    signin.enrol(host.engine, "dalva", NGO, "a long enough password", key=key, day=clock.today())
    with writing(host.engine) as connection:
        code = invitations.invite(connection, "ada", NGO, admin=True, key=key, now=now, day=clock.today())
        dalva = accounts.by_name(connection, "dalva")
        assert dalva
        printed = ["AAAAA-AAAAA"]
        invitations.keep_printed(connection, dalva, printed, key)
        accounts.begin(connection, bytes(32), dalva.id, expires=int(now) + 900, now=int(now), day=clock.today())
    assert invitations.invited(host.engine, code, key=key, now=now)
    backup.take()
    ended = restore(small, backup)
    assert ended.invitations == 1
    assert invitations.invited(host.engine, code, key=key, now=now) is None
    with reading(host.engine) as connection:
        assert accounts.account_of(connection, bytes(32), int(now)) is None
        assert accounts.printed_left(connection, dalva.id) == 0
        assert accounts.by_name(connection, "dalva") == dalva  # her password and authenticator are as they were


def test_a_request_of_before_does_nothing_a_second_time(small: World, backup: Backup) -> None:
    body = as_json(posted())
    signed = headers(small.orgs.signer(NGO, Role.DOOR), "POST", "/v1/reports", body)

    def ask() -> int:
        return small.gateway.plain(
            "POST", "/v1/reports", body, headers=signed, content_type="application/json"
        ).status_code

    assert ask() == 201
    small.carry()
    small.round(small.police, small.ngo)
    backup.take()
    assert ask() == 403
    restore(small, backup)
    assert ask() == 200  # its mark was forgotten, and the report is known
    small.carry()
    assert news(small.police) == []
    assert len(case_list(small.police)) == 1


def test_a_day_that_is_not_the_backup_s_changes_nothing(small: World, backup: Backup) -> None:
    small.file()
    before = small.gateway.rows("deliveries")
    with pytest.raises(restoring.TooNew):
        restoring.let_go(small.gateway.host.engine, clock.today() - 1)
    assert small.gateway.rows("deliveries") == before
    assert len(news(small.police)) == 1


@pytest.mark.parametrize("kind", WHOLE, indirect=True)
def test_even_if_nobody_says_that_it_was_put_back_the_same_bytes_are_no_second_report(
    small: World, backup: Backup
) -> None:
    filed = small.file()
    backup.take()
    small.round(small.police, small.ngo)
    look.show(small.police, filed.reference)
    small.round(small.police, small.ngo)
    backup.put_back()
    small.carry()
    police, ngo = fetch.receive(small.police), fetch.receive(small.ngo)
    assert (police.new, ngo.new, police.refused, ngo.refused) == ([], [], [], [])
    small.round(small.police, small.ngo)
    assert len(case_list(small.police)) == len(case_list(small.ngo)) == 1
    small.days_later(30)
    retain(small.gateway.host.engine)  # the gateway does not know that they were received, and asks for them again
    fetch.receive(small.ngo)
    assert asked_to_file_again(small) == []  # the NGO's desk has the police's signed word


@pytest.mark.parametrize("kind", ["a dump as the page says"], indirect=True)
def test_the_backup_of_the_page_holds_nothing_sealed_and_nothing_of_a_browser(small: World, backup: Backup) -> None:
    small.file_and_open()
    assert small.gateway.rows("envelopes")
    assert small.gateway.rows("slots")
    backup.take()
    backup.put_back()
    for table in ("envelopes", "slots", "sessions", "nonces", "tries"):
        assert small.gateway.rows(table) == []
    assert small.gateway.rows("reports")


@pytest.mark.parametrize("days", [3, 35])
def test_an_old_backup_of_deleted_reports_cannot_be_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_url: str, days: int
) -> None:
    """Three days after a key's last day where everything was fetched, 35 after it in any case, no desk has it."""
    today = clock.today()
    orgs = make_orgs(since=today - 20, until=today + 5)
    running = Gateway(orgs, settings_in(tmp_path, orgs, sqlite_url))
    backup = CopiedFile(running.host.engine, tmp_path / "kept")
    world = World(running, tmp_path, lambda ahead: monkeypatch.setenv("AMPARO_DEMONSTRATION_DAYS_AHEAD", str(ahead)))
    filed = world.file()
    backup.take()
    fetch.receive(world.police)
    with reading(open_store(f"sqlite:///{tmp_path}/kept")) as connection:
        kept = connection.execute(select(envelopes.c.body).where(envelopes.c.org == FORCE)).scalar_one()
    ring, view = world.police.keyring, world.police.directory.view()

    def open_it() -> None:
        found = ring.openers(key.kid for key in ring.locked())
        open_report_part(kept, Part.CRIME, view=view, org=FORCE, openers=found, day=today, memory=Forgetful())

    ring.forget(view, today + 5 + days - 1, complete=days == 3)
    open_it()
    ring.forget(view, today + 5 + days, complete=days == 3)
    with pytest.raises(Refused) as refusal:
        open_it()
    assert refusal.value.check == "R12"  # no key of this desk
    assert filed.reference in str(case_list(world.police))  # what it had opened is in its vault
    world.close()


class Forgetful:
    """A desk that never saw anything before."""

    def digest_of(self, part: Part, cid: bytes) -> None:
        return None
