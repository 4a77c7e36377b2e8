"""She shows the police what she had locked: only that, only for so long, and she can take it back."""

from __future__ import annotations

import pytest

from gateway.filing import Filed
from gateway.report.names import day_in_london
from keys.clock import today
from keys.desk import look, tasks
from keys.desk.errors import DeskError
from keys.desk.ngo import care, disclosure
from keys.desk.police import disclosed
from keys.desk.sync import fetch
from keys.desk.sync.send import send
from keys.roles import Part
from tests.keys.desk.ngo.releasing import STREET, SUSPECT, asked, carried
from tests.world import World


def test_what_she_releases_is_seen_as_sealed_and_the_ngo_learns_of_the_opening(world: World, filed: Filed) -> None:
    ref = filed.reference
    assert STREET not in look.show(world.police, ref)
    row = disclosure.release(world.ngo, ref, asked("premises", words="Come in plain clothes."), filed.symbols)
    carried(world)
    assert "opened" not in look.show(world.ngo, ref).split("Released to")[1].split("\n")[0]
    page = look.show(world.police, ref)
    assert f"The place where it happened (as sealed at filing; until {day_in_london(row.until)})" in page
    # and among what was said about the report
    assert f"The place where it happened, until {day_in_london(row.until)}" in page
    assert STREET in page
    assert "Come in plain clothes." in page
    assert "not for immigration purposes" in page
    assert SUSPECT not in page
    carried(world)
    line = next(line for line in look.show(world.ngo, ref).split("\n") if line.startswith("Released to"))
    assert f"opened {day_in_london(today())}" in line


def test_every_export_holds_what_is_released_now_with_its_handling_and_nothing_else(world: World, filed: Filed) -> None:
    ref = filed.reference
    disclosure.release(world.ngo, ref, asked("premises"), filed.symbols)
    carried(world)
    for form in ("text", "csv", "json"):
        text = look.export(world.police, ref, form).decode("utf-8-sig")
        assert STREET in text, form
        assert "not for immigration purposes" in text, form
        assert SUSPECT not in text, form
        assert "Quellwasser" not in text, form
    disclosure.unrelease(world.ngo, ref)
    carried(world)
    for form in ("text", "csv", "json"):
        assert STREET not in look.export(world.police, ref, form).decode("utf-8-sig"), form


def test_what_she_says_otherwise_now_is_marked_as_given_later(world: World, filed: Filed) -> None:
    ref = filed.reference
    wanted = asked("suspect", later={"premises": "She moved: the flat above the bakery"})
    disclosure.release(world.ngo, ref, wanted, filed.symbols)
    carried(world)
    page = look.show(world.police, ref)
    assert "The place where it happened (given later, not as sealed at filing; until" in page
    assert "Who did it (as sealed at filing; until" in page
    assert STREET not in page


def test_taken_back_it_is_gone_from_the_police_desk_and_they_say_so(world: World, filed: Filed) -> None:
    ref = filed.reference
    disclosure.release(world.ngo, ref, asked("premises"), filed.symbols)
    carried(world)
    look.show(world.police, ref)
    carried(world)
    disclosure.unrelease(world.ngo, ref)
    carried(world)
    assert STREET not in look.show(world.police, ref)
    case = world.police.cases.find(ref)
    (row,) = (row for _, row in world.police.vault.all(f"disclosed {case.report_id}"))
    kept = world.police.cases.kept(Part.DISCLOSE, row["cid"])
    assert kept is not None
    assert (kept.raw, kept.inside, kept.cek) == ("", {}, "")
    assert disclosed.shown(world.police, case) == []
    assert "Police say they erased it" in look.show(world.ngo, ref)


def test_after_its_last_day_it_is_gone_though_nobody_took_it_back(world: World, filed: Filed) -> None:
    ref = filed.reference
    disclosure.release(world.ngo, ref, asked("premises", days=3), filed.symbols)
    carried(world)
    world.days_later(2)
    assert STREET in look.show(world.police, ref)
    world.days_later(1)
    assert STREET not in look.show(world.police, ref)
    carried(world)
    assert "Police say they erased it" in look.show(world.ngo, ref)
    assert not [need for need in tasks.needs(world.ngo) if "erased" in need.what]


def test_a_police_desk_that_does_not_say_that_it_erased_is_named(world: World, filed: Filed) -> None:
    ref = filed.reference
    disclosure.release(world.ngo, ref, asked("premises", days=3), filed.symbols)
    carried(world)
    world.days_later(12)
    assert any("has not said that it erased the place" in need.what for need in tasks.needs(world.ngo))


def test_still_unread_it_is_given_up_unseen(world: World, filed: Filed) -> None:
    ref = filed.reference
    disclosure.release(world.ngo, ref, asked("premises"), filed.symbols)
    carried(world)
    disclosure.unrelease(world.ngo, ref)
    carried(world)
    assert STREET not in look.show(world.police, ref)
    assert "opened" not in look.show(world.ngo, ref).split("Released to")[1].split("\n")[0]


def test_not_yet_fetched_it_is_destroyed_at_the_gateway(world: World, filed: Filed) -> None:
    ref = filed.reference
    disclosure.release(world.ngo, ref, asked("premises"), filed.symbols)
    send(world.ngo, now=True)
    disclosure.unrelease(world.ngo, ref)
    send(world.ngo, now=True)
    world.carry()
    done = fetch.receive(world.police)
    assert done.refused == []
    assert [sentence for sentence in done.new if "released something" in sentence] == []
    assert STREET not in look.show(world.police, ref)


def test_not_yet_sent_it_never_leaves(world: World, filed: Filed) -> None:
    ref = filed.reference
    disclosure.release(world.ngo, ref, asked("premises"), filed.symbols)
    disclosure.unrelease(world.ngo, ref)
    assert [item for item in world.ngo.outbox.waiting() if item.part == Part.DISCLOSE] == []
    assert "before it left this desk" in look.show(world.ngo, ref)


def test_when_she_stops_altogether_what_she_released_is_taken_back_too(world: World, filed: Filed) -> None:
    ref = filed.reference
    disclosure.release(world.ngo, ref, asked("premises"), filed.symbols)
    carried(world)
    assert STREET in look.show(world.police, ref)
    carried(world)
    care.withdraw(world.ngo, ref)
    carried(world)
    assert STREET not in look.show(world.police, ref)
    with pytest.raises(DeskError, match="withdrew"):
        disclosure.release(world.ngo, ref, asked("premises"), filed.symbols)


def test_several_that_wait_are_taken_in_the_order_of_their_notes(world: World, filed: Filed) -> None:
    ref = filed.reference
    for name in ("premises", "suspect", "name"):
        disclosure.release(world.ngo, ref, asked(name), filed.symbols)
    carried(world)
    page = look.show(world.police, ref)
    assert all(word in page for word in (STREET, SUSPECT, "Ligaya"))
