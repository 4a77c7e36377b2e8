"""The directory is for everybody; one signature of a current key stops a key, here and at once."""

from __future__ import annotations

from base64 import b64decode

import pytest

from keys import clock
from keys.directory.files import append_checkpoint, append_leaf, checkpoints_of, read_seen, seen_of
from keys.directory.fold import fold
from keys.directory.notes import sign_note
from keys.directory.statements import Notice
from keys.errors import CannotSeal
from keys.roles import Role
from tests.gateway.running import Gateway
from tests.gateway.writing import as_json, posted
from tests.orgs import FORCE, NGO


def test_anybody_can_fold_the_directory_that_is_shown(gateway: Gateway) -> None:
    shown = gateway.door(NGO).directory()
    leaves = [b64decode(leaf) for leaf in shown["leaves"]]
    checkpoints = [b64decode(checkpoint) for checkpoint in shown["checkpoints"]]
    assert checkpoints == gateway.host.directory.checkpoints()
    assert len(checkpoints) == 1
    view = fold(leaves, gateway.orgs.genesis, checkpoints=checkpoints)
    assert view.root == gateway.host.view().root
    assert shown["stops"] == []


def test_a_stop_is_in_force_at_once_and_passed_on(gateway: Gateway) -> None:
    stop = gateway.orgs.stop(gateway.orgs.leaf_of(FORCE, Role.CRIME))
    assert gateway.plain("POST", "/v1/stops", stop).status_code == 204
    assert gateway.plain("POST", "/v1/stops", stop).status_code == 204
    assert [b64decode(held["note"]) for held in gateway.door(NGO).directory()["stops"]] == [stop]
    answer = gateway.signed("POST", "/v1/reports", as_json(posted()), content_type="application/json")
    assert answer.status_code == 422


def test_a_directory_that_was_rolled_back_is_not_used_even_after_a_restart(gateway: Gateway) -> None:
    settings, orgs = gateway.host.settings, gateway.orgs
    before = list(orgs.leaves)
    orgs.leaves.append(orgs.stop(orgs.leaf_of(FORCE, Role.DISCLOSE)))
    append_leaf(settings.directory, orgs.leaves[-1])
    gateway.publish()
    used = gateway.host.view()
    assert read_seen(seen_of(settings.directory), used.genesis) == (len(before) + 1, used.root)
    assert read_seen(seen_of(settings.directory), bytes(32)) is None
    settings.directory.unlink()
    checkpoints_of(settings.directory).unlink()
    for leaf in before:
        append_leaf(settings.directory, leaf)
    append_checkpoint(checkpoints_of(settings.directory), orgs.coalition.publish(before))
    again = gateway.with_settings()
    with pytest.raises(CannotSeal, match="used before"):
        again.host.view().acceptable(clock.now())
    answer = again.signed("POST", "/v1/reports", as_json(posted()), content_type="application/json")
    assert answer.status_code != 201


def test_a_stop_nobody_may_give_is_refused(gateway: Gateway) -> None:
    orgs = gateway.orgs
    unsigned = orgs.stop(3).split(b"\n\n")[0] + b"\n\n"
    notice = sign_note(Notice(orgs.genesis, "hello").text, orgs.coalition.sign[0])
    flipped = orgs.stop(3)[:-8] + b"AAAA" + orgs.stop(3)[-4:]
    for raw in (unsigned, notice, flipped, orgs.leaves[3], b"stop"):
        assert gateway.plain("POST", "/v1/stops", raw).status_code == 403
    assert not gateway.host.settings.stops.exists()


def test_a_directory_that_grows_is_folded_again_without_a_restart(gateway: Gateway) -> None:
    size = gateway.host.view().size
    gateway.orgs.leaves.append(gateway.orgs.stop(gateway.orgs.leaf_of(NGO, Role.DOOR)))
    append_leaf(gateway.host.settings.directory, gateway.orgs.leaves[-1])
    assert gateway.host.view().size == size
    assert gateway.signed("GET", "/v1/deliveries", org=NGO).status_code == 403  # a stop needs no checkpoint
    gateway.publish()
    assert gateway.host.view().size == size + 1
    assert gateway.signed("GET", "/v1/deliveries", org=NGO).status_code == 403
