"""The format holds against whatever arrives: no changed bit opens, and rubbish is refused by the one error."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keys import token
from keys.encoding import canonical, strict_json
from keys.envelope import admission, format, receipts
from keys.envelope.format import LENGTHS
from keys.errors import BadToken, Refused
from keys.private import mailbox, opening
from keys.private.decryption import open_part
from keys.roles import READER, Part
from tests.keys import running

pytestmark = pytest.mark.usefixtures("at_the_vectors_time")
TODAY = running.load("directory")["today"]
MEMORY = running.Remembered({"digests": [], "reports": [], "mailboxes": []})


def _desk(do: str, part: Part) -> Callable[[bytes], object]:
    ngo = part not in (Part.CRIME, Part.TO_POLICE)
    org = "casa-aurora" if ngo else "northshire-police"
    names = [f"{org}/{role}" for role in (("identity", "case") if ngo else ("crime", "desk"))]
    read = opening.open_report_part if do == "delivery" else opening.open_single

    def run(raw: bytes) -> object:
        return read(raw, part, view=running.view(), org=org, day=TODAY, openers=running.openers(names), memory=MEMORY)

    return run


def _page(raw: bytes) -> object:
    keys = mailbox.keys_for_page(5, running.view().deployment_id)
    return mailbox.open_slot(keys, 0, raw, running.view(), TODAY)


def _upload(raw: bytes) -> object:
    return admission.admit_upload(raw, view=running.view(), ngo="casa-aurora", day=TODAY)


def _single(part: Part, org: str) -> Callable[[bytes], object]:
    return lambda raw: admission.admit_single(raw, part, view=running.view(), org=org, day=TODAY)


DELIVERIES = sorted(format.DELIVERY_LENGTHS)
DOORS: dict[str, tuple[Callable[[bytes], object], list[int], bytes]] = {
    "upload": (_upload, sorted(format.UPLOAD_LENGTHS), b"AMPM\x01\x02"),
    "from police": (
        _single(Part.FROM_POLICE, "northshire-police"),
        [n + 64 for n in LENGTHS[Part.FROM_POLICE]],
        b"AMP1\x01\x04\x00\x01",
    ),
    "to police": (
        _single(Part.TO_POLICE, "casa-aurora"),
        [n + 64 for n in LENGTHS[Part.TO_POLICE]],
        b"AMP1\x01\x05\x00\x01",
    ),
    "victim": (
        lambda raw: admission.admit_victim(raw, view=running.view(), day=TODAY),
        [n + 64 for n in LENGTHS[Part.VICTIM]],
        b"AMP1\x01\x07\x00\x01",
    ),
    "mailbox": (admission.admit_mailbox, [2324], bytes(32) + b"AMP1\x02\x06\x00\x01"),
    "crime delivery": (_desk("delivery", Part.CRIME), DELIVERIES, b"AMPM\x01\x02"),
    "identity delivery": (_desk("delivery", Part.IDENTITY), DELIVERIES, b"AMPM\x01\x02"),
    "single at the NGO": (_desk("single", Part.FROM_POLICE), [4404, 4500], b"AMP1\x01\x04\x00\x01"),
    "her words at the NGO": (_desk("single", Part.VICTIM), [2356], b"AMP1\x01\x07\x00\x01"),
    "held at the NGO": (_desk("single", Part.HELD), [65844], b"AMP1\x01\x09\x00\x01"),
    "slot": (_page, [2292], b"AMP1\x01\x06\x00\x01"),
    "receipt": (receipts.parse_receipt, [138], b"AMPR\x02\x01"),
    "recall": (receipts.parse_recall, [137], b"AMPY\x01"),
    "confirm": (receipts.parse_confirm, [137], b"AMPD\x01"),
    "identity part": (format.parse_identity, [700, 14000], b"AMPI\x01\x00\x01{"),
}  # fmt: skip


@pytest.mark.parametrize("door", DOORS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_rubbish_is_refused_and_raises_nothing_else(door: str, data: st.DataObject) -> None:
    """Random bytes of a right length, of any length, and those that begin as they should.

    Where form is all that is asked (a mailbox write, a receipt not yet verified) the beginning has one thing wrong.
    """
    run, lengths, start = DOORS[door]
    length = data.draw(st.sampled_from(lengths) | st.integers(0, 5000))
    seed = data.draw(st.binary(min_size=1, max_size=64).filter(lambda some: not some.startswith(b"AMP")))
    begins = data.draw(st.sampled_from([b"", start, start[:-1]]))
    raw = (begins + seed + bytes(length))[:length] if data.draw(st.booleans()) else os.urandom(length)
    with pytest.raises(Refused):
        run(raw)


def test_no_single_bit_of_a_part_can_change() -> None:
    """Even for somebody who could sign again: what is checked here is the part alone, without its signature."""
    vector = next(v for v in running.load("parts")["vectors"] if v["part"] == 6 and not v["pattern"])
    raw, (key,) = running.seal_part(vector)
    assert open_part(format.parse(raw, Part.MAILBOX), key)[0] == b""
    passed = []
    for bit in range(len(raw) * 8):
        changed = bytearray(raw)
        changed[bit // 8] ^= 1 << bit % 8
        try:
            open_part(format.parse(bytes(changed), Part.MAILBOX), key)
        except Refused:
            continue
        passed.append(bit)
    assert passed == []


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_no_bit_of_a_delivery_can_change(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(["crime-right", "identity-right"]))
    vector = next(v for v in running.load("negative_desk")["vectors"] if v["name"] == name)
    raw = bytearray(running.raw_of("negative_desk", name))
    at = data.draw(st.integers(0, 500) | st.integers(0, len(raw) - 1))
    raw[at] ^= 1 << data.draw(st.integers(0, 7))
    assert running.open_at_desk(vector, bytes(raw)) is not None


@given(raw=st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_strict_json_gives_a_value_or_a_value_error(raw: bytes) -> None:
    try:
        value = strict_json(raw, top=object)
    except ValueError:
        return
    assert strict_json(canonical(value), top=object) == value


@given(text=st.text(max_size=60))
def test_whatever_is_typed_as_a_token_is_read_or_refused_by_one_error(text: str) -> None:
    page = token.read_on_page(text)
    try:
        desk = token.read_at_desk(text)
    except BadToken:
        return
    assert desk == page


@given(text=st.text(max_size=40))
def test_a_reference_is_read_or_a_value_error(text: str) -> None:
    try:
        found = format.read_reference(text)
    except ValueError:
        return
    assert len(found) == 16


def test_the_largest_of_everything_fits() -> None:
    """The twenty values may fill their budget, whoever the parties are: the part still fits its envelope."""
    channel = {name: "x" * 44 for name in ("id", "pk", "vk", "say", "read", "ngo_salt")}
    values = [b'"' + b"x" * (format.IDENTITY_BUDGET - 2) + b'"', *[b""] * 19]
    inside = format.build_identity(channel, values, [bytes(32)] * 20)
    assert len(inside) - len(canonical(channel)) + format.CHANNEL_LIMIT <= READER[Part.IDENTITY].size - 4
