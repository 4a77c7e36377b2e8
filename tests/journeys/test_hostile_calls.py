"""Crafted calls at both doors, the form and the API: a clear error, nothing stored, nothing echoed, nothing logged."""

from __future__ import annotations

import gzip
import json
import logging
from typing import Any
from urllib.parse import urlencode

import pytest

from keys.desk.case_view.listing import case_list
from keys.desk.sync import fetch
from keys.roles import Role
from tests.gateway.filing.test_filing_api import posted
from tests.gateway.running import URL, headers
from tests.gateway.web.conftest import cheap  # noqa: F401  a fixture
from tests.journeys.caseworker import ADULT, MARINA, Caseworker
from tests.orgs import NGO
from tests.world import World

CANARY = "wanderlustian"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def dalva(world: World) -> Caseworker:
    return Caseworker(world)


def crime(**changes: Any) -> bytes:
    document = posted()
    document["crime"] |= changes
    return json.dumps(document).encode()


def identity(**changes: Any) -> bytes:
    document = posted()
    document["identity"] |= changes
    return json.dumps(document).encode()


def bomb() -> bytes:
    """A few kilobytes that unpack to a report of many megabytes."""
    return gzip.compress(crime(acts_narrative=CANARY + "a" * 30_000_000))


BODIES: dict[str, tuple[bytes, dict[str, str]]] = {
    "nationality in the crime half": (crime(nationality=CANARY), {}),
    "nationality in the identity half": (identity(nationality=CANARY), {}),
    "nationality at the top": (json.dumps(posted() | {"nationality": CANARY}).encode(), {}),
    "nested unknown key": (crime(where={"area_code": "E08000035", CANARY: {"a": [1]}}), {}),
    "unknown key in a list": (crime(suspects=[{"sex": "male", "nationality": CANARY}]), {}),
    "10 MB narrative": (crime(acts_narrative=CANARY + "a" * 10_000_000), {}),
    "narrative just too long": (crime(acts_narrative=CANARY + "a" * 6000), {}),
    "NUL bytes": (crime(acts_narrative=f"{CANARY}\x00"), {}),
    "a raw NUL": (crime().replace(b"He ", CANARY.encode() + b"\x00", 1), {}),
    "lone surrogate": (crime(acts_narrative=f"{CANARY}\ud800"), {}),
    "surrogate in bytes": (crime(acts_narrative=CANARY).replace(b"tian", b"tian\xed\xa0\x80"), {}),
    "override": (crime(acts_narrative=f"{CANARY}\u202e"), {}),
    "isolate in a name": (identity(name={"preferred": f"{CANARY}\u2066"}), {}),
    "a message in tags": (crime(acts_narrative=CANARY + "".join(chr(0xE0000 + ord(sign)) for sign in "radio")), {}),
    "variants in a row": (crime(acts_narrative=f"{CANARY}\ufe01\ufe02\ufe03\ufe04"), {}),
    "variants of the supplement": (crime(acts_narrative=f"{CANARY}\U000e0101"), {}),
    "joiners in a row": (identity(name={"preferred": CANARY + "\u200d\u200c" * 20}), {}),
    "a flood of marks": (crime(acts_narrative=CANARY + "\u0301" * 500), {}),
    "private signs": (crime(acts_narrative=f"{CANARY}\ue000\U000f0000"), {}),
    "an annotation": (crime(acts_narrative=f"\ufff9{CANARY}\ufffaradio\ufffb"), {}),
    "letters that fill": (crime(acts_narrative=f"{CANARY}\u3164"), {}),
    "a flag": (crime(acts_narrative=f"{CANARY} \U0001f1e7\U0001f1f7"), {}),
    "Braille": (crime(acts_narrative=f"{CANARY} \u280d\u2801\u2817"), {}),
    "a key of the language": (crime(**{"__proto__": {"nationality": CANARY}}), {}),
    "figures instead of words": (crime(acts_narrative=1e300), {}),
    "lists in lists": (crime(crime_types=[[[CANARY] * 50] * 50]), {}),
    "another report behind it": (crime(acts_narrative=CANARY) + b"{}", {}),
    "a mark of the byte order": (b"\xef\xbb\xbf" + crime(acts_narrative=CANARY), {}),
    "said to be packed": (crime(acts_narrative=CANARY), {"Content-Encoding": "br"}),
    "the same name twice": (crime().replace(b'"crime"', b'"crime": {"x": "' + CANARY.encode() + b'"}, "crime"', 1), {}),
    "nested without end": (b'{"crime":' * 20_000 + CANARY.encode(), {}),
    "a list without end": (crime(crime_types=[CANARY] * 20_000), {}),
    "a number without end": (
        crime(acts_narrative=CANARY).replace(b'"force"', b'"n":' + b"9" * 100_000 + b',"force"'),
        {},
    ),
    "not a number": (crime(acts_narrative=CANARY).replace(b'"force"', b'"n":NaN,"force"'), {}),
    "packed, and said so": (bomb(), {"Content-Encoding": "gzip"}),
    "packed, and not said": (bomb(), {}),
    "not an object": (json.dumps([CANARY]).encode(), {}),
}


