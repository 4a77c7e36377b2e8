"""She shows the police what she had locked: only with her token and her NGO, only that, only for so long."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from gateway.filing import Filed
from gateway.report.codes import CONSENT_POINTS
from gateway.report.names import day_in_london
from keys.clock import today
from keys.desk import look, tasks
from keys.desk.desk import Desk
from keys.desk.errors import DeskError, Withheld
from keys.desk.ngo import care, disclosure, releases
from keys.desk.ngo.consent_record import IMMIGRATION_SHARING, ConsentRecord, Explanation
from keys.desk.ngo.disclosure import ReleaseRequest
from keys.desk.police import disclosed
from keys.desk.sync import fetch
from keys.desk.sync.send import send
from keys.directory.notes import NoteSigner, sign_note
from keys.envelope import consent
from keys.envelope import disclosure as envelope
from keys.envelope.consent import Consent, case_signer
from keys.envelope.format import leaf_hash, parse_signed, read_reference
from keys.envelope.sealing import seal_single
from keys.errors import BadToken
from keys.private.keyfile import consent_signer
from keys.roles import Part, Role
from keys.token import new_value, read_at_desk, symbols
from tests.orgs import FORCE, NGO, OTHER_FORCE, OTHER_NGO
from tests.world import World

STREET = "14 Quarndon Parade"
SUSPECT = "Torvald Grimsdyke"
HOW = Explanation(tuple(CONSENT_POINTS), "pt-BR", "interpreter", "spoken_witnessed", "taken", "interpreter 4")


def asked(*fields: str, later: dict[str, str] | None = None, days: int = 30, words: str = "") -> ReleaseRequest:
    return ReleaseRequest(fields, later or {}, today() + days, words, HOW)


@pytest.fixture
def filed(world: World) -> Filed:
    """A report with locked premises and suspect, opened by the police and confirmed by the NGO."""
    filed = world.file(
        identity={
            "name": {"preferred": "Ligaya Quellwasser"},
            "advice": "later",
            "premises": {"address": STREET, "postcode": "W8 4PT"},
            "suspect": {"name": SUSPECT},
            "support": {"needs": ["housing"]},
        }
    )
    fetch.receive(world.police)
    fetch.receive(world.ngo)
    look.show(world.police, filed.reference)
    care.confirm(world.ngo, filed.reference)
    world.round(world.ngo, world.police)
    return filed


def carried(world: World) -> None:
    """What waits at the NGO's desk has come to the police, and the other way."""
    world.round(world.ngo, world.police)
    world.round(world.police, world.ngo)


def test_what_she_releases_is_seen_as_sealed_and_the_ngo_learns_of_the_opening(world: World, filed: Filed) -> None:
    ref = filed.reference
    assert STREET not in look.show(world.police, ref)
    row = disclosure.release(world.ngo, ref, asked("premises", words="Come in plain clothes."), filed.symbols)
    carried(world)
    assert "opened" not in look.show(world.ngo, ref).split("Released to")[1].split("\n")[0]
    page = look.show(world.police, ref)
    assert f"The place (as sealed at filing; until {day_in_london(row.until)})" in page
    assert f"The place, until {day_in_london(row.until)}" in page  # among what was said about the report
    assert STREET in page
    assert "Come in plain clothes." in page
    assert "not for immigration purposes" in page
    assert SUSPECT not in page
    carried(world)
    line = next(line for line in look.show(world.ngo, ref).split("\n") if line.startswith("Released to"))
    assert f"opened {day_in_london(today())}" in line


def test_every_export_holds_what_is_released_now_with_its_handling_and_nothing_else(world: World, filed: Filed) -> None:
    ref = filed.reference
    disclosure.release(world.ngo, ref, asked("premises"), filed.symbols)
    carried(world)
    for form in ("text", "csv", "json"):
        text = look.export(world.police, ref, form).decode("utf-8-sig")
        assert STREET in text, form
        assert "not for immigration purposes" in text, form
        assert SUSPECT not in text, form
        assert "Quellwasser" not in text, form
    disclosure.unrelease(world.ngo, ref)
    carried(world)
    for form in ("text", "csv", "json"):
        assert STREET not in look.export(world.police, ref, form).decode("utf-8-sig"), form


def test_what_she_says_otherwise_now_is_marked_as_given_later(world: World, filed: Filed) -> None:
    ref = filed.reference
    wanted = asked("suspect", later={"premises": "She moved: the flat above the bakery"})
    disclosure.release(world.ngo, ref, wanted, filed.symbols)
    carried(world)
    page = look.show(world.police, ref)
    assert "The place (given later, not as sealed at filing; until" in page
    assert "Who did it (as sealed at filing; until" in page
    assert STREET not in page


