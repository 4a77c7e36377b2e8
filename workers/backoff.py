"""When to try again: doubling from half a minute to an hour, with jitter so that many do not come back at once.

The time is written into a column of the delivery, never into the broker: a delayed task that outlives the broker's
visibility timeout is run again and again (20 such tasks ran 80 times).
"""

from __future__ import annotations

import random

FIRST_SECONDS = 30.0  # a share that is being remounted is back by then
LONGEST_SECONDS = 3600.0  # a desk that is back in the morning waits at most an hour
GIVE_UP_AFTER = 48  # attempts: about two days, then a person has to look, with 28 days left to act

_DOUBLINGS = 7  # 30 s * 2**7 is past the hour


def wait_after(attempts: int, chance: random.Random | None = None) -> float:
    """Seconds to wait after `attempts` (>= 1) tries: between half and all of the doubled step."""
    step = min(LONGEST_SECONDS, FIRST_SECONDS * 2.0 ** min(attempts - 1, _DOUBLINGS))
    return step * (chance or random).uniform(0.5, 1.0)
