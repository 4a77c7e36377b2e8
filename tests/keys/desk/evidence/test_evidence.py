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

from keys import clock
from keys.desk import look
from keys.desk.case_view.listing import case_list
from keys.desk.cli.main import main
from keys.desk.errors import DeskError
from keys.desk.evidence.bundle import render
from keys.desk.evidence.verify import prove
from keys.desk.ngo import care, disclosure
from keys.desk.sync import fetch
from keys.envelope.sealing import seal_report
from keys.roles import Role
from tests.keys.desk.conftest import Run
from tests.keys.desk.ngo.releasing import asked
from tests.keys.desk.ngo.test_filing import filed_at_desk
from tests.keys.desk.police.test_redaction import NINO
from tests.orgs import FORCE, NGO, make_orgs
from tests.world import NAME, NARRATIVE, PHONE, World

LOCKED: dict[str, Any] = {
    "name": {"preferred": "Ligaya Quellwasser"},
    "advice": "later",
    "premises": {"address": "14 Quarndon Parade", "postcode": "W8 4PT"},
}


def evidence_of(world: World) -> bytes:
    """A confirmed and corrected report, as the police export it."""
    filed = world.file_and_open()
    care.correct(world.ngo, filed.reference, "There were two men and not three.")
    world.round(world.ngo, world.police)
    return look.export(world.police, filed.reference, "evidence")


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
    fetch.receive(world.police)
    (row,) = case_list(world.police)
    proof = prove(look.export(world.police, row["reference"], "evidence"))
    assert any("no confirmation is in this file" in sentence for sentence in proof.not_proved)
    assert any("compare the genesis" in sentence for sentence in proof.not_proved)
    filed = filed_at_desk(world)
    fetch.receive(world.police)
    proof = prove(look.export(world.police, filed.reference, "evidence"))
    assert f"The words are {NGO}'s: its own key signed them." in proof.proved


def test_the_ngo_proves_the_identity_part_in_the_same_way(world: World) -> None:
    filed = world.file_and_open()
    proof = prove(look.export(world.ngo, filed.reference, "evidence"), world.orgs.genesis)
    assert any("The text of the identity part" in sentence for sentence in proof.proved)
    assert any(NAME in leaf for leaf in proof.text)
    assert any(f"A desk of {FORCE} signed that it opened" in sentence for sentence in proof.proved)


def test_a_receipt_of_another_report_or_by_another_desk_is_refused(world: World) -> None:
    first, second = world.file_and_open(), world.file_and_open()
    document, other = (json.loads(look.export(world.ngo, each.reference, "evidence")) for each in (first, second))
    assert len(document["police_receipts"]) == 2
    for wrong in (other["police_receipts"], document["report"]["receipts"], [document["police_receipts"][0][:-2]]):
        with pytest.raises(DeskError):
            prove(render({**document, "police_receipts": wrong}))


def test_the_polices_file_holds_nothing_of_hers(world: World) -> None:
    raw = evidence_of(world)
    for word in (NAME, PHONE):
        assert word.encode() not in raw


def test_the_same_case_gives_the_same_bytes(world: World) -> None:
    filed = world.file_and_open()
    first = look.export(world.police, filed.reference, "evidence")
    assert look.export(world.police, filed.reference, "evidence") == first


def test_it_holds_years_later_on_a_computer_without_a_desk_and_after_the_keys_are_stopped(
    world: World, run: Run, tmp_path: Path
) -> None:
    target = tmp_path / "evidence.json"
    target.write_bytes(evidence_of(world))
    world.days_later(1500)
    empty = tmp_path / "empty"
    empty.mkdir()
    genesis = world.orgs.genesis.hex()
    done = CliRunner().invoke(main, ["--desk", str(empty), "verify", str(target), "--genesis", genesis, "--text"])
    assert done.exit_code == 0, done.output
    for words in ("Every check holds.", "It proves:", "It does not prove:", NARRATIVE, f"Genesis: {genesis}"):
        assert words in done.output
    other = CliRunner().invoke(main, ["--desk", str(empty), "verify", str(target), "--genesis", "00" * 32])
    assert other.exit_code == 1
    assert "another deployment" in other.stderr
    assert "Traceback" not in CliRunner().invoke(main, ["verify", str(tmp_path / "none")]).output


def stop(world: World, document: dict[str, Any], org: str, role: Role) -> dict[str, Any]:
    """The evidence as it stands once the organisation's keys of that role were stopped."""
    leaf = world.orgs.leaf_of(org, role)
    stops = [base64.b64encode(world.orgs.stop(leaf)).decode()]
    return document | {"directory": document["directory"] | {"stops": stops}}


@pytest.mark.parametrize(
    ("org", "role", "what"),
    [
        ("amparo-gateway", Role.INTAKE, "the report"),
        (NGO, Role.NGO_CASE, "confirmation and messages"),
        (FORCE, Role.POLICE_REPLY, "receipts"),
    ],
)
def test_a_key_stopped_since_is_said_and_refuses_nothing(world: World, org: str, role: Role, what: str) -> None:
    document = json.loads(evidence_of(world))
    before, after = prove(render(document)), prove(render(stop(world, document, org, role)))
    assert after.proved == before.proved
    assert f"That the {role.label} key of {org} was still safe" in "\n".join(after.not_proved), what


