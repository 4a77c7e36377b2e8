"""Story A1: Marina in Leeds, Dalva at Casa Aurora, West Yorkshire Police. Nobody in it exists.

What the police never get is looked for in what they really get: the page at their desk and the PDF for their system.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect
from pypdf import PdfReader

from deploy.demonstration.deployment import FORCE, NGO
from gateway.web import catalogues
from tests.pages import people
from tests.pages.conftest import PHONE
from tests.pages.stack import Stack

NEVER = r"Marina|\bpt\b|pt-BR|[Pp]ortugu|[Bb]razil|\bLeeds branch|900 ?123|07700|receita|[Dd]alva|Torvald"


def test_marina_reports_through_casa_aurora_and_reads_in_portuguese_how_it_goes_on(
    amparo: Stack, dalva: Page, someone: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    # Dalva opens the form and, being tired, writes Marina's name on the wrong side.
    dalva.get_by_role("link", name="New report").first.click()
    wrong = people.MARINA | {"crime.acts_narrative": "Marina was hit most weeks."}
    left = people.go_on(dalva, wrong, until="crime.acts_narrative")
    expect(dalva.locator("#crime-acts_narrative-found")).to_contain_text("Marina")
    people.press(dalva, "next")
    expect(dalva.locator("h1")).to_have_text("What happened")

    # She puts it right. Thousands fit what is told; the suspect could guess, and his meter says why.
    people.answer(dalva, "crime.acts_narrative", people.MARINA["crime.acts_narrative"])
    people.press(dalva, "next")
    people.go_on(dalva, left)
    people.press(dalva, "review")
    expect(dalva.locator("h1")).to_have_text("Check before sending")
    expect(dalva.locator(".gauge.green")).to_have_count(1)
    expect(dalva.locator(".gauge.amber")).to_have_count(1)
    seen = dalva.locator("pre.sheet").inner_text()
    assert "throat" in seen
    assert not re.search(NEVER, seen)

    # She sends it and writes the code on a slip.
    filed = people.send(dalva)
    expect(dalva.locator(".slip").first).to_contain_text(filed.token[:4])

    # At West Yorkshire Police somebody fetches it, reads it and makes the PDF for their own system.
    amparo.desk(FORCE, "receive")
    read = amparo.desk(FORCE, "show", filed.short)
    assert "Leeds" in read
    assert "strangulation" in read.lower()
    amparo.desk(FORCE, "export", filed.short, "--pdf", "--to", str(tmp_path / "report.pdf"))
    pdf = PdfReader(tmp_path / "report.pdf")
    printed = "\n".join(page.extract_text() for page in pdf.pages) + str(pdf.metadata)
    assert "throat" in printed
    assert not re.search(NEVER, read + printed)

    # They investigate, and say so.
    amparo.desk(FORCE, "status", filed.short, "investigating", "--now")
    amparo.desk(NGO, "receive")
    assert "Marina" in amparo.desk(NGO, "show", filed.short)

    # Marina types her code on a phone that speaks Portuguese.
    hers = someone(**PHONE, locale="pt-BR").new_page()
    people.look(hers, amparo.url, filed.token)
    portuguese = catalogues.offered()["pt-BR"]
    expect(hers.locator("html")).to_have_attribute("lang", "pt-BR")
    expect(hers.locator("main")).to_contain_text(portuguese.plain("Police are investigating."))
    expect(hers.locator("ol.way .now")).to_contain_text(portuguese.plain("Police are working"))

    # No recording was made by a speaker of an organisation, so there is no button that would play none.
    expect(hers.locator("audio, .audio")).to_have_count(0)
