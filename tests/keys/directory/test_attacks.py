"""What somebody might try who runs the log, a witness, or the line between them and a reader."""

from __future__ import annotations

from dataclasses import replace
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as some

from keys import clock
from keys.directory import merkle
from keys.directory.checkpoint import BadCheckpoint, cosign, read_checkpoint, witnessed
from keys.directory.fold import Folding, fold
from keys.directory.notes import NoteSigner, parse, sign_note
from keys.directory.statements import Org, Stop
from keys.errors import CannotSeal
from keys.roles import Role
from tests.keys.directory.corpus import (
    BASE,
    FIRST,
    GENESIS,
    GOOD,
    LAST,
    LEAF_1,
    LEAF_2,
    LOG,
    MONDAY,
    SECOND,
    START,
    STEP,
    R,
    S,
    V,
    W,
    add,
    box,
    checkpoint,
    folded,
    listed,
    member,
    noon,
    walked,
)

FORCE = "northshire-police"
AT = START + STEP * LAST
DAY = clock.DAY
OTHER_2 = LEAF_2.replace(b"safe reporting", b"safe repooting")


def check_of(leaves: list[bytes], checkpoints: list[bytes], now: float) -> str | None:
    """Why the view may not be used; None when it may."""
    try:
        fold(leaves, GENESIS, checkpoints=checkpoints, now=now).acceptable(now)
    except CannotSeal as why:
        return why.check
    return None


def test_two_readers_shown_different_logs_of_one_size_cannot_both_seal() -> None:
    """Each witness cosigns one tree of a size. With three honest ones at most one of two logs has two of them."""
    mine, theirs = BASE, [*BASE[:-1], OTHER_2]
    for split in ([W[0]], [W[0], W[1]], []):
        rest = [each for each in W if each not in split]
        answers = [
            check_of(leaves, [*walked(BASE)[:-2], checkpoint(leaves, AT, by=by) if by else b""], AT)
            for leaves, by in ((mine, split), (theirs, rest))
        ]
        assert answers.count(None) == 1


def test_a_witness_that_signs_two_logs_is_found_out_as_soon_as_both_are_seen() -> None:
    other = [*BASE[:-1], OTHER_2]
    mine, theirs = checkpoint(BASE, AT, by=[W[0], W[1]]), checkpoint(other, AT, by=[W[1], W[2]])
    assert check_of(BASE, [*walked(BASE)[:-1], mine], AT) is None
    for leaves in (BASE, other):
        assert check_of(leaves, [*walked(BASE)[:-2], mine, theirs], AT) == "F11-fork"


def test_a_fork_ends_when_the_coalition_has_other_witnesses() -> None:
    other = [*BASE[:-1], OTHER_2]
    fresh = [NoteSigner(f"fresh-{n}", bytes([n]) * 32) for n in (1, 2)]
    second = sign_note(replace(SECOND, witnesses=tuple(each.key for each in fresh)).text, *R)
    leaves = [*BASE, second]
    fork = checkpoint(other, AT, by=[W[1], W[2]])
    before = [*walked(BASE)[:-1], fork, checkpoint(leaves, AT)]
    assert check_of(leaves, before, AT) == "F11-fork"
    after = [*before, checkpoint(leaves, AT + 3 * DAY)]
    assert check_of(leaves, after, AT + 3 * DAY) is None


def test_a_witness_restarted_from_an_old_backup_freshens_no_old_log() -> None:
    """It cosigns the small log once more; alone it makes no view of it fresh, and what was seen is not unseen."""
    small = BASE[:2]
    then, now = START + STEP, START + STEP + 9 * DAY
    again = cosign(checkpoint(small, then), W[0], now)
    assert check_of(small, [*walked(small)[:-1], again], now) == "F11-stale"
    folding = Folding(GENESIS)
    folding.view(BASE, walked(BASE), now=noon(BASE)).acceptable(noon(BASE))
    old = folding.view(small, [*walked(small)[:-1], checkpoint(small, noon(BASE))], now=noon(BASE))
    with pytest.raises(CannotSeal) as why:
        old.acceptable(noon(BASE))
    assert why.value.check == "F11-prefix"


@given(some.integers(0, len(BASE) - 1), some.integers(0, 5000), some.integers(1, 255))
def test_a_leaf_altered_anywhere_is_another_log(which: int, at: int, change: int) -> None:
    at %= len(BASE[which])
    leaf = BASE[which][:at] + bytes([BASE[which][at] ^ change]) + BASE[which][at + 1 :]
    altered = [*BASE[:which], leaf, *BASE[which + 1 :]]
    if which == 0:
        with pytest.raises(Exception, match="pinned root"):
            fold(altered, GENESIS, checkpoints=walked(BASE), now=noon(BASE))
    else:
        assert check_of(altered, walked(BASE), noon(BASE)) == "F11-fork"


