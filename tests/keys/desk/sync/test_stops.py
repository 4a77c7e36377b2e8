"""A stop needs no log: a desk takes it from a letter, applies it at once and for ever, and brings it to the gateway."""

from __future__ import annotations

from pathlib import Path

import pytest

from keys import clock
from keys.desk.errors import DeskError
from keys.desk.sync import directory, fetch
from keys.directory.notes import NoteSigner, parse, sign_note
from keys.directory.statements import Notice, OutsideStop
from keys.errors import CannotSeal
from keys.http import call
from keys.roles import Role
from keys.witness.client import cosigned
from tests.keys.witness.logs import Log, running
from tests.orgs import FORCE
from tests.world import World


def recipients(world: World) -> int:
    return len(world.ngo.directory.view().recipients(FORCE, Role.DESK, clock.today()))


def test_a_stop_from_a_letter_holds_at_once_and_reaches_the_gateway(world: World) -> None:
    fetch.receive(world.ngo)
    stop = world.orgs.stop(world.orgs.leaf_of(FORCE, Role.DESK))
    assert recipients(world) == 1
    world.ngo.directory.hold_stop(stop)
    with pytest.raises(CannotSeal):
        recipients(world)
    assert world.gateway.host.directory.stops() == []
    world.ngo.directory.refresh()
    assert [held.raw for held in world.gateway.host.directory.stops()] == [stop]
    with pytest.raises(CannotSeal):
        recipients(world)


def test_it_holds_after_a_restart_though_the_gateway_never_shows_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log's operator and the gateway keep it out together: this desk has it, and keeps it."""
    fetch.receive(world.ngo)
    monkeypatch.setattr(world.gateway.host.directory, "hold_stop", lambda raw: False)
    world.ngo.directory.hold_stop(world.orgs.stop(world.orgs.leaf_of(FORCE, Role.DESK)))
    world.ngo.directory.refresh()
    assert world.gateway.host.directory.stops() == []
    world.ngo.close()
    again = world.again("casa-aurora")
    for view in (again.directory.view(), again.directory.refresh()):
        with pytest.raises(CannotSeal):
            view.recipients(FORCE, Role.DESK, clock.today())
    again.close()


def test_what_is_no_stop_of_a_member_changes_nothing(world: World) -> None:
    fetch.receive(world.ngo)
    genesis, veto = world.orgs.genesis, world.orgs.coalition.veto[0]
    stop = world.orgs.stop(world.orgs.leaf_of(FORCE, Role.DESK))
    text = stop.decode().partition("\n\n")[0] + "\n"
    stranger = NoteSigner("stranger", bytes([7]) * 32)
    for raw in (
        b"",
        b"stop",
        stop[:-10],
        stop.replace(b"lost", b"lied"),
        sign_note(text, stranger),
        sign_note(Notice(genesis, "stop it").text, veto),
    ):
        with pytest.raises(DeskError, match="no stop by a member"):
            world.ngo.directory.hold_stop(raw)
    assert recipients(world) == 1
    world.ngo.directory.hold_stop(stop)
    world.ngo.directory.hold_stop(stop)
    world.ngo.directory.hold_stop(parse(stop).signed_also(stranger).raw)
    assert world.ngo.directory.view().stops == (stop,)


def test_an_unreachable_gateway_hinders_no_stop(world: World, tmp_path: Path) -> None:
    from click.testing import CliRunner

    from keys.desk.cli.main import main
    from tests.world import PASSPHRASE

    fetch.receive(world.ngo)
    world.ngo.close()
    file, secret = tmp_path / "stop-7.statement", tmp_path / "secret"
    file.write_bytes(world.orgs.stop(world.orgs.leaf_of(FORCE, Role.DESK)))
    secret.write_bytes(PASSPHRASE)
    secret.chmod(0o600)
    words = ["--desk", str(world.desk_folder("casa-aurora")), "--passphrase-file", str(secret), "stop", str(file)]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0, done.output
    assert "it holds here from now on" in done.output
    again = world.again("casa-aurora")
    with pytest.raises(CannotSeal):
        again.directory.view().recipients(FORCE, Role.DESK, clock.today())
    again.close()


def test_a_stop_comes_with_its_time_over_every_gateway(world: World) -> None:
    """Else a desk that fetches late would fold another directory than one that fetched in time (F6)."""
    stop = world.orgs.stop(world.orgs.leaf_of(FORCE, Role.DESK))
    assert world.gateway.host.directory.hold_stop(stop)
    (held,) = world.gateway.host.directory.stops()
    world.days_later(2)
    assert world.ngo.directory.refresh().stops == (stop,)
    assert directory._held(world.ngo.vault) == [OutsideStop(stop, held.at)]
    assert held.at > 0


def test_a_stop_that_the_gateway_hides_is_learned_from_a_witness(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(world.gateway.host.directory, "hold_stop", lambda raw: False)
    log = Log(world.orgs, [world.orgs.publish()])
    with running(log, tmp_path / "witness") as url:
        world.ngo.directory.witness = url
        fetch.receive(world.ngo)
        assert recipients(world) == 1
        assert call(url + "/v1/stops", world.orgs.stop(world.orgs.leaf_of(FORCE, Role.DESK))).status == 204
        assert fetch.receive(world.ngo).alarms == []
        with pytest.raises(CannotSeal):
            recipients(world)
    assert any("not asked" in alarm for alarm in fetch.receive(world.ngo).alarms)
    with pytest.raises(CannotSeal):
        recipients(world)


def test_a_statement_that_witnesses_saw_and_the_gateway_hides_is_an_alarm(world: World, tmp_path: Path) -> None:
    """A keeper with two sign keys has a key witnessed, shows it to nobody, and waits for three days."""
    log = Log(world.orgs, [world.orgs.publish()])
    with running(log, tmp_path / "witness") as url:
        world.ngo.directory.witness = url
        key = log.orgs.coalition.witnesses[0].key
        cosigned(url, key, log.checkpoint(), log.leaves, log.given_by, last=0)
        assert fetch.receive(world.ngo).alarms == []
        hidden = [*log.leaves, sign_note(Notice(world.orgs.genesis, "unseen").text, log.orgs.coalition.veto[0])]
        cosigned(url, key, log.checkpoint(hidden), hidden, log.given_by, last=len(log.leaves))
        (alarm,) = fetch.receive(world.ngo).alarms
    assert f"has seen {len(hidden)} statements; {len(hidden) - 1} are shown here" in alarm
