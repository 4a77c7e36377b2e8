"""The rest of the caseworker's form without script: groups that repeat, offers, meters, the police, keeping."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.demonstration.browser import Browser, Page
from gateway.answering import keep_for_later
from gateway.report.crime import CRIME
from gateway.report.form import ngo_questions, police_questions, values
from gateway.report.form.draft import Draft
from gateway.report.form.questions import asks, repeats
from gateway.report.identity import IDENTITY
from gateway.report.schema import Group, Only, Several
from gateway.report.validate import read_filing
from gateway.web.caseworker import send as sending
from keys.roles import Part
from tests.gateway.running import Gateway
from tests.gateway.web.filling import WRITTEN, file, send, write
from tests.orgs import FORCE, NGO, OTHER_FORCE

ROWS = st.dictionaries(
    st.sampled_from([name for name in values.FIELDS if ".suspects." in name or ".children." in name]), st.just("x")
)


def leaves(shape: object, path: str) -> set[str]:
    """Every field of a half, `*` for the items of a list of groups."""
    if isinstance(shape, Group):
        return {leaf for name, inner in shape.of.items() for leaf in leaves(inner, f"{path}.{name}")}
    if isinstance(shape, Several) and isinstance(shape.of, Group):
        return leaves(shape.of, f"{path}.*")
    return set() if isinstance(shape, Only) else {path}


def test_every_field_of_a_report_is_asked_for_except_what_the_gateway_writes():
    asked = {values.ADULT} | {one.path for half in (police_questions, ngo_questions) for one in asks(half.SECTIONS)}
    for half in (police_questions, ngo_questions):
        asked |= {field.path for one in repeats(half.SECTIONS) for field in one.asks}
    of_a_report = leaves(CRIME, "crime") | leaves(IDENTITY, "identity")
    gateways_own = {"identity.record.warned", "identity.record.warned_reason", "identity.record.status_agreed_by"}
    not_at_first = {"crime.victim.age_band", "crime.suspects.*.age_band", "crime.suspects.*.job_sector"}
    assert of_a_report - asked == gateways_own | not_at_first
    assert asked - of_a_report == {"force", "priority", values.ADULT}


def shown(page: Page, group: str) -> int:
    """How many items of a group stand on the page."""
    return len({name.split(".")[2] for name in page.form("filing_secret").names if name.startswith(f"{group}.")})


def test_a_suspect_is_added_and_taken_away_and_nothing_else_is_lost(work: Browser):
    page = work.get("/caseworker/report/whole")
    filled = {"crime.suspects.0.relationship": "partner", "crime.acts_narrative": "He hit her."}
    page = work.send(page, "filing_secret", "add crime.suspects", **filled)
    assert shown(page, "crime.suspects") == 2
    second = {"crime.suspects.1.relationship": "in_law", "crime.suspects.1.marks": "a scar"}
    page = work.send(page, "filing_secret", "add crime.suspects", **second)
    page = work.send(page, "filing_secret", "remove crime.suspects 0")
    fields = page.form("filing_secret").fields
    assert shown(page, "crime.suspects") == 2
    assert (fields["crime.suspects.0.relationship"], fields["crime.suspects.0.marks"]) == ("in_law", "a scar")
    assert fields["crime.acts_narrative"] == "He hit her."
    page = work.send(page, "filing_secret", "add crime.suspects")
    page = work.send(page, "filing_secret", "add crime.suspects")
    assert shown(page, "crime.suspects") == 4
    assert not any(value == "add crime.suspects" for form in page.forms for _, value in form.buttons)
    assert "room for no more than 4" in page.text


@given(ROWS)
def test_closing_the_gaps_keeps_every_word_in_its_order(typed: dict[str, str]):
    closed = values.without_gaps(typed)
    before, after = values.document(typed), values.document(closed)
    for half, group in (("crime", "suspects"), ("identity", "children")):
        numbers = sorted({int(name.split(".")[2]) for name in closed if name.startswith(f"{half}.{group}")})
        assert numbers == list(range(len(numbers)))
        assert after[half].get(group, []) == [item for item in before[half].get(group, []) if item]
    assert len(closed) == len(typed)
    assert values.without_gaps(closed) == closed


def test_enter_in_a_line_looks_at_the_report_and_never_adds_or_takes_away(work: Browser):
    page = work.get("/caseworker/report/whole")
    assert page.form("filing_secret").buttons[0] == ("step", "review")


def test_withheld_and_unknown_are_two_answers_and_no_answer_is_none(work: Browser, gateway: Gateway):
    looked = write(
        work, crime__injury="withheld", crime__medical_help="unknown", crime__methods__weapons__withheld="yes"
    )
    assert "she chose not to say" in looked.text
    assert "not known" in looked.text
    filing = read_filing(values.document(values.values(looked.form("filing_secret").fields)))
    assert (filing.crime["injury"], filing.crime["medical_help"]) == ("withheld", "unknown")
    assert filing.crime["methods"] == {"weapons": ["withheld"]}
    assert "risk" not in filing.crime


def test_nothing_is_ticked_or_chosen_beforehand(work: Browser):
    form = work.get("/caseworker/report/whole").form("filing_secret")
    ours = {"csrf", "filing_secret", "unkept", "at"}
    filled = {name: text for name, text in form.fields.items() if text and name not in ours}
    assert all(name.startswith("rows.") for name in filled), filled


def test_an_offer_rewrites_its_field_with_one_press(work: Browser, gateway: Gateway):
    looked = write(work, crime__acts_narrative="On 3 May 2026 at 21:40 he hit her, near LS7 3QX. She is 34 years old.")
    for quoted in ("On 3 May 2026 at 21:40", "LS7 3QX"):
        assert f"<mark>{quoted}</mark>" in looked.html
    for left in (2, 1, 0):
        presses = [value for _, value in looked.form("step").buttons]  # a clue of a meter may offer the same
        offers = sorted({one for one in presses if one.startswith("coarsen ")})
        assert len(offers) == left + 1
        looked = work.send(looked, "filing_secret", offers[0])
    told = looked.form("filing_secret").fields["crime.acts_narrative"]
    assert told.startswith("In May 2026")
    assert "3 May" not in told
    assert "in the evening" in told
    assert "Leeds" in told
    assert "LS7" not in told
    assert "Check before sending" in looked.text


def test_an_offer_taken_while_writing_leads_back_to_writing(work: Browser):
    page = work.get("/caseworker/report/whole")
    fields = page.form("filing_secret").fields | {"crime.acts_narrative": "He came on 3 May 2026."}
    page = work.post("/caseworker/report", fields | {"step": "change"})
    page = work.send(page, "filing_secret", "coarsen crime.acts_narrative 8 21")
    assert page.form("filing_secret").fields["crime.acts_narrative"] == "He came in May 2026."
    assert "There is a problem" not in page.text
    assert shown(page, "crime.suspects") == 1


def test_an_exact_day_of_the_date_itself_becomes_its_month(work: Browser):
    looked = write(work, crime__when__precision="day", crime__when__from="2026-10-05")
    pressed = work.send(looked, "filing_secret", "coarsen crime.when.from 0 10")
    fields = pressed.form("filing_secret").fields
    assert (fields["crime.when.from"], fields["crime.when.precision"]) == ("October 2026", "month")


def test_an_offer_that_does_not_exist_changes_nothing(work: Browser):
    page = write(work)
    for made_up in (
        "coarsen",
        "coarsen crime.acts_narrative 0 99",
        "coarsen x y z",
        "remove crime.suspects x",
        "add x",
    ):
        fields = page.form("filing_secret").fields | {"step": made_up}
        again = work.post("/caseworker/report", fields)
        assert again.status == 200
        assert again.form("filing_secret").fields["crime.acts_narrative"] == WRITTEN["crime.acts_narrative"]


RED = {
    "crime.wish": "investigate_without_me",
    "crime.where.place_type": "shared_home",
    "crime.suspects.0.relationship": "partner",
    "crime.when.still_happening": "yes",
    "crime.reported_before": "yes_police",
}


def test_a_red_meter_is_told_in_words_and_needs_both_confirmations(gateway: Gateway, work: Browser):
    looked = write(work, **{name.replace(".", "__"): text for name, text in RED.items()})
    assert "Red: read the warning" in looked.text
    assert "A warning to read with her." in looked.text
    hers, mine = "tick that she has read the warning", "tick that you have read the warning"
    for one_only, asked_for in (({}, {hers, mine}), ({"told.her": "yes"}, {mine}), ({"told.me": "yes"}, {hers})):
        asked = work.send(looked, "filing_secret", "send", **one_only)
        assert {each for each in (hers, mine) if each in asked.text} == asked_for
        assert gateway.rows("reports") == []
    sent = work.send(looked, "filing_secret", "send", **{"told.her": "yes", "told.me": "yes"})
    assert "shown only now" in sent.text


def test_the_live_check_says_what_review_says_and_keeps_nothing(gateway: Gateway, work: Browser):
    page = work.get("/caseworker/report/whole")
    fields = page.form("filing_secret").fields | {
        "crime.acts_narrative": "Marina told me of her visa on 3 May.",
        "identity.name.preferred": "Marina Sokolova",
    }
    answer = work.post("/caseworker/screen", fields).answer
    found = answer.json()
    note = found["notes"]["crime-acts_narrative"]
    for quoted in ("Marina", "visa", "on 3 May"):
        assert f"<mark>{quoted}</mark>" in note
    assert found["summary"] == "1 problem to fix. 2 things to check."
    assert "Could police work out" in found["gauges"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert gateway.rows("envelopes") == gateway.rows("filings") == []
    reviewed = work.post("/caseworker/report", fields | {"step": "review"})
    assert note.split("<mark>")[1] in reviewed.html


def test_the_live_check_is_for_the_page_of_this_browser_only(browser: Browser, work: Browser):
    assert work.post("/caseworker/screen", {"crime.acts_narrative": "x"}).status == 403
    assert browser.post("/caseworker/screen", {"csrf": "0"}).status == 403


def test_the_room_left_is_told_for_each_side_once_it_is_little(work: Browser):
    page = work.get("/caseworker/report/whole")
    fields = page.form("filing_secret").fields | {"step": "change", "crime.acts_narrative": "a" * 1000}
    assert "more characters" not in page.text + work.post("/caseworker/report", fields).text
    full = fields | {"crime.acts_narrative": "é" * 4400, "crime.where.online_platform": "é" * 40}
    full |= {f"crime.suspects.{place}.marks": "é" * 200 for place in range(4)}
    full |= {f"crime.suspects.{place}.clothing": "é" * 200 for place in range(4)}
    told = work.post("/caseworker/report", full).text
    (left,) = re.findall(r"You can write about (\d+) more characters on this side", told)
    assert 0 <= int(left) < 14800 // 5


def leeds_receives(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the force of the picked area were one of those that can receive today."""
    from gateway.report import police_areas

    there = police_areas.Force(FORCE, "E23000010", "Northshire Police")
    monkeypatch.setattr(police_areas, "force_for", lambda code: there if code else None)


