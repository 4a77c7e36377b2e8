"""The log is shown as files that any C2SP tool reads, and grows by what log and witnesses signed, whoever brings it."""

from __future__ import annotations

import os
import threading
from base64 import b64encode
from hashlib import sha256

import pytest

from gateway import directory
from gateway.limits import HANDOVERS
from keys import clock
from keys.directory import merkle
from keys.directory.checkpoint import Checkpoint, TreeHead, cosign, read_checkpoint, write_checkpoint
from keys.directory.files import HandedLog, read_handed, write_handed
from keys.directory.merkle import leaf_hash, roots
from keys.directory.notes import NoteSigner, sign_note
from keys.directory.statements import Notice, Stop
from keys.roles import Role
from tests.gateway.running import URL, Gateway
from tests.gateway.writing import as_json, posted
from tests.orgs import FORCE, seed
from tests.second.oracle.reading import Missing, program, read


def _grown(gateway: Gateway, count: int) -> list[bytes]:
    orgs, fresh = gateway.orgs, []
    for number in range(count):
        text = Notice(orgs.genesis, f"notice {len(orgs.leaves)} {number}").text
        fresh.append(sign_note(text, orgs.coalition.veto[0]))
        orgs.leaves.append(fresh[-1])
    return fresh


def _hand(gateway: Gateway, start: int, leaves: list[bytes], *checkpoints: bytes) -> int:
    body = write_handed(HandedLog(start, tuple(leaves), tuple(checkpoints)))
    client = gateway.app.test_client()
    return client.post("/v1/log", base_url=URL, data=body, content_type="application/octet-stream").status_code


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def _root_of(hashes: list[bytes]) -> bytes:
    """RFC 6962 by levels, not as keys.directory.merkle does it: neighbours are joined, an odd one moves up."""
    while len(hashes) > 1:
        pairs = [_node(a, b) for a, b in zip(hashes[::2], hashes[1::2], strict=False)]
        hashes = [*pairs, *hashes[len(pairs) * 2 :]]
    return hashes[0]


def test_a_tool_that_knows_only_files_reads_leaves_and_root(gateway: Gateway) -> None:
    start = len(gateway.orgs.leaves)
    fresh = _grown(gateway, 300 - start)
    assert _hand(gateway, start, fresh, gateway.orgs.publish()) == 204
    name, size, root = gateway.plain("GET", "/log/checkpoint").get_data().split(b"\n")[:3]
    assert (name, int(size)) == (b"the-log", 300)
    leaves, hashes = [], b""
    for path in ("000", "001.p/44"):
        bundle = gateway.plain("GET", f"/log/tile/entries/{path}").get_data()
        while bundle:
            length = int.from_bytes(bundle[:2])
            leaves.append(bundle[2 : 2 + length])
            bundle = bundle[2 + length :]
        hashes += gateway.plain("GET", f"/log/tile/0/{path}").get_data()
    assert leaves == gateway.orgs.leaves
    assert [hashes[at : at + 32] for at in range(0, len(hashes), 32)] == [
        sha256(b"\x00" + leaf).digest() for leaf in leaves
    ]
    assert root == b64encode(_root_of([leaf_hash(leaf) for leaf in leaves]))
    assert gateway.plain("GET", "/log/tile/1/000.p/1").get_data() == _root_of(
        [leaf_hash(leaf) for leaf in leaves[:256]]
    )


@pytest.mark.slow
def test_go_reads_the_log_that_the_gateway_shows(gateway: Gateway) -> None:
    """From the address of a gateway and the public keys alone."""
    try:
        program()
    except Missing as missing:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"Go did not read the log: {missing}")
    orgs = gateway.orgs
    start = len(orgs.leaves)
    assert _hand(gateway, start, _grown(gateway, 300 - start), orgs.publish()) == 204
    coalition = orgs.coalition
    found = read(
        lambda path: gateway.plain("GET", f"/log/{path}").get_data(),
        300,
        log_key=coalition.log_key.key,
        members=[each.key for each in (*coalition.root, *coalition.sign, *coalition.veto)],
        witnesses=[each.key for each in coalition.witnesses],
    )
    assert (found.size, len(found.signers), len(found.cosigned)) == (300, 300, 2)
    assert found.root == roots([leaf_hash(leaf) for leaf in orgs.leaves])[-1]


