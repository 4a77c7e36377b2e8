"""A desk that nobody sits at is locked: nothing is shown, nothing is held, and nothing typed is lost."""

from __future__ import annotations

import pytest

from keys.desk.errors import DeskError
from keys.desk.web.session import IDLE
from keys.errors import BadKeyFile
from tests.keys.desk.web.desk_page import DeskPage
from tests.world import PASSPHRASE

TYPED = PASSPHRASE.decode()


def test_a_press_locks_and_the_passphrase_opens_again(lone_page: DeskPage) -> None:
    assert "This desk is locked" in lone_page.press("/lock")
    assert lone_page.session.locked
    opened = lone_page.press("/unlock", {"passphrase": TYPED, "back": "/this-desk"})
    assert "Is everything in order?" in opened


def test_a_desk_left_alone_locks(lone_page: DeskPage) -> None:
    lone_page.clock.seconds += IDLE - 1
    assert not lone_page.session.lock_if_idle()
    lone_page.clock.seconds += 2
    assert lone_page.session.lock_if_idle()
    assert "This desk is locked" in lone_page.read("/this-desk")


def test_a_request_of_a_person_keeps_it_open_and_one_of_a_stranger_does_not(lone_page: DeskPage) -> None:
    lone_page.clock.seconds += IDLE - 1
    lone_page.get("/this-desk")
    lone_page.clock.seconds += IDLE - 1
    assert not lone_page.session.lock_if_idle()
    lone_page.stranger().get("/this-desk")
    lone_page.clock.seconds += 2
    assert lone_page.session.lock_if_idle()


def test_locked_means_that_vault_keys_and_passphrase_are_let_go(lone_page: DeskPage) -> None:
    desk, session = lone_page.session.desk, lone_page.session
    session.sync.round()
    session.lock()
    with pytest.raises(DeskError):
        desk.vault.all("case")
    held = [value for value in vars(session).values() if isinstance(value, bytes)]
    assert held == []
    with pytest.raises(DeskError):
        _ = session.desk
    with pytest.raises(DeskError):
        _ = session.sync


def test_a_form_that_meets_a_lock_goes_on_where_it_was_going(lone_page: DeskPage) -> None:
    lone_page.session.lock()
    asked = lone_page.post("/alarms", {"words": 'a "long" <question>'})
    assert "What you wrote is still here" in asked.text
    assert 'value="a &#34;long&#34; &lt;question&gt;"' in asked.html
    assert f'action="{lone_page.guard.place}/alarms"' in asked.html
    went = lone_page.post("/alarms", {"words": 'a "long" <question>', "passphrase": TYPED})
    assert went.status == 303


def test_a_wrong_passphrase_opens_nothing_and_gives_the_form_back(lone_page: DeskPage) -> None:
    lone_page.session.lock()
    again = lone_page.post("/alarms", {"words": "kept", "passphrase": "wrong"})
    assert again.status == 403
    assert 'value="kept"' in again.html
    assert "wrong" not in again.html.replace('id="wrong"', "").replace('describedby="wrong"', "")
    assert lone_page.session.locked


def test_after_a_wrong_passphrase_the_page_that_was_asked_for_still_comes(lone_page: DeskPage) -> None:
    lone_page.session.lock()
    wrong = lone_page.post("/unlock", {"passphrase": "a guess", "back": "/card"})
    assert 'name="back" value="/card"' in wrong.html
    assert "What you wrote" not in wrong.text
    lone_page.clock.seconds += 60
    assert "A card for a victim" in lone_page.press("/unlock", {"passphrase": TYPED, "back": "/card"})


def test_guessing_becomes_slower(lone_page: DeskPage) -> None:
    lone_page.session.lock()
    for waits in (1, 2, 4):
        with pytest.raises(BadKeyFile):
            lone_page.session.unlock(b"a guess")
        with pytest.raises(DeskError, match=f"Wait {waits} seconds|Wait {waits + 1} seconds"):
            lone_page.session.unlock(PASSPHRASE)
        lone_page.clock.seconds += waits
    lone_page.session.unlock(PASSPHRASE)
    assert not lone_page.session.locked


def test_a_locked_desk_tells_a_stranger_nothing(lone_page: DeskPage) -> None:
    lone_page.session.lock()
    answer = lone_page.stranger().post("/unlock", {"passphrase": TYPED})
    assert answer.status == 403
    assert lone_page.session.locked


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "/nowhere", "/\\evil.example", ""])
def test_unlocking_goes_nowhere_but_to_a_page_of_the_desk(lone_page: DeskPage, back: str) -> None:
    lone_page.session.lock()
    went = lone_page.post("/unlock", {"passphrase": TYPED, "back": back})
    assert went.headers["Location"] == f"{lone_page.guard.place}/"
