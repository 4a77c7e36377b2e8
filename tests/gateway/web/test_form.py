"""The caseworker's form, used without script: write, look at it, send."""

from __future__ import annotations

import re

import pytest

from deploy.demonstration.browser import Browser, Page
from gateway.web.caseworker import send as form
from keys import token
from keys.errors import CannotSeal
from keys.roles import Part
from tests.gateway.running import Gateway
from tests.gateway.web.conftest import Caseworker
from tests.gateway.web.filling import WRITTEN, file, send, write
from tests.orgs import FORCE, NGO

HERS = ("Marina", "Sokolova", "Masha", "900123", "Tuesdays", "pt-BR", "Ashdown", "Elm Road")


def stored(gateway: Gateway) -> list[object]:
    return [row for table in ("reports", "deliveries", "envelopes", "filings") for row in gateway.rows(table)]


def symbols(page: Page) -> str:
    found = re.search(r"(?:[0-9A-Z]{4} ){5}[0-9A-Z]{4}", page.text)
    assert found, page.text
    return found[0]


def test_what_was_written_comes_back_on_every_step_until_it_is_sent(work: Browser):
    looked = write(work)
    assert "Check before sending" in looked.text
    changed = work.send(looked, "filing_secret", "change")
    fields = changed.form("filing_secret").fields
    for name, value in WRITTEN.items():
        assert fields.get(name, "").splitlines() == value.splitlines(), name
    assert fields["filing_secret"] == looked.form("filing_secret").fields["filing_secret"]


def test_nothing_is_stored_before_send_and_two_parts_are_owed_after(gateway: Gateway, work: Browser):
    looked = write(work)
    assert stored(gateway) == []
    sent = send(work, looked)
    assert sent.status == 200
    assert "shown only now" in sent.text
    assert [(row.part, row.org) for row in sorted(gateway.rows("deliveries"), key=lambda row: row.part)] == [
        (Part.CRIME, FORCE),
        (Part.IDENTITY, NGO),
    ]
    assert [row.priority for row in gateway.rows("reports")] == [True]


def test_the_police_open_what_the_page_showed_and_nothing_of_hers(gateway: Gateway, work: Browser):
    looked = write(work)
    shown = looked.text
    for word in HERS:
        assert word not in shown  # neither side's own words stand beside the other's
    assert "He came back and broke the door." in shown
    sent = send(work, looked)
    (crime,) = [row for row in gateway.rows("envelopes") if row.org == FORCE]
    assert b"Sokolova" not in crime.body
    assert "He came back and broke the door." in sent.text
    for word in HERS:
        assert word not in sent.text


def test_the_page_shows_both_writings_of_one_token_and_what_the_slip_needs(gateway: Gateway, work: Browser):
    gateway = gateway.with_settings(numbers={NGO: "020 7946 0123"})
    sent = file(the_same_browser_at(gateway, work))
    value = token.read_at_desk(symbols(sent))
    assert token.digits(value) in sent.text
    view = gateway.host.view()
    assert f"{view.size} {view.root.hex()[:20]}" in sent.text
    assert "020 7946 0123" in sent.text
    slip = re.search(r'<div class="slip">(.*?)</div>', sent.html, re.S)
    assert slip
    assert not re.search(r"[a-z]{3,}", re.sub(r"<[^>]+>", "", slip[1]).replace(view.root.hex()[:20], ""))


def the_same_browser_at(gateway: Gateway, work: Browser) -> Browser:
    """The same signed-in browser at another application on the same database."""
    other = gateway.browser()
    cookie = work.cookies.get("amparo-gateway")
    assert cookie is not None
    other.cookies.set("amparo-gateway", cookie, domain="127.0.0.1")
    return other


def test_a_double_tap_is_one_report_and_one_code(gateway: Gateway, work: Browser):
    looked = write(work)
    first, second = send(work, looked), send(work, looked)
    assert symbols(first) == symbols(second)
    assert "Nothing was sent twice" in second.text
    assert len(gateway.rows("reports")) == 1


def test_a_form_sent_before_with_other_words_says_so_and_shows_the_first_code(gateway: Gateway, work: Browser):
    looked = write(work)
    first = send(work, looked)
    second = send(work, looked, crime__acts_narrative="Something else happened.")
    assert second.status == 409
    assert symbols(first) == symbols(second)
    assert "The first report stands" in second.text
    assert "Something else happened." not in second.text
    assert len(gateway.rows("reports")) == 1


