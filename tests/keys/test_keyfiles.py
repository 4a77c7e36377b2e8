"""Key files at rest: locked, private to their owner, and never half-written."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from keys.errors import BadKeyFile
from keys.keyfiles import LOWEST, MODERATE, PREFIX, lock, unlock
from keys.private.keyfile import Opener, read_opener, write_opener
from keys.roles import Role
from keys.signing import Signer, read_signer, write_signer

SIGNER = Signer("casa-aurora", Role.NGO_CASE, bytes(range(32)))
OPENER = Opener("casa-aurora", Role.CASE, bytes(range(1, 33)))


def test_a_key_comes_back_from_its_file_with_the_passphrase_and_only_with_it(tmp_path: Path) -> None:
    write_signer(tmp_path / "a.key", SIGNER, b"right", limits=LOWEST)
    write_opener(tmp_path / "b.key", OPENER, b"right", limits=LOWEST)
    assert read_signer(tmp_path / "a.key", b"right", weak=True) == SIGNER
    assert read_opener(tmp_path / "b.key", b"right", weak=True) == OPENER
    for read in (read_signer, read_opener):
        with pytest.raises(BadKeyFile, match="passphrase"):
            read(tmp_path / ("a.key" if read is read_signer else "b.key"), b"wrong", weak=True)


def test_the_secret_is_nowhere_in_the_file_and_a_scanner_finds_the_prefix(tmp_path: Path) -> None:
    write_signer(tmp_path / "a.key", SIGNER, b"right", limits=LOWEST)
    raw = (tmp_path / "a.key").read_bytes()
    assert SIGNER.seed not in raw
    assert SIGNER.seed.hex().encode() not in raw
    assert raw.startswith(PREFIX.encode())


def test_a_real_lock_takes_moderate_limits_and_a_weak_one_is_refused() -> None:
    header, secret = unlock(lock(b"secret", b"pass", {}), b"pass")
    assert (header["ops"], header["memory"]) == MODERATE
    assert secret == b"secret"
    for limits in (LOWEST, (MODERATE[0] + 1, LOWEST[1])):
        with pytest.raises(BadKeyFile, match="too weakly"):
            unlock(lock(b"secret", b"pass", {}, limits=limits), b"pass")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps no such bits")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620])
def test_a_file_others_can_reach_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "a.key"
    write_signer(path, SIGNER, b"right", limits=LOWEST)
    assert path.stat().st_mode & 0o777 == 0o600
    os.chmod(path, mode)
    with pytest.raises(BadKeyFile, match="chmod 600"):
        read_signer(path, b"right", weak=True)


def test_a_key_file_is_never_overwritten(tmp_path: Path) -> None:
    write_signer(tmp_path / "a.key", SIGNER, b"right", limits=LOWEST)
    with pytest.raises(BadKeyFile, match="not overwritten"):
        write_signer(tmp_path / "a.key", SIGNER, b"right", limits=LOWEST)


def test_every_changed_or_missing_byte_is_refused_with_a_sentence() -> None:
    text = lock(b"secret", b"pass", {"org": "a"}, limits=LOWEST)
    for place in range(len(text)):
        for damaged in (text[:place] + chr(ord(text[place]) ^ 1) + text[place + 1 :], text[:place]):
            with pytest.raises(BadKeyFile, match=r"\.$"):
                unlock(damaged, b"pass", weak=True)


def test_an_empty_passphrase_is_refused() -> None:
    with pytest.raises(BadKeyFile, match="passphrase"):
        lock(b"secret", b"", {})


def test_an_opening_key_is_not_read_as_a_signing_key(tmp_path: Path) -> None:
    write_opener(tmp_path / "b.key", OPENER, b"right", limits=LOWEST)
    with pytest.raises(BadKeyFile, match="not a signing key"):
        read_signer(tmp_path / "b.key", b"right", weak=True)


def test_keys_do_not_print_their_secrets() -> None:
    assert SIGNER.seed.hex() not in repr(SIGNER)
    assert repr(OPENER) == "Opener(casa-aurora, case)"
