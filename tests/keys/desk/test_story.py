"""The whole exchange between two desks and her page, through a real gateway."""

from __future__ import annotations

import dataclasses

import pytest

from gateway.report.statuses import sentence
from keys.desk import health_check, look, tasks
from keys.desk.case_view.listing import case_list
from keys.desk.errors import DeskError, DirectoryForked, Withheld
from keys.desk.messages import correspondence, status_line
from keys.desk.ngo import care
from keys.desk.police import information_request
from keys.desk.police.information_request import Question
from keys.desk.store.outbox import TRIES, ItemType, OutboxItem
from keys.desk.sync import directory, fetch
from keys.desk.sync.send import send
from keys.envelope.format import reference
from tests.gateway.writing import sealed_report
from tests.orgs import FORCE, OTHER_FORCE
from tests.world import NAME, NARRATIVE, PHONE, World

QUESTION = Question(
    "evidence_location",
    "Is there a photograph of the door?",
    "The report speaks of damage.",
    "Criminal damage on the Tuesday.",
    "The damage has been repaired since; there is no other record.",
    "Kept in the case file, seen by the unit only.",
)


def test_the_police_read_the_crime_and_nothing_of_her(world: World) -> None:
    filed = world.file()
    assert len(fetch.receive(world.police).new) == 1
    page = look.show(world.police, filed.reference)
    assert NARRATIVE in page
    assert "Sealed by the gateway amparo-gateway, which says it is for Casa Aurora. Not confirmed by the NGO." in page
    for word in (NAME, PHONE, filed.symbols, filed.digits):
        assert word not in page


def test_the_ngo_reads_who_she_is_and_nothing_of_the_crime(world: World) -> None:
    filed = world.file()
    assert len(fetch.receive(world.ngo).new) == 1
    page = look.show(world.ngo, filed.reference)
    assert NAME in page
    assert PHONE in page
    assert "Tuesday ten to twelve" in page
    assert NARRATIVE not in page


def test_another_force_receives_nothing(world: World) -> None:
    world.file()
    assert fetch.receive(world.desk(OTHER_FORCE)).new == []
    assert case_list(world.desk(OTHER_FORCE)) == []


def test_a_first_look_reaches_the_ngo_as_a_receipt_and_a_status_and_her_page_as_words(world: World) -> None:
    filed = world.file()
    fetch.receive(world.police)
    look.show(world.police, filed.reference)
    world.round(world.police, world.ngo)
    fetch.receive(world.ngo)
    case = world.ngo.cases.find(filed.reference)
    assert case.police_received is not None
    assert case.police_opened is not None
    world.round(world.ngo, world.police)
    codes = {message.body["code"] for message in world.messages(filed.symbols)}
    assert codes == {"sent", "opened"}  # not "delivered": the NGO knew of the opening
    (opened,) = [message for message in world.messages(filed.symbols) if message.org == FORCE]
    assert [pair[0] for pair in opened.body["line"]] == ["sent", "delivered", "opened"]
    assert "kestrel" in look.show(world.ngo, filed.reference)


def test_a_second_look_says_nothing_new(world: World) -> None:
    filed = world.file()
    fetch.receive(world.police)
    look.show(world.police, filed.reference)
    send(world.police, now=True)
    look.show(world.police, filed.reference)
    assert world.police.outbox.waiting() == []


def test_the_three_sender_lines(world: World) -> None:
    own = sealed_report(world.orgs)
    world.upload(own)
    filed = world.file()
    fetch.receive(world.police)
    assert "\nSigned by Casa Aurora\n" in look.show(world.police, reference(own.report_id))
    assert "Not confirmed by the NGO." in look.show(world.police, filed.reference)
    fetch.receive(world.ngo)
    care.confirm(world.ngo, filed.reference)
    world.round(world.ngo, world.police)
    assert "The NGO filed this report; it does not say that the gateway sealed its words unchanged." in look.show(
        world.police, filed.reference
    )
    assert "Confirmed by Casa Aurora on " in look.show(world.police, filed.reference)


def test_no_question_goes_out_before_the_ngo_has_confirmed(world: World) -> None:
    filed = world.file()
    fetch.receive(world.police)
    look.show(world.police, filed.reference)
    with pytest.raises(DeskError, match="has not confirmed"):
        information_request.ask(world.police, filed.reference, QUESTION)


def test_a_question_is_asked_and_answered(world: World) -> None:
    filed = world.file_and_open()
    information_request.ask(world.police, filed.reference, QUESTION)
    world.round(world.police, world.ngo)
    (need,) = [need for need in tasks.needs(world.ngo) if "question" in need.what]
    assert need.reference == filed.reference[:8]
    page = look.show(world.ngo, filed.reference)
    assert "Is there a photograph of the door?" in page
    assert "The damage has been repaired since" in page
    correspondence.answer(world.ngo, filed.reference, "Yes, two photographs; we hold them.", outcome="provided")
    world.round(world.ngo, world.police)
    assert "Yes, two photographs; we hold them." in look.show(world.police, filed.reference)
    assert not [need for need in tasks.needs(world.ngo) if "question" in need.what]
    with pytest.raises(DeskError, match="No question"):
        correspondence.answer(world.ngo, filed.reference, "Again.", outcome="provided")


def test_the_ngo_asks_and_the_police_answer(world: World) -> None:
    filed = world.file_and_open()
    correspondence.question(world.ngo, filed.reference, "Who is her contact in your unit?")
    world.round(world.ngo, world.police)
    assert "Who is her contact in your unit?" in look.show(world.police, filed.reference)
    correspondence.answer(world.police, filed.reference, "The duty sergeant of the unit.")
    world.round(world.police, world.ngo)
    assert "The duty sergeant of the unit." in look.show(world.ngo, filed.reference)


