"""A whole small Amparo in this process: the organisations, the gateway, the workers, a desk each, one clock.

Real schema, real cryptography, real HTTP messages between desk and gateway; what is left out is sockets and processes
(those are in tests/pages). Nothing is mocked: the workers' own functions carry, the desks' own objects receive. The
fixture `world` (tests/conftest.py) gives one to each test.

    filed = world.file()
    fetch.receive(world.police)
    look.show(world.police, filed.reference)
    world.round(world.police, world.ngo)
    world.page(filed.symbols)
"""

from __future__ import annotations

import copy
import json
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from httpx import WSGITransport

from gateway import answering
from gateway.filing import Filed
from keys import clock
from keys.desk import look
from keys.desk.desk import Desk
from keys.desk.ngo import care
from keys.desk.store.folder import Settings, make_folder
from keys.desk.sync import fetch
from keys.desk.sync.send import send
from keys.envelope.sealing import SealedReport
from keys.private.keyfile import Opener
from keys.private.mailbox import Message, keys_for_page, open_slots, seal_word
from keys.roles import Kind
from keys.signing import Signer
from keys.token import read_at_desk
from tests.canaries import Found, Search
from tests.gateway.running import URL, Gateway
from tests.orgs import FORCE, NGO, ORGS, OTHER_FORCE, OTHER_NGO

PASSPHRASE = b"seven plain words that nobody guesses"

# Marina's story (A1): invented, and with words that nothing else says.
STORY: dict[str, Any] = {
    "force": FORCE,
    "crime": {
        "reporter_role": "victim",
        "adult_confirmed": True,
        "wish": "contact_through_ngo",
        "crime_types": ["domestic.physical", "domestic.strangulation", "domestic.coercive_control"],
        "when": {
            "precision": "month",
            "from": "2025-11",
            "to": "2026-10",
            "frequency": "weekly",
            "still_happening": True,
        },
        "where": {"place_type": "shared_home", "area_level": "local_authority", "area_code": "E08000035"},
        "acts_narrative": "He hit her most weeks. Once he held her throat until the kettle whistled twice.",
    },
    "identity": {
        "name": {"preferred": "Marina Quellwasser"},
        "phone": {"numbers": ["07700 900123"]},
        "safe_contact": {"note": "Tuesday ten to twelve, ask for the receita"},
        "language": {"languages": [{"tag": "pt-BR"}]},
        "advice": "taken",
        "suspect": {"name": "Torvald Grimsdyke", "note": "drives at night"},
        "premises": {"address": "14 Quarndon Parade", "postcode": "LS7 3QX"},
    },
}


NARRATIVE: str = STORY["crime"]["acts_narrative"]
NAME: str = STORY["identity"]["name"]["preferred"]
PHONE: str = STORY["identity"]["phone"]["numbers"][0]


def create_desk(
    folder: Path,
    org: str,
    kind: Kind | str,
    gateway_url: str,
    genesis: bytes,
    openers: Sequence[Opener],
    signers: Sequence[Signer],
    passphrase: bytes,
    *,
    demonstration: bool = False,
    officer: str = "",
) -> Desk:
    """`folder` holds a new desk with these keys, and it is open. DeskError when a desk is there already."""
    settings = Settings(org, Kind(kind), gateway_url.rstrip("/"), genesis, demonstration, officer)
    make_folder(Path(folder), settings, passphrase, openers=openers, signers=signers)
    return Desk.open(folder, passphrase)


