"""Desks at a real gateway in this process: the client, doors, database and directory of outside, without sockets."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from keys import clock
from keys.desk import look
from keys.desk.desk import Desk, create_desk
from keys.desk.ngo import care
from keys.desk.sync import fetch
from keys.desk.sync.send import send
from keys.envelope.sealing import SealedReport
from keys.private.mailbox import Message, keys_for_page, open_slots, seal_word
from keys.token import read_at_desk
from tests.gateway.running import FORCE, NGO, URL, Gateway
from tests.gateway.writing import as_json, posted
from tests.keys.orgs import ORGS, Orgs

PASSPHRASE = b"seven plain words that nobody guesses"
NARRATIVE = "He came back on Tuesday and broke the door with a plimsollbar."
NAME = "Zvezdana Quillabamba"
PHONE = "07700 900123"


class World:
    """One gateway, and desks that are made when first asked for."""

    def __init__(self, gateway: Gateway, folder: Path, set_days_ahead: Callable[[int], None]) -> None:
        self._ahead = 0
        self._set_days_ahead = set_days_ahead
        self.gateway = gateway
        self.orgs: Orgs = gateway.orgs
        self.folder = folder
        self._desks: dict[str, Desk] = {}

    def desk(self, org: str, name: str = "", number: int = 0) -> Desk:
        """The desk of an organisation; `name` tells several of one organisation apart."""
        label = f"{org}{name}"
        if label not in self._desks:
            folder = self.folder / label
            create_desk(
                folder,
                org,
                ORGS[org],
                URL,
                self.orgs.genesis,
                [
                    key
                    for (whose, _, desk), key in self.orgs.openers.items()
                    if (whose, desk) == (org, number)
                ],
                [
                    key
                    for (whose, _, desk), key in self.orgs.signers.items()
                    if (whose, desk) == (org, number)
                ],
                PASSPHRASE,
                demonstration=True,
                officer="kestrel" if ORGS[org] == "police" else "",
            ).close()
            self._desks[label] = self.again(label)
        return self._desks[label]

    def again(self, label: str) -> Desk:
        """The desk opened once more, as another process would."""
        return Desk.open(self.folder / label, PASSPHRASE, transport=httpx.WSGITransport(app=self.gateway.app))

    @property
    def police(self) -> Desk:
        return self.desk(FORCE)

    @property
    def ngo(self) -> Desk:
        return self.desk(NGO)

    def file(self, **changes: Any) -> dict[str, Any]:
        """A report filed in the clear by an NGO's system; the gateway's answer: reference, symbols, digits."""
        document = posted(**changes)
        if "crime" not in changes:
            document["crime"]["acts_narrative"] = NARRATIVE
        if "identity" not in changes:
            document["identity"] = {
                "name": {"preferred": NAME},
                "phone": {"numbers": [PHONE]},
                "safe_contact": {"note": "Tuesdays, never after six"},
                "advice": "taken",
            }
        answer = self.gateway.signed(
            "POST", "/v1/reports", as_json(document), content_type="application/json"
        )
        assert answer.status_code == 201, answer.get_data(as_text=True)
        self.gateway.release_all()
        return json.loads(answer.get_data())

    def upload(self, sealed: SealedReport, *, org: str = NGO) -> None:
        """A report that a desk sealed itself."""
        assert self.gateway.signed("POST", "/v1/sealed", sealed.upload, org=org).status_code == 204
        self.gateway.release_all()

    def page(self, token: str) -> list[Message]:
        """What a token opens in its mailbox, as her page reads it."""
        view = self.orgs.view()
        keys = keys_for_page(read_at_desk(token), view.deployment_id)
        slots = self.gateway.plain("POST", "/v1/mailbox/read", keys.read).get_data()
        found, _decoys = open_slots(keys, slots, view, clock.today())
        return found

    def she_writes(self, token: str, text: str) -> None:
        """Her own words, as her page sends them."""
        from gateway import answering

        view = self.orgs.view()
        keys = keys_for_page(read_at_desk(token), view.deployment_id)
        body = {"v": 1, "kind": "note", "day": clock.today(), "text": text}
        raw = seal_word(keys, body, NGO, view, clock.today())
        answering.say(raw, read=keys.read, host=self.gateway.host)
        self.gateway.release_all()

    def stored(self, label: str) -> bytes:
        """Every byte and file name at a desk."""
        return b"".join(
            path.name.encode() + path.read_bytes()
            for path in (self.folder / label).rglob("*")
            if path.is_file()
        )

    def sleep(self, nights: int = 1) -> None:
        """It is so many days later, for everybody."""
        self._ahead += nights
        self._set_days_ahead(self._ahead)
        self.gateway.publish()

    def close(self) -> None:
        for desk in self._desks.values():
            desk.close()


def round_trip(world: World, *desks: Desk) -> None:
    """Everything waiting at the desks has left (as a demonstration), and everything owed to them has come in."""
    for desk in desks:
        fetch.receive(desk)
        sent = send(desk, now=True)
        assert not sent.troubles, sent.troubles
        world.gateway.release_all()
    for desk in desks:
        fetch.receive(desk)


def opened_everywhere(world: World) -> dict[str, Any]:
    """A report that both desks hold, that the police have looked at and the NGO has confirmed."""
    filed = world.file()
    assert fetch.receive(world.police).refused == []
    assert fetch.receive(world.ngo).refused == []
    look.show(world.police, filed["reference"])
    care.confirm(world.ngo, filed["reference"])
    round_trip(world, world.ngo, world.police)
    return filed
