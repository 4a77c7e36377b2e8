"""What the log admits: statements that a member signed, at most 64 a day. Stops are not counted: stopping is instant.

A log that took anything would be a wall for strangers to write on, and one stolen key could fill its ten thousand
places, after which nobody could be listed again. The keeper's programs ask here twice: before a statement is put into
the file, and before the log signs how far it has come, because files can be written by hand. What is not admitted is
never signed for; it only waits, and the rest of the log stays fresh.

A day is the last 24 hours of the witnesses' time. `keys/DIRECTORY.md`, sections 2 and 8. Errors: NotAdmitted.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from keys.clock import DAY
from keys.directory.fold import MAX_LEAVES
from keys.directory.register import parse_leaf, ring_of, signed_by
from keys.directory.rules import Ignored
from keys.directory.statements import Stop
from keys.directory.view import View
from keys.errors import AmparoError

# Statements in 24 hours, stops not counted: twelve desks with all their keys, and 156 days to fill the log.
MOST_A_DAY = 64

# Seconds for which one who writes to the log waits for another who does.
WAIT = 30.0


class NotAdmitted(AmparoError):
    """The log does not take a statement. The text says which, why, and what to do."""


def signed_for(view: View, leaves: Sequence[bytes], now: float) -> int:
    """How many of these leaves the log may sign for at `now`: up to the first that it does not admit.

    `view` is of these leaves: those that a checkpoint covers were admitted before. See `why_not` for the rest.
    """
    return next((leaf for leaf, _ in _refused(view, leaves, now)), len(leaves))


def why_not(view: View, leaves: Sequence[bytes], now: float) -> str | None:
    """Why the first leaf that is not admitted is not, and what to do; None when all are."""
    return next((why for _, why in _refused(view, leaves, now)), None)


def admit(view: View, leaves: Sequence[bytes], now: float) -> None:
    """Check that the log takes the last of these leaves. Raises NotAdmitted."""
    if (why := why_not(view, leaves, now)) is not None:
        raise NotAdmitted(why)


def _refused(view: View, leaves: Sequence[bytes], now: float) -> Iterator[tuple[int, str]]:
    """(leaf, why) of those that no checkpoint covers yet and that the log does not take."""
    ring, covered = ring_of(view.law), view.size
    today = sum(_counts_today(view, leaf, leaves[leaf], now) for leaf in range(covered))
    for leaf in range(covered, len(leaves)):
        if leaf >= MAX_LEAVES:
            yield leaf, f"The log is full: it takes {MAX_LEAVES} statements. Found a new one."
            continue
        try:
            note, statement = parse_leaf(leaves[leaf], view.genesis)
            if not signed_by(ring, note):
                raise Ignored("no current root, sign or veto key signed it")
        except Ignored as why:
            yield leaf, f"The log does not take statement {leaf}: {why}. {_BY_HAND}"
            continue
        if isinstance(statement, Stop):
            continue
        today += 1
        if today > MOST_A_DAY:
            look = _LOOK if view.witnessed_at is not None else _NO_CHECKPOINTS
            yield leaf, f"{_FULL_DAY} Statement {leaf} waits: publish it tomorrow. {look}"


_BY_HAND = (
    "If it stands in the directory file, somebody wrote it there by hand: find out who, take that line out, "
    "and publish again."
)
_FULL_DAY = f"The log takes {MOST_A_DAY} statements in 24 hours, stops not counted, and has had them."
_NO_CHECKPOINTS = (
    "There is no checkpoint beside the directory file: if the log was published before, this copy of it is not whole. "
    "Move it away, and get it back: amparo-keys fetch --from <a gateway>"
)
_LOOK = "If you do not know where so many came from, look: amparo-keys show --statements"


def _counts_today(view: View, leaf: int, raw: bytes, now: float) -> bool:
    """True of a leaf, no stop, that witnesses first saw within the last 24 hours, or have not seen yet."""
    seen = view.first_seen(leaf)
    if seen is not None and seen <= now - DAY:
        return False
    try:
        return not isinstance(parse_leaf(raw, view.genesis if leaf else None)[1], Stop)
    except Ignored:
        return True


@contextmanager
def turn(directory: Path) -> Iterator[None]:
    """An inter-process lock on the directory file; a killed process gives it up."""
    with closing(sqlite3.connect(f"{directory}.turn", timeout=WAIT, isolation_level=None)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            raise NotAdmitted(
                f"Somebody else is writing to {directory} at this moment. Nothing was changed; try again in a minute."
            ) from None
        yield
