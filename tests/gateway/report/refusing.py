"""What the doors say is wrong with a filing that they refuse."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.report.validate import NotAFiling, Problem, read_filing


def problems(document: Any) -> tuple[Problem, ...]:
    with pytest.raises(NotAFiling) as caught:
        read_filing(document)
    return caught.value.problems


def fields_refused(document: Any) -> set[str]:
    return {problem.field for problem in problems(document)}
