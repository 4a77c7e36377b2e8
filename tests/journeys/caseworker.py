"""A caseworker at the hosted page of a world, in a browser without script, and what she writes in each story."""

from __future__ import annotations

import re

from deploy.demonstration.browser import Page
from tests.gateway.web.conftest import new_caseworker
from tests.orgs import FORCE
from tests.world import World

ADULT = {"crime.adult_confirmed": "yes", "crime.reporter_role": "victim", "identity.advice": "taken", "force": FORCE}


class Caseworker:
    """Signed in, with her report before her."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.browser = world.gateway.browser()
        new_caseworker(world.gateway, "dalva").sign_in(self.browser)

    def write(self, **fields: str) -> Page:
        """The form with these fields (and what every report needs), posted to be looked at."""
        form = self.browser.get("/caseworker/report/whole").form("filing_secret")
        return self.browser.post(form.action, form.fields | ADULT | fields | {"step": "review"})

    def change(self, page: Page, **fields: str) -> Page:
        """The same form again, changed, and looked at."""
        if not any(value == "later" for _, value in page.form("filing_secret").buttons):
            raise AssertionError("not a page to write on")
        return self.browser.post("/caseworker/report", page.form("filing_secret").fields | fields | {"step": "review"})

    def send(self, page: Page, **said: str) -> Page:
        return self.browser.send(page, "filing_secret", "send", **said)

    def stored(self) -> list[object]:
        """Whatever the gateway holds of any report or form."""
        tables = ("reports", "deliveries", "envelopes", "filings")
        return [row for table in tables for row in self.world.gateway.rows(table)]


def reference(sent: Page) -> str:
    found = re.search(r"desk only: ([0-9A-Z]{26})", sent.text)
    assert found, sent.text[:600]
    return found[1]


def symbols(sent: Page) -> str:
    found = re.search(r"(?:[0-9A-Z]{4} ){5}[0-9A-Z]{4}", sent.text)
    assert found, sent.text[:600]
    return found[0]


def meter(page: Page, title: str) -> str:
    """The colour of a meter, as it is said in words."""
    found = re.search(re.escape(title) + r" (Green|Amber|Red)", page.text)
    assert found, page.text[-1500:]
    return found[1].lower()


POLICE = "Could police work out who she is?"
SUSPECT = "Could the suspect work out that it was her?"

MARINA = {
    "crime.wish": "contact_through_ngo",
    "crime.crime_types.0": "domestic.physical",
    "crime.crime_types.1": "domestic.strangulation",
    "crime.crime_types.2": "domestic.coercive_control",
    "crime.when.precision": "month",
    "crime.when.from": "2025-11",
    "crime.when.to": "2026-10",
    "crime.when.frequency": "weekly",
    "crime.where.area_code": "E08000035",
    "crime.where.place_type": "shared_home",
    "crime.suspects.0.relationship": "partner",
    "crime.risk.flags.strangulation": "yes",
    "crime.injury": "minor",
    "crime.medical_help": "no",
    "crime.evidence.0.type": "messages",
    "crime.evidence.0.held_by": "ngo",
    "crime.acts_narrative": "He hits her most weeks. Once he held her by the throat until the radio ended its song.",
    "identity.name.preferred": "Marina Quillfeather",
    "identity.birth.age_band": "25_39",
    "identity.phone.numbers": "07700 900188",
    "identity.safe_contact.note": "The Harehills branch knows her. Tuesday and Thursday ten to twelve",
    "identity.safe_contact.channels.0.type": "call",
    "identity.safe_contact.channels.0.code_word_ok": "receita",
    "identity.safe_contact.device.phone_shared": "yes",
    "identity.language.languages.0.tag": "pt-BR",
    "identity.record.token_mode": "self",
    "identity.suspect.name": "Torvald Grimsdyke",
}
