"""The directory as this desk has seen it: fetched, compared with what it saw before, folded, kept.

The gateway is not trusted with it: every statement is verified (keys/DIRECTORY.md) from the genesis pinned in
desk.toml, and what a desk has once seen must be the beginning of whatever it is shown later. Another history is
evidence of a fork: it is kept in the vault, shown, and nothing is sealed or opened under it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from keys.desk.errors import DeskError, DirectoryForked, GatewayFault, RefusedByGateway
from keys.desk.store.folder import Settings
from keys.desk.store.vault import Vault
from keys.desk.sync.gateway_client import GatewayClient
from keys.directory.files import checkpoints_of, read_checkpoints, read_leaves, read_stops, stops_of
from keys.directory.fold import Folding, fold
from keys.directory.rules import DEMONSTRATION
from keys.directory.statements import OutsideStop
from keys.directory.view import View
from keys.encoding import b64, unb64
from keys.http import NotReached, read_held
from keys.witness.client import look

MOST_FORKS = 10
MOST_PASSED_ON = 20  # at one look
_LEAVES, _CHECKPOINTS, _STOPS, _FORKS = "leaf", "checkpoint", "stop", "fork"


@dataclass(frozen=True)
class SeenDirectory:
    """The directory as a desk has seen it: what `keys.directory.fold.fold` takes, and what evidence holds."""

    genesis: bytes
    leaves: Sequence[bytes]
    checkpoints: Sequence[bytes]
    stops: Sequence[bytes]


class Directory:
    """The directory of one desk: what it saw lies in the vault, what the gateway shows comes through the client."""

    def __init__(self, vault: Vault, client: GatewayClient, settings: Settings) -> None:
        self._vault = vault
        self._client = client
        self._genesis = settings.genesis
        self._demonstration = settings.demonstration
        self._view: View | None = None
        self.witness = settings.witness
        self.alarms: list[str] = []  # what the witness had to say at the last refresh

    def view(self) -> View:
        """The directory as this desk last saw it. DeskError when it has seen none; DirectoryRefused for a false one."""
        if self._view is None:
            leaves = _in_order(self._vault)
            if not leaves:
                raise DeskError("This desk has not seen the directory yet. Run amparo-desk receive first.")
            checkpoints, stops = _kept(self._vault, _CHECKPOINTS), _held(self._vault)
            self._view = fold(leaves, self._genesis, checkpoints=checkpoints, stops=stops)
        return self._checked(self._view)

    def seen(self) -> View | None:
        """The same, or None when this desk has seen none that it may use."""
        try:
            return self.view()
        except DeskError:
            return None

    def refresh(self) -> View:
        """The newest directory the gateway shows, verified and kept. DirectoryForked when it contradicts the last."""
        answer = self._client.directory()
        leaves, checkpoints = (_decoded(answer.get(name, [])) for name in ("leaves", "checkpoints"))
        stops = _stops(answer.get("stops", []))
        self._view = take(self._vault, self._genesis, leaves, checkpoints=checkpoints, stops=stops)
        _pass_on(self._client, set(self._view.stops) - {*leaves, *(stop.raw for stop in stops)})
        if self.witness:
            self._ask_witness()
        return self._checked(self._view)

    def _ask_witness(self) -> None:
        """Stops that the witness holds hold here too, and go to the gateway; `alarms` when the gateway hides something.

        A gateway could leave a stop out for as long as its checkpoint is fresh (48 hours): a witness shows all of them.
        """
        try:
            found = look(self.witness)
        except NotReached as why:
            self.alarms = [f"The witness was not asked whether your gateway hides stops. {why}"]
            return
        known = {stop.raw for stop in _held(self._vault)}
        self._view = take(self._vault, self._genesis, _in_order(self._vault), stops=found.stops)
        _pass_on(self._client, set(self._view.stops) & set(found.stops) - known)
        alarm = found.alarm(self._view)
        self.alarms = [] if alarm is None else [alarm]

    def take_file(self, file: Path) -> View:
        """The directory in a file (for a desk that only has a folder), verified and kept."""
        leaves, checkpoints = read_leaves(file), read_checkpoints(checkpoints_of(file))
        stops = read_stops(stops_of(file))
        self._view = take(self._vault, self._genesis, leaves, checkpoints=checkpoints, stops=stops)
        return self._checked(self._view)

    def hold_stop(self, stop: bytes) -> View:
        """This stop, from a letter, a stick or anybody, holds at this desk for ever. DeskError if it is none.

        The next refresh passes it to the gateway.
        """
        self.view()
        number = len(_held(self._vault))
        view = take(self._vault, self._genesis, _in_order(self._vault), stops=[stop])
        if stop not in view.stops and any(index >= number for index, _ in view.ignored_stops):
            raise DeskError(
                "This is no stop by a member of the coalition, or it was changed on its way. Nothing was changed here; "
                "ask for it again, and call the coalition if you expected one."
            )
        self._view = view
        return view

    def look_again(self) -> None:
        """The next view is read from the vault: another program at this desk may have fetched since."""
        self._view = None

    def everything(self) -> SeenDirectory:
        """All that this desk has seen of the directory, leaf by leaf: for evidence."""
        vault = self._vault
        return SeenDirectory(self._genesis, _in_order(vault), _kept(vault, _CHECKPOINTS), _kept(vault, _STOPS))

    def forked(self) -> bool:
        """True when the gateway once showed another history of the directory."""
        return bool(self._vault.all(_FORKS))

    def _checked(self, view: View) -> View:
        if self._demonstration and view.deployment != DEMONSTRATION:
            raise DeskError("desk.toml says demonstration, but the directory is a real one. Remove that line.")
        return view


def take(
    vault: Vault,
    genesis: bytes,
    leaves: Sequence[bytes],
    *,
    checkpoints: Sequence[bytes] = (),
    stops: Sequence[bytes | OutsideStop] = (),
) -> View:
    """These leaves, checkpoints and stops, verified against the genesis and what was seen before, and kept.

    Kept are the leaves that a checkpoint covers, the checkpoints that verify, and the stops that hold. Fewer leaves
    than were seen, when they agree, are an old copy: what was seen stays.
    """
    before = _in_order(vault)
    common = min(len(before), len(leaves))
    if list(leaves[:common]) != before[:common]:
        _keep_fork(vault, [b64(leaf) for leaf in leaves])
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
    came, now = {stop.raw: stop.at for stop in stops if isinstance(stop, OutsideStop)}, view.witnessed_at or 0
    with vault.batch():
        for place in range(len(before), view.size):
            vault.put(_LEAVES, str(place), b64(leaves[place]))
        for raw in set(view.checkpoints) - set(seen):
            vault.put(_CHECKPOINTS, b64(raw), b64(raw))
        for raw in set(view.stops) - {stop.raw for stop in known}:
            text = b64(raw)
            vault.put(_STOPS, text, [text, min(came.get(raw, now), now)])
    return view


def _pass_on(client: GatewayClient, stops: set[bytes]) -> None:
    """The gateway has these stops too, if it takes them: what came here by another way protects everybody's parts."""
    for stop in sorted(stops)[:MOST_PASSED_ON]:
        try:
            client.post_unsigned("/v1/stops", stop)
        except RefusedByGateway:
            continue  # by a key that has left since: it holds here all the same
        except DeskError:
            return  # no line; the next look passes it on


