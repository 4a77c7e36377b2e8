"""A release: the same bytes wherever it is built, and a list of components that names every file installed with it."""

import json
import re
import subprocess
import zipfile
from pathlib import Path

import pytest

from deploy import releasing
from deploy.setup import LOCKS, ROOT


@pytest.mark.slow
def test_a_wheel_built_twice_is_the_same_to_the_bit_and_holds_what_is_committed(tmp_path: Path) -> None:
    first, second = (releasing.build_wheel("HEAD", tmp_path / name) for name in ("one", "two"))
    assert first.name == second.name
    assert releasing.sha256(first) == releasing.sha256(second)
    held = set(zipfile.ZipFile(first).namelist())
    committed = subprocess.run(
        ["git", "ls-tree", "-r", "--name-only", "HEAD", "keys", "gateway", "workers"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    assert {name for name in committed if name.endswith(".py")} <= held
    assert not any(name.startswith(("tests/", "deploy/")) for name in held)


@pytest.mark.parametrize("lock", sorted(LOCKS.iterdir()), ids=lambda lock: lock.stem)
def test_the_list_of_components_names_every_file_of_a_lock(lock: Path) -> None:
    listed = json.loads(releasing.bill_of_materials(lock, "0.1.0"))
    assert listed["bomFormat"] == "CycloneDX"
    text = lock.read_text()
    assert len(listed["components"]) == len(re.findall(r"^[a-z0-9-]+==", text, re.MULTILINE))
    hashes = [each["content"] for part in listed["components"] for each in part["hashes"]]
    assert len(hashes) == text.count("--hash=sha256:")
    assert all(digest in text for digest in hashes)
    assert all(part["purl"].startswith("pkg:pypi/") for part in listed["components"])