def test_taken_back_it_is_gone_from_the_police_desk_and_they_say_so(world: World, filed: Filed) -> None:
    ref = filed.reference
    disclosure.release(world.ngo, ref, asked("premises"), filed.symbols)
    carried(world)
    look.show(world.police, ref)
    carried(world)
    disclosure.unrelease(world.ngo, ref)
    carried(world)
    assert STREET not in look.show(world.police, ref)
    case = world.police.cases.find(ref)
    (row,) = (row for _, row in world.police.vault.all(f"disclosed {case.report_id}"))
    kept = world.police.cases.kept(Part.DISCLOSE, row["cid"])
    assert kept is not None
    assert (kept.raw, kept.inside, kept.cek) == ("", {}, "")
    assert disclosed.shown(world.police, case) == []
    assert "Police say they erased it" in look.show(world.ngo, ref)


def test_after_its_last_day_it_is_gone_though_nobody_took_it_back(world: World, filed: Filed) -> None:
    ref = filed.reference
    disclosure.release(world.ngo, ref, asked("premises", days=3), filed.symbols)
    carried(world)
    world.days_later(2)
    assert STREET in look.show(world.police, ref)
    world.days_later(1)
    assert STREET not in look.show(world.police, ref)
    carried(world)
    assert "Police say they erased it" in look.show(world.ngo, ref)
    assert not [need for need in tasks.needs(world.ngo) if "erased" in need.what]


def test_a_police_desk_that_does_not_say_that_it_erased_is_named(world: World, filed: Filed) -> None:
    ref = filed.reference
    disclosure.release(world.ngo, ref, asked("premises", days=3), filed.symbols)
    carried(world)
    world.days_later(12)
    assert any("has not said that it erased the place" in need.what for need in tasks.needs(world.ngo))


def test_still_unread_it_is_given_up_unseen(world: World, filed: Filed) -> None:
    ref = filed.reference
    disclosure.release(world.ngo, ref, asked("premises"), filed.symbols)
    carried(world)
    disclosure.unrelease(world.ngo, ref)
    carried(world)
    assert STREET not in look.show(world.police, ref)
    assert "opened" not in look.show(world.ngo, ref).split("Released to")[1].split("\n")[0]


def test_not_yet_fetched_it_is_destroyed_at_the_gateway(world: World, filed: Filed) -> None:
    ref = filed.reference
    disclosure.release(world.ngo, ref, asked("premises"), filed.symbols)
    send(world.ngo, now=True)
    disclosure.unrelease(world.ngo, ref)
    send(world.ngo, now=True)
    world.carry()
    done = fetch.receive(world.police)
    assert done.refused == []
    assert [sentence for sentence in done.new if "released something" in sentence] == []
    assert STREET not in look.show(world.police, ref)


def test_not_yet_sent_it_never_leaves(world: World, filed: Filed) -> None:
    ref = filed.reference
    disclosure.release(world.ngo, ref, asked("premises"), filed.symbols)
    disclosure.unrelease(world.ngo, ref)
    assert [item for item in world.ngo.outbox.waiting() if item.part == Part.DISCLOSE] == []
    assert "before it left this desk" in look.show(world.ngo, ref)


def test_when_she_stops_altogether_what_she_released_is_taken_back_too(world: World, filed: Filed) -> None:
    ref = filed.reference
    disclosure.release(world.ngo, ref, asked("premises"), filed.symbols)
    carried(world)
    assert STREET in look.show(world.police, ref)
    carried(world)
    care.withdraw(world.ngo, ref)
    carried(world)
    assert STREET not in look.show(world.police, ref)
    with pytest.raises(DeskError, match="withdrew"):
        disclosure.release(world.ngo, ref, asked("premises"), filed.symbols)


def test_several_that_wait_are_taken_in_the_order_of_their_notes(world: World, filed: Filed) -> None:
    ref = filed.reference
    for name in ("premises", "suspect", "name"):
        disclosure.release(world.ngo, ref, asked(name), filed.symbols)
    carried(world)
    page = look.show(world.police, ref)
    assert all(word in page for word in (STREET, SUSPECT, "Ligaya"))


# --- what the NGO's desk refuses


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


# --- what the police desk refuses, whoever sends it


def forged(world: World, ref: str, *, inside: bytes, org: str = NGO, to: str = FORCE) -> None:
    """A disclosure made outside any desk waits for the force, in an envelope that is right."""
    signer = world.orgs.signer(org, Role.NGO_CASE)
    raw = seal_single(Part.DISCLOSE, inside, to, view=world.orgs.view(), signer=signer, day=today())
    assert world.gateway.signed("POST", "/v1/envelopes", raw, org=org).status_code == 204
    world.carry()


