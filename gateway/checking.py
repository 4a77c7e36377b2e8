"""Check: what her code leads to, and what of it a page shows now. No Flask; nothing is stored, logged or remembered.

Every string of 24 signs or 36 digits leads to some mailbox; one that was never written and one that does not exist are
the same nothing, and the page shows the same for both. What the slots hold is opened and verified by
`keys.private.mailbox`.

Rules (keys/ENVELOPE.md, P8 and P9)
- The newest status by (day, seq, cid) is the one shown. One from before the police
  opened the report (kept, sent, delivered, wrong_force_moved) is shown only while there is no other, since the NGO's
  word of it travels by itself. That it was moved is believed of an NGO alone, which knows when the new force has it.
- A dangerous status waits for its `show_after`, never longer than the start of day+2, unless the NGO has written `safe`
  about it. One `not_yet` of the NGO adds 72 hours, once.
- A day that has not come yet is nobody's truth: a step of it is passed over, and a fixed notice of it is its text.
- Nothing that is shown may tell that something waits: not the picture line, not the day of the last message, not a gap
  in the numbers.
- Whatever the box holds costs the same work: one read of the database, eight slots opened, eight messages looked
  through. What is missing to eight are decoys, which leave in `FoundMailbox.spare` to be laid out and thrown away.
- A message from the NGO is shown as it is; police words never reach her. Her mailbox belongs to one NGO and one force,
  the first that wrote (`gateway.answering.write_mailbox`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from gateway import answering
from gateway.report import statuses
from gateway.runtime import Host
from keys import clock, token
from keys.errors import AmparoError
from keys.private.mailbox import PageKeys, keys_for_page, open_slots, seal_word
from keys.roles import Role

HOUR = 3600  # seconds
HOURS_OF_DAY = 24
LONGEST_WAIT_DAYS = 2  # a missing or later `show_after` counts as the start of day + 2
NOT_YET_HOURS = 72
NGO = "ngo"
WORDS = frozenset({"question", "notice", "note"})


class Message(Protocol):
    """One opened mailbox message whose signature and shape have been verified."""

    @property
    def org(self) -> str: ...
    @property
    def kind_of_org(self) -> str: ...
    @property
    def body(self) -> dict[str, Any]: ...
    @property
    def cid(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Step:
    """A status and the UTC day number it carries."""

    code: str
    day: int


@dataclass(frozen=True, slots=True)
class Words:
    """What the NGO wrote to her: `kind` is question, notice or note.

    A notice with a `code` is a fixed sentence about `leaves` and the day `of_day`; `text` is the same in English.
    """

    org: str
    kind: str
    seq: int
    day: int
    text: str
    code: str = ""
    leaves: tuple[str, ...] = ()
    of_day: int = 0


@dataclass(frozen=True, slots=True)
class PageContent:
    """What the page shows. `addressee` is the NGO she may write to; `line` is oldest first, `words` newest first.

    `by` is who wrote the status, `moved_to` the force that has the report now, where the status says so.
    """

    status: Step | None
    line: tuple[Step, ...]
    words: tuple[Words, ...]
    addressee: str | None
    last_day: int | None
    gap: bool
    by: str | None = None
    moved_to: str = ""

    @property
    def empty(self) -> bool:
        """True when there is nothing to show: the one page of P11."""
        return self.status is None and not self.words


def show(messages: Iterable[Message], now: float) -> PageContent:
    """What may be shown at `now` (seconds since 1970) out of the messages of one mailbox."""
    ordered = sorted((message for message in messages if _is_believed(message)), key=_age)
    visible = [message for message in ordered if _visible(message, ordered, now)]
    told = [message for message in visible if _tells(message, visible)]
    seen_statuses = [message for message in visible if message.body["kind"] == "status"]
    newest = max(seen_statuses, key=lambda status: (_after_opening(status), _age(status)), default=None)
    words = [message for message in visible if message.body["kind"] in WORDS]
    from_ngo = [message for message in told if _is_ngo(message)]
    return PageContent(
        status=Step(newest.body["code"], newest.body["day"]) if newest else None,
        line=_line(seen_statuses, ordered, now),
        words=tuple(_words(message, now) for message in reversed(words)),
        addressee=from_ngo[-1].org if from_ngo else None,
        last_day=max((message.body["day"] for message in told), default=None),
        gap=_gap(told, ordered),
        by=newest.org if newest else None,
        moved_to=newest.body.get("to", "") if newest and newest.body["code"] == statuses.MOVED else "",
    )


def due(message: Message, messages: Sequence[Message]) -> float | None:
    """When a dangerous status may be shown, in seconds since 1970; None when it need not wait."""
    body = message.body
    if body["kind"] != "status" or not statuses.is_dangerous(body["code"]):
        return None
    if any(_about(other, "safe", message) for other in messages):
        return None
    latest = (body["day"] + LONGEST_WAIT_DAYS) * HOURS_OF_DAY
    hour = min(body.get("show_after", latest), latest)
    if any(_about(other, "not_yet", message) for other in messages):
        hour += NOT_YET_HOURS
    return hour * HOUR


def _age(message: Message) -> tuple[int, int, bytes]:
    return message.body["day"], message.body["seq"], message.cid


def _after_opening(status: Message) -> bool:
    return statuses.stage(status.body["code"]) > statuses.SENT


def _is_believed(message: Message) -> bool:
    return _is_ngo(message) or message.body.get("code") != statuses.MOVED


def _is_ngo(message: Message) -> bool:
    return message.kind_of_org == NGO


def _visible(message: Message, messages: Sequence[Message], now: float) -> bool:
    moment = due(message, messages)
    return moment is None or now >= moment


def _about(message: Message, kind: str, status: Message) -> bool:
    """True if `message` is the NGO's `kind` (safe or not_yet) about `status`."""
    about = message.body.get("about")
    return (
        message.body["kind"] == kind
        and _is_ngo(message)
        and isinstance(about, dict)
        and about.get("org") == status.org
        and about.get("seq") == status.body["seq"]
    )


