"""Distinct reports to measure with: 2 KB of narrative, both parts, and requests signed beforehand."""

from __future__ import annotations

import json
import random
import secrets
from typing import Any

import httpx

from deploy.demonstration.deployment import FORCE
from gateway.report.filing import Filing
from gateway.report.validate import read_filing
from keys.desk.sync.gateway_client import sign_request
from keys.signing import Signer

NARRATIVE_BYTES = 2048
SAID = """she he says that was hit again at the door after work and then took her bag away shouted for an hour did not
let out of house until morning pushed against wall there were bruises on arm nobody else saw it but neighbours heard
this happened most weeks since spring money is kept from too"""
WORDS = SAID.split()


def document(number: int) -> dict[str, Any]:
    """The report of this number as the filing API takes it, without the secret: {force, crime, identity}."""
    chance = random.Random(number)  # noqa: S311  the same reports every time
    words: list[str] = []
    while sum(map(len, words)) + len(words) < NARRATIVE_BYTES:
        words.append(chance.choice(WORDS))
    words.pop()  # whole words only: half of one may mean something else
    return {
        "force": FORCE,
        "crime": {
            "reporter_role": "victim",
            "adult_confirmed": True,
            "wish": "contact_through_ngo",
            "crime_types": ["domestic.physical", "domestic.coercive_control"],
            "when": {"precision": "month", "from": "2025-11", "to": "2026-10", "frequency": "weekly"},
            "where": {"place_type": "shared_home", "area_level": "local_authority", "area_code": "E08000035"},
            "acts_narrative": " ".join(words),
        },
        "identity": {
            "name": {"preferred": f"Marinela Q{number:06d}"},
            "phone": {"numbers": [f"07700 9{number % 100000:05d}"]},
            "safe_contact": {"note": "Tuesdays 10 to 12, never after 6"},
            "language": {"languages": [{"tag": "pt-BR"}]},
            "advice": "taken",
            "suspect": {"name": f"Bartolomeu Z{number:06d}", "note": "lives with her"},
            "premises": {"address": f"{number} Quarndon Parade", "postcode": "LS7 3QX"},
        },
    }


def filing(number: int) -> Filing:
    """The same report as the gateway holds it in memory."""
    return read_filing(document(number))


def posted(number: int, url: str, door: Signer) -> bytes:
    """One HTTP request that files the report of this number, signed now: it is good for five minutes."""
    head = {"content-type": "application/json"}
    return raw(httpx.Request("POST", f"{url}/v1/reports", headers=head, content=posted_body(number)), door)


def posted_body(number: int) -> bytes:
    """The same report as JSON, with a new secret."""
    whole = {"filing_secret": secrets.token_hex(32), **document(number)}
    return json.dumps(whole, ensure_ascii=False).encode()


def raw(request: httpx.Request, door: Signer | None = None) -> bytes:
    """The bytes of a request on the wire, signed when a door key is given."""
    body = request.content
    if door is not None:
        sign_request(request, body, door)
    lines = [f"{request.method} {request.url.raw_path.decode()} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in request.headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
