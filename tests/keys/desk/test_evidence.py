"""Evidence: what a desk can still prove when the gateway, the keys and the people are gone, and what it cannot."""

from __future__ import annotations

import base64
import copy
import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from keys import days
from keys.desk.cli import main
from keys.desk.errors import DeskError
from keys.desk.evidence import render
from keys.desk.proving import prove
from keys.parts import Role
from keys.sealing import seal_report
from tests.gateway.running import FORCE, NGO
from tests.keys.desk.test_cli import Run, run
from tests.keys.desk.test_filing import filed_at_desk
from tests.keys.desk.test_withholding import NINO
from tests.keys.desk.world import NAME, NARRATIVE, PHONE, World, opened_everywhere, round_trip
from tests.keys.orgs import make_orgs

__all__ = ["run"]


def evidence_of(world: World) -> bytes:
    """A confirmed and corrected report, as the police export it."""
    filed = opened_everywhere(world)
    world.ngo.correct(filed["reference"], "There were two men and not three.")
    round_trip(world, world.ngo, world.police)
    return world.police.export(filed["reference"], "evidence")


def test_it_says_what_it_proves_and_what_not(world: World) -> None:
    proof = prove(evidence_of(world), world.orgs.genesis)
    said = "\n".join(proof.proved)
    assert "sign for sign, what amparo-gateway signed and sealed" in said
    assert f"sealed to the keys of {FORCE}" in said
    assert f"A desk of {FORCE} signed that it opened" in said
    assert f"{NGO} signed on" in said
    assert "correction" in said
    assert proof.text["acts_narrative"] == NARRATIVE
    not_said = "\n".join(proof.not_proved)
    assert "is true, or who the victim is" in not_said
    assert "sealed the words of casa-aurora unchanged" in not_said
    assert "compare the genesis" not in not_said


def test_an_unconfirmed_report_proves_no_ngo_and_one_sealed_at_a_desk_does(world: World) -> None:
    world.file()
    world.police.receive()
    (row,) = world.police.rows()
    proof = prove(world.police.export(row["reference"], "evidence"))
    assert any("no confirmation is in this file" in sentence for sentence in proof.not_proved)
    assert any("compare the genesis" in sentence for sentence in proof.not_proved)
    filed = filed_at_desk(world)
    world.police.receive()
    proof = prove(world.police.export(filed.reference, "evidence"))
    assert f"The words are {NGO}'s: its own key signed them." in proof.proved


def test_the_ngo_proves_the_identity_part_in_the_same_way(world: World) -> None:
    filed = opened_everywhere(world)
    proof = prove(world.ngo.export(filed["reference"], "evidence"), world.orgs.genesis)
    assert any("The text of the identity part" in sentence for sentence in proof.proved)
    assert any(NAME in leaf for leaf in proof.text)
    assert any(f"A desk of {FORCE} signed that it opened" in sentence for sentence in proof.proved)


def test_a_receipt_of_another_report_or_by_another_desk_is_refused(world: World) -> None:
    first, second = opened_everywhere(world), opened_everywhere(world)
    document, other = (
        json.loads(world.ngo.export(each["reference"], "evidence")) for each in (first, second)
    )
    assert len(document["police_receipts"]) == 2
    for wrong in (
        other["police_receipts"],
        document["report"]["receipts"],
        [document["police_receipts"][0][:-2]],
    ):
        with pytest.raises(DeskError):
            prove(render({**document, "police_receipts": wrong}))


def test_the_polices_file_holds_nothing_of_hers(world: World) -> None:
    raw = evidence_of(world)
    for word in (NAME, PHONE):
        assert word.encode() not in raw


def test_the_same_case_gives_the_same_bytes(world: World) -> None:
    filed = opened_everywhere(world)
    first = world.police.export(filed["reference"], "evidence")
    assert world.police.export(filed["reference"], "evidence") == first


def test_it_holds_years_later_on_a_computer_without_a_desk_and_after_the_keys_are_stopped(
    world: World, run: Run, tmp_path: Path
) -> None:
    target = tmp_path / "evidence.json"
    target.write_bytes(evidence_of(world))
    world.sleep(1500)
    empty = tmp_path / "empty"
    empty.mkdir()
    genesis = world.orgs.genesis.hex()
    done = CliRunner().invoke(
        main, ["--desk", str(empty), "verify", str(target), "--genesis", genesis, "--text"]
    )
    assert done.exit_code == 0, done.output
    for words in ("Every check holds.", "It proves:", "It does not prove:", NARRATIVE, f"Genesis: {genesis}"):
        assert words in done.output
    other = CliRunner().invoke(main, ["--desk", str(empty), "verify", str(target), "--genesis", "00" * 32])
    assert other.exit_code == 1
    assert "another deployment" in other.stderr
    assert "Traceback" not in CliRunner().invoke(main, ["verify", str(tmp_path / "none")]).output


def test_a_key_stopped_since_is_said_and_refuses_nothing(world: World) -> None:
    document = json.loads(evidence_of(world))
    orgs = world.orgs
    leaf = next(
        listed.leaf for listed in orgs.view().keys_of("amparo-gateway") if listed.role.label == "intake"
    )
    document["directory"]["stops"] = [base64.b64encode(orgs.stop(leaf)).decode()]
    proof = prove(render(document))
    assert any("stopped it since" in sentence for sentence in proof.not_proved)


def test_what_is_withheld_from_exports_is_withheld_from_evidence(world: World) -> None:
    sealed = seal_report(
        {"acts_narrative": f"Number {NINO} was on the letter."}, ["{}", *[""] * 19], force=FORCE, ngo=NGO,
        view=world.orgs.view(), signer=world.orgs.signer(NGO, Role.INTAKE), day=days.today(),
    )  # fmt: skip
    world.upload(sealed)
    world.police.receive()
    (row,) = world.police.rows()
    assert row["withheld"]
    with pytest.raises(DeskError, match="--withheld"):
        world.police.export(row["reference"], "evidence")


# --- altered files


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


def test_a_report_cannot_be_proved_with_another_ones_pieces(world: World) -> None:
    one = json.loads(evidence_of(world))
    one_text = one["report"]["text"]
    filed = opened_everywhere(world)
    two = json.loads(world.police.export(filed["reference"], "evidence"))
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
    st.binary(max_size=200)
    | st.recursive(st.none() | st.text(), lambda x: st.dictionaries(st.text(), x)).map(render)
)
def test_no_other_file_does_more_than_be_refused(raw: bytes) -> None:
    with pytest.raises(DeskError):
        prove(raw)
