"""What her token promises: two writings of one secret, read kindly at a desk and blindly on the page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys import token
from keys.encoding import BASE32
from keys.errors import BadToken

VALUES = st.integers(min_value=0, max_value=(1 << token.BITS) - 1)
EXAMPLE = 0xAAF3DA6C9C1362E65184EFFCD90
SYMBOLS = "5AYF-D6S7-0KCB-K531-7FZK-CG6E"
DIGITS = "0216 7081 0469 6557 9102 2808 4604 2597 2829"


def test_the_published_example_is_written_as_published() -> None:
    assert token.symbols(EXAMPLE) == SYMBOLS
    assert token.digits(EXAMPLE) == DIGITS


@given(VALUES)
def test_both_writings_lead_back_to_the_value_at_a_desk_and_on_the_page(value: int) -> None:
    for writing in (token.symbols(value), token.digits(value)):
        assert token.read_at_desk(writing) == value
        assert token.read_on_page(writing) == value
        assert token.read_on_page(f"  {writing.lower().replace('-', ' . ')} ") == value


@pytest.mark.parametrize("zero", ["٠", "۰", "০", "०", "੦", "０"])
def test_digits_of_any_script_are_read(zero: str) -> None:
    written = "".join(chr(ord(zero) + int(sign)) if sign.isdigit() else sign for sign in DIGITS)
    assert token.read_at_desk(written) == token.read_on_page(written) == EXAMPLE


def test_letters_that_look_like_digits_are_read_as_those() -> None:
    value = token.read_at_desk(token.symbols(0))
    assert token.read_at_desk("OOOO-" * 5 + token.symbols(0)[-4:]) == value
    one = token.symbols(1 << 105 | 1 << 100)
    assert one.startswith("11")
    assert token.read_at_desk("Il" + one[2:]) == token.read_at_desk("LI" + one[2:])


@given(VALUES, st.integers(0, 23), st.sampled_from(BASE32))
def test_a_desk_names_the_group_with_one_wrong_symbol(value: int, place: int, sign: str) -> None:
    right = token.symbols(value).replace("-", "")
    typed = right[:place] + sign + right[place + 1 :]
    if typed != right:
        with pytest.raises(BadToken, match=f"^Group {place // 4 + 1} "):
            token.read_at_desk(typed)


@given(VALUES, st.integers(0, 22))
def test_a_desk_refuses_two_neighbours_exchanged(value: int, place: int) -> None:
    right = token.symbols(value).replace("-", "")
    typed = right[:place] + right[place + 1] + right[place] + right[place + 2 :]
    if typed != right:
        with pytest.raises(BadToken):
            token.read_at_desk(typed)


@given(VALUES, st.integers(0, 35), st.sampled_from("0123456789"))
def test_a_desk_refuses_one_wrong_digit(value: int, place: int, sign: str) -> None:
    right = token.digits(value).replace(" ", "")
    typed = right[:place] + sign + right[place + 1 :]
    if typed != right:
        with pytest.raises(BadToken):
            token.read_at_desk(typed)


@given(st.text(min_size=0, max_size=60))
def test_the_page_reads_every_string_of_the_right_length_as_some_token_and_never_fails(text: str) -> None:
    length = len(token.normal(text))
    value = token.read_on_page(text)
    assert (value is not None) == (length in (24, 36))
    assert value is None or 0 <= value < 1 << token.BITS


def test_the_page_does_not_look_at_check_signs() -> None:
    assert token.read_on_page(SYMBOLS[:-2] + "ZZ") == EXAMPLE
    assert token.read_on_page(DIGITS[:-2] + "00") == EXAMPLE


@given(st.text(max_size=60))
def test_a_desk_refuses_what_is_no_token_with_a_sentence_and_nothing_else(text: str) -> None:
    with pytest.raises(BadToken, match=r"\.$"):
        token.read_at_desk(text)


@given(st.binary(min_size=32, max_size=32))
def test_a_filing_tried_again_mints_the_same_token_and_its_mark_does_not_tell_it(secret: bytes) -> None:
    value = token.value_from_filing_secret(secret)
    assert value == token.value_from_filing_secret(secret) < 1 << token.BITS
    assert value.to_bytes(14) not in token.filing_id(secret) + token.filing_body(secret, b"{}")


def test_minting_gives_public_halves_that_differ_by_deployment_and_salt() -> None:
    here = token.mint(EXAMPLE, bytes(16), bytes(32))
    there = token.mint(EXAMPLE, b"\1" * 16, bytes(32))
    salted = token.mint(EXAMPLE, bytes(16), b"\1" * 32)
    assert len({here.id, there.id, here.pk, there.pk, here.say, there.say, here.vk, there.vk}) == 8
    assert (salted.id, salted.pk, salted.say, salted.read) == (here.id, here.pk, here.say, here.read)
    assert salted.vk != here.vk


def test_a_page_full_of_marks_is_not_put_in_order_first() -> None:
    flood = "\u0315\u0334" * 50_000
    assert token.normal(flood) == flood[: token.LONGEST_TYPED]
    assert token.read_on_page(flood) is None
