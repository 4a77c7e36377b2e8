"""What an officer takes away: the PDF, and in every form what must not be left out of it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from keys import clock
from keys.envelope.sealing import seal_report
from keys.roles import Role
from tests.gateway.running import FORCE, NGO
from tests.keys.desk.cli.test_cli import Run, run
from tests.keys.desk.world import NAME, NARRATIVE, PHONE, World, opened_everywhere, round_trip

__all__ = ["run"]


def words_of(raw: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(raw)).pages).split())


def test_the_pdf_holds_the_report_the_sender_and_the_officers_mark_and_nothing_of_hers(world: World) -> None:
    filed = opened_everywhere(world)
    text = words_of(world.police.export(filed["reference"], "pdf"))
    case = world.police.find(filed["reference"])
    assert NARRATIVE in text
    assert "Confirmed by Casa Aurora on" in text
    assert "Printed for: kestrel" in text
    assert text.endswith("kestrel")
    for word in (case.mailbox["id"], case.vk, NAME, PHONE):
        assert word not in text
    round_trip(world, world.police, world.ngo)
    assert "Exported as PDF by kestrel" in world.ngo.show(filed["reference"])


def test_a_pdf_goes_into_a_new_file(world: World, run: Run, tmp_path: Path) -> None:
    filed = world.file()
    run(FORCE, "receive")
    refused = run(FORCE, "export", filed["reference"], "--pdf")
    assert refused.exit_code == 1
    assert "name a new one with --to" in refused.stderr
    target = tmp_path / "report.pdf"
    assert run(FORCE, "export", filed["reference"], "--pdf", "--to", str(target)).exit_code == 0
    assert target.read_bytes().startswith(b"%PDF")


def test_a_report_in_another_script_is_in_every_file(world: World) -> None:
    orgs = world.orgs
    sealed = seal_report(
        {"acts_narrative": "Он ударил её 😭 → 999."}, ["{}", *[""] * 19], force=FORCE, ngo=NGO, view=orgs.view(),
        signer=orgs.signer(NGO, Role.INTAKE), day=clock.today(),
    )  # fmt: skip
    world.upload(sealed)
    world.police.receive()
    (row,) = world.police.rows()
    printed = words_of(world.police.export(row["reference"], "pdf"))
    assert "[Cyrillic: U+041E U+043D]" in printed
    assert "[loudly crying face]" in printed
    for form in ("text", "csv", "json"):
        assert "Он ударил её 😭 → 999." in world.police.export(row["reference"], form).decode("utf-8-sig")


@pytest.mark.parametrize("form", ["text", "pdf", "csv", "json"])
def test_no_export_leaves_out_that_she_stopped_or_what_was_corrected(world: World, form: str) -> None:
    filed = opened_everywhere(world)
    world.ngo.correct(filed["reference"], "There were two men and not three.")
    world.ngo.withdraw(filed["reference"])
    round_trip(world, world.ngo, world.police)
    raw = world.police.export(filed["reference"], form)
    text = words_of(raw) if form == "pdf" else raw.decode()
    assert "There were two men and not three." in text
    assert "She withdrew on" in text
    assert NARRATIVE in text