@pytest.mark.parametrize("path", ["0/001", "0/000.p/256", "0/0", "0/000.p/0", "0/x000/000", "9/000.p/1",
                                  "0/-01", "entries/001", "entries/..%2f..", "0/000.p/999", "1/001"])  # fmt: skip
def test_a_file_that_there_is_not_is_not_there(gateway: Gateway, path: str) -> None:
    assert gateway.plain("GET", f"/log/tile/{path}").status_code == 404


def test_numbers_are_written_as_c2sp_writes_them() -> None:
    for number, text in ((0, "000"), (7, "007"), (1067, "x001/067"), (1234067, "x001/x234/067")):
        assert merkle.write_number(number) == text
        assert merkle.read_path(text) == (number, 256)


def test_what_log_and_witnesses_signed_is_shown_at_once(gateway: Gateway) -> None:
    start = len(gateway.orgs.leaves)
    fresh = _grown(gateway, 2)
    checkpoint = gateway.orgs.publish()
    assert _hand(gateway, start, fresh, checkpoint) == 204
    assert gateway.host.view().size == start + 2
    assert gateway.host.directory.checkpoints()[-1] == checkpoint
    assert _hand(gateway, start, fresh, checkpoint) == 204  # brought twice, kept once
    assert gateway.host.directory.leaves() == gateway.orgs.leaves
    later = gateway.orgs.publish(clock.now() + 5)
    assert _hand(gateway, start + 2, [], later) == 204
    assert gateway.host.directory.checkpoints()[-1] == later


def test_what_does_not_continue_the_directory_here_is_refused_and_changes_nothing(gateway: Gateway) -> None:
    orgs = gateway.orgs
    start, before = len(orgs.leaves), gateway.host.directory.shown()
    fresh = _grown(gateway, 2)
    good = orgs.publish()
    head = read_checkpoint(good).head
    witnesses_missing = write_checkpoint(head, orgs.coalition.log_key)
    impostor = NoteSigner(orgs.coalition.log_key.name, seed("impostor"))
    one_witness = orgs.coalition.__class__(
        **{**vars(orgs.coalition), "witnesses": orgs.coalition.witnesses[:1]}
    ).publish(orgs.leaves)
    forked = [*orgs.leaves[: start - 1], fresh[0], fresh[1]]
    for handed in (
        (start, fresh, witnesses_missing),
        (start, fresh, one_witness),
        (start, fresh, write_checkpoint(head, impostor)),
        (start, fresh[:1], good),
        (start + 1, fresh[1:], good),
        (start, [fresh[1], fresh[0]], good),
        (start - 1, forked[start - 1 :], orgs.coalition.publish(forked)),
        (start, fresh, b"no checkpoint"),
    ):
        assert _hand(gateway, *handed) == 403
    for body in (b"", b"\n", b"AMPARO-LOG-1\n", write_handed(HandedLog(start, tuple(fresh), (good,)))[:-1]):
        assert gateway.plain("POST", "/v1/log", body).status_code == 403
    assert gateway.host.directory.shown() == before
    assert TreeHead(head.origin, head.size, roots([leaf_hash(leaf) for leaf in orgs.leaves])[-1]) == head


