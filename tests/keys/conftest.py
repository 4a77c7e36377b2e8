"""The clock of the frozen vectors."""

from __future__ import annotations

import pytest

from keys import clock
from tests.keys import running


@pytest.fixture
def at_the_vectors_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the time at which every frozen vector is read."""
    monkeypatch.setattr(clock, "now", running.clock)