def test_every_report_has_a_filing_secret_of_its_own(work: Browser):
    secrets = {work.get("/caseworker/report/whole").form("filing_secret").fields["filing_secret"] for _ in range(3)}
    assert len(secrets) == 3
    assert all(re.fullmatch("[0-9a-f]{64}", secret) for secret in secrets)


@pytest.mark.parametrize("answer", ["no", "unsure"])
@pytest.mark.parametrize("step", ["review", "send"])
def test_under_18_nothing_is_made_and_the_other_ways_are_shown(gateway: Gateway, work: Browser, answer: str, step: str):
    page = work.get("/caseworker/report/whole")
    shown = work.send(page, "filing_secret", "review", **(WRITTEN | {"crime.adult_confirmed": answer}))
    if step == "send":
        fields = shown.form("filing_secret").fields | {"step": "send"}
        shown = work.post("/caseworker/report", fields)
    assert "Childline" in shown.text
    assert "social care" in shown.text
    assert stored(gateway) == []
    back = work.send(shown, "filing_secret", "change")  # chosen by mistake: nothing is lost
    assert back.form("filing_secret").fields["identity.name.preferred"] == "Marina Sokolova"


def test_needed_fields_are_named_and_linked(work: Browser):
    page = work.send(work.get("/caseworker/report/whole"), "filing_secret", "review")
    for field in ("force", "crime-adult_confirmed", "crime-reporter_role", "crime-wish", "identity-advice"):
        assert f'href="#{field}"' in page.html, field
        assert field in page.ids, field
        assert f"{field}-error" in page.ids, field
    assert 'href="#identity-name-preferred"' not in page.html


def test_a_date_finer_than_chosen_is_told_in_words(work: Browser):
    page = write(work, crime__when__from="2026-10-05")
    assert "no more exact than you chose above" in page.text
    assert page.form("filing_secret").fields["crime.when.from"] == "2026-10-05"


def test_what_must_never_reach_the_police_cannot_be_sent(gateway: Gateway, work: Browser):
    page = write(work, crime__acts_narrative="Marina was hit. Her card is BRP ZU1234567, phone 07700900123.")
    assert "Must change:" in page.text
    for quoted in ("<mark>Marina</mark>", "<mark>ZU1234567</mark>", "<mark>07700900123</mark>"):
        assert quoted in page.html
    assert "crime-acts_narrative-found" in page.ids
    assert page.form("filing_secret").fields["identity.name.preferred"] == "Marina Sokolova"
    forced = work.post(
        "/caseworker/report", page.form("filing_secret").fields | {"step": "send", "keep_reason": "please"}
    )
    assert "Must change:" in forced.text
    assert stored(gateway) == []


def test_a_warning_needs_a_reason_which_goes_to_the_ngo_only(gateway: Gateway, work: Browser):
    looked = write(work, crime__acts_narrative="He shouted about her visa.")
    assert "Please look:" in looked.text
    assert "<mark>visa</mark>" in looked.html
    without = send(work, looked)
    assert "Explain why you are keeping the highlighted words" in without.text
    assert stored(gateway) == []
    alone = send(work, without, keep_reason="It is what he shouted")
    assert "a second person at your organisation" in alone.text
    sent = send(work, alone, keep_reason="It is what he shouted", told__agreed="Rosa Example")
    assert "shown only now" in sent.text
    assert "what he shouted" not in sent.text


def test_a_name_in_another_script_alone_holds_the_send_until_it_is_spelt_or_no_spelling_is_known(
    gateway: Gateway, work: Browser
):
    looked = write(work, identity__name__preferred="Юлія Ковальчук")
    held = send(work, looked)
    assert "as on her papers" in held.text
    assert stored(gateway) == []
    assert "shown only now" in send(work, held, told__latin="yes").text
    spelt = write(work, identity__name__preferred="Юлія Ковальчук", identity__name__aliases="Yuliia Kovalchuk")
    assert "shown only now" in send(work, spelt).text


def test_signed_out_while_writing_the_text_comes_back_and_nothing_is_stored(
    gateway: Gateway, work: Browser, dalva: Caseworker
):
    looked = write(work)
    with gateway.host.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM sessions")
    asked = send(work, looked)
    assert "What you wrote is safe" in asked.text
    assert stored(gateway) == []
    wrong = work.send(asked, "password", name="dalva", password="wrong", code="000000")
    assert "That did not fit" in wrong.text
    assert stored(gateway) == []
    sent = work.send(wrong, "password", **dalva.credentials())
    assert "shown only now" in sent.text
    assert len(gateway.rows("reports")) == 1


