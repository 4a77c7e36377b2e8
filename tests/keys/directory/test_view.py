"""What a directory yields: keys for an organisation in a role on a day, never quietly one more."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from hashlib import blake2b

import nacl.bindings as sodium
import nacl.exceptions
import pytest
from hypothesis import given
from hypothesis import strategies as some

from keys.directory import merkle
from keys.directory.fold import MAX_LEAVES, fold
from keys.directory.notes import sign_note
from keys.directory.rules import x25519_fit
from keys.directory.statements import Notice, Stop
from keys.errors import CannotSeal, DirectoryRefused
from keys.roles import Kind, Role
from tests.keys.directory.corpus import (
    BASE,
    BASE_ADD,
    FIRST,
    GENESIS,
    LEAF_0,
    LEAF_1,
    MONDAY,
    ORGS,
    START,
    R,
    S,
    V,
    add,
    box,
    checkpoint,
    folded,
    listed,
)

FORCE = "northshire-police"


def pks(found: tuple) -> set[bytes]:
    return {each.pk for each in found}


def stop_of(leaf: bytes, by=V[0]) -> bytes:
    return sign_note(Stop(GENESIS, merkle.leaf_hash(leaf), "laptop stolen").text, by)


def test_a_key_serves_from_its_first_day_until_before_its_last() -> None:
    view = folded(BASE)
    assert pks(view.recipients(FORCE, Role.CRIME, MONDAY)) == {box("crime week 1")}
    assert pks(view.recipients(FORCE, Role.CRIME, MONDAY + 6)) == {box("crime week 1")}
    assert pks(view.recipients(FORCE, Role.CRIME, MONDAY + 7)) == {box("crime week 2")}
    for outside in (MONDAY - 1, MONDAY + 14):
        with pytest.raises(CannotSeal, match="no crime key for today"):
            view.recipients(FORCE, Role.CRIME, outside)


def test_every_desk_of_an_organisation_receives_and_nobody_else() -> None:
    desks = [listed(add(keys=[(0, 7, box(f"desk {n}"))])) for n in range(3)]
    other = listed(add(role="desk", keys=[(0, 7, box("another role"))]))
    view = folded([*BASE, *desks, other])
    four = view.recipients(FORCE, Role.CRIME, MONDAY)
    assert pks(four) == {box("crime week 1"), *(box(f"desk {n}") for n in range(3))}
    assert [each.kid for each in four] == sorted(each.kid for each in four)


def test_a_fifth_key_for_one_day_stops_sealing_to_that_role() -> None:
    desks = [listed(add(keys=[(0, 7, box(f"desk {n}"))])) for n in range(4)]
    view = folded([*BASE, *desks])
    with pytest.raises(CannotSeal, match="has 5 crime keys"):
        view.recipients(FORCE, Role.CRIME, MONDAY)
    assert len(view.active(FORCE, Role.CRIME, MONDAY, view.size)) == 5


@pytest.mark.parametrize("by", [R[2], S[2], V[2]], ids=["root", "sign", "veto"])
def test_one_key_stops_at_once_and_for_ever(by) -> None:
    view = folded([*BASE, stop_of(LEAF_1, by)])
    with pytest.raises(CannotSeal):
        view.recipients(FORCE, Role.CRIME, MONDAY)
    assert view.forces(MONDAY) == []
    for key in view.keys_of(FORCE):
        assert view.stopped(key.recipient.kid)
        assert view.listed(key.recipient.kid) == key
    assert pks(view.active(FORCE, Role.CRIME, MONDAY, view.size)) == {box("crime week 1")}, "what was sealed is known"


def test_a_stop_from_any_route_is_the_same_stop() -> None:
    inside, outside = folded([*BASE, stop_of(LEAF_1)]), folded(BASE, [stop_of(LEAF_1)])
    kid = inside.keys_of(FORCE)[0].recipient.kid
    assert inside.stopped(kid)
    assert outside.stopped(kid)
    assert outside.root == folded(BASE).root
    assert outside.stops == (stop_of(LEAF_1),), "a held stop is passed on with the view"


def test_a_stop_of_a_copy_stops_the_keys_wherever_they_are_listed() -> None:
    copy = sign_note(BASE_ADD.text, S[1], S[2])
    view = folded([*BASE, copy, stop_of(copy)])
    assert [why.partition(":")[0] for _, why in view.ignored] == ["F9-twice"]
    assert all(view.stopped(key.recipient.kid) for key in view.keys_of(FORCE))


def test_keys_listed_later_are_not_active_at_an_earlier_size() -> None:
    second = listed(add(keys=[(0, 7, box("second desk"))]))
    view = folded([*BASE, second])
    assert pks(view.active(FORCE, Role.CRIME, MONDAY, len(BASE))) == {box("crime week 1")}
    assert len(view.active(FORCE, Role.CRIME, MONDAY, len(BASE) + 1)) == 2
    assert view.active(FORCE, Role.CRIME, MONDAY, 1) == ()


def test_the_root_of_every_earlier_size_is_known() -> None:
    view = folded(BASE)
    assert [view.root_at(size) for size in range(1, 4)] == [folded(BASE[:size]).root for size in range(1, 4)]
    assert view.root_at(1) == GENESIS
    assert (view.root_at(0), view.root_at(4), view.root_at(-1)) == (None, None, None)
    assert view.deployment_id == GENESIS[:16]


def test_organisations_and_forces_are_what_the_directory_says() -> None:
    view = folded(BASE)
    assert {org: str(view.org_kind(org)) for org in ORGS} == ORGS
    assert view.org_kind("nca") is None
    assert view.orgs(Kind.NGO) == ["haven"]
    assert view.forces(MONDAY) == [FORCE]
    assert view.forces(MONDAY + 14) == []


def test_it_is_known_until_when_an_organisation_has_keys() -> None:
    view = folded(BASE)
    assert view.served_until(FORCE, Role.CRIME, MONDAY) == MONDAY + 14
    assert view.served_until(FORCE, Role.DOOR, MONDAY) == MONDAY
    assert folded([*BASE, stop_of(LEAF_1)]).served_until(FORCE, Role.CRIME, MONDAY) == MONDAY


def test_a_clock_moved_ahead_is_refused_outside_a_demonstration(monkeypatch: pytest.MonkeyPatch) -> None:
    first = sign_note(replace(FIRST, deployment="demonstration").text, *R)
    monkeypatch.setenv("AMPARO_DEMONSTRATION_DAYS_AHEAD", "40")
    assert fold([first], merkle.leaf_hash(first)).deployment == "demonstration"
    with pytest.raises(DirectoryRefused, match="AMPARO_DEMONSTRATION_DAYS_AHEAD"):
        folded(BASE)


def test_a_view_cannot_be_changed() -> None:
    view = folded(BASE)
    with pytest.raises(FrozenInstanceError):
        view.size = 4
    view.orgs(Kind.POLICE).append("home-office")
    view.keys_of(FORCE).clear()
    assert view.forces(MONDAY) == [FORCE]


def test_the_ten_thousand_and_first_leaf_does_not_count() -> None:
    notice = sign_note(Notice(GENESIS, "hello").text, V[0])
    empty = [b""] * (MAX_LEAVES - 2)
    leaves = [LEAF_0, *empty, notice, notice]
    view = fold(leaves, GENESIS, checkpoints=[checkpoint(leaves, START)], now=START)
    assert len(view.notices) == 1
    assert view.ignored[-1][1].startswith("F1-leaves")


def test_the_x25519_keys_refused_are_those_that_no_seal_accepts() -> None:
    low = [u.to_bytes(32, "little") for u in (0, 1, 2**255 - 20)]
    low.append(bytes.fromhex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"))
    low.append(bytes.fromhex("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"))
    for pk in low:
        assert not x25519_fit(pk)
        assert not _seals(pk)
    for u in (2, 3, 9, 2**255 - 21, *(int.from_bytes(box(str(n)), "little") for n in range(20))):
        assert x25519_fit(u.to_bytes(32, "little"))
        assert _seals(u.to_bytes(32, "little"))


def _seals(pk: bytes) -> bool:
    """A trial stanza, as ENVELOPE.md makes them."""
    esk = b"\x07" * 32
    epk = sodium.crypto_scalarmult_base(esk)
    try:
        sodium.crypto_box_easy(bytes(32), blake2b(epk + pk, digest_size=24).digest(), pk, esk)
    except nacl.exceptions.CryptoError:
        return False
    return True


NOISE = some.one_of(
    some.binary(max_size=200),
    some.sampled_from(BASE),
    some.tuples(some.sampled_from(BASE), some.integers(0, 4000), some.integers(1, 255)).map(
        lambda found: _flipped(*found)
    ),
)


def _flipped(leaf: bytes, at: int, change: int) -> bytes:
    at %= len(leaf)
    return leaf[:at] + bytes([leaf[at] ^ change]) + leaf[at + 1 :]


@given(some.lists(NOISE, max_size=6), some.lists(NOISE, max_size=3))
def test_no_leaf_makes_the_fold_fail_or_gains_a_recipient(leaves: list[bytes], stops: list[bytes]) -> None:
    view = folded([LEAF_0, *leaves], stops)
    assert view.size == 1 + len(leaves)
    honest = {(key.org, key.role, key.pk, key.since, key.until) for org in ORGS for key in folded(BASE).keys_of(org)}
    found = {(key.org, key.role, key.pk, key.since, key.until) for org in ORGS for key in view.keys_of(org)}
    assert found <= honest
    assert {org for kind in Kind for org in view.orgs(kind)} == set(ORGS)
    assert not any(view.stopped(key.recipient.kid) for org in ORGS for key in view.keys_of(org))
