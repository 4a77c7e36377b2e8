"""The last look before an envelope leaves: nobody is sent what is not theirs."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.store.leases import Leased
from keys.encoding import H
from keys.roles import Part
from tests.workers.owed import FORCE, NGO, SIGNED, part_bytes
from workers.deliver import fitting
from workers.errors import WillNotCarry

SINGLES = (Part.DISCLOSE, Part.FROM_POLICE, Part.TO_POLICE, Part.VICTIM, Part.HELD)


def leased(part: Part, org: str, nrec: int = 1) -> Leased:
    cid = os.urandom(16)
    raw = part_bytes(part, cid, nrec)
    if part in (Part.CRIME, Part.IDENTITY):
        body, force, ngo = b"AMPM" + bytes(SIGNED - 4) + raw, FORCE, NGO
    else:
        body, force, ngo = raw + bytes(64), None, None
    return Leased(os.urandom(16), int(part), org, cid, H("amparo1/part", raw), 1, force, ngo, body)


def refused(owed: Leased) -> str:
    with pytest.raises(WillNotCarry) as refusal:
        fitting(owed)
    return refusal.value.code


@pytest.mark.parametrize("nrec", [1, 4])
@pytest.mark.parametrize(("part", "org"), [(Part.CRIME, FORCE), (Part.IDENTITY, NGO)])
def test_a_report_part_goes_to_the_organisation_its_report_names(part: Part, org: str, nrec: int) -> None:
    owed = leased(part, org, nrec)
    assert fitting(owed) == owed.body


@pytest.mark.parametrize("part", SINGLES)
def test_a_single_envelope_goes_to_whom_it_is_owed(part: Part) -> None:
    owed = leased(part, FORCE)
    assert fitting(owed) == owed.body


def test_the_identity_part_is_never_carried_to_the_police_nor_the_crime_part_to_an_ngo() -> None:
    assert refused(leased(Part.IDENTITY, FORCE)) == "wrong-reader"
    assert refused(leased(Part.CRIME, NGO)) == "wrong-reader"
    mislabelled = replace(leased(Part.IDENTITY, FORCE), part=int(Part.CRIME))
    assert refused(mislabelled) == "wrong-bytes"


def test_a_whole_upload_is_never_carried() -> None:
    owed = leased(Part.CRIME, FORCE)
    both = replace(owed, body=(owed.body or b"") + part_bytes(Part.IDENTITY, owed.cid))
    assert refused(both) == "wrong-bytes"


def test_missing_damaged_or_exchanged_bytes_are_not_carried() -> None:
    owed, other = leased(Part.CRIME, FORCE), leased(Part.CRIME, FORCE)
    body = owed.body or b""
    assert refused(replace(owed, body=None)) == "no-bytes"
    assert refused(replace(owed, body=body[:-1])) == "wrong-bytes"
    assert refused(replace(owed, body=body[:-1] + bytes([body[-1] ^ 1]))) == "wrong-bytes"
    assert refused(replace(owed, body=other.body)) == "wrong-bytes"
    assert refused(replace(owed, part=8)) == "wrong-bytes"
    assert refused(replace(leased(Part.TO_POLICE, FORCE), part=int(Part.FROM_POLICE))) == "wrong-bytes"


@given(st.binary(max_size=17_000), st.sampled_from(list(Part)))
def test_random_bytes_never_raise_anything_but_the_one_refusal(body: bytes, part: Part) -> None:
    assert refused(replace(leased(Part.CRIME, FORCE), body=body, part=int(part))) in ("wrong-bytes", "wrong-reader")
