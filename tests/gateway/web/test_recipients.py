"""Anybody sees who can receive a report today, who signed for it, and how to check it without believing the page."""

from __future__ import annotations

import re

from deploy.demonstration.browser import Browser
from gateway.web.recipients import picture
from keys import clock
from keys.directory.files import append_checkpoint, append_leaf, checkpoints_of
from keys.directory.fold import fold
from keys.directory.notes import sign_note
from keys.directory.statements import Notice
from keys.roles import Role
from tests.gateway.running import Gateway
from tests.orgs import FORCE, NGO


def _published(gateway: Gateway, *leaves: bytes) -> None:
    for leaf in leaves:
        gateway.orgs.leaves.append(leaf)
        append_leaf(gateway.host.settings.directory, leaf)
    append_checkpoint(checkpoints_of(gateway.host.settings.directory), gateway.orgs.publish())


def test_everybody_sees_who_can_receive_and_who_signed(gateway: Gateway, browser: Browser) -> None:
    page = browser.get("/recipients")
    assert page.status == 200
    rows = re.findall(r"<tr>\s*<th scope=\"row\">(.*?)</tr>", page.html, re.DOTALL)
    assert len(rows) == 4
    northshire = next(row for row in rows if "Northshire" in row)
    assert "sign-1, sign-2" in northshire
    assert "Nothing can be filed now" not in page.text
    assert "Last confirmed" in page.text
    assert "immigration" in page.text
    assert "DEMONSTRATION" in page.text


def test_the_page_says_the_command_that_checks_it(gateway: Gateway, browser: Browser) -> None:
    text = browser.get("/recipients").text
    assert f"amparo-keys verify --from {gateway.host.settings.public_url}" in text
    assert gateway.host.settings.genesis.hex() in text
    assert gateway.host.view().root.hex() in text


def test_a_stopped_recipient_is_gone_and_the_stop_is_told(gateway: Gateway, browser: Browser) -> None:
    number = gateway.orgs.leaf_of(FORCE, Role.CRIME)
    _published(gateway, gateway.orgs.stop(number))
    text = browser.get("/recipients").text
    rows, _, changes = text.partition("What changed this year")
    assert "Northshire" not in rows
    assert f"statement {number} stopped: lost" in changes
    assert "(stopped)" in changes


def test_demands_are_counted(gateway: Gateway, browser: Browser) -> None:
    assert "None so far." in browser.get("/recipients").text
    words = "demands received in this quarter: 2; complied with: 0"
    _published(gateway, sign_note(Notice(gateway.orgs.genesis, words).text, gateway.orgs.coalition.veto[0]))
    text = browser.get("/recipients").text
    assert "1 so far." in text
    assert words in text


def test_what_nobody_has_witnessed_is_shown_as_such(gateway: Gateway) -> None:
    orgs = gateway.orgs
    checkpoints = [orgs.publish()]
    orgs.leaves.append(sign_note(Notice(orgs.genesis, "demands: 9").text, orgs.coalition.veto[0]))
    view = fold(orgs.leaves, orgs.genesis, checkpoints=checkpoints)
    shown = picture(view, orgs.leaves, clock.now())
    (last,) = (change for change in shown.changes if change.number == len(orgs.leaves) - 1)
    assert (last.day, last.state) == (None, "announced, does not count yet")
    assert shown.notices == ()
    unwitnessed = picture(fold(orgs.leaves, orgs.genesis), orgs.leaves, clock.now())
    assert unwitnessed.recipients == ()
    assert unwitnessed.trouble is not None


def test_since_goes_back_over_keys_that_follow_each_other(gateway: Gateway) -> None:
    orgs = gateway.orgs
    shown = picture(orgs.view(), orgs.leaves, clock.now())
    its = next(one for one in shown.recipients if one.org == NGO)
    assert (its.since, its.until) == (clock.today() - 40, clock.today() + 50)
