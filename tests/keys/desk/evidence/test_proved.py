"""Evidence: what a desk can still prove when the gateway, the keys and the people are gone, and what it cannot."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from keys import clock
from keys.desk import look
from keys.desk.case_view.listing import case_list
from keys.desk.cli.main import main
from keys.desk.errors import DeskError
from keys.desk.evidence.bundle import render
from keys.desk.evidence.verify import prove
from keys.desk.sync import fetch
from keys.envelope.sealing import seal_report
from keys.roles import Role
from tests.keys.desk.conftest import Run
from tests.keys.desk.evidence.making import evidence_of, stop
from tests.keys.desk.ngo.test_filing import filed_at_desk
from tests.keys.desk.police.test_redaction import NINO
from tests.orgs import FORCE, NGO
from tests.world import NAME, NARRATIVE, PHONE, World


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
