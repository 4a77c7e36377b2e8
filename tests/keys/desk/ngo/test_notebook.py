"""A caseworker's own notes on a case and the days she set: hers alone, sealed, and handed over with the case."""

from __future__ import annotations

from pathlib import Path

import pytest

from keys.clock import iso, today
from keys.desk import look, tasks
from keys.desk.desk import Desk
from keys.desk.errors import DeskError
from keys.desk.ngo import care, notebook, transfer
from keys.desk.store.folder import restore
from keys.desk.sync.send import send
from tests.keys.desk.conftest import Run
from tests.orgs import FORCE, NGO
from tests.world import PASSPHRASE, World

CANARY = "Zephyrquartz"


def again(world: World) -> list[tuple[str, str]]:
    return [(need.reference, need.what) for need in tasks.needs(world.ngo) if need.pressing == tasks.AGAIN]


def test_a_note_never_leaves_the_desk_whatever_is_done_about_the_report(world: World) -> None:
    filed = world.file_and_open()
    notebook.write(world.ngo, filed.reference, f"{CANARY} is her sister", iso(today()))
    care.note(world.ngo, filed.reference, "Call us.")
    care.correct(world.ngo, filed.reference, "It was a Wednesday.")
    care.withdraw(world.ngo, filed.reference)
    send(world.ngo, now=True)
    world.round(world.police, world.ngo)
    assert world.at_rest(CANARY) == []  # the gateway, the carriers, and both vaults as they lie
    shown = [look.show(world.police, filed.reference)]
    shown += [look.export(world.police, filed.reference, form).decode() for form in ("text", "csv", "json", "evidence")]
    shown += [look.export(world.ngo, filed.reference, form).decode() for form in ("text", "json", "evidence")]
    shown += [str(message) for message in world.messages(filed.digits)]
    assert not [text for text in shown if CANARY in text]


def test_a_report_is_in_today_on_its_day_until_somebody_has_looked(world: World) -> None:
    filed = world.file_and_open()
    note = notebook.write(world.ngo, filed.reference, CANARY, iso(today() + 2))
    assert again(world) == []
    world.days_later(2)
    ((short, words),) = again(world)
    assert filed.reference.startswith(short)
    assert words.startswith("You wanted to look at this report again on ")
    assert CANARY not in words  # who passes by reads along
    world.days_later(1)
    assert len(again(world)) == 1
    notebook.looked_again(world.ngo, filed.reference, note.id)
    assert again(world) == []


def test_a_note_goes_to_another_desk_with_its_case_and_what_was_removed_stays_removed(world: World) -> None:
    filed = world.file_and_open()
    second = world.desk(NGO, "second")
    kept = notebook.write(world.ngo, filed.reference, CANARY, iso(today()))
    gone = notebook.write(world.ngo, filed.reference, "Wrong case")
    given = transfer.hand_over(world.ngo, [filed.reference], to="Dalva's laptop")
    assert again(world) == []  # the other desk is reminded
    with pytest.raises(DeskError, match="Dalva's laptop answers"):
        notebook.write(world.ngo, filed.reference, "One more")
    (case,) = transfer.take_over(second, given.text, given.word)
    assert {note.id for note in notebook.of(second, case)} == {kept.id, gone.id}
    assert [need.kind for need in tasks.needs(second) if need.pressing == tasks.AGAIN] == ["again"]
    notebook.remove(second, filed.reference, gone.id)
    notebook.looked_again(second, filed.reference, kept.id)
    back = transfer.hand_over(second, [filed.reference], to="the office")
    (case,) = transfer.take_over(world.ngo, back.text, back.word)
    assert [(note.text, note.done) for note in notebook.of(world.ngo, case)] == [(CANARY, today())]
    assert again(world) == []


def test_a_backup_holds_the_notes(world: World, tmp_path: Path) -> None:
    filed = world.file_and_open()
    notebook.write(world.ngo, filed.reference, CANARY)
    world.ngo.back_up(tmp_path / "backup")
    restore(tmp_path / "backup", tmp_path / "again", PASSPHRASE)
    with Desk.open(tmp_path / "again", PASSPHRASE) as desk:
        assert [note.text for note in notebook.of(desk, desk.cases.find(filed.reference))] == [CANARY]


def test_a_note_on_an_account_stands_on_the_one_that_replaces_it(world: World) -> None:
    filed = world.file_and_open()
    notebook.write(world.ngo, filed.reference, CANARY)
    case = world.ngo.cases.find(filed.reference)
    newer = world.ngo.cases.get(case.report_id)
    assert newer is not None
    newer.report_id, newer.supersedes, case.superseded_by = "0f" * 16, case.report_id, "0f" * 16
    world.ngo.cases.put(newer)
    world.ngo.cases.put(case)
    assert [note.text for note in notebook.of(world.ngo, newer)] == [CANARY]


def test_the_command_line_writes_reads_and_removes(world: World, run: Run) -> None:
    filed = world.file_and_open()
    ref = filed.reference
    assert "No notes yet" in run(NGO, "notebook", ref).output
    written = run(NGO, "notebook", ref, "--text", "Her sister drives", "--again", iso(today())).output
    number = written.split("Kept as ")[1].split(",")[0]
    assert run(NGO, "notebook", ref, "--write", given="From the screen").exit_code == 0
    listed = run(NGO, "notebook", ref).output
    assert f"{number}  {iso(today())}  look again on {iso(today())}" in listed
    assert "    From the screen" in listed
    assert f"amparo-desk notebook {ref[:8]}" in run(NGO, "today").output
    assert "Done" in run(NGO, "notebook", ref, "--done", number).output
    assert "Removed" in run(NGO, "notebook", ref, "--remove", number).output
    assert "Her sister drives" not in run(NGO, "notebook", ref).output


def test_what_cannot_be_kept_is_refused_with_a_sentence(world: World, run: Run) -> None:
    ref = world.file_and_open().reference
    for desk, arguments in (
        (NGO, ("--text", " ")),
        (NGO, ("--text", "x" * 3001)),
        (NGO, ("--again", "soon")),
        (NGO, ("--again", "1/2/2020")),
        (NGO, ("--done", "00000000")),
        (FORCE, ("--text", "A margin is for the police")),
    ):
        refused = run(desk, "notebook", ref, *arguments)
        assert refused.exit_code == 1
        assert refused.output.startswith("Error: ")
        assert "Traceback" not in refused.output
    assert notebook.of(world.ngo, world.ngo.cases.find(ref)) == []
