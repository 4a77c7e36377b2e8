"""A directory of fixed names and keys, the same bytes on every run, and directories whose every statement counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import sha256

import nacl.bindings as sodium
from nacl.signing import SigningKey

from keys import clock
from keys.ceremony.make_keys import root_statement
from keys.directory import fold as directory
from keys.directory import merkle
from keys.directory.checkpoint import TreeHead, cosign, write_checkpoint
from keys.directory.notes import NoteSigner, parse, sign_note
from keys.directory.statements import Add, DatedKey, Endpoint, Notice, Org, Release, Root, Statement, Stop
from keys.directory.view import View
from keys.encoding import b64

MONDAY = clock.from_iso("2026-01-05")


def seed(words: str) -> bytes:
    return sha256(f"amparo directory vector: {words}".encode()).digest()


def member(name: str) -> NoteSigner:
    return NoteSigner(name, seed(name))


def box(words: str) -> bytes:
    """An X25519 public key."""
    return sodium.crypto_scalarmult_base(seed(words))


def sign_key(words: str) -> bytes:
    """An Ed25519 public key."""
    return bytes(SigningKey(seed(words)).verify_key)


R = [member(f"root-{n}") for n in (1, 2, 3)]
S = [member(f"sign-{n}") for n in (1, 2, 3)]
V = [member(f"veto-{n}") for n in (1, 2, 3)]
W = [member(f"witness-{n}") for n in (1, 2, 3)]
LOG = member("log.example")
STRANGER = member("stranger")
ORGS = {"northshire-police": "police", "haven": "ngo", "amparo-gateway": "gateway"}

FIRST = root_statement(
    root=[each.key for each in R],
    sign=[each.key for each in S],
    veto=[each.key for each in V],
    log_key=LOG.key,
    witnesses=[each.key for each in W],
    orgs=ORGS,
    deployment="coalition",
    deny=("home-office", "immigration"),
)
LEAF_0 = sign_note(FIRST.text, R[0], R[1])
GENESIS = merkle.leaf_hash(LEAF_0)


def add(org: str = "northshire-police", role: str = "crime", alg: str = "x25519", *, keys: list, **more: str) -> Add:
    """An `add` in this log; `keys` are (first day after the Monday, last day, public key)."""
    dated = tuple(DatedKey(MONDAY + since, MONDAY + until, pk) for since, until, pk in keys)
    return Add(GENESIS, org, role, alg, dated, more.get("purpose", "safe reporting of crime"))


def listed(statement: Statement) -> bytes:
    return sign_note(statement.text, S[0], S[1])


BASE_ADD = add(keys=[(0, 7, box("crime week 1")), (7, 14, box("crime week 2"))])
LEAF_1 = listed(BASE_ADD)
LEAF_2 = listed(add("haven", "identity", keys=[(0, 7, box("identity week 1"))]))
BASE = [LEAF_0, LEAF_1, LEAF_2]
LAST = len(BASE)


GOOD = add(keys=[(14, 21, box("crime week 3"))])
DOOR = add(role="door", alg="ed25519", keys=[(0, 91, sign_key("door"))])
SECOND = replace(FIRST, log=GENESIS, version=2)


START = MONDAY * clock.DAY
"""When the first leaf was witnessed."""

STEP = 4 * clock.DAY
"""From one checkpoint to the next: longer than any statement waits."""


def checkpoint(
    leaves: Sequence[bytes], at: int, *more: int, by: Sequence[NoteSigner] = (), log_key: NoteSigner = LOG
) -> bytes:
    """The checkpoint of `leaves`, cosigned at `at` by every witness; or by the witnesses `by` at `at` and `more`."""
    head = TreeHead(log_key.name, len(leaves), merkle.root([merkle.leaf_hash(leaf) for leaf in leaves]))
    times = (at, *more) if more else [at] * len(by or W)
    raw = write_checkpoint(head, log_key)
    for witness, time in zip(by or W, times, strict=False):
        raw = cosign(raw, witness, time)
    return raw


def walked(leaves: Sequence[bytes], begin: int = 1) -> list[bytes]:
    """A checkpoint of each size from `begin` on, and one more of the last: every leaf counts before the next comes."""
    sizes = [*range(begin, len(leaves) + 1), len(leaves)]
    return [checkpoint(leaves[:size], START + STEP * (begin - 1 + n)) for n, size in enumerate(sizes)]


def noon(leaves: Sequence[bytes]) -> int:
    """An hour after the last checkpoint of `walked`."""
    return START + STEP * len(leaves) + 3600


def folded(leaves: Sequence[bytes], stops: Sequence[bytes] = (), fold: Callable[..., View] = directory.fold) -> View:
    """The view of leaves that were witnessed one after the other."""
    return fold(leaves, merkle.leaf_hash(leaves[0]), checkpoints=walked(leaves), stops=stops, now=noon(leaves))


def reworded(statement: Statement, old: str, new: str) -> str:
    assert old in statement.text
    return statement.text.replace(old, new)


def _desks(count: int) -> list[Add]:
    """A crime key for each desk of a force, of the second week: with the one of BASE there is one more."""
    return [add(keys=[(7, 14, box(f"crime of desk {n}"))]) for n in range(2, count + 1)]


def positive() -> dict[str, tuple[list[bytes], list[bytes]]]:
    """name -> (leaves, held stops): directories whose every statement counts."""
    stop = sign_note(Stop(GENESIS, merkle.leaf_hash(LEAF_1), "laptop stolen").text, V[0])
    by_sign = sign_note(Stop(GENESIS, merkle.leaf_hash(LEAF_1), "laptop stolen").text, S[2])
    org = sign_note(Org(GENESIS, ("southmoor-police", "police")).text, R[0], R[2])
    theirs = add("southmoor-police", keys=[(0, 7, box("southmoor"))])
    weekly = add("haven", "case", keys=[(7 * n, 7 * n + 7, box(f"case week {n}")) for n in range(13)])
    new = [member(f"new-sign-{n}") for n in (1, 2)]
    second = replace(SECOND, sign=tuple(each.key for each in new), deny=(*FIRST.deny, "visas"))
    rotated = sign_note(second.text, *R[:2])
    others = [
        listed(Release(GENESIS, "amparo", "0.1.0", "ab" * 32)),
        listed(Endpoint(GENESIS, "northshire-police", "https://in.northshire.example/amparo")),
        sign_note(Notice(GENESIS, "no secret order received").text, V[2]),
    ]
    fewer = replace(SECOND, max_keys_per_role=3)
    last = Stop(GENESIS, merkle.leaf_hash(listed(_desks(5)[-1])), "one desk fewer")
    short = f"\u2014 friend {b64(bytes(5))}\n"
    return {
        "base": (BASE, []),
        "further keys, of another desk and of every alg": (
            [*BASE, listed(add(keys=[(0, 7, box("second desk"))])), listed(DOOR), listed(weekly)],
            [],
        ),
        "a stop in the log": ([*BASE, stop], []),
        "a stop from outside": (BASE, [by_sign]),
        "a stop before its statement": ([LEAF_0, stop, LEAF_1, LEAF_2], []),
        "a new organisation": ([*BASE, org, listed(theirs)], []),
        "new sign keys": ([*BASE, rotated, sign_note(GOOD.text, *new)], []),
        "a held stop by a key that was replaced": ([*BASE, rotated], [by_sign]),
        "a stranger signs too": ([*BASE, parse(listed(GOOD)).signed_also(STRANGER).raw], []),
        "release, endpoint, notice": ([*BASE, *others], []),
        "more keys on one day than may be sealed to": ([*BASE, *map(listed, _desks(5))], []),
        "as many keys on one day as may be sealed to": ([*BASE, *map(listed, _desks(4))], []),
        "more keys than a new root allows": ([*BASE, *map(listed, _desks(4)), sign_note(fewer.text, *R[:2])], []),
        "one of too many is stopped": ([*BASE, *map(listed, _desks(5)), sign_note(last.text, V[0])], []),
        "a stranger's line of one byte": ([*BASE, listed(GOOD) + short.encode()], []),
    }


def beginnings() -> dict[str, tuple[bytes, bytes, str]]:
    """name -> (leaf 0, pinned, rule): directories that nobody may use."""

    def signed(root: Root, *by: NoteSigner) -> tuple[bytes, bytes]:
        raw = sign_note(root.text, *by)
        return raw, merkle.leaf_hash(raw)

    statement = sign_note(replace(GOOD, log=None).text, *R)
    return {
        "F1-genesis": (LEAF_0, seed("another"), "F1-genesis"),
        "F1-not-a-root": (statement, merkle.leaf_hash(statement), "F1-root"),
        "F1-version-2": (*signed(replace(FIRST, version=2), *R), "F1-root"),
        "F1-signatures": (*signed(FIRST, R[0], *S), "F1-signatures"),
        "F1-log-named": (*signed(replace(FIRST, log=GENESIS), *R), "F2-log"),
        "F1-false-signature": (*signed(FIRST, *R[:2], NoteSigner("root-3", seed("x"))), "F2-signature"),
        "F1-below-a-floor": (*signed(replace(FIRST, sign_threshold=1), *R), "F7-sign-threshold"),
        "F1-no-delay": (*signed(replace(FIRST, activation_days=0), *R), "F7-activation-days"),
        "F1-form": (b"not a note\n", merkle.leaf_hash(b"not a note\n"), "F2-form"),
    }
