"""Recall and precision of the screening over the labelled corpus, class by class, and how long it takes.

`deploy/bench screening` prints them, and the lines that went wrong of the open half and the third part. A marked place
is found when a finding of its class touches it; a finding that touches no marked place is a false alarm.
"""

from __future__ import annotations

import re
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gateway.report.screening.findings import Finding, Outcome
from gateway.report.screening.own_values import Kind, Own, own_values
from gateway.report.screening.screen import screen_text

CORPUS = Path(__file__).parent / "corpus"
HALVES = ("open_half", "frozen_half", "third_part", "fresh_part", "wide_part", "kinds_part", "hands_open", "hands_held")
LAST = ("last_part", "closing_part")  # measured once, frozen
OPEN = ("open_half", "third_part", "wide_part", "kinds_part", "hands_open")
MARK = re.compile("⟦([a-z]+):([^⟧]*)⟧")
CODES = {
    "own.": "own",
    "number.": "number",
    "place.postcode": "postcode",
    "place.named": "exact",
    "place.address": "anybody",
    "vehicle.": "anybody",
    "online.": "anybody",
    "date.": "exact",
    "time.": "exact",
    "age.": "exact",
    "immigration.": "status",
    "abroad": "status",
    "nationality": "origin",
    "language": "origin",
    "faith": "origin",
    "script.": "script",
}


@dataclass(frozen=True)
class Line:
    """One text, its marked places (class, start, end), and whose values are looked for in it."""

    text: str
    marks: tuple[tuple[str, int, int], ...]
    own: tuple[Own, ...]


@dataclass
class Tally:
    """What one class came to."""

    marked: int = 0
    missed: list[str] = field(default_factory=list)
    found: int = 0
    false: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return 1 - len(self.missed) / self.marked if self.marked else 1.0

    @property
    def precision(self) -> float:
        return 1 - len(self.false) / self.found if self.found else 1.0


def lines(half: str) -> Iterator[Line]:
    """The lines of one half of the corpus."""
    own: tuple[Own, ...] = ()
    for raw in (CORPUS / f"{half}.txt").read_text(encoding="utf-8").splitlines():
        if raw.startswith("@ "):
            own = tuple(own_values(person(raw[2:])))
        elif raw and not raw.startswith("#"):
            yield _line(raw.replace("⏎", "\n"), own)


def person(written: str) -> dict[str, Any]:
    """The identity half that an `@` line stands for."""
    given: dict[str, list[str]] = defaultdict(list)
    for pair in written.split("; "):
        name, value = pair.split("=", 1)
        given[name].append(value)
    return {
        "name": {"preferred": given["name"][0], "aliases": given["alias"]},
        "birth": {"dob": given["dob"][0]} if given["dob"] else {},
        "phone": {"numbers": given["phone"]},
        "email": {"addresses": given["mail"], "handles": given["handle"]},
        "address": {
            "lines": "\n".join(given["lines"]),
            "postcode": "".join(given["postcode"]),
            "workplaces": given["work"],
            "gp": "".join(given["gp"]),
        },
        "safe_contact": {
            "channels": [
                *({"value": value} for value in given["channel"] + given["trusted"]),
                *({"code_word_ok": value} for value in given["code"]),
            ]
        },
        "children": [{"first_name": value} for value in given["child"]],
        "record": {"case_ref": "".join(given["case"])},
        "suspect": {"name": "".join(given["suspect"]), "phones": given["suspectphone"], "vrm": given["vrm"]},
    }


def measure(half: str) -> dict[str, Tally]:
    """A tally for each class over one half."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for line in lines(half):
        found = [(kind(finding), finding) for finding in screen_text({"t": line.text}, line.own)]
        for name, start, end in line.marks:
            tallies[name].marked += 1
            if not any(name == one and f.start < end and start < f.end for one, f in found):
                tallies[name].missed.append(f"{line.text[start:end]} | {line.text}")
        for one, finding in found:
            tallies[one].found += 1
            if not any(finding.start < end and start < finding.end for _, start, end in line.marks):
                words = line.text[finding.start : finding.end]
                tallies[one].false.append(f"{words} ({finding.code}) | {line.text}")
    return dict(tallies)


def kind(finding: Finding) -> str:
    """The class of a finding."""
    if finding.code == "own.name" and finding.outcome is Outcome.WARN:
        return "common"
    return next(name for start, name in CODES.items() if finding.code.startswith(start))


def _line(raw: str, own: tuple[Own, ...]) -> Line:
    text, marks, done = "", [], 0
    for match in MARK.finditer(raw):
        text += raw[done : match.start()]
        marks.append((match[1], len(text), len(text) + len(match[2])))
        text += match[2]
        done = match.end()
    return Line(text + raw[done:], tuple(marks), own)


def report() -> str:
    """The table, with every miss of what is open; of what is frozen only the numbers, so that nobody tunes on it."""
    out = []
    for half in (*HALVES, *LAST):
        out.append(f"{half}: {sum(1 for _ in lines(half))} lines")
        for name, tally in sorted(measure(half).items()):
            out.append(f"  {name:9} n={tally.marked:3}  recall {tally.recall:.3f}  precision {tally.precision:.3f}")
            if half in OPEN:
                out += [f"      missed: {text}" for text in tally.missed] + [
                    f"      false:  {text}" for text in tally.false
                ]
    return "\n".join(out)


def speed() -> str:
    """The best of 30 turns over accounts of two lengths, each with forty values of hers: milliseconds."""
    account = " ".join(line.text for line in lines(HALVES[0]) if not line.marks)
    own = [Own(Kind.NAME, f"Marina{'na' * turn} Souza{'sa' * turn}") for turn in range(15)]
    own += [Own(Kind.PHONE, f"07700 900{turn}") for turn in range(100, 115)]
    own += [Own(Kind.ADDRESS, f"{turn} Harbour View, Hull") for turn in range(10)]
    out = []
    for length in (2000, 6000):
        text = (account * 3)[:length]
        taken = []
        for _ in range(30):
            start = time.perf_counter()
            screen_text({"t": text}, own)
            taken.append(time.perf_counter() - start)
        out.append(f"{length} characters, {len(own)} values: {min(taken) * 1000:.1f} ms")
    return "\n".join(out)


if __name__ == "__main__":
    sys.stdout.write(f"{report()}\n{speed()}\n")