class World:
    """Everything below one folder, with desks that are made when first asked for."""

    def __init__(self, gateway: Gateway, folder: Path, set_days_ahead: Callable[[int], None]) -> None:
        self.gateway = gateway
        self.orgs = gateway.orgs
        self.folder = folder
        self._set_days_ahead = set_days_ahead
        self._ahead = 0
        self._desks: dict[str, Desk] = {}

    def days_later(self, days: int = 1) -> None:
        """The one clock of everybody has moved on."""
        self._ahead += days
        self._set_days_ahead(self._ahead)
        self.gateway.publish()

    def desk(self, org: str, name: str = "", number: int = 1) -> Desk:
        """A desk of an organisation, open; `name` tells several apart, `number` says whose keys it holds."""
        label = f"{org}{name}"
        if label not in self._desks:
            create_desk(
                self.desk_folder(label), org, ORGS[org], URL, self.orgs.genesis,
                self.orgs.openers_of(org, number), self.orgs.signers_of(org, number), PASSPHRASE,
                demonstration=True, officer="kestrel" if ORGS[org] is Kind.POLICE else "",
            ).close()  # fmt: skip
            self._desks[label] = self.again(label)
        return self._desks[label]

    def desk_folder(self, label: str) -> Path:
        """Where a desk keeps what is its own: `label` is its organisation, and its name where it has one."""
        return self.folder / "desks" / label

    def again(self, label: str) -> Desk:
        """The desk opened once more, as another process would."""
        return Desk.open(self.desk_folder(label), PASSPHRASE, transport=WSGITransport(app=self.gateway.app))

    @property
    def ngo(self) -> Desk:
        return self.desk(NGO)

    @property
    def police(self) -> Desk:
        return self.desk(FORCE)

    @property
    def other_police(self) -> Desk:
        return self.desk(OTHER_FORCE)

    @property
    def other_ngo(self) -> Desk:
        return self.desk(OTHER_NGO)

    def file(self, *, secret: bytes | None = None, **changes: Any) -> Filed:
        """The story, `changes` apart, was filed in the clear by the NGO's system, and carried."""
        document = copy.deepcopy(STORY) | changes | {"filing_secret": (secret or secrets.token_bytes(32)).hex()}
        answer = self.gateway.signed(
            "POST", "/v1/reports", json.dumps(document).encode(), content_type="application/json"
        )
        assert answer.status_code in (200, 201), answer.get_data(as_text=True)
        self.carry()
        return Filed(**answer.get_json())

    def upload(self, sealed: SealedReport, *, org: str = NGO) -> None:
        """A report that a desk sealed itself was sent, and carried."""
        assert self.gateway.signed("POST", "/v1/sealed", sealed.upload, org=org).status_code == 204
        self.carry()

    def file_and_open(self) -> Filed:
        """A report that both desks hold, that the police have looked at and the NGO has confirmed."""
        filed = self.file()
        for desk in (self.police, self.ngo):
            assert fetch.receive(desk).refused == []
        look.show(self.police, filed.reference)
        care.confirm(self.ngo, filed.reference)
        self.round(self.ngo, self.police)
        return filed

    def carry(self) -> int:
        """The workers carried whatever is owed. How many."""
        return self.gateway.carry()

    def round(self, *desks: Desk) -> None:
        """Everything waiting at the desks has left, and everything owed to them has come in; as a day brings about."""
        for desk in desks:
            fetch.receive(desk)
            sent = send(desk, now=True)
            assert not sent.troubles, sent.troubles
            self.carry()
        for desk in desks:
            fetch.receive(desk)

    def page(self, code: str) -> str:
        """What she reads after she typed her code, as text."""
        browser = self.gateway.browser()
        shown = browser.send(browser.get("/"), "code", code=code)
        assert shown.status == 200
        return shown.text

    def messages(self, code: str) -> list[Message]:
        """What a code opens in its mailbox, as her page has it before it is worded."""
        view = self.orgs.view()
        keys = keys_for_page(read_at_desk(code), view.deployment_id)
        slots = self.gateway.plain("POST", "/v1/mailbox/read", keys.read).get_data()
        found, _decoys = open_slots(keys, slots, view, clock.today())
        return found

    def she_writes(self, code: str, text: str) -> None:
        """Her own words, as her page sends them."""
        view = self.orgs.view()
        keys = keys_for_page(read_at_desk(code), view.deployment_id)
        body = {"v": 1, "kind": "note", "day": clock.today(), "text": text}
        raw = seal_word(keys, body, NGO, view, clock.today())
        answering.say(raw, read=keys.read, host=self.gateway.host)
        self.carry()

    def at_rest(self, *words: str, desk: str = "") -> list[Found]:
        """Where any of the words lies in a file of anybody; or of one desk."""
        return Search(words).tree(self.desk_folder(desk) if desk else self.folder)

    def close(self) -> None:
        for desk in self._desks.values():
            desk.close()
