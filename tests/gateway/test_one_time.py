"""Sealed values of forms: for one purpose, for some time, some of them once, at whichever gateway."""

from __future__ import annotations

import time
from hashlib import sha256
from pathlib import Path

import pytest

from deploy.broker import start_broker
from gateway.one_time import OneTime
from gateway.quotas import Quotas
from tests.gateway.running import NO_BROKER

PEPPER = sha256(b"pepper").digest()
AGE = 600


def forms(url: str = NO_BROKER, pepper: bytes = PEPPER) -> OneTime:
    return OneTime(Quotas(url, pepper))


def test_a_value_comes_back_for_its_purpose_and_for_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, now = forms(), time.time()
    sealed = ours.seal(b"token", b"a value", AGE)
    assert b"a value" not in sealed.encode()
    assert ours.opened(b"stamp", sealed) is None
    monkeypatch.setattr("gateway.one_time.time.time", lambda: now + AGE - 2)
    assert ours.opened(b"token", sealed) == b"a value"
    monkeypatch.setattr("gateway.one_time.time.time", lambda: now + AGE + 2)
    assert ours.opened(b"token", sealed) is None


@pytest.mark.parametrize("broker_is_there", [True, False])
def test_a_stamp_works_once_also_over_midnight(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broker_is_there: bool
) -> None:
    broker = start_broker(tmp_path / "broker") if broker_is_there else None
    try:
        ours = forms(broker.url if broker else NO_BROKER)
        before = (int(time.time()) // 86_400 + 1) * 86_400 - 60
        monkeypatch.setattr("gateway.one_time.time.time", lambda: before)
        stamp = ours.seal(b"stamp", b"", AGE)
        monkeypatch.setattr("gateway.one_time.time.time", lambda: before + 120)
        assert ours.use(b"stamp", stamp)
        assert not ours.use(b"stamp", stamp)
        assert not ours.use(b"stamp", stamp + "=")
    finally:
        if broker:
            broker.stop()


@pytest.mark.parametrize("text", ["", "x", "é", "AAAA" * 20, "0" * 500])
def test_no_other_text_is_a_sealed_value(text: str) -> None:
    ours = forms()
    assert ours.opened(b"token", text) is None
    assert not ours.use(b"stamp", text)


def test_a_form_of_one_gateway_is_taken_by_another_once_and_after_a_restart(tmp_path: Path) -> None:
    with start_broker(tmp_path / "broker") as broker:
        first, other = forms(broker.url), forms(broker.url)
        stamps = [first.seal(b"stamp", b"", AGE) for _ in range(100)]
        assert sum(other.use(b"stamp", stamp) for stamp in stamps) == 100
        assert not any(first.use(b"stamp", stamp) for stamp in stamps)
        assert forms(broker.url).opened(b"token", first.seal(b"token", b"v", AGE)) == b"v"  # started anew
        assert forms(broker.url, sha256(b"x").digest()).opened(b"token", first.seal(b"token", b"v", AGE)) is None


def test_what_stays_behind_opens_nothing_without_the_brokers_memory(tmp_path: Path) -> None:
    with start_broker(tmp_path / "broker") as broker:
        sealed = forms(broker.url).seal(b"token", b"v", AGE)
    assert forms(broker.url).opened(b"token", sealed) is None


def test_the_processes_of_one_gateway_understand_one_another_while_the_broker_is_away() -> None:
    quotas = Quotas(NO_BROKER, PEPPER)
    assert OneTime(quotas).opened(b"token", OneTime(quotas).seal(b"token", b"v", AGE)) == b"v"
    assert forms().opened(b"token", forms().seal(b"token", b"v", AGE)) is None