def made(world: World, ref: str, *signers: NoteSigner, changes: dict[str, Any] | None = None, **lies: Any) -> bytes:
    """The inside of a disclosure of the premises, as its NGO could make it, with some things changed."""
    desk = world.ngo
    case = desk.cases.find(ref)
    kept = desk.cases.kept(Part.IDENTITY, case.report_id)
    assert kept is not None
    salts = [bytes.fromhex(salt) for salt in kept.inside["salts"]]
    values = [value.encode() for value in kept.inside["leaves"]]
    fields = lies.get("fields", (12,))
    words = Consent(
        world.orgs.genesis, read_reference(ref), parse_signed(base64.b64decode(case.signed), "R2").idcommit,
        lies.get("to", FORCE), fields, (), lies.get("until", today() + 9), lies.get("seq", 1), lies.get("lost", False),
    )  # fmt: skip
    shown = lies.get("shown", fields)
    openings = [envelope.Opening(i, salts[i], (changes or {}).get(i, values[i])) for i in shown]
    others = [leaf_hash(i, values[i], salts[i]) for i in range(20) if i not in shown]
    inside = {"v": 1, "report_id": case.report_id, "seq": words.seq, "day": today()}
    return envelope.build(sign_note(words.text, *signers), openings, others, inside)


def hers(world: World, filed: Filed) -> NoteSigner:
    salt = bytes.fromhex(world.ngo.cases.find(filed.reference).ngo_salt)
    return consent_signer(read_at_desk(filed.symbols), world.orgs.view().deployment_id, salt)


def ours(world: World, org: str = NGO) -> NoteSigner:
    return case_signer(world.orgs.signer(org, Role.NGO_CASE))


def refused(desk: Desk) -> list[str]:
    return [check for _, check in fetch.receive(desk).refused]


def test_an_ngo_worker_alone_shows_the_police_nothing(world: World, filed: Filed) -> None:
    ref = filed.reference
    for signers, check in (
        ((ours(world),), "C9-lines"),
        ((NoteSigner("victim", ours(world).seed), ours(world)), "C9-victim"),
        ((ours(world), ours(world, OTHER_NGO)), "C4-note"),
    ):
        forged(world, ref, inside=made(world, ref, *signers))
        assert check in refused(world.police)
    assert STREET not in look.show(world.police, ref)


def test_another_forces_note_another_ngos_envelope_and_an_unknown_report_are_refused(
    world: World, filed: Filed
) -> None:
    ref, both = filed.reference, (hers(world, filed), ours(world))
    forged(world, ref, inside=made(world, ref, *both, to=OTHER_FORCE))
    assert refused(world.police) == ["C3"]
    forged(world, ref, inside=made(world, ref, *both), to=OTHER_FORCE)
    assert refused(world.desk(OTHER_FORCE)) == ["R18"]
    forged(world, ref, inside=made(world, ref, *both), org=OTHER_NGO)
    assert "R18" in refused(world.police)
    assert STREET not in look.show(world.police, ref)


def test_a_note_is_taken_once_and_no_older_one_after_it(world: World, filed: Filed) -> None:
    ref, both = filed.reference, (hers(world, filed), ours(world))
    right = made(world, ref, *both, seq=5)
    forged(world, ref, inside=right)
    assert refused(world.police) == []
    forged(world, ref, inside=right)
    assert refused(world.police) == ["C7"]
    forged(world, ref, inside=made(world, ref, *both, seq=4))
    assert set(refused(world.police)) == {"C7"}


def test_after_it_was_taken_back_the_old_note_shows_nothing_even_years_later(world: World, filed: Filed) -> None:
    ref = filed.reference
    disclosure.release(world.ngo, ref, asked("premises"), filed.symbols)
    carried(world)
    disclosure.unrelease(world.ngo, ref)
    carried(world)
    again = world.again(FORCE)
    forged(world, ref, inside=made(world, ref, hers(world, filed), ours(world), seq=1))
    assert refused(again) == ["C7"]
    again.close()


@pytest.mark.parametrize(
    ("lies", "check"),
    [
        ({"changes": {12: b'{"address":"15 Quarndon Parade"}'}}, "C5-recomputed"),
        ({"shown": (12, 13)}, "C6-fields"),
        ({"shown": ()}, "C6-fields"),
        ({"fields": (10,)}, "C6-never"),
        ({"fields": (11,)}, "C6-never"),
        ({"until": 0}, "C8-over"),
        ({"until": 93}, "C8-long"),
    ],
)
def test_what_does_not_fit_note_or_filing_is_refused(
    world: World, filed: Filed, lies: dict[str, Any], check: str
) -> None:
    ref = filed.reference
    lies = {**lies, "until": today() + lies["until"]} if "until" in lies else lies
    forged(world, ref, inside=made(world, ref, hers(world, filed), ours(world), **lies))
    assert refused(world.police) == [check]
    assert "RELEASED" not in look.show(world.police, ref)


# --- the token is lost


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


def test_a_lost_token_is_not_lost_in_the_first_week_at_the_police_either(world: World, filed: Filed) -> None:
    ref = filed.reference
    forged(world, ref, inside=made(world, ref, ours(world), ours(world, OTHER_NGO), lost=True))
    assert refused(world.police) == ["C10-days"]


def test_one_ngo_twice_is_one_ngo(world: World, filed: Filed) -> None:
    ref = filed.reference
    world.days_later(7)
    name = NoteSigner(f"{OTHER_NGO}/case", ours(world).seed)
    forged(world, ref, inside=made(world, ref, ours(world), name, lost=True))
    assert refused(world.police) == ["C10-signature"]


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
