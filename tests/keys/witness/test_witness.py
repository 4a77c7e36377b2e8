"""A witness signs what continues what it has seen, and nothing else; a stop it holds cannot be kept out of the log."""

from __future__ import annotations

import contextlib
import sqlite3
from copy import copy
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys import clock as days
from keys.directory.checkpoint import cosign, cosigned_times, read_checkpoint, read_lines, with_cosignatures
from keys.directory.merkle import inclusion, leaf_hash
from keys.directory.notes import NoteSigner, parse, sign_note
from keys.directory.statements import Root, Stop, read
from keys.errors import AmparoError
from keys.witness.protocol import read_add, read_stop, write_add, write_stop
from keys.witness.witness import GRACE, MOST_STOPS
from tests.keys.witness.logs import Log, size_told
from tests.orgs import seed


@pytest.fixture
def log() -> Log:
    return Log()


def test_a_cosignature_is_the_witness_s_and_says_when(log: Log, tmp_path: Path) -> None:
    clock = [1_800_000_000.0]
    witness = log.witness(tmp_path, clock=clock)
    answer = witness.add_checkpoint(log.ask(0))
    assert answer.status == 200
    whole = read_checkpoint(with_cosignatures(log.checkpoint(), read_lines(answer.body)))
    key = log.orgs.coalition.witnesses[0].key
    assert cosigned_times(whole, [key]) == {key.pk: 1_800_000_000}
    assert cosigned_times(read_checkpoint(witness.newest().checkpoint), [key]) == {key.pk: 1_800_000_000}
    clock[0] += 60
    again = witness.add_checkpoint(log.ask(len(log.leaves)))
    assert again.status == 200
    assert again.body != answer.body


def test_a_log_that_grows_is_followed_and_one_that_shrinks_is_not(log: Log, tmp_path: Path) -> None:
    witness = log.witness(tmp_path)
    first = len(log.leaves)
    assert witness.add_checkpoint(log.ask(0)).status == 200
    log.grow(7)
    assert size_told(witness.add_checkpoint(log.ask(0))) == first
    assert size_told(witness.add_checkpoint(log.ask(first - 1))) == first
    assert witness.add_checkpoint(log.ask(first)).status == 200
    assert size_told(witness.add_checkpoint(log.ask(0, log.leaves[:first]))) == first + 7
    assert witness.add_checkpoint(log.ask(first + 7, log.leaves[:first])).status == 400


@pytest.mark.parametrize("change", ["altered", "reordered", "cut off and grown again"])
def test_two_logs_never_both_get_a_signature(log: Log, tmp_path: Path, change: str) -> None:
    witness = log.witness(tmp_path)
    log.grow(5)
    seen = len(log.leaves)
    assert witness.add_checkpoint(log.ask(0)).status == 200
    other = Log(copy(log.orgs))
    other.orgs.leaves = list(log.leaves)
    if change == "altered":
        other.leaves[4] = other.leaves[4][:-8] + b"AAAAAAA\n"
    elif change == "reordered":
        other.leaves[3], other.leaves[4] = other.leaves[4], other.leaves[3]
    else:
        del other.leaves[-2:]
        other.grow(2, "another")
    same_size = other.ask(seen)
    assert size_told(witness.add_checkpoint(same_size)) == seen
    other.grow(3)
    assert witness.add_checkpoint(other.ask(seen)).status == 422
    assert other.checkpoint() in witness.evidence()
    log.grow(2)
    assert witness.add_checkpoint(log.ask(seen)).status == 200


def test_who_is_not_the_log_is_told_so_as_the_protocol_says(log: Log, tmp_path: Path) -> None:
    witness = log.witness(tmp_path)
    stranger = NoteSigner("another-log", seed("stranger"))
    impostor = NoteSigner(log.orgs.coalition.log_key.name, seed("stranger"))
    assert witness.add_checkpoint(write_add(0, [], log.checkpoint(signer=stranger))).status == 404
    assert witness.add_checkpoint(write_add(0, [], log.checkpoint(signer=impostor))).status == 403
    assert witness.newest().size == 0


def test_a_proof_that_is_too_much_is_refused_too(log: Log, tmp_path: Path) -> None:
    witness = log.witness(tmp_path)
    assert witness.add_checkpoint(write_add(0, [bytes(32)], log.checkpoint())).status == 422
    assert witness.add_checkpoint(log.ask(0)).status == 200
    size = len(log.leaves)
    assert witness.add_checkpoint(write_add(size, [bytes(32)], log.checkpoint())).status == 422


