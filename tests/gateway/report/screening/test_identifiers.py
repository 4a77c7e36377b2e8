"""A house with its street, a plate, an account on the net: found whoever's they are, and not in ordinary writing."""

from __future__ import annotations

import pytest

from gateway.report.screening.findings import Outcome
from gateway.report.screening.own_values import own_values
from gateway.report.screening.screen import screen_text

SOMEBODYS = {
    "place.address": [
        "14 Elm Road", "22a Park Lane", "flat 3, 77 Byron Close", "no. 8 Hazel Grove", "19 albert road",
        "7 St Mary's Close", "fourteen Elm Road", "12-14 High Street", "at 5, Mill Lane",
    ],
    "vehicle.plate": ["BD71 SMV", "mk65vto, a car", "P417 BDN his old van", "reg K9 DOG"],
    "online.address": [
        "https://example.org/v/8812", "www.example.net/her", "instagram.com/sara.k", "@sara_k99", "insta sara.k99",
        "snapchat: lilmo99",
    ],
}  # fmt: skip
NOBODYS = [
    "12 an hour on the bank holiday road works",
    "about 200 people were in the street",
    "44 close friends saw it",
    "two roads lead there",
    "2 Crown Court judges",
    "he took the A6 and the M60",
    "she lives in LS11 and works in M14",
    "in room B12 of the college",
    "an iPhone 12 pro",
    "he was @ the pub, then @work",
    "on facebook.com he saw it",
    "and/or, e.g. his/hers",
    "it took 4 a long drive",
]


@pytest.mark.parametrize(("code", "written"), [(code, one) for code, row in SOMEBODYS.items() for one in row])
def test_what_leads_to_anybody_warns(code: str, written: str) -> None:
    found = screen_text({"t": f"He went there: {written} and came back."})
    assert {one.code for one in found} >= {code}
    assert all(one.outcome is Outcome.WARN for one in found if one.code == code)


@pytest.mark.parametrize("text", NOBODYS)
def test_ordinary_figures_and_streets_pass(text: str) -> None:
    assert not [one for one in screen_text({"t": text}) if one.code in SOMEBODYS]


def test_her_own_address_is_blocked_once_and_not_warned_of_as_well() -> None:
    own = own_values({"address": {"lines": "14 Elm Road, Leeds"}})
    assert {one.code for one in screen_text({"t": "He came to 14 Elm Road."}, own)} == {"own.address"}


def test_what_the_suspects_compartment_holds_is_told_on_purpose() -> None:
    own = own_values({"suspect": {"vrm": ["BD71SMV"], "handles": ["@big_daz"]}})
    assert screen_text({"t": "His car is BD71 SMV and he writes as @big_daz."}, own) == []
