"""What holds for every test: which are slow, and that one skipped in CI is a failure."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from tests.databases import database_url, postgresql_server

__all__ = ["database_url", "postgresql_server"]

settings.register_profile("amparo", deadline=None)  # a slow machine breaks no promise
settings.load_profile("amparo")


TESTS = Path(__file__).parent
SLOW = (  # they run a whole Amparo, a browser, other programs, or the same code hundreds of times
    "deploy/test_joining.py",
    "deploy/test_runbook.py",
    "deploy/test_up.py",
    "gateway/api/test_published_document.py",
    "journeys",
    "keys/desk/test_processes.py",
    "keys/directory/test_go_reader.py",
    "keys/directory/test_killed.py",
    "keys/directory/test_oracles.py",
    "pages",
    "second",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test in these is marked `slow`; elsewhere a slow test says so itself."""
    assert [place for place in SLOW if not (TESTS / place).exists()] == []
    for item in items:
        if any(item.path.is_relative_to(TESTS / place) for place in SLOW):
            item.add_marker(pytest.mark.slow)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """With CI=true a run that skipped a test has failed: a test nobody runs promises nothing."""
    if os.environ.get("CI") != "true" or hasattr(session.config, "workerinput"):
        return
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and reporter.stats.get("skipped") and exitstatus == pytest.ExitCode.OK:
        reporter.write_line("CI=true: a skipped test is a failure here. See the reasons above.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
