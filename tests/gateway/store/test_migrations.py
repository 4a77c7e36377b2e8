"""Old and new code bear one schema, so that hosts are upgraded one by one: what is taken away was given up before."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import inspect

from gateway.store.engine import migrate, open_store
from gateway.store.migrations import versions

BEFORE_THE_RULE = {"0002"}  # before anybody ran this
REVISIONS = sorted(path.stem.partition("_")[0] for path in Path(str(versions.__file__)).parent.glob("0*.py"))


class Kept(NamedTuple):
    """A column as old code meets it: may it leave it out when it inserts a row?"""

    may_be_left_out: bool
    type: str


def _schemas(folder: Path) -> Iterator[tuple[str, dict[str, Kept]]]:
    """Each revision, and its columns by table.column."""
    url = f"sqlite:///{folder}/gateway.sqlite"
    for revision in REVISIONS:
        migrate(url, revision)
        engine = open_store(url)
        look = inspect(engine)
        yield (
            revision,
            {
                f"{table}.{column['name']}": Kept(
                    bool(column["nullable"] or column["default"] is not None), str(column["type"])
                )
                for table in look.get_table_names()
                for column in look.get_columns(table)
            },
        )
        engine.dispose()


def _given_up(revision: str) -> tuple[str, ...]:
    """What a step takes away because no code since an earlier revision has used it: `contract = ("table.column",)`."""
    folder = Path(str(versions.__file__)).parent
    (file,) = folder.glob(f"{revision}_*.py")
    return tuple(getattr(importlib.import_module(f"gateway.store.migrations.versions.{file.stem}"), "contract", ()))


def breaches(before: dict[str, Kept], after: dict[str, Kept], given_up: tuple[str, ...]) -> list[str]:
    """What the code of `before` would stumble over in `after`."""
    tables = {name.partition(".")[0] for name in before}
    gone = [f"{name} is gone" for name in before.keys() - after.keys() - {*given_up}]
    kept = before.keys() & after.keys()
    changed = [f"{name} has another type" for name in kept if before[name].type != after[name].type]
    stricter = [
        f"{name} must be given now"
        for name in after
        if name.partition(".")[0] in tables
        and not after[name].may_be_left_out
        and (name not in before or before[name].may_be_left_out)
    ]
    return sorted(gone + changed + stricter)


def test_the_code_before_a_step_runs_on_the_schema_after_it(tmp_path: Path) -> None:
    steps = list(_schemas(tmp_path))
    found = {
        revision: breaches(before, after, _given_up(revision))
        for (_, before), (revision, after) in pairwise(steps)
        if revision not in BEFORE_THE_RULE
    }
    assert found == {revision: [] for revision in found}
    assert len(found) >= 3


def test_each_step_follows_the_one_before_it_and_there_is_one_of_each_number() -> None:
    assert [f"{number:04d}" for number in range(1, len(REVISIONS) + 1)] == REVISIONS


@pytest.mark.parametrize(
    ("after", "breach"),
    [
        ({}, "a.x is gone"),
        ({"a.x": Kept(False, "TEXT")}, "a.x has another type"),
        ({"a.x": Kept(False, "BLOB"), "a.y": Kept(False, "BLOB")}, "a.y must be given now"),
    ],
)
def test_a_step_that_old_code_does_not_bear_is_found(after: dict[str, Kept], breach: str) -> None:
    assert breaches({"a.x": Kept(False, "BLOB")}, after, ()) == [breach]


def test_what_was_given_up_may_go_and_a_new_table_may_ask_for_all_its_columns() -> None:
    before = {"a.x": Kept(False, "BLOB"), "a.y": Kept(True, "BLOB")}
    after = {"a.x": Kept(False, "BLOB"), "b.z": Kept(False, "BLOB")}
    assert breaches(before, after, ("a.y",)) == []


def test_the_rule_is_written_where_a_step_is_written() -> None:
    assert re.search(r"contract", str(versions.__doc__))
