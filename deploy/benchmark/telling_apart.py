"""Can the time of an answer tell what a code leads to? (`deploy/bench page`; ENVELOPE.md, P10)

A full mailbox, one with one message, an emptied one and none are asked for in random order over the network, by eight
clients. For each pair with "none": the area under the ROC curve of whoever guesses by the time alone, which is the
chance that an answer about the one took longer than an answer about the other. 0.5 tells nothing. Ends with 1 when one
is further off than TELLS.
"""

import random
import sys
import tempfile
from bisect import bisect_left, bisect_right
from pathlib import Path

from deploy.benchmark import measuring
from deploy.demonstration.programs import Programs, prepared
from deploy.demonstration.telling import say
from gateway.store import mailboxes
from gateway.store.engine import open_store, writing
from keys import token
from keys.keyfiles import read_private_file

EACH = 5000  # answers about each: by chance alone the area is then within 0.006 of a half, two times in three
TELLS = 0.02
CLIENTS, LONGEST = 8, 300.0  # seconds


def main() -> int:
    """The areas were printed. 1 when one of them tells something. May be given another EACH."""
    each = int(sys.argv[1]) if len(sys.argv) > 1 else EACH
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, prepared(Path(folder)) as programs:
        programs.start_gateway()
        found = _times(programs, each)
    none = found.pop("none")
    worst = 0.0
    say(f"{each} answers each, {CLIENTS} clients. None: median {none[len(none) // 2] * 1000:.2f} ms")
    for name, took in found.items():
        area = _area(took, none)
        worst = max(worst, abs(area - 0.5))
        say(f"{name:<12} median {took[len(took) // 2] * 1000:.2f} ms   area under the curve {area:.4f}")
    say("The time tells nothing." if worst <= TELLS else f"THE TIME TELLS: {worst:.3f} off a half.")
    return int(worst > TELLS)


def _times(programs: Programs, each: int) -> dict[str, list[float]]:
    values = {
        "full": measuring.mailbox_of(programs)[1],
        "one message": measuring.mailbox_of(programs, 1)[1],
        "emptied": _emptied(programs),
        "none": None,
    }
    warm = measuring.look_ups(programs, list(values.values()), 400)
    measuring.loaded(programs, CLIENTS, LONGEST, warm, again=False)
    names = list(values) * each
    random.shuffle(names)
    requests = measuring.look_ups(programs, [values[name] for name in names], len(names))
    answers = measuring.loaded(programs, CLIENTS, LONGEST, requests, again=False)
    found: dict[str, list[float]] = {name: [] for name in values}
    for place, answer in enumerate(answers):  # process k of n has every n-th request, from the k-th
        assert answer["statuses"].keys() == {"200"}, answer["statuses"]
        for number, took in answer["took"]:
            found[names[number * len(answers) + place]].append(took)
    return {name: sorted(took) for name, took in found.items()}


def _emptied(programs: Programs) -> int:
    keys, value = measuring.mailbox_of(programs, 1)
    pepper = bytes.fromhex(read_private_file(programs.deployment.gateway / "pepper"))
    engine = open_store(programs.database_url)
    with writing(engine) as connection:
        mailboxes.wipe(connection, token.row_key(keys.id, pepper))
    engine.dispose()
    return value


def _area(longer: list[float], than: list[float]) -> float:
    """The share of pairs in which the first is the longer; a tie counts half. Both sorted."""
    wins = sum(bisect_left(than, each) + bisect_right(than, each) for each in longer)
    return wins / 2 / len(longer) / len(than)


if __name__ == "__main__":
    raise SystemExit(main())
