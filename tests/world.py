"""A whole small Amparo in this process: a coalition's directory, the gateway, the workers, a desk each, one clock.

Real schema, real cryptography, real HTTP messages between desk and gateway; what is left out is sockets and processes
(those are in tests/pages). Nothing is mocked: the workers' own functions carry, the desks' own objects receive.

    world = World(folder)
    filed = world.file()
    world.carry()
    world.force.receive(); world.force.show(filed.reference)
    world.page(filed.symbols)
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

from httpx import WSGITransport

from deploy.demonstration.browser import read_page
from gateway.filing import Filed, file_report
from gateway.report.validate import read_filing
from gateway.store.engine import migrate
from keys.desk.desk import Desk, create_desk
from keys.desk.sync import fetch
from keys.desk.sync.send import send
from keys.roles import KIND_ROLES, Kind
from tests.canaries import Found, Search
from tests.gateway.running import FORCE, NGO, OTHER_FORCE, OTHER_NGO, URL, Gateway, settings_in
from tests.keys.orgs import ORGS, Orgs, make_orgs
from workers.couriers.inbox import Inbox
from workers.deliver import deliver

PASSPHRASE = b"correct horse battery staple"

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


class World:
    """Everything below one folder. `words` are searched for at the end: they must be nowhere at rest."""

    def __init__(
        self, folder: Path, clock: Callable[[int], None], *, database_url: str | None = None
    ) -> None:
        self.folder = folder
        self._clock = clock
        self._ahead = 0
        self.orgs: Orgs = make_orgs()
        at_gateway = folder / "gateway"
        at_gateway.mkdir()
        if database_url is None:
            database_url = f"sqlite:///{at_gateway}/gateway.sqlite"
            migrate(database_url)
        self.gateway = Gateway(self.orgs, settings_in(at_gateway, self.orgs, database_url))
        self.desks: dict[str, Desk] = {}

    def days_later(self, days: int) -> None:
        """The one clock of everybody has moved on."""
        self._ahead += days
        self._clock(self._ahead)
        self.gateway.publish()

    def desk(self, org: str) -> Desk:
        """The desk of an organisation, made at its first use, open."""
        if org not in self.desks:
            folder, kind = self.folder / "desks" / org, ORGS[org]
            signers = [self.orgs.signer(org, role) for role in sorted(KIND_ROLES[kind]) if role.signs]
            create_desk(
                folder, org, kind, URL, self.orgs.genesis, self.orgs.openers_of(org), signers, PASSPHRASE,
                demonstration=True, officer="officer-7" if kind is Kind.POLICE else "",
            ).close()  # fmt: skip
            self.desks[org] = Desk.open(folder, PASSPHRASE, transport=WSGITransport(app=self.gateway.app))
        return self.desks[org]

    @property
    def ngo(self) -> Desk:
        return self.desk(NGO)

    @property
    def force(self) -> Desk:
        return self.desk(FORCE)

    @property
    def other_force(self) -> Desk:
        return self.desk(OTHER_FORCE)

    @property
    def other_ngo(self) -> Desk:
        return self.desk(OTHER_NGO)

    def file(self, document: dict[str, Any] = STORY, *, secret: bytes | None = None, ngo: str = NGO) -> Filed:
        """The report was filed at the hosted page's journey, in the name of the NGO."""
        secret = secret or secrets.token_bytes(32)
        host = self.gateway.host
        return file_report(read_filing(document), secret=secret, ngo=ngo, priority=False, host=host)

    def carry(self) -> int:
        """The workers carried whatever is owed. How many."""
        return len(deliver(self.gateway.host.engine, lambda _org: Inbox(), lease=60))

    def round(self, *orgs: str) -> None:
        """Workers carry, and each desk sends what it holds back and receives; as a day would bring about."""
        for org in orgs:
            send(self.desk(org), now=True)
        self.carry()
        for org in orgs:
            received = fetch.receive(self.desk(org))
            assert (received.refused, received.alarms) == ([], [])
            send(self.desk(org), now=True)

    def page(self, code: str) -> str:
        """What she reads after she typed her code, as text."""
        client = self.gateway.app.test_client()
        empty = client.get("/", base_url=URL).get_data(as_text=True)
        stamp = re.search(r'name="stamp" value="([^"]+)"', empty)
        assert stamp
        answer = client.post("/", base_url=URL, data={"stamp": stamp[1], "code": code})
        assert answer.status_code == 200
        return read_page(answer.get_data(as_text=True))

    def at_rest(self, *words: str) -> list[Found]:
        """Where any of the words lies in a file of the gateway or of a desk."""
        return Search(words).tree(self.folder)
