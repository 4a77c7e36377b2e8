"""A report is written at the desk's page with the website's own form, kept as it grows, sealed here and sent once."""

from __future__ import annotations

import re
from typing import Any

import httpx

from gateway.report.form.values import document, values_of
from keys.desk import look
from keys.desk.case_view.listing import case_list
from keys.desk.ngo.drafts import HeldForms, SavedDrafts
from tests.gateway.writing import posted
from tests.keys.desk.ngo.test_held import keep
from tests.keys.desk.web.desk_page import DeskPage
from tests.orgs import FORCE, NGO
from tests.world import NAME, NARRATIVE, World

DRAFT = "d1" * 16


def _form(**changes: str) -> dict[str, str]:
    form = {
        "crime.adult_confirmed": "yes",
        "crime.reporter_role": "victim",
        "crime.wish": "contact_through_ngo",
        "crime.acts_narrative": "He broke the door while the kettle whistled twice.",
        "identity.name.preferred": NAME,
        "identity.advice": "taken",
        "force": FORCE,
        "draft": DRAFT,
    }
    return form | changes


def _said(page: DeskPage) -> dict[str, str]:
    """What the page before sending asks for is ticked: a red meter's warning was read."""
    return {"told.her": "yes", "told.me": "yes", "keep_reason": "she wants it so"}


def _ready(world: World) -> None:
    world.ngo.directory.refresh()


def test_it_is_looked_at_sealed_here_and_opens_at_the_police(world: World, ngo_page: DeskPage) -> None:
    _ready(world)
    before = ngo_page.press("/write", _form(step="review"))
    assert "What the police will read" in before
    assert "whistled twice" in before
    assert NAME not in before
    after = ngo_page.press("/write", _form(step="send") | _said(ngo_page))
    assert "The report is sealed, and on its way" in after
    assert "Nothing on it says what it is for." in after
    (row,) = case_list(world.ngo)
    world.round(world.ngo, world.police)
    assert "whistled twice" in look.show(world.police, row["reference"])
    assert "Signed by" in look.show(world.police, row["reference"])


def test_a_double_press_is_one_report(world: World, ngo_page: DeskPage) -> None:
    _ready(world)
    form = _form(step="send") | _said(ngo_page)
    ngo_page.press("/write", form)
    again = ngo_page.press("/write", form)
    assert "This very form was filed on" in again
    assert len(case_list(world.ngo)) == 1
    assert SavedDrafts(world.ngo.vault).all() == []


def test_no_report_goes_without_the_record_of_advice(world: World, ngo_page: DeskPage) -> None:
    _ready(world)
    form = {name: text for name, text in _form(step="send").items() if name != "identity.advice"}
    assert "Choose whether independent advice was taken." in ngo_page.press("/write", form | _said(ngo_page))
    assert case_list(world.ngo) == []


def test_her_own_name_in_the_police_side_cannot_be_sent(world: World, ngo_page: DeskPage) -> None:
    _ready(world)
    form = _form(step="send", **{"crime.acts_narrative": f"{NAME} was hit."}) | _said(ngo_page)
    assert "There is a problem" in ngo_page.press("/write", form)
    assert case_list(world.ngo) == []


def test_what_is_typed_is_kept_in_the_vault_and_taken_up_after_the_browser_died(
    world: World, ngo_page: DeskPage
) -> None:
    _ready(world)
    answer = ngo_page.post("/write/screen", _form())
    assert answer.answer.json()["summary"].endswith("Kept here as a draft.")
    assert world.at_rest("whistled twice") == []
    assert NAME not in ngo_page.read("/drafts")
    html = ngo_page.post("/drafts/open", {"name": DRAFT}).html
    assert "whistled twice" in html
    assert f'value="{DRAFT}"' in html
    ngo_page.press("/write", _form(step="send") | _said(ngo_page))
    assert SavedDrafts(world.ngo.vault).all() == []


