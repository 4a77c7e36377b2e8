"""The form step by step, without script: one idea a step, consent first, everything carried along, nothing kept."""

from __future__ import annotations

import pytest

from deploy.demonstration.browser import Browser, Page
from gateway.report.form import task_list, values
from tests.gateway.running import Gateway
from tests.gateway.web.filling import WRITTEN, send
from tests.orgs import FORCE

PAGE = "/caseworker/report"
ON = {name: task_list.task_of(values.FIELDS[name].question).name for name in WRITTEN}


def on(page: Page) -> str:
    return page.form("filing_secret").fields["at"]


def answers(task: str) -> dict[str, str]:
    return {name: text for name, text in WRITTEN.items() if ON[name] == task}


def filled(work: Browser, *, leave: str = "", **changes: str) -> Page:
    """The page after the last step: every step was answered and went on by "Next", but the questions of `leave`."""
    page = work.get(PAGE)
    for task in task_list.TASKS:
        assert on(page) == task.name
        typed = answers(task.name) if task.name != leave else {}
        mine = {name: text for name, text in changes.items() if task_list.task_of(name) == task}
        page = work.send(page, "filing_secret", "next" if task_list.after(task) else "review", **(typed | mine))
    return page


def test_every_question_stands_on_one_step_and_consent_comes_first():
    named = [name for task in task_list.TASKS for name in task.sections.split()]
    assert sorted(named) == sorted(task_list._SIDES)
    assert task_list.task_of(values.ADULT).name == task_list.task_of("identity.advice").name == task_list.FIRST


def test_a_report_goes_step_by_step_as_the_whole_form_would(gateway: Gateway, work: Browser):
    looked = filled(work)
    assert "Check before sending" in looked.text
    fields = looked.form("filing_secret").fields
    for name, value in WRITTEN.items():
        assert fields.get(name, "").splitlines() == value.splitlines(), name
    assert "shown only now" in send(work, looked).text
    assert [row.priority for row in gateway.rows("reports")] == [True]


def test_a_step_says_which_it_is_and_that_nothing_is_saved(work: Browser):
    page = work.get(PAGE)
    assert "Step 1 of 7" in page.text
    assert "Not sent, and not saved" in page.text
    assert "18 or older" in page.text
    assert "Nothing written yet" in page.text


def test_enter_goes_on_and_back_keeps_what_was_written(work: Browser):
    page = work.get(PAGE)
    assert page.form("filing_secret").buttons[0] == ("step", "next")
    page = work.send(page, "filing_secret", "next", **answers("consent"))
    page = work.send(page, "filing_secret", "go consent", **{"identity.name.preferred": "Marina"})
    fields = page.form("filing_secret").fields
    assert (on(page), fields["identity.name.preferred"], fields["identity.advice"]) == ("consent", "Marina", "taken")


def test_a_mistake_is_told_on_its_own_step_with_a_link_and_what_is_missing_waits(work: Browser):
    page = work.send(work.get(PAGE), "filing_secret", "next")  # nothing answered: nothing is wrong yet
    assert on(page) == "her"
    wrong = {"identity.email.addresses": "no address", "identity.name.preferred": "Marina Sokolova"}
    page = work.send(page, "filing_secret", "next", **wrong)
    assert on(page) == "her"
    assert 'href="#identity-email-addresses"' in page.html
    page = work.send(page, "filing_secret", "go what", **{"identity.email.addresses": ""})
    page = work.send(page, "filing_secret", "next", crime__acts_narrative="Marina told me.")
    assert (on(page), 'href="#crime-acts_narrative"' in page.html) == ("what", True)


def test_what_is_missing_at_the_end_is_listed_in_order_and_leads_to_its_step(work: Browser):
    page = filled(work, leave="consent")
    assert on(page) == "consent"
    page = work.send(page, "filing_secret", "go wish", **{"crime.reporter_role": ""})
    page = work.send(page, "filing_secret", "review", **{"crime.reporter_role": ""})
    html = page.html
    listed = ("go consent crime.adult_confirmed", "go consent identity.advice", '<a href="#crime-reporter_role"')
    places = [html.index(text) for text in listed]
    assert places == sorted(places)
    assert on(page) == "wish"
    assert on(work.send(page, "filing_secret", "go consent")) == "consent"


def test_under_18_is_told_at_the_first_step(work: Browser):
    child = work.send(work.get(PAGE), "filing_secret", "next", **{"crime.adult_confirmed": "unsure"})
    assert "Childline" in child.text
    assert on(work.send(child, "filing_secret", "change")) == "consent"


@pytest.mark.parametrize("word", ["LS7 3QX", "ls7"])
def test_a_postcode_offers_the_councils_it_may_lie_in_and_is_not_carried_on(work: Browser, word: str):
    page = work.send(work.get(PAGE), "filing_secret", "go where")
    page = work.send(page, "filing_secret", "next", **{"area.find": word})
    assert on(page) == "where"
    assert "may lie in any of these" in page.text
    offered = [value for _, value in page.form("at").buttons if value.startswith("area E")]
    assert len(offered) == 4
    page = work.send(page, "filing_secret", offered[0])
    assert page.form("at").fields["crime.where.area_code"] == "E08000035"
    page = work.send(page, "filing_secret", "go what")
    assert word not in page.html


def test_a_council_whose_police_cannot_receive_is_told_where_it_is_chosen(work: Browser):
    page = work.send(work.get(PAGE), "filing_secret", "go where")
    page = work.send(page, "filing_secret", "next", **{"crime.where.area_code": "E08000035"})
    assert on(page) == "where"
    assert "who cannot receive reports here yet" in page.text
    assert on(work.send(page, "filing_secret", "next", force=FORCE)) == "what"


def test_the_whole_form_is_one_press_away_and_so_is_the_way_back(work: Browser):
    page = work.send(work.get(PAGE), "filing_secret", "go whole", **answers("consent"))
    assert on(page) == "whole"
    assert len(page.form("filing_secret").names) > 150
    page = work.send(page, "filing_secret", "go consent", **answers("her"))
    assert page.form("filing_secret").fields["identity.name.preferred"] == "Marina Sokolova"


def test_a_change_from_the_last_page_leads_to_its_step(work: Browser):
    looked = filled(work)
    assert on(work.send(looked, "filing_secret", "go what")) == "what"
    assert on(work.send(looked, "filing_secret", "change")) == "wish"


def test_an_item_more_stays_on_its_step(work: Browser):
    page = work.send(work.get(PAGE), "filing_secret", "go who")
    page = work.send(page, "filing_secret", "add crime.suspects", **{"crime.suspects.0.marks": "a scar"})
    assert on(page) == "who"
    assert "crime.suspects.1.marks" in page.form("filing_secret").names


def test_dates_are_written_as_people_here_write_them(work: Browser):
    looked = filled(
        work, **{"crime.when.precision": "day", "crime.when.from": "5/10/2025", "identity.birth.dob": "14/3/1992"}
    )
    assert "5 October 2025" in looked.text
    page = work.send(looked, "filing_secret", "go what")
    assert page.form("filing_secret").fields["crime.when.from"] == "5/10/2025"


def test_signed_out_on_a_step_she_comes_back_to_it(work: Browser, dalva):
    page = work.send(work.get(PAGE), "filing_secret", "go who")
    work.cookies.delete("amparo-gateway")
    asked = work.send(page, "filing_secret", "next", **{"crime.suspects.0.marks": "a scar"})
    back = work.send(asked, "password", **dalva.credentials())
    assert on(back) == "danger"
    assert back.form("filing_secret").fields["crime.suspects.0.marks"] == "a scar"
