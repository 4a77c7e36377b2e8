"""A world for each journey. When the journey is over, nothing that was said in it may lie anywhere in the clear."""

from __future__ import annotations

from collections.abc import Iterator

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
def world(world: World) -> Iterator[World]:
    """A fresh world; at the end its files are searched for what was said."""
    yield world
    assert world.at_rest(*SAID) == []
