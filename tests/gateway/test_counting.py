"""Counts of today: the same for every process while the broker is there, each its own while it is not."""

from __future__ import annotations

import json
import time
from base64 import b64decode
from pathlib import Path

import pytest
import redis

from deploy.broker import start_broker
from gateway import limits, wake_workers
from gateway.limits import Limits
from gateway.quotas import DayKey, Quotas
from gateway.wake_workers import Nudge, broker_url
from tests.gateway.running import NO_BROKER, Gateway


def test_a_quota_holds_without_the_broker_and_begins_anew_tomorrow() -> None:
    quotas = Quotas(NO_BROKER, DayKey(20000))
    assert [quotas.allow(b"a", 2, 20000) for _ in range(3)] == [True, True, False]
    assert quotas.allow(b"b", 2, 20000)
    assert quotas.allow(b"a", 2, 20001)


def test_a_quota_taken_in_blocks_ends_where_it_should() -> None:
    quotas = Quotas(NO_BROKER, DayKey(20000))
    allowed = [quotas.allow(b"a", 10, 20000, block=4) for _ in range(14)]
    assert allowed == [True] * 10 + [False] * 4
    assert quotas.allow(b"a", 10, 20001, block=4)


def test_processes_share_a_quota_and_the_first_that_said_something(tmp_path: Path) -> None:
    broker = start_broker(tmp_path / "broker")
    try:
        key = DayKey(20000)
        one, other = Quotas(broker.url, key), Quotas(broker.url, key)
        allowed = [quotas.allow(b"a", 8, 20000, block=2) for _ in range(6) for quotas in (one, other)]
        assert allowed == [True] * 8 + [False] * 4
        assert [one.first(b"words", b"a form", 20000), other.first(b"words", b"a form", 20000)] == [
            True,
            True,
        ]
        assert not other.first(b"words", b"another form", 20000)
        assert other.first(b"words", b"another form", 20001)
        held = redis.Redis.from_url(broker.url)
        for name in held.keys("amparo:*"):
            assert b"words" not in name
            assert held.ttl(name) > 0
    finally:
        broker.stop()


def test_the_days_key_is_one_for_processes_that_fork_and_another_each_day() -> None:
    key = DayKey(20000)
    today = key.on(20000)
    assert today == key.on(20000)
    assert key.on(20003) != today
    assert key.on(20000) == key.on(20003)  # yesterday's cannot be made again


def test_a_dead_broker_costs_a_filer_nothing_and_raises_nothing() -> None:
    nudged = Nudge(NO_BROKER)
    began = time.monotonic()
    for _ in range(1000):
        nudged([b"0" * 16])
    assert time.monotonic() - began < wake_workers.PATIENCE
    assert nudged.flush() in (True, False)


def test_every_id_is_told_once_in_few_messages(tmp_path: Path) -> None:
    broker = start_broker(tmp_path / "broker")
    try:
        nudged = Nudge(broker.url)
        ids = [bytes([number]) * 16 for number in range(100)]
        for at in range(0, 100, 2):
            nudged(ids[at : at + 2])
        told = messages(broker.url, len(ids))
    finally:
        broker.stop()
    assert sorted(one for message in told for one in message) == sorted(one.hex() for one in ids)
    assert len(told) < 50


def messages(url: str, count: int) -> list[list[str]]:
    """The ids of each message in the queue, once there are `count` of them."""
    server, found = redis.Redis.from_url(url), []
    deadline = time.monotonic() + 10
    while sum(map(len, found)) < count and time.monotonic() < deadline:
        if (raw := server.rpop(wake_workers.QUEUE)) is not None:
            ((ids,), _named, _options) = json.loads(b64decode(json.loads(raw)["body"]))
            found.append(ids)
    return found


def test_a_socket_is_named_as_celery_names_it() -> None:
    assert broker_url("unix:///run/amparo/broker") == "redis+socket:///run/amparo/broker"
    assert broker_url("redis://127.0.0.1/0") == "redis://127.0.0.1/0"


def test_one_neighbourhood_does_not_use_up_the_others_share(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "A_MINUTE", 3)
    counted = Limits(gateway.host)
    assert [counted.allow(f"192.0.2.{host}") for host in (1, 2, 3, 4)] == [True, True, True, False]
    assert counted.allow("198.51.100.1")
    assert all(counted.allow(address) for address in ("127.0.0.1", None, "") for _ in range(10))
    assert [counted.allow(f"2001:db8:0:{host:x}::1") for host in (1, 2, 3, 4)] == [True, True, True, False]


def test_no_address_is_kept(gateway: Gateway) -> None:
    counted = Limits(gateway.host)
    counted.allow("192.0.2.77")
    assert "192" not in str(counted._counts)
    assert all(b"\xc0\x00\x02" not in name for name in counted._counts)


def test_everybody_together_has_a_cap(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "CAP", 5)
    counted = Limits(gateway.host)
    assert [counted.allow(None) for _ in range(6)] == [True] * 5 + [False]
