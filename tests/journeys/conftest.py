"""A world for each journey. When the journey is over, nothing that was said in it may lie anywhere in the clear."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.world import STORY, World

SAID = (
    STORY["crime"]["acts_narrative"].split(". ")[1].rstrip("."),
    "whistled twice",
    "Marina Quellwasser",
    "Quellwasser",
    "900123",
    "receita",
    "Torvald Grimsdyke",
    "Grimsdyke",
    "Quarndon",
)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A fresh world; at the end its files are searched for what was said."""
    world = World(tmp_path, lambda days: monkeypatch.setenv("AMPARO_DEMONSTRATION_DAYS_AHEAD", str(days)))
    yield world
    assert world.at_rest(*SAID) == []
    for desk in world.desks.values():
        desk.close()
