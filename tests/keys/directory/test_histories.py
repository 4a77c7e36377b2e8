"""Checkpoints, witnessed time, delay and freshness (F4 to F6, F11): the frozen histories, and each check taken away."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest

from keys.directory.fold import fold
from keys.directory.register import Register
from keys.directory.statements import OutsideStop
from keys.encoding import unb64
from tests.keys.directory.answers import answers
from tests.keys.directory.removing import fold_without
from tests.keys.directory.test_vectors import load

CASES = load("checkpoints.json")
RULES = sorted({case["rule"] for case in CASES if case["rule"]} - {"F6-delay", "F9-org"})
NOTHING_LEFT = {"F4-form", "F4-witnesses", "F4-beyond", "F11-none"}
"""Checks whose removal leaves no checkpoint, no time or no leaf to go on with."""

THEN = {
    "F4-ahead-by-a-century": "F11-clock",
    "F4-ahead-a-clock-a-day-behind": "F11-clock",
    "F4-ahead-a-clock-a-month-behind": "F11-clock",
    "F4-new-witnesses-too-soon": "F11-stale",
    "F2-log-of-an-unknown": "F3-too-new",
}
"""What a later check says of a case whose own check is taken away; of all others nothing."""

ALSO = {
    "F5-one-from-the-future": "F4-ahead",
    "F5-order-by-new-witnesses": "F4-witnesses",
    "F5-by-old-and-new-witnesses": "F4-witnesses",
}
"""A check that a case which counts depends on."""


def asked(case: dict[str, Any], fold: Any = fold) -> dict[str, Any]:
    """What the fold says of a case, as it is frozen."""
    leaves, checkpoints = ([unb64(each) for each in case[name]] for name in ("leaves", "checkpoints"))
    stops = [OutsideStop(unb64(each["note"]), each["at"]) for each in case["stops"]]
    seen = case["seen"] and (case["seen"]["size"], bytes.fromhex(case["seen"]["root"]))
    return {**case} | answers(
        leaves,
        bytes.fromhex(case["genesis"]),
        checkpoints,
        stops,
        case["now"],
        seen=seen,
        asked=case["asked"],
        fold=fold,
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_history_says_what_was_frozen(case: dict[str, Any]) -> None:
    assert asked(case) == case
    if case["rule"] is None:
        assert case["acceptable"] is None


@pytest.mark.slow
@pytest.mark.parametrize("rule", RULES)
def test_without_a_check_exactly_its_histories_pass(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    without = fold_without(rule, monkeypatch)
    for case in CASES:
        reported = {why.partition(":")[0] for _, why in case["ignored"]}
        if case["rule"] != rule:
            if rule not in {case["acceptable"], *case["passed_over"], *reported, ALSO.get(case["name"])}:
                assert asked(case, without) == case, case["name"]
        elif rule in NOTHING_LEFT:
            with contextlib.suppress(AttributeError, IndexError, TypeError, UnboundLocalError):
                assert rule not in asked(case, without)["passed_over"]
        else:
            said = asked(case, without)
            assert rule not in said["passed_over"], case["name"]
            assert not any(why.startswith(rule) for _, why in said["ignored"]), case["name"]
            assert said["acceptable"] == THEN.get(case["name"]), case["name"]


def test_without_delay_what_waits_counts_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    waits = [case for case in CASES if case["rule"] == "F6-delay" and case["name"] != "F6-delay-announced"]
    monkeypatch.setattr(Register, "delay", 0)
    for case in waits:
        said = asked(case)
        assert said["pending"] == []
        assert _size(said) > _size(case), case["name"]


def _size(said: dict[str, Any]) -> tuple[int, int, int]:
    return len(said["recipients"]), said["root_version"], len(said["orgs"])