def test_a_lost_cookie_asks_again_and_loses_nothing(gateway: Gateway, work: Browser, dalva: Caseworker):
    looked = write(work)
    work.cookies.delete("amparo-gateway")
    asked = send(work, looked)
    assert "What you wrote is safe" in asked.text
    assert stored(gateway) == []
    assert "shown only now" in work.send(asked, "password", **dalva.credentials()).text


def test_a_post_from_another_site_is_refused_whatever_it_carries(gateway: Gateway, work: Browser, dalva: Caseworker):
    fields = write(work).form("filing_secret").fields | {"step": "send"} | dalva.credentials()
    answer = work.post("/caseworker/report", fields, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status == 403
    assert stored(gateway) == []


def test_when_sealing_is_refused_the_page_says_so_and_the_text_is_not_lost(
    gateway: Gateway, work: Browser, monkeypatch: pytest.MonkeyPatch
):
    def refuse(*_given: object, **_named: object) -> None:
        raise CannotSeal("The list of recipients is too old. Ask the person who runs this service.")

    with monkeypatch.context() as patched:
        patched.setattr(form, "file_report", refuse)
        page = file(work)
    assert page.status == 503
    assert "The list of recipients is too old." in page.text
    assert stored(gateway) == []
    assert "shown only now" in work.send(page, "filing_secret", "send").text


def test_a_force_that_cannot_receive_is_told_beside_its_field(gateway: Gateway, work: Browser):
    page = file(work, force="nowhere-police")
    assert "Choose which police shall receive it." in page.text
    assert stored(gateway) == []


def test_another_force_than_the_areas_own_is_pointed_out(work: Browser):
    assert "Leeds is covered by West Yorkshire Police; you chose Northshire Police." in write(work).text


def test_unknown_fields_and_endless_text_are_cut_off(gateway: Gateway, work: Browser):
    page = work.get("/caseworker/report/whole")
    fields = page.form("filing_secret").fields | WRITTEN | {"nationality": "Brazilian", "step": "review"}
    looked = work.post("/caseworker/report", fields)
    assert "nationality" not in looked.form("filing_secret").fields
    huge = work.post("/caseworker/report", fields | {"crime.acts_narrative": "a" * 100_000})
    assert "at most 6000 characters" in huge.text
    assert len(huge.html) < 200_000


def test_a_side_that_holds_too_much_is_told_at_its_longest_field(work: Browser):
    long = "ق" * 1500
    notes = ("safe_contact__note", "suspect__note", "premises__note")
    names = "\n".join([long[:200]] * 10)
    looked = write(
        work,
        **{f"identity__{name}": long for name in notes},
        identity__suspect__aliases=names,
        identity__name__aliases=names,
    )
    assert "This side holds too much altogether" in looked.text
    assert "shorten it by" in looked.text
    assert 'href="#identity-suspect-note"' in looked.html


def test_only_a_caseworker_sees_the_form(browser: Browser):
    assert "Sign in" in browser.get("/caseworker/report/whole").text


def test_the_list_shows_the_ngos_own_reports_and_how_far_they_are(gateway: Gateway, work: Browser):
    from tests.gateway.web.conftest import new_caseworker

    sent = file(work)
    reference = re.search(r"desk only: ([0-9A-Z]{26})", sent.text)
    assert reference
    listed = work.get("/caseworker/")
    assert reference[1] in listed.text
    assert "Waiting to be sent" in listed.text
    with gateway.host.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE deliveries SET state='refile' WHERE part=1")
        connection.exec_driver_sql("UPDATE deliveries SET state='received' WHERE part=2")
    again = work.get("/caseworker/")
    assert "file it again" in again.text
    assert "Received" in again.text
    other = gateway.browser()
    new_caseworker(gateway, "ines", "harbour-house").sign_in(other)
    assert reference[1] not in other.get("/caseworker/").text


def test_the_list_is_paged_by_key_and_no_reference_stands_in_an_address(
    gateway: Gateway, work: Browser, monkeypatch: pytest.MonkeyPatch
):
    from gateway.web.caseworker import reports

    monkeypatch.setattr(reports, "ON_A_PAGE", 2)
    sent = {
        re.search(r"desk only: ([0-9A-Z]{26})", file(work, crime__acts_narrative=f"He came {n} times.").text)[1]
        for n in range(5)
    }  # type: ignore[index]
    seen: list[str] = []
    page = work.get("/caseworker/")
    for _ in range(3):
        seen += re.findall(r"<bdi>([0-9A-Z]{26})</bdi>", page.html)
        if any("after" in form.names for form in page.forms):
            page = work.send(page, "after")
            assert "?" not in page.url
    assert sorted(seen) == sorted(sent)