def test_the_area_finds_the_police(gateway: Gateway, work: Browser, monkeypatch: pytest.MonkeyPatch):
    leeds_receives(gateway, monkeypatch)
    page = work.get("/caseworker/report/whole")
    found = work.send(page, "filing_secret", "area", crime__where__area_code="E08000035", force=OTHER_FORCE)
    assert found.form("filing_secret").fields["force"] == FORCE
    assert "Send to Northshire Police" in write(work, force="").text


def test_a_force_that_covers_the_area_but_cannot_receive_is_named(work: Browser):
    page = write(work, force="")
    assert "Leeds is covered by West Yorkshire Police, who cannot receive reports here yet." in page.text


def test_when_the_suspect_is_police_no_force_is_chosen_for_her(
    gateway: Gateway, work: Browser, monkeypatch: pytest.MonkeyPatch
):
    leeds_receives(gateway, monkeypatch)
    page = write(work, force="", crime__suspects__0__relationship="police_officer")
    assert "choose a neighbouring force" in page.text
    looked = write(work, crime__suspects__0__relationship="police_officer", force=OTHER_FORCE)
    assert "is not the force that the suspect works for" in looked.text
    assert "Tick that the suspect does not work" in work.send(looked, "filing_secret", "send").text
    assert gateway.rows("reports") == []
    sent = work.send(looked, "filing_secret", "send", told__not_theirs="yes")
    assert "shown only now" in sent.text


