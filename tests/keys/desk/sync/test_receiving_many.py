"""Many envelopes wait for the disk once, and each is still taken or refused by itself."""

import pytest

from keys.desk.errors import GatewayFault
from keys.desk.sync import fetch
from keys.desk.sync.gateway_client import GatewayClient
from tests.orgs import FORCE
from tests.world import World


def test_many_reports_are_on_disk_together_and_receipted(world: World) -> None:
    for _ in range(4):
        world.file()
    committed: list[str] = []
    world.police.vault._file.set_trace_callback(committed.append)
    fetch.receive(world.police)
    kept = [each for each in committed if each == "COMMIT"]
    assert len(world.police.cases.all()) == 4
    assert len(world.gateway.rows("receipts")) == 4
    assert len(kept) < 4 * 4


def test_one_that_is_refused_undoes_itself_alone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        world.file()
    right, asked = GatewayClient.delivery, []

    def altered(client: GatewayClient, ident: str) -> bytes:
        raw = right(client, ident)
        asked.append(ident)
        return raw[:-1] + bytes([raw[-1] ^ 1]) if len(asked) == 2 else raw

    monkeypatch.setattr(GatewayClient, "delivery", altered)
    done = fetch.receive(world.police)
    assert [check for _, check in done.refused] == ["R4-digest"]
    assert len(done.new) == len(world.police.cases.all()) == 2


def test_what_came_before_the_line_broke_is_kept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        world.file()
    right, asked = GatewayClient.delivery, []

    def breaks(client: GatewayClient, ident: str) -> bytes:
        asked.append(ident)
        if len(asked) == 3:
            raise GatewayFault("The gateway answers nothing.")
        return right(client, ident)

    monkeypatch.setattr(GatewayClient, "delivery", breaks)
    with pytest.raises(GatewayFault):
        fetch.receive(world.desk(FORCE))
    assert len(world.police.cases.all()) == 2
    monkeypatch.setattr(GatewayClient, "delivery", right)
    assert len(fetch.receive(world.police).new) == 1


def test_a_batch_in_another_that_fails_leaves_no_trace_of_itself_alone(world: World) -> None:
    vault = world.police.vault

    def fails() -> None:
        with vault.batch():
            vault.put("shelf", "second", 2)
            with vault.batch():
                vault.put("shelf", "third", 3)
            raise RuntimeError

    with vault.batch():
        vault.put("shelf", "first", 1)
        with pytest.raises(RuntimeError):
            fails()
        vault.put("shelf", "fourth", 4)
    assert sorted(key for key, _ in vault.all("shelf")) == ["first", "fourth"]
