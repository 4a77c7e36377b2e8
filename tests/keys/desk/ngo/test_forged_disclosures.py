"""Whoever sends a disclosure, a police desk shows what she and her NGO signed for it and nothing else."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from gateway.filing import Filed
from keys.clock import today
from keys.desk import look
from keys.desk.desk import Desk
from keys.desk.ngo import disclosure
from keys.desk.sync import fetch
from keys.directory.notes import NoteSigner, sign_note
from keys.envelope import disclosure as envelope
from keys.envelope.consent import Consent
from keys.envelope.format import leaf_hash, parse_signed, read_reference
from keys.envelope.sealing import seal_single
from keys.private.keyfile import consent_signer
from keys.roles import Part, Role
from keys.token import read_at_desk
from tests.keys.desk.ngo.releasing import STREET, asked, carried, ours
from tests.orgs import FORCE, NGO, OTHER_FORCE, OTHER_NGO
from tests.world import World


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
