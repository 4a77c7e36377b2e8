"""The rule book of the directory, told once more in the plainest way: no bytes, no hashes, no signatures, no speed.

It reads a history as people would tell it (who signed what, which witness saw how much when) and says who may be sealed
to. It shares no code with `keys`: the random histories of test_rulebook.py are put before both.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

DAY = 86_400
KINDS = {"crime": "police", "desk": "police", "door": "police or ngo", "identity": "ngo", "case": "ngo"}
ROOTS, VETOES = {"root-1", "root-2", "root-3"}, {"veto-1", "veto-2", "veto-3"}


@dataclass(frozen=True)
class Said:
    """A statement: its number (its own for ever), what it is, who signed it, and what it says."""

    number: int
    what: str
    by: frozenset[str]
    body: dict[str, Any] = field(hash=False)


@dataclass(frozen=True)
class Seen:
    """A checkpoint: how many statements, and which witness signed it when."""

    size: int
    times: dict[str, int] = field(hash=False)


class Law:
    """What the root in force says."""

    def __init__(self, version: int, sign: set[str], wait: int, deny: set[str]) -> None:
        self.version, self.sign, self.wait, self.deny = version, sign, wait, deny


class RuleBook:
    """Everything that follows from a history by the time `now`."""

    def __init__(self, said: list[Said], seen: list[Seen], now: int) -> None:
        self.said = said
        self.law = Law(1, {"sign-1", "sign-2", "sign-3"}, 3, {"home-office"})
        self.kinds = {"northshire-police": "police", "haven": "ngo"}
        self.listed: list[dict[str, Any]] = []
        self.waiting: list[tuple[int, Said, int]] = []
        self.in_force: set[int] = set()
        self.stops: list[Said] = []
        self.counted: list[tuple[int, int, int]] = []  # (size, T, first)
        for each in seen:
            times = sorted(time for time in each.times.values() if time <= now + 600)
            if len(times) >= 2:
                self.counted.append((each.size, times[-2], times[1]))
        self.counted.sort()
        done = 0
        for place, (size, time, _) in enumerate(self.counted):
            self._step(done, size, time, self.counted[: place + 1])
            done = max(done, size)
        self.size = done
        for each in said[done:]:
            self._stop(each)

    def _step(self, done: int, size: int, time: int, known: list[tuple[int, int, int]]) -> None:
        early = [each for each in self.said[done:size] if self._stop(each)]
        for waits in list(self.waiting):
            place, each, wait = waits
            if min(first for many, _, first in known if many > place) + wait * DAY <= time:
                self.waiting.remove(waits)
                self._in_force(each)
        for place in range(done, size):
            each = self.said[place]
            if each.what == "stop":
                if each not in early:
                    self._stop(each)
            elif each.what == "add":
                self._add(place, each)
            elif (each.what == "org" and self._org_fits(each)) or (each.what == "root" and self._root_fits(each)):
                self.waiting.append((place, each, self.law.wait))

    def _stop(self, each: Said) -> bool:
        allowed = ROOTS | VETOES | self.law.sign
        if each.what != "stop" or not each.by & allowed or each.body["of"] in self.in_force:
            return False
        self.stops.append(each)
        return True

    def _org_fits(self, each: Said) -> bool:
        return len(each.by & ROOTS) >= 2 and self._kind_fits(each)

    def _kind_fits(self, each: Said) -> bool:
        org, kind = each.body["org"], each.body["kind"]
        if kind not in ("police", "ngo", "gateway") or any(word in org for word in self.law.deny):
            return False
        return self.kinds.get(org, kind) == kind

    def _root_fits(self, each: Said) -> bool:
        new = each.body
        return (
            len(each.by & ROOTS) >= 2
            and new["version"] == self.law.version + 1
            and self.law.deny <= set(new["deny"])
            and new["wait"] >= 3
            and len(new["sign"]) >= 2
        )

    def _in_force(self, each: Said) -> None:
        vetoes = set()
        for stop in self.stops:
            if stop.body["of"] == each.number:
                vetoes |= stop.by & VETOES
        if len(vetoes) >= 2:
            return
        if each.what == "org":
            if self._kind_fits(each):
                self.kinds[each.body["org"]] = each.body["kind"]
                self.in_force.add(each.number)
        elif each.body["version"] == self.law.version + 1:
            new = each.body
            self.law = Law(new["version"], set(new["sign"]), new["wait"], set(new["deny"]))
            self.in_force.add(each.number)

    def _stopped(self, key: str) -> bool:
        named = {stop.body["of"] for stop in self.stops}
        return any(each.what == "add" and each.number in named and key in each.body["keys"] for each in self.said)

    def _add(self, place: int, each: Said) -> None:
        new = each.body
        before = {one["key"] for one in self.listed}
        if len(each.by & self.law.sign) < 2 or self.kinds.get(new["org"], "none") not in KINDS[new["role"]]:
            return
        if any(word in new["purpose"] for word in self.law.deny) or new["until"] <= new["since"]:
            return
        if new["until"] - new["since"] > 92 or len(set(new["keys"])) < len(new["keys"]):
            return
        if any(key in before or self._barred(key, place) for key in new["keys"]):
            return
        for key in new["keys"]:
            self.listed.append({**new, "key": key, "place": place, "wait": self.law.wait})

    def _barred(self, key: str, place: int) -> bool:
        """True if a statement that came before this one lists the key and is stopped by now."""
        named = {stop.body["of"] for stop in self.stops}
        before = self.said[:place]
        return any(one.what == "add" and one.number in named and key in one.body["keys"] for one in before)

    def recipients(self, org: str, role: str, day: int) -> set[str]:
        """The keys somebody may seal to; none when there are too many."""
        if not self.counted:
            return set()
        time = self.counted[-1][1]
        found = set()
        for one in self.listed:
            if (one["org"], one["role"]) != (org, role) or not one["since"] <= day < one["until"]:
                continue
            first = min(first for size, _, first in self.counted if size > one["place"])
            if first + one["wait"] * DAY <= time and not self._stopped(one["key"]):
                found.add(one["key"])
        return found if len(found) <= 4 else set()
