"""Her NGO's desk shows the police nothing without her token, or a second NGO, and nothing that she did not name."""

from __future__ import annotations

import base64

import pytest

from gateway.filing import Filed
from gateway.report.codes import CONSENT_POINTS
from keys.clock import today
from keys.desk import look
from keys.desk.errors import DeskError, Withheld
from keys.desk.ngo import care, disclosure, releases
from keys.desk.ngo.consent_record import IMMIGRATION_SHARING, ConsentRecord, Explanation
from keys.desk.ngo.disclosure import ReleaseRequest
from keys.desk.sync import fetch
from keys.directory.notes import sign_note
from keys.envelope import consent
from keys.envelope.consent import Consent
from keys.errors import BadToken
from keys.private.keyfile import consent_signer
from keys.roles import Part
from keys.token import new_value, read_at_desk, symbols
from tests.keys.desk.ngo.releasing import STREET, asked, carried, ours
from tests.orgs import FORCE, OTHER_NGO
from tests.world import World


def test_without_her_token_nothing_is_signed(world: World, filed: Filed) -> None:
    ref = filed.reference
    with pytest.raises(BadToken):
        disclosure.release(world.ngo, ref, asked("premises"), filed.symbols[:-1] + "?")
    with pytest.raises(DeskError, match="not the token"):
        disclosure.release(world.ngo, ref, asked("premises"), symbols(new_value()))
    assert not [item for item in world.ngo.outbox.waiting() if item.part == Part.DISCLOSE]


def test_a_replaced_token_does_not_consent_any_more_and_the_new_one_cannot(world: World, filed: Filed) -> None:
    ref = filed.reference
    fresh = care.new_token(world.ngo, ref)
    with pytest.raises(DeskError, match="replaced"):
        disclosure.release(world.ngo, ref, asked("premises"), filed.symbols)
    with pytest.raises(DeskError, match="not the token"):
        disclosure.release(world.ngo, ref, asked("premises"), fresh.symbols)


@pytest.mark.parametrize("name", ["support", "record", "nationality"])
def test_what_may_never_be_shown_cannot_be_asked_for(world: World, filed: Filed, name: str) -> None:
    for wanted in (asked(name), asked("premises", later={name: "x"})):
        with pytest.raises(DeskError, match="Name each thing"):
            disclosure.release(world.ngo, filed.reference, wanted, filed.symbols)


@pytest.mark.parametrize("days", [0, -1, 93])
def test_a_release_ends_between_tomorrow_and_ninety_two_days_from_now(world: World, filed: Filed, days: int) -> None:
    with pytest.raises(DeskError, match="last day"):
        disclosure.release(world.ngo, filed.reference, asked("premises", days=days), filed.symbols)


def test_every_point_is_explained_and_advice_was_offered_or_nothing_leaves(world: World, filed: Filed) -> None:
    for how in (
        Explanation(tuple(CONSENT_POINTS)[:-1], "pt", "read", "signed", "taken"),
        Explanation(tuple(CONSENT_POINTS), "pt", "read", "signed", "no"),
        Explanation(tuple(CONSENT_POINTS), "", "read", "signed", "taken"),
    ):
        wanted = ReleaseRequest(("premises",), {}, today() + 9, "", how)
        with pytest.raises(DeskError):
            disclosure.release(world.ngo, filed.reference, wanted, filed.symbols)


def test_what_was_explained_is_recorded_and_has_no_word_of_immigration(world: World, filed: Filed) -> None:
    ref = filed.reference
    disclosure.release(world.ngo, ref, asked("premises", "suspect"), filed.symbols)
    (row,) = releases.of(world.ngo, world.ngo.cases.find(ref))
    assert [(each["compartment"], each["recipient"]) for each in row.records] == [
        ("premises", FORCE),
        ("suspect", FORCE),
    ]
    record = ConsentRecord(**row.records[0])
    assert record.points_explained == list(CONSENT_POINTS)
    assert (record.advice, record.language, record.decision) == ("taken", "pt-BR", "yes")
    assert "immigra" not in repr(row).lower()
    assert IMMIGRATION_SHARING == "not asked; refused by design"


