"""Our code keeps to the frozen vectors: what is right passes, what is wrong is refused by the check that is named."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from gateway.api.schemas import PageSchema
from gateway.checking import show
from keys import clock, signing, token
from keys.desk.sync import receipts as at_desk
from keys.directory import notes
from keys.directory.rules import x25519_fit
from keys.directory.view import View
from keys.encoding import H
from keys.envelope import consent, disclosure, format, receipts, sealing
from keys.errors import Refused
from keys.private import keyfile, mailbox, opening
from keys.private.decryption import open_part
from keys.roles import Part, Role, kid
from tests.keys import running, unchecked
from tests.vectors import make_vectors
from tests.vectors.making.directory import frozen_orgs

pytestmark = pytest.mark.usefixtures("at_the_vectors_time")

CODES = {
    "negative_admission": running.admit,
    "negative_desk": running.open_at_desk,
    "negative_disclosure": running.disclose,
    "negative_page": running.read_slot,
}
REFUSALS = [pytest.param(file, vector, id=vector["name"]) for file in CODES for vector in running.load(file)["vectors"]]


def bytes_of(text: str) -> bytes:
    return bytes.fromhex(text)


@pytest.mark.parametrize(("file", "vector"), REFUSALS)
def test_each_vector_is_accepted_or_refused_by_the_check_it_names(file: str, vector: dict[str, Any]) -> None:
    assert CODES[file](vector, running.raw_of(file, vector["name"])) == vector["check"]


@pytest.mark.parametrize(
    ("days", "check"),
    [
        ("", "R9-checkpoint"),
        ("g", "R9-signer"),
        ("gg", "R9-signer"),
        ("gs", "R9-stranger"),
        ("sg", "R9-stranger"),
        ("sm", "R9-missing"),
        ("ms", "R9-stranger"),
        ("msg", "R9-stranger"),
        ("smo", None),
    ],
)
def test_r9_names_the_last_of_stranger_and_missing_that_was_met(days: str, check: str | None) -> None:
    """From today backwards: g the signer was gone, s a kid is none of ours, m one of ours is missing, o all is well."""
    signer, mine, other = (SimpleNamespace(kid=bytes([n]) * 16, pk=bytes([n]) * 32) for n in (1, 2, 3))
    signer.org, signer.role = "haven", Role.NGO_CASE
    ours = {"s": [other], "m": [mine, other], "o": [mine], "g": [mine]}

    def active(org: str, role: Role, when: int, size: int, at: int) -> list[SimpleNamespace]:
        return ours[days[-when]] if org != "haven" else [signer] * (days[-when] != "g")

    directory = SimpleNamespace(
        moments=lambda size, asked: [(-place, 0) for place in range(len(days))],
        active=active,
        stopped=lambda kid: False,
    )
    sealed = SimpleNamespace(part=Part.TO_POLICE, dirsize=1, kids=(mine.kid,), sender=signer.kid)
    found: Any = None
    try:
        opening._sealed_to_us(directory, sealed, "force", signer, 0)  # type: ignore[arg-type]
    except Refused as refused:
        found = refused.check
    assert found == check


def test_a_slot_that_fails_is_skipped_without_a_trace_and_the_others_are_read() -> None:
    """P4: whatever lies in seven slots, the eighth is read; and of seven bad ones nothing is said."""
    vectors = running.load("negative_page")["vectors"]
    right = next(vector for vector in vectors if vector["name"] == "note-right")
    keys = mailbox.keys_for_page(int(right["value"], 16), running.view().deployment_id)
    for vector in vectors:
        raw = running.raw_of("negative_page", vector["name"])
        if vector["check"] is None or len(raw) != mailbox.SLOT:
            continue
        slots = [bytes(mailbox.SLOT)] * 8
        slots[right["slot"]] = running.raw_of("negative_page", right["name"])
        slots[vector["slot"]] = raw
        found, _decoys = mailbox.open_slots(keys, b"".join(slots), running.view(), right["day"])
        assert [message.slot for message in found] == [right["slot"]], vector["name"]


IMPLIED = {"G3-length", "R2-length", "G4-length", "R3-length", "P5-kids", "R1-part", "G10-day", "R9-day"}
"""Checks that another has always made before: of a length once more, of the order of one stanza, of no day at all."""


def test_every_check_in_the_code_has_a_vector_that_only_it_refuses() -> None:
    named = {vector["check"] for file in CODES for vector in running.load(file)["vectors"]}
    assert running.codes_in_source() - IMPLIED <= named


@pytest.mark.slow
def test_without_its_check_each_vector_passes_or_falls_to_the_later_check_it_names() -> None:
    """So each check is needed, and each vector is right in everything but one thing."""
    outcomes = unchecked.outcomes()
    wrong = {
        name: (found, expected) for name, (found, expected) in outcomes.items() if expected != "*" and found != expected
    }
    assert not wrong
    assert sum(expected is None for _, expected in outcomes.values()) > 100


@pytest.mark.slow
@pytest.mark.parametrize("name", make_vectors.FILES)
def test_the_frozen_files_are_what_the_generator_makes(name: str) -> None:
    held = make_vectors.FILES[name](frozen_orgs())
    assert json.loads(make_vectors.text(held)) == running.load(name)


@pytest.mark.parametrize("vector", running.load("receipts")["vectors"], ids=lambda vector: vector["name"])
def test_a_receipt_recall_or_confirm_note_counts_only_from_who_may_say_it(vector: dict[str, Any]) -> None:
    assert running.take_word(vector) == vector["check"]


@pytest.mark.parametrize("vector", running.load("receipts")["vectors"], ids=lambda vector: vector["name"])
def test_a_desk_judges_a_receipt_recall_or_confirm_note_as_a_gateway_does(
    vector: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(at_desk, "today", lambda: vector["day"])

    def at_the_desk(word: receipts.Word, *, view: View, org: str, day: int, roles: frozenset[Role]) -> None:
        role = Role.POLICE_REPLY if org.endswith("-police") else Role.NGO_CASE
        at_desk.believe(word, view, org, role)

    assert running.take_word(vector, at_the_desk) == vector["check"]


def test_a_word_that_waited_for_a_desk_is_judged_from_the_day_when_the_desk_last_took_some(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An NGO back from a long absence learns what police opened; an old key in wrong hands says nothing of long ago."""
    (vector,) = [each for each in running.load("receipts")["vectors"] if each["name"] == "of 36 days ago"]
    monkeypatch.setattr(at_desk, "today", lambda: vector["day"])
    judged = {}
    for since in (None, vector["day"], vector["day"] - 1, vector["day"] + 1):

        def at_the_desk(word: receipts.Word, *, view: View, org: str, since: int | None = since, **_named: Any) -> None:
            at_desk.believe(word, view, org, Role.POLICE_REPLY, since)

        judged[since] = running.take_word(vector, at_the_desk)
    today = vector["day"]
    assert judged == {None: "word-day", today: "word-day", today + 1: "word-day", today - 1: None}


