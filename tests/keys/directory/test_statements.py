"""A statement has one writing: what is written is read back, and what is read would be written the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from keys import clock
from keys.directory.notes import NoteKey
from keys.directory.statements import (
    Add,
    BadStatement,
    DatedKey,
    Endpoint,
    Notice,
    Org,
    Release,
    Root,
    Statement,
    Stop,
    Unknown,
    read,
)

HASH = some.binary(min_size=32, max_size=32)
ID = some.from_regex(r"\A[a-z0-9]{1,9}(-[a-z0-9]{1,9}){1,3}\Z")
PLAIN = some.characters(min_codepoint=0x21, max_codepoint=0x7E)
WORD = some.text(PLAIN, min_size=1, max_size=12)
WORDS = some.lists(WORD, min_size=1, max_size=5).map(" ".join)
NAME = some.text(PLAIN.filter(lambda sign: sign != "+"), min_size=1, max_size=64)
NUMBER = some.integers(0, 999_999_999)
DAY = some.integers(0, clock.from_iso("9999-12-31"))
KEYS = some.lists(some.builds(NoteKey, NAME, HASH), max_size=4).map(tuple)
DATED = some.lists(some.builds(DatedKey, DAY, DAY, HASH), min_size=1, max_size=13).map(tuple)
LOG = some.one_of(some.none(), HASH)

STATEMENTS = some.one_of(
    some.builds(Add, LOG, ID, WORD, WORD, DATED, WORDS),
    some.builds(Org, LOG, some.tuples(ID, WORD)),
    some.builds(Release, LOG, WORD, WORD, HASH.map(bytes.hex)),
    some.builds(Endpoint, LOG, ID, WORD),
    some.builds(Stop, LOG, HASH, WORDS),
    some.builds(Notice, LOG, WORDS),
    some.builds(
        Root,
        log=LOG,
        deployment=ID,
        version=NUMBER,
        root_threshold=NUMBER,
        root=KEYS,
        sign_threshold=NUMBER,
        sign=KEYS,
        veto=KEYS,
        log_key=some.builds(NoteKey, NAME, HASH),
        witness_threshold=NUMBER,
        witnesses=KEYS,
        orgs=some.lists(some.tuples(ID, WORD), max_size=4).map(tuple),
        deny=some.lists(WORDS.map(str.lower), max_size=4).map(tuple),
        activation_days=NUMBER,
        max_key_days=NUMBER,
        max_keys_per_role=NUMBER,
    ),
)


@given(STATEMENTS)
def test_what_is_written_is_read_back(statement: Statement) -> None:
    assert read(statement.text) == statement


@given(STATEMENTS, some.data())
def test_a_text_changed_anywhere_is_refused_or_says_something_else(statement: Statement, data: some.DataObject) -> None:
    text = statement.text
    at = data.draw(some.integers(0, len(text) - 1))
    changed = text[:at] + data.draw(some.characters(min_codepoint=0x20, max_codepoint=0x7E)) + text[at + 1 :]
    try:
        other = read(changed)
    except BadStatement:
        return
    assert (other == statement) == (changed == text)
    assert isinstance(other, Unknown) or other.text == changed


@given(some.text(max_size=200))
def test_any_text_is_a_statement_or_refused(text: str) -> None:
    with pytest.raises(BadStatement):
        read(text)


@given(
    some.lists(some.sampled_from(["log self", "org a-b police", "leaf x", "", "key 2026-01-05", "text hi"]), max_size=6)
)
def test_any_lines_after_a_good_first_are_a_statement_or_refused(lines: list[str]) -> None:
    for first in ("root", "add", "org", "release", "endpoint", "stop", "notice", "other"):
        try:
            read("".join(f"{line}\n" for line in (f"amparo-dir/v1 {first}", *lines)))
        except BadStatement:
            continue
