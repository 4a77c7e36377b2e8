"""The keeper of the log publishes by a timer: real witnesses, a real gateway over HTTP; what is missing is an alarm."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from socketserver import BaseServer

import pytest
from click.testing import CliRunner, Result
from werkzeug.serving import make_server

from deploy.broker import free_port
from keys import clock
from keys.ceremony.cli import main
from keys.ceremony.log_admission import MOST_A_DAY, turn
from keys.directory.checkpoint import read_checkpoint
from keys.directory.files import append_checkpoint, append_leaf, checkpoints_of, read_checkpoints, read_leaves
from keys.directory.member_keys import write_member
from keys.directory.notes import NoteSigner, parse, sign_note
from keys.directory.statements import Notice, Org
from keys.http import call, directory_of
from keys.keyfiles import LOWEST, write_private_file
from keys.witness.server import Server
from keys.witness.state import Memory
from keys.witness.witness import Witness
from tests.gateway.running import Gateway
from tests.orgs import Orgs

SECRET = "four plain words here"


@dataclass
class Keeper:
    """The log's keeper: her folder, the witnesses' and the gateway's addresses."""

    orgs: Orgs
    folder: Path
    witnesses: dict[str, str]
    gateway: str

    @property
    def directory(self) -> Path:
        return self.folder / "log"

    def amparo_keys(self, *words: str) -> Result:
        environment = {
            "AMPARO_DIRECTORY": str(self.directory),
            "AMPARO_GENESIS": self.orgs.genesis.hex(),
            "AMPARO_KEYS_PASSPHRASE_FILE": str(self.folder / "passphrase"),
        }
        return CliRunner().invoke(main, list(words), env=environment)

    def publish(self, *, without: str = "", to: str | None = None) -> Result:
        asked = [f"--witness={name}={url}" for name, url in self.witnesses.items() if name != without]
        key = f"--log-key={self.folder / 'log.key'}"
        return self.amparo_keys("publish", "--daily", "--demonstration", key, *asked, f"--to={to or self.gateway}")

    def say(self, word: str) -> None:
        append_leaf(self.directory, sign_note(Notice(self.orgs.genesis, word).text, self.orgs.coalition.veto[0]))


def _serving(server: BaseServer) -> threading.Thread:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    return thread


@pytest.fixture
def http(gateway: Gateway) -> Iterator[str]:
    """The gateway over HTTP."""
    port = free_port()
    app = gateway.with_settings(public_url=f"http://127.0.0.1:{port}").app
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = _serving(server)
    yield f"http://127.0.0.1:{port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def keeper(orgs: Orgs, http: str, tmp_path: Path) -> Iterator[Keeper]:
    folder = tmp_path / "keeper"
    folder.mkdir()
    write_private_file(folder / "passphrase", SECRET)
    write_member(folder / "log.key", "log", orgs.coalition.log_key, SECRET.encode(), limits=LOWEST)
    shown = directory_of(http)
    for leaf in shown.leaves:
        append_leaf(folder / "log", leaf)
    for checkpoint in shown.checkpoints:
        append_checkpoint(checkpoints_of(folder / "log"), checkpoint)
    servers = [_witness(orgs, signer, http, tmp_path) for signer in orgs.coalition.witnesses]
    threads = [_serving(server) for server in servers]
    urls = [f"http://127.0.0.1:{server.server_address[1]}" for server in servers]
    names = [signer.name for signer in orgs.coalition.witnesses]
    yield Keeper(orgs, folder, dict(zip(names, urls, strict=True)), http)
    for server, thread in zip(servers, threads, strict=True):
        server.shutdown()
        thread.join()
        server.server_close()


def _witness(orgs: Orgs, signer: NoteSigner, gateway: str, folder: Path) -> Server:
    memory = Memory(folder / f"{signer.name}.sqlite")
    return Server(("127.0.0.1", 0), Witness(signer, memory, orgs.genesis, lambda: directory_of(gateway)))


