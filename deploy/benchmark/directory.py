"""How long a directory of 2000 statements takes: folded from nothing, gone on by one, asked for recipients.

`deploy/bench directory`. CPU time of one thread, median; a year of daily checkpoints, three witnesses. Beside the fold
stands its floor: the Ed25519 verifications that nobody who trusts nothing can leave out, two of each statement, four of
each checkpoint, measured in the same run (on a machine that has other work both grow).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from statistics import median
from time import process_time

from nacl.signing import SigningKey

from deploy.demonstration.coalition import Coalition
from deploy.demonstration.telling import say
from keys import clock
from keys.ceremony.make_keys import DatedPrivateKey
from keys.directory.fold import Folding, fold
from keys.directory.merkle import leaf_hash
from keys.directory.notes import parse
from keys.private.keyfile import Opener
from keys.roles import Kind, Role

STATEMENTS, CHECKPOINTS, FORCES = 2000, 365, 50
FLOOR = "floor: its signatures, verified alone"
VERIFIED = 2 * STATEMENTS + 4 * CHECKPOINTS
AIMS = {"folded from nothing": "0.5 s", "gone on by one statement": "5 ms", "recipients": "20 us"}


def figures() -> dict[str, float]:
    """Seconds of CPU for FLOOR and each of AIMS."""
    coalition, today, now = Coalition.draw(root=3, sign=3, veto=3, witnesses=3), clock.today(), clock.now()
    leaves = [coalition.found({f"force-{n}": Kind.POLICE for n in range(FORCES)})]
    genesis = leaf_hash(leaves[0])
    for n in range(STATEMENTS):
        first = today + 7 * (n // FORCES)
        key = DatedPrivateKey(Opener(f"force-{n % FORCES}", Role.CRIME, secrets.token_bytes(32)), first, first + 7)
        leaves += coalition.list_keys(genesis, [key])
    *leaves, last = leaves
    sizes = [len(leaves) * (n + 1) // CHECKPOINTS for n in range(CHECKPOINTS)]
    checkpoints = [coalition.publish(leaves[:size], now - (CHECKPOINTS - n) * 60) for n, size in enumerate(sizes)]
    newest = coalition.publish([*leaves, last], now)
    foldings = [Folding(genesis) for _ in range(5)]
    for each in foldings:
        each.view(leaves, checkpoints)
    view = foldings[0].view([*leaves, last], [*checkpoints, newest])
    assert (view.size, view.ignored) == (STATEMENTS + 1, ())
    steps = iter(foldings[1:])
    verify, signed = _signed(leaves[1])
    return {
        FLOOR: _median(lambda: verify(*signed), 500) * VERIFIED,
        "folded from nothing": _median(lambda: fold(leaves, genesis, checkpoints=checkpoints), 5),
        "gone on by one statement": _median(lambda: next(steps).view([*leaves, last], [*checkpoints, newest]), 4),
        "recipients": _median(lambda: view.recipients("force-3", Role.CRIME, today), 2000),
    }


def _signed(leaf: bytes) -> tuple[Callable[..., object], tuple[bytes, bytes]]:
    """What verifies one signature of a statement as the fold does, and what it is called with."""
    key = SigningKey(secrets.token_bytes(32))
    text = parse(leaf).text.encode()
    return key.verify_key.verify, (text, key.sign(text).signature)


def _median(what: Callable[[], object], times: int) -> float:
    found = []
    for _ in range(times):
        begun = process_time()
        what()
        found.append(process_time() - begun)
    return median(found)


def main() -> None:
    """Every figure was printed beside its aim."""
    say(f"A directory of {STATEMENTS} statements, {CHECKPOINTS} checkpoints, 3 witnesses; CPU time, median:")
    for what, seconds in figures().items():
        aim = f"   (aim: under {AIMS[what]})" if what in AIMS else f"   ({VERIFIED} of them)"
        say(f"{what:<44}{seconds * 1000:>12.4f} ms{aim}")


if __name__ == "__main__":
    main()
