"""The identity half as twenty leaves, and back."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, given, settings

from gateway.report.filing import identity_of
from gateway.report.validate import read_filing, space_left
from keys.envelope.format import IDENTITY_BUDGET, LEAVES
from tests.gateway.report.making import documents, marina, with_crime


def test_there_are_twenty_leaves_in_the_order_of_the_identity_part() -> None:
    assert len(LEAVES) == 20
    leaves = read_filing(marina()).leaves()
    assert len(leaves) == 20
    assert json.loads(leaves[0]) == {"preferred": "Marina Souza", "aliases": ["Nina S."]}
    assert json.loads(leaves[11]) == {"advice": "taken"}
    assert leaves[12] == '{"address":"Flat 2, 14 Elm Road","postcode":"LS7 3QX"}'
    assert leaves[19] == ""


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=40)
@given(documents())
def test_leaves_give_the_identity_half_back(document: Any) -> None:
    filing = read_filing(document)
    assert identity_of(filing.leaves()) == filing.identity


def test_the_space_left_is_told_for_each_half() -> None:
    crime, held = space_left(read_filing(marina()))
    fewer, same = space_left(read_filing(with_crime(acts_narrative="Her partner hit her.")))
    assert 0 < crime < fewer
    assert held == same == IDENTITY_BUDGET - sum(len(leaf.encode()) for leaf in read_filing(marina()).leaves())
