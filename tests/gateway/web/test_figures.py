"""Everybody reads the public figures, on a page and as a file, and what is hidden is not in either."""

from __future__ import annotations

from deploy.demonstration.browser import Browser
from gateway.store.engine import writing
from gateway.store.figures import Published, publish
from tests.gateway.running import Gateway
from tests.orgs import FORCE


def test_before_anything_is_published_the_page_says_when_it_will_be(browser: Browser) -> None:
    assert "Nothing has been published yet" in browser.get("/figures").text


def test_the_page_and_the_file_show_a_quarter_and_hide_what_is_hidden(gateway: Gateway, browser: Browser) -> None:
    rows = [Published("2026-Q3", "", 130, 100, None, None), Published("2026-Q3", FORCE, 130, 100, None, None)]
    with writing(gateway.host.engine) as connection:
        publish(connection, rows)
    page = browser.get("/figures")
    assert "2026-Q3" in page.text
    assert page.html.count('<td data-label="Received">130</td>') == 2
    assert page.html.count('<td data-label="Opened later">hidden</td>') == 2
    assert "All forces" in page.text
    lines = browser.get("/figures.csv").html.splitlines()
    assert lines[0] == "quarter,force,received,in_time,late,never"
    assert lines[1] == "2026-Q3,All forces,130,100,,"
    assert len(lines) == 3
