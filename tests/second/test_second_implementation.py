"""Another program, written from ENVELOPE.md alone, reads what we write and writes what we read."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keys import token
from keys.encoding import canonical
from keys.envelope import admission, format, sealing
from keys.private import mailbox, opening
from keys.roles import Part, Role
from keys.signing import Signer
from keys.token import Mailbox
from tests.keys import running
from tests.second.second_implementation import Missing, Second
from tests.vectors.making.positive import LEAVES, REPORT

pytestmark = pytest.mark.usefixtures("at_the_vectors_time")
TODAY = running.load("directory")["today"]
NO_MEMORY: dict[str, Any] = {"digests": [], "reports": [], "mailboxes": []}
REPORT_ID = "3af08c4e5d4c3b2ad8a9488a6d3c5f1d"
ROADS = [
    ("casa-aurora", "northshire-police", "casa-aurora/intake"),
    ("harbour-house", "southmoor-police", "harbour-house/intake"),
    ("casa-aurora", "southmoor-police", "amparo-gateway/intake"),
]


@pytest.fixture(scope="module")
def second() -> Iterator[Second]:
    try:
        process = Second()
    except Missing as missing:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"The second implementation was not run: {missing}.")
    yield process
    process.close()


def signer(name: str) -> Signer:
    row = next(row for row in running.load("directory")["keys"] if row["name"] == name)
    return Signer(row["org"], Role(row["role"]), bytes.fromhex(row["secret"]))


def test_it_agrees_with_every_frozen_vector(second: Second) -> None:
    found = second("vectors")
    assert found["failures"] == []
    assert found["count"] > 800


@pytest.mark.parametrize(("ngo", "force", "by"), ROADS)
def test_it_opens_the_reports_we_seal(second: Second, ngo: str, force: str, by: str) -> None:
    sealed = sealing.seal_report(
        REPORT, LEAVES, force=force, ngo=ngo, view=running.view(), signer=signer(by), day=TODAY
    )
    gateway = "amparo-gateway" if by.startswith("amparo") else None
    admitted = second("admit", raw=sealed.upload.hex(), ngo=ngo, gateway=gateway, day=TODAY)
    assert admitted == {"report_id": sealed.report_id.hex(), "force": force, "ngo": ngo}
    asked = {"day": TODAY, "memory": NO_MEMORY}
    crime = (sealed.signed + sealed.crime).hex()
    found = second("open_delivery", raw=crime, part=1, org=force, keys=[f"{force}/crime"], **asked)
    assert json.loads(found["inside"])["report"] == REPORT
    identity = (sealed.signed + sealed.identity).hex()
    found = second("open_delivery", raw=identity, part=2, org=ngo, keys=[f"{ngo}/identity"], **asked)
    assert found["values"] == LEAVES
    for wrong in (
        "southmoor-police/crime/2" if force.startswith("north") else "northshire-police/crime",
        f"{ngo}/case",
    ):
        assert second.outcome("open_delivery", raw=crime, part=1, org=force, keys=[wrong], **asked) == "R12"


@pytest.mark.parametrize(("ngo", "force", "by"), ROADS)
def test_we_open_the_reports_it_seals_and_would_have_sealed_the_same(
    second: Second, ngo: str, force: str, by: str
) -> None:
    seed, value = os.urandom(32), token.new_value()
    told = {"seed": seed.hex(), "value": f"{value:028x}", "ngo": ngo, "force": force, "day": TODAY}
    told |= {"signer": by, "report": canonical(REPORT).decode(), "leaves": LEAVES}
    told |= {"terms": sealing.TERMS, "schema_version": sealing.SCHEMA_VERSION}
    raw = bytes.fromhex(second("seal_report", **told))
    gateway = "amparo-gateway" if by.startswith("amparo") else None
    admitted = admission.admit_upload(raw, view=running.view(), ngo=ngo, day=TODAY, gateway_org=gateway)
    for part, org, key in ((Part.CRIME, force, f"{force}/crime"), (Part.IDENTITY, ngo, f"{ngo}/identity")):
        opened = opening.open_report_part(
            admitted.upload.delivery(part), part, view=running.view(), org=org, openers=running.openers([key]),
            day=TODAY, memory=running.Remembered(NO_MEMORY),
        )  # fmt: skip
        assert isinstance(opened, opening.Opened)
        if opened.identity is None:
            assert opened.inside["report"] == REPORT
        else:
            assert [text.decode() for text in opened.identity.values] == LEAVES
    assert running.seal_report(told).upload == raw


@pytest.mark.parametrize(
    ("part", "by", "to", "key"),
    [
        (4, "northshire-police/police-reply", "harbour-house", "harbour-house/case/3"),
        (5, "harbour-house/ngo-case", "southmoor-police", "southmoor-police/desk/2"),
    ],
)
def test_messages_between_desks_cross_both_ways(second: Second, part: int, by: str, to: str, key: str) -> None:
    told = {"v": 1, "kind": "answer", "report_id": REPORT_ID, "seq": 3, "day": TODAY, "about": "q", "text": "نعم 😀"}
    told |= {"outcome": "provided"} if part == 5 else {}
    text = canonical(told)
    memory = NO_MEMORY | {"reports": [{"report_id": REPORT_ID, "ngo": "harbour-house", "force": "northshire-police"}]}
    ours = sealing.seal_single(Part(part), text, to, view=running.view(), signer=signer(by), day=TODAY)
    asked = {"part": part, "org": to, "day": TODAY, "keys": [key], "memory": memory}
    assert second("open_single", raw=ours.hex(), **asked)["inside"] == text.decode()
    assert second("admit_single", raw=ours.hex(), part=part, org=by.split("/")[0], day=TODAY) == {"to": to}
    theirs = bytes.fromhex(
        second("seal_single", seed=os.urandom(32).hex(), part=part, text=text.decode(), to=to, signer=by, day=TODAY)
    )
    opened = opening.open_single(
        theirs, Part(part), view=running.view(), org=to, openers=running.openers([key]), day=TODAY,
        memory=running.Remembered(memory),
    )  # fmt: skip
    assert isinstance(opened, opening.Opened)
    assert opened.inside == told


def test_her_mailbox_and_her_words_cross_both_ways(second: Second) -> None:
    value, view = token.new_value(), running.view()
    keys = token.mint(value, view.deployment_id, bytes(32))
    body = {"v": 1, "kind": "note", "seq": 2, "day": TODAY, "text": "Call on Tuesday. ይደውሉ"}
    by = "casa-aurora/ngo-case"
    ours = sealing.seal_mailbox(body, Mailbox(keys.id, keys.pk), signer=signer(by))
    asked = {"value": f"{value:028x}", "slot": 6, "day": TODAY}
    found = second("read_slot", raw=ours.hex(), **asked)
    assert found == {"org": "casa-aurora", "message": canonical(body).decode()}
    assert second("admit_mailbox", raw=(keys.id + ours).hex()) == {"mailbox_id": keys.id.hex()}
    theirs = bytes.fromhex(
        second("seal_mail", seed=os.urandom(32).hex(), body=canonical(body).decode(), pk=keys.pk.hex(), signer=by)
    )
    page = mailbox.keys_for_page(value, view.deployment_id)
    slots = bytes(6 * 2292) + theirs + bytes(2292)
    found, _decoys = mailbox.open_slots(page, slots, view, TODAY)
    assert [message.body for message in found] == [body]
    _her_words(second, value, keys)


def _her_words(second: Second, value: int, keys: token.MailboxKeys) -> None:
    words = {"v": 1, "kind": "note", "day": TODAY, "text": "I moved"}
    memory = NO_MEMORY | {"mailboxes": [{"id": keys.id.hex(), "say": keys.say.hex()}]}
    page = mailbox.keys_for_page(value, running.view().deployment_id)
    ours = mailbox.seal_word(page, words, "casa-aurora", running.view(), TODAY)
    asked = {"part": 7, "org": "casa-aurora", "day": TODAY, "keys": ["casa-aurora/case"], "memory": memory}
    assert second("open_single", raw=ours.hex(), **asked)["inside"] == canonical(words).decode()
    told = {"seed": os.urandom(32).hex(), "words": canonical(words).decode(), "value": f"{value:028x}"}
    theirs = bytes.fromhex(second("seal_word", to="casa-aurora", day=TODAY, **told))
    assert admission.admit_victim(theirs, view=running.view(), day=TODAY).to_org == "casa-aurora"
    opened = opening.open_single(
        theirs, Part.VICTIM, view=running.view(), org="casa-aurora", openers=running.openers(["casa-aurora/case"]),
        day=TODAY, memory=running.Remembered(memory),
    )  # fmt: skip
    assert isinstance(opened, opening.Opened)
    assert opened.inside == words


@settings(max_examples=150, deadline=None)
@given(value=st.integers(0, (1 << 110) - 1))
def test_both_write_every_token_alike(second: Second, value: int) -> None:
    written = {"symbols": token.symbols(value), "digits": token.digits(value)}
    assert second("token", value=f"{value:028x}") == written
    for text in written.values():
        assert second("read_token", text=text) == {"desk": f"{value:028x}", "page": f"{value:028x}"}


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=40) | st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ -٠١٢৩", min_size=20, max_size=44))
def test_both_read_whatever_is_typed_alike(second: Second, text: str) -> None:
    page = token.read_on_page(text)
    found = {"desk": running.at_desk(text), "page": None if page is None else f"{page:028x}"}
    assert second("read_token", text=text) == found


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(value=st.dictionaries(st.text(max_size=6), JSON, max_size=5))
def test_both_write_canonical_json_alike(second: Second, value: dict[str, Any]) -> None:
    assert second("canonical", text=json.dumps(value)) == canonical(value).decode()


@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_both_refuse_any_changed_bytes_by_the_same_check(second: Second, data: st.DataObject) -> None:
    """Whatever is changed in a right envelope, both say the same thing about it."""
    file, run = data.draw(
        st.sampled_from([("negative_admission", running.admit), ("negative_desk", running.open_at_desk)])
    )
    right = [each for each in running.load(file)["vectors"] if each["check"] is None and each["do"] == "single"]
    vector = data.draw(st.sampled_from(right))
    raw = bytearray(running.raw_of(file, vector["name"]))
    header = format.HEAD.size + 96
    at = data.draw(st.integers(0, header - 1) | st.integers(0, len(raw) - 1))
    raw[at] ^= data.draw(st.integers(1, 255))
    told = {name: vector[name] for name in ("part", "org", "day", "keys", "memory") if name in vector}
    do = "admit_single" if file == "negative_admission" else "open_single"
    assert second.outcome(do, raw=bytes(raw).hex(), **told) == run(vector, bytes(raw))
