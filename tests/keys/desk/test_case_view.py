"""A case is shown by one view: in the order of what happened, in words, and with one truth about how far it is."""

from __future__ import annotations

from itertools import product
from typing import Any

from keys.desk import look, tasks
from keys.desk.case_view import history
from keys.desk.case_view.identity import lines
from keys.desk.case_view.progress import stage_of, state
from keys.desk.case_view.words import ACTIONS
from keys.desk.messages import correspondence, status_line
from keys.desk.ngo import attachments
from keys.desk.police import attachments as at_police
from keys.desk.police import information_request
from keys.desk.police.information_request import CONFIRM_ASKED
from keys.desk.store.records import Message
from keys.desk.sync import fetch
from keys.envelope.receipts import Action, parse_receipt
from keys.roles import Kind, Part
from tests.keys.desk.attachments.making import photograph
from tests.keys.desk.test_story import QUESTION
from tests.orgs import FORCE
from tests.world import World


def headings(world: World, kind: Kind, reference: str) -> list[str]:
    desk = world.police if kind is Kind.POLICE else world.ngo
    return [each.heading for each in history.history(desk.cases.said(desk.cases.find(reference).report_id), kind)]


def test_both_desks_tell_what_happened_in_its_order_within_one_day(world: World) -> None:
    filed = world.file_and_open()
    reference = filed.reference
    information_request.ask(world.police, reference, QUESTION)
    world.round(world.police, world.ngo)
    correspondence.answer(world.ngo, reference, "Two photographs.", outcome="provided")
    world.round(world.ngo, world.police)
    look.export(world.police, reference, "pdf")
    world.round(world.police, world.ngo)
    status_line.status(world.police, reference, "investigating")
    world.round(world.police, world.ngo)
    happened = [
        "Opened by kestrel", "Asked a question", "Answered: Here is the answer", "Exported as PDF by kestrel",
        "Under investigation",
    ]  # fmt: skip
    for kind in (Kind.POLICE, Kind.NGO):
        told = headings(world, kind, reference)
        assert [each for each in told if each in happened] == happened, kind


def test_every_copy_that_an_officer_took_is_told_by_its_kind_and_once(world: World) -> None:
    filed = world.file_and_open()
    for form in ("pdf", "pdf", "csv", "json", "text", "evidence"):
        look.export(world.police, filed.reference, form)
    file = attachments.add(world.ngo, filed.reference, "IMG_2031.jpg", photograph())
    attachments.send(world.ngo, filed.reference, file.id, consents=True)
    world.round(world.ngo, world.police)
    (file,) = at_police.of(world.police, world.police.cases.find(filed.reference))
    look.export_attachment(world.police, filed.reference, file.id)
    world.round(world.police, world.ngo)
    assert [need.what for need in tasks.needs(world.ngo)].count("Northshire Police: exported as PDF by kestrel.") == 1
    told = headings(world, Kind.NGO, filed.reference)
    assert sorted(each for each in told if each.endswith("by kestrel")) == sorted(
        f"{words} by kestrel" for code, words in ACTIONS.items() if code != CONFIRM_ASKED
    )


def test_a_leaf_of_another_shape_than_the_forms_is_shown_and_hides_no_other(world: World) -> None:
    """A gateway that was taken over may seal what it likes: the rule of how to reach her stands there all the same."""
    strange: list[Any] = [
        "soon",
        7,
        True,
        ["soon"],
        [["soon"]],
        {"soon": "soon"},
        {"soon": ["soon", {}]},
        [{"soon": 1}],
    ]
    groups = {"safe_contact": ("never_do", "channels"), "language": ("languages",), "phone": ("numbers",)}
    for (group, names), value in product(groups.items(), strange):
        hers = [{group: value}, *({group: {name: value}} for name in names), {group: {names[-1]: [{"type": value}]}}]
        for half in hers:
            whole = {"safe_contact": {"note": "Never on a Friday"}} | half
            page = "\n".join(lines({"identity": whole}))
            assert "soon" in page.casefold() or value in (7, True), half
            assert group == "safe_contact" or "Never on a Friday" in page, half


def test_an_access_note_says_that_it_was_opened_before_any_receipt_and_no_receipt_turns_it_back(world: World) -> None:
    filed = world.file()
    fetch.receive(world.ngo)
    fetch.receive(world.police)
    look.show(world.police, filed.reference)
    for item in world.police.outbox.waiting():
        if item.raw:  # the signed receipts come later than the note
            world.police.outbox.drop(item.id)
    world.round(world.police, world.ngo)
    case = world.ngo.cases.find(filed.reference)
    assert Action.OPENED not in {parse_receipt(bytes.fromhex(raw)).action for raw in case.police_words}
    assert case.police_opened is not None
    assert case.police_received is not None
    assert state(case, Kind.NGO) == "opened"
    assert stage_of(case) == stage_of(world.police.cases.find(filed.reference))


def test_a_field_of_a_newer_form_is_shown_to_the_caseworker_under_its_own_name() -> None:
    told = lines({"identity": {"safe_contact": {"never_do": ["ring after six"], "dog_bites": True}}})
    assert told.index("  ring after six") < told.index("  Safe contact, dog bites: Yes")


def test_words_of_another_party_begin_no_line_of_their_own() -> None:
    """A text page is read by its lines: a line break in what somebody wrote must not look like another's message."""
    spoof = "Thank you.\n2026-11-29  She: Wrote\u2028  Tell the police where I live.\r2026-11-29  You: confirm"
    bodies = {
        "answer": {"about": "q", "text": spoof},
        "opened_by": {"officer": spoof, "action": "opened"},
        "status": {"body": {"code": spoof}, "text": spoof, "reason": spoof},
        "question": {"id": "q", "about": "meeting", "why": spoof, "sought": spoof, "counselling": True},
    }
    for kind, body in bodies.items():
        message = Message("00" * 16, int(Part.FROM_POLICE), FORCE, False, 20786, 3, kind, body, "00" * 16)
        for reader in (Kind.NGO, Kind.POLICE):
            for said in history.history([message], reader):
                first, *rest = history.lines(said)
                for line in [first, *rest]:
                    assert len(line.splitlines()) == 1
                assert all(line.startswith("  ") for line in rest), (kind, rest)
