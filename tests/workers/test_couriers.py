"""Couriers: carrying twice is carrying once, and a blocked way is said, not guessed around."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from workers.couriers.folder import Folder
from workers.couriers.inbox import Inbox
from workers.errors import Unavailable, WillNotCarry

KEY = "0123456789abcdef" * 2


def test_a_folder_holds_exactly_the_bytes_under_the_deliverys_id(tmp_path: Path) -> None:
    sealed = os.urandom(16904)
    for _ in range(2):
        Folder(tmp_path).carry(sealed, KEY)
    assert [path.name for path in tmp_path.glob("*.amparo")] == [f"{KEY}.amparo"]
    assert (tmp_path / f"{KEY}.amparo").read_bytes() == sealed
    assert (tmp_path / f"{KEY}.amparo").stat().st_mode & 0o777 & ~0o640 == 0


def test_what_a_killed_worker_left_half_written_is_cleared_away(tmp_path: Path) -> None:
    started = tmp_path / ".carrying"
    started.mkdir()
    (started / f"{KEY}.dead").write_bytes(b"half")
    Folder(tmp_path).carry(b"whole", KEY)
    assert list(started.iterdir()) == []


def test_a_missing_folder_is_not_made_because_a_share_may_be_unmounted(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as obstacle:
        Folder(tmp_path / "share").carry(b"sealed", KEY)
    assert obstacle.value.code == "no-folder"
    assert not (tmp_path / "share").exists()


def test_a_folder_that_cannot_be_written_is_tried_again_later(tmp_path: Path) -> None:
    (tmp_path / ".carrying").write_text("a file where a folder is needed")
    with pytest.raises(Unavailable) as obstacle:
        Folder(tmp_path).carry(b"sealed", KEY)
    assert obstacle.value.code == "folder-refuses"


def test_other_bytes_under_the_same_name_are_left_alone_and_a_person_is_told(tmp_path: Path) -> None:
    (tmp_path / f"{KEY}.amparo").write_bytes(b"something else")
    with pytest.raises(WillNotCarry):
        Folder(tmp_path).carry(b"sealed", KEY)
    assert (tmp_path / f"{KEY}.amparo").read_bytes() == b"something else"


def test_what_somebody_carries_on_at_that_very_moment_is_no_obstacle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / f"{KEY}.amparo").write_bytes(b"sealed")
    read = Path.read_bytes
    with monkeypatch.context() as gone:
        gone.setattr(Path, "read_bytes", lambda path: path.unlink() or read(path))
        Folder(tmp_path).carry(b"sealed", KEY)
    assert (tmp_path / f"{KEY}.amparo").read_bytes() == b"sealed"


@pytest.mark.parametrize("key", ["", "../../etc/x", KEY.upper(), KEY + "0", f"{KEY[:-3]}/.."])
def test_only_a_delivery_id_becomes_a_file_name(tmp_path: Path, key: str) -> None:
    with pytest.raises(WillNotCarry):
        Folder(tmp_path).carry(b"sealed", key)
    assert list(tmp_path.iterdir()) == []


def test_the_inbox_moves_nothing() -> None:
    Inbox().carry(b"sealed", KEY)
    assert (Inbox.leaves_it, Folder.leaves_it) == ("released", "carried")