def test_the_area_can_be_told_as_the_force_only_or_not_at_all(work: Browser):
    assert "Leeds" not in write(work, crime__where__area_level="force").text.split("What only")[0]
    region = write(work, crime__where__area_level="region").text.split("What only")[0]
    assert "Yorkshire and The Humber" in region
    assert "Leeds" not in region
    hidden = write(work, crime__where__area_level="withheld")
    assert "Leeds" not in hidden.text.split("What only")[0]
    assert "she chose not to say" in hidden.text


def test_keep_never_makes_a_crime_part_and_is_asked_once_more(gateway: Gateway, work: Browser):
    asked = write(work, crime__wish="keep", crime__crime_types__0="", force="")
    assert "This page cannot open it again." in asked.text
    assert gateway.rows("deliveries") == []
    kept = work.send(asked, "filing_secret", "keep")
    assert "Nothing has been sent to the police." in kept.text
    assert [(row.part, row.org) for row in gateway.rows("deliveries")] == [(Part.HELD, NGO)]
    assert gateway.rows("reports") == gateway.rows("filings") == []
    listed = work.get("/caseworker/")
    assert "Kept: on its way to our desk" in listed.text


def test_a_double_tap_keeps_one_form_and_other_words_are_kept_too(gateway: Gateway, work: Browser):
    asked = write(work, crime__wish="keep")
    for _ in range(3):
        assert "The report is kept" in work.send(asked, "filing_secret", "keep").text
    assert len(gateway.rows("deliveries")) == 1
    work.send(asked, "filing_secret", "keep", crime__acts_narrative="She remembers more now.")
    assert len(gateway.rows("deliveries")) == 2


