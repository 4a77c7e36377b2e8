"""What a directory says at one size: the only place that yields a key. Made by `keys.directory.fold`, never changed.

`recipients(org, role, day)` is the one function that sealing asks. A view is cheap to share between threads and
processes; look-ups cost a few microseconds.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from keys.errors import CannotSeal
from keys.parts import Kind, Role
from keys.recipient import Recipient
from keys.rules import DEMONSTRATION, MAX_KEY_DAYS
from keys.statements import Endpoint, Notice, Release, Root


@dataclass(frozen=True)
class Listed:
    """A key as the directory lists it: whose, for what, from which UTC day until before which, by which leaf."""

    org: str
    role: Role
    pk: bytes
    since: int
    until: int
    leaf: int

    @cached_property
    def recipient(self) -> Recipient:
        return Recipient(self.org, self.role, self.pk)

    def serves(self, day: int) -> bool:
        """True on the days the key is for; whether it is stopped is another question."""
        return self.since <= day < self.until


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
    """The directory after `size` leaves. `ignored` says which leaves do not count, and by which rule.

    `law` is the root statement in force. `stops` are the stops from outside the log that hold: pass them on.
    """

    deployment: str
    deployment_id: bytes
    genesis: bytes
    size: int
    root: bytes
    law: Root
    ignored: tuple[tuple[int, str], ...]
    ignored_stops: tuple[tuple[int, str], ...]
    stops: tuple[bytes, ...]
    releases: tuple[Release, ...]
    endpoints: tuple[Endpoint, ...]
    notices: tuple[Notice, ...]
    leaf_hashes: tuple[bytes, ...] = field(repr=False)
    _roots: tuple[bytes, ...] = field(repr=False)
    _kinds: Mapping[str, Kind] = field(repr=False)
    _listed: Mapping[bytes, Listed] = field(repr=False)
    _stopped: frozenset[bytes] = field(repr=False)
    _too_new: bool = field(repr=False)

    @cached_property
    def _shelves(self) -> dict[tuple[str, Role], _Shelf]:
        keys: dict[tuple[str, Role], list[Listed]] = {}
        for each in self._listed.values():
            keys.setdefault((each.org, each.role), []).append(each)
        return {whose: _Shelf(listed) for whose, listed in keys.items()}

    def root_at(self, size: int) -> bytes | None:
        """The root of the first `size` leaves: what an envelope sealed then carries as `dirhash`. None outside."""
        return self._roots[size - 1] if 1 <= size <= self.size else None

    def org_kind(self, org: str) -> Kind | None:
        """What kind of organisation this is; None when it is none of ours."""
        return self._kinds.get(org)

    def orgs(self, kind: Kind) -> list[str]:
        """The organisations of a kind, in alphabetical order, whether or not they hold a key."""
        return sorted(org for org, its in self._kinds.items() if its == kind)

    def forces(self, day: int) -> list[str]:
        """Who can be sent a report on `day`: every police organisation with a crime key that serves, unstopped."""
        return [org for org in self.orgs(Kind.POLICE) if self._unstopped(org, Role.CRIME, day)]

    def listed(self, kid: bytes) -> Listed | None:
        """The listing of a key id, of whatever day, stopped or not; None when it was never listed."""
        return self._listed.get(kid)

    def keys_of(self, org: str) -> list[Listed]:
        """Every key ever listed for an organisation, stopped or not, by role and first day."""
        mine = (key for key in self._listed.values() if key.org == org)
        return sorted(mine, key=lambda key: (key.role, key.since, key.recipient.kid))

    def stopped(self, kid: bytes) -> bool:
        """True when a stop names this key."""
        return kid in self._stopped

    def active(self, org: str, role: Role, day: int, size: int) -> tuple[Recipient, ...]:
        """The keys that served (org, role) on UTC `day` by the first `size` leaves, stopped or not, by key id."""
        shelf = self._shelves.get((org, role))
        found = [key.recipient for key in shelf.on(day) if key.leaf < size] if shelf else []
        return tuple(sorted(found, key=_by_kid))

    def recipients(self, org: str, role: Role, day: int) -> tuple[Recipient, ...]:
        """Everybody a part for (org, role) is sealed to on UTC `day`: 1 to max-keys-per-role keys, by key id.

        CannotSeal when there is none or there are too many. Nothing else in Amparo yields a key to seal to.
        """
        found = self._unstopped(org, role, day)
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
        """The first UTC day from `day` on without an unstopped key for (org, role): `day` itself when there is none."""
        while spans := self._serving(org, role, day):
            day = max(key.until for key in spans)
        return day

    def acceptable(self, now: float) -> None:
        """Nothing, if this view may be sealed, admitted and received under at `now` (seconds since 1970 UTC).

        CannotSeal, with what to do, otherwise. Two of the reasons of F11 are known today: a statement that needs a
        newer program (F3), and a directory that nothing witnesses: checkpoints and freshness (F4-F6, F11) are not
        checked yet, so only a demonstration is accepted.
        """
        if self._too_new:
            raise CannotSeal(
                "The directory holds a signed statement that this version of Amparo does not understand. Update Amparo."
            )
        if self.deployment != DEMONSTRATION:
            raise CannotSeal(
                "This version of Amparo does not check witnesses yet, so it serves a demonstration only. "
                f"The directory is of the deployment {self.deployment}."
            )

    def _serving(self, org: str, role: Role, day: int) -> list[Listed]:
        shelf = self._shelves.get((org, role))
        return [key for key in shelf.on(day) if key.recipient.kid not in self._stopped] if shelf else []

    def _unstopped(self, org: str, role: Role, day: int) -> list[Recipient]:
        return [key.recipient for key in self._serving(org, role, day)]


def _by_kid(recipient: Recipient) -> bytes:
    return recipient.kid
