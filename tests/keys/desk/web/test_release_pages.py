"""At the page of her desk one thing of hers is shown to the police: explained to her, chosen by her, with her code."""

from __future__ import annotations

import re
from html import unescape

from deploy.demonstration.browser import Page
from gateway.filing import Filed
from gateway.report.codes import CONSENT_POINTS
from keys.clock import iso, today
from keys.desk import look
from keys.desk.ngo import care, releases
from keys.desk.sync import fetch
from tests.keys.desk.web.desk_page import DeskPage
from tests.keys.desk.web.her_identity import her_identity
from tests.world import World


def _release(filed: Filed, **changes: str) -> dict[str, str]:
    form = {"fields.premises": "yes", "until": iso(today() + 20), "language": "pt-BR", "mode": "read"}
    form |= {"given_by": "signed", "advice": "taken", "token": filed.symbols, "how": "share"}
    form |= {f"points.{name}": "yes" for name in CONSENT_POINTS}
    return {name: text for name, text in (form | changes).items() if text}


def test_one_thing_is_shown_because_she_says_so_and_taken_back(world: World, ngo_page: DeskPage) -> None:
    filed = world.file(identity=her_identity())
    fetch.receive(world.police)
    fetch.receive(world.ngo)
    care.confirm(world.ngo, filed.reference)
    world.round(world.ngo, world.police)
    where = ngo_page.path("release.ask", filed.reference)
    asked = ngo_page.read(where)
    assert "14 Elm Road" in asked
    assert "not asked; refused by design" in asked
    unexplained = ngo_page.post(where, _release(filed, **{"points.may_stop": ""}))
    html = unexplained.html
    assert "Tick what you explained." in html
    assert filed.symbols not in html
    checked = ngo_page.post(where, _release(filed, how="", token="")).html
    assert "Check before sharing" in checked
    assert "14 Elm Road" in checked
    assert "Nothing has been shared yet." in checked
    assert [each.about for each in world.ngo.outbox.waiting()] == ["receipt: opened"]
    assert "Type her code." in ngo_page.press(where, _release(filed, token=""))
    assert "not the token" in ngo_page.press(
        where, _release(filed, token="0216 7081 0469 6557 9102 2808 4604 2597 2829")
    )
    assert "Shared with the police until" in ngo_page.press(where, _release(filed))
    world.round(world.ngo, world.police)
    assert "14 Elm Road" in look.show(world.police, filed.reference)
    assert world.at_rest(filed.symbols) == []
    back = ngo_page.path("caring.unrelease", filed.reference)
    assert "Taken back." in ngo_page.press(back)
    world.round(world.ngo, world.police)
    assert "14 Elm Road" not in look.show(world.police, filed.reference)


def test_what_was_explained_before_is_not_ticked_again_but_asked_of_her(world: World, ngo_page: DeskPage) -> None:
    consent = {"points_explained": list(CONSENT_POINTS)[:-1], "language": "pt-BR", "mode": "read", "day": "2026-01-05"}
    filed = world.file(identity=her_identity(record={"consent": consent}))
    fetch.receive(world.police)
    fetch.receive(world.ngo)
    care.confirm(world.ngo, filed.reference)
    world.round(world.ngo, world.police)
    where = ngo_page.path("release.ask", filed.reference)
    asked = ngo_page.read(where)
    assert "11 points were explained to her on 5 January 2026." in asked
    assert "Explain these too, and tick each one she has understood" in asked
    last = list(CONSENT_POINTS)[-1]
    none = {f"points.{name}": "" for name in CONSENT_POINTS}
    assert "Tick what you explained." in ngo_page.post(where, _release(filed, **none)).html
    one = none | {f"points.{last}": "yes"}
    assert "Ask whether she remembers" in ngo_page.post(where, _release(filed, **one)).html
    assert "Shared with the police until" in ngo_page.press(where, _release(filed, remembers="yes", **one))
    case = world.ngo.cases.find(filed.reference)
    (row,) = releases.of(world.ngo, case)
    assert row.records[0]["points_explained"] == list(CONSENT_POINTS)
    assert row.records[0]["explained_on"] == "2026-01-05"
    again = ngo_page.read(where)
    assert "12 points were explained to her on 5 January 2026." in again
    assert "Explain these too" not in again
    # one tick is enough from now on; without it nothing leaves
    assert "Ask whether she remembers" in ngo_page.post(where, _release(filed, **none)).html


def test_with_a_lost_code_a_second_organisation_signs_what_it_heard_itself(world: World, ngo_page: DeskPage) -> None:
    filed = world.file(identity=her_identity())
    fetch.receive(world.police)
    fetch.receive(world.ngo)
    care.confirm(world.ngo, filed.reference)
    world.round(world.ngo, world.police)
    where = ngo_page.path("release.ask", filed.reference)
    lost = _release(filed, token="", how="lost")
    assert "within 7 days of filing" in ngo_page.press(where, lost)
    world.days_later(8)
    world.ngo.directory.refresh()
    ngo_page.session.look_again()
    lost = _release(filed, token="", how="lost", until=iso(today() + 20))
    note = _textarea(ngo_page.post(where, lost))
    world.desk("harbour-house").directory.refresh()
    other = DeskPage(world.desk_folder("harbour-house"), world.gateway.app)
    assert "told you herself" in other.press("/second-signature", {"note": note})
    signed = _textarea(other.post("/second-signature", {"note": note, "heard": "yes"}))
    other.close()
    cosigned = ngo_page.path("release.cosigned", filed.reference)
    assert "signed by both organisations" in ngo_page.press(cosigned, {"note": signed})
    world.round(world.ngo, world.police)
    assert "14 Elm Road" in look.show(world.police, filed.reference)


def _textarea(page: Page) -> str:
    found = re.findall(r"<textarea[^>]*>(.*?)</textarea>", page.html, flags=re.S)
    return unescape(found[0].replace("\n", "\r\n"))


def test_a_lost_lock_gives_back_what_was_typed_and_never_her_code(world: World, ngo_page: DeskPage) -> None:
    filed = world.file_and_open()
    ngo_page.session.lock()
    where = ngo_page.path("release.ask", filed.reference)
    locked = ngo_page.post(where, _release(filed, words="She is sure.")).html
    assert "She is sure." in locked
    assert filed.symbols not in locked


def test_what_tells_who_she_is_stays_folded_until_it_is_chosen(world: World, ngo_page: DeskPage) -> None:
    filed = world.file(identity=her_identity(language={"languages": [{"tag": "pt-BR"}]}))
    fetch.receive(world.ngo)
    where = ngo_page.path("release.ask", filed.reference)
    assert "<details><summary>Something else of hers" in ngo_page.get(where).html
    chosen = ngo_page.post(where, _release(filed, **{"points.may_stop": "", "fields.language": "yes"})).html
    assert "<details open><summary>Something else of hers" in chosen