def test_a_draft_needs_no_line_and_neither_does_sealing(world: World) -> None:
    _ready(world)

    def no_line(*_: Any) -> Any:
        raise httpx.ConnectError("no line")

    page = DeskPage(world.desk_folder(NGO), no_line)  # type: ignore[arg-type]
    assert "Kept here as a draft" in page.press("/write", _form(step="draft"))
    assert "The report is sealed, and on its way" in page.press("/write", _form(step="send") | _said(page))
    page.close()
    (case,) = world.ngo.cases.all()
    world.round(world.ngo, world.police)
    assert "whistled twice" in look.show(world.police, case.reference)


def test_under_18_keeps_nothing_and_numbers_of_papers_make_no_draft(world: World, ngo_page: DeskPage) -> None:
    _ready(world)
    ngo_page.post("/write/screen", _form())
    child = ngo_page.press("/write", _form(step="review", **{"crime.adult_confirmed": "unsure"}))
    assert "For somebody under 18 there are other ways" in child
    assert SavedDrafts(world.ngo.vault).all() == []
    ngo_page.post("/write/screen", _form())
    papers = _form(**{"identity.address.lines": "BRP ZU1234567"})
    assert "take the numbers of papers out first" in ngo_page.post("/write/screen", papers).answer.json()["summary"]
    (draft,) = SavedDrafts(world.ngo.vault).all()  # as it was before the number came in
    assert "ZU1234567" not in str(draft.values)


def test_without_a_code_her_worker_tells_her_and_the_police_see_no_difference(world: World, ngo_page: DeskPage) -> None:
    _ready(world)
    form = _form(step="send", **{"identity.record.token_mode": "worker_only"}) | _said(ngo_page)
    after = ngo_page.press("/write", form)
    assert "No code is shown, as she chose: you tell her." in after
    assert not re.search(r"[0-9A-Z]{4} [0-9A-Z]{4} [0-9A-Z]{4}", after)
    (case,) = world.ngo.cases.all()
    assert case.mailbox["id"]
    world.round(world.ngo, world.police)
    assert world.police.cases.find(case.reference).mailbox == case.mailbox


def test_a_form_kept_on_the_website_is_finished_here_and_then_gone(world: World, ngo_page: DeskPage) -> None:
    _ready(world)
    keep(world)
    (held,) = HeldForms(world.ngo.cases).all()
    assert NARRATIVE not in ngo_page.read("/drafts")
    html = ngo_page.post("/drafts/held", {"name": held.name}).html
    assert NARRATIVE in html
    assert HeldForms(world.ngo.cases).all()
    ngo_page.press("/write", _form(step="send", held=held.cid) | _said(ngo_page))
    assert HeldForms(world.ngo.cases).all() == []
    assert len(case_list(world.ngo)) == 1


def test_a_report_filed_here_opens_as_a_form_and_replaces_the_one_before(world: World, ngo_page: DeskPage) -> None:
    _ready(world)
    ngo_page.press("/write", _form(step="send") | _said(ngo_page))
    (first,) = world.ngo.cases.all()
    html = ngo_page.get(ngo_page.path("filing.again", first.reference)).html
    assert "whistled twice" in html
    changed = _form(
        step="send", supersedes=first.reference, draft="e2" * 16, **{"crime.acts_narrative": "There were two men."}
    )
    after = ngo_page.press("/write", changed | _said(ngo_page))
    assert "Her code stays the one she has." in after
    newer = next(case for case in world.ngo.cases.all() if case.report_id != first.report_id)
    assert (newer.supersedes, newer.mailbox) == (first.report_id, first.mailbox)


def test_a_document_taken_up_is_the_document_again() -> None:
    given: dict[str, Any] = posted()
    given.pop("filing_secret")
    given["crime"]["methods"] = {"threats": ["to_kill", "report_to_authorities"]}
    given["crime"]["suspects"] = [{"role": "main", "relationship": "partner"}]
    given["crime"]["where"] = {"place_type": "shared_home", "area_level": "local_authority", "area_code": "E08000035"}
    given["identity"]["safe_contact"] = {
        "never_do": ["Call after six", "Leave a message"],
        "channels": [{"type": "call", "value": "07700 900456", "safe": "yes"}],
    }
    given["identity"]["support"] = {"needs_immigration_advice": False, "dash": {"score": 14}}
    assert document(values_of(given)) == given
