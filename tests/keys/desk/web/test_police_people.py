"""Officers of a police desk, the card for a victim, and what a desk says of itself."""

from __future__ import annotations

import re

import pytest

from keys.desk import look
from keys.desk.errors import DeskError
from keys.desk.police import officers
from keys.desk.police.referrals import EVERYWHERE, areas, card, people, specialists
from keys.desk.store.folder import restore
from keys.desk.sync import fetch
from tests.keys.desk.web.desk_page import DeskPage
from tests.world import PASSPHRASE, World


def test_several_officers_are_told_apart_and_their_numbers_stay_here(world: World, police_page: DeskPage) -> None:
    reference = world.file().reference
    police_page.sync.fetch()
    page = police_page
    page.press("/officers/add", {"pseudonym": "heron", "collar": "4711"})
    page.press("/officers/add", {"pseudonym": "wren", "collar": "0815"})
    assert "Who sits here?" in page.read("/inbox")
    assert page.post(police_page.path("report.open_it", reference)).status == 409
    assert world.police.cases.find(reference).opened is None
    page.press("/who", {"officer": "wren"})
    page.press(police_page.path("report.open_it", reference))
    police_page.sync.round()
    world.carry()
    fetch.receive(world.ngo)
    told = look.show(world.ngo, reference)
    assert "wren" in told
    assert "0815" not in told
    assert "0815" in page.read("/officers")


def test_a_pseudonym_is_never_given_to_somebody_else(lone_page: DeskPage) -> None:
    desk = lone_page.session.desk
    officers.add(desk, "plover", "1")
    officers.leave(desk, "plover")
    with pytest.raises(DeskError, match="taken, or was once"):
        officers.add(desk, "plover", "2")
    with pytest.raises(DeskError, match="No officer"):
        lone_page.session.choose_officer("plover")


@pytest.mark.parametrize("word", ["", "PC 4711", "x", "pc4711", "4711", "a b", "é"])
def test_a_pseudonym_is_one_plain_word_without_the_number(lone_page: DeskPage, word: str) -> None:
    answer = lone_page.post("/officers/add", {"pseudonym": word, "collar": "4711"})
    assert answer.status == 422
    assert not any(officer.collar == "4711" for officer in officers.everybody(lone_page.session.desk))


def test_who_sits_here_is_remembered_over_a_lock_unless_it_is_somebody_else(lone_page: DeskPage) -> None:
    desk, page = lone_page.session.desk, lone_page
    if not officers.here(desk):
        officers.add(desk, "avocet", "77")
    who = officers.here(desk)[0].pseudonym
    page.press("/who", {"officer": who})
    lone_page.session.lock()
    assert f"I am not {who}" in page.read("/inbox")
    assert "Inbox" in page.press("/unlock", {"passphrase": PASSPHRASE.decode(), "back": "/inbox"})
    assert lone_page.session.desk.officer == who
    lone_page.session.lock()
    asked = page.press("/unlock", {"passphrase": PASSPHRASE.decode(), "somebody_else": "yes", "back": "/inbox"})
    assert "Who sits here?" in asked


def test_a_note_on_the_desk_stands_above_the_inbox(world: World, police_page: DeskPage) -> None:
    police_page.press("/officers/note", {"note": "On leave until Monday; wren covers."})
    assert "On leave until Monday; wren covers." in police_page.read("/inbox")


def test_the_list_of_specialists_is_whole() -> None:
    for each in specialists():
        assert each.areas, each.name
        assert re.fullmatch(r"[0-9 ]{11,15}", each.telephone), each.name
        assert re.fullmatch(r"www\.[a-z0-9.-]+\.[a-z]+(/[a-z-]+)?", each.website), each.name
    assert len({each.name for each in specialists()}) == len(specialists())


def test_a_card_has_two_to_four_helplines_and_nobody_far_away() -> None:
    for area in areas():
        for whom in people():
            found = card(area, whom)
            assert 2 <= len(found) <= 4, f"{area}, {whom}"
            assert all({area, EVERYWHERE} & set(each.areas) and whom in each.for_whom for each in found)


def test_the_card_is_a_post_with_nothing_about_her(lone_page: DeskPage) -> None:
    page = lone_page.press("/card", {"area": "Wales", "whom": "men"})
    assert "Live Fear Free" in page
    assert "Refuge" not in page
    assert "nobody has called these numbers since" in page
    html = lone_page.get("/card").html
    form = html.split('action="' + lone_page.guard.place + '/card"')[1].split("</form>")[0]
    assert set(re.findall(r'name="(\w+)"', form)) == {"csrf", "unkept", "area", "whom"}
    assert 'type="text"' not in form


def test_a_desk_says_which_keys_it_holds_and_whether_all_is_in_order(world: World, police_page: DeskPage) -> None:
    police_page.sync.fetch()
    page = police_page.read("/this-desk")
    assert "in force" in page
    assert "not listed" not in page
    checked = police_page.press("/this-desk/check")
    assert "The gateway knows this desk's door key and answers." in checked


def test_a_desk_without_keys_says_so_and_checks_without_a_line(lone_page: DeskPage) -> None:
    assert "No key lies in this desk’s folder" in lone_page.read("/this-desk")
    assert "Look at this." in lone_page.press("/this-desk/check")


def test_a_backup_is_a_locked_download_that_can_be_restored(lone_page: DeskPage, tmp_path) -> None:  # type: ignore[no-untyped-def]
    before = sorted(path.name for path in lone_page.folder.iterdir())
    answer = lone_page.post("/this-desk/backup")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=desk-backup-")
    assert sorted(path.name for path in lone_page.folder.iterdir()) == before
    kept = tmp_path / "kept"
    kept.write_bytes(answer.answer.content)
    kept.chmod(0o600)
    assert restore(kept, tmp_path / "again", PASSPHRASE).org == lone_page.session.settings.org
