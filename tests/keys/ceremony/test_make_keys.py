"""A small deployment in a few lines, as demonstrations and tests make it."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.demonstration.coalition import Coalition
from keys import clock
from keys.ceremony.make_keys import QUARTER, DatedPrivateKey, draw_role, write_org
from keys.directory.fold import fold
from keys.directory.merkle import leaf_hash
from keys.directory.notes import sign_note
from keys.directory.statements import Org
from keys.errors import BadKeyFile
from keys.keyfiles import LOWEST
from keys.private.keyfile import read_opener
from keys.roles import KIND_ROLES, Kind, Role
from keys.signing import read_signer

ORGS = {"northshire-police": Kind.POLICE, "haven": Kind.NGO, "amparo-gateway": Kind.GATEWAY}


def draw_org(org: str, kind: Kind, first: int, *, weeks: int = QUARTER) -> list[DatedPrivateKey]:
    """New keys for every role of an organisation of this kind, for one desk, from UTC day `first`."""
    return [each for role in sorted(KIND_ROLES[kind]) for each in draw_role(org, role, first, weeks=weeks)]


def test_every_role_of_every_organisation_is_served_for_a_quarter() -> None:
    coalition, today = Coalition.draw(), clock.today()
    leaves = [coalition.found(ORGS)]
    genesis = leaf_hash(leaves[0])
    for org, kind in ORGS.items():
        leaves += coalition.list_keys(genesis, draw_org(org, kind, today))
    view = fold(leaves, genesis, checkpoints=[coalition.publish(leaves)])
    assert view.ignored == ()
    view.acceptable(clock.now())
    for org, kind in ORGS.items():
        for role in KIND_ROLES[kind]:
            assert view.served_until(org, role, today) == today + 91
            assert len(view.recipients(org, role, today)) == 1


def test_keys_are_renewed_without_a_gap_or_an_overlap() -> None:
    coalition, today = Coalition.draw(), clock.today()
    leaves = [coalition.found(ORGS)]
    genesis = leaf_hash(leaves[0])
    for _ in range(3):
        first = fold(leaves, genesis).served_until("haven", Role.IDENTITY, today)
        leaves += coalition.list_keys(genesis, draw_role("haven", Role.IDENTITY, first))
    view = fold(leaves, genesis, checkpoints=[coalition.publish(leaves)])
    assert {len(view.recipients("haven", Role.IDENTITY, today + ahead)) for ahead in range(3 * 91)} == {1}


def test_a_stop_is_one_line() -> None:
    coalition, today = Coalition.draw(), clock.today()
    leaves = [coalition.found(ORGS)]
    genesis = leaf_hash(leaves[0])
    leaves += coalition.list_keys(genesis, draw_role("northshire-police", Role.CRIME, today))
    leaves.append(coalition.stop(genesis, leaf_hash(leaves[1]), "laptop stolen"))
    assert fold(leaves[:-1], genesis, checkpoints=[coalition.publish(leaves[:-1])]).forces(today) != []
    assert fold(leaves, genesis, checkpoints=[coalition.publish(leaves)]).forces(today) == []


def test_an_organisation_joins_later() -> None:
    coalition = Coalition.draw()
    leaves = [coalition.found(ORGS)]
    genesis = leaf_hash(leaves[0])
    joined = Org(genesis, ("southmoor-police", str(Kind.POLICE)))
    leaves.append(sign_note(joined.text, *coalition.root))
    view = fold(leaves, genesis, checkpoints=[coalition.publish(leaves)])
    assert view.org_kind("southmoor-police") is Kind.POLICE


def test_key_files_hold_what_was_drawn(tmp_path: Path) -> None:
    keys = draw_org("haven", Kind.NGO, clock.from_iso("2026-01-05"), weeks=2)
    paths = write_org(tmp_path / "keys", keys, b"a passphrase", limits=LOWEST)
    assert len(paths) == 2 * 2 + 3
    names = {path.name for path in paths}
    assert names >= {"identity-2026-01-05.key", "identity-2026-01-12.key", "door-2026-01-05.key"}
    for path, drawn in zip(paths, keys, strict=True):
        read = read_signer if drawn.key.role.signs else read_opener
        assert read(path, b"a passphrase", weak=True) == drawn.key
    with pytest.raises(BadKeyFile, match="not overwritten"):
        write_org(tmp_path / "keys", keys, b"a passphrase", limits=LOWEST)


def test_a_coalition_comes_back_from_its_files(tmp_path: Path) -> None:
    coalition = Coalition.draw()
    coalition.write(tmp_path, b"a passphrase", limits=LOWEST)
    assert Coalition.read(tmp_path, b"a passphrase", weak=True) == coalition
    with pytest.raises(BadKeyFile, match="locked too weakly"):
        Coalition.read(tmp_path, b"a passphrase")
    (tmp_path / "log-1.key").unlink()
    with pytest.raises(BadKeyFile, match="every part"):
        Coalition.read(tmp_path, b"a passphrase", weak=True)


def test_no_secret_is_shown(tmp_path: Path) -> None:
    coalition = Coalition.draw()
    assert repr(coalition.root[0].seed) not in repr(coalition)
    for each in draw_org("haven", Kind.NGO, 0, weeks=1):
        secret = each.key.seed if each.key.role.signs else each.key.secret
        assert repr(secret) not in repr(each)