def _tells(message: Message, visible: Sequence[Message]) -> bool:
    """False for what must leave no trace on the page: `not_yet`, and `safe` about nothing that is shown."""
    kind = message.body["kind"]
    if kind == "safe":
        return any(_about(message, "safe", status) for status in visible if status.body["kind"] == "status")
    return kind != "not_yet"


def _line(seen: Sequence[Message], messages: Sequence[Message], now: float) -> tuple[Step, ...]:
    """The whole way so far: every visible status and what their lines remember of replaced ones."""
    steps = {Step(message.body["code"], message.body["day"]) for message in seen}
    remembered = {step for message in seen for step in _steps(message.body.get("line", ())) if _has_come(step.day, now)}
    steps |= {step for step in remembered - steps if _may_be_remembered(step, messages, now)}
    return tuple(sorted(steps, key=lambda step: (step.day, statuses.place(step.code), step.code)))


def _steps(line: Iterable[object]) -> Iterable[Step]:
    """The [code, day] pairs of a picture line; anything else in it is passed over."""
    for pair in line:
        match pair:
            case [str(code), int(day)]:
                yield Step(code, day)


def _has_come(day: int, now: float) -> bool:
    """False for a day that a writer made up: no calendar has most of them. Clocks may differ by one (P6)."""
    return day <= now // clock.DAY + 1


def _may_be_remembered(step: Step, messages: Sequence[Message], now: float) -> bool:
    """A dangerous status that only a later one's line tells of waits as long as it would have by itself."""
    if not statuses.is_dangerous(step.code):
        return True
    its_own = [m for m in messages if m.body["kind"] == "status" and Step(m.body["code"], m.body["day"]) == step]
    if its_own:
        return any(_visible(message, messages, now) for message in its_own)
    hour = (step.day + LONGEST_WAIT_DAYS) * HOURS_OF_DAY
    if any(m.body["kind"] == "not_yet" and _is_ngo(m) for m in messages):
        hour += NOT_YET_HOURS
    return now >= hour * HOUR


