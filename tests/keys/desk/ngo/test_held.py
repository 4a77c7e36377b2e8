"""A form kept for later is the NGO's alone: resumed, corrected, filed or deleted at its desk, and nowhere else."""

from __future__ import annotations

import copy
import json
import stat
import sys
from pathlib import Path
from typing import Any

import pytest

from gateway.answering import keep_for_later
from keys.desk import tasks
from keys.desk.case_view.listing import case_list
from keys.desk.errors import DeskError
from keys.desk.ngo.drafts import HeldForms
from keys.desk.sync import fetch
from keys.roles import Part
from tests.keys.desk.conftest import Run, next_command
from tests.keys.desk.ngo.test_filing import FORM
from tests.orgs import FORCE, NGO
from tests.world import NAME, NARRATIVE, World


def keep(world: World, number: int = 1, **crime: Any) -> None:
    """The form was kept for later at the hosted page, and the NGO's desk has fetched it."""
    document = copy.deepcopy(FORM)
    document["crime"] |= crime
    document |= {"id": f"{number:064x}", "priority": "priority"}
    keep_for_later(document, ngo=NGO, host=world.gateway.host)
    world.carry()
    assert fetch.receive(world.ngo).refused == []


def test_it_is_listed_shown_and_filed_and_then_no_longer_kept(world: World, run: Run) -> None:
    keep(world)
    listed = run(NGO, "held")
    assert "wanted as a priority" in listed.output
    assert NAME not in listed.output
    shown = run(NGO, *next_command(listed))
    assert NAME in shown.output
    assert NARRATIVE in shown.output
    filed = run(NGO, *next_command(shown))
    assert filed.exit_code == 0, filed.output + filed.stderr
    assert "Her token" in filed.output
    assert run(NGO, "held").output == "No form is kept for later.\n"
    world.carry()
    run(FORCE, "receive")
    assert NARRATIVE in run(FORCE, "show", next_command(filed)[1]).output


def test_it_is_corrected_in_a_file_that_only_its_owner_can_read(world: World, run: Run, tmp_path: Path) -> None:
    keep(world, wish="", acts_narrative=f"{NAME} was hit.")
    name = HeldForms(world.ngo.cases).all()[0].name
    refused = run(NGO, "held", "file", name)
    assert refused.exit_code == 1
    assert "crime.wish" in refused.stderr
    target = tmp_path / "form.json"
    done = run(NGO, "held", "edit", name, "--to", str(target))
    assert done.exit_code == 0
    if sys.platform != "win32":
        assert stat.S_IMODE(target.stat().st_mode) == 0o600
    document = json.loads(target.read_text())
    assert document.keys() == {"force", "crime", "identity"}
    assert run(NGO, "held", "edit", name, "--to", str(target)).exit_code == 1
    document["crime"]["wish"] = "intelligence_only"
    target.write_text(json.dumps(document))
    assert "must never reach the police" in run(NGO, *next_command(done)).stderr
    assert HeldForms(world.ngo.cases).all() != []
    document["crime"]["acts_narrative"] = "She was hit."
    target.write_text(json.dumps(document))
    filed = run(NGO, *next_command(done))
    assert filed.exit_code == 0, filed.stderr
    assert "delete it" in filed.output
    assert HeldForms(world.ngo.cases).all() == []


@pytest.mark.parametrize("how", ["delete", "file"])
def test_nothing_of_it_stays_here_once_it_is_dealt_with(world: World, run: Run, how: str) -> None:
    keep(world)
    (form,) = HeldForms(world.ngo.cases).all()
    words = ("held", "delete", form.name, "--yes") if how == "delete" else ("held", "file", form.name)
    assert run(NGO, *words).exit_code == 0
    kept = world.ngo.cases.kept(Part.HELD, form.cid)
    assert kept is not None
    assert (kept.raw, kept.inside, kept.cek) == ("", {}, "")
    assert (case_list(world.ngo) == []) is (how == "delete")


def test_the_same_press_twice_is_one_form_and_a_changed_one_is_another(world: World) -> None:
    keep(world)
    keep(world)
    assert len(HeldForms(world.ngo.cases).all()) == 1
    keep(world, acts_narrative="He came again.")
    assert len(HeldForms(world.ngo.cases).all()) == 2
    keep(world, 2)
    assert len(HeldForms(world.ngo.cases).all()) == 3


def test_no_force_ever_gets_anything_of_it(world: World) -> None:
    keep(world)
    assert fetch.receive(world.police).new == []
    assert case_list(world.police) == []
    assert any("kept for later" in need.what for need in tasks.needs(world.ngo))


def test_a_name_that_fits_none_or_several_is_refused(world: World) -> None:
    keep(world)
    for name in ("", "zz", "0" * 8, "ffffffff"):
        with pytest.raises(DeskError, match="amparo-desk held"):
            HeldForms(world.ngo.cases).find(name)
