"""Her page hears what she let the police see: that it was sent, opened and stopped, and never what it says."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.filing import Filed
from gateway.report import statuses
from keys.clock import today
from keys.desk import look
from keys.desk.ngo import disclosure
from keys.desk.sync import fetch
from keys.desk.sync.send import send
from tests.keys.desk.ngo.releasing import STREET, asked, carried
from tests.world import World


def told(world: World, token: str) -> list[dict[str, Any]]:
    """The notices that her page shows, by number."""
    found = [message.body for message in world.messages(token) if message.body["kind"] == "notice"]
    return sorted(found, key=lambda body: body["seq"])


def release(world: World, filed: Filed, *fields: str) -> None:
    disclosure.release(world.ngo, filed.reference, asked(*fields), filed.symbols)


def test_she_reads_what_was_sent_and_on_which_day_the_police_opened_it(world: World, filed: Filed) -> None:
    world.days_later()
    release(world, filed, "premises", "suspect")
    carried(world)
    (sent,) = told(world, filed.symbols)
    assert sent["code"] == statuses.RELEASED
    assert sent["about"] == {"leaves": ["premises", "suspect"], "day": today()}
    assert "the place, who did it" in sent["text"]
    assert STREET not in str(sent)
    look.show(world.police, filed.reference)
    carried(world)
    carried(world)
    world.days_later()
    world.round(world.ngo)
    assert [each["code"] for each in told(world, filed.symbols)] == [statuses.RELEASED, statuses.RELEASE_OPENED]
    assert told(world, filed.symbols)[1]["about"]["day"] == today() - 1


def test_a_notice_that_has_not_left_is_overtaken_in_its_place(world: World, filed: Filed) -> None:
    world.days_later()
    release(world, filed, "premises")
    send(world.ngo)
    world.carry()
    fetch.receive(world.police)
    look.show(world.police, filed.reference)
    send(world.police)
    fetch.receive(world.ngo)
    fetch.receive(world.ngo)
    waiting = [each.words for each in world.ngo.outbox.waiting() if each.words.get("kind") == "notice"]
    assert [words["code"] for words in waiting] == [statuses.RELEASE_OPENED]
    said = [m for m in world.ngo.cases.said(world.ngo.cases.find(filed.reference).report_id) if m.kind == "notice"]
    assert [message.body["code"] for message in said] == [statuses.RELEASE_OPENED]


def test_what_never_left_leaves_no_word_and_what_did_is_said_to_have_stopped(world: World, filed: Filed) -> None:
    world.days_later()
    release(world, filed, "premises")
    disclosure.unrelease(world.ngo, filed.reference)
    assert not [each for each in world.ngo.outbox.waiting() if each.words.get("kind") == "notice"]
    release(world, filed, "suspect")
    carried(world)
    disclosure.unrelease(world.ngo, filed.reference)
    carried(world)
    assert [each["code"] for each in told(world, filed.symbols)] == [statuses.RELEASED, statuses.STOPPED]
    assert told(world, filed.symbols)[1]["about"]["leaves"] == ["suspect"]


def test_of_a_silent_release_her_page_says_nothing(world: World, filed: Filed) -> None:
    world.days_later()
    wanted = asked("premises")
    wanted.silent = True
    disclosure.release(world.ngo, filed.reference, wanted, filed.symbols)
    carried(world)
    look.show(world.police, filed.reference)
    carried(world)
    disclosure.unrelease(world.ngo, filed.reference)
    carried(world)
    assert told(world, filed.symbols) == []
    assert "opened" in look.show(world.ngo, filed.reference).split("Released to")[1].split("\n")[0]


@pytest.mark.parametrize("code", statuses.NOTICES)
def test_the_english_beside_a_code_is_whole_and_names_an_unknown_leaf_too(code: str) -> None:
    text = statuses.english(code, ["premises", "not a leaf"], 20_000)
    assert "the place, something else of yours" in text
    assert "%" not in text