def test_what_is_published_is_witnessed_and_shown(keeper: Keeper) -> None:
    keeper.say("counts of this quarter: none")
    done = keeper.publish()
    assert done.exit_code == 0, done.output
    assert "Nothing to do until tomorrow" in done.output
    shown = directory_of(keeper.gateway)
    assert shown.leaves == read_leaves(keeper.directory)
    assert shown.checkpoints == read_checkpoints(checkpoints_of(keeper.directory))
    assert len(read_checkpoint(shown.checkpoints[-1]).note.signatures) == 3
    again = keeper.publish()
    assert again.exit_code == 0, again.output
    verified = keeper.amparo_keys("verify", "--from", keeper.gateway)
    assert verified.exit_code == 0, verified.output


def test_too_few_witnesses_are_an_alarm_and_nothing_is_published(keeper: Keeper) -> None:
    before = read_checkpoints(checkpoints_of(keeper.directory))
    keeper.say("a word")
    done = keeper.publish(without="witness-2")
    assert done.exit_code == 1
    assert "ALARM" in done.output
    assert "Not asked: witness-2" in done.output
    assert read_checkpoints(checkpoints_of(keeper.directory)) == before
    keeper.witnesses["witness-2"] = "http://127.0.0.1:1"
    done = keeper.publish()
    assert done.exit_code == 1
    assert "No cosignature of witness-2: http://127.0.0.1:1" in done.output
    assert "Traceback" not in done.output


def test_a_gateway_that_is_away_is_an_alarm_and_gets_it_all_the_next_day(keeper: Keeper) -> None:
    keeper.say("one")
    done = keeper.publish(to="http://127.0.0.1:1")
    assert done.exit_code == 1
    assert "The log was not handed over" in done.output
    keeper.say("two")
    assert keeper.publish().exit_code == 0
    assert directory_of(keeper.gateway).leaves == read_leaves(keeper.directory)


def test_a_stop_that_came_in_anywhere_stands_in_the_log_the_next_day(keeper: Keeper) -> None:
    at_witness, at_gateway = keeper.orgs.stop(3), keeper.orgs.stop(4)
    assert call(keeper.witnesses["witness-1"] + "/v1/stops", at_witness).status == 204
    assert call(keeper.gateway + "/v1/stops", at_gateway).status == 204
    done = keeper.publish()
    assert done.exit_code == 0, done.output
    assert done.output.count("Took a stop into the log") == 2
    assert {at_witness, at_gateway} <= set(directory_of(keeper.gateway).leaves)


