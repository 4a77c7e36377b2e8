"""How findings are put in order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gateway.report.screening.findings import Finding, Outcome, blocked, tidy

FINDINGS = st.builds(
    lambda field, start, length, code, outcome: Finding(field, start, start + length, code, outcome, "why", "instead"),
    st.sampled_from(["a", "b"]),
    st.integers(0, 12),
    st.integers(1, 6),
    st.sampled_from(["own.name", "own.email", "number.nhs", "faith"]),
    st.sampled_from(list(Outcome)),
)


def inside(one: Finding, other: Finding) -> bool:
    return one.field == other.field and other.start <= one.start and one.end <= other.end


@given(st.lists(FINDINGS, max_size=12))
def test_nothing_blocked_is_lost_and_nothing_said_twice(findings: list[Finding]) -> None:
    kept = tidy(findings)
    assert kept == sorted(kept)
    assert blocked(kept) == blocked(findings)
    blocks = [one for one in kept if one.outcome is Outcome.BLOCK]
    for one in findings:
        if one in kept:
            continue
        assert any(inside(one, block) for block in blocks)
    for one in kept:
        if one.outcome is not Outcome.BLOCK:
            assert not any(inside(one, block) for block in blocks)


def test_many_findings_are_put_in_order_without_comparing_each_with_each() -> None:
    many = [Finding("a", n, n + 1, "own.name", Outcome.BLOCK, "", "") for n in range(20_000)]
    many += [Finding("a", n, n + 2, "faith", Outcome.WARN, "", "") for n in range(20_000)]
    assert len(tidy(many)) == 40_000
