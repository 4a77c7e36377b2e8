"""Histories in which two things meet: what contradicts itself when it comes into force (F7, F8), stops of what is in
force (F10), a cosignature of another form (F4), a log whose name no text begins with, and in which order all of it
happens (F5)."""

from __future__ import annotations

from dataclasses import replace

from keys.directory import merkle
from keys.directory.checkpoint import TreeHead, cosigner_id
from keys.directory.notes import Note, NoteSigner, Signature, sign_note
from keys.directory.statements import Org, OutsideStop, Stop
from keys.encoding import b64
from tests.keys.directory.corpus import (
    BASE,
    FIRST,
    GENESIS,
    GOOD,
    LEAF_0,
    LEAF_1,
    LOG,
    SECOND,
    R,
    S,
    V,
    W,
    add,
    box,
    checkpoint,
    listed,
    member,
    seed,
)
from tests.keys.directory.histories import AT, DAY, EARLIER, HOUR, History, _head, _lines, _signed, _with


def meetings() -> list[History]:
    return [
        *_contradictions(),
        *_stops_of_what_is_in_force(),
        *_cosignatures(),
        *_names_of_logs(),
        *_too_new(),
        *_orders(),
    ]


def _twice(name: str, rule: str | None, *new: bytes, stops: tuple[OutsideStop, ...] = ()) -> History:
    """BASE, then `new`, witnessed at AT and again when all of it is due."""
    leaves = [*BASE, *new]
    signed = [*EARLIER, checkpoint(leaves, AT), checkpoint(leaves, AT + 3 * DAY)]
    return History(name, rule, leaves, signed, stops, now=AT + 3 * DAY + HOUR)


def _contradictions() -> list[History]:
    """Each was right when it was judged; the first in the log wins."""

    def org(kind: str) -> bytes:
        return sign_note(Org(GENESIS, ("southmoor-police", kind)).text, *R)

    one, other = (sign_note(replace(SECOND, deny=(*SECOND.deny, word)).text, *R) for word in ("visas", "borders"))
    with_org = replace(SECOND, orgs=(*SECOND.orgs, ("southmoor-police", "ngo")))
    denied = sign_note(replace(SECOND, deny=(*SECOND.deny, "southmoor")).text, *R)
    unknown = GOOD.text.replace("v1 add", "v1 transfer").replace(b64(GENESIS), b64(seed("another log")))
    return [
        _twice("F2-log-of-an-unknown", "F2-log", sign_note(unknown, *S)),
        _twice("F8-changed-when-due", "F8-changed", org("police"), org("ngo")),
        _twice("F8-changed-when-due-other-order", "F8-changed", org("ngo"), org("police")),
        _twice("F8-same-org-twice", None, org("police"), org("police")),
        _twice("F8-changed-when-due-in-a-root", "F8-changed", org("police"), sign_note(with_org.text, *R)),
        _twice("F8-denied-when-due", "F8-denied", denied, org("police")),
        _twice("F8-denied-too-late", None, org("police"), denied),
        _twice("F7-version-when-due", "F7-version", one, other),
    ]


def _stops_of_what_is_in_force() -> list[History]:
    """From outside the log too: three vetoes, and all of it stays in force. The stop of another `add` beside counts."""
    first = [sign_note(Stop(GENESIS, GENESIS, "a coup").text, each) for each in V]
    org = sign_note(Org(GENESIS, ("southmoor-police", "police")).text, *R)
    late = [sign_note(Stop(GENESIS, merkle.leaf_hash(org), "not agreed").text, each) for each in V]
    more = [*BASE, org, *late[:2]]
    signed = [*EARLIER, checkpoint(more[:-2], AT), checkpoint(more[:-2], AT + 3 * DAY), checkpoint(more, AT + 4 * DAY)]
    return [
        _twice("F10-in-force-outside", None, stops=tuple(OutsideStop(each, AT) for each in first)),
        History("F10-in-force-org", "F10-in-force", more, signed, now=AT + 4 * DAY + HOUR),
    ]


def _cosignatures() -> list[History]:
    """A line under the name and key id of a witness, of another length or time, below a checkpoint that has enough."""
    head, good = _head(), checkpoint(BASE, AT, by=W[:2])
    (line,) = _lines(head, W[2])
    late = (1 << 63).to_bytes(8)
    said = f"cosignature/v1\ntime {1 << 63}\n{head.text}"
    signature = W[2].signature(said).sig
    old_id = replace(line, key_id=W[2].key.id)
    stranger = Signature("friend", cosigner_id(W[2].key), line.sig)
    lines = {
        "short": ("F4-cosignature", replace(line, sig=line.sig[:-1])),
        "long": ("F4-cosignature", replace(line, sig=line.sig + b"\0")),
        "of-eight-bytes": ("F4-cosignature", replace(line, sig=line.sig[:8])),
        "without-its-time": ("F4-cosignature", replace(line, sig=line.sig[8:])),
        "after-time": ("F4-cosignature", replace(line, sig=late + signature)),
        "of-another-time": ("F4-cosignature", replace(line, sig=(AT + 1).to_bytes(8) + line.sig[8:])),
        "short-under-another-id": (None, replace(old_id, sig=line.sig[:-1])),
        "of-a-stranger": (None, replace(stranger, sig=line.sig[:-1])),
    }
    return [
        History(f"F4-cosignature-{name}", rule, checkpoints=[_with(good, each)]) for name, (rule, each) in lines.items()
    ]