def test_what_is_withheld_from_exports_is_withheld_from_evidence(world: World) -> None:
    sealed = seal_report(
        {"acts_narrative": f"Number {NINO} was on the letter."}, ["{}", *[""] * 19], force=FORCE, ngo=NGO,
        view=world.orgs.view(), signer=world.orgs.signer(NGO, Role.INTAKE), day=clock.today(),
    )  # fmt: skip
    world.upload(sealed)
    fetch.receive(world.police)
    (row,) = case_list(world.police)
    assert row["withheld"]
    with pytest.raises(DeskError, match="--withheld"):
        look.export(world.police, row["reference"], "evidence")


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


def released_evidence(world: World, **wanted: Any) -> tuple[dict[str, Any], bytes]:
    """A confirmed report of which the premises were released, and its evidence at the force."""
    filed = world.file(identity=LOCKED)
    fetch.receive(world.police)
    fetch.receive(world.ngo)
    look.show(world.police, filed.reference)
    care.confirm(world.ngo, filed.reference)
    world.round(world.ngo, world.police)
    disclosure.release(world.ngo, filed.reference, asked("premises", **wanted), filed.symbols)
    world.round(world.ngo, world.police)
    look.show(world.police, filed.reference)
    return filed, look.export(world.police, filed.reference, "evidence")


def number_of_note(raw: bytes) -> int:
    """The number in the one note of an evidence file."""
    (given,) = json.loads(raw)["disclosures"]
    lines = dict(line.split(" ", 1) for line in given["text"]["note"].splitlines() if " " in line)
    return int(lines["seq"])


def test_what_she_released_is_proved_years_later_to_be_as_sealed_and_allowed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, raw = released_evidence(world, later={"suspect": "He goes by Torvald now"}, words="Come in plain clothes.")
    made = clock.today()
    monkeypatch.setattr(clock, "now", lambda: (made + 3000) * 86400)
    said = "\n".join(prove(raw, world.orgs.genesis).proved)
    assert f"Note {number_of_note(raw)}: she and {NGO} signed that {FORCE} may be shown this until" in said
    assert "it shows, sign for sign: premises" in said
    assert "not as sealed at filing: suspect" in said
    (given,) = json.loads(raw)["disclosures"]
    assert given["text"]["opened"][0]["value"] == LOCKED["premises"]
    assert "Quellwasser" not in raw.decode()
    assert len(given["receipts"]) == 2


@pytest.mark.parametrize("place", ["note", "opened", "later", "words", "dated"])
def test_a_changed_disclosure_proves_nothing(world: World, place: str) -> None:
    _, raw = released_evidence(world, words="Come in plain clothes.")
    document = json.loads(raw)
    text = document["disclosures"][0]["text"]
    text[place] = text[place] + text[place] if place != "later" else [{"leaf": "suspect", "value": "x"}]
    with pytest.raises(DeskError, match="REFUSED"):
        prove(render(document), world.orgs.genesis)


def test_a_disclosure_played_twice_or_beside_another_report_proves_nothing(world: World) -> None:
    _, raw = released_evidence(world)
    document = json.loads(raw)
    twice = document | {"disclosures": document["disclosures"] * 2}
    with pytest.raises(DeskError, match="C7"):
        prove(render(twice), world.orgs.genesis)
    other = json.loads(evidence_of(world)) | {"disclosures": document["disclosures"]}
    with pytest.raises(DeskError, match="REFUSED"):
        prove(render(other), world.orgs.genesis)
    unconfirmed = document | {"messages": []}
    with pytest.raises(DeskError, match="C1-confirmed"):
        prove(render(unconfirmed), world.orgs.genesis)


def test_a_disclosure_stays_proved_when_the_key_that_signed_it_is_stopped_and_that_is_said(world: World) -> None:
    _, raw = released_evidence(world)
    document = stop(world, json.loads(raw), NGO, Role.NGO_CASE)
    proof = prove(render(document), world.orgs.genesis)
    number = number_of_note(raw)
    assert f"Note {number}: she and {NGO} signed" in "\n".join(proof.proved)
    assert f"That a key which signed note {number} was still safe" in "\n".join(proof.not_proved)


def test_a_taking_back_of_another_report_proves_nothing_here(world: World) -> None:
    filed, _ = released_evidence(world)
    disclosure.unrelease(world.ngo, filed.reference)
    world.round(world.ngo, world.police)
    taken_back = json.loads(look.export(world.police, filed.reference, "evidence"))["disclosures"]
    assert taken_back
    other = json.loads(evidence_of(world)) | {"disclosures": taken_back}
    with pytest.raises(DeskError, match="C1-report"):
        prove(render(other), world.orgs.genesis)


def test_what_she_took_back_is_in_no_new_evidence_and_the_taking_back_is(world: World) -> None:
    filed, before = released_evidence(world)
    disclosure.unrelease(world.ngo, filed.reference)
    world.round(world.ngo, world.police)
    after = look.export(world.police, filed.reference, "evidence")
    assert LOCKED["premises"]["address"] in before.decode()
    assert LOCKED["premises"]["address"] not in after.decode()
    said = "\n".join(prove(after, world.orgs.genesis).proved)
    assert f"was taken back (note {number_of_note(after)})" in said
    assert number_of_note(after) > number_of_note(before)


def test_evidence_of_an_ngo_holds_no_disclosure(world: World) -> None:
    filed, _ = released_evidence(world)
    raw = look.export(world.ngo, filed.reference, "evidence")
    assert json.loads(raw)["disclosures"] == []
    assert prove(raw, world.orgs.genesis).proved
