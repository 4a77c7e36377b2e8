"""Counts of today: the same for every process while the broker is there, each its own while it is not."""

from __future__ import annotations

import json
import time
from base64 import b64decode
from hashlib import sha256
from ipaddress import ip_network
from pathlib import Path

import pytest
import redis

from deploy.broker import start_broker
from gateway import limits, quotas, wake_workers
from gateway.app import create_app
from gateway.limits import Limits, client_address
from gateway.quotas import Quotas
from gateway.wake_workers import WorkerSignal
from tests.gateway.running import NO_BROKER, URL, Gateway

PEPPER = sha256(b"pepper").digest()


def test_a_quota_holds_without_the_broker_and_begins_anew_tomorrow() -> None:
    quotas = Quotas(NO_BROKER, PEPPER)
    assert [quotas.allow(b"a", 2, 20000) for _ in range(3)] == [True, True, False]
    assert quotas.allow(b"b", 2, 20000)
    assert quotas.allow(b"a", 2, 20001)


def test_a_limit_is_one_for_two_gateways_and_through_a_restart(tmp_path: Path) -> None:
    with start_broker(tmp_path / "broker") as broker:
        one, other = Quotas(broker.url, PEPPER), Quotas(broker.url, PEPPER)
        assert all(quotas.allow(b"a", 300, 20000) for _ in range(100) for quotas in (one, other))
        again = Quotas(broker.url, PEPPER)
        assert sum(quotas.allow(b"a", 300, 20000) for _ in range(100) for quotas in (again, other)) == 100
        assert [one.first(b"words", b"a form", 20000), other.first(b"words", b"a form", 20000)] == [True, True]
        assert not again.first(b"words", b"another form", 20000)
        assert other.first(b"words", b"another form", 20001)
        held = redis.Redis.from_url(broker.url)
        for name in held.keys("amparo:*"):
            assert b"words" not in name
            assert held.ttl(name) > 0


def test_names_mean_nothing_without_both_the_brokers_memory_and_the_gateways_disk(tmp_path: Path) -> None:
    def names(url: str) -> set[bytes]:
        return set(redis.Redis.from_url(url).keys("amparo:quota:*"))

    with start_broker(tmp_path / "broker") as broker:
        Quotas(broker.url, PEPPER).allow(b"a", 1, 20000)
        before = names(broker.url)
        Quotas(broker.url, PEPPER).allow(b"a", 1, 20000)
        assert names(broker.url) == before
        Quotas(broker.url, sha256(b"another").digest()).allow(b"a", 1, 20000)
        assert len(names(broker.url)) == 2
    with start_broker(tmp_path / "broker") as broker:
        Quotas(broker.url, PEPPER).allow(b"a", 1, 20000)
        assert not names(broker.url) & before


def test_a_broker_that_lost_its_memory_gets_the_days_key_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotas, "SAME_SECRET", 0.0)
    with start_broker(tmp_path / "broker") as broker:
        running = Quotas(broker.url, PEPPER)
        today = running.key(20000)
        redis.Redis.from_url(broker.url).flushall()
        assert running.key(20000) == today
        assert Quotas(broker.url, PEPPER).key(20000) == today
        assert running.key(20001) != today


def test_a_dead_broker_costs_a_filer_nothing_and_raises_nothing() -> None:
    nudged = WorkerSignal(NO_BROKER)
    began = time.monotonic()
    for _ in range(1000):
        nudged()
    assert time.monotonic() - began < wake_workers.PATIENCE
    assert nudged.flush() in (True, False)


def test_many_filings_are_one_message_that_says_nothing(tmp_path: Path) -> None:
    with start_broker(tmp_path / "broker") as broker:
        nudged, began = WorkerSignal(broker.url), time.monotonic()
        for _ in range(100):
            nudged()
            time.sleep(0.002)
        time.sleep(2 * wake_workers.GATHER)
        most = (time.monotonic() - began) / wake_workers.GATHER + 1
        told = redis.Redis.from_url(broker.url).lrange(wake_workers.QUEUE, 0, -1)
    assert 1 <= len(told) <= most
    assert {json.dumps(json.loads(b64decode(json.loads(raw)["body"]))[:2]) for raw in told} == {"[[], {}]"}


