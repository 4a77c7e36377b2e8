"""What is remembered once: nonces, and envelopes seen."""

from __future__ import annotations

import os

import pytest
from sqlalchemy import Engine

from gateway.store import replay
from gateway.store.engine import open_store, writing
from gateway.store.replay import Memory


@pytest.fixture
def engine(database_url: str):
    engine = open_store(database_url)
    yield engine
    engine.dispose()


def test_a_nonce_is_spent_once(engine: Engine) -> None:
    nonce = os.urandom(32)
    with writing(engine) as connection:
        assert replay.spend(connection, nonce, 900)
        assert not replay.spend(connection, nonce, 1800)
    with writing(engine) as connection:
        assert not replay.spend(connection, nonce, 900)


def test_a_nonce_is_forgotten_only_after_its_time(engine: Engine) -> None:
    nonce = os.urandom(32)
    with writing(engine) as connection:
        replay.spend(connection, nonce, 900)
        assert replay.forget(connection, 900) == 0
        assert replay.forget(connection, 901) == 1
        assert replay.spend(connection, nonce, 1800)


def test_an_envelope_is_new_the_same_or_another(engine: Engine) -> None:
    key, digest = os.urandom(32), os.urandom(32)
    with writing(engine) as connection:
        assert replay.remember(connection, key, digest, 20000) is Memory.NEW
        assert replay.remember(connection, key, digest, 20001) is Memory.SAME
        assert replay.remember(connection, key, os.urandom(32), 20001) is Memory.OTHER


def test_what_is_rolled_back_was_never_remembered(engine: Engine) -> None:
    nonce = os.urandom(32)

    def fail() -> None:
        with writing(engine) as connection:
            replay.spend(connection, nonce, 900)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with writing(engine) as connection:
        assert replay.spend(connection, nonce, 900)
