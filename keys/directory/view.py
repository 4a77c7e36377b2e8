"""A view: what the directory says at its newest checkpoint. Immutable; made by `fold`; the only source of a key.

`recipients(org, role, day)` is the one function that sealing asks (F12), and `acceptable(now)` the one that says
whether this view may be used (F11). A view is cheap to share between threads; look-ups cost a few microseconds.

Times are seconds since 1970. T is the time of a checkpoint, W the time at which a leaf was first witnessed. A key
counts at a checkpoint that covers its leaf and whose T has reached W and the delay of the root that judged it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from keys.clock import DAY
from keys.directory.rules import MAX_KEY_DAYS
from keys.directory.statements import Endpoint, Notice, Org, Release, Root
from keys.errors import CannotSeal
from keys.roles import Kind, Recipient, Role

# Seconds for which a checkpoint may be used: longer, and a stopped key or a forked log could stay unseen.
FRESH = 48 * 3600

# Seconds by which the witnesses' time may be ahead of ours.
EARLY = 600


@dataclass(frozen=True)
class Listed:
    """A key as the directory lists it: whose, for what, from which UTC day until before which, by which leaf.

    `delay`: the seconds of witnessed time it waits before it counts.
    """

    org: str
    role: Role
    pk: bytes
    since: int
    until: int
    leaf: int
    delay: int = 0

    @cached_property
    def recipient(self) -> Recipient:
        return Recipient(self.org, self.role, self.pk)

    def serves(self, day: int) -> bool:
        """True on the days the key is for; whether it counts yet or is stopped are other questions."""
        return self.since <= day < self.until


@dataclass(frozen=True, slots=True)
class Pending:
    """A root or an organisation that waits: leaf number and hash, what it says, and for how many seconds.

    `removed`: veto keys that a root signed by every root key takes away, at most two: their vetoes do not count (F6).
    """

    leaf: int
    at: bytes
    statement: Root | Org
    delay: int
    removed: frozenset[bytes] = frozenset()


class _Shelf:
    """The keys of one organisation and role, by their first day: finds a day's without looking at all of them."""

    __slots__ = ("_by_day", "_firsts")

    def __init__(self, keys: Sequence[Listed]) -> None:
        self._by_day = sorted(keys, key=lambda key: (key.since, key.recipient.kid))
        self._firsts = [key.since for key in self._by_day]

    def on(self, day: int) -> list[Listed]:
        low = bisect_left(self._firsts, day - MAX_KEY_DAYS)
        high = bisect_right(self._firsts, day)
        return [key for key in self._by_day[low:high] if day < key.until]


