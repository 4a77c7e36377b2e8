"""A signed note has one writing, and says who signed it. Examples of C2SP's own note package are among ours."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as some

from keys.directory.notes import BadNote, Keyring, Note, NoteKey, NoteSigner, key_id, merged, parse, sign_note
from keys.encoding import unb64
from tests.keys.directory.corpus import LEAF_0, R, S, member

# golang.org/x/mod/sumdb/note, the package documentation's example
PETER = NoteKey("PeterNeumann", base64.b64decode("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")[1:])
PETERS = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
).encode()


def test_a_note_made_by_another_program_is_read_and_its_signer_known() -> None:
    assert PETER.id.hex() == "c74f20a3"
    assert Keyring([PETER]).signers(parse(PETERS)) == {PETER.pk}
    assert parse(PETERS).raw == PETERS


def test_a_key_id_depends_on_name_algorithm_and_key() -> None:
    ids = {key_id("a", bytes(32)), key_id("b", bytes(32)), key_id("a", bytes(32), 4), key_id("a", b"\x01" * 32)}
    assert len(ids) == 4


def test_strangers_are_passed_over_and_a_false_name_is_not() -> None:
    note = parse(sign_note("hello\n", S[0], member("stranger")))
    assert Keyring([S[0].key]).signers(note) == {S[0].key.pk}
    liar = NoteSigner(S[0].name, member("stranger").seed)
    with pytest.raises(BadNote, match="not by a key of that name"):
        Keyring([S[0].key]).signers(parse(sign_note("hello\n", liar)))


def test_one_key_under_two_names_counts_once() -> None:
    again = NoteSigner("another-name", S[0].seed)
    note = parse(sign_note("hello\n", S[0], again))
    assert len(Keyring([S[0].key, again.key]).signers(note)) == 1


def test_two_keys_may_share_a_name() -> None:
    old, new = NoteSigner("anna", S[0].seed), NoteSigner("anna", S[1].seed)
    ring = Keyring([old.key], [new.key])
    assert ring.signers(parse(sign_note("hello\n", old, new))) == {old.key.pk, new.key.pk}


def test_signatures_are_added_without_changing_the_text() -> None:
    one = sign_note("hello\n", S[0])
    two = parse(one).signed_also(S[1]).raw
    assert two.startswith(one)
    assert parse(two).text == "hello\n"
    with pytest.raises(BadNote, match="already"):
        parse(two).signed_also(S[0])


def test_copies_signed_apart_come_together() -> None:
    copies = [parse(sign_note("hello\n", each)) for each in (*R, R[0])]
    assert merged(copies) == parse(sign_note("hello\n", *R))
    with pytest.raises(BadNote):
        merged([copies[0], parse(sign_note("hallo\n", R[1]))])


@pytest.mark.parametrize("text", ["", "\n", "a", "a\n\nb\n", " a\n", "a \n", "a  b\n", "a\tb\n", "é\n", "1\n", "—\n"])
def test_text_that_a_note_cannot_carry_is_not_signed(text: str) -> None:
    with pytest.raises((BadNote, UnicodeEncodeError)):
        sign_note(text, S[0])


def test_a_signer_never_shows_its_secret() -> None:
    assert S[0].seed.hex() not in repr(S[0])
    assert repr(S[0].seed) not in repr(S[0])


@given(some.binary(max_size=300))
def test_any_bytes_are_a_note_or_refused(raw: bytes) -> None:
    try:
        note = parse(raw)
    except BadNote:
        return
    assert note.raw == raw


@given(some.integers(0, len(LEAF_0) - 1), some.integers(0, 255))
def test_a_note_with_one_byte_changed_is_another_note_or_none(at: int, byte: int) -> None:
    raw = LEAF_0[:at] + bytes([byte]) + LEAF_0[at + 1 :]
    try:
        note = parse(raw)
    except BadNote:
        return
    assert note.raw == raw
    assert (note == parse(LEAF_0)) == (raw == LEAF_0)


WORD = some.text(some.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=12)
LINE = some.lists(WORD, min_size=1, max_size=5).map(" ".join)


@given(some.lists(LINE, min_size=1, max_size=6), some.sets(some.sampled_from(S), min_size=1))
def test_what_is_written_is_read_back(lines: list[str], signers: set[NoteSigner]) -> None:
    text = "".join(f"x{line}\n" for line in lines)
    note = parse(sign_note(text, *signers))
    assert note.text == text
    assert Keyring([each.key for each in S]).signers(note) == {each.key.pk for each in signers}


@given(some.binary(max_size=100), some.sampled_from(["", "=", "==", "\n", " "]))
def test_base64_has_one_writing(raw: bytes, tail: str) -> None:
    text = base64.b64encode(raw).decode()
    assert unb64(text) == raw
    if tail:
        with pytest.raises(ValueError, match="base64"):
            unb64(text + tail)


def test_a_note_is_at_most_4096_bytes() -> None:
    frame = len(sign_note("x\n", S[0])) - 1
    assert len(sign_note("x" * (4096 - frame) + "\n", S[0])) == 4096
    with pytest.raises(BadNote, match="longer"):
        sign_note("x" * (4097 - frame) + "\n", S[0])


def test_an_unsigned_text_is_no_note() -> None:
    with pytest.raises(BadNote):
        parse(Note("hello\n", ()).raw)
