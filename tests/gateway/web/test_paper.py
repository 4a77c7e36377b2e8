"""On paper: what is explained to her, and the form for a pen, each side on sheets of its own."""

from __future__ import annotations

import pytest

from deploy.demonstration.browser import Browser
from gateway.report.codes import CONSENT_POINTS
from gateway.report.form import checks, questions
from tests.gateway.web.filling import WRITTEN, write


def test_every_point_of_consent_is_explained_in_words_to_say(work: Browser):
    assert [point.code for point in questions.POINTS] == list(CONSENT_POINTS)
    form, sheet = work.get("/caseworker/report/whole"), work.get("/caseworker/consent")
    for point in questions.POINTS:
        assert point.say in form.text
        assert f"{point.title}. {point.say}".replace("  ", " ") in sheet.text.replace(" .", ".")
        assert len(point.say.split()) <= 45


def test_nothing_is_ticked_beforehand_and_what_was_not_ticked_is_said_before_sending(work: Browser):
    blank = work.get("/caseworker/report/whole")
    assert not [name for name in blank.form("filing_secret").fields if questions.PATH in name]
    looked = write(work, identity__record__consent__points_explained__may_stop="yes")
    assert "Not ticked as explained to her" in looked.text
    assert "A condition can be broken" in looked.text
    assert "You can stop" not in looked.text
    every = {f"{questions.PATH}.{point.code}".replace(".", "__"): "yes" for point in questions.POINTS}
    assert "Not ticked as explained" not in write(work, **every).text


def test_no_sheet_of_paper_has_both_sides(work: Browser):
    page = work.get("/caseworker/paper")
    police, us = page.html.split('<section class="paper half us"')
    assert 'class="paper half police"' in police
    for ours in ("The name she uses", "Phone", "Locked: who did it"):
        assert f"<strong>{ours}</strong>" not in police
        assert ours in us
    assert "What happened, in your words?" in police
    assert "What happened, in your words?" not in us
    for side in (police, us):
        assert "In danger now: 999." in side
        assert "She told it on (day)" in side
        assert "Typed in and sent on (day)" in side
    assert page.controls == []


@pytest.mark.parametrize("path", ["/caseworker/paper", "/caseworker/consent"])
def test_paper_is_for_caseworkers(browser: Browser, path: str):
    assert "Sign in" in browser.get(path).text


def test_what_is_still_needed_is_a_list_that_ends():
    assert [name for name, _ in checks.needed({})] == [
        "crime.adult_confirmed",
        "force",
        "crime.reporter_role",
        "crime.wish",
        "crime.acts_narrative",
        "identity.advice",
    ]
    assert checks.needed(WRITTEN) == []
    without_force = {name: text for name, text in WRITTEN.items() if name != "force"}
    assert checks.needed(without_force) == []  # the area finds it


def test_what_is_still_needed_leads_to_its_question(work: Browser):
    page = work.get("/caseworker/report/whole")
    for name, about in checks.needed({}):
        assert about in page.text
        assert f'href="#{name.replace(".", "-")}"' in page.html
        assert name.replace(".", "-") in page.ids