@pytest.mark.parametrize("vector", running.load("door")["vectors"], ids=lambda vector: vector["name"])
def test_a_door_opens_to_signed_requests_only(vector: dict[str, Any]) -> None:
    assert running.knock(vector) == vector["check"]


def test_the_worked_exchange_is_let_in_and_answered_as_the_published_document_says() -> None:
    told = running.load("exchange")
    for step in told["steps"]:
        context = {"now": told["now"], "day": told["day"]}
        assert running.knock(step["request"] | context) is None
    listed, fetched, received = told["steps"]
    page = json.loads(listed["answer"]["body"])
    assert PageSchema().load(page) is not None
    assert fetched["request"]["path"].endswith(page["deliveries"][0]["id"])
    delivery = bytes.fromhex(fetched["answer"]["body"])
    word = receipts.parse_receipt(bytes.fromhex(received["request"]["body"]))
    signed = format.parse_signed(delivery[: format.SIGNED])
    assert (word.cid, word.digest) == (signed.report_id, format.digest(delivery[format.SIGNED :]))
    assert received["answer"] == {"status": 204, "type": "", "body": ""}


@pytest.mark.parametrize("vector", running.load("shown")["vectors"], ids=lambda vector: vector["name"])
def test_the_page_shows_a_dangerous_status_only_when_it_is_time(vector: dict[str, Any]) -> None:
    messages = [SimpleNamespace(**told | {"cid": bytes_of(told["cid"])}) for told in vector["messages"]]
    shown = show(messages, vector["hour"] * 3600).status
    assert (shown.code if shown else None) == vector["status"]


