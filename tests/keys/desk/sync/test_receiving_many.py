"""Many envelopes wait for the disk once, and each is still taken or refused by itself."""

from collections.abc import Sequence

import httpx
import pytest

from keys.desk.errors import GatewayFault, RefusedByGateway
from keys.desk.sync import fetch
from keys.desk.sync.gateway_client import GatewayClient
from keys.roles import Role
from tests.gateway.running import URL
from tests.orgs import FORCE, Orgs
from tests.world import World


def one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The gateway is of an earlier version."""

    def refused(_client: GatewayClient, _idents: Sequence[str]) -> list[bytes]:
        raise RefusedByGateway("refused", 403)

    monkeypatch.setattr(GatewayClient, "deliveries_of", refused)


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
    right = GatewayClient.deliveries_of

    def altered(client: GatewayClient, idents: Sequence[str]) -> list[bytes]:
        first, second, third = right(client, idents)
        return [first, second[:-1] + bytes([second[-1] ^ 1]), third]

    monkeypatch.setattr(GatewayClient, "deliveries_of", altered)
    done = fetch.receive(world.police)
    assert [check for _, check in done.refused] == ["R4-digest"]
    assert len(done.new) == len(world.police.cases.all()) == 2


def test_what_came_before_the_line_broke_is_kept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        world.file()
    one_at_a_time(monkeypatch)
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


def test_a_gateway_that_gives_one_at_a_time_is_asked_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        world.file()
    one_at_a_time(monkeypatch)
    assert len(fetch.receive(world.police).new) == 3


def test_what_is_recalled_between_list_and_fetch_is_passed_over(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        world.file()
    right = GatewayClient.deliveries_of
    monkeypatch.setattr(GatewayClient, "deliveries_of", lambda client, idents: [*right(client, idents)[:2], b""])
    done = fetch.receive(world.police)
    assert (len(done.new), done.refused) == (2, [])


@pytest.mark.parametrize("answer", [b"", b"\0\0\0\5abc", b"\0\0\0\1a", b"\0\0\0\1a" * 3, b"\0\0\0\1a" * 2 + b"\0"])
def test_an_answer_of_several_that_makes_no_sense_is_no_envelope(orgs: Orgs, answer: bytes) -> None:
    transport = httpx.MockTransport(lambda _request: httpx.Response(200, content=answer))
    door = GatewayClient(URL, lambda: orgs.signer(FORCE, Role.DOOR), transport=transport)
    with pytest.raises(GatewayFault, match="no sense"):
        door.deliveries_of(["ab" * 16, "cd" * 16])
