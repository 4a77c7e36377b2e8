"""Evidence that was altered, put together from two reports or made by somebody else proves nothing."""

from __future__ import annotations

import base64
import copy
import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keys.desk import look
from keys.desk.errors import DeskError
from keys.desk.evidence.bundle import render
from keys.desk.evidence.verify import prove
from tests.keys.desk.evidence.making import evidence_of
from tests.orgs import make_orgs
from tests.world import World


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if isinstance(value, dict | list):
        for name, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _places(inner, (*path, name))
        return
    yield path, value


def _other(value: Any) -> Iterator[Any]:
    """Values near to this one: another sign at the front, in the middle, at the end; one missing; none at all."""
    if isinstance(value, str) and value:
        for place in (0, len(value) // 2, len(value) - 1):
            sign = "B" if value[place] != "B" else "C"
            yield (
                value[:place]
                + (sign if not value[place].isdigit() else "7391"[int(value[place]) % 4])
                + value[place + 1 :]
            )
        yield value[:-1]
    yield from (value + 1, value - 1) if isinstance(value, int) and not isinstance(value, bool) else ()
    yield None
    yield ""


@pytest.mark.slow
def test_no_value_in_it_can_be_altered(world: World) -> None:
    document = json.loads(evidence_of(world))
    orgs_hidden = {"leaves", "checkpoints"}
    tried = 0
    for path, value in _places(document):
        if path[-2:-1] and path[-2] in orgs_hidden and path[-1] not in (0, 1):
            continue  # the directory's later leaves: any one of them stands for all
        for other in _other(value):
            if other == value:
                continue
            changed = copy.deepcopy(document)
            place: Any = changed
            for name in path[:-1]:
                place = place[name]
            place[path[-1]] = other
            if path[:2] == ("directory", "checkpoints"):
                with suppress(DeskError):  # it is missing then, and what rests on it is not said
                    assert prove(render(changed)).text == document["report"]["text"]
                continue
            if path[-1] == "valid_on" and isinstance(other, str) and len(other) == 10:
                continue  # another day on which the same keys were in force is as true
            with pytest.raises(DeskError):
                prove(render(changed))
            tried += 1
    assert tried > 60


def test_nothing_can_be_added_taken_out_or_written_in_another_way(world: World) -> None:
    raw = evidence_of(world)
    document = json.loads(raw)
    for changed in (
        raw.rstrip(b"\n"),
        raw + b"\n",
        json.dumps(document).encode(),
        b"\xef\xbb\xbf" + raw,
        raw[: len(raw) // 2],
        b"",
        b"{}",
        render({**document, "note": "x"}),
        render({**document, "messages": document["messages"] * 2 + [document["report"]]}),
        render({name: value for name, value in document.items() if name != "messages"}),
    ):
        with pytest.raises(DeskError):
            prove(changed)


def test_a_receipt_of_another_report_or_by_another_desk_is_refused(world: World) -> None:
    first, second = world.file_and_open(), world.file_and_open()
    document, other = (json.loads(look.export(world.ngo, each.reference, "evidence")) for each in (first, second))
    assert len(document["police_receipts"]) == 2
    for wrong in (other["police_receipts"], document["report"]["receipts"], [document["police_receipts"][0][:-2]]):
        with pytest.raises(DeskError):
            prove(render({**document, "police_receipts": wrong}))


def test_a_report_cannot_be_proved_with_another_ones_pieces(world: World) -> None:
    one = json.loads(evidence_of(world))
    one_text = one["report"]["text"]
    filed = world.file_and_open()
    two = json.loads(look.export(world.police, filed.reference, "evidence"))
    assert one_text == two["report"]["text"]  # even the same words are another report
    for name in ("sealed", "content_key", "receipts"):
        mixed = copy.deepcopy(one)
        mixed["report"][name] = two["report"][name]
        with pytest.raises(DeskError):
            prove(render(mixed))
    with pytest.raises(DeskError):
        prove(render({**one, "messages": two["messages"]}))
    strangers = make_orgs(since=0, until=90)
    assert strangers.genesis != b""
    leaves = [base64.b64encode(leaf).decode() for leaf in strangers.leaves]
    with pytest.raises(DeskError):
        prove(render({**one, "directory": {**one["directory"], "leaves": leaves}}))


@settings(max_examples=100)
@given(
    st.binary(max_size=200) | st.recursive(st.none() | st.text(), lambda x: st.dictionaries(st.text(), x)).map(render)
)
def test_no_other_file_does_more_than_be_refused(raw: bytes) -> None:
    with pytest.raises(DeskError):
        prove(raw)
