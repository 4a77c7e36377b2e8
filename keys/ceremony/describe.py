"""Statements and views in words, for people who are about to sign them or want to know what they say."""

from collections.abc import Iterator

from keys import clock
from keys.directory.notes import NoteKey
from keys.directory.rules import one_in_several_parts
from keys.directory.statements import Add, Endpoint, Notice, Org, Release, Root, Statement, Stop
from keys.directory.view import Listed, Pending, View
from keys.encoding import b64
from keys.roles import Kind, Role, fingerprint

ROLE_WORDS = {
    Role.CRIME: "opens what happened (the crime part)",
    Role.IDENTITY: "opens who she is (the identity part)",
    Role.DISCLOSE: "opens what she has released to this force",
    Role.CASE: "opens messages from the police and from the victim",
    Role.DESK: "opens messages from the NGO",
    Role.INTAKE: "signs what is filed",
    Role.POLICE_REPLY: "signs what the police write back",
    Role.NGO_CASE: "signs what the NGO writes in a case",
    Role.DOOR: "signs requests to the gateway",
}


def words(statement: Statement) -> list[str]:
    """The statement in plain lines, with the fingerprint of every key that it lists."""
    match statement:
        case Root():
            return _root(statement)
        case Add():
            return [
                f"It lists {len(statement.keys)} key(s) of {statement.org} in the role {statement.role}: "
                f"{_role_words(statement.role)}.",
                *(
                    f"  from {clock.iso(key.since)} until {clock.iso(key.until)}   {fingerprint(key.pk)}"
                    for key in statement.keys
                ),
                f"Purpose: {statement.purpose}",
            ]
        case Org():
            return [f"It says that there is an organisation {statement.org} of the kind {statement.kind}, for ever."]
        case Stop():
            return [
                f"It stops the statement {b64(statement.leaf)}. At once, for ever: its keys never serve again.",
                f"Reason: {statement.reason}",
            ]
        case Release():
            return [f"It lets {statement.name} {statement.version} be run, if its SHA-256 is {statement.sha256}."]
        case Endpoint():
            return [f"It lets deliveries to {statement.org} travel to {statement.url}"]
        case Notice():
            return [f"It gives notice: {statement.words}"]
    return ["It is of a type or version that this program does not know. Do not sign it."]


def _role_words(label: str) -> str:
    try:
        return ROLE_WORDS[Role.from_label(label)]
    except ValueError:
        return "there is no such role, and it will be ignored"


def _root(root: Root) -> list[str]:
    def who(keys: tuple[NoteKey, ...]) -> Iterator[str]:
        return (f"  {key.name}   {fingerprint(key.pk)}" for key in keys)

    return [
        f"It is root {root.version} of the deployment {root.deployment}: who may sign what from now on.",
        f"{root.root_threshold} of these change the root and add organisations:",
        *who(root.root),
        f"{root.sign_threshold} of these list keys:",
        *who(root.sign),
        "Any one of these, and of those above, stops keys:",
        *who(root.veto),
        "The log:",
        *who((root.log_key,)),
        f"{root.witness_threshold} of these witness it:",
        *who(root.witnesses),
        "Organisations: " + (", ".join(f"{org} ({kind})" for org, kind in root.orgs) or "none yet"),
        "Never in an organisation's id or a purpose: " + (", ".join(root.deny) or "nothing is denied"),
        f"A new statement counts after {root.activation_days} day(s); keys listed at once serve at most "
        f"{root.max_key_days} days; at most {root.max_keys_per_role} keys a role serve on one day.",
        *(
            f"WARNING: {name} holds keys of more than one of root, sign and veto: one person then does what two should."
            for name in one_in_several_parts(root)
        ),
    ]


def picture(view: View, day: int) -> Iterator[str]:
    """What a directory says on UTC `day`: every organisation, its keys that serve, until when, what was stopped."""
    yield f"Deployment {view.deployment}, root version {view.law.version}, {len(view.leaf_hashes)} statement(s)."
    yield f"Pinned beginning  {view.genesis.hex()}"
    yield f"Root hash now     {view.root.hex()}, of the {view.size} that the newest checkpoint covers"
    for waiting in view.pending:
        yield f"Statement {waiting.leaf} waits: {_from(view, waiting)}"
    for kind in Kind:
        for org in view.orgs(kind):
            yield ""
            yield f"{org} ({kind})"
            yield from _org(view, org, day)
    if view.releases:
        yield ""
        yield from (f"Released: {each.name} {each.version}, SHA-256 {each.sha256}" for each in view.releases)
    if view.notices:
        yield ""
        yield from (f"Notice: {notice.words}" for notice in view.notices)


def _org(view: View, org: str, day: int) -> Iterator[str]:
    mine = [key for key in view.keys_of(org) if key.until > day]
    if not mine:
        yield "  no key that serves today or later"
    for role in Role:
        its = [key for key in mine if key.role is role]
        for key in its:
            if key.serves(day):
                yield f"  {role.label:<13}{_state(view, key)}   {fingerprint(key.pk)}"
        later = sum(view.stopped(key.recipient.kid) for key in its if not key.serves(day))
        if later:
            yield f"  {role.label:<13}STOPPED {later} key(s) of later days"
        until = view.served_until(org, role, day)
        if until > day:
            yield f"  {role.label:<13}has a key on every day until {clock.iso(until)}"


def _state(view: View, key: Listed) -> str:
    state = "STOPPED" if view.stopped(key.recipient.kid) else "serves " if view.counts(key) else "waits  "
    when = f"{state} {clock.iso(key.since)} to {clock.iso(key.until)}"
    return f"{when}, {_from(view, key)}" if state == "waits  " else when


def _from(view: View, waiting: Listed | Pending) -> str:
    at = view.counts_from(waiting)
    if at is None:
        return "it counts once a checkpoint covers it and its delay is over"
    return f"it counts from {clock.iso(at // clock.DAY)}, when a checkpoint of that time is there"
