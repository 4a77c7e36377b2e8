"""The directory file: one leaf a line, only ever longer, whole after a crash."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from keys.directory.files import append_leaf, read_leaves
from keys.errors import DirectoryRefused
from tests.keys.directory.corpus import BASE


def written(path: Path, leaves: list[bytes]) -> Path:
    for leaf in leaves:
        append_leaf(path, leaf)
    return path


def test_leaves_come_back_as_they_went_in(tmp_path: Path) -> None:
    assert read_leaves(written(tmp_path / "directory.log", BASE)) == BASE


def test_each_leaf_only_adds_to_the_file(tmp_path: Path) -> None:
    path = tmp_path / "directory.log"
    before = b""
    for leaf in BASE:
        append_leaf(path, leaf)
        assert path.read_bytes().startswith(before)
        before = path.read_bytes()


@pytest.mark.parametrize("cut", [1, 2, 40, 400])
def test_a_line_cut_short_is_not_there_yet_and_is_written_over(tmp_path: Path, cut: int) -> None:
    path = written(tmp_path / "directory.log", BASE)
    path.write_bytes(path.read_bytes()[:-cut])
    assert read_leaves(path) == BASE[:-1]
    append_leaf(path, BASE[-1])
    assert read_leaves(path) == BASE


def test_a_damaged_or_missing_file_is_refused_with_a_sentence(tmp_path: Path) -> None:
    path = written(tmp_path / "directory.log", BASE)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    with pytest.raises(DirectoryRefused, match="damaged"):
        read_leaves(path)
    with pytest.raises(DirectoryRefused, match="no directory at"):
        read_leaves(tmp_path / "elsewhere")


@given(some.binary(max_size=200))
def test_any_bytes_are_leaves_or_refused(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "noise.log"
    path.write_bytes(raw)
    try:
        leaves = read_leaves(path)
    except DirectoryRefused:
        return
    assert len(leaves) == raw.count(b"\n")