@given(some.permutations(BASE[1:]), some.integers(1, len(BASE)))
def test_leaves_in_another_order_or_cut_off_are_another_log(order: list[bytes], kept: int) -> None:
    leaves = [BASE[0], *order][:kept]
    expected = None if leaves == BASE else "F11-fork" if leaves != BASE[:kept] else "F11-beyond"
    assert check_of(leaves, walked(BASE), noon(BASE)) == expected


@pytest.mark.parametrize("hours", [-24 * 30, -24, 24 * 30])
def test_a_wrong_clock_stops_sealing_and_says_so(hours: int) -> None:
    now = noon(BASE) + 3600 * hours
    with pytest.raises(CannotSeal, match="clock") as why:
        fold(BASE, GENESIS, checkpoints=walked(BASE)[-1:], now=now).acceptable(now)
    assert why.value.check in ("F11-none", "F11-stale")


def test_a_clock_a_day_ahead_still_serves() -> None:
    now = noon(BASE) + 24 * 3600
    fold(BASE, GENESIS, checkpoints=walked(BASE), now=now).acceptable(now)


def test_a_copy_with_a_strangers_signature_is_no_further_checkpoint_and_no_further_stop() -> None:
    """What verifies is kept for ever and passed on: a gateway must not be able to make that grow without end."""
    strangers = [NoteSigner(f"stranger-{n}", bytes([n]) * 32) for n in range(1, 20)]
    stop = sign_note(Stop(GENESIS, merkle.leaf_hash(LEAF_1), "laptop stolen").text, V[0])
    stops = [parse(stop).signed_also(each).raw for each in strangers]
    genuine = walked(BASE)
    copies = [cosign(raw, each, AT) for raw in genuine for each in strangers]
    other = checkpoint([*BASE[:-1], OTHER_2], AT)
    forks = [cosign(other, each, AT) for each in strangers]
    view = fold(BASE, GENESIS, checkpoints=[*copies, *genuine], stops=[stop, *stops], now=noon(BASE))
    assert view.checkpoints == tuple(genuine)
    assert view.stops == (stop,)
    assert view.ignored_stops == ()
    view = fold(BASE, GENESIS, checkpoints=[*genuine, *forks, other], now=noon(BASE))
    assert view.checkpoints == (*genuine, other)
    second = sign_note(Stop(GENESIS, merkle.leaf_hash(LEAF_1), "laptop stolen").text, V[1])
    assert fold(BASE, GENESIS, checkpoints=genuine, stops=[stop, second], now=noon(BASE)).stops == (stop, second)


LOOK_ALIKES = {
    "trailing space": "northshire-police ",
    "tab": "northshire-police\t",
    "digit one": "northshire-po1ice",
    "cyrillic o": "northshire-p\u043elice",
    "capital": "Northshire-police",
    "two hyphens": "northshire--police",
}


@pytest.mark.parametrize("name", LOOK_ALIKES.values(), ids=LOOK_ALIKES)
def test_a_look_alike_of_an_organisation_gets_no_key_of_its_name(name: str) -> None:
    """It is no organisation; where a name may be written at all, root keys would have to list it for all to see."""
    text = add(keys=[(14, 21, box("look-alike"))]).text.replace(FORCE, name)
    lines = "".join(each.signature(text).line for each in S[:2]) if text.isascii() else ""
    raw = f"{text}\n{lines}".encode() if text.isascii() else f"{text}\n— sign-1 AAAAAAAA\n".encode()
    view = folded([*BASE, raw])
    ((at, why),) = view.ignored
    assert at == LAST
    assert why.startswith("F9-org" if name == "northshire-po1ice" else "F2-form")
    assert {each.pk for each in view.recipients(FORCE, Role.CRIME, MONDAY)} == {box("crime week 1")}


def test_a_look_alike_that_roots_admit_is_another_organisation() -> None:
    org = sign_note(Org(GENESIS, ("northshire-po1ice", "police")).text, *R)
    theirs = listed(add("northshire-po1ice", keys=[(0, 7, box("look-alike"))]))
    view = folded([*BASE, org, theirs])
    assert {each.pk for each in view.recipients(FORCE, Role.CRIME, MONDAY)} == {box("crime week 1")}
    assert {each.pk for each in view.recipients("northshire-po1ice", Role.CRIME, MONDAY)} == {box("look-alike")}


