"""How many mailboxes a gateway that watches could match with reports, by the hours of writing (`deploy/bench cover`).

A simulation, seconds long. Reports come to one force at random; its officers open each some hours later, and the
receipt of that is seen by the gateway at once. It matches the openings, in their order, with the mailboxes that the
force writes to. Beside: the rule of before, by which each write left at a random time of the next 24 hours.
"""

import random
from collections.abc import Iterable

from deploy.demonstration.telling import say

DAYS = 2000
OPEN_DAYS = 60  # for which a report stays open
WINDOW = 1.0  # days within which a write left, before
ROUND = 3 / 24  # hour of the round, in days


def main() -> None:
    """A line for each number of reports a day."""
    say("Openings matched with the right mailbox by a gateway that watches every write (%)")
    say(f"{'reports a day':>15}{'random hour':>14}{'daily round':>14}{'by chance':>12}")
    for rate in (0.3, 1.0, 3.0):
        chance = random.Random(20261129)  # noqa: S311  a simulation
        opened = openings(rate, chance)
        say(
            f"{rate:>15}{100 * share(at_random(opened, chance), opened):>14.0f}"
            f"{100 * in_rounds(opened, chance):>14.1f}{100 / max(1, rate * OPEN_DAYS):>12.1f}"
        )
    say("An arrival is another thing: a mailbox that was never written to appears within a day of its report, with the")
    say("others of that day. Whoever watches one force with one report a day sees which it is (gateway/LIMITS.md).")


def openings(rate: float, chance: random.Random) -> list[float]:
    """When each report was opened, in days: it came at random, and was opened in working hours of the next two days."""
    now, found = 0.0, []
    while now < DAYS:
        now += chance.expovariate(rate)
        found.append(int(now) + chance.choice((0, 1)) + chance.uniform(8, 18) / 24)
    return sorted(found)


def at_random(opened: Iterable[float], chance: random.Random) -> list[float]:
    """When the mailbox of each was written to: the rule of before."""
    return [moment + chance.uniform(0, WINDOW) for moment in opened]


def share(written: list[float], opened: list[float]) -> float:
    """Of openings, the share that the order of writes names rightly: the n-th opening is the n-th write."""
    order = sorted(range(len(written)), key=written.__getitem__)
    return sum(place == which for place, which in enumerate(order)) / len(opened)


def in_rounds(opened: list[float], chance: random.Random) -> float:
    """The same where every open report's mailbox is written in each round: a guess among those that are open."""
    right = 0
    for which, moment in enumerate(opened):
        in_round = int(moment - ROUND) + 1 + ROUND
        written = [n for n, other in enumerate(opened) if other - 2 <= in_round <= other + OPEN_DAYS]
        right += chance.choice(written) == which
    return right / len(opened)


if __name__ == "__main__":
    main()