def _words(message: Message, now: float) -> Words:
    body = message.body
    written = (message.org, body["kind"], body["seq"], body["day"], body.get("text", ""))
    if "code" not in body or not _has_come(body["about"]["day"], now):
        return Words(*written)
    about = body["about"]
    return Words(*written, body["code"], tuple(about["leaves"]), about["day"])


def _gap(told: Sequence[Message], messages: Sequence[Message]) -> bool:
    """True if a number is missing between the lowest present and the highest shown of some organisation."""
    for org in {message.org for message in told}:
        present = {message.body["seq"] for message in messages if message.org == org}
        highest = max(message.body["seq"] for message in told if message.org == org)
        if any(number not in present for number in range(min(present), highest)):
            return True
    return False


@dataclass(frozen=True, slots=True)
class FoundMailbox:
    """What one code leads to. `value` is the token itself: it lives as long as the request.

    `spare` is what a page lays out in place of what is not there, so that no time tells it; nobody sees it.
    """

    value: int = field(repr=False)
    shown: PageContent
    spare: PageContent


class TooLong(AmparoError):
    """Her words are longer than one message holds. The text says what to do."""

    def __init__(self) -> None:
        super().__init__("This is too long for one message. Make it shorter, or send it in two parts.")


class Moved(AmparoError):
    """There is a newer message than the question that was answered."""


def check(typed: str, *, host: Host) -> FoundMailbox | None:
    """What the code leads to; None if it has neither 24 signs nor 36 digits."""
    value = token.read_on_page(typed)
    return None if value is None else look(value, host=host)


def look(value: int, *, host: Host) -> FoundMailbox:
    """What a token's value leads to."""
    return FoundMailbox(value, *_shown(_keys(value, host), host))


def question(shown: PageContent) -> Words | None:
    """The question that her next words answer: her NGO's, while it is the newest message."""
    newest = shown.words[0] if shown.words else None
    return newest if newest and newest.kind == "question" and newest.org == shown.addressee else None


def closed(shown: PageContent, *, host: Host) -> bool:
    """True when her NGO has no key any more that her words could be sealed to, by a directory that may be believed."""
    if shown.addressee is None:
        return False
    view = host.view()
    try:
        view.acceptable(clock.now())
    except AmparoError:
        return False
    return not view.active(shown.addressee, Role.NGO_CASE, host.today())


def say(value: int, text: str, *, host: Host, about: int | None = None) -> str:
    """The organisation that her words are now owed to.

    The addressee is whoever of kind NGO last wrote into her mailbox, looked up anew and never taken from the page.
    A question of theirs that is their newest message is answered; anything else is a note. `about` is the number of
    the question that a pressed button stood under. Raises Moved when that is not the question any more; TooLong;
    CannotSay when there is nobody to write to, today's four words are used up, or the directory is not acceptable.
    """
    keys = _keys(value, host)
    shown, _ = _shown(keys, host)
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
        view.acceptable(clock.now())
        raw = seal_word(keys, body, shown.addressee, view, day)
    except ValueError:
        raise TooLong from None
    except AmparoError:
        raise answering.CannotSay from None
    answering.say(raw, read=keys.read, host=host)
    return shown.addressee


def wipe(value: int, *, host: Host) -> None:
    """Her mailbox is empty, if there was one. What is written into it later comes all the same."""
    answering.wipe_mailbox(_keys(value, host).read, host=host)


def _keys(value: int, host: Host) -> PageKeys:
    return keys_for_page(value, host.view().deployment_id)


def _shown(keys: PageKeys, host: Host) -> tuple[PageContent, PageContent]:
    slots = answering.read_mailbox(keys.read, host=host)
    messages, spare = open_slots(keys, slots, host.view(), host.today())
    now = clock.now()
    return show(messages, now), show(spare, now)