def test_nothing_but_stops_is_taken_from_what_others_show(keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    """A statement that two members signed and hold back would be public, and its delay begun, by a gateway's hand."""
    genesis, coalition = keeper.orgs.genesis, keeper.orgs.coalition
    before = read_leaves(keeper.directory)
    held_back = sign_note(Org(genesis, ("strange-police", "police")).text, *coalition.root)
    notice = sign_note(Notice(genesis, "not yet").text, coalition.veto[0])
    monkeypatch.setattr("keys.ceremony.publish.held_stops", lambda url: [held_back, notice, b"", before[3]])
    done = keeper.publish()
    assert done.exit_code == 0, done.output
    assert read_leaves(keeper.directory) == before


def test_one_stop_written_in_many_ways_takes_one_place_of_the_log(
    keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = keeper.orgs.stop(3)
    strangers = [NoteSigner(f"stranger-{n}", bytes([n]) * 32) for n in range(20)]
    flood = [stop, *(parse(stop).signed_also(stranger).raw for stranger in strangers)]
    monkeypatch.setattr("keys.ceremony.publish.held_stops", lambda url: flood)
    before = len(read_leaves(keeper.directory))
    assert keeper.publish().exit_code == 0
    assert len(read_leaves(keeper.directory)) == before + 1
    flood.reverse()
    assert keeper.publish().exit_code == 0
    assert len(read_leaves(keeper.directory)) == before + 1


def test_what_was_written_into_the_file_by_hand_is_not_signed_for(keeper: Keeper) -> None:
    """The log stays fresh, nothing after the strange line is covered, and the keeper is told which line it is."""
    keeper.say("good")
    good = len(read_leaves(keeper.directory))
    by_nobody = sign_note(Notice(keeper.orgs.genesis, "a word").text, NoteSigner("x", bytes(32)))
    append_leaf(keeper.directory, by_nobody)
    keeper.say("after it")
    done = keeper.publish()
    assert done.exit_code == 1
    assert f"ALARM: The log does not take statement {good}: no current root, sign or veto key" in done.output
    newest = read_checkpoint(read_checkpoints(checkpoints_of(keeper.directory))[-1])
    assert newest.head.size == good
    assert directory_of(keeper.gateway).leaves == read_leaves(keeper.directory)[:good]


def test_the_sixty_fifth_statement_of_a_day_waits_until_the_next(
    keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    already = len(read_leaves(keeper.directory))
    assert keeper.publish().exit_code == 0
    while len(read_leaves(keeper.directory)) < MOST_A_DAY:
        keeper.say("a word")
    write_member(keeper.folder / "veto.key", "veto", keeper.orgs.coalition.veto[1], SECRET.encode(), limits=LOWEST)
    late = keeper.folder / "late.statement"
    assert keeper.amparo_keys("propose", "notice", "late", "--out", str(late)).exit_code == 0
    key = f"--key={keeper.folder / 'veto.key'}"
    assert keeper.amparo_keys("sign", str(late), key, "--yes", "--demonstration").exit_code == 0
    refused = keeper.amparo_keys("publish", str(late))
    assert refused.exit_code == 1
    assert "The log takes 64 statements in 24 hours" in refused.output
    assert "publish it tomorrow" in refused.output
    assert len(read_leaves(keeper.directory)) == MOST_A_DAY
    stopped = keeper.amparo_keys("stop", "5", "--reason", "lost", "--yes", "--demonstration", key)
    assert stopped.exit_code == 0, stopped.output  # stopping is never too much
    keeper.say("written by hand")
    done = keeper.publish()
    assert done.exit_code == 1
    assert "ALARM: The log takes 64 statements in 24 hours" in done.output
    assert len(directory_of(keeper.gateway).leaves) == MOST_A_DAY + 1
    tomorrow = clock.now() + clock.DAY + 60
    monkeypatch.setattr("keys.clock.now", lambda: tomorrow)
    done = keeper.amparo_keys("publish", str(late))
    assert done.exit_code == 0, done.output
    assert already < MOST_A_DAY < len(read_leaves(keeper.directory))


def test_two_who_write_to_the_log_at_once_wait_for_each_other(keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("keys.ceremony.log_admission.WAIT", 0.1)
    before = keeper.directory.read_bytes()
    with turn(keeper.directory):
        done = keeper.publish()
    assert done.exit_code == 1
    assert "Somebody else is writing" in done.output
    assert keeper.directory.read_bytes() == before
    assert keeper.publish().exit_code == 0


def test_one_command_stops_a_key_everywhere_at_once(keeper: Keeper) -> None:
    veto = keeper.orgs.coalition.veto[0]
    write_member(keeper.folder / "veto.key", "veto", veto, SECRET.encode(), limits=LOWEST)
    places = [f"--send={url}" for url in (keeper.gateway, *keeper.witnesses.values(), "http://127.0.0.1:1")]
    key = f"--key={keeper.folder / 'veto.key'}"
    done = keeper.amparo_keys("stop", "3", "--reason", "laptop stolen", "--yes", "--demonstration", key, *places)
    assert done.exit_code == 0, done.output
    assert done.output.count("holds 1 of 1 stop(s) now") == 3
    assert "NOT SENT: http://127.0.0.1:1" in done.output
    assert len(directory_of(keeper.gateway).stops) == 1
    assert call(keeper.witnesses["witness-1"] + "/v1/stops").body


def test_a_keeper_whose_disk_is_gone_gets_the_log_back_from_a_gateway(keeper: Keeper) -> None:
    keeper.say("a word")
    assert keeper.publish().exit_code == 0
    files = (keeper.directory, checkpoints_of(keeper.directory))
    whole = [path.read_bytes() for path in files]
    refused = keeper.amparo_keys("fetch", "--from", keeper.gateway)
    assert refused.exit_code == 1
    assert "is not overwritten" in refused.output
    for path in files:
        path.unlink()
    done = keeper.amparo_keys("fetch", "--from", keeper.gateway)
    assert done.exit_code == 0, done.output
    assert [path.read_bytes() for path in files] == whole
    keeper.say("another")
    assert keeper.publish().exit_code == 0


def test_a_log_that_is_late_can_still_be_copied(keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    """The keeper has been away for days: this is when another needs the files."""
    assert keeper.publish().exit_code == 0
    whole = keeper.directory.read_bytes()
    keeper.directory.unlink()
    checkpoints_of(keeper.directory).unlink()
    late = clock.now() + 5 * clock.DAY
    monkeypatch.setattr("keys.clock.now", lambda: late)
    done = keeper.amparo_keys("fetch", "--from", keeper.gateway)
    assert done.exit_code == 0, done.output
    assert "120 hours ago" in done.output
    assert keeper.directory.read_bytes() == whole


def test_a_gateway_that_lies_is_not_copied(keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = directory_of(keeper.gateway)
    monkeypatch.setattr("keys.ceremony.inspect.directory_of", lambda url: shown)
    keeper.directory.unlink()
    checkpoints_of(keeper.directory).unlink()
    shown.leaves[3] = shown.leaves[4]
    refused = keeper.amparo_keys("fetch", "--from", keeper.gateway)
    assert refused.exit_code == 1
    assert "two different histories" in refused.output
    assert not keeper.directory.exists()


def test_another_s_log_is_an_alarm_and_is_not_handed_over(keeper: Keeper) -> None:
    keeper.say("mine")
    assert keeper.publish().exit_code == 0
    whole = read_leaves(keeper.directory)
    keeper.directory.unlink()
    for leaf in whole[:-1]:
        append_leaf(keeper.directory, leaf)
    keeper.say("another")
    done = keeper.publish()
    assert done.exit_code == 1
    assert "fork" in done.output
    assert directory_of(keeper.gateway).leaves == whole


def test_a_log_that_nobody_published_for_a_day_is_late(keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    assert keeper.publish().exit_code == 0
    for hours, says in ((25, "In 23 hours nobody can file"), (49, "Nobody can file")):
        now = clock.now() + hours * 3600
        with monkeypatch.context() as patched:
            patched.setattr("keys.ceremony.publish.clock.now", lambda now=now: now)
            done = keeper.amparo_keys("verify", "--from", keeper.gateway)
        assert done.exit_code == 1
        assert f"{hours} hours old. {says}" in done.output


def test_a_witness_set_back_to_an_old_memory_is_an_alarm_once(keeper: Keeper, tmp_path: Path) -> None:
    assert keeper.publish().exit_code == 0
    old = (tmp_path / "witness-1.sqlite").read_bytes()
    keeper.say("a word")
    assert keeper.publish().exit_code == 0
    (tmp_path / "witness-1.sqlite").write_bytes(old)
    keeper.say("another")
    done = keeper.publish()
    assert done.exit_code == 1
    assert "ALARM: witness-1 had cosigned" in done.output
    assert directory_of(keeper.gateway).leaves == read_leaves(keeper.directory)
    assert keeper.publish().exit_code == 0


def test_with_the_wrong_key_nothing_is_published(keeper: Keeper) -> None:
    write_member(keeper.folder / "w.key", "log", keeper.orgs.coalition.veto[0], SECRET.encode(), limits=LOWEST)
    done = keeper.amparo_keys("publish", "--daily", "--demonstration", f"--log-key={keeper.folder / 'w.key'}")
    assert done.exit_code == 1
    assert "Nothing was published" in done.output