def _stop(log: Log, signer: NoteSigner, leaf: int = 3, reason: str = "lost") -> bytes:
    return sign_note(Stop(log.orgs.genesis, leaf_hash(log.leaves[leaf]), reason).text, signer)


def test_a_stop_that_the_log_keeps_out_for_a_day_costs_it_the_signature(log: Log, tmp_path: Path) -> None:
    clock = [days.now()]
    witness = log.witness(tmp_path, clock=clock)
    stop = _stop(log, log.orgs.coalition.veto[1])
    assert witness.add_checkpoint(log.ask(0)).status == 200
    assert witness.hold_stop(stop).status == 204
    clock[0] += GRACE - 60
    size = len(log.leaves)
    log.grow()
    assert witness.add_checkpoint(log.ask(size)).status == 200
    clock[0] += 120
    assert witness.add_checkpoint(log.ask(size + 1)).status == 403
    log.grow()
    assert witness.add_checkpoint(log.ask(size + 1)).status == 403
    log.leaves.append(stop)
    assert witness.add_checkpoint(log.ask(size + 1)).status == 403  # it stands there, and nobody has shown it
    hashes = [leaf_hash(leaf) for leaf in log.leaves]
    at = len(hashes) - 1
    shown = write_stop(at, inclusion(hashes, at), stop, log.checkpoint())
    assert witness.stop_in_log(shown).status == 204
    assert witness.add_checkpoint(log.ask(size + 1)).status == 200
    size = len(log.leaves)
    log.grow()
    assert witness.add_checkpoint(log.ask(size)).status == 200
    assert witness.stops() == [stop]


def test_what_is_shown_to_be_in_another_log_does_not_count(log: Log, tmp_path: Path) -> None:
    clock = [days.now()]
    witness = log.witness(tmp_path, clock=clock)
    stop = _stop(log, log.orgs.coalition.veto[1])
    witness.hold_stop(stop)
    clock[0] += GRACE + 60
    hashes = [leaf_hash(leaf) for leaf in log.leaves]
    false = write_stop(3, inclusion(hashes, 3), stop, log.checkpoint())
    assert witness.stop_in_log(false).status == 422
    with_it = [*log.leaves, stop]
    hashes = [leaf_hash(leaf) for leaf in with_it]
    there = write_stop(len(with_it) - 1, inclusion(hashes, len(with_it) - 1), stop, log.checkpoint(with_it))
    assert witness.stop_in_log(there).status == 204
    assert witness.add_checkpoint(log.ask(0)).status == 403  # the log that it stands in is the other one
    assert witness.add_checkpoint(log.ask(0, with_it)).status == 200


def test_another_note_of_the_same_stop_in_the_log_is_as_good(log: Log, tmp_path: Path) -> None:
    """Each place may hold a note of its own of one stop: the log needs one of them, and nobody can multiply them."""
    clock = [days.now()]
    witness = log.witness(tmp_path, clock=clock)
    veto = log.orgs.coalition.veto
    assert witness.hold_stop(_stop(log, veto[1], 3, "laptop stolen")).status == 204
    clock[0] += GRACE + 60
    assert witness.add_checkpoint(log.ask(0)).status == 403
    for other, told in ((_stop(log, veto[2], 3), 403), (_stop(log, veto[1], 4), 403), (_stop(log, veto[1], 3), 204)):
        log.leaves.append(other)
        hashes = [leaf_hash(leaf) for leaf in log.leaves]
        at = len(hashes) - 1
        shown = write_stop(at, inclusion(hashes, at), other, log.checkpoint())
        assert witness.stop_in_log(shown).status == told
        assert witness.add_checkpoint(log.ask(0)).status == (200 if told == 204 else 403)