def test_one_key_under_two_names_is_one_signature() -> None:
    twice = sign_note(GOOD.text, S[0], NoteSigner("sign-9", S[0].seed))
    assert folded([*BASE, twice]).ignored[0][1].startswith("F2-signatures")
    same = checkpoint(BASE, AT, by=[W[0], NoteSigner(W[1].name, W[0].seed)])
    with pytest.raises(BadCheckpoint, match="1 of 2"):
        witnessed(read_checkpoint(same), LOG.key, FIRST.witnesses, 2, now=AT)


def test_a_root_that_drops_a_denied_word_is_ignored_with_every_signature() -> None:
    dropped = sign_note(replace(SECOND, deny=("immigration", "other")).text, *R)
    view = folded([*BASE, dropped])
    assert view.ignored[0][1].startswith("F7-deny")
    assert view.law.deny == FIRST.deny


@given(some.lists(some.integers(0, 2**40), min_size=3, max_size=3), some.integers(0, 2**40))
def test_one_liar_moves_no_time_beyond_the_honest_ones(honest: list[int], lie: int) -> None:
    """With a threshold of two: both times lie between the earliest and the latest honest one."""
    times = [*honest[:2], lie]
    raw = checkpoint(BASE, *times)
    found = witnessed(read_checkpoint(raw), LOG.key, FIRST.witnesses, 2, now=2**41)
    assert min(honest[:2]) <= found.first <= max(honest[:2])
    assert min(honest[:2]) <= found.last <= max(honest[:2])


JUNK = some.one_of(some.binary(max_size=300), some.sampled_from([*walked(BASE), *BASE]))


@given(some.lists(JUNK, max_size=4), some.lists(JUNK, max_size=3), some.lists(JUNK, max_size=3))
def test_nothing_that_is_handed_in_makes_a_reader_fail_for_good(
    leaves: list[bytes], checkpoints: list[bytes], stops: list[bytes]
) -> None:
    folding = Folding(GENESIS)
    folding.view([*BASE, *leaves], [*walked(BASE), *checkpoints], stops, now=noon(BASE))
    assert folding.seen is not None
    view = folding.view(BASE, walked(BASE), (), now=noon(BASE))
    view.acceptable(noon(BASE))
    assert view.forces(MONDAY) == [FORCE]


def test_a_checkpoint_that_new_witnesses_signed_too_early_stops_no_reader_that_goes_on() -> None:
    """The log key and those who are to become witnesses make one: by the new root, older than what brought it in."""
    new = [member(f"new-witness-{n}") for n in (1, 2)]
    leaves = [*BASE, sign_note(replace(SECOND, witnesses=tuple(each.key for each in new)).text, *R)]
    signed = [*walked(BASE)[:-1], checkpoint(leaves, AT), checkpoint(leaves, AT + 3 * DAY)]
    early, now = checkpoint(leaves, AT + DAY, by=new), AT + 3 * DAY
    whole = fold(leaves, GENESIS, checkpoints=[*signed, early], now=now)
    folding = Folding(GENESIS)
    for handed in ([*signed, early], signed, [*signed, early], [early, *signed]):
        view = folding.view(leaves, handed, now=now)
        view.acceptable(now)
        assert (view.witnessed_at, view.law) == (whole.witnessed_at, whole.law)


def test_two_thousand_statements_are_folded_whole_and_on() -> None:
    """No aim of time is kept here (deploy/bench measures): only that all of them count, and that going on is short."""
    keys = [box(f"of {n}") for n in range(1997)]
    orgs = [Org(GENESIS, (f"force-{n}", "police")) for n in range(5)]
    leaves = [*BASE, *(sign_note(each.text, *R) for each in orgs)]
    more = [listed(add(f"force-{n % 5}", keys=[(7 * (n // 20), 7 * (n // 20) + 7, keys[n])])) for n in range(1992)]
    late = AT + 4 * DAY
    signed = [*walked(BASE)[:-1], checkpoint(leaves, AT), checkpoint(leaves, late)]
    leaves += more
    signed += [checkpoint(leaves, late), checkpoint(leaves, late + 4 * DAY)]
    folding, now = Folding(GENESIS), late + 4 * DAY
    begun = process_time()
    view = folding.view(leaves, signed, now=now)
    whole = process_time() - begun
    assert (view.size, view.ignored, view.passed_over) == (2000, (), ())
    assert len(view.recipients("force-3", Role.CRIME, MONDAY)) == 4
    stop = sign_note(Stop(GENESIS, merkle.leaf_hash(leaves[-1]), "lost").text, V[0])
    begun = process_time()
    on = folding.view([*leaves, stop], [*signed, checkpoint([*leaves, stop], now + 60)], now=now + 60)
    assert on.size == 2001
    assert process_time() - begun < whole
    assert LEAF_1 in leaves
