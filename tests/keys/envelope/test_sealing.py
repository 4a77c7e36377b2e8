"""Who can open what: the promise itself, at the level of bytes."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keys import clock, token
from keys.envelope import admission, format, sealing
from keys.errors import CannotSeal, Refused
from keys.private import mailbox, opening
from keys.private.decryption import open_part
from keys.roles import KIND_ROLES, READER, Kind, Part, Role
from tests.orgs import ORGS, Orgs, make_orgs

NOTHING = [""] * 20
ORGS_ONE, ORGS_TWO = make_orgs(), make_orgs(desks=2)
VIEW, VIEW_TWO = ORGS_ONE.view(), ORGS_TWO.view()
TODAY = clock.today()
NGO, FORCE, GATEWAY = "casa-aurora", "northshire-police", "amparo-gateway"


class Fresh:
    """A desk that has opened nothing yet."""

    def digest_of(self, part: Part, cid: bytes) -> bytes | None:
        return None

    def parties(self, report_id: bytes) -> opening.Parties | None:
        return opening.Parties(NGO, FORCE)

    def mailbox(self, mailbox_id: bytes) -> token.MailboxKeys | None:
        return None


def sealed(
    orgs: Orgs = ORGS_ONE, words: str = "he hit her", leaves: Sequence[str] = NOTHING, value: int | None = None
) -> sealing.SealedReport:
    return sealing.seal_report(
        {"acts_narrative": words}, leaves, force=FORCE, ngo=NGO, view=VIEW_TWO if orgs is ORGS_TWO else VIEW,
        signer=orgs.signer(GATEWAY, Role.INTAKE), day=TODAY, value=value,
    )  # fmt: skip


def delivery(report: sealing.SealedReport, part: Part) -> bytes:
    return format.split_upload(report.upload).delivery(part)


def open_at(org: str, raw: bytes, part: Part, orgs: Orgs = ORGS_ONE) -> opening.Opened:
    opened = opening.open_report_part(
        raw, part, view=VIEW_TWO if orgs is ORGS_TWO else VIEW, org=org, openers=orgs.openers_of(org), day=TODAY,
        memory=Fresh(),
    )  # fmt: skip
    assert isinstance(opened, opening.Opened)
    return opened


def test_the_force_opens_the_crime_part_and_the_ngo_the_identity_part() -> None:
    report = sealed(leaves=['"Noor"', *NOTHING[1:]])
    crime = open_at(FORCE, delivery(report, Part.CRIME), Part.CRIME)
    who = open_at(NGO, delivery(report, Part.IDENTITY), Part.IDENTITY)
    assert crime.inside["report"] == {"acts_narrative": "he hit her"}
    assert who.identity is not None
    assert who.identity.values[0] == b'"Noor"'
    assert crime.report_id == who.report_id == report.report_id


@pytest.mark.parametrize("part", [Part.CRIME, Part.IDENTITY])
def test_no_other_key_of_anybody_opens_a_part(part: Part) -> None:
    report = sealed()
    raw = report.crime if part is Part.CRIME else report.identity
    reader = FORCE if part is Part.CRIME else NGO
    parsed = format.parse(raw, part)
    for opener in [each for org in ORGS for each in ORGS_ONE.openers_of(org)]:
        if opener.org == reader and opener.role is READER[part].role:
            continue
        with pytest.raises(Refused) as refused:
            open_part(parsed, opener)
        assert refused.value.check == "R12"
        forced = format.parse(raw.replace(parsed.kids[0], opener.kid), part)
        with pytest.raises(Refused):
            open_part(forced, opener)


@pytest.mark.parametrize("org", [org for org in ORGS if org != FORCE])
def test_another_desk_is_refused_the_crime_part_with_the_one_answer(org: str) -> None:
    with pytest.raises(Refused) as refused:
        open_at(org, delivery(sealed(), Part.CRIME), Part.CRIME)
    assert str(refused.value) == str(Refused("any"))


def test_every_desk_of_an_organisation_opens_with_its_own_key() -> None:
    report = sealed(ORGS_TWO)
    for desk in (1, 2):
        parsed = format.parse(report.crime, Part.CRIME)
        plaintext, _ = open_part(parsed, ORGS_TWO.opener(FORCE, Role.CRIME, desk))
        assert b"he hit her" in plaintext


def test_what_a_gateway_seals_passes_its_own_admission() -> None:
    admitted = admission.admit_upload(sealed().upload, view=VIEW, ngo=NGO, day=TODAY, gateway_org=GATEWAY)
    assert (admitted.force, admitted.ngo) == (FORCE, NGO)


def test_what_a_gateway_has_just_sealed_is_stored_as_if_it_had_been_admitted() -> None:
    report = sealed()
    judged = admission.admit_upload(report.upload, view=VIEW, ngo=NGO, day=TODAY, gateway_org=GATEWAY)
    assert admission.admit_own(report, ngo=NGO, force=FORCE) == judged


@given(words=st.text(max_size=800), others=st.text(max_size=800))
@settings(max_examples=25, deadline=None)
def test_a_part_has_one_size_whatever_is_in_it(words: str, others: str) -> None:
    one, other = sealed(words=words.encode("utf-8", "ignore").decode()), sealed(words="")
    assert len(one.upload) == len(other.upload) == 33532


def test_equal_seeds_with_different_text_share_no_key_stream() -> None:
    def made(words: str) -> sealing.SealedReport:
        return sealing.seal_report(
            {"acts_narrative": words}, NOTHING, force=FORCE, ngo=NGO, view=VIEW,
            signer=ORGS_ONE.signer(GATEWAY, Role.INTAKE), day=TODAY, value=7, seed=bytes(32),
        )  # fmt: skip

    one, again, other = made("a"), made("a"), made("b")
    assert one.upload == again.upload
    first, second = format.parse(one.crime, Part.CRIME), format.parse(other.crime, Part.CRIME)
    assert first.nonce != second.nonce
    assert first.stanzas[0][1] != second.stanzas[0][1]
    assert first.commit != second.commit


def test_nobody_is_sealed_to_who_is_not_in_the_directory() -> None:
    for force in ("home-office", NGO, "unknown-police"):
        with pytest.raises(CannotSeal, match=r"\.$"):
            sealing.seal_report(
                {}, NOTHING, force=force, ngo=NGO, view=VIEW, signer=ORGS_ONE.signer(GATEWAY, Role.INTAKE), day=TODAY
            )


def test_a_key_that_the_directory_does_not_list_today_signs_nothing() -> None:
    with pytest.raises(CannotSeal, match="not in the directory"):
        sealing.seal_report(
            {}, NOTHING, force=FORCE, ngo=NGO, view=VIEW, signer=ORGS_ONE.signer(GATEWAY, Role.INTAKE), day=TODAY + 90
        )


def test_a_stopped_key_is_sealed_to_no_more() -> None:
    stopped = ORGS_TWO.view([ORGS_TWO.stop(ORGS_TWO.leaf_of(FORCE, Role.CRIME))])
    report = sealing.seal_report(
        {}, NOTHING, force=FORCE, ngo=NGO, view=stopped, signer=ORGS_TWO.signer(GATEWAY, Role.INTAKE), day=TODAY
    )
    assert format.parse(report.crime, Part.CRIME).kids == (ORGS_TWO.opener(FORCE, Role.CRIME, 2).kid,)


@pytest.mark.parametrize("part", [Part.DISCLOSE, Part.FROM_POLICE, Part.TO_POLICE, Part.HELD])
def test_only_the_right_role_signs_a_single_envelope(part: Part) -> None:
    to = FORCE if READER[part].kind is Kind.POLICE else NGO
    for org, kind in ORGS.items():
        for role in KIND_ROLES[kind]:
            if not role.signs or role in READER[part].signers:
                continue
            with pytest.raises(ValueError, match="does not sign"):
                sealing.seal_single(part, b"{}", to, view=VIEW, signer=ORGS_ONE.signer(org, role), day=TODAY)


def test_too_much_text_is_refused_before_anything_is_sealed() -> None:
    with pytest.raises(ValueError, match="too long"):
        sealed(words="x" * 16400)
    with pytest.raises(ValueError, match="too long"):
        sealed(leaves=['"' + "x" * format.IDENTITY_BUDGET + '"', *NOTHING[1:]])


def test_the_token_opens_its_mailbox_and_no_other_token_does() -> None:
    value, other = token.new_value(), token.new_value()
    report = sealed(value=value)
    signer = ORGS_ONE.signer(FORCE, Role.POLICE_REPLY)
    body = {"v": 1, "kind": "status", "seq": 1, "day": TODAY, "code": "opened", "line": [["opened", TODAY]]}
    slots = sealing.seal_mailbox(body, report.keys.mailbox, signer=signer) + bytes(mailbox.SLOT * 7)
    [message], _decoys = mailbox.open_slots(mailbox.keys_for_page(value, VIEW.deployment_id), slots, VIEW, TODAY)
    assert (message.org, message.body) == (FORCE, body)
    assert mailbox.open_slots(mailbox.keys_for_page(other, VIEW.deployment_id), slots, VIEW, TODAY)[0] == []


def test_police_cannot_write_free_text_to_her_nor_stand_in_an_ngo_slot() -> None:
    value = token.new_value()
    keys, signer = sealed(value=value).keys, ORGS_ONE.signer(FORCE, Role.POLICE_REPLY)
    note = sealing.seal_mailbox(
        {"v": 1, "kind": "note", "seq": 1, "day": TODAY, "text": "x"}, keys.mailbox, signer=signer
    )
    status = sealing.seal_mailbox(
        {"v": 1, "kind": "status", "seq": 1, "day": TODAY, "code": "opened", "line": []}, keys.mailbox, signer=signer
    )
    hers = mailbox.keys_for_page(value, VIEW.deployment_id)
    for slot, raw, check in ((0, note, "P7-kind"), (4, status, "P6-sender")):
        with pytest.raises(Refused) as refused:
            mailbox.open_slot(hers, slot, raw, VIEW, TODAY)
        assert refused.value.check == check


@given(raw=st.binary(max_size=200) | st.binary(min_size=16904, max_size=16904))
@settings(max_examples=60, deadline=None)
def test_random_bytes_raise_the_one_error_at_every_reader(raw: bytes) -> None:
    with pytest.raises(Refused):
        open_at(FORCE, raw, Part.CRIME)
    with pytest.raises(Refused):
        admission.admit_upload(raw, view=VIEW, ngo=NGO, day=TODAY)
    with pytest.raises(Refused):
        admission.admit_mailbox(raw)
    for part in (Part.DISCLOSE, Part.TO_POLICE):
        with pytest.raises(Refused):
            admission.admit_single(raw, part, view=VIEW, org=NGO, day=TODAY)


@given(place=st.integers(0, 16871), bit=st.integers(0, 7))
@settings(max_examples=150, deadline=None)
def test_every_changed_bit_of_a_delivery_is_refused(place: int, bit: int) -> None:
    raw = bytearray(DELIVERY)
    raw[place] ^= 1 << bit
    with pytest.raises(Refused):
        open_at(FORCE, bytes(raw), Part.CRIME)


DELIVERY = delivery(sealed(), Part.CRIME)
