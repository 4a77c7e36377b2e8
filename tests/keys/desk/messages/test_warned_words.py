"""What an NGO's desk says to the police after filing is warned of like the report itself, and her home stays hers."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial

import pytest

from gateway.report.reason import Reason
from keys.desk import look
from keys.desk.errors import Withheld
from keys.desk.messages import correspondence
from keys.desk.ngo import care
from keys.desk.police import information_request
from keys.desk.sync import fetch
from tests.keys.desk.test_story import QUESTION
from tests.orgs import FORCE
from tests.world import NAME, PHONE, World

STATUS = "She came from Brazil and her visa has run out."
WHY = "he shouted these words at her"
ACTS: dict[str, Callable[..., object]] = {
    "answer": partial(correspondence.answer, outcome="provided"),
    "question": correspondence.question,
    "correct": care.correct,
    "withdraw": care.withdraw,
    "pause": care.pause,
}


@pytest.mark.parametrize("act", ACTS)
def test_words_of_status_go_to_the_police_only_with_a_reason_and_a_second_person(world: World, act: str) -> None:
    filed = world.file_and_open()
    information_request.ask(world.police, filed.reference, QUESTION)
    world.round(world.police, world.ngo)
    before = len(world.ngo.outbox.waiting())
    with pytest.raises(Withheld, match="--reason") as refusal:
        ACTS[act](world.ngo, filed.reference, STATUS)
    assert "Brazil" not in str(refusal.value)
    assert len(world.ngo.outbox.waiting()) == before

    with pytest.raises(Withheld, match="--agreed"):
        ACTS[act](world.ngo, filed.reference, STATUS, reason=Reason("x"))
    assert len(world.ngo.outbox.waiting()) == before

    ACTS[act](world.ngo, filed.reference, STATUS, reason=Reason(WHY, "Rosa Example"))
    assert any(item.words.get("text") == STATUS for item in world.ngo.outbox.waiting())
    assert WHY not in json.dumps([item.words for item in world.ngo.outbox.waiting()])
    kept = look.export(world.ngo, filed.reference, "json").decode()
    assert WHY in kept
    assert "agreed by Rosa Example" in kept
    world.round(world.ngo, world.police)
    assert STATUS in look.show(world.police, filed.reference)
    assert WHY not in look.show(world.police, filed.reference)


def test_the_locked_address_of_the_place_is_not_given_away_in_an_answer(world: World) -> None:
    identity = {
        "name": {"preferred": NAME},
        "phone": {"numbers": [PHONE]},
        "premises": {"address": "12 Rosebery Lane", "postcode": "LS7 3QX"},
        "advice": "taken",
    }
    filed = world.file(identity=identity)
    for desk in (world.police, world.ngo):
        fetch.receive(desk)
    with pytest.raises(Withheld):
        care.correct(world.ngo, filed.reference, "It was at 12 Rosebery Lane.")
    assert not [item for item in world.ngo.outbox.waiting() if item.to == FORCE and item.words]
