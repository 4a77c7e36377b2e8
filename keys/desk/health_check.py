"""Health check: is everything in order at this desk, its keys, the directory, the line, the clock, what waits?

Each desk compares the keys listed for its own organisation with those it holds: a key that nobody of it holds would
open what is sealed to it, so an unknown one is an alarm.
"""

import sys
from dataclasses import dataclass

from gateway.report.names import day_in_london
from keys.clock import today
from keys.desk.desk import Desk
from keys.directory.view import Listed, View
from keys.errors import AmparoError
from keys.roles import KIND_ROLES, fingerprint

_TOLD = "strange-key-told"
SOON = 14  # days before a key ends in which its successor should be listed


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `sentence` says how it is and, when not `fine`, what to do."""

    fine: bool
    sentence: str


def check(desk: Desk) -> list[Finding]:
    """Everything this desk can find out about itself. Nothing is changed but that the directory is fetched."""
    found = [_place(), _forks(desk)]
    try:
        view = desk.directory.refresh()
        found.append(Finding(True, f"The directory is {view.deployment}, {view.size} statements, as pinned."))
    except AmparoError as trouble:
        return [*found, Finding(False, str(trouble))]
    found += _keys(desk, view)
    try:
        desk.client.deliveries()
        desk.outbox.mark("fetch")
        found.append(Finding(True, "The gateway knows this desk's door key and answers."))
    except AmparoError as trouble:
        found.append(Finding(False, str(trouble)))
    waiting = desk.outbox.waiting()
    stuck = [item for item in waiting if item.stuck]
    found.append(Finding(True, f"{len(waiting)} thing(s) wait in the outbox."))
    found += [Finding(False, f"The gateway keeps refusing: {item.about}. Call who runs it.") for item in stuck]
    return found


def _place() -> Finding:
    if sys.platform == "win32":
        return Finding(
            True, "Windows: keep this folder in your own profile; this program cannot see who else may read it."
        )
    return Finding(True, "Key files that others could read are refused on this computer.")


def _forks(desk: Desk) -> Finding:
    if desk.directory.forked():
        return Finding(False, "The gateway once showed another history of the directory. Call the coalition.")
    return Finding(True, "The directory never contradicted itself here.")


def _keys(desk: Desk, view: View) -> list[Finding]:
    settings, day = desk.settings, today()
    found, mine = [], set()
    for key in desk.keyring.locked():
        mine.add(key.kid)
        try:
            desk.keyring.prove(key)
        except AmparoError as trouble:
            found.append(Finding(False, str(trouble)))
    roles = sorted(KIND_ROLES[settings.kind])
    for role in roles:
        active = [key for key in view.active(settings.org, role, day, view.size) if not view.stopped(key.kid)]
        here = [key for key in active if key.kid in mine]
        if not active:
            found.append(Finding(False, f"{role.label}: the directory lists no key today. Ask who keeps it."))
            continue
        if not here:
            found.append(Finding(False, f"{role.label}: keys are listed, but none of them lies at this desk."))
            continue
        last = max((listed.until for key in here if (listed := view.listed(key.kid))), default=day)
        later = view.active(settings.org, role, last, view.size)
        if last - day <= SOON and not later:
            found.append(
                Finding(False, f"{role.label}: the last key ends on {day_in_london(last)}. Have new ones listed.")
            )
        else:
            found.append(Finding(True, f"{role.label}: a listed key of this desk is in force."))
    strange = strange_keys(view, settings.org, mine, day)
    return found + [Finding(False, _alarm(view, key, settings.gateway)) for key in strange]


@dataclass(frozen=True)
class Held:
    """A key file of this desk and how the directory lists it: for what, from which day to which, `state` in words."""

    file: str
    role: str
    fingerprint: str
    since: int | None
    until: int | None
    state: str
    fine: bool


def held_keys(desk: Desk, view: View | None) -> list[Held]:
    """Every key file of this desk. None is unlocked for it, nothing is fetched."""
    day = today()
    found = []
    for key in desk.keyring.locked():
        listed = None if view is None else view.ever_listed(key.kid)
        if view is None or listed is None:
            state, fine = "not listed: nobody seals to it or believes it", False
        elif view.stopped(key.kid):
            state, fine = "STOPPED: it is not used any more", False
        elif not view.counts(listed):
            state, fine = "listed, does not count yet", True
        elif day < listed.since:
            state, fine = "listed, its time comes", True
        else:
            state, fine = ("in force", True) if day < listed.until else ("its time is over", True)
        since, until = (None, None) if listed is None else (listed.since, listed.until)
        found.append(Held(key.path.name, key.role.label, fingerprint(key.pk), since, until, state, fine))
    return sorted(found, key=lambda held: (held.role, held.since or 0, held.file))


def new_alarms(desk: Desk, view: View) -> list[str]:
    """Keys that the directory lists for this organisation and that no file here holds: each is told once."""
    mine = {key.kid for key in desk.keyring.locked()}
    found = []
    with desk.vault.batch():
        for key in strange_keys(view, desk.settings.org, mine, today()):
            if desk.vault.get(_TOLD, key.pk.hex()) is None:
                desk.vault.put(_TOLD, key.pk.hex(), today())
                found.append(_alarm(view, key, desk.settings.gateway))
    return found


def strange_keys(view: View, org: str, mine: set[bytes], day: int) -> list[Listed]:
    """The first key of each statement that lists keys for this organisation which lie in no file of this desk.

    Another desk's, or an alarm. Those that do not count yet are there too: in their delay they can still be stopped.
    """
    found: dict[int, Listed] = {}
    for key in view.keys_of(org):
        kid = key.recipient.kid
        if key.until > day and kid not in mine and not view.stopped(kid):
            found.setdefault(key.leaf, key)
    return list(found.values())


def _alarm(view: View, key: Listed, gateway: str) -> str:
    counts = "counts already" if view.counts(key) else "does not count yet"
    return (
        f"{key.role.label}: the directory lists a key for you that is not at this desk: {fingerprint(key.pk)}. "
        f"It serves from {day_in_london(key.since)} and {counts}. If no other desk of yours holds it, call any member "
        f"of the coalition now, who types: amparo-keys stop {key.leaf} --reason 'no desk made it' --key FILE "
        f"--send {gateway}"
    )
