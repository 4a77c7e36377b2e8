"""What an officer takes away: the PDF, and in every form what must not be left out of it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from keys import clock
from keys.desk import look
from keys.desk.case_view.listing import case_list
from keys.desk.messages import status_line
from keys.desk.ngo import care
from keys.desk.police import margins
from keys.desk.sync import fetch
from keys.envelope.sealing import seal_report
from keys.roles import Role
from tests.keys.desk.conftest import Run
from tests.orgs import FORCE, NGO
from tests.world import NAME, NARRATIVE, PHONE, World


def words_of(raw: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(raw)).pages).split())


def test_the_pdf_holds_the_report_the_sender_and_the_officers_mark_and_nothing_of_hers(world: World) -> None:
    filed = world.file_and_open()
    text = words_of(look.export(world.police, filed.reference, "pdf"))
    case = world.police.cases.find(filed.reference)
    assert NARRATIVE in text
    assert "Confirmed by Casa Aurora on" in text
    assert "Printed for: kestrel" in text
    assert text.endswith("kestrel")
    for word in (case.mailbox["id"], case.vk, NAME, PHONE):
        assert word not in text
    world.round(world.police, world.ngo)
    assert "Exported as PDF by kestrel" in look.show(world.ngo, filed.reference)


def test_the_pdf_holds_statuses_questions_and_the_forces_number_but_no_note(world: World) -> None:
    filed = world.file_and_open()
    status_line.status(world.police, filed.reference, "investigating")
    case = world.police.cases.find(filed.reference)
    margins.write(world.police, case, number="13/26 0412", note="a quokka note")
    text = words_of(look.export(world.police, filed.reference, "pdf"))
    assert "Number at the force: 13/26 0412" in text
    assert "Under investigation" in text[text.index("STATUS AND QUESTIONS") :]
    assert "quokka" not in text


def test_a_pdf_goes_into_a_new_file(world: World, run: Run, tmp_path: Path) -> None:
    filed = world.file()
    run(FORCE, "receive")
    refused = run(FORCE, "export", filed.reference, "--pdf")
    assert refused.exit_code == 1
    assert "name a new one with --to" in refused.stderr
    target = tmp_path / "report.pdf"
    assert run(FORCE, "export", filed.reference, "--pdf", "--to", str(target)).exit_code == 0
    assert target.read_bytes().startswith(b"%PDF")


def test_a_report_in_another_script_is_in_every_file(world: World) -> None:
    orgs = world.orgs
    sealed = seal_report(
        {"acts_narrative": "Он ударил её 😭 → 999."}, ["{}", *[""] * 19], force=FORCE, ngo=NGO, view=orgs.view(),
        signer=orgs.signer(NGO, Role.INTAKE), day=clock.today(),
    )  # fmt: skip
    world.upload(sealed)
    fetch.receive(world.police)
    (row,) = case_list(world.police)
    printed = words_of(look.export(world.police, row["reference"], "pdf"))
    assert "[Cyrillic: U+041E U+043D]" in printed
    assert "[loudly crying face]" in printed
    for form in ("text", "csv", "json"):
        exported = look.export(world.police, row["reference"], form)
        assert "Он ударил её 😭 → 999." in exported.decode("utf-8-sig")


@pytest.mark.parametrize("form", ["text", "pdf", "csv", "json"])
def test_no_export_leaves_out_that_she_stopped_or_what_was_corrected(world: World, form: str) -> None:
    filed = world.file_and_open()
    care.correct(world.ngo, filed.reference, "There were two men and not three.")
    care.withdraw(world.ngo, filed.reference)
    world.round(world.ngo, world.police)
    raw = look.export(world.police, filed.reference, form)
    text = words_of(raw) if form == "pdf" else raw.decode()
    assert "There were two men and not three." in text
    assert "She withdrew on" in text
    assert NARRATIVE in text
