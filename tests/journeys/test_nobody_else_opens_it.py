"""The other force, the NGO (for the crime), the police (for the identity) and the gateway itself each fail to open."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from gateway.store.engine import reading
from gateway.store.tables import deliveries, envelopes
from keys.desk.case_view.listing import case_list
from keys.desk.sync.fetch import kids_of
from keys.errors import Refused
from keys.private.opening import open_report_part
from keys.roles import Kind, Part, Role
from tests.orgs import FORCE, GATEWAY, NGO, ORGS, OTHER_FORCE, OTHER_NGO
from tests.world import World

READER = {Part.CRIME: FORCE, Part.IDENTITY: NGO}
CASES = [(org, part) for part, reader in READER.items() for org in ORGS if org != reader]


class Nothing:
    """The memory of a desk that has opened nothing yet."""

    def digest_of(self, part: Part, cid: bytes) -> None:
        return None

    def parties(self, report_id: bytes) -> None:
        return None

    def mailbox(self, mailbox_id: bytes) -> None:
        return None


def stored(world: World, part: Part) -> bytes:
    """The sealed bytes of a part as the gateway's database holds them."""
    with reading(world.gateway.host.engine) as connection:
        row = connection.execute(
            select(envelopes.c.body)
            .join(deliveries, deliveries.c.id == envelopes.c.delivery_id)
            .where(deliveries.c.part == int(part))
        ).one()
    return row.body


def attempt(world: World, org: str, part: Part) -> None:
    """The organisation tries to open the part as the gateway stores it, with every key it has."""
    raw, day = stored(world, part), world.gateway.host.today()
    openers = world.orgs.openers_of(org)
    open_report_part(raw, part, view=world.orgs.view(), org=org, openers=openers, day=day, memory=Nothing())


@pytest.mark.parametrize("part", READER)
def test_its_own_reader_opens_a_part(world: World, part: Part) -> None:
    world.file()
    attempt(world, READER[part], part)


@pytest.mark.parametrize(("org", "part"), CASES)
def test_with_the_bytes_in_hand_and_all_its_keys_it_does_not_open(world: World, org: str, part: Part) -> None:
    world.file()
    with pytest.raises(Refused):
        attempt(world, org, part)


@pytest.mark.parametrize("org", [OTHER_FORCE, OTHER_NGO])
def test_an_organisation_that_is_no_party_is_sent_nothing(world: World, org: str) -> None:
    world.file()
    world.round(world.police, world.ngo, world.desk(org))
    assert case_list(world.desk(org)) == []


def test_the_force_is_never_sent_the_identity_part_nor_the_ngo_the_crime_part(world: World) -> None:
    world.file()
    world.carry()
    for part, org in READER.items():
        listed = world.gateway.door(org).deliveries()["deliveries"]
        assert [one["part"] for one in listed] == [int(part)]


def test_the_gateway_holds_no_key_that_any_part_is_sealed_to(world: World) -> None:
    world.file()
    listed = world.orgs.view()
    for part in READER:
        for kid in kids_of(stored(world, part), part):
            entry = listed.listed(kid)
            assert entry is not None
            assert ORGS[entry.org] is not Kind.GATEWAY
    assert world.orgs.openers_of(GATEWAY) == []
    assert [key.role for key in world.orgs.signers_of(GATEWAY)] == [Role.INTAKE]
