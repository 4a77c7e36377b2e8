"""Receipts leave many at a time; what may not be joined with anything leaves alone."""

from __future__ import annotations

import httpx
import pytest

from keys.clock import now
from keys.desk.errors import NotReached, RefusedByGateway
from keys.desk.store.outbox import ItemType
from keys.desk.sync import fetch
from keys.desk.sync.gateway_client import GatewayClient
from keys.desk.sync.send import send
from keys.envelope.receipts import RECEIPT_LENGTH
from keys.roles import Role
from tests.gateway.running import URL
from tests.orgs import FORCE, Orgs
from tests.world import World


def test_a_round_shares_a_connection_and_a_mailbox_write_has_its_own(orgs: Orgs) -> None:
    alone = {}

    def answer(request: httpx.Request) -> httpx.Response:
        alone[request.url.path] = request.headers.get("connection") == "close"
        return httpx.Response(200, json={})

    door = GatewayClient(URL, lambda: orgs.signer(FORCE, Role.DOOR), transport=httpx.MockTransport(answer))
    with door.one_connection():
        door.deliveries()
        door.delivery("ab" * 16)
        for path in ("/v1/receipts", "/v1/recalls", "/v1/envelopes", "/v1/mailbox"):
            door.post(path, b"x")
        door.post_unsigned("/v1/mailbox/wipe", b"x")
    assert sorted(path for path, own in alone.items() if not own) == [
        "/v1/deliveries",
        f"/v1/deliveries/{'ab' * 16}",
        "/v1/receipts",
    ]
    door.deliveries()
    assert alone["/v1/deliveries"]  # nothing stays open after the round


def test_receipts_that_a_broken_line_kept_back_are_due_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(4):
        world.file()
    right, asked = GatewayClient.post, []

    def breaks(client: GatewayClient, path: str, body: bytes) -> bytes:
        if len(body) > RECEIPT_LENGTH:
            raise RefusedByGateway("it takes one at a time", 403)
        asked.append(path)
        if len(asked) == 3:
            raise NotReached("no line")
        return right(client, path, body)

    monkeypatch.setattr(GatewayClient, "post", breaks)
    assert fetch.receive(world.police).troubles == ["Not sent yet: receipt: received. no line"]
    left = [item for item in world.police.outbox.waiting() if item.sort is ItemType.RECEIPT]
    assert len(asked) == 3
    assert len(world.gateway.rows("receipts")) == len(left) == 2
    assert all(item.claimed < now() for item in left)
    monkeypatch.setattr(GatewayClient, "post", right)
    assert send(world.police, at_once_only=True).left == ["receipt: received"] * 2
    assert len(world.gateway.rows("receipts")) == 4
