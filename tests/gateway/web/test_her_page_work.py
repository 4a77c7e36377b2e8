"""Her page costs the same work whatever a code leads to: what a box holds cannot be told by the time it takes."""

from typing import Any

import pytest
from sqlalchemy import event

from deploy.demonstration.browser import Browser
from gateway.web.victim import status
from keys import clock, signing, token
from keys.private import mailbox
from tests.gateway.running import Gateway
from tests.gateway.web.box import VALUE, Box
from tests.orgs import FORCE, NGO


@pytest.fixture
def crowded(box: Box) -> Box:
    """Eight messages: as many as a box holds."""
    today = clock.today()
    for seq in range(1, 5):
        line = [["sent", today], ["delivered", today], ["opened", today], ["investigating", today]]
        box.put(FORCE, "status", seq, today, code="investigating", line=line)
        box.put(NGO, "note", seq, today, text="The lamp is repaired. " * 20)
    return box


class Counted:
    """How often each kind of work was done."""

    def __init__(self, gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
        self.found: dict[str, int] = {}
        event.listen(gateway.host.engine, "before_cursor_execute", self._asked)
        for module, name in (
            (mailbox, "open_slot"),
            (mailbox, "open_part"),
            (mailbox, "verify"),
            (mailbox.messages, "read"),
            (status, "render_template"),
        ):
            monkeypatch.setattr(module, name, self._counting(getattr(module, name), name))
        assert mailbox.verify is not signing.verify

    def _asked(self, _connection: object, _cursor: object, statement: str, *_: object) -> None:
        self.add("database", statement.startswith("SELECT"))

    def add(self, what: str, times: int = 1) -> None:
        self.found[what] = self.found.get(what, 0) + times

    def _counting(self, function: Any, name: str) -> Any:
        def counted(*given: Any, **named: Any) -> Any:
            self.add(name)
            if name == "render_template":
                for laid in ("words", "steps", "way"):
                    self.add(laid, len(named[laid]))
            return function(*given, **named)

        return counted

    def of(self, browser: Browser, fields: dict[str, str], code: str) -> dict[str, int]:
        self.found.clear()
        assert browser.post("/", fields | {"code": code}).status == 200
        return dict(self.found)


def test_a_full_box_a_known_one_an_empty_one_and_none_cost_the_same_work(
    gateway: Gateway, browser: Browser, crowded: Box, monkeypatch: pytest.MonkeyPatch
):
    known = Box(gateway, value=token.new_value())
    known.put(FORCE, "status", 1, code="investigating", line=[])
    emptied = Box(gateway, value=token.new_value())
    emptied.put(NGO, "note", 1, text="Gone.")
    emptied.wipe()
    codes = [token.symbols(each.value) for each in (crowded, known, emptied)] + ["0" * 24]
    forms = [browser.get("/").form("code").fields for _ in (*codes, "")]
    browser.post("/", forms.pop() | {"code": "0" * 24})  # the decoys are sealed once
    counted = Counted(gateway, monkeypatch)
    first, *others = [counted.of(browser, fields, code) for fields, code in zip(forms, codes, strict=True)]
    assert first["database"] == 1
    assert first["open_slot"] == first["open_part"] == first["verify"] == first["read"] == 8
    assert (first["words"], first["steps"]) == (status.MOST_WORDS, status.MOST_STEPS)
    assert others == [first] * 3


def test_nothing_of_a_decoy_is_ever_printed(browser: Browser, full: Box):
    pages = [browser.send(browser.get("/"), "code", code=code) for code in (token.symbols(VALUE), "0" * 24)]
    assert mailbox._decoy().slots
    for page in pages:
        assert "Tuesday at eleven" not in page.html
        assert "1970" not in page.html
    assert "From Casa Aurora" in pages[0].text
    assert "What happens next" not in pages[1].text
    assert not pages[1].html.count("<blockquote")
