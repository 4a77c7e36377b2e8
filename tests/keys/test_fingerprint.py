"""A fingerprint is read aloud: words that anybody can say, every bit of them from the key."""

from __future__ import annotations

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from keys.roles import _word, fingerprint


def test_words_are_those_of_the_proposal() -> None:
    """127.0.0.1 is lusab-babad and 63.84.220.193 gutih-tugad in arXiv:0901.4016."""
    assert [_word(0x7F00), _word(0x0001), _word(0x3F54), _word(0xDCC1)] == ["lusab", "babad", "gutih", "tugad"]


def _number(word: str) -> int:
    at = 0
    for sign in word:
        at = at * 16 + "bdfghjklmnprstvz".index(sign) if sign not in "aiou" else at * 4 + "aiou".index(sign)
    return at


@given(st.binary(min_size=32, max_size=32))
def test_nothing_of_the_hash_is_lost(pk: bytes) -> None:
    words = fingerprint(pk).split()
    assert b"".join(_number(word).to_bytes(2) for word in words) == sha256(pk).digest()[:16]