@pytest.mark.parametrize("leak", [PHONE, NAME, "her number is 07700900123", "passport number 987654321", "AB123456C"])
def test_an_answer_that_would_tell_the_police_who_she_is_is_not_sent(world: World, leak: str) -> None:
    filed = world.file_and_open()
    information_request.ask(world.police, filed.reference, QUESTION)
    world.round(world.police, world.ngo)
    with pytest.raises(Withheld) as refusal:
        correspondence.answer(world.ngo, filed.reference, f"Yes. {leak}", outcome="provided")
    assert leak not in str(refusal.value)
    assert world.ngo.outbox.waiting() == []
    with pytest.raises(Withheld):
        correspondence.question(world.ngo, filed.reference, f"Do you know {leak}?")
    with pytest.raises(Withheld):
        care.correct(world.ngo, filed.reference, leak)
    with pytest.raises(Withheld):
        care.withdraw(world.ngo, filed.reference, leak)


def test_a_status_is_written_to_the_ngo_and_to_her(world: World) -> None:
    filed = world.file_and_open()
    status_line.status(world.police, filed.reference, "recorded_crime")
    world.round(world.police, world.ngo)
    assert sentence("recorded_crime") in look.show(world.ngo, filed.reference)
    copies = [each for each in world.messages(filed.symbols) if each.body.get("code") == "recorded_crime"]
    (message,) = [
        each for each in world.ngo.cases.said(world.ngo.cases.find(filed.reference).report_id) if each.kind == "status"
    ][-1:]
    assert [copy.body for copy in copies] == [message.body["body"]]
    assert copies[0].body["seq"] == message.seq


def test_no_further_action_needs_a_reason(world: World) -> None:
    filed = world.file_and_open()
    with pytest.raises(DeskError, match="needs a reason"):
        status_line.status(world.police, filed.reference, "nfa")
    status_line.status(world.police, filed.reference, "nfa", reason="suspect_not_identified")
    world.round(world.police, world.ngo)
    assert "Reason: Suspect not identified" in look.show(world.ngo, filed.reference)


@pytest.mark.parametrize("code", ["sent", "delivered", "withdrawn", "match_found", "", "ARRESTED"])
def test_the_police_set_only_their_own_codes(world: World, code: str) -> None:
    filed = world.file_and_open()
    with pytest.raises(DeskError, match="not a status the police set"):
        status_line.status(world.police, filed.reference, code)


def test_a_report_nobody_has_looked_at_gets_no_status(world: World) -> None:
    filed = world.file()
    fetch.receive(world.police)
    with pytest.raises(DeskError, match="looked at"):
        status_line.status(world.police, filed.reference, "assessing")


def test_the_exports_hold_the_report_and_nothing_of_its_channel(world: World) -> None:
    filed = world.file()
    fetch.receive(world.police)
    case = world.police.cases.find(filed.reference)
    for form in ("text", "csv", "json"):
        raw = look.export(world.police, filed.reference, form).decode()
        assert "whistled twice" in raw
        assert "Casa Aurora" in raw
        for word in (case.mailbox["id"], case.mailbox["pk"], case.vk, NAME, PHONE):
            assert word not in raw
    evidence = look.export(world.police, filed.reference, "evidence")
    assert b"content_key" in evidence
    with pytest.raises(DeskError, match="no export as xml"):
        look.export(world.police, filed.reference, "xml")


def test_an_export_is_told_to_the_ngo_under_the_officers_pseudonym(world: World) -> None:
    filed = world.file_and_open()
    look.export(world.police, filed.reference, "csv")
    world.round(world.police, world.ngo)
    assert "Exported as CSV by kestrel" in look.show(world.ngo, filed.reference)


def test_a_gateway_that_shows_another_history_is_refused_and_remembered(world: World) -> None:
    fetch.receive(world.police)
    other = [*world.orgs.leaves[:-1], world.orgs.leaves[-1][::-1]]
    view = world.police.directory.view()
    with pytest.raises(DirectoryForked):
        directory.take(world.police.vault, view.genesis, other)
    assert not health_check.check(world.police)[1].fine


def test_a_gateway_that_shows_ever_new_histories_fills_no_disk(world: World) -> None:
    fetch.receive(world.police)
    view = world.police.directory.view()
    for number in [*range(directory.MOST_FORKS + 5), 3, 3]:
        other = [*world.orgs.leaves[:-1], b"history %d" % number]
        with pytest.raises(DirectoryForked):
            directory.take(world.police.vault, view.genesis, other)
    assert len(world.police.vault.all("fork")) == directory.MOST_FORKS


def test_only_a_demonstration_may_skip_the_random_times(world: World) -> None:
    desk = world.police
    fetch.receive(desk)
    real = dataclasses.replace(desk, settings=dataclasses.replace(desk.settings, demonstration=False))
    with pytest.raises(DeskError, match="demonstration only"):
        send(real, now=True)


def test_what_the_gateway_keeps_refusing_ends_with_a_person_not_in_a_loop(world: World) -> None:
    fetch.receive(world.ngo)
    world.ngo.outbox.put(OutboxItem(ItemType.RECEIPT, "receipt: received", raw="00" * 138))
    for _ in range(TRIES + 2):
        send(world.ngo, now=True)
    (item,) = world.ngo.outbox.waiting()
    assert item.stuck
    assert item.refusals == TRIES
    assert any("keeps refusing" in need.what for need in tasks.needs(world.ngo))
    world.ngo.outbox.drop(item.id)
    assert not any("keeps refusing" in need.what for need in tasks.needs(world.ngo))
