"""A report is found by what people type of its reference, at a desk that holds thousands of others."""

from __future__ import annotations

import sqlite3

import pytest

from keys.desk.errors import DeskError, NoSuchReport
from keys.desk.store.records import SHORT
from keys.desk.sync import fetch
from tests.world import World


def test_by_its_first_signs_it_is_found_without_opening_the_others(world: World) -> None:
    wanted, other = world.file().reference, world.file().reference
    fetch.receive(world.police)
    cases = world.police.cases
    found = cases.find(wanted[:SHORT])
    assert found.reference == wanted
    row = cases.vault._id("case", cases.find(other).report_id)
    with sqlite3.connect(world.police.folder / "vault.sqlite") as file:
        file.execute("UPDATE sealed SET body = zeroblob(512) WHERE id = ?", (row,))
    with pytest.raises(DeskError, match="damaged"):
        cases.all()
    assert cases.find(wanted[:SHORT].lower()) == found
    assert cases.find(wanted[: SHORT + 2]) == found


def test_a_vault_that_names_none_by_their_first_signs_is_looked_through(world: World) -> None:
    wanted = world.file().reference
    fetch.receive(world.police)
    cases = world.police.cases
    found = cases.find(wanted)
    cases.vault.delete(f"short {found.short}", found.report_id)
    assert cases.find(found.short) == found
    with pytest.raises(NoSuchReport, match="no report of that reference"):
        cases.find("0" * SHORT)
