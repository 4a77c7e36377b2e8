"""Her mailbox, from outside: written by signed desks, read by whoever holds `read`, recorded in no form."""

from __future__ import annotations

import secrets

import pytest

from gateway import answering
from gateway.config import WRITES_TO_A_BOX
from keys import clock, token
from keys.private.mailbox import keys_for_page, open_slots, seal_word
from keys.roles import Part
from keys.token import Mailbox
from tests.gateway.running import Gateway
from tests.gateway.writing import mailbox_write
from tests.orgs import FORCE, NGO, OTHER_FORCE, OTHER_NGO


class Box:
    """A token and its mailbox."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self.value = token.new_value()
        self.keys = keys_for_page(self.value, gateway.host.view().deployment_id)
        self.mailbox = Mailbox(self.keys.mailbox_id, self.keys.pk)

    def write(self, sender: str = FORCE, seq: int = 1) -> int:
        raw = mailbox_write(self.gateway.orgs, self.mailbox, sender=sender, seq=seq)
        return self.gateway.signed("POST", "/v1/mailbox", raw, org=sender).status_code

    def read(self) -> bytes:
        answer = self.gateway.plain("POST", "/v1/mailbox/read", self.keys.read)
        assert (answer.status_code, len(answer.data)) == (200, 18336)
        return answer.data

    def messages(self) -> list[tuple[int, str]]:
        found, _decoys = open_slots(self.keys, self.read(), self.gateway.host.view(), clock.today())
        return [(message.slot, message.org) for message in found]


@pytest.fixture
def box(gateway_anywhere: Gateway) -> Box:
    return Box(gateway_anywhere)


def test_what_the_desks_write_is_what_her_token_reads(box: Box) -> None:
    assert box.write(FORCE) == box.write(NGO) == 204
    assert box.messages() == [(0, FORCE), (4, NGO)]


def test_a_box_that_was_never_written_reads_like_an_unknown_one(box: Box) -> None:
    unknown = box.gateway.plain("POST", "/v1/mailbox/read", secrets.token_bytes(32))
    assert unknown.data == box.read() == bytes(18336)


def test_neither_writer_nor_reader_is_recorded(box: Box) -> None:
    box.write(FORCE)
    before = {table: box.gateway.rows(table) for table in ("mailboxes", "slots", "seen", "nonces")}
    box.read()
    after = {table: box.gateway.rows(table) for table in before}
    assert after == before
    kept = str(before)
    assert FORCE not in kept
    for known in (box.keys.mailbox_id, box.keys.read, box.keys.pk):
        assert all(known not in row for rows in before.values() for row in rows)


def test_wiping_answers_alike_whether_or_not_there_was_a_box(box: Box) -> None:
    box.write(FORCE)
    answers = [box.gateway.plain("POST", "/v1/mailbox/wipe", read) for read in (box.keys.read, secrets.token_bytes(32))]
    assert [(answer.status_code, answer.data) for answer in answers] == [(204, b"")] * 2
    assert box.read() == bytes(18336)


def test_an_organisation_writes_twice_a_day_to_a_box_and_others_are_not_held_up(gateway_anywhere: Gateway) -> None:
    box = Box(gateway_anywhere.with_settings(writes_to_a_box=WRITES_TO_A_BOX))
    assert [box.write(FORCE, seq) for seq in (1, 2, 3)] == [204, 204, 403]
    assert box.write(NGO) == 204
    assert Box(box.gateway).write(FORCE) == 204


def test_a_box_belongs_to_the_first_ngo_and_the_first_force_that_wrote_to_it(box: Box) -> None:
    assert [box.write(org) for org in (NGO, FORCE)] == [204, 204]
    before = box.messages()
    assert [box.write(org, 2) for org in (OTHER_NGO, OTHER_FORCE)] == [403, 403]
    assert box.messages() == before
    assert [box.write(org, 3) for org in (NGO, FORCE)] == [204, 204]
    (row,) = box.gateway.rows("mailboxes")
    kept = row.police_writer + row.ngo_writer
    assert len(kept) == 64
    assert not any(org.encode() in kept for org in (NGO, FORCE))
    elsewhere = Box(box.gateway)
    assert elsewhere.write(NGO) == 204
    assert row.ngo_writer not in {each.ngo_writer for each in box.gateway.rows("mailboxes") if each != row}


def test_the_same_message_again_takes_no_second_slot(box: Box) -> None:
    raw = mailbox_write(box.gateway.orgs, box.mailbox)
    for _ in range(3):
        assert box.gateway.signed("POST", "/v1/mailbox", raw, org=FORCE).status_code == 204
    assert len(box.messages()) == 1


def word(box: Box, to: str = NGO) -> bytes:
    body = {"v": 1, "kind": "note", "day": clock.today(), "text": "Please call on Tuesday."}
    return seal_word(box.keys, body, to, box.gateway.host.view(), clock.today())


def test_her_word_is_owed_to_her_ngo_and_joined_to_no_box(box: Box) -> None:
    box.write(NGO)
    answering.say(word(box), read=box.keys.read, host=box.gateway.host)
    (row,) = box.gateway.rows("deliveries")
    assert (row.part, row.org, row.from_org, row.report_id) == (Part.VICTIM, NGO, "", None)


def test_her_word_needs_a_box_that_was_written_to(box: Box) -> None:
    with pytest.raises(answering.CannotSay):
        answering.say(word(box), read=box.keys.read, host=box.gateway.host)
    assert box.gateway.rows("deliveries") == []


def test_she_may_say_four_things_a_day(box: Box) -> None:
    box.write(NGO)
    for _ in range(4):
        answering.say(word(box), read=box.keys.read, host=box.gateway.host)
    with pytest.raises(answering.CannotSay):
        answering.say(word(box), read=box.keys.read, host=box.gateway.host)


def test_her_word_still_arrives_after_a_wipe(box: Box) -> None:
    box.write(NGO)
    box.gateway.plain("POST", "/v1/mailbox/wipe", box.keys.read)
    answering.say(word(box), read=box.keys.read, host=box.gateway.host)
    assert len(box.gateway.rows("deliveries")) == 1
