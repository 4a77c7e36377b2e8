"""The vocabulary: statuses, partial dates, areas."""

from __future__ import annotations

import pytest

from gateway.report import partial_dates, police_areas, statuses


def test_a_partial_date_is_said_in_words_no_finer_than_written() -> None:
    assert partial_dates.say("2026-10-05") == "5 October 2026"
    assert partial_dates.say("2026-10") == "October 2026"
    assert partial_dates.say("2026-W41") == "week of 5 October 2026"
    assert partial_dates.say("2026-autumn") == "autumn 2026"
    assert partial_dates.say("2026") == "2026"
    assert partial_dates.say("soon") == "soon"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("5/10/2025", "2025-10-05"),
        ("05.10.25", "2025-10-05"),
        ("5th October 2025", "2025-10-05"),
        ("14/3/92", "1992-03-14"),
        ("October 2025", "2025-10"),
        ("oct 2025", "2025-10"),
        ("10 2025", "2025-10"),
        ("last month", "2026-10"),
        ("autumn 2025", "2025-autumn"),
        ("last autumn", "2025-autumn"),
        ("this autumn", "2026-autumn"),
        ("Last summer", "2026-summer"),
        ("last winter", "2025-winter"),
        ("last year", "2025"),
        ("2026-W41", "2026-W41"),
    ],
)
def test_a_date_is_read_as_people_in_the_uk_write_it(typed: str, meant: str) -> None:
    assert partial_dates.from_words(typed, "2026-11") == meant
    assert partial_dates.from_words(partial_dates.say(meant), "2026-11") == meant


@pytest.mark.parametrize(
    "typed", ["5/10", "10/26", "31/2/2026", "13/13/2025", "next week", "marching 2020", "soon", ""]
)
def test_what_is_no_date_here_stays_as_it_was_typed(typed: str) -> None:
    assert partial_dates.from_words(typed, "2026-11") == typed


def test_every_council_has_a_postcode_and_every_postcode_names_councils() -> None:
    by_letters = police_areas._by_postcode_area()
    named = {area.code for found in by_letters.values() for area in found}
    assert named == police_areas.areas().keys()
    assert all(by_letters.values())
    assert [area.name for area in police_areas.of_postcode("ls7 3qx") or ()][:2] == ["Leeds", "Bradford"]
    assert police_areas.of_postcode("G12 8QQ") == []
    assert police_areas.of_postcode("Leeds") is None


def test_a_season_runs_to_the_end_of_its_third_month() -> None:
    assert str(partial_dates.read("2025-winter").last) == "2026-02-28"
    assert str(partial_dates.read("2026-spring").last) == "2026-05-31"
    assert str(partial_dates.read("2026-12").last) == "2026-12-31"


@pytest.mark.parametrize(
    "text", ["2026-13", "2026-02-29", "2026-W54", "1899", "2100-01", "26", "2026-10-05T10", "", "２０２６"]
)
def test_what_is_no_date_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(ValueError, match="not a") as caught:
        partial_dates.read(text)
    assert not text or text not in str(caught.value)


def test_every_local_authority_of_england_and_wales_has_one_of_the_43_forces() -> None:
    assert len(police_areas.areas()) == 318
    assert len({area.force for area in police_areas.areas().values()}) == 43
    assert all(code[0] in "EW" and len(code) == 9 for code in police_areas.areas())


@pytest.mark.parametrize(
    ("code", "force"),
    [
        ("E08000035", "west-yorkshire-police"),
        ("E08000025", "west-midlands-police"),
        ("E09000020", "metropolitan-police"),
        ("E08000003", "greater-manchester-police"),
        ("E06000023", "avon-and-somerset-police"),
        ("E06000066", "avon-and-somerset-police"),
        ("E09000001", "city-of-london-police"),
        ("W06000015", "south-wales-police"),
        ("E06000060", "thames-valley-police"),
    ],
)
def test_the_force_for_a_place_is_known(code: str, force: str) -> None:
    found = police_areas.force_for(code)
    assert found is not None
    assert found.org == force


@pytest.mark.parametrize(
    ("org", "name"),
    [
        ("british-transport-police", "British Transport Police"),
        ("ministry-of-defence-police", "Ministry of Defence Police"),
        ("police-scotland", "Police Scotland"),
        ("police-service-of-northern-ireland", "Police Service of Northern Ireland"),
    ],
)
def test_forces_without_a_council_here_have_a_name_and_no_region(org: str, name: str) -> None:
    force = police_areas.forces()[org]
    assert (force.name, force.region) == (name, "")
    assert force not in {area.force for area in police_areas.areas().values()}


@pytest.mark.parametrize(
    ("old", "new", "name"), [("E08000016", "E08000038", "Barnsley"), ("E08000019", "E08000039", "Sheffield")]
)
def test_a_council_that_got_a_new_code_is_offered_by_it_and_known_by_both(old: str, new: str, name: str) -> None:
    assert new in police_areas.areas()
    assert old not in police_areas.areas()
    for code in (old, new):
        assert police_areas.name_of(code) == name
        found = police_areas.force_for(code)
        assert found is not None
        assert found.org == "south-yorkshire-police"


def test_an_area_is_called_by_its_name_and_an_unknown_one_by_its_code() -> None:
    assert police_areas.name_of("E08000035") == "Leeds"
    assert police_areas.name_of("E23000010") == "West Yorkshire Police"
    assert police_areas.name_of("W92000004") == "Wales"
    assert police_areas.name_of("LS7 3") == "LS7 3"
    assert police_areas.name_of("E08999999") == "E08999999"
    assert police_areas.force_for("E08999999") is None


def test_the_picture_has_five_steps_and_every_status_is_on_one() -> None:
    assert statuses.STEPS == ("kept", "sent", "opened", "working", "finished")
    assert {statuses.stage(code) for code in statuses.STATUSES} == {0, 1, 2, 3, 4}


def test_five_statuses_wait_for_her_safety_and_so_does_one_nobody_knows() -> None:
    assert {code for code in statuses.STATUSES if statuses.is_dangerous(code)} == statuses.DANGEROUS
    assert {"arrested", "bailed", "released_no_charge", "charged", "nfa"} == statuses.DANGEROUS
    assert statuses.is_dangerous("something_newer")


def test_nothing_is_promised_that_does_not_exist_yet() -> None:
    assert "match_found" not in statuses.STATUSES
    assert "draft_held" not in statuses.STATUSES


def test_each_status_has_one_writer_and_a_plain_sentence() -> None:
    assert set(statuses.codes_of("ngo")) | set(statuses.codes_of("police")) == set(statuses.STATUSES)
    assert set(statuses.codes_of("ngo")) & set(statuses.codes_of("police")) == set()
    assert {"sent", "delivered", "kept"} <= set(statuses.codes_of("ngo"))
    for code in (*statuses.STATUSES, "something_newer"):
        assert statuses.sentence(code).endswith(".")
        assert "deport" not in statuses.sentence(code)