def test_send_with_the_wish_keep_does_not_send(gateway: Gateway, work: Browser):
    fields = write(work).form("filing_secret").fields | {"crime.wish": "keep", "step": "send"}
    assert "Keep the report for later" in work.post("/caseworker/report", fields).text
    assert gateway.rows("deliveries") == []


def test_what_is_kept_may_be_unfinished_but_holds_no_numbers_of_papers(gateway: Gateway, work: Browser):
    page = work.get("/caseworker/report/whole")
    nothing = work.send(page, "filing_secret", "later")
    assert "nothing to keep yet" in nothing.text
    for half in ("crime.acts_narrative", "identity.safe_contact.note"):
        numbers = work.send(page, "filing_secret", "later", **{half: "Her BRP is ZU1234567"})
        assert "held nowhere" in numbers.text
        forced = work.post("/caseworker/report", numbers.form("filing_secret").fields | {"step": "keep"})
        assert "held nowhere" in forced.text
    hidden = work.send(page, "filing_secret", "later", crime__acts_narrative="He \u202ehit her")
    assert "cannot be seen" in hidden.text
    assert gateway.rows("deliveries") == []
    part = work.send(page, "filing_secret", "later", crime__acts_narrative="Her name is Marina and")
    assert "The report is kept" in work.send(part, "filing_secret", "keep").text


def test_under_18_nothing_is_kept_either(gateway: Gateway, work: Browser):
    page = work.get("/caseworker/report/whole")
    for step in ("later", "keep"):
        child = work.send(page, "filing_secret", "review", **(WRITTEN | {"crime.adult_confirmed": "no"}))
        child = work.post("/caseworker/report", child.form("filing_secret").fields | {"step": step})
        assert "Childline" in child.text
    assert gateway.rows("deliveries") == []


def test_the_longest_form_that_can_be_written_can_be_kept(gateway: Gateway):
    whole = {name: "ق" * 6000 for name in ("crime.acts_narrative", "identity.suspect.note", "identity.abroad.note")}
    whole |= {name: "ü" * 200 for name in values.FIELDS if name.endswith((".name", ".contact", ".lives_with"))}
    sending.keep(Draft.of(whole, "2026-11"), "00" * 32, NGO, gateway.host)
    with pytest.raises(ValueError, match="long"):
        keep_for_later({"x": "y" * 70_000}, ngo=NGO, host=gateway.host)


def test_told_by_her_worker_shows_no_code(gateway: Gateway, work: Browser):
    sent = file(work, identity__record__token_mode="worker_only")
    assert "No code is shown" in sent.text
    assert not re.search(r"(?:[0-9A-Z]{4} ){5}[0-9A-Z]{4}|(?:\d{6} ){3}", sent.text)
    ordinary = file(work)
    sizes = sorted(len(row.body) for row in gateway.rows("envelopes") if row.org == FORCE)
    assert sizes[0] == sizes[-1]
    assert "shown only now" in ordinary.text


def test_signed_out_during_any_step_the_step_goes_on_afterwards(work: Browser, dalva):
    page = work.get("/caseworker/report/whole")
    work.cookies.delete("amparo-gateway")
    asked = work.send(page, "filing_secret", "add crime.suspects", crime__suspects__0__marks="a scar")
    assert "What you wrote is safe" in asked.text
    back = work.send(asked, "password", **dalva.credentials())
    assert back.form("filing_secret").fields["crime.suspects.0.marks"] == "a scar"
    assert shown(back, "crime.suspects") == 2


def test_a_reason_and_the_ticks_survive_signing_in_again(work: Browser, dalva):
    looked = write(work, crime__acts_narrative="He shouted about her visa.")
    work.cookies.delete("amparo-gateway")
    asked = send(work, looked, keep_reason="his words", told__agreed="Rosa Example")
    assert "shown only now" in work.send(asked, "password", **dalva.credentials()).text
