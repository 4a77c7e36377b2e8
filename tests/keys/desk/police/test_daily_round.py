"""Once a day a police desk writes to every open report's mailbox: whoever watches does not see where there is news."""

from collections import Counter
from typing import Any

import pytest

from gateway.filing import Filed
from keys.desk import look
from keys.desk.messages import status_line
from keys.desk.store.outbox import ItemType
from keys.desk.sync import fetch
from keys.desk.sync.send import send
from tests.world import World


@pytest.fixture
def watched(world: World, monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Every mailbox write of the police desk that reached the gateway, in order."""
    seen: list[bytes] = []
    post = world.police.client.post

    def watch(path: str, body: bytes, *given: Any, **named: Any) -> Any:
        if path == "/v1/mailbox":
            seen.append(body)
        return post(path, body, *given, **named)

    monkeypatch.setattr(world.police.client, "post", watch)
    return seen


def boxes(world: World, *filed: Filed) -> list[str]:
    return [world.police.cases.find(each.reference).mailbox["id"] for each in filed]


def test_every_open_report_is_written_to_once_a_day_with_news_or_without(world: World, watched: list[bytes]) -> None:
    filed = [world.file() for _ in range(4)]
    fetch.receive(world.police)
    send(world.police)
    watched.clear()
    look.show(world.police, filed[0].reference)
    status_line.status(world.police, filed[0].reference, "investigating")
    send(world.police)
    assert watched == []  # news waits for the round
    for day in range(3):
        world.days_later()
        send(world.police)
        send(world.police)
        written = Counter(body[:32].hex() for body in watched)
        assert written == dict.fromkeys(boxes(world, *filed), day + 1)
        assert len({len(body) for body in watched}) == 1
    assert [each.body.get("code") for each in world.messages(filed[0].symbols)].count("investigating") == 3
    assert [each for each in world.messages(filed[1].symbols) if each.org == world.police.settings.org] == []


def test_a_dangerous_status_stays_in_her_box_and_is_not_repeated_while_it_is_hidden(
    world: World, watched: list[bytes]
) -> None:
    filed = world.file()
    fetch.receive(world.police)
    look.show(world.police, filed.reference)
    status_line.status(world.police, filed.reference, "arrested")
    codes = []
    for _ in range(7):
        world.days_later()
        send(world.police)
        shown = [each.body["code"] for each in world.messages(filed.symbols) if each.body["kind"] == "status"]
        assert "arrested" in shown
        codes.append(shown.count("arrested"))
    assert codes[:3] == [1, 1, 1]
    assert codes[-1] > 1


def test_the_round_ends_with_what_is_recalled_or_declined(world: World, watched: list[bytes]) -> None:
    filed = world.file()
    fetch.receive(world.police)
    case = world.police.cases.find(filed.reference)
    case.declined = "another-force"
    world.police.cases.put(case)
    world.days_later()
    send(world.police)
    assert watched == []
    assert [item for item in world.police.outbox.waiting() if item.sort is ItemType.MAIL] == []
