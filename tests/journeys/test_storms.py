"""Storms over a whole service lose no report, double none, bring none to a wrong desk, and are over soon."""

from __future__ import annotations

import tempfile
from pathlib import Path

from deploy.benchmark.storm import storms


def test_whatever_fails_every_report_that_was_told_lies_once_at_each_of_its_desks() -> None:
    """Five short storms; `deploy/bench storm` has as many as one has time for."""
    # not in pytest's own folder: each run of root's makes all of them root's alone, and PostgreSQL is not root
    with tempfile.TemporaryDirectory(prefix="amparo-storm-") as folder:
        found = list(storms(Path(folder), range(1, 6), reports=12, faults=3))
    assert [storm.told for storm in found] == [12] * 5
    assert [str(storm) for storm in found if not storm.is_whole] == []