def _names_of_logs() -> list[History]:
    """The text of a note begins with a letter: so no checkpoint of a log of another name can be written."""
    made = []
    for name, log in (("digit", "9.example"), ("quote", '"@method":'), ("hyphen", "-log.example")):
        new = member(log)
        root = sign_note(replace(SECOND, log_key=new.key).text, *R)
        leaves = [*BASE, root]
        head = TreeHead(log, len(leaves), merkle.root([merkle.leaf_hash(leaf) for leaf in leaves]))
        raw = Note(head.text, (new.signature(head.text), *_lines(head, *W, at=AT + 4 * DAY))).raw
        signed = [*EARLIER, checkpoint(leaves, AT), checkpoint(leaves, AT + 3 * DAY), raw]
        made.append(History(f"F4-form-begins-with-a-{name}", "F4-form", leaves, signed, now=AT + 4 * DAY))
    one = checkpoint([LEAF_0], AT)
    size = _signed(f"{LOG.name}\n0\n{_head().text.splitlines()[2]}\n", *_lines(_head(), *W))
    return [
        *made,
        History("F4-form-of-no-leaf", "F4-form", checkpoints=[*EARLIER, size]),
        History("F4-one-leaf", None, [LEAF_0], [one]),
    ]


def _too_new() -> list[History]:
    """A statement that we do not know, signed to the threshold: nobody acts on a view that covers it."""
    unknown = sign_note(GOOD.text.replace("v1 add", "v1 transfer"), *S[:2])
    later = sign_note(GOOD.text.replace("v1 add", "v2 add"), *S[:2])
    return [
        _twice("F3-too-new", "F3-too-new", unknown),
        _twice("F3-too-new-of-another-version", "F3-too-new", later),
        History("F3-too-new-announced", None, [*BASE, unknown]),
    ]


def _orders() -> list[History]:
    """F5: checkpoints of one size under two roots, what does not wait, what is announced, a name with two keys."""
    new = [member(f"new-witness-{n}") for n in (1, 2)]
    leaves = [*BASE, sign_note(replace(SECOND, witnesses=tuple(each.key for each in new)).text, *R)]
    signed = [*EARLIER, checkpoint(leaves, AT), checkpoint(leaves, AT + 3 * DAY)]
    early, late = (checkpoint(leaves, AT + at, by=new) for at in (2 * DAY, 3 * DAY + 60))
    other = NoteSigner("sign-2", seed("sign-2 once more"))
    second = replace(SECOND, sign=(S[0].key, other.key, S[2].key))
    stops = [sign_note(Stop(GENESIS, merkle.leaf_hash(LEAF_1), "lost").text, each) for each in (S[1], other)]
    rotated = sign_note(second.text, *R)
    denied = listed(replace(GOOD, purpose="help for the home-office"))
    return [
        History("F5-order-by-new-witnesses", "F5-order", leaves, [*signed, early], now=AT + 3 * DAY + HOUR),
        History("F5-by-old-and-new-witnesses", None, leaves, [*signed, late], now=AT + 3 * DAY + HOUR),
        *_at_once(),
        History("F9-denied-announced", "F9-denied", [*BASE, denied]),
        _twice("F10-outside-by-the-old-key-of-a-name", None, rotated, stops=(OutsideStop(stops[0], AT + 4 * DAY),)),
        _twice("F10-outside-by-the-new-key-of-a-name", None, rotated, stops=(OutsideStop(stops[1], AT + 4 * DAY),)),
    ]


def _at_once() -> list[History]:
    """In a demonstration each statement comes into force before the next is judged: first who it is, then its keys."""
    first = sign_note(replace(FIRST, deployment="demonstration", activation_days=0).text, *R)
    genesis = merkle.leaf_hash(first)
    org = sign_note(Org(genesis, ("southmoor-police", "police")).text, *R)
    keys = listed(replace(add("southmoor-police", keys=[(0, 7, box("southmoor"))]), log=genesis))
    return [
        History(name, rule, leaves, [checkpoint(leaves, AT)], genesis=genesis)
        for name, rule, leaves in (
            ("F5-at-once", None, [first, org, keys]),
            ("F9-org-at-once-turned", "F9-org", [first, keys, org]),
        )
    ]