def test_who_has_left_the_coalition_cannot_freeze_the_log_with_a_stop(
    log: Log, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No log takes a stop by a member who has left: whoever insisted on it would stop all filing for good."""
    clock = [days.now()]
    witness = log.witness(tmp_path, clock=clock)
    leaver, coalition = log.orgs.coalition.veto[0], log.orgs.coalition
    old = read(parse(log.leaves[0]).text)
    assert isinstance(old, Root)
    stayed = tuple(key for key in old.veto if key != leaver.key)
    joined = NoteSigner("veto-4", seed("veto-4")).key
    new = replace(old, log=log.orgs.genesis, version=2, veto=(*stayed, joined))
    assert witness.add_checkpoint(log.ask(0)).status == 200
    size = len(log.leaves)
    log.leaves.append(sign_note(new.text, *coalition.root))
    log.checkpoints.append(log.orgs.publish())
    assert witness.add_checkpoint(log.ask(size)).status == 200
    assert witness.hold_stop(_stop(log, leaver)).status == 204  # this witness has not heard of the new root yet
    clock[0] += GRACE + 60
    assert witness.add_checkpoint(log.ask(size + 1)).status == 403
    monkeypatch.setattr("keys.witness.witness.REFRESH", 0)
    assert witness.add_checkpoint(log.ask(size + 1)).status == 200
    assert witness.hold_stop(_stop(log, leaver, 5)).status == 403
    assert len(witness.stops()) == 1  # it is still shown: whoever knew the member then applies it


def test_a_stop_nobody_may_give_is_refused_in_one_way(log: Log, tmp_path: Path) -> None:
    witness = log.witness(tmp_path)
    good = _stop(log, log.orgs.coalition.veto[0])
    stranger = _stop(log, NoteSigner("anybody", seed("anybody")))
    posing = _stop(log, NoteSigner("veto-1", seed("anybody")))
    others = sign_note(Stop(bytes(32), bytes(32), "x").text, log.orgs.coalition.veto[0])
    witnesss = _stop(log, log.orgs.coalition.witnesses[0])
    bad = [b"", b"stop", good[:-8] + b"AAAAAAA\n", good + b"\n", stranger, posing, others, witnesss, log.leaves[3]]
    answers = {witness.hold_stop(raw) for raw in [*bad, bytes(5000)]}
    assert len(answers) == 1
    assert answers.pop().status == 403
    assert witness.stops() == []


def test_one_stolen_key_fills_no_disk_and_hinders_nobody(
    log: Log, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("keys.witness.witness.MOST_STOPS", 5)
    witness = log.witness(tmp_path)
    veto = log.orgs.coalition.veto
    for reason in ("a", "b", "c"):
        assert witness.hold_stop(_stop(log, veto[0], 1, reason)).status == 204
    assert len(witness.stops()) == 1  # one a leaf and signer, whatever the reason
    held = [witness.hold_stop(_stop(log, veto[0], leaf)).status for leaf in range(1, 9)]
    assert held == [204] * 5 + [403] * 3
    assert witness.hold_stop(_stop(log, veto[1], 8)).status == 204
    assert MOST_STOPS >= 100


def test_set_back_it_takes_up_again_what_the_log_shows_with_its_signature(log: Log, tmp_path: Path) -> None:
    witness = log.witness(tmp_path)
    assert witness.add_checkpoint(log.ask(0)).status == 200
    size = len(log.leaves)
    old = (tmp_path / "seen.sqlite").read_bytes()
    log.grow(4)
    assert witness.add_checkpoint(log.ask(size)).status == 200
    log.checkpoints.append(witness.newest().checkpoint)
    (tmp_path / "seen.sqlite").write_bytes(old)
    assert log.witness(tmp_path).newest().size == size + 4


def test_set_back_to_a_log_it_has_signed_otherwise_it_does_not_start(log: Log, tmp_path: Path) -> None:
    witness = log.witness(tmp_path)
    log.grow(2)
    assert witness.add_checkpoint(log.ask(0)).status == 200
    forked = [*log.leaves[:-1], _stop(log, log.orgs.coalition.veto[0])]
    log.checkpoints = [cosign(log.checkpoint(forked), log.orgs.coalition.witnesses[0], int(days.now()))]
    with pytest.raises(AmparoError, match="signed two logs of the same size"):
        log.witness(tmp_path)


def test_the_memory_itself_refuses_to_go_back(log: Log, tmp_path: Path) -> None:
    witness = log.witness(tmp_path)
    witness.add_checkpoint(log.ask(0))
    for size, root in ((1, bytes(32)), (len(log.leaves), bytes(32))):
        with pytest.raises(sqlite3.IntegrityError), witness._memory.turn() as turn:
            turn.advance(size, root, b"")
    assert witness.newest().size == len(log.leaves)


@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_what_is_said_is_read_or_refused(raw: bytes) -> None:
    for reads in (read_add, read_stop):
        with contextlib.suppress(ValueError):
            reads(raw)
