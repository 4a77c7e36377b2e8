"""What a directory says, as plain JSON: for freezing and for comparing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from keys import clock
from keys.directory.fold import fold
from keys.directory.statements import OutsideStop
from keys.directory.view import View
from keys.errors import CannotSeal
from keys.roles import Kind, Role
from tests.keys.directory.corpus import MONDAY

ASKED_DAYS = (MONDAY - 1, MONDAY, MONDAY + 7, MONDAY + 14, MONDAY + 90, MONDAY + 91)


def answers(
    leaves: Sequence[bytes],
    genesis: bytes,
    checkpoints: Sequence[bytes],
    stops: Sequence[bytes | OutsideStop],
    now: int,
    *,
    seen: tuple[int, bytes] | None = None,
    asked: int | None = None,
    fold: Callable[..., View] = fold,
) -> dict[str, object]:
    """The view's root, its organisations and, on some days, every recipient key by (organisation, role)."""
    view = fold(leaves, genesis, checkpoints=checkpoints, stops=stops, now=now, seen=seen)
    orgs = [org for kind in Kind for org in view.orgs(kind)]
    return {
        "size": view.size,
        "root": view.root.hex(),
        "witnessed_at": view.witnessed_at,
        "acceptable": _why_not(view, now if asked is None else asked),
        "passed_over": [why.partition(":")[0] for why in view.passed_over],
        "pending": [waiting.leaf for waiting in view.pending],
        "deployment_id": view.deployment_id.hex(),
        "root_version": view.law.version,
        "orgs": {org: str(view.org_kind(org)) for org in orgs},
        "ignored": [list(each) for each in view.ignored],
        "forces": {clock.iso(day): view.forces(day) for day in ASKED_DAYS},
        "recipients": {
            f"{org} {role.label} {clock.iso(day)}": found
            for org in orgs
            for role in Role
            for day in ASKED_DAYS
            if (found := _keys(view, org, role, day))
        },
        "stopped": sorted(
            key.recipient.kid.hex() for org in orgs for key in view.keys_of(org) if view.stopped(key.recipient.kid)
        ),
    }


def _why_not(view: View, now: int) -> str | None:
    try:
        view.acceptable(now)
    except CannotSeal as why:
        return why.check
    return None


def _keys(view: View, org: str, role: Role, day: int) -> list[str]:
    try:
        return [each.pk.hex() for each in view.recipients(org, role, day)]
    except CannotSeal:
        return []
