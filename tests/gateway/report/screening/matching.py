"""A matcher with a register: who in an invented town fits what a report tells, against what the police meter says.

The town has the people of a council; each woman has his job, his car, a faith and children, drawn from the shares that
the meter reckons with (an estimate as it stands, not halved). A report tells some of one woman's; the matcher takes
whoever fits all of it and guesses one of them.
"""

import random
from dataclasses import dataclass

from gateway.report.police_areas import people_of
from gateway.report.screening.risk_meters import ADULT_WOMEN, meters
from gateway.report.screening.wordlists import lines_of
from gateway.report.validate import read_filing
from tests.gateway.report.making import with_crime

TOWN = "E06000006"  # Halton
SAID = {"job": "He is a {}.", "car": "He has a {}.", "faith": "She goes to the {}."}
CHILDREN = {"": 0.70, "Her son saw it.": 0.134, "Her two children saw it.": 0.123, "Her three children saw it.": 0.043}


@dataclass(frozen=True)
class Guess:
    """One report: the colour of its meter, how many it said fit, how many of the register do."""

    colour: str
    said: int
    fit: int


def guesses(reports: int, seed: int) -> list[Guess]:
    """Reports of women drawn by chance, telling one to four things each."""
    chance = random.Random(seed)
    women = _town(chance)
    found = []
    for one in chance.sample(range(len(women)), reports):
        told = chance.sample(range(4), chance.randint(1, 4))
        clues = [women[one][place] for place in told]
        known = [
            (place, clue) for place, clue in zip(told, clues, strict=True) if clue
        ]  # what is not told says nothing
        fit = sum(all(woman[place] == clue for place, clue in known) for woman in women)
        text = " ".join(clue for clue in clues if clue) or "He hit her."
        where = {"place_type": "street_or_park", "area_level": "local_authority", "area_code": TOWN}
        crime = with_crime(acts_narrative=text, where=where, suspects=[{"relationship": "stranger"}])
        police = meters(read_filing(crime | {"identity": {"advice": "taken"}})).police
        found.append(Guess(str(police.colour), police.fits or 0, fit))
    return found


def _town(chance: random.Random) -> list[tuple[str, ...]]:
    rows = [line.split() for line in lines_of("shares")]
    size = int((people_of(TOWN) or 0) * ADULT_WOMEN)
    drawn = []
    for kind, sentence in SAID.items():
        words = {sentence.format(row[4]): float(row[1]) for row in rows if row[0] == kind}
        drawn.append(chance.choices([*words, ""], [*words.values(), max(0, 1 - sum(words.values()))], k=size))
    drawn.append(chance.choices(list(CHILDREN), list(CHILDREN.values()), k=size))
    return list(zip(*drawn, strict=True))


def report() -> str:
    """For each colour: how many reports, how many fit, and the share that a first guess finds."""
    out = []
    found = guesses(300, 7)
    for colour in ("green", "amber", "red"):
        of = [one for one in found if one.colour == colour]
        hit = sum(1 / one.fit for one in of) / len(of) if of else 0
        least = min((one.fit for one in of), default=0)
        out.append(f"  {colour:5}  {len(of):3} reports, at least {least} fit, found at first guess: {hit:.1%}")
    return "\n".join(out)


if __name__ == "__main__":
    print(report())
