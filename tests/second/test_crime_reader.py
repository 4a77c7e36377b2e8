"""A reader in Go, written from the two pages alone, finds in every vector of the crime path what this program finds.

From leaves, checkpoints and stops through the fold to what a gateway admits and a force's desk opens and reads: the
crime part, and the attachments of a report.
"""

import json
import os
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.second.oracle.reading import Missing, program

SOURCE = Path(__file__).with_name("crime")
VECTORS = Path(__file__).parents[1] / "vectors"


@pytest.fixture(scope="module")
def found() -> list[dict[str, Any]]:
    """What Go says of each vector, beside what the vector says. In CI it is a failure where Go is not there."""
    try:
        reader = program(SOURCE)
    except Missing as missing:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"Go did not read the vectors: {missing}")
    done = subprocess.run([reader, VECTORS], check=True, capture_output=True, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def held(name: str) -> Any:
    return json.loads((VECTORS / f"{name}.json").read_text("utf-8"))


@pytest.mark.slow
def test_go_finds_what_every_vector_says(found: list[dict[str, Any]]) -> None:
    assert [each for each in found if each["got"] != each["want"]] == []


@pytest.mark.slow
def test_go_was_shown_every_vector_of_the_crime_path(found: list[dict[str, Any]]) -> None:
    uploads = [each for each in held("negative_admission")["vectors"] if each["do"] == "upload"]
    crimes = [each for each in held("negative_desk")["vectors"] if each["part"] in (1, 10)]
    assert Counter(each["file"] for each in found) == {
        "negative": len(held("directory/negative")["cases"]),
        "beginnings": len(held("directory/beginnings")),
        "positive": len(held("directory/positive")),
        "checkpoints": len(held("directory/checkpoints")),
        "directory": len(held("directory")["keys"]),
        "negative_admission": len(uploads),
        "negative_desk": len(crimes),
        "report": len(held("report")["vectors"]),
    }
    assert {None, "again"} < {each["want"] for each in found if each["file"] == "negative_desk"}
