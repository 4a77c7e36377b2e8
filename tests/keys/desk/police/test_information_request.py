"""The question form: complete, no longer than its envelope, and never a question that leads to her."""

from __future__ import annotations

import dataclasses

import pytest

from keys.desk.errors import DeskError, Withheld
from keys.desk.police.information_request import Question, lint, lint_received
from tests.keys.desk.test_story import QUESTION


@pytest.mark.parametrize(
    "text",
    [
        "What is her name?",
        "Please give the victim's full name.",
        "Name of the complainant?",
        "Who is she?",
        "What is her date of birth?",
        "DOB please",
        "How old is she?",
        "Where was she born?",
        "Her current address?",
        "Where does she live?",
        "where is she staying",
        "What is her phone number?",
        "Can we have her mobile?",
        "What is her nationality?",
        "Where is she from?",
        "Is she legal?",
        "Is she here illegally?",
        "What is her immigration status?",
        "Does she have a visa?",
        "Is she an asylum seeker?",
        "Copy of the passport",
        "Does she have leave to remain",
        "Has the Home Office been told?",
        "Are you the victim?",
    ],
)
def test_a_question_that_leads_to_her_is_not_sent(text: str) -> None:
    with pytest.raises(Withheld) as refusal:
        dataclasses.replace(QUESTION, sought=text).words()
    assert text not in str(refusal.value)
    assert lint_received({"sought": text, "counselling": False})


@pytest.mark.parametrize(
    "text",
    [
        "What is the suspect's name?",
        "What is his employer's registration?",
        "Does the suspect have a car, and of which colour?",
        "At which time did he arrive?",
        "Would she meet an officer in the NGO's rooms?",
        "Is there a recording of the threat?",
        "Which shop did this happen in?",
        "How often does he visit?",
        "Is there a witness who may talk to us?",
    ],
)
def test_a_question_about_what_happened_is_sent(text: str) -> None:
    assert dataclasses.replace(QUESTION, sought=text).words()["sought"] == text
    assert lint({"sought": text}) == []


@pytest.mark.parametrize("field", ["sought", "why", "line_of_enquiry", "necessity", "how_dealt_with"])
def test_every_reason_the_law_wants_is_needed(field: str) -> None:
    with pytest.raises(DeskError, match=field):
        dataclasses.replace(QUESTION, **{field: " "}).words()


def test_counselling_notes_need_two_more_reasons() -> None:
    with pytest.raises(DeskError, match="presumed not needed"):
        dataclasses.replace(QUESTION, counselling=True).words()
    whole = dataclasses.replace(QUESTION, counselling=True, substantial_value="x", presumption_rebutted="y").words()
    assert whole["counselling"] is True


def test_no_notice_needs_a_reason() -> None:
    with pytest.raises(DeskError, match="notice_why"):
        dataclasses.replace(QUESTION, notice="withheld").words()


def test_an_unknown_sort_or_a_text_too_long_is_named() -> None:
    with pytest.raises(DeskError, match="one of"):
        dataclasses.replace(QUESTION, sort="chat").words()
    with pytest.raises(DeskError, match="at most"):
        dataclasses.replace(QUESTION, why="x" * 5000).words()


def test_two_questions_never_share_an_id() -> None:
    assert QUESTION.words()["id"] != QUESTION.words()["id"]
    assert isinstance(QUESTION, Question)
