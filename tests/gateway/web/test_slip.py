"""Her slip: the code, a number to call, what the directory was, and nothing that says what it is for."""

from __future__ import annotations

import re

import pytest

from deploy.demonstration.browser import Browser
from gateway.look.qr import square
from keys import token
from tests.gateway.running import Gateway
from tests.gateway.web.filling import file


def slips(html: str) -> list[str]:
    """The text of each slip on the page."""
    found = re.findall(r'<div class="slip[^"]*">(.*?)\n</div>', html, re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", slip).split()) for slip in found]


def codes(slip: str) -> tuple[int, int]:
    """The values of both writings on a slip."""
    both = re.match(r"((?:[0-9A-Z]{4} ){6})((?:\d{4} ){9})", slip)
    assert both
    return token.read_at_desk(both[1]), token.read_at_desk(both[2])


def test_no_slip_has_a_word_an_address_or_a_name(gateway: Gateway, work: Browser):
    page = file(work)
    root = gateway.host.view().root.hex()[:20]
    for slip in slips(page.html):
        assert not re.search(r"[A-Za-z]{5,}|http|://", slip.replace(root, ""))


def test_a_spare_is_a_right_code_that_leads_to_nothing_and_is_printed_only_when_ticked(gateway: Gateway, work: Browser):
    page = file(work)
    hers, spare = (codes(slip) for slip in slips(page.html))
    assert hers[0] == hers[1]
    assert spare[0] == spare[1] != hers[0]
    her_page = gateway.browser()
    shown = her_page.send(her_page.get("/"), "code", code=token.symbols(spare[0]))
    assert "No messages yet" in shown.text
    assert 'class="slip spare-paper"' in page.html  # not shown unless ticked: style.css
    assert not re.search(r'id="with-(?:spare|square)"[^>]*checked', page.html)


def test_who_is_told_by_her_worker_gets_no_paper(work: Browser):
    page = file(work, identity__record__token_mode="worker_only")
    assert slips(page.html) == []
    assert "<svg" not in page.html.split("<main", 1)[1]


def test_her_worker_is_told_the_address_to_say_and_no_slip_carries_it(gateway: Gateway, work: Browser):
    page = file(work)
    address = gateway.host.settings.authority
    assert f"The address of the website, by mouth: {address}." in page.text
    assert not [slip for slip in slips(page.html) if address in slip]


def test_what_the_police_will_see_is_read_as_a_page_and_not_as_a_file(work: Browser):
    html = file(work).html
    assert "<strong>HANDLING</strong>" in html
    assert "<b>Who tells this</b>" in html
    assert not re.search(r"^\[[A-Z][a-z ]+\]", html, re.M)


def test_the_code_is_the_page_and_prints_at_a_press(work: Browser):
    page = file(work)
    main = page.html.split("<main", 1)[1]
    before = " ".join(re.sub(r"<[^>]+>", " ", main.split('<div class="slip">', 1)[0]).split())
    assert len(before) < 250, before
    assert 'data-prints="print-slip" hidden>Print the slip</button>' in main  # the script shows it
    assert "Use your browser’s own print command." in page.text  # and without script
    assert main.index('class="slip"') < main.index("Print the slip</button>") < main.index('class="paper seen"')


def test_what_she_will_see_today_is_said_before_she_goes_and_is_what_she_sees(gateway: Gateway, work: Browser):
    page = file(work)
    said = re.search(r"In the first days her page says “([^”]+)”", page.text)
    assert said
    symbols = token.symbols(codes(slips(page.html)[0])[0])
    her_page = gateway.browser()
    shown = her_page.send(her_page.get("/"), "code", code=symbols)
    assert f"<h1>{said[1]}</h1>" in shown.html
    assert 'data-written="yes"' in page.html.split("Tell her before she goes", 1)[1]  # leaving asks until it is ticked


def test_the_square_holds_digits_only():
    drawn = square("0216 7081 0469 6557 9102 2808 4604 2597 2829")
    assert drawn.startswith("<svg ")
    assert "style=" not in drawn
    for wrong in ("", "https://amparo.example", "5AYF"):
        with pytest.raises(ValueError, match="digits"):
            square(wrong)