def test_hashes_key_ids_and_signatures_are_the_frozen_ones() -> None:
    told = running.load("primitives")
    for each in told["hash"]:
        assert H(each["label"], bytes_of(each["msg"]), bytes_of(each["key"]), each["n"]).hex() == each["is"]
    for each in told["kid"]:
        assert kid(each["role"], bytes_of(each["pk"])).hex() == each["is"]
    for each in told["stanza"]:
        assert sealing._stanza(*map(bytes_of, (each["pk"], each["cek"], each["esk"]))).hex() == each["is"]
    for each in told["signature"]:
        assert _verifies(each) is each["valid"], each["why"]
    for pk in told["low_order"]:
        assert not x25519_fit(bytes_of(pk))


def _verifies(told: dict[str, Any]) -> bool:
    try:
        signing.verify(bytes_of(told["pk"]), told["tag"], bytes_of(told["message"]), bytes_of(told["signature"]))
    except Refused:
        return False
    return True


def test_a_seed_gives_the_frozen_values_and_another_text_another_key() -> None:
    told = running.load("seeds")
    seed = bytes_of(told["seed"])
    assert H("amparo1/d-rid", key=seed, n=16).hex() == told["report_id"]
    assert H("amparo1/d-ngosalt", key=seed).hex() == told["ngo_salt"]
    for each in told["parts"]:
        pk = bytes_of(each["pk"])
        raw = sealing.seal_to_keys(
            seed, Part.TO_POLICE, bytes_of(each["text"]), bytes_of(each["hdr0"]), ((kid(5, pk), pk),)
        )
        assert format.digest(raw).hex() == each["digest"]
    assert len({each["cek"] for each in told["parts"]} | {each["nonce"] for each in told["parts"]}) == 4


@pytest.mark.parametrize(
    "vector", running.load("parts")["vectors"], ids=lambda v: f"{v['part']}-{len(v['secrets'])}-{v['pattern']}"
)
def test_a_part_is_sealed_to_the_frozen_bytes_and_opens_for_each_key(vector: dict[str, Any]) -> None:
    raw, keys = running.seal_part(vector)
    assert format.digest(raw).hex() == vector["digest"]
    assert len(raw) == vector["length"]
    sealed = format.parse(raw, Part(vector["part"]))
    text = bytes(i % 251 for i in range(vector["pattern"]))
    assert [open_part(sealed, key)[0] for key in keys] == [text] * len(keys)


@pytest.mark.parametrize("vector", running.load("report")["vectors"], ids=lambda vector: vector["name"])
def test_a_report_is_computed_again_byte_for_byte(vector: dict[str, Any]) -> None:
    sealed = running.seal_report(vector)
    assert sealed.upload.hex() == vector["upload"]
    assert format.reference(sealed.report_id) == vector["reference"]
    assert format.read_reference(vector["reference"].lower()) == sealed.report_id


def test_the_identity_part_and_its_commitment_are_the_frozen_ones() -> None:
    told = running.load("identity")
    values = [value.encode() for value in told["values"]]
    salts = [bytes_of(salt) for salt in told["salts"]]
    assert format.build_identity(told["channel"], values, salts).hex() == told["inside"]
    who = format.parse_identity(bytes_of(told["inside"]))
    assert [leaf.hex() for leaf in who.leaves] == told["leaves"]
    assert format.idcommit(bytes_of(told["report_id"]), who.leaves).hex() == told["idcommit"]


