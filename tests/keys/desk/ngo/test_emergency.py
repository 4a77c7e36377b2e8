"""After an emergency a caseworker writes down what was told, and nothing of it leaves her desk."""

from __future__ import annotations

from keys.clock import iso, today
from tests.keys.desk.conftest import Run
from tests.orgs import FORCE, NGO
from tests.world import World

CALLED = (
    "--basis", "threat_to_life", "--to", "999", "--asked", "no_time", "--what", "Zephyrquartz is at the door",
    "--why", "He had a knife", "--decided-by", "Dalva",
)  # fmt: skip


def test_written_down_afterwards_and_told_to_her_the_next_day(world: World, run: Run) -> None:
    written = run(NGO, "emergency", "record", *CALLED, "--day", iso(today() - 1))
    assert written.exit_code == 0, written.output
    number = written.output.split("Written down as ")[1].split(",")[0]
    assert "SHE HAS NOT BEEN TOLD YET" in run(NGO, "emergency", "list").output
    assert run(NGO, "emergency", "told", number).exit_code == 0
    listed = run(NGO, "emergency", "list").output
    assert f"she was told on {iso(today())}" in listed
    assert "not asked: there was no time" in listed
    assert "Decided by Dalva: He had a knife" in listed


def test_it_lies_sealed_in_the_vault_and_nothing_is_sent(world: World, run: Run) -> None:
    run(NGO, "emergency", "record", *CALLED)
    for file in world.ngo.folder.rglob("*"):
        assert not file.is_file() or b"Zephyrquartz" not in file.read_bytes()
    assert not world.ngo.outbox.waiting()


def test_a_day_to_come_a_strange_number_and_a_police_desk_get_a_sentence(world: World, run: Run) -> None:
    for desk, arguments in (
        (NGO, ("record", *CALLED, "--day", iso(today() + 9))),
        (NGO, ("record", *CALLED, "--day", "yesterday")),
        (NGO, ("told", "00000000")),
        (FORCE, ("list",)),
    ):
        refused = run(desk, "emergency", *arguments)
        assert refused.exit_code != 0
        assert "Traceback" not in refused.output
        assert refused.output.strip().endswith((".", "list"))