def test_words_and_later_values_are_screened_before_they_leave(world: World, filed: Filed) -> None:
    ref = filed.reference
    for wanted in (
        asked("premises", words="Ask for Ligaya Quellwasser."),
        asked("premises", words="Her BRP is ZU1234567."),
        asked(later={"premises": "BRP ZU1234567 lies in the drawer"}),
    ):
        with pytest.raises(Withheld):
            disclosure.release(world.ngo, ref, wanted, filed.symbols)
    assert not [item for item in world.ngo.outbox.waiting() if item.part == Part.DISCLOSE]


def test_nothing_is_released_of_a_report_that_the_police_do_not_know_as_ours(world: World) -> None:
    filed = world.file()
    fetch.receive(world.ngo)
    with pytest.raises(DeskError, match="confirm"):
        disclosure.release(world.ngo, filed.reference, asked("name"), filed.symbols)


def test_the_token_and_her_key_rest_nowhere(world: World, filed: Filed) -> None:
    ref = filed.reference
    disclosure.release(world.ngo, ref, asked("premises"), filed.symbols)
    value = read_at_desk(filed.symbols)
    case = world.ngo.cases.find(ref)
    seed = consent_signer(value, world.orgs.view().deployment_id, bytes.fromhex(case.ngo_salt)).seed
    everything = repr([world.ngo.vault.all(shelf) for shelf in (f"release {case.report_id}", "outbox", "case")])
    for secret in (filed.symbols, f"{value:028x}", seed.hex(), base64.b64encode(seed).decode()):
        assert secret not in everything


def test_with_the_token_lost_two_ngos_release_and_not_before_a_week(world: World, filed: Filed) -> None:
    ref, second = filed.reference, world.desk(OTHER_NGO)
    second.directory.refresh()
    with pytest.raises(DeskError, match="within 7 days"):
        disclosure.release_without_token(world.ngo, ref, asked("premises"))
    world.days_later(7)
    note = disclosure.release_without_token(world.ngo, ref, asked("premises"))
    assert STREET.encode() not in note
    with pytest.raises(DeskError):
        disclosure.release_cosigned(world.ngo, ref, note)
    with pytest.raises(DeskError):
        disclosure.cosign(world.ngo, note)
    signed = disclosure.cosign(second, note)
    with pytest.raises(DeskError):
        disclosure.cosign(second, signed)
    disclosure.release_cosigned(world.ngo, ref, signed)
    carried(world)
    assert STREET in look.show(world.police, ref)


def test_a_cosigned_note_of_another_text_is_not_sent(world: World, filed: Filed) -> None:
    ref, second = filed.reference, world.desk(OTHER_NGO)
    second.directory.refresh()
    world.days_later(7)
    note = disclosure.release_without_token(world.ngo, ref, asked("premises"))
    words, _ = consent.read_note(note)
    assert isinstance(words, Consent)
    more = sign_note(words.text.replace("fields 12", "fields 0,12"), ours(world))
    with pytest.raises(DeskError, match="No release"):
        disclosure.release_cosigned(world.ngo, ref, disclosure.cosign(second, more))


@pytest.mark.parametrize(
    "later",
    [
        {"suspect": "He knows that Quellwasser moved"},
        {"suspect": "He waits at 14 Quarndon Parade"},
        {"premises": "NHS 943 476 5919 is on the letter there"},
        {"phone": "07700 900777, NINO AB123456C"},
        {"witness_contact": "crime number 13240123456 has her name"},
    ],
)
def test_what_is_said_anew_holds_nothing_of_hers_but_what_the_note_releases(
    world: World, filed: Filed, later: dict[str, str]
) -> None:
    with pytest.raises(Withheld):
        disclosure.release(world.ngo, filed.reference, asked(later=later), filed.symbols)
    assert not [item for item in world.ngo.outbox.waiting() if item.part == Part.DISCLOSE]


@pytest.mark.parametrize(
    ("fields", "later"),
    [
        ((), {"premises": "14 Quarndon Parade, top bell"}),
        (("premises",), {"suspect": "He waits at 14 Quarndon Parade"}),
        ((), {"phone": "07700 900777"}),
        ((), {"language": "Tagalog"}),
        ((), {"history": "crime number 13240123456"}),
    ],
)
def test_what_the_note_itself_releases_may_be_said(
    world: World, filed: Filed, fields: tuple[str, ...], later: dict[str, str]
) -> None:
    disclosure.release(world.ngo, filed.reference, asked(*fields, later=later), filed.symbols)
    carried(world)
    for text in later.values():
        assert text in look.show(world.police, filed.reference)
