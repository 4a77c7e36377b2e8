"""Story A7: a detective asks for what the law lets nobody ask lightly; she says no, and nothing happens to her case."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from deploy.demonstration.deployment import FORCE, NGO
from tests.pages import people
from tests.pages.conftest import OFFICE, PHONE
from tests.pages.stack import Stack

WHO_SHE_IS = people.QUESTION | {"sort": "clarify_fact", "sought": "Name and nationality of IP, and counselling notes"}
NOTES = people.QUESTION | {
    "sort": "third_party_material",
    "sought": "Notes of the sessions in which the assault of May is spoken of",
    "why": "The report says that she told a counsellor on the next day",
    "counselling": "yes",
}
REASONS = {"substantial_value": "The only note of that day", "presumption_rebutted": "No other record exists"}
TOLD = "Boliisku waxay rabaan qoraallada kulamada. Waad diidi kartaa."


def test_she_may_refuse_and_her_case_stays_where_it_was(
    amparo: Stack, dalva: Page, someone: Callable[..., BrowserContext]
) -> None:
    officer, carer = someone(**OFFICE, may_fail=("status of 422",)).new_page(), someone(**OFFICE).new_page()
    people.sit_down(officer, amparo, FORCE)
    people.sit_down(carer, amparo, NGO)

    # Dalva files for her, and Casa Aurora confirms that it did.
    hodan = people.file(dalva, amparo.url, people.MARINA | {"identity.name.preferred": "Hodan"})
    amparo.carried()
    people.fetch(carer)
    people.confirm(carer, hodan)
    amparo.desk(NGO, "send")  # what is for her page waits: a desk writes to it twice a day at most
    amparo.carried()

    # The police investigate. A detective asks who she is: the desk does not let that out, and keeps what he wrote.
    people.fetch(officer)
    people.open_report(officer, hodan)
    people.set_status(officer, "investigating")
    amparo.desk(FORCE, "send", "--now")
    people.open_report(officer, hodan)
    people.write_question(officer, WHO_SHE_IS)
    expect(officer.locator("h1")).not_to_have_text("Check before sending")
    expect(officer.locator("main")).to_contain_text("Ask about what happened, not who she is")
    expect(officer.locator('[name="sought"]')).to_have_value(WHO_SHE_IS["sought"])

    # He asks for counselling notes, by the right form, and does not say why the presumption does not hold: no.
    people.open_report(officer, hodan)
    people.write_question(officer, NOTES)
    expect(officer.locator("h1")).not_to_have_text("Check before sending")

    # He gives his reasons. It goes to Casa Aurora, with what, why and how.
    people.open_report(officer, hodan)
    people.ask(officer, NOTES | REASONS)
    amparo.carried()
    people.fetch(carer)
    people.of_hers(carer, hodan)
    carer.get_by_role("link", name="Read the question, and answer").first.click()
    for part in (NOTES["sought"], NOTES["why"], NOTES["how_dealt_with"], "You do not have to answer"):
        expect(carer.locator("main")).to_contain_text(part)

    # Her worker tells her on her page, in Somali, and she answers there: she does not want that.
    people.write_to_her(carer, hodan, "question", TOLD)
    people.send_now(carer)
    hers = someone(**PHONE, locale="so").new_page()
    people.look(hers, amparo.url, hodan.token)
    expect(hers.locator("html")).to_have_attribute("lang", "so")
    expect(hers.locator("blockquote").first).to_have_text(TOLD)
    hers.locator('button[name="answer"][value="no"]').click()
    expect(hers.locator('button[name="answer"]')).to_have_count(0)
    amparo.carried()
    people.fetch(carer)
    people.of_hers(carer, hodan)
    expect(carer.locator("ol.said")).to_contain_text("No")

    # Casa Aurora says so to the police. A refusal needs no words.
    carer.get_by_role("link", name="Read the question, and answer").first.click()
    people.answer(carer, "outcome", "refused_by_victim")
    carer.get_by_role("button", name="Send the answer").click()
    carer.wait_for_load_state("load")
    amparo.carried()
    people.fetch(officer)
    people.open_report(officer, hodan)
    expect(officer.locator("section.said")).to_contain_text("She does not want to answer")

    # Her case stays where it was; and ten working days of silence on another question change nothing either.
    people.ask(officer, people.QUESTION | {"due": "2027-01-13"})
    again = someone(**PHONE).new_page()
    people.look(again, amparo.url, hodan.token)
    expect(again.locator("main .lead").first).to_contain_text("Police are investigating.")
    two_weeks_on = amparo.desk(FORCE, "list", later=19)
    assert "nfa" not in next(line for line in two_weeks_on.splitlines() if hodan.short in line)