def _keep_fork(vault: Vault, leaves: list[str]) -> None:
    """This history is evidence: the first few that are shown are kept, each once, and no gateway fills the disk."""
    with vault.batch():
        kept = [found for _, found in vault.all(_FORKS)]
        if leaves not in kept and len(kept) < MOST_FORKS:
            vault.put(_FORKS, str(len(kept)), leaves)


def _in_order(vault: Vault) -> list[bytes]:
    rows = {int(place): leaf for place, leaf in vault.all(_LEAVES)}
    return [unb64(rows[place]) for place in range(len(rows))]


def _kept(vault: Vault, kind: str) -> list[bytes]:
    return [unb64(text) for _, text in vault.all(kind)]


def _held(vault: Vault) -> list[OutsideStop]:
    return [OutsideStop(unb64(text), at) for _, (text, at) in vault.all(_STOPS)]


def _stops(found: Any) -> list[OutsideStop]:
    try:
        return read_held(found)
    except (ValueError, TypeError):
        raise GatewayFault(
            "The gateway's list of stops makes no sense. Nothing was changed; try again in a while."
        ) from None


def _decoded(found: Any) -> list[bytes]:
    try:
        if not isinstance(found, list):
            raise ValueError
        return [unb64(text) for text in found]
    except ValueError:
        raise GatewayFault(
            "The gateway's directory makes no sense. Nothing was changed; try again in a while."
        ) from None