@pytest.mark.parametrize("broken", [("maxmemory", "1"), ("min-replicas-to-write", "1")])
def test_a_broker_that_is_full_or_takes_no_writing_is_as_one_that_is_away(
    tmp_path: Path, broken: tuple[str, str]
) -> None:
    with start_broker(tmp_path / "broker") as broker:
        redis.Redis.from_url(broker.url).config_set(*broken)
        quotas, nudge = Quotas(broker.url, PEPPER), WorkerSignal(broker.url)
        assert [quotas.allow(b"a", 2, 20000) for _ in range(3)] == [True, True, False]
        assert not quotas.first(b"a", b"x", 20000) or not quotas.first(b"a", b"y", 20000)
        nudge._owed.set()
        assert not nudge.flush()


def test_a_broker_that_was_wiped_gets_the_days_secret_back(tmp_path: Path) -> None:
    with start_broker(tmp_path / "broker") as broker:
        quotas = Quotas(broker.url, PEPPER)
        key = quotas.key(20000)
        redis.Redis.from_url(broker.url).flushall()
        assert quotas.allow(b"a", 1, 20000)
        quotas._secrets.clear()
        assert Quotas(broker.url, PEPPER).key(20000) != key  # nobody offered it: a new day's secret, and no error


def test_one_neighbourhood_does_not_use_up_the_others_share(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "A_MINUTE", 3)
    counted = Limits(lambda: bytes(32))
    assert [counted.allow(f"192.0.2.{host}") for host in (1, 2, 3, 4)] == [True, True, True, False]
    assert counted.allow("198.51.100.1")
    assert all(counted.allow(address) for address in ("127.0.0.1", None, "") for _ in range(10))
    assert [counted.allow(f"2001:db8:0:{host:x}::1") for host in (1, 2, 3, 4)] == [True, True, True, False]


def test_no_address_is_kept() -> None:
    counted = Limits(lambda: bytes(32))
    counted.allow("192.0.2.77")
    assert "192" not in str(counted._counts)
    assert all(b"\xc0\x00\x02" not in name for name in counted._counts)


def test_everybody_together_has_a_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "CAP", 5)
    counted = Limits(lambda: bytes(32))
    assert [counted.allow(None) for _ in range(6)] == [True] * 5 + [False]


def test_an_address_chosen_by_the_client_is_not_believed(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "A_MINUTE", 5)
    client = create_app(host=gateway.host).test_client()

    def asks(number: int) -> int:
        forwarded = {"X-Forwarded-For": f"198.51.{number}.1"}
        answer = client.get(
            "/log/checkpoint", base_url=URL, headers=forwarded, environ_base={"REMOTE_ADDR": "203.0.113.9"}
        )
        return answer.status_code

    assert [asks(number) for number in range(8)] == [200] * 5 + [429] * 3


def test_a_trusted_proxy_says_who_asks_and_what_the_client_put_before_it_does_not_count() -> None:
    ours = (ip_network("127.0.0.1"), ip_network("10.0.0.0/8"))
    assert client_address("127.0.0.1", "198.51.100.7, 203.0.113.9", ours) == "203.0.113.9"
    assert client_address("127.0.0.1", "203.0.113.9, 10.1.2.3", ours) == "203.0.113.9"
    assert client_address("", "203.0.113.9", ours) == "203.0.113.9"  # over a unix socket
    assert client_address("203.0.113.9", "198.51.100.7", ours) == "203.0.113.9"
    assert client_address("127.0.0.1", "198.51.100.7", ()) == "127.0.0.1"
    assert client_address("127.0.0.1", "nobody", ours) is None
