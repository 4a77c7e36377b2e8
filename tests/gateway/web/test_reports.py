"""The list of an NGO's reports: narrowed, found by reference, and what to do with one that must be filed again."""

from __future__ import annotations

import re

import pytest

from deploy.demonstration.browser import Browser, Page
from gateway.store import reports as store
from gateway.store.engine import reading
from gateway.web.caseworker.reports import beginning
from keys.envelope.format import reference
from tests.gateway.running import Gateway
from tests.gateway.web.conftest import new_caseworker
from tests.gateway.web.filling import file
from tests.orgs import NGO, OTHER_NGO


def filed(work: Browser, times: int) -> list[str]:
    """The references of so many reports."""
    pages = [file(work, crime__acts_narrative=f"He came {n} times.") for n in range(times)]
    return [found[1] for page in pages if (found := re.search(r"desk only: ([0-9A-Z]{26})", page.text))]


def set_state(gateway: Gateway, ref: str, state: str) -> None:
    (row,) = [one for one in gateway.rows("reports") if reference(one.report_id) == ref]
    with gateway.host.engine.begin() as connection:
        connection.exec_driver_sql(
            f"UPDATE deliveries SET state='{state}' WHERE part=1 AND cid=x'{row.report_id.hex()}'"
        )


def listed(page: Page) -> set[str]:
    return set(re.findall(r"<bdi>([0-9A-Z]{26})</bdi>", page.html))


def test_the_list_is_narrowed_by_how_far_a_report_is(gateway: Gateway, work: Browser):
    first, second, third = filed(work, 3)
    set_state(gateway, first, "opened")
    set_state(gateway, second, "refile")
    page = work.get("/caseworker/")
    for show, wanted in (("opened", {first}), ("again", {second}), ("waiting", {third}), ("recalled", set())):
        narrowed = work.send(page, "show", show=show)
        assert listed(narrowed) == wanted, show
        assert narrowed.form("show").fields["show"] == show
    assert "Nothing fits" in work.send(page, "show", show="recalled").text
    assert listed(work.send(page, "show", show="nonsense")) == {first, second, third}


def test_a_report_is_found_by_the_first_signs_of_its_reference(work: Browser):
    first, *others = filed(work, 3)
    page = work.get("/caseworker/")
    for typed in (first, first[:8], first[:4].lower() + " " + first[4:10]):
        found = work.send(page, "find", find=typed)
        assert first in listed(found)
        assert "?" not in found.url
    assert listed(work.send(page, "find", find=first)) == {first}
    for wrong in ("ab", "Z" * 8, "not one!", first + "0"):
        assert "No reference begins like that" in work.send(page, "find", find=wrong).text
    assert others


def test_the_next_page_is_narrowed_like_the_first(gateway: Gateway, work: Browser, monkeypatch: pytest.MonkeyPatch):
    from gateway.web.caseworker import reports

    monkeypatch.setattr(reports, "ON_A_PAGE", 2)
    refs = filed(work, 4)
    for ref in refs[:3]:
        set_state(gateway, ref, "opened")
    page = work.send(work.get("/caseworker/"), "show", show="opened")
    seen = listed(page)
    seen |= listed(work.send(page, "after"))
    assert seen == set(refs[:3])


def test_what_must_be_filed_again_is_said_first_with_what_to_do(gateway: Gateway, work: Browser):
    refs = filed(work, 2)
    assert "must be filed again" not in work.get("/caseworker/").text.split("Show these")[0]
    set_state(gateway, refs[0], "refile")
    page = work.get("/caseworker/")
    assert "1 report must be filed again" in page.text
    assert "Give her the new code" in page.text
    other = gateway.browser()
    new_caseworker(gateway, "ines", OTHER_NGO).sign_in(other)
    assert "must be filed again" not in other.get("/caseworker/").text


def test_another_ngos_report_is_not_found_by_its_reference(gateway: Gateway, work: Browser):
    (ref,) = filed(work, 1)
    other = gateway.browser()
    new_caseworker(gateway, "ines", OTHER_NGO).sign_in(other)
    csrf = other.get("/caseworker/").form("csrf").fields["csrf"]
    assert listed(other.post("/caseworker/", {"csrf": csrf, "find": ref})) == set()


def test_an_empty_list_says_what_to_do(work: Browser):
    page = work.get("/caseworker/")
    assert "Nothing has been sent yet." in page.text
    assert 'href="/caseworker/practice"' in page.html.split("<main", 1)[1]


def test_the_list_is_the_same_on_both_databases(gateway_anywhere: Gateway):
    gateway = gateway_anywhere
    work = gateway.browser()
    new_caseworker(gateway, "dalva").sign_in(work)
    first, second = filed(work, 2)
    with gateway.host.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE deliveries SET state='refile' WHERE part=1")
    with reading(gateway.host.engine) as connection:
        assert store.to_file_again(connection, NGO) == 2
        again = store.of_ngo(connection, NGO, None, 10, states=("refile", "refused"))
        one = store.between(connection, NGO, *beginning(first), states=("refile",))
        assert store.between(connection, NGO, *beginning(first), states=("opened",)) == []
        assert store.between(connection, "another-ngo", *beginning(first)) == []
        assert store.of_ngo(connection, NGO, None, 10, states=("opened",)) == []
    assert {reference(parts[0].report_id) for parts in again} == {first, second}
    assert [reference(parts[0].report_id) for parts in one] == [first]