@pytest.mark.parametrize("name", BODIES)
def test_the_api_refuses_and_repeats_nothing(world: World, name: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    body, more = BODIES[name]
    signed = headers(world.gateway.orgs.signer(NGO, Role.DOOR), "POST", "/v1/reports", body) | more
    answer = world.gateway.client.post(
        "/v1/reports", base_url=URL, data=body, headers=signed, content_type="application/json"
    )
    assert 400 <= answer.status_code < 500, answer.status_code
    assert answer.get_json()["error"]
    assert CANARY.encode() not in answer.data
    assert b"nationality" not in answer.data
    assert_nothing(world, caplog)


TYPES = [
    "text/plain",
    FORM,
    "multipart/form-data; boundary=x",
    "application/xml",
    "application/json; charset=utf-16",
    "",
]


@pytest.mark.parametrize("content_type", TYPES)
def test_the_api_takes_json_alone(world: World, content_type: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    body = crime(acts_narrative=CANARY)
    signed = headers(world.gateway.orgs.signer(NGO, Role.DOOR), "POST", "/v1/reports", body)
    answer = world.gateway.client.post(
        "/v1/reports", base_url=URL, data=body, headers=signed, content_type=content_type
    )
    assert answer.status_code == 415
    assert "application/json in UTF-8" in answer.get_json()["error"]
    assert CANARY not in answer.text
    assert_nothing(world, caplog)


def assert_nothing(world: World, caplog: pytest.LogCaptureFixture) -> None:
    for table in ("reports", "deliveries", "envelopes", "filings", "seen"):
        assert world.gateway.rows(table) == [], table
    assert world.gateway.nudged == 0
    assert CANARY not in caplog.text
    assert world.at_rest(CANARY) == []


FIELDS: dict[str, dict[str, str]] = {
    "NUL bytes": {"crime.acts_narrative": f"{CANARY}\x00"},
    "bytes lost on the way": {"crime.acts_narrative": f"{CANARY}\ufffd"},
    "override": {"crime.acts_narrative": f"{CANARY}\u202eretcarahc"},
    "tags": {"crime.acts_narrative": f"{CANARY}\U000e0061"},
    "override in a description": {"crime.suspects.0.marks": f"{CANARY}\u2067"},
    "override in a name": {"identity.name.preferred": f"{CANARY}\u202d"},
    "a code that is none": {"crime.injury": CANARY},
    "a tick that is none of them": {"crime.methods.threats.to_kill": "yes", "crime.methods.threats.unknown": CANARY},
    "a line break in a line": {"crime.suspects.0.hair": f"brown\n{CANARY}"},
    "too long": {"crime.acts_narrative": CANARY + "a" * 6000},
    "more suspects than there may be": {"crime.suspects.9.sex": CANARY, "crime.wish": ""},
}


@pytest.mark.parametrize("step", ["review", "send", "keep"])
@pytest.mark.parametrize("name", FIELDS)
def test_the_form_says_which_field_and_gives_the_text_back_to_her_alone(
    world: World, dalva: Caseworker, name: str, step: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    before = dalva.browser.get("/caseworker/report/whole").form("filing_secret").fields
    fields = before | ADULT | MARINA | FIELDS[name] | {"step": step, "told.her": "yes", "told.me": "yes"}
    if step == "keep" and not hidden(FIELDS[name]):
        return  # what is merely wrong may be kept, to be put right at the desk
    page = dalva.browser.post("/caseworker/report", fields)
    assert "problem" in page.text
    assert_nothing(world, caplog)


def hidden(fields: dict[str, str]) -> bool:
    return any(sign in text for text in fields.values() for sign in "\x00\u202e\u2067\u202d\ufffd\U000e0061")


RAW: dict[str, tuple[bytes, dict[str, str]]] = {
    "10 MB narrative": (urlencode({"crime.acts_narrative": CANARY + "a" * 10_000_000}).encode(), {}),
    "packed": (
        gzip.compress(urlencode({"crime.acts_narrative": CANARY + "a" * 30_000_000}).encode()),
        {"Content-Encoding": "gzip"},
    ),
    "JSON": (json.dumps({"crime.acts_narrative": CANARY}).encode(), {"Content-Type": "application/json"}),
    "plain text": (CANARY.encode(), {"Content-Type": "text/plain"}),
    "a file": (
        b'--x\r\nContent-Disposition: form-data; name="crime.acts_narrative"; filename="a.txt"\r\n\r\n'
        + CANARY.encode() + b"\r\n--x--\r\n",
        {"Content-Type": "multipart/form-data; boundary=x"},
    ),
    "UTF-16": (
        urlencode({"crime.acts_narrative": CANARY}).encode("utf-16"),
        {"Content-Type": FORM + "; charset=utf-16"},
    ),
    "ten thousand fields": (urlencode([(f"{CANARY}{place}", "x") for place in range(10_000)]).encode(), {}),
}  # fmt: skip


@pytest.mark.parametrize("name", RAW)
def test_what_is_no_form_at_all_is_turned_away(
    world: World, dalva: Caseworker, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    body, more = RAW[name]
    for door in ("/caseworker/report", "/caseworker/screen"):
        answer = dalva.browser.ask("POST", door, content=body, headers={"Content-Type": FORM} | more)
        assert CANARY not in answer.html
        assert answer.status < 500
    assert_nothing(world, caplog)


def test_bytes_that_are_no_text_stand_there_to_be_seen(
    world: World, dalva: Caseworker, caplog: pytest.LogCaptureFixture
) -> None:
    fields = (
        dalva.browser.get("/caseworker/report/whole").form("filing_secret").fields | ADULT | MARINA | {"step": "review"}
    )
    body = urlencode(fields).encode().replace(b"radio", b"%ED%A0%80radio", 1)
    answer = dalva.browser.ask("POST", "/caseworker/report", content=body, headers={"Content-Type": FORM})
    assert "%ED%A0%80radio" in answer.html
    assert_nothing(world, caplog)


def test_an_unknown_name_in_the_form_is_dropped_and_reaches_nobody(world: World, dalva: Caseworker) -> None:
    unknown = {"nationality": CANARY, "crime.nationality": CANARY, "crime.suspects.0.nationality": CANARY}
    looked = dalva.write(**MARINA | unknown)
    assert CANARY not in looked.html
    sent = dalva.send(looked)
    world.carry()
    fetch.receive(world.police)
    fetch.receive(world.ngo)
    assert CANARY not in sent.html + str(case_list(world.police)) + str(case_list(world.ngo))
    assert world.at_rest(CANARY) == []


def test_signs_that_cannot_be_seen_are_taken_out_of_what_is_pasted(world: World, dalva: Caseworker) -> None:
    looked = dalva.write(**MARINA | {"crime.acts_narrative": "\ufeffHe hit\u200b her ra\u00addio\u2060s."})
    assert "He hit her radios." in looked.html
