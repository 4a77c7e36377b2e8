"""Somebody with a register of a whole town guesses rarely right where the meter is not red."""

import pytest

from tests.gateway.report.screening.matching import guesses


@pytest.mark.slow
def test_a_matcher_with_a_register_finds_few_women_whose_meter_is_not_red() -> None:
    found = guesses(40, 11)
    quiet = [one for one in found if one.colour != "red"]
    assert len(quiet) < len(found)
    assert all(one.fit >= 20 for one in quiet)
    assert sum(1 / one.fit for one in quiet) / len(quiet) < 0.01
