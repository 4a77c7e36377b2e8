"""Ten thousand reports with a value of hers, or a number, planted in a hostile disguise: none may be sent."""

from __future__ import annotations

import random
import re
import string
from typing import Any

import pytest

from gateway.report.printing.csv import csv_row
from gateway.report.printing.pole_json import pole_json
from gateway.report.printing.text import page_text
from gateway.report.screening import disguises, normalize, spelling, value_search
from gateway.report.screening.findings import Outcome
from gateway.report.screening.normalize import fold_sign
from gateway.report.screening.screen import screen
from gateway.report.validate import NotAFiling, read_filing
from tests.gateway.report.making import marina
from tests.gateway.report.screening.disguising import FOR_NAMES, FOR_NUMBERS, FOR_PHONES, NAMES, Disguise

REPORTS = 10_000
BEFORE = ("He shouted ", "she wrote: ", "on the wall it said ", "His sister told ", "The letter, ", "x ", "")
AFTER = (" and left.", ".", ", then he hit her", " again and again", "!", "\nNext day he came back", "")


def phone(chance: random.Random) -> str:
    return "07" + "".join(chance.choices("3456789", k=3)) + " " + "".join(chance.choices(string.digits, k=6))


def number(chance: random.Random) -> str:
    """A number of one of the kinds that are kept nowhere, made to its rule."""

    def figures(count: int) -> str:
        return "".join(chance.choices(string.digits, k=count))

    def nhs() -> str:
        while True:
            nine = figures(9)
            check = 11 - sum(int(d) * (10 - place) for place, d in enumerate(nine)) % 11
            if check != 10:
                return f"{nine}{check % 11}"

    return chance.choice(
        (
            f"Z{chance.choice('UWXRT')}{figures(7)}",
            f"{chance.choice('ABKL')}{figures(7)}",
            f"{figures(4)}-{figures(4)}-{figures(4)}-{figures(4)}",
            f"GWF{figures(9)}",
            f"{chance.choice('ABCEGHJ')}{chance.choice('ABCEGHJ')}{figures(6)}{chance.choice('ABCD')}".replace(
                "BG", "AB"
            ).replace("GB", "AB"),
            nhs(),
        )
    )


def report(chance: random.Random, name: str, own_phone: str, planted: str) -> dict[str, Any]:
    document = marina()
    document["crime"]["acts_narrative"] = chance.choice(BEFORE) + planted + chance.choice(AFTER)
    document["identity"]["name"] = {"preferred": name}
    document["identity"]["phone"] = {"numbers": [own_phone]}
    return document


def stopped(document: dict[str, Any], kind: str) -> bool:
    """True if the report is refused, or blocked for what it is."""
    try:
        found = screen(read_filing(document))
    except NotAFiling:
        return True
    return any(one.outcome is Outcome.BLOCK and one.code.startswith(kind) for one in found)


def slipped_through(count: int, seed: int) -> list[str]:
    """The disguises of which at least one got through, in `count` reports."""
    chance = random.Random(seed)
    through = []
    for turn in range(count):
        name, own_phone = chance.choice(NAMES), phone(chance)
        kind, value, disguises = (
            ("own.", name, FOR_NAMES), ("own.", own_phone, FOR_PHONES), ("number.", number(chance), FOR_NUMBERS),
        )[turn % 3]  # fmt: skip
        disguise: Disguise = chance.choice(disguises)
        planted = disguise(value, chance)
        if not stopped(report(chance, name, own_phone, planted), kind):
            through.append(f"{kind}{disguise.__name__}: {planted!r}")
    return through


@pytest.mark.slow
def test_no_disguise_of_ten_thousand_gets_through() -> None:
    assert slipped_through(REPORTS, seed=2026) == []


@pytest.mark.parametrize("step", ["lookalikes", "marks", "leet", "spelled", "glued"])
def test_the_test_sees_it_when_one_step_is_turned_off(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    match step:
        case "lookalikes":
            monkeypatch.setattr(normalize, "LOOKALIKES", {})
            monkeypatch.setattr(spelling, "has_foreign", lambda text: False)
        case "marks":
            monkeypatch.setattr(normalize, "_by_category", lambda sign: sign)
        case "leet":
            monkeypatch.setattr(disguises, "_LETTERS", {})
        case "spelled":
            monkeypatch.setattr(value_search.Known, "_is_one_word", lambda *whatever: False)
        case "glued":
            monkeypatch.setattr(value_search, "_glued", lambda *whatever: None)
    fold_sign.cache_clear()
    try:
        assert slipped_through(900, seed=7)
    finally:
        monkeypatch.undo()
        fold_sign.cache_clear()


def test_what_passes_shows_nothing_of_her_in_any_export() -> None:
    chance = random.Random(5)
    for _ in range(300):
        name, own_phone = chance.choice(NAMES), phone(chance)
        filing = read_filing(report(chance, name, own_phone, "her partner"))
        assert screen(filing) == []
        exported = page_text(filing.crime, "REF", "", "casa-aurora") + pole_json(filing.crime, "REF", "casa-aurora")
        exported += csv_row(filing.crime, "REF", "casa-aurora").decode()
        for value in (*name.split(), own_phone, own_phone.replace(" ", ""), "marina.souza", "pt-BR", "LS7", "Redfern"):
            assert not re.search(rf"\b{re.escape(value)}\b", exported, re.I)