def test_nobody_bloats_the_directory_with_copies_of_one_checkpoint(gateway: Gateway) -> None:
    """Under a checkpoint anybody can write a signature of his own; each copy would be kept by everyone for ever."""
    start = len(gateway.orgs.leaves)
    fresh = _grown(gateway, 1)
    good, later = gateway.orgs.publish(), gateway.orgs.publish(clock.now() + 60)
    strangers = [NoteSigner(f"stranger-{number}", seed(f"stranger {number}")) for number in range(30)]
    copies = [cosign(good, stranger, int(clock.now())) for stranger in strangers]
    before = len(gateway.host.directory.checkpoints())
    assert _hand(gateway, start, fresh, *copies) == 204
    assert len(gateway.host.directory.checkpoints()) == before + 1
    kept = gateway.host.directory.shown()
    assert _hand(gateway, start + 1, [], *copies) == 204  # nothing is wrong with it, and nothing new in it
    assert _hand(gateway, start + 1, [], good) == 204
    assert gateway.host.directory.shown() == kept
    assert _hand(gateway, start + 1, [], *copies, later) == 204
    assert gateway.host.directory.checkpoints() == [*kept[1], later]


def test_a_strangers_hand_over_is_not_even_folded(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has no new checkpoint of the witnesses costs the gateway a few signatures, not the whole directory."""

    def never(*_given: object, **_named: object) -> None:
        raise AssertionError("it was folded")

    start, old = len(gateway.orgs.leaves), gateway.plain("GET", "/log/checkpoint").get_data()
    fresh = _grown(gateway, 3)
    hashes = [leaf_hash(leaf) for leaf in gateway.orgs.leaves]
    posing = NoteSigner(gateway.orgs.coalition.log_key.name, seed("stranger"))
    forged = write_checkpoint(TreeHead(posing.name, len(hashes), roots(hashes)[-1]), posing)
    gateway.host.view()
    monkeypatch.setattr(directory, "fold", never)
    assert _hand(gateway, start, fresh, old, forged) == 403
    assert _hand(gateway, start, fresh, forged) == 403
    assert _hand(gateway, start, [], old) == 204


def test_a_hand_over_that_fills_the_door_is_still_taken(gateway: Gateway) -> None:
    start = len(gateway.orgs.leaves)
    fresh = _grown(gateway, 1500)
    body = write_handed(HandedLog(start, tuple(fresh), (gateway.orgs.publish(),)))
    assert len(body) > 300_000  # more than any other door takes
    assert gateway.plain("POST", "/v1/log", body).status_code == 204
    assert gateway.host.view().size == start + 1500
    assert read_handed(body).leaves == tuple(fresh)


def test_a_stop_makes_what_waits_for_its_keys_refile_in_the_same_moment(gateway: Gateway) -> None:
    answer = gateway.signed("POST", "/v1/reports", as_json(posted()), content_type="application/json")
    assert answer.status_code == 201
    assert {row.state for row in gateway.rows("deliveries")} == {"owed"}
    stop = gateway.orgs.stop(gateway.orgs.leaf_of(FORCE, Role.CRIME))
    assert gateway.plain("POST", "/v1/stops", stop).status_code == 204
    assert {(row.part, row.state) for row in gateway.rows("deliveries")} == {(1, "refile"), (2, "owed")}
    assert len(gateway.rows("envelopes")) == 1


def test_one_stolen_key_fills_no_disk_and_hinders_nobody_elses_stop(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directory, "STOPS_A_KEY", 3)
    orgs = gateway.orgs

    def post(leaf: int, signer: NoteSigner, reason: str = "lost") -> int:
        text = Stop(orgs.genesis, leaf_hash(orgs.leaves[leaf]), reason).text
        return gateway.plain("POST", "/v1/stops", sign_note(text, signer)).status_code

    veto = orgs.coalition.veto
    assert [post(3, veto[0], reason) for reason in ("a", "b", "c")] == [204] * 3
    assert len(gateway.host.directory.stops()) == 1
    assert [post(leaf, veto[0]) for leaf in (4, 5, 6, 7)] == [204, 204, 403, 403]
    assert post(6, veto[1]) == 204
    assert post(3, veto[1]) == 204  # a second veto of one leaf is another stop: some statements need two
    assert len(gateway.host.directory.stops()) == 5


def test_a_stop_does_not_wait_for_a_strangers_hand_over(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has just lost a laptop stops its keys at once, whatever others hand over meanwhile."""
    verifying, go_on = threading.Event(), threading.Event()
    read = directory.read_checkpoint

    def slowly(raw: bytes) -> Checkpoint:
        if threading.current_thread() is stranger:
            verifying.set()
            assert go_on.wait(30)
        return read(raw)

    start = len(gateway.orgs.leaves)
    fresh, checkpoint = _grown(gateway, 1), gateway.orgs.publish()
    stop = gateway.orgs.stop(gateway.orgs.leaf_of(FORCE, Role.CRIME))
    gateway.host.directory.exchange(now=True)
    monkeypatch.setattr(directory, "read_checkpoint", slowly)
    answers: list[int] = []
    stranger = threading.Thread(target=lambda: answers.append(_hand(gateway, start, fresh, checkpoint)))
    stranger.start()
    try:
        assert verifying.wait(30)
        assert (
            gateway.app.test_client()
            .post("/v1/stops", base_url=URL, data=stop, content_type="application/octet-stream")
            .status_code
            == 204
        )
        assert answers == []
    finally:
        go_on.set()
        stranger.join()
    assert answers == [204]
    assert len(gateway.host.directory.stops()) == 1


def test_strangers_who_hand_over_together_are_answered_at_once_and_leave_threads_for_a_stop(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four are read at a time in a process; the next hears 503 before his body is read, and the keeper asks again."""
    reading, go_on = threading.Semaphore(0), threading.Event()
    read = directory.read_handed

    def slowly(raw: bytes, most: int) -> HandedLog:
        reading.release()
        assert go_on.wait(30)
        return read(raw, most)

    start = len(gateway.orgs.leaves)
    fresh, checkpoint = _grown(gateway, 1), gateway.orgs.publish()
    stop = gateway.orgs.stop(gateway.orgs.leaf_of(FORCE, Role.CRIME))
    monkeypatch.setattr(directory, "read_handed", slowly)
    strangers = [threading.Thread(target=_hand, args=(gateway, start, fresh, checkpoint)) for _ in range(HANDOVERS)]
    for stranger in strangers:
        stranger.start()
    try:
        assert all(reading.acquire(timeout=30) for _ in strangers)
        assert _hand(gateway, start, fresh, checkpoint) == 503
        assert gateway.plain("POST", "/v1/stops", stop).status_code == 204
    finally:
        go_on.set()
        for stranger in strangers:
            stranger.join()
    monkeypatch.undo()
    assert _hand(gateway, start + 1, [], checkpoint) == 204


def test_two_hand_overs_at_once_are_both_whole(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was verified is taken only onto what it was verified against."""
    start = len(gateway.orgs.leaves)
    fresh, good = _grown(gateway, 2), gateway.orgs.publish()
    together = threading.Barrier(HANDOVERS)

    def hand() -> None:
        together.wait()
        answers.append(_hand(gateway, start, fresh, good))

    answers: list[int] = []
    keepers = [threading.Thread(target=hand) for _ in range(HANDOVERS)]
    for keeper in keepers:
        keeper.start()
    for keeper in keepers:
        keeper.join()
    assert answers == [204] * HANDOVERS
    assert gateway.host.directory.leaves() == gateway.orgs.leaves
    assert gateway.host.directory.checkpoints().count(good) == 1


def test_more_checkpoints_than_anybody_hands_over_are_not_even_read(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(_raw: bytes) -> None:
        raise AssertionError("one was read")

    here = gateway.plain("GET", "/log/checkpoint").get_data()
    stranger = [here + b"\xe2\x80\x94 stranger %d\n" % number for number in range(5000)]
    monkeypatch.setattr(directory, "read_checkpoint", never)
    assert _hand(gateway, len(gateway.orgs.leaves), [], *stranger) == 403
