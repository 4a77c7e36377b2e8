"""The frozen vectors: each rule has statements that break it alone, and the same statements mended, which count."""

from __future__ import annotations

import json
from typing import Any

import pytest

from keys.directory import merkle
from keys.directory.fold import fold
from keys.directory.notes import parse, sign_note
from keys.directory.statements import read
from keys.encoding import unb64
from keys.errors import CannotSeal, DirectoryRefused
from tests.keys.directory.answers import answers
from tests.keys.directory.corpus import BASE, GOOD, S, folded, noon, walked
from tests.keys.directory.freeze import FOLDER, documents
from tests.keys.directory.removing import fold_without

NOTHING_LEFT = {"F2-form", "F2-signature", "F9-org", "F9-role-unknown", "F10-outside"}
"""Checks whose removal leaves no statement, signer, organisation, role or stop to go on with."""


def load(name: str) -> Any:
    return json.loads((FOLDER / name).read_text("utf-8"))


NEGATIVE = load("negative.json")
CASES = NEGATIVE["cases"]
GENESIS = bytes.fromhex(NEGATIVE["genesis"])
RULES = sorted({case["rule"] for case in CASES})


def given(case: dict[str, Any], *, mended: bool = False) -> dict[str, Any]:
    """What a negative case hands to the fold, or its mended twin (whose other root its own checkpoints cover)."""
    leaves = [unb64(each) for each in (*NEGATIVE["leaves"], *case["then"])]
    stops = [unb64(each) for each in case["stops"]]
    checkpoints = [unb64(each) for each in (*NEGATIVE["checkpoints"], *case["checkpoints"])]
    if mended:
        (stops or leaves)[-1] = unb64(case["mended"])
        checkpoints = walked(leaves)
    return {"leaves": leaves, "checkpoints": checkpoints, "stops": stops, "now": case["now"]}


def ignored(handed: dict[str, Any], fold: Any = fold) -> tuple[list, list]:
    view = fold(pinned=GENESIS, **handed)
    assert view.size == len(handed["leaves"])
    assert view.passed_over == ()
    return tuple([[at, why.partition(":")[0]] for at, why in these] for these in (view.ignored, view.ignored_stops))


@pytest.mark.slow
def test_the_vectors_are_what_these_tests_make() -> None:
    for name, document in documents().items():
        assert load(name) == json.loads(json.dumps(document)), f"{name}: run python -m tests.keys.directory.freeze"


@pytest.mark.parametrize("case", load("positive.json"), ids=lambda case: case["name"])
def test_a_good_directory_says_what_was_frozen(case: dict[str, Any]) -> None:
    leaves, checkpoints, stops = ([unb64(each) for each in case[name]] for name in ("leaves", "checkpoints", "stops"))
    said = answers(leaves, GENESIS, checkpoints, stops, case["now"])
    assert said == {key: case[key] for key in said}
    assert said["ignored"] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_breaks_a_rule_is_ignored_by_that_rule(case: dict[str, Any]) -> None:
    assert ignored(given(case)) == (case["ignored"], case["ignored_stops"])


@pytest.mark.parametrize("case", [c for c in CASES if c["mended"]], ids=lambda case: case["name"])
def test_the_same_statement_mended_counts(case: dict[str, Any]) -> None:
    before = case["ignored"] if case["stops"] else case["ignored"][:-1]
    assert ignored(given(case, mended=True)) == (before, [])


@pytest.mark.slow
@pytest.mark.parametrize("rule", RULES)
def test_without_a_check_exactly_its_vectors_pass(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    without = fold_without(rule, monkeypatch)
    for case in CASES:
        if case["rule"] != rule:
            _same_unless_the_rule_is_met_before(case, rule, without)
        elif rule in NOTHING_LEFT or case["name"] in NOTHING_LEFT:
            with pytest.raises((AttributeError, KeyError, TypeError, UnboundLocalError)):
                ignored(given(case), without)
        else:
            got = ignored(given(case), without)
            assert [at for at, why in got[0] + got[1] if why == rule] == [], case["name"]
            assert len(got[0]) + len(got[1]) == len(case["ignored"]) + len(case["ignored_stops"]) - 1, case["name"]


def _same_unless_the_rule_is_met_before(case: dict[str, Any], rule: str, without: Any) -> None:
    if [why for _, why in case["ignored"]].count(rule):
        return  # an earlier statement of this case is there to be ignored by this very rule
    assert ignored(given(case), without) == (case["ignored"], case["ignored_stops"]), case["name"]


@pytest.mark.parametrize("case", load("beginnings.json"), ids=lambda case: case["name"])
def test_a_directory_with_a_wrong_beginning_is_refused(case: dict[str, Any]) -> None:
    with pytest.raises(DirectoryRefused) as refused:
        fold([unb64(each) for each in case["leaves"]], bytes.fromhex(case["genesis"]))
    assert case["rule"] == "F1-genesis" or case["rule"] in str(refused.value)


def test_an_empty_directory_is_refused() -> None:
    with pytest.raises(DirectoryRefused):
        fold([], GENESIS)


def test_an_unknown_statement_signed_to_the_threshold_stops_sealing() -> None:
    unknown = sign_note(GOOD.text.replace("v1 add", "v1 transfer"), S[0], S[1])
    view = folded([*BASE, unknown])
    assert view.ignored == ()
    with pytest.raises(CannotSeal, match="Update Amparo"):
        view.acceptable(noon([*BASE, unknown]))
    folded(BASE).acceptable(noon(BASE))


@pytest.mark.parametrize("case", load("statements.json"), ids=lambda case: case["type"])
def test_every_type_of_statement_has_one_writing(case: dict[str, Any]) -> None:
    note = parse(unb64(case["note"]))
    assert note.text == case["text"] == read(case["text"]).text
    assert note.raw == unb64(case["note"])
    assert merkle.leaf_hash(note.raw).hex() == case["leaf_hash"]


def test_the_log_is_the_one_of_rfc_6962() -> None:
    said = load("log.json")
    hashes = [merkle.leaf_hash(bytes.fromhex(each)) for each in said["leaves"]]
    roots = [bytes.fromhex(each) for each in said["roots"]]
    assert roots == merkle.roots(hashes) == [merkle.root(hashes[:size]) for size in range(1, 9)]
    for each in said["inclusion"]:
        proof = [bytes.fromhex(step) for step in each["proof"]]
        assert proof == merkle.inclusion(hashes[: each["size"]], each["index"])
        assert merkle.included(hashes[each["index"]], each["index"], each["size"], proof, roots[each["size"] - 1])
    for each in said["consistency"]:
        proof = [bytes.fromhex(step) for step in each["proof"]]
        assert proof == merkle.consistency(hashes[: each["new"]], each["old"])
        assert merkle.consistent(each["old"], each["new"], proof, roots[each["old"] - 1], roots[each["new"] - 1])
