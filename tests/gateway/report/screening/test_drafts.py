"""A draft, which may hold anything anywhere, is screened and measured without stumbling."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.report.crime import CRIME
from gateway.report.filing import Filing
from gateway.report.identity import IDENTITY
from gateway.report.screening.risk_meters import meters
from gateway.report.screening.screen import screen
from gateway.report.validate import space_left

NAMES = sorted({*CRIME.of, *IDENTITY.of, "name", "value", "area_code", "from", "to", "precision", "vrm", "preferred"})
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12) | st.just("Marina GWF012345678"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    max_leaves=10,
)
HALF = st.dictionaries(st.sampled_from(NAMES), JUNK, max_size=6)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no finding
@given(HALF, HALF)
def test_anything_can_be_screened_and_measured(crime: dict[str, Any], identity: dict[str, Any]) -> None:
    filing = Filing("", crime, identity)
    screen(filing)
    assert meters(filing, year_month="2026-11").police.points >= 0
    space_left(filing)
