"""The report field by field against the page it was designed on: the same names and codes, no less, no more.

The lists are written out here a second time on purpose. REPORT.md explains what differs.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gateway.report.crime import CRIME
from gateway.report.identity import IDENTITY
from gateway.report.police_areas import REGIONS, areas
from gateway.report.schema import UNANSWERED, Choice, Choices, Group, Several, Shape

CODES = {
    "reporter_role": "victim witness third_person_with_consent third_person_without_consent",
    "wish": "intelligence_only investigate_without_me contact_through_ngo",
    "force_role": "domestic_abuse rasso modern_slavery hba hate general",
    "crime_types": "domestic.physical domestic.sexual domestic.strangulation domestic.coercive_control"
    " domestic.economic domestic.psychological domestic.tech domestic.stalking_after_leaving sexual.rape sexual.assault"
    " sexual.exploitation sexual.sex_for_rent sexual.image_abuse sexual.harassment sexual.exposure_spiking"
    " slavery.domestic_servitude slavery.forced_labour slavery.sexual_exploitation slavery.criminal_exploitation"
    " slavery.debt_bondage slavery.trafficking_movement honour.abuse honour.forced_marriage honour.fgm_adult_past"
    " honour.dowry_abuse honour.confinement violence.assault violence.threats_to_kill violence.threats"
    " violence.kidnap_false_imprisonment violence.stalking violence.harassment violence.robbery"
    " housing.illegal_eviction housing.landlord_harassment work.assault_at_work work.sexual_harassment_at_work"
    " fraud.romance fraud.adviser_fraud fraud.identity property.theft property.burglary property.damage"
    " property.arson hate.any authority.police_officer authority.contractor authority.other_official"
    " other",
    "hate_strands": "race religion sexual_orientation disability transgender sex_gender",
    "when.precision": "day week month season year range ongoing",
    "when.day_part": "early_morning morning afternoon evening night",
    "when.week_part": "weekday weekend mixed",
    "when.frequency": "once few_times monthly weekly daily_or_almost",
    "when.duration": "lt_1m 1_6m 6_12m 1_3y gt_3y",
    "where.place_type": "home_of_victim home_of_suspect shared_home other_home temporary_accommodation workplace"
    " employers_home street_or_park vehicle public_transport shop_or_service hotel school_college health_setting"
    " faith_setting care_setting online other",
    "where.area_level": "region force local_authority ward postcode_sector",
    "account_source": "her_words_paraphrased worker_observed told_by_other",
    "methods.weapons": "none hands strangulation knife firearm blunt corrosive fire vehicle dog other",
    "methods.threats": "to_kill to_hurt to_hurt_children to_take_children to_hurt_family_elsewhere"
    " report_to_authorities job_and_home share_images to_evict debt self_harm spiritual",
    "methods.control": "documents_taken phone_monitored movement_restricted locked_in isolation money_taken"
    " pay_withheld debt_bondage dependency forced_substances sleep_food_denied constant_watch",
    "injury": "none minor moderate serious",
    "medical_help": "yes no",
    "victim.sex": "female male other",
    "victim.age_band": "18_24 25_39 40_59 60_or_over",
    "suspects.role": "main other",
    "suspects.relationship": "partner ex_partner family in_law employer supervisor_coworker landlord housemate"
    " recruiter_agent controller customer neighbour known_other authority_figure police_officer stranger",
    "suspects.sex": "female male other",
    "suspects.could_identify_again": "yes no unsure",
    "suspects.known_to_have_done_it_to_others": "yes no think_so",
    "evidence.type": "messages photos video_cctv audio documents medical_record forensic_sample clothing_object"
    " bank_record diary online_profile other",
    "evidence.held_by": "victim ngo sarc third_party",
    "witnesses.count": "0 1 2_3 4_plus",
    "witnesses.may_talk": "yes no unsure",
    "risk.dash_band": "standard medium high not_done",
    "risk.flags": "strangulation separation escalation stalking threats_to_kill weapon pregnancy hba suicidal_suspect"
    " suicidal_victim breach_of_order",
    "others_at_risk.adults": "0 1 2_plus",
    "others_at_risk.children_at_risk": "yes no unsure",
    "others_at_risk.social_care_told": "yes no na",
    "needs.officer_sex_pref": "female male none",
    "reported_before": "no yes_police yes_other unsure",
}
NAMES = {
    "": "reporter_role adult_confirmed wish force_role crime_types hate_strands when where acts_narrative"
    " account_source taken_via_interpreter methods injury medical_help victim suspects vehicles evidence witnesses risk"
    " others_at_risk needs reported_before triggers enhanced_rights handling screen_version",
    "when": "precision from to day_part week_part still_happening frequency duration",
    "where": "place_type area_level area_code online_platform",
    "suspects": "role relationship sex age_band height_band build hair marks clothing accent_described job_sector"
    " could_identify_again known_to_have_done_it_to_others weapon_access lives_with_or_near_victim"
    " contact_with_children",
    "vehicles": "type colour make vrm",
    "evidence": "type held_by perishes_by sha256",
    "needs": "interpreter officer_sex_pref",
}
NEVER = (
    "nationality",
    "immigration_status",
    "language",
    "passport",
    "visa",
    "ethnicity",
    "religion",
    "document",
    "name",
    "dob",
)


def walked(shape: Shape, path: str = "") -> Iterator[tuple[str, Shape]]:
    """Every shape below `shape` with its dotted path; items of a list under the list's own."""
    yield path, shape
    if isinstance(shape, Group):
        for name, inner in shape.of.items():
            yield from walked(inner, f"{path}.{name}".lstrip("."))
    elif isinstance(shape, Several):
        yield from walked(shape.of, path)


def test_every_closed_list_of_the_crime_half_has_the_codes_it_was_designed_with() -> None:
    for path, shape in walked(CRIME):
        if path in CODES and isinstance(shape, Choice | Choices):
            assert set(shape.of) == set(CODES[path].split()), path
    assert CODES.keys() <= {path for path, shape in walked(CRIME) if isinstance(shape, Choice | Choices)}


def test_every_group_of_the_crime_half_has_the_fields_it_was_designed_with() -> None:
    groups = {path: set(shape.of) for path, shape in walked(CRIME) if isinstance(shape, Group)}
    for path, names in NAMES.items():
        assert groups[path] == set(names.split()), path


def test_not_said_and_not_known_are_answers_everywhere_but_where_an_answer_is_needed() -> None:
    closed = {
        path for path, shape in walked(CRIME) if isinstance(shape, Choice) and not set(UNANSWERED) <= set(shape.codes())
    }
    assert closed == {"wish"}
    closed = {
        path
        for path, shape in walked(IDENTITY)
        if isinstance(shape, Choice) and not set(UNANSWERED) <= set(shape.codes())
    }
    assert closed == {"advice"}


def test_no_field_towards_the_police_could_hold_what_must_never_reach_them() -> None:
    for path, _ in walked(CRIME):
        assert not any(word in path.rsplit(".", 1)[-1].split("_") for word in NEVER), path


def test_every_force_lies_in_a_region_that_is_known() -> None:
    assert {area.force.region for area in areas().values()} == set(REGIONS)
    assert areas()["E08000035"].force.region == "E12000003"


@pytest.mark.parametrize("name", ["attachments", "photo", "consent_summary"])
def test_what_is_explained_as_absent_is_absent(name: str) -> None:
    assert not [path for path, _ in walked(CRIME) if path.endswith(name)]
