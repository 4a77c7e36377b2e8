"""What holds for every test: where a component is missing in CI, that is a failure and not a skip."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

from tests.databases import database_url, postgresql_server

__all__ = ["database_url", "postgresql_server"]

settings.register_profile("amparo", deadline=None)  # a slow machine breaks no promise
settings.load_profile("amparo")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """With CI=true a run that skipped a test has failed: a test nobody runs promises nothing."""
    if os.environ.get("CI") != "true" or hasattr(session.config, "workerinput"):
        return
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and reporter.stats.get("skipped") and exitstatus == pytest.ExitCode.OK:
        reporter.write_line("CI=true: a skipped test is a failure here. See the reasons above.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
