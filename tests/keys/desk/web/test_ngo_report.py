"""What a caseworker reads at the page of her desk: the rule before any number, and what is hers apart from the rest."""

from __future__ import annotations

import re

import pytest

from gateway.report.crime import CONSTANTS
from keys.desk import look
from keys.desk.sync import fetch
from tests.keys.desk.test_nobody_speaks_as_us import sealed
from tests.keys.desk.web.desk_page import DeskPage
from tests.keys.desk.web.her_identity import her_identity
from tests.world import NAME, PHONE, World


def test_an_empty_desk_says_what_to_do(ngo_page: DeskPage) -> None:
    text = ngo_page.read("/")
    assert "Nothing waits for you." in text
    assert "Write a report at this desk" in text


def test_the_rule_stands_before_any_number_and_numbers_are_folded(world: World, ngo_page: DeskPage) -> None:
    filed = world.file(identity=her_identity())
    fetch.receive(world.ngo)
    html = ngo_page.get(ngo_page.path("hers.shown", filed.reference)).html
    rule, fold = html.index("Never leave a message"), html.index("<details")
    for number in (PHONE, "07700 900456"):
        assert rule < fold < html.index(number)
    assert html.index("receita") < html.index("07700 900456")
    assert "Tuesdays 10 to 12" in html[:fold]
    assert 'href="tel:0' not in html


def test_nothing_of_a_report_stands_in_an_address_or_a_title(world: World, ngo_page: DeskPage) -> None:
    filed = world.file(identity=her_identity())
    fetch.receive(world.ngo)
    answer = ngo_page.post("/reports", {"sought": "Quellwasser"})
    assert filed.reference[:8] in answer.text
    for page in (answer, ngo_page.get(ngo_page.path("hers.shown", filed.reference))):
        html = page.html
        links = re.findall(r'(?:href|action)="([^"]*)"', html) + re.findall(r"<title>(.*?)</title>", html)
        assert not [link for link in links if "Quellwasser" in link or filed.reference[:8] in link]


def test_the_search_looks_in_the_vault_and_finds_without_marks(world: World, ngo_page: DeskPage) -> None:
    world.file(identity=her_identity())
    fetch.receive(world.ngo)
    assert NAME not in ngo_page.read("/reports")
    assert NAME in ngo_page.press("/reports", {"sought": "quéllwasser"})
    assert "Nothing was found." in ngo_page.press("/reports", {"sought": "nobody of that name"})
    here = ngo_page.press("/reports", {"stage": "sent"})
    assert "1 report found" in here
    assert NAME not in here
    assert "Nothing was found." in ngo_page.press("/reports", {"stage": "finished"})
    assert "1 report" in ngo_page.press("/reports", {"stage": "no such stage"})


@pytest.mark.parametrize("strange", ["soon", [{"soon": [7]}]])
def test_one_leaf_of_another_shape_takes_no_page_and_no_list_from_her(
    world: World, ngo_page: DeskPage, strange: object
) -> None:
    """A gateway that was taken over may seal what it likes into the NGO's part."""
    world.file(identity=her_identity())
    names = ("name", "record", "safe_contact", "language", "phone", "people", "children", "history", "suspect")
    ref = sealed(world, {**CONSTANTS, "acts_narrative": "He hit her."}, **dict.fromkeys(names, strange))
    assert NAME in ngo_page.press("/reports", {"sought": "", "all": "yes"})
    pages = [rule for rule in ngo_page.app.url_map.iter_rules() if rule.arguments == {"ref"}]
    pages = [page for page in pages if "GET" in (page.methods or ())]
    assert len(pages) > 8
    for page in pages:
        assert ngo_page.get(ngo_page.path(page.endpoint, ref)).status < 500, page.endpoint


def test_the_police_side_never_stands_beside_hers(world: World, ngo_page: DeskPage) -> None:
    filed = world.file(identity=her_identity())
    fetch.receive(world.ngo)
    ours = ngo_page.read(ngo_page.path("hers.shown", filed.reference))
    theirs = ngo_page.read(ngo_page.path("hers.police_side", filed.reference))
    assert "whistled twice" not in ours
    assert "Nobody here can show it." in theirs
    assert NAME not in theirs


def test_999_stands_on_every_page_of_an_ngos_open_desk(world: World, ngo_page: DeskPage) -> None:
    filed = world.file_and_open()
    report = [ngo_page.path(one, filed.reference) for one in ("hers.shown", "notebook.listed", "caring.note")]
    for path in ("/today", "/reports", "/drafts", "/this-desk", "/waiting", *report):
        assert 'href="tel:999"' in ngo_page.get(path).html, path


def test_what_she_can_stop_stands_side_by_side(world: World, ngo_page: DeskPage) -> None:
    filed = world.file(identity=her_identity())
    fetch.receive(world.ngo)
    where = ngo_page.path("hers.changed", filed.reference)
    assert "Cancel the report" in ngo_page.read(where)
    fetch.receive(world.police)
    look.show(world.police, filed.reference)
    world.round(world.police, world.ngo)
    after = ngo_page.read(where)
    assert "Stop for now" in after
    assert "Stop for good" in after
    assert "cannot be cancelled any more: the police opened it" in after
