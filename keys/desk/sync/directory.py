"""The directory as this desk has seen it: fetched, compared with what it saw before, folded, kept.

The gateway is not trusted with it: every statement is verified (keys/DIRECTORY.md) from the genesis pinned in
desk.toml, and what a desk has once seen must be the beginning of whatever it is shown later. Another history is
evidence of a fork: it is kept in the vault, shown, and nothing is sealed or opened under it.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import Any

from keys.desk.errors import DeskError, DirectoryForked, GatewayFault, RefusedByGateway
from keys.desk.evidence.bundle import Seen
from keys.desk.store.vault import Vault
from keys.desk.sync.gateway_client import Door
from keys.directory.fold import Folding, fold
from keys.directory.statements import Held
from keys.directory.view import View

MOST_FORKS = 10
MOST_PASSED_ON = 20  # at one look
_LEAVES, _CHECKPOINTS, _STOPS, _FORKS = "leaf", "checkpoint", "stop", "fork"


def held(vault: Vault, genesis: bytes) -> View | None:
    """The directory as last seen, or None when this desk has seen none yet. DirectoryRefused when it cannot be true."""
    leaves = _in_order(vault)
    if not leaves:
        return None
    return fold(leaves, genesis, checkpoints=_kept(vault, _CHECKPOINTS), stops=_held(vault))


def refresh(vault: Vault, door: Door, genesis: bytes) -> View:
    """The newest directory the gateway shows, verified and kept. DirectoryForked when it contradicts what was seen."""
    answer = door.directory()
    leaves, checkpoints, stops = (
        _decoded(answer.get(name, [])) for name in ("leaves", "checkpoints", "stops")
    )
    view = take(vault, genesis, leaves, checkpoints=checkpoints, stops=stops)
    _pass_on(door, set(view.stops) - {*leaves, *stops})
    return view


def _pass_on(door: Door, stops: set[bytes]) -> None:
    """The gateway has these stops too, if it takes them: what came here by another way protects everybody's parts."""
    for stop in sorted(stops)[:MOST_PASSED_ON]:
        try:
            door.post_unsigned("/v1/stops", stop)
        except RefusedByGateway:
            continue  # by a key that has left since: it holds here all the same
        except DeskError:
            return  # no line; the next look passes it on


def hold(vault: Vault, genesis: bytes, stop: bytes) -> View:
    """This stop, which came by any way at all, holds at this desk from now on and for ever. DeskError if it is none."""
    number = len(_held(vault))
    view = take(vault, genesis, _in_order(vault), stops=[stop])
    if stop not in view.stops and any(index >= number for index, _ in view.ignored_stops):
        raise DeskError(
            "This is no stop by a member of the coalition, or it was changed on its way. Nothing was changed here; ask "
            "for it again, and call the coalition if you expected one."
        )
    return view


def take(
    vault: Vault,
    genesis: bytes,
    leaves: Sequence[bytes],
    *,
    checkpoints: Sequence[bytes] = (),
    stops: Sequence[bytes] = (),
) -> View:
    """These leaves, checkpoints and stops, verified against the genesis and what was seen before, and kept.

    Kept are the leaves that a checkpoint covers, the checkpoints that verify, and the stops that hold. Fewer leaves
    than were seen, when they agree, are an old copy: what was seen stays.
    """
    before = _in_order(vault)
    common = min(len(before), len(leaves))
    if list(leaves[:common]) != before[:common]:
        _keep_fork(vault, [base64.b64encode(leaf).decode() for leaf in leaves])
        raise DirectoryForked(
            "The gateway shows another history of the directory than this desk has seen. Nothing was opened or sent. "
            "The evidence is kept here. Call the coalition now, and do not use this desk until it is explained."
        )
    if len(before) > len(leaves):
        leaves = before
    seen, known = _kept(vault, _CHECKPOINTS), _held(vault)
    folding, signed = Folding(genesis), [*seen, *checkpoints]
    view = folding.view(leaves, signed, [*known, *stops])
    if announced := leaves[view.size :]:  # a stop among them holds even if no checkpoint ever covers it
        view = folding.view(leaves, signed, [*known, *stops, *announced])
    with vault.batch():
        for place in range(len(before), view.size):
            vault.put(_LEAVES, str(place), base64.b64encode(leaves[place]).decode())
        for raw in set(view.checkpoints) - set(seen):
            vault.put(_CHECKPOINTS, base64.b64encode(raw).decode(), base64.b64encode(raw).decode())
        for raw in set(view.stops) - {stop.raw for stop in known}:
            text = base64.b64encode(raw).decode()
            vault.put(_STOPS, text, [text, view.witnessed_at or 0])
    return view


def _keep_fork(vault: Vault, leaves: list[str]) -> None:
    """This history is evidence: the first few that are shown are kept, each once, and no gateway fills the disk."""
    with vault.batch():
        kept = [found for _, found in vault.all(_FORKS)]
        if leaves not in kept and len(kept) < MOST_FORKS:
            vault.put(_FORKS, str(len(kept)), leaves)


def everything(vault: Vault, genesis: bytes) -> Seen:
    """The directory as this desk has seen it, leaf by leaf: for evidence."""
    return Seen(genesis, _in_order(vault), _kept(vault, _CHECKPOINTS), _kept(vault, _STOPS))


def _in_order(vault: Vault) -> list[bytes]:
    rows = {int(place): leaf for place, leaf in vault.all(_LEAVES)}
    return [base64.b64decode(rows[place]) for place in range(len(rows))]


def _kept(vault: Vault, kind: str) -> list[bytes]:
    return [base64.b64decode(text) for _, text in vault.all(kind)]


def _held(vault: Vault) -> list[Held]:
    return [Held(base64.b64decode(text), at) for _, (text, at) in vault.all(_STOPS)]


def _decoded(found: Any) -> list[bytes]:
    try:
        if not isinstance(found, list):
            raise ValueError
        return [base64.b64decode(text, validate=True) for text in found]
    except (ValueError, TypeError, binascii.Error):
        raise GatewayFault(
            "The gateway's directory makes no sense. Nothing was changed; try again in a while."
        ) from None
