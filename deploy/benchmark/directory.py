"""How long a directory of 2000 statements takes: folded from nothing, gone on by one, asked for recipients.

`python -m deploy.benchmark.directory`. CPU time of one thread, median; a year of daily checkpoints, three witnesses.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from statistics import median
from time import process_time

from deploy.demonstration.telling import say
from keys import days
from keys.directory import Folding, fold
from keys.log import leaf_hash
from keys.parts import Kind, Role
from keys.private.founding import Coalition, Dated
from keys.private.keyfile import Opener

STATEMENTS, CHECKPOINTS, FORCES = 2000, 365, 50
AIMS = {"folded from nothing": "0.5 s", "gone on by one statement": "5 ms", "recipients": "20 us"}


def figures() -> dict[str, float]:
    """Seconds of CPU for each of AIMS."""
    coalition, today, now = Coalition.draw(root=3, sign=3, veto=3, witnesses=3), days.today(), days.now()
    leaves = [coalition.found({f"force-{n}": Kind.POLICE for n in range(FORCES)})]
    genesis = leaf_hash(leaves[0])
    for n in range(STATEMENTS):
        first = today + 7 * (n // FORCES)
        key = Dated(Opener(f"force-{n % FORCES}", Role.CRIME, secrets.token_bytes(32)), first, first + 7)
        leaves += coalition.list_keys(genesis, [key])
    *leaves, last = leaves
    sizes = [len(leaves) * (n + 1) // CHECKPOINTS for n in range(CHECKPOINTS)]
    checkpoints = [
        coalition.publish(leaves[:size], now - (CHECKPOINTS - n) * 60) for n, size in enumerate(sizes)
    ]
    newest = coalition.publish([*leaves, last], now)
    foldings = [Folding(genesis) for _ in range(5)]
    for each in foldings:
        each.view(leaves, checkpoints)
    view = foldings[0].view([*leaves, last], [*checkpoints, newest])
    assert (view.size, view.ignored) == (STATEMENTS + 1, ())
    steps = iter(foldings[1:])
    return {
        "folded from nothing": _median(lambda: fold(leaves, genesis, checkpoints=checkpoints), 5),
        "gone on by one statement": _median(
            lambda: next(steps).view([*leaves, last], [*checkpoints, newest]), 4
        ),
        "recipients": _median(lambda: view.recipients("force-3", Role.CRIME, today), 2000),
    }


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
        say(f"{what:<44}{seconds * 1000:>12.4f} ms   (aim: under {AIMS[what]})")


if __name__ == "__main__":
    main()
