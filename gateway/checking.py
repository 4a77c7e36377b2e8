"""Check: what a code leads to, for the length of one request. No Flask; nothing is stored, logged or remembered.

Every string of 24 signs or 36 digits leads to some mailbox (P2, P3); one that was never written and one that does not
exist are the same nothing, and the page shows the same for both (P11). What the slots hold is opened and verified by
`keys.mailbox` (P4 to P7), what of it is shown now is decided by `gateway.showing` (P8, P9).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from gateway import answering
from gateway.runtime import Host
from gateway.showing import Shown, Words, show
from keys import clock as days
from keys import token
from keys.errors import AmparoError
from keys.mailbox import PageKeys, keys_for_page, open_slots, seal_word
from keys.parts import Role


@dataclass(frozen=True, slots=True)
class Found:
    """What one code leads to. `value` is the token itself: it lives as long as the request."""

    value: int = field(repr=False)
    shown: Shown


class TooLong(AmparoError):
    """Her words are longer than one message holds. The text says what to do."""

    def __init__(self) -> None:
        super().__init__("This is too long for one message. Make it shorter, or send it in two parts.")


class Moved(AmparoError):
    """There is a newer message than the question that was answered."""


def check(typed: str, *, host: Host) -> Found | None:
    """What the code leads to; None if it has neither 24 signs nor 36 digits."""
    value = token.read_on_page(typed)
    return None if value is None else look(value, host=host)


def look(value: int, *, host: Host) -> Found:
    """What a token's value leads to."""
    return Found(value, _shown(_keys(value, host), host))


def question(shown: Shown) -> Words | None:
    """The question that her next words answer: her NGO's, while it is the newest message."""
    newest = shown.words[0] if shown.words else None
    return newest if newest and newest.kind == "question" and newest.org == shown.addressee else None


def closed(shown: Shown, *, host: Host) -> bool:
    """True when her NGO has no key any more that her words could be sealed to, by a directory that may be believed."""
    if shown.addressee is None:
        return False
    view = host.view()
    try:
        view.acceptable(days.now())
    except AmparoError:
        return False
    return not view.active(shown.addressee, Role.NGO_CASE, host.today())


def say(value: int, text: str, *, host: Host, about: int | None = None) -> str:
    """The organisation that her words are now owed to (P12).

    The addressee is whoever of kind NGO last wrote into her mailbox, looked up anew and never taken from the page.
    A question of theirs that is their newest message is answered; anything else is a note. `about` is the number of
    the question that a pressed button stood under. Raises Moved when that is not the question any more; TooLong;
    CannotSay when there is nobody to write to, today's four words are used up, or the directory is not acceptable.
    """
    keys = _keys(value, host)
    shown = _shown(keys, host)
    if shown.addressee is None or not text:
        raise answering.CannotSay
    view, day = host.view(), host.today()
    body: dict[str, object] = {"v": 1, "kind": "note", "day": day, "text": text}
    asked = question(shown)
    if about is not None and (asked is None or asked.seq != about):
        raise Moved
    if asked is not None:
        body |= {"kind": "answer", "about": {"org": asked.org, "seq": asked.seq}}
    try:
        view.acceptable(days.now())
        raw = seal_word(keys, body, shown.addressee, view, day)
    except ValueError:
        raise TooLong from None
    except AmparoError:
        raise answering.CannotSay from None
    answering.say(raw, read=keys.read, host=host)
    return shown.addressee


def _keys(value: int, host: Host) -> PageKeys:
    return keys_for_page(value, host.view().deployment_id)


def _shown(keys: PageKeys, host: Host) -> Shown:
    slots = answering.read_mailbox(keys.read, host=host)
    return show(open_slots(keys, slots, host.view(), host.today()), days.now())
