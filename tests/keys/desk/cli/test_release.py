"""The commands about her consent: the token is never an argument, and every step says what comes next."""

from __future__ import annotations

from pathlib import Path

from gateway.filing import Filed
from keys.clock import iso, today
from tests.keys.desk.conftest import Run
from tests.keys.desk.ngo.conftest import filed
from tests.keys.desk.ngo.releasing import STREET
from tests.orgs import FORCE, NGO, OTHER_NGO
from tests.world import World

__all__ = ["filed"]
TOLD = ("--points", "1-12", "--language", "tl", "--mode", "interpreter", "--given-by", "signed", "--advice", "taken")


def test_released_by_command_with_the_token_typed_unseen(world: World, run: Run, filed: Filed) -> None:
    ref, until = filed.reference[:8], iso(today() + 20)
    result = run(NGO, "release", ref, "premises", "--until", until, *TOLD, given=f"{filed.symbols}\n")
    assert result.exit_code == 0, result.output
    assert filed.symbols not in result.output
    assert f"until {until}: premises" in result.output
    assert f"amparo-desk show {ref}" in result.output
    world.round(world.ngo, world.police)
    assert STREET in run(FORCE, "show", ref).output
    stopped = run(NGO, "unrelease", ref, "--yes")
    assert stopped.exit_code == 0, stopped.output
    world.round(world.ngo, world.police)
    assert STREET not in run(FORCE, "show", ref).output


def test_asked_one_by_one_the_twelve_points_are_shown_first(world: World, run: Run, filed: Filed) -> None:
    ref = filed.reference[:8]
    answers = [iso(today() + 9), "She moved above the bakery", "She is afraid", "1-12", "tl", "read", "signed", "later"]
    typed = "\n".join([*answers, filed.symbols, ""])
    result = run(NGO, "release", ref, "suspect", "--later", "premises", "--words", given=typed)
    assert result.exit_code == 0, result.output
    assert "12 how to complain" in result.output
    assert "not asked; refused by design" in result.output


def test_a_point_left_out_and_a_wrong_token_release_nothing(world: World, run: Run, filed: Filed) -> None:
    ref, until = filed.reference[:8], iso(today() + 20)
    few = run(NGO, "release", ref, "premises", "--until", until, *("--points", "1-11"), *TOLD[2:], given="x\n")
    assert few.exit_code == 1
    wrong = run(NGO, "release", ref, "premises", "--until", until, *TOLD, given="5AYF-D6S7\n")
    assert wrong.exit_code == 1
    assert "Released" not in few.output + wrong.output
    assert run(NGO, "release", ref, "record", "--until", until, *TOLD).exit_code == 2
    assert run(FORCE, "unrelease", ref, "--yes").exit_code == 1


def test_with_the_token_lost_a_note_goes_to_a_second_ngo_and_back(
    world: World, run: Run, filed: Filed, tmp_path: Path
) -> None:
    ref, until, note = filed.reference[:8], iso(today() + 40), tmp_path / "note.txt"
    lost = ("release", ref, "premises", "--until", until, *TOLD, "--token-lost", "--to", str(note))
    assert "within 7 days" in run(NGO, *lost).output
    world.days_later(8)
    world.desk(OTHER_NGO).directory.refresh()
    made = run(NGO, *lost)
    assert made.exit_code == 0, made.output
    assert STREET not in note.read_text("utf-8")
    heard = run(OTHER_NGO, "cosign", str(note), given="y\n")
    assert heard.exit_code == 0, heard.output
    assert "premises" in heard.output
    sent = run(NGO, "release", ref, "--cosigned", f"{note}.signed")
    assert sent.exit_code == 0, sent.output
    world.round(world.ngo, world.police)
    assert STREET in run(FORCE, "show", ref).output
