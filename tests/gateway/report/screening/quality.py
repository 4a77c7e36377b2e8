"""Recall and precision of the screening over the labelled corpus, class by class, and how long it takes.

`deploy/bench screening` prints them, and the lines that went wrong of the parts that are open. A marked place
is found when a finding of its class touches it; a finding that touches no marked place is a false alarm. A part is
lines of text with marks, or cases as JSON, a line each: identity, narrative, `expect`; of the words in `must_not` none
may block, of those in `quiet` nothing may be found, and what is found in those in `either` counts neither way.
"""

from __future__ import annotations

import json
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
HALVES = (
    "open_half", "frozen_half", "third_part", "fresh_part", "wide_part", "kinds_part", "hands_open", "hands_held",
    "caseworkers_part",
)  # fmt: skip
LAST = ("last_part", "closing_part")  # measured once, frozen
OPEN = ("open_half", "third_part", "wide_part", "kinds_part", "hands_open", "caseworkers_part")
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
# The classes of cases written as JSON; all others are values of hers.
CLASSES = {
    "lexicon-immigration": "status",
    "lexicon-language": "origin",
    "non-latin": "script",
    "postcode": "postcode",
    "date": "exact",
    "cos-cas": "number",
    "nino": "number",
    "ho-ref": "number",
}


@dataclass(frozen=True)
class Line:
    """One text, its marked places (class, start, end), and whose values are looked for in it.

    `open` are places (start, end, what may be found there) that count neither for nor against.
    """

    text: str
    marks: tuple[tuple[str, int, int], ...]
    own: tuple[Own, ...]
    open: tuple[tuple[int, int, tuple[Outcome, ...]], ...] = ()

    def spares(self, one: Finding) -> bool:
        """True for what counts neither for nor against."""
        return any(one.start < end and start < one.end and one.outcome in may for start, end, may in self.open)


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
    if (CORPUS / f"{half}.jsonl").exists():
        for raw in (CORPUS / f"{half}.jsonl").read_text(encoding="utf-8").splitlines():
            yield _case(json.loads(raw))
        return
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
            if line.spares(finding):
                continue
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


def _case(told: dict[str, Any]) -> Line:
    who, text = told["identity"], told["narrative"]
    identity = {
        "name": {"preferred": who["name"], "aliases": who["aliases"]},
        "birth": {"dob": who["dob"]},
        "phone": {"numbers": [who["phone"]]},
        "email": {"addresses": [who["email"]] if "email" in who else [], "handles": who.get("handles", [])},
        "address": {
            "lines": who["address"],
            "postcode": who["postcode"],
            "workplaces": [who["workplace"]] if "workplace" in who else [],
            "schools": [who["school"]] if "school" in who else [],
            "gp": who.get("gp", ""),
        },
        "children": [{"first_name": name} for name in who.get("children", ())],
        "suspect": {"vrm": [told["suspect"]["vrm"]]} if "suspect" in told else {},
    }
    marks = [
        ("common" if (each["class"], each["action"]) == ("own-name", "warn") else CLASSES.get(each["class"], "own"),
         each["start"], each["start"] + len(each["text"]))
        for each in told["expect"]
    ]  # fmt: skip
    may = {word: tuple(Outcome) for word in told.get("either", ())}
    may |= {word: (Outcome.WARN, Outcome.COARSEN) for word in told["must_not"] if word not in told.get("quiet", ())}
    places = ((text.index(word), word, outcomes) for word, outcomes in may.items())
    spared = tuple((at, at + len(word), outcomes) for at, word, outcomes in places)
    return Line(text, tuple(marks), tuple(own_values(identity)), spared)


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


ACCOUNT = (
    "He came back from the pub late and started shouting about the dinner. She went upstairs and he followed, pushed "
    "the door and grabbed her by the arm. The neighbours heard it through the wall and knocked. He told them it was "
    "nothing. In the morning he said sorry and made tea, then it began again about money. She has slept at the back of "
    "the house since then and keeps the phone under the pillow. He checks it when she is in the shower. Last week he "
    "threw a plate, it broke on the floor next to the chair and a piece cut her foot. She did not go to a doctor "
    "because he drives. "
)
"""An account in ordinary words."""


def speed() -> str:
    """The best of 30 turns over two accounts of 6,000 characters with forty values of hers: milliseconds of CPU."""
    own = [Own(Kind.NAME, f"Marina{'na' * turn} Souza{'sa' * turn}") for turn in range(15)]
    own += [Own(Kind.PHONE, f"07700 900{turn}") for turn in range(100, 115)]
    own += [Own(Kind.ADDRESS, f"{turn} Harbour View, Hull") for turn in range(10)]
    corpus = " ".join(line.text for line in lines(HALVES[0]) if not line.marks)
    out = []
    for what, account in (("ordinary words", ACCOUNT), ("the lines of the corpus", corpus)):
        text = (account * 12)[:6000]
        taken = []
        for _ in range(30):
            start = time.process_time()
            screen_text({"t": text}, own)
            taken.append(time.process_time() - start)
        out.append(f"{what}: {len(text)} characters, {len(own)} values: {min(taken) * 1000:.1f} ms")
    return "\n".join(out)


if __name__ == "__main__":
    sys.stdout.write(f"{report()}\n{speed()}\n")
