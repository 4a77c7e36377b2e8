"""The vault keeps what it was given, shows none of it to who holds only the file, and never half a batch."""

from __future__ import annotations

import secrets
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keys.desk.errors import DeskError
from keys.desk.store.vault import Vault

WORDS = {"name": "Quellwasser Zvyozdnaya", "day": 20412, "acts": ["he said xylocarp", "ñandú"]}


@pytest.fixture
def key() -> bytes:
    return secrets.token_bytes(32)


@pytest.fixture
def vault(tmp_path: Path, key: bytes) -> Vault:
    return Vault.create(tmp_path / "vault.sqlite", key)


def everything(folder: Path) -> bytes:
    return b"".join(path.name.encode() + path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_what_is_put_is_found_again_after_closing(vault: Vault, tmp_path: Path, key: bytes) -> None:
    vault.put("report", "7TY46HG5", WORDS)
    vault.close()
    again = Vault(tmp_path / "vault.sqlite", key)
    assert again.get("report", "7TY46HG5") == WORDS
    assert again.all("report") == [("7TY46HG5", WORDS)]
    assert again.get("report", "another") is None
    assert again.all("elsewhere") == []


def test_no_word_key_or_shelf_name_stands_in_the_files(vault: Vault, tmp_path: Path) -> None:
    vault.put("peculiarshelf", "peculiarkey", WORDS)
    vault.put("peculiarshelf", "peculiarkey", {**WORDS, "more": "kumquatish"})
    stored = everything(tmp_path)
    for word in (b"Quellwasser", b"xylocarp", "ñandú".encode(), b"kumquatish", b"peculiarshelf", b"peculiarkey"):
        assert word not in stored


def test_what_is_deleted_is_gone_from_the_file_even_in_its_sealed_form(vault: Vault, tmp_path: Path) -> None:
    vault.put("report", "one", WORDS)
    with sqlite3.connect(tmp_path / "vault.sqlite") as file:
        ((body,),) = file.execute("SELECT body FROM sealed").fetchall()
    file.close()
    assert body[24:80] in everything(tmp_path)
    vault.delete("report", "one")
    assert body[24:80] not in everything(tmp_path)


def test_a_batch_that_fails_leaves_no_trace(vault: Vault) -> None:
    vault.put("report", "one", 1)

    def half() -> None:
        with vault.batch():
            vault.put("report", "two", 2)
            with vault.batch():
                vault.delete("report", "one")
            raise KeyError

    with pytest.raises(KeyError):
        half()
    assert vault.all("report") == [("one", 1)]


def test_another_key_opens_nothing_and_says_one_sentence(vault: Vault, tmp_path: Path) -> None:
    vault.put("report", "one", WORDS)
    other = Vault(tmp_path / "vault.sqlite", secrets.token_bytes(32))
    assert other.all("report") == []
    assert other.get("report", "one") is None


def test_an_altered_row_is_refused(vault: Vault, tmp_path: Path) -> None:
    vault.put("report", "one", WORDS)
    with sqlite3.connect(tmp_path / "vault.sqlite") as file:
        ((body,),) = file.execute("SELECT body FROM sealed").fetchall()
        file.execute("UPDATE sealed SET body = ?", (bytes([body[0] ^ 1]) + body[1:],))
    file.close()
    with pytest.raises(DeskError, match="damaged"):
        vault.get("report", "one")


def test_a_row_cannot_be_moved_to_another_key(vault: Vault, tmp_path: Path) -> None:
    vault.put("report", "one", 1)
    vault.put("report", "two", 2)
    with sqlite3.connect(tmp_path / "vault.sqlite") as file:
        rows = file.execute("SELECT id, body FROM sealed").fetchall()
        for (name, _), (_, body) in zip(rows, reversed(rows), strict=True):
            file.execute("UPDATE sealed SET body = ? WHERE id = ?", (body, name))
    file.close()
    with pytest.raises(DeskError, match="damaged"):
        vault.get("report", "one")


def test_a_file_that_is_no_vault_is_named_as_damaged(tmp_path: Path, key: bytes) -> None:
    (tmp_path / "vault.sqlite").write_bytes(b"not a database at all, but long enough to be looked at" * 40)
    with pytest.raises(DeskError, match="damaged"):
        Vault(tmp_path / "vault.sqlite", key)


@settings(max_examples=60, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
        max_leaves=12,
    ),
    st.text(st.characters(exclude_categories=["Cs"])),
)
def test_any_json_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, value: object, name: str) -> None:
    vault = Vault.create(tmp_path_factory.mktemp("vault") / "vault.sqlite", bytes(32))
    try:
        vault.put("shelf", name, value)
        assert vault.all("shelf") == [(name, value)]
    finally:
        vault.close()
