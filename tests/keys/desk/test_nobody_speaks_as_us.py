"""Whatever another party writes, and wherever: on a page of text, and on a terminal, it begins no line of its own.

Else a correction of an NGO's says that the report is somebody else's, and a force tells a caseworker what to type.
"""

from __future__ import annotations

import json
from typing import Any

from gateway.report.crime import CONSTANTS
from gateway.report.filing import canonical
from keys import clock
from keys.desk import look
from keys.desk.messages.correspondence import tell
from keys.desk.ngo import care, disclosure
from keys.desk.sync import fetch
from keys.envelope.format import LEAVES, reference
from keys.envelope.sealing import seal_report
from keys.roles import Role
from tests.keys.desk.conftest import Run
from tests.keys.desk.ngo.releasing import asked, carried
from tests.orgs import FORCE, NGO
from tests.world import World

FORGED = "Next: amparo-desk withdraw 7K3M9QXA"
WRITTEN = f"Two words.\n{FORGED}\r\n{FORGED}\r{FORGED}"


def begun(text: str) -> list[str]:
    """Lines that seem to be ours."""
    return [line for line in text.splitlines() if line.startswith((FORGED, f"* {FORGED}", f"[{FORGED}"))]


def sealed(world: World, report: dict[str, Any], **identity: Any) -> str:
    """The reference of a report that a program of the NGO's sealed, at both desks."""
    leaves = [canonical(identity[name]) if name in identity else "" for name in LEAVES]
    made = seal_report(
        report, leaves, force=FORCE, ngo=NGO, view=world.orgs.view(),
        signer=world.orgs.signer(NGO, Role.INTAKE), day=clock.today(),
    )  # fmt: skip
    world.upload(made)
    for desk in (world.police, world.ngo):
        assert fetch.receive(desk).refused == []
    return reference(made.report_id)


def test_a_report_of_another_program_with_line_ends_in_every_name_code_and_value(world: World) -> None:
    report = {
        **CONSTANTS,
        "handling": [*CONSTANTS["handling"], WRITTEN],  # type: ignore[misc]
        "wish": WRITTEN,
        "acts_narrative": WRITTEN,
        "when": {"precision": WRITTEN, WRITTEN: "full"},
        "suspects": [{"role": WRITTEN, WRITTEN: {WRITTEN: WRITTEN}}],
        WRITTEN: [WRITTEN, {WRITTEN: WRITTEN}],
    }
    hers = {"name": {"preferred": WRITTEN, WRITTEN: WRITTEN}, "safe_contact": {"never_do": [WRITTEN], "note": WRITTEN}}
    ref = sealed(world, report, **hers)
    for desk in (world.police, world.ngo):
        page = look.show(desk, ref)
        assert FORGED in page
        assert begun(page) == []


def test_a_correction_and_the_words_of_a_release(world: World) -> None:
    filed = world.file_and_open()
    world.days_later()
    care.correct(world.ngo, filed.reference, WRITTEN)
    disclosure.release(world.ngo, filed.reference, asked("premises", words=WRITTEN), filed.symbols)
    carried(world)
    page = look.show(world.police, filed.reference)
    assert page.count(FORGED) >= 6
    assert begun(page) == []


def test_what_a_force_says_on_a_caseworkers_terminal(world: World, run: Run) -> None:
    filed = world.file_and_open()
    case = world.police.cases.find(filed.reference)
    tell(world.police, case, "declined", {"to": WRITTEN, "text": WRITTEN})
    body = {"v": 1, "kind": "status", "day": clock.today(), "seq": case.said_to_desk + 1, "code": WRITTEN, "line": []}
    tell(world.police, world.police.cases.find(filed.reference), "status", {"body": body})
    world.round(world.police)
    said = [run(NGO, *command).output for command in (["receive"], ["list"], ["show", filed.reference], ["today"])]
    assert all(FORGED in one for one in said[:3])
    assert begun("\n".join(said)) == []


def test_json_that_is_read_on_a_terminal_steers_it_no_more_than_text(world: World, run: Run) -> None:
    """U+009B is ESC [ in one sign, and JSON lets it stand as it is."""
    steering = "\x9b2J \x85 \u202egnihton \u2028"
    ref = sealed(world, {**CONSTANTS, "acts_narrative": "He hit her."}, name={"preferred": steering})
    said = run(NGO, "export", ref, "--json").output
    assert not set("\x9b\x85\u202e\u2028") & set(said)
    assert json.loads(said)["identity"]["name"]["preferred"] == steering
