"""A desk of an older version still shows a newer report: nothing is dropped, and it says what it does not know."""

from __future__ import annotations

import copy
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from gateway.filing import Filed
from gateway.report.crime import CONSTANTS, CRIME
from gateway.report.filing import canonical
from keys import clock
from keys.desk import look
from keys.desk.police import redaction
from keys.desk.police.redaction import MARK
from keys.desk.sync import fetch
from keys.envelope import format, sealing
from keys.envelope.format import LEAVES, SCHEMA_VERSION
from keys.envelope.sealing import seal_report
from keys.roles import Role
from tests.keys.desk.police.test_redaction import NINO
from tests.orgs import FORCE, NGO
from tests.world import World

NEWER: dict[str, Any] = {
    **CONSTANTS,
    "handling": [*CONSTANTS["handling"], "do_not_print_wolfram"],  # type: ignore[misc]
    "triggers": ["nothing_without_asking", "tell_her_first_wolfram"],
    "reporter_role": "victim_wolfram",
    "adult_confirmed": True,
    "wish": "mediate_wolfram",
    "crime_types": ["domestic.physical", "digital.wolfram"],
    "acts_narrative": "He hit her. Narrative wolfram.",
    "when": {"precision": "fortnight_wolfram", "moon": "full wolfram"},
    "suspects": [{"role": "main", "gait": "limps wolfram", "shoes": [{"size": "ten wolfram"}]}],
    "drones": [{"colour": "red wolfram"}, {"colour": "blue wolfram"}],
    "score": 71113,
    "seen_from": ["roof wolfram", "garden wolfram"],
}


def leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from leaves(inner)
    elif (isinstance(value, str) and "wolfram" in value) or value == 71113:
        yield str(value)


def arrived(world: World, report: Filed, version: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The reference of a report that a newer program sealed, at both desks."""
    monkeypatch.setattr(sealing, "SCHEMA_VERSION", version)
    identity = {name: "" for name in LEAVES}
    identity["name"] = canonical({"preferred": "Marina", "patronymic": "wolframovna"})
    identity["spare"] = canonical({"pets": ["a cat called wolfram"]})
    sealed = seal_report(
        report, list(identity.values()), force=FORCE, ngo=NGO, view=world.orgs.view(),
        signer=world.orgs.signer(NGO, Role.INTAKE), day=clock.today(),
    )  # fmt: skip
    monkeypatch.undo()
    world.upload(sealed)
    for desk in (world.police, world.ngo):
        assert fetch.receive(desk).refused == []
    return format.reference(sealed.report_id)


@pytest.mark.parametrize("form", ["text", "pdf", "csv", "json"])
def test_every_word_of_a_newer_report_is_on_the_page_and_in_every_export(
    world: World, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    ref = arrived(world, NEWER, "1.7.0", monkeypatch)
    raw = look.export(world.police, ref, form)
    text = raw.decode() if form != "pdf" else PdfReader(io.BytesIO(raw)).pages[0].extract_text()
    text = " ".join(text.split())
    for word in leaves(NEWER):
        assert word in text, word
    for name in ("moon", "gait", "drones", "score", "seen_from"):
        assert name in text
    assert "a newer form than this program knows" in text
    if form != "json":  # there a field has its own name anyway
        assert "a field that this program does not know" in text


def test_the_ngo_sees_what_it_does_not_know_of_its_own_half(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    page = look.show(world.ngo, arrived(world, NEWER, "1.7.0", monkeypatch))
    assert "a newer form than this program knows" in page
    for words in ("patronymic: wolframovna", "[Fields that this program", "Spare, pets: a cat called wolfram"):
        assert words in page


def test_the_patterns_are_looked_for_in_unknown_fields_wherever_they_stand(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    places: list[dict[str, Any]] = [
        {"note": NINO},
        {"when": {"precision": "month", "note": NINO}},
        {"suspects": [{"role": "main", "papers": [{"number": NINO}]}]},
        {"crime_types": [NINO]},
        {"where": NINO},
    ]
    for place in places:
        ref = arrived(world, {"acts_narrative": "He hit her.", **place}, "1.7.0", monkeypatch)
        page = look.show(world.police, ref)
        assert NINO not in page
        assert MARK in page
        assert NINO.encode() not in look.export(world.police, ref, "csv") + look.export(world.police, ref, "json")


def test_codes_dates_and_hashes_that_are_known_are_no_free_words() -> None:
    report = {
        "crime_types": ["domestic.physical"],
        "when": {"precision": "month", "from": "2026-10"},
        "evidence": [{"type": "photos", "sha256": "9434765919" * 6 + "0000"}],
        "suspects": [{"marks": "an anchor"}],
    }
    assert redaction.strings_to_search(copy.deepcopy(report)) == [("suspects.0.marks", "an anchor")]
    assert set(report) <= set(CRIME.of)


@pytest.mark.parametrize(
    ("version", "said"),
    [
        ("1.0.0", ""),
        ("", ""),
        ("0.9.0", ""),
        ("1.0.9", ""),
        ("1.1.0", "a newer form"),
        ("2.0.0", "may mean something else"),
        ("1.0", "without a number"),
        ("one", "without a number"),
        ("9" * 5000, "without a number"),
    ],
)
def test_a_version_is_judged_by_its_numbers(version: str, said: str) -> None:
    sentence = "".join(redaction.notices(version, known="1.0.0"))
    assert (said in sentence) if said else sentence == ""
    assert version not in sentence or version in ("", "1.0", "one", "1.0.0")


@given(st.text())
def test_no_version_breaks_a_page(version: str) -> None:
    assert len(redaction.notices(version)) <= 1


def test_the_version_of_the_fields_is_three_numbers() -> None:
    assert json.loads(canonical(SCHEMA_VERSION)).count(".") == 2