def test_a_token_has_the_frozen_writings_and_keys() -> None:
    told = running.load("token")
    value = int(told["value"], 16)
    assert (token.symbols(value), token.digits(value)) == (told["symbols"], told["digits"])
    keys = token.mint(value, bytes_of(told["deployment_id"]), bytes_of(told["ngo_salt"]))
    for name, is_ in (
        ("mailbox_id", keys.id),
        ("pk", keys.pk),
        ("say", keys.say),
        ("vk", keys.vk),
        ("read", keys.read),
    ):
        assert is_.hex() == told[name]
    for each in told["more"]:
        assert token.symbols(int(each["value"], 16)) == each["symbols"]
        assert token.digits(int(each["value"], 16)) == each["digits"]
    secret = bytes_of(told["filing_secret"])
    assert f"{token.value_from_filing_secret(secret):028x}" == told["filing_value"]
    assert token.filing_id(secret).hex() == told["filing_id"]
    assert token.filing_body(secret, told["filing_report"].encode()).hex() == told["filing_body"]
    assert token.row_key(keys.id, bytes_of(told["pepper"])).hex() == told["row"]
    assert token.seen_key(told["seen_part"], bytes_of(told["seen_cid"]), bytes_of(told["pepper"])).hex() == told["seen"]


@pytest.mark.parametrize("told", running.load("token")["writings"], ids=lambda told: repr(told["text"]))
def test_a_typed_token_is_read_as_frozen_and_the_page_never_checks_it(told: dict[str, Any]) -> None:
    page = token.read_on_page(told["text"])
    assert (None if page is None else f"{page:028x}") == told["page"]
    assert running.at_desk(told["text"]) == told["desk"]


def test_the_vectors_are_read_on_a_day_that_the_clock_does_not_matter_for() -> None:
    assert clock.iso(running.load("directory")["today"]) == "2026-11-30"
    assert receipts.RECEIPT_LENGTH == 138


@pytest.mark.parametrize("vector", running.load("consent")["vectors"], ids=lambda vector: vector["name"])
def test_a_consent_and_what_it_shows_are_the_frozen_bytes(vector: dict[str, Any]) -> None:
    told = running.load("consent")
    words, note = consent.read_note(bytes_of(vector["note"]))
    assert words.text == vector["text"]
    signers = [notes.NoteSigner(each["name"], bytes_of(each["seed"])) for each in vector["signers"]]
    assert notes.sign_note(words.text, *signers) == note.raw
    salts, values = [bytes_of(salt) for salt in told["salts"]], [leaf.encode() for leaf in told["leaves"]]
    hashes = [format.leaf_hash(i, value, salt) for i, (value, salt) in enumerate(zip(values, salts, strict=True))]
    shown = [disclosure.Opening(i, salts[i], values[i]) for i in vector["openings"]]
    others = [leaf for i, leaf in enumerate(hashes) if i not in vector["openings"]]
    assert disclosure.build(note.raw, shown, others, vector["json"]).hex() == vector["inside"]


def test_her_consent_key_needs_both_her_token_and_the_salt_of_her_ngo() -> None:
    told = running.load("consent")
    value, salt = int(told["value"], 16), bytes_of(told["ngo_salt"])
    deployment = running.view().deployment_id
    hers = keyfile.consent_signer(value, deployment, salt)
    assert (hers.seed.hex(), hers.key.pk.hex()) == (told["consent_seed"], told["vk"])
    assert token.mint(value, deployment, salt).vk == hers.key.pk
    assert keyfile.consent_signer(value ^ 1, deployment, salt).key.pk != hers.key.pk
    assert keyfile.consent_signer(value, deployment, bytes(32)).key.pk != hers.key.pk
