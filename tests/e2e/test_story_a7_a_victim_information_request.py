"""Story A7: a detective asks for what the law lets nobody ask lightly; she says no, and nothing happens to her case."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, expect

from deploy.browsing import people
from deploy.browsing.stack import Stack
from deploy.demonstration.world import FORCE, NGO
from tests.e2e.conftest import PHONE

QUESTION = {
    "sort": "third_party_material",
    "sought": "Notes of the sessions in which the assault of May is spoken of",
    "why": "The report says that she told a counsellor on the next day",
    "line_of_enquiry": "What was told first, and when",
    "necessity": "There is no other record of that day",
    "how_dealt_with": "Kept with this report, read by the unit alone",
}


def ask(amparo: Stack, folder: Path, reference: str, fails: bool = False, **changes: object) -> str:
    form = folder / "question.json"
    form.write_text(json.dumps(QUESTION | changes))
    return amparo.desk(FORCE, "ask", reference, "--form", str(form), fails=fails)


def test_she_may_refuse_and_her_case_stays_where_it_was(
    amparo: Stack, marinas: people.Filed, someone: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    # The police have the report, which Casa Aurora confirmed to be its own, and investigate.
    amparo.carried()
    amparo.desk(NGO, "receive")
    amparo.desk(NGO, "confirm", marinas.short)
    amparo.carried()
    amparo.desk(FORCE, "receive")
    amparo.desk(FORCE, "show", marinas.short)
    amparo.desk(FORCE, "status", marinas.short, "investigating", "--now")

    # A detective asks who she is. The desk refuses to send that.
    refused = ask(
        amparo, tmp_path, marinas.short, fails=True,
        sought="Name and nationality of IP, and counselling notes", sort="clarify_fact",
    )  # fmt: skip
    assert "not sent" in refused
    assert "nationality" in refused
    assert "her name" not in refused

    # He asks for counselling notes, by the right form. Without saying why the presumption does not hold: no.
    refused = ask(amparo, tmp_path, marinas.short, fails=True, counselling=True)
    assert "presumed" in refused

    # He gives his reasons. It goes to Casa Aurora, with what, why and how.
    ask(
        amparo, tmp_path, marinas.short, counselling=True,
        substantial_value="The only note of that day", presumption_rebutted="No other record exists",
    )  # fmt: skip
    amparo.carried()
    amparo.desk(NGO, "receive")
    assert "has a question" in amparo.desk(NGO, "today")
    shown = amparo.desk(NGO, "show", marinas.short)
    for part in ("sessions", "counsellor", "told first", "no other record", "read by the unit alone"):
        assert part in " ".join(shown.split()).lower()

    # Her worker tells her on her page, and she answers there: she does not want that.
    amparo.desk(
        NGO, "note", marinas.short, "--kind", "question", "--text",
        "Boliisku waxay rabaan qoraallada kulamada. Waad diidi kartaa.", "--now",
    )  # fmt: skip
    hers = someone(**PHONE, locale="so").new_page()
    people.look(hers, amparo.url, marinas.token)
    expect(hers.locator("html")).to_have_attribute("lang", "so")
    expect(hers.locator("blockquote").first).to_contain_text("Waad diidi kartaa")
    hers.locator('button[name="answer"][value="no"]').click()
    hers.locator('button[name="answer"]').first.wait_for(state="detached")
    amparo.carried()
    amparo.desk(NGO, "receive")
    assert "No" in amparo.desk(NGO, "show", marinas.short)

    # Casa Aurora says so to the police. A refusal needs no words.
    amparo.desk(NGO, "answer", marinas.short, "--outcome", "refused_by_victim")
    amparo.carried()
    amparo.desk(FORCE, "receive")
    assert "refused_by_victim" in amparo.desk(FORCE, "show", marinas.short)

    # Her case stays where it was; and ten working days of silence on another question change nothing either.
    ask(
        amparo,
        tmp_path,
        marinas.short,
        sort="clarify_fact",
        sought="Whether the door was broken before",
        due="2027-01-13",
    )
    again = someone(**PHONE).new_page()
    people.look(again, amparo.url, marinas.token)
    expect(again.locator("main .lead").first).to_contain_text("Police are investigating.")
    two_weeks_on = amparo.desk(FORCE, "list", later=19)
    line = next(line for line in two_weeks_on.splitlines() if marinas.short in line)
    assert "nfa" not in line
