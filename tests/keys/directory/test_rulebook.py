"""Random histories by honest and dishonest parties: never a recipient that the plain rule book would not allow."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as some

from keys import clock
from keys.ceremony.make_keys import root_statement
from keys.directory import merkle
from keys.directory.checkpoint import TreeHead, cosign, write_checkpoint
from keys.directory.fold import Folding, fold
from keys.directory.notes import sign_note
from keys.directory.statements import Add, DatedKey, Org, Statement, Stop
from keys.directory.view import View
from keys.errors import CannotSeal
from keys.roles import Role
from tests.keys.directory import rulebook
from tests.keys.directory.corpus import LOG, MONDAY, START, R, S, V, W, box, member
from tests.keys.directory.rulebook import RuleBook, Said, Seen

DAY = clock.DAY
PEOPLE = {each.name: each for each in (*R, *S, *V, member("sign-4"), member("sign-5"), member("stranger"))}
FIRST = root_statement(
    root=[each.key for each in R],
    sign=[each.key for each in S],
    veto=[each.key for each in V],
    log_key=LOG.key,
    witnesses=[each.key for each in W],
    orgs={"northshire-police": "police", "haven": "ngo"},
    deployment="coalition",
    deny=["home-office"],
)
LEAF_0 = sign_note(FIRST.text, *R)
GENESIS = merkle.leaf_hash(LEAF_0)
ORGS = ("northshire-police", "haven", "southmoor-police", "home-office-police", "northshire-po1ice")
ROLES = tuple(rulebook.KINDS)
BOTH = ("witness-1", "witness-2")
HONEST_ROLES = [
    ("northshire-police", "crime"),
    ("northshire-police", "desk"),
    ("northshire-police", "door"),
    ("haven", "identity"),
    ("southmoor-police", "crime"),
]
ASKED = (MONDAY, MONDAY + 10, MONDAY + 40)

enough = {"root": ("root-1", "root-3"), "sign": ("sign-1", "sign-2"), "veto": ("veto-1", "veto-2")}
signers = some.one_of(
    some.sampled_from(sorted(map(frozenset, enough.values()), key=sorted)),
    some.frozensets(some.sampled_from(sorted(PEOPLE)), min_size=1, max_size=4),
)


def _mostly(draw: Any, honest: Any, otherwise: Any) -> Any:
    """What an honest party would say, three times of four."""
    return draw(some.sampled_from(honest)) if draw(some.integers(0, 3)) else draw(some.sampled_from(otherwise))


def _body(what: str, draw: Any) -> dict[str, Any]:
    if what == "add":
        org, role = _mostly(draw, HONEST_ROLES, [(org, role) for org in ORGS for role in ROLES])
        since = MONDAY + draw(some.sampled_from([0, 0, 7, 30]))
        return {
            "org": org,
            "role": role,
            "keys": [f"{'signing' if role == 'door' else 'opening'} key {draw(some.integers(0, 6))}"],
            "since": since,
            "until": since + _mostly(draw, [14, 92], [0, 93]),
            "purpose": _mostly(draw, ["crime"], ["home-office liaison"]),
        }
    if what == "org":
        org, kind = _mostly(draw, [("southmoor-police", "police")], [(org, "police") for org in ORGS])
        return {"org": org, "kind": _mostly(draw, [kind], ["ngo", "council"])}
    return {
        "version": _mostly(draw, [2], [1, 2, 3]),
        "sign": _mostly(draw, [("sign-1", "sign-4"), ("sign-4", "sign-5")], [("sign-1",)]),
        "wait": _mostly(draw, [3, 4], [2]),
        "deny": _mostly(draw, [("home-office",), ("home-office", "crime")], [("crime",)]),
    }


@some.composite
def histories(draw: Any) -> tuple[list[Said], list[Seen], int]:
    """(statements, checkpoints, now): statements in the order of the log, the first of them the known root."""
    whats = draw(some.lists(some.sampled_from(["add", "add", "add", "org", "root", "stop", "stop"]), max_size=9))
    numbered = [(number, what) for number, what in enumerate(whats, start=1)]
    others = [number for number, what in numbered if what != "stop"]
    said = [Said(0, "first", frozenset(), {})]
    for number, what in numbered:
        honest = {"add": "sign", "org": "root", "root": "root", "stop": "veto"}[what]
        by = frozenset(enough[honest]) if draw(some.integers(0, 3)) else draw(signers)
        body = {"of": draw(some.sampled_from(others or [number]))} if what == "stop" else _body(what, draw)
        said.append(Said(number, what, by, body))
    now, seen = START, []
    for size in range(1, len(said) + 1):
        for _ in range(draw(some.integers(0, 2))):
            now += draw(some.sampled_from([60, DAY, 3 * DAY - 1, 3 * DAY, 4 * DAY]))
            times = {name: now for name in _mostly(draw, [BOTH], [BOTH[:1], BOTH[1:], ()])}
            if draw(some.booleans()):
                times["witness-3"] = draw(some.sampled_from([now, 0, now - 9 * DAY, now + 9 * DAY, 2**40]))
            seen.append(Seen(size, times))
    for wait in _mostly(draw, [(60, 4 * DAY)], [(), (60,), (4 * DAY,)]):
        now += wait
        seen.append(Seen(len(said), dict.fromkeys(BOTH, now)))
    return said, seen, now + 60


def _statement(each: Said, hashes: dict[int, bytes]) -> Statement:
    told = each.body
    if each.what == "add":
        keys = tuple(DatedKey(told["since"], told["until"], _pk(told["role"], key)) for key in told["keys"])
        alg = "ed25519" if told["role"] == "door" else "x25519"
        return Add(GENESIS, told["org"], told["role"], alg, keys, f"{told['purpose']}, {each.number}")
    if each.what == "org":
        return Org(GENESIS, (told["org"], told["kind"]))
    if each.what == "root":
        keys = tuple(PEOPLE[name].key for name in told["sign"])
        return replace(
            FIRST, log=GENESIS, version=told["version"], sign=keys, deny=told["deny"], activation_days=told["wait"]
        )
    return Stop(GENESIS, hashes[told["of"]], f"stopped by {each.number}")


def _pk(role: str, key: str) -> bytes:
    return member(key).key.pk if role == "door" else box(key)


def _written(said: list[Said]) -> list[bytes]:
    """The leaves: the statements in bytes, each signed by those who signed it."""
    raws = {0: LEAF_0}
    for each in sorted(said[1:], key=lambda each: each.what == "stop"):  # a stop may name one that comes later
        by = [PEOPLE[name] for name in sorted(each.by)]
        hashes = {number: merkle.leaf_hash(raw) for number, raw in raws.items()} | {each.number: bytes(32)}
        raws[each.number] = sign_note(_statement(each, hashes).text, *by)
    return [raws[each.number] for each in said]


def _signed(leaves: list[bytes], seen: Seen) -> bytes:
    head = TreeHead(LOG.name, seen.size, merkle.root([merkle.leaf_hash(leaf) for leaf in leaves[: seen.size]]))
    raw = write_checkpoint(head, LOG)
    for witness in W:
        if witness.name in seen.times:
            raw = cosign(raw, witness, seen.times[witness.name])
    return raw


def _sealed_to(view: View, org: str, role: str, day: int) -> set[bytes]:
    try:
        return {each.pk for each in view.recipients(org, Role.from_label(role), day)}
    except CannotSeal:
        return set()


def _unique(said: list[Said]) -> bool:
    """Two statements of the same words are one to a stop; the rule book tells them apart."""
    bodies = [(each.what, repr(sorted(each.body.items())), each.by) for each in said if each.what in ("org", "root")]
    return len(set(bodies)) == len(bodies)


@settings(max_examples=600, deadline=None)
@given(histories())
def test_nobody_becomes_a_recipient_whom_the_rule_book_does_not_allow(
    history: tuple[list[Said], list[Seen], int],
) -> None:
    said, seen, now = history
    if not _unique(said):
        return
    leaves = _written(said)
    checkpoints = [_signed(leaves, each) for each in seen]
    view, book = fold(leaves, GENESIS, checkpoints=checkpoints, now=now), RuleBook(said, seen, now)
    assert view.size == max(book.size, 1)
    assert view.law.version == book.law.version
    found = 0
    for org in ORGS:
        for role in ROLES:
            for day in ASKED:
                allowed = {_pk(role, key) for key in book.recipients(org, role, day)}
                assert _sealed_to(view, org, role, day) == allowed, (org, role, day)
                found += len(allowed)
    event(f"recipients: {min(found, 3)}; root {book.law.version}; stops {min(len(book.stops), 2)}")


@settings(max_examples=60, deadline=None)
@given(histories(), some.data())
def test_a_fold_that_goes_on_says_what_a_fold_from_nothing_says(
    history: tuple[list[Said], list[Seen], int], data: Any
) -> None:
    said, seen, now = history
    leaves = _written(said)
    checkpoints = [_signed(leaves, each) for each in seen]
    folding = Folding(GENESIS)
    steps = sorted(data.draw(some.lists(some.integers(1, len(leaves)), max_size=4)))
    for size in [*steps, len(leaves)]:
        some_of = [raw for raw, each in zip(checkpoints, seen, strict=True) if each.size <= size]
        some_of = data.draw(some.permutations(some_of))
        going, fresh = (
            each.view(leaves[:size], some_of, now=now) for each in (folding, Folding(GENESIS, folding.seen))
        )
        assert _said(going) == _said(fresh)


def _said(view: View) -> dict[str, Any]:
    told = {name: value for name, value in vars(view).items() if name not in ("_shelves", "checkpoints")}
    return told | {"passed_over": sorted(view.passed_over), "checkpoints": set(view.checkpoints)}