@dataclass(frozen=True, eq=False)
class View:
    """The directory of the `size` leaves that its newest checkpoint covers.

    `law` is the root in force. `ignored` says which leaves do not count, `passed_over` which checkpoints do not verify,
    and by which rule; `checkpoints` are those that do, if only for another history: keep them.
    `stops` are those from outside the log that hold: pass them on. `pending` are roots and organisations that wait.
    `leaf_hashes` are those of all leaves, the announced ones beyond `size` too.
    `witnessed_at` is T of the newest checkpoint, None when there is none: then the view is of leaf 0 alone.
    """

    deployment: str
    deployment_id: bytes
    genesis: bytes
    size: int
    root: bytes
    law: Root
    ignored: tuple[tuple[int, str], ...]
    ignored_stops: tuple[tuple[int, str], ...]
    passed_over: tuple[str, ...]
    checkpoints: tuple[bytes, ...] = field(repr=False)
    stops: tuple[bytes, ...]
    releases: tuple[Release, ...]
    endpoints: tuple[Endpoint, ...]
    notices: tuple[Notice, ...]
    pending: tuple[Pending, ...]
    witnessed_at: int | None
    leaf_hashes: tuple[bytes, ...] = field(repr=False)
    _roots: tuple[bytes, ...] = field(repr=False)
    _first_seen: tuple[int, ...] = field(repr=False)
    _times: Mapping[int, tuple[int, ...]] = field(repr=False)
    _kinds: Mapping[str, Kind] = field(repr=False)
    _listed: Mapping[bytes, Listed] = field(repr=False)
    _by_role: Mapping[tuple[str, int], tuple[Listed, ...]] = field(repr=False)
    _stopped: frozenset[bytes] = field(repr=False)
    _trouble: frozenset[str] = field(repr=False)
    _shelves: dict[tuple[str, int], _Shelf] = field(repr=False, default_factory=dict)

    @property
    def ahead(self) -> bool:
        """True when some cosignature does not count yet because it is from the future: fold again in a while."""
        return "ahead" in self._trouble

    def _shelf(self, org: str, role: Role) -> _Shelf:
        found = self._shelves.get((org, role))
        if found is None:
            found = self._shelves[org, role] = _Shelf(self._by_role.get((org, role), ()))
        return found

    def root_at(self, size: int) -> bytes | None:
        """The root of the first `size` leaves: what an envelope sealed then carries as `dirhash`. None outside."""
        return self._roots[size - 1] if 1 <= size <= self.size else None

    def times_of(self, size: int) -> tuple[int, ...]:
        """T of each verified checkpoint of the first `size` leaves."""
        return self._times.get(size, ())

    def org_kind(self, org: str) -> Kind | None:
        """What kind of organisation this is; None when it is none of ours."""
        return self._kinds.get(org)

    def orgs(self, kind: Kind) -> list[str]:
        """The organisations of a kind, in alphabetical order, whether or not they hold a key."""
        return sorted(org for org, its in self._kinds.items() if its == kind)

    def forces(self, day: int) -> list[str]:
        """Who can be sent a report on `day`: every police organisation with a crime key that serves, unstopped."""
        return [org for org in self.orgs(Kind.POLICE) if self._serving(org, Role.CRIME, day)]

    def listed(self, kid: bytes) -> Listed | None:
        """The listing of a key id that counts, of whatever day, stopped or not; None when there is none."""
        found = self._listed.get(kid)
        return found if found is not None and self.counts(found) else None

    def ever_listed(self, kid: bytes) -> Listed | None:
        """The listing of a key id, whether or not it counts yet; None when there is none."""
        return self._listed.get(kid)

    def keys_of(self, org: str) -> list[Listed]:
        """Every key ever listed for an organisation, by role and first day: stopped ones, and those that still wait."""
        return list(self._by_org.get(org, ()))

    @cached_property
    def _by_org(self) -> dict[str, list[Listed]]:
        found: dict[str, list[Listed]] = {}
        for key in sorted(self._listed.values(), key=lambda key: (key.role, key.since, key.recipient.kid)):
            found.setdefault(key.org, []).append(key)
        return found

    def stopped(self, kid: bytes) -> bool:
        """True when a stop names this key."""
        found = self._listed.get(kid)
        return found is not None and found.pk in self._stopped

    def without_stops(self) -> View:
        """The same directory as if nothing of it had been stopped: to judge what was signed before. Never to seal."""
        return replace(self, _stopped=frozenset())

    def counts(self, key: Listed) -> bool:
        """True if the key has waited long enough by the newest checkpoint, stopped or not."""
        return self.witnessed_at is not None and self._counted(key, self.size, self.witnessed_at)

    def counts_from(self, waiting: Listed | Pending) -> int | None:
        """The witnessed time from which it counts, 0 if at once; None while no checkpoint covers its leaf."""
        if waiting.leaf >= len(self._first_seen):
            return None
        return self._first_seen[waiting.leaf] + waiting.delay if waiting.delay else 0

    def first_seen(self, leaf: int) -> int | None:
        """When witnesses first saw statement number `leaf` (W, seconds); None while no checkpoint covers it."""
        return self._first_seen[leaf] if 0 <= leaf < self.size and self.witnessed_at is not None else None

    def _counted(self, key: Listed, size: int, at: int) -> bool:
        return key.leaf < size and (not key.delay or self._first_seen[key.leaf] + key.delay <= at)

    def moments(self, size: int, days: Iterable[int]) -> list[tuple[int, int]]:
        """(day, T) for each of these UTC days and each verified checkpoint of `size` one may have sealed under then.

        T is at most 48 h before the day begins, and less than ten minutes after it ends (G10, R9).
        """
        return [
            (day, at) for day in days for at in self.times_of(size) if day * DAY - FRESH <= at < (day + 1) * DAY + EARLY
        ]

    def active(
        self, org: str, role: Role, day: int, size: int | None = None, at: int | None = None
    ) -> tuple[Recipient, ...]:
        """The keys that served (org, role) on UTC `day` by the checkpoint of `size` leaves and time `at`, by key id.

        Stopped or not: what was sealed to them stays explicable. Without `size` and `at`, by the newest checkpoint.
        """
        if self.witnessed_at is None:
            return ()
        covered, by = self.size if size is None else size, self.witnessed_at if at is None else at
        on = self._shelf(org, role).on(day)
        return tuple(sorted((key.recipient for key in on if self._counted(key, covered, by)), key=_by_kid))

    def recipients(self, org: str, role: Role, day: int) -> tuple[Recipient, ...]:
        """Everybody a part for (org, role) is sealed to on UTC `day`: 1 to max-keys-per-role keys, by key id.

        CannotSeal when there is none or there are too many. Nothing else in Amparo yields a key to seal to.
        """
        found = self._serving(org, role, day)
        if not found:
            raise CannotSeal(
                f"{org} has no {Role(role).label} key for today, so nothing can be sent to it. "
                "Ask the people who keep the directory to list one."
            )
        if len(found) > self.law.max_keys_per_role:
            raise CannotSeal(
                f"{org} has {len(found)} {Role(role).label} keys for today and may have "
                f"{self.law.max_keys_per_role}. Ask the people who keep the directory to stop one."
            )
        return tuple(sorted(found, key=_by_kid))

    def served_until(self, org: str, role: Role, day: int) -> int:
        """The first UTC day from `day` on for which no unstopped key of (org, role) is listed, waiting or not."""
        shelf = self._shelf(org, role)
        while spans := [key for key in shelf.on(day) if key.pk not in self._stopped]:
            day = max(key.until for key in spans)
        return day

    def acceptable(self, now: float) -> None:
        """Check F3 and F11: this view may be sealed, admitted and received under at `now` (seconds since 1970 UTC).

        Raises CannotSeal with what happened and what to do. It passes with time or with a newer directory; no input
        makes it last for good.
        """
        for check, sentence in _LASTING.items():
            if check in self._trouble:
                raise CannotSeal(sentence, check)
        if self.witnessed_at is None:
            raise CannotSeal(
                "No checkpoint that enough witnesses have signed came with the directory"
                + (_CLOCK if self.ahead else ".")
                + " Fetch it again; if that does not help, tell who keeps the directory.",
                "F11-none",
            )
        if now - self.witnessed_at > FRESH:
            raise CannotSeal(
                f"The witnesses saw this directory last {round((now - self.witnessed_at) / 3600)} hours ago; after 48 "
                "nothing is sealed or opened under it" + (_CLOCK if self.ahead else ".") + " Fetch it "
                "again; if that does not help, tell who keeps the directory, and look at this computer's clock.",
                "F11-stale",
            )
        if now - self.witnessed_at < -EARLY:
            raise CannotSeal(
                "The witnesses saw this directory at a time that is yet to come by this computer's clock. "
                "Set the clock.",
                "F11-clock",
            )

    def _serving(self, org: str, role: Role, day: int) -> list[Recipient]:
        if self.witnessed_at is None:
            return []
        size, at = self.size, self.witnessed_at
        return [
            key.recipient
            for key in self._shelf(org, role).on(day)
            if key.pk not in self._stopped and self._counted(key, size, at)
        ]


# What holds whatever the hour: check and sentence, the gravest first.
_LASTING = {
    "F3-too-new": "The directory holds a signed statement that this version of Amparo does not understand. "
    "Update Amparo.",
    "F11-fork": "Log and witnesses have signed two different histories of the directory. Nothing is sealed or opened "
    "until this is explained. Call the coalition now.",
    "F11-prefix": "The directory is shorter than, or another than, the one this program has used before. Fetch it "
    "again; if that does not help, call the coalition now.",
    "F11-beyond": "The newest checkpoint covers statements that are missing here. Fetch the directory again.",
}
_CLOCK = ", or this computer's clock is behind: some witnesses signed at a time that is yet to come."


def _by_kid(recipient: Recipient) -> bytes:
    return recipient.kid
