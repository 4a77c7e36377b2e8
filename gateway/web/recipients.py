"""The directory for people: who can receive today, since when, until when, who signed, what changed, what was told.

Read off the same verified view that seals, so the page cannot say otherwise than the gateway does. Whoever does not
trust the page folds the log himself (`amparo-keys verify --from ...`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from weakref import WeakKeyDictionary

from flask import Blueprint, render_template

from gateway.report.names import LONDON, day_in_london, name_of
from gateway.web.pages import host
from keys import clock
from keys.directory.notes import BadNote, Keyring, Note, parse
from keys.directory.register import ring_of
from keys.directory.statements import Add, BadStatement, Endpoint, Notice, Org, Release, Root, Statement, Stop, read
from keys.directory.view import Listed, View
from keys.errors import CannotSeal
from keys.roles import Kind, Role

OPENS = {Kind.POLICE: Role.CRIME, Kind.NGO: Role.IDENTITY}
"""The role by which an organisation of a kind receives a report."""


@dataclass(frozen=True)
class Recipient:
    """An organisation that something can be sealed to today. `since`, `until`: UTC days of its unbroken keys."""

    org: str
    kind: Kind
    since: int
    until: int
    signers: tuple[str, ...]
    keys: int


@dataclass(frozen=True)
class Change:
    """A statement of the log in a few words. `day`: when witnesses first saw it, None when they have not yet.

    `state`: empty when it counts; else why not, in words.
    """

    number: int
    day: int | None
    words: str
    signers: tuple[str, ...]
    state: str


@dataclass(frozen=True)
class PublicDirectory:
    """All of the page. `trouble`: why nothing can be filed now; None when all is well."""

    recipients: tuple[Recipient, ...]
    changes: tuple[Change, ...]
    notices: tuple[Change, ...]
    witnessed: float | None
    size: int
    root: bytes
    trouble: str | None


def picture(view: View, leaves: Sequence[bytes], now: float) -> PublicDirectory:
    """What the directory says at `now` (seconds since 1970). `leaves`: all of the log, the announced ones too."""
    today = int(now // clock.DAY)
    new_year = clock.from_iso(f"{clock.iso(today)[:4]}-01-01")
    said = _said(view, leaves)
    try:
        view.acceptable(now)
        trouble = None
    except CannotSeal as why:
        trouble = str(why)
    changes = [each for _, each in said if each.number and (each.day is None or each.day >= new_year)]
    return PublicDirectory(
        recipients=tuple(_recipients(view, leaves, today)),
        changes=tuple(reversed(changes)),
        notices=tuple(each for statement, each in said if isinstance(statement, Notice) and not each.state),
        witnessed=view.witnessed_at,
        size=view.size,
        root=view.root,
        trouble=trouble,
    )


_told: WeakKeyDictionary[View, tuple[int, list[tuple[Statement, Change]]]] = WeakKeyDictionary()
"""What the statements of a view say, and how many there are: it costs every signature of the log, once a view."""


def _said(view: View, leaves: Sequence[bytes]) -> list[tuple[Statement, Change]]:
    found = _told.get(view)
    if found is None or found[0] != len(leaves):
        found = _told[view] = len(leaves), list(_statements(view, leaves))
    return found[1]


def _recipients(view: View, leaves: Sequence[bytes], today: int) -> Iterator[Recipient]:
    ring = ring_of(view.law)
    for kind, role in OPENS.items():
        for org in view.orgs(kind):
            counting = [key for key in view.keys_of(org) if key.role is role and view.counts(key)]
            mine = [key for key in counting if not view.stopped(key.recipient.kid)]
            serving = [key for key in mine if key.serves(today)]
            if serving:
                names = {name for key in serving for name in _signers(ring, leaves[key.leaf])}
                since, until = _since(mine, today), view.served_until(org, role, today)
                yield Recipient(org, kind, since, until, tuple(sorted(names)), len(serving))


def _since(keys: Sequence[Listed], day: int) -> int:
    """The first day of the unbroken row of keys that leads to `day`."""
    while earlier := [key.since for key in keys if key.since < day <= key.until]:
        day = min(earlier)
    return day


def _statements(view: View, leaves: Sequence[bytes]) -> Iterator[tuple[Statement, Change]]:
    ring, ignored = ring_of(view.law), {index for index, _ in view.ignored}
    listed = [key for kind in Kind for org in view.orgs(kind) for key in view.keys_of(org)]
    stopped = {key.leaf for key in listed if view.stopped(key.recipient.kid)}
    waiting = {pending.leaf for pending in view.pending} | {key.leaf for key in listed if not view.counts(key)}
    for number, leaf in enumerate(leaves):
        try:
            statement = read(parse(leaf).text)
        except (BadNote, BadStatement):
            continue
        first = view.first_seen(number)
        state = ""
        if number in ignored:
            state = "does not count"
        elif number in stopped:
            state = "stopped"
        elif first is None or number in waiting:
            state = "announced, does not count yet"
        day = None if first is None else int(first // clock.DAY)
        yield statement, Change(number, day, _words(view, statement), _signers(ring, leaf), state)


def _signers(ring: Keyring, leaf: bytes) -> tuple[str, ...]:
    """The names of members of today that signed; a member who has left since is named by no one."""
    try:
        note = parse(leaf)
    except BadNote:
        return ()
    found = []
    for line in note.signatures:
        try:
            if ring.signers(Note(note.text, (line,))):
                found.append(line.name)
        except BadNote:
            continue
    return tuple(found)


def _words(view: View, statement: Statement) -> str:
    match statement:
        case Add():
            last, several = day_in_london(statement.keys[-1].until), len(statement.keys)
            keys = "one key" if several == 1 else f"{several} keys"
            return f"{keys} of {name_of(statement.org)} for “{statement.role}”, until {last}"
        case Org():
            return f"a new organisation: {name_of(statement.org)}, {statement.kind}"
        case Root():
            return f"version {statement.version} of who may sign"
        case Stop():
            at = view.leaf_hashes.index(statement.leaf) if statement.leaf in view.leaf_hashes else None
            return f"statement {at if at is not None else 'not in this log'} stopped: {statement.reason}"
        case Release():
            return f"{statement.name} {statement.version} may be run"
        case Endpoint():
            return f"deliveries to {name_of(statement.org)} may travel to {statement.url}"
        case Notice():
            return statement.words
    return "of a type this program does not know"


blueprint = Blueprint("recipients", __name__)
blueprint.audience = "anyone"  # type: ignore[attr-defined]

MINUTE = 60
_made: WeakKeyDictionary[View, tuple[int, PublicDirectory]] = WeakKeyDictionary()
"""The page of each view, made at most once a minute: it costs a signature check a statement."""


@blueprint.get("/recipients")
def recipients() -> str:
    """Who can receive, since when, until when, who signed; what changed this year; what was told; how to check."""
    here = host()
    shown = _picture()
    return render_template(
        "recipients.html",
        shown=shown,
        police=[one for one in shown.recipients if one.kind is Kind.POLICE],
        ngos=[one for one in shown.recipients if one.kind is Kind.NGO],
        name_of=name_of,
        day=day_in_london,
        witnessed=_hour(shown.witnessed),
        genesis=here.settings.genesis.hex(),
        url=here.settings.public_url,
        law=here.view().law,
    )


def _picture() -> PublicDirectory:
    here, now = host(), clock.now()
    view, minute = here.view(), int(now // MINUTE)
    found = _made.get(view)
    if found is None or found[0] != minute:
        found = _made[view] = (minute, picture(view, here.directory.leaves(), now))
    return found[1]


def _hour(time: float | None) -> str | None:
    """A moment as people here say it, such as "5 October 2026, 14:05"."""
    if time is None:
        return None
    here = datetime.fromtimestamp(time, LONDON)
    return f"{day_in_london(int(time // clock.DAY))}, {here:%H:%M}"
