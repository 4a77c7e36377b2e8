"""The words of the acts that are one press or one text: what each does, what it cannot undo, what is said after it.

A recall promises exactly what it can do (PROTOCOL 6.3, 6.4): certain until the police desk has received the report, an
order that an honest desk obeys until somebody opened it, too late after that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from keys.desk.ngo.care import NOTE_CHARACTERS
from keys.desk.store.cases import Case

_NOT_UNREAD = "What the police have opened cannot be un-read. They keep what they wrote down."
_ENGLISH = (
    "In English or Welsh. No name, no address, nothing about papers: it is looked through before it leaves."
)


@dataclass(frozen=True)
class Words:
    """One act. `label`: of the text, empty for none. `kinds`: of a note. `promise`: what holds for this report now."""

    name: str
    title: str
    lead: tuple[str, ...]
    press: str
    done: str
    label: str = ""
    hint: str = ""
    needed: bool = False
    longest: int = 3000
    kinds: tuple[tuple[str, str], ...] = ()
    to_police: bool = True
    gone: str = ""
    grave: bool = False
    promise: Callable[[Case], tuple[str, ...]] | None = None


def recall_promise(case: Case) -> tuple[str, ...]:
    """What a recall of this report can still do, as far as this desk knows."""
    if case.police_opened is not None:
        return ("Too late: the police have opened it. You can withdraw instead.",)
    if case.police_received is None:
        return (
            "As far as this desk knows, no police desk has received it. If that is so, it is destroyed for certain.",
            "If one has received it in the meantime, this is an order: an honest desk deletes it unseen and says so.",
            "If somebody has opened it in the meantime, it is too late. You will be told which of these it was.",
        )
    return (
        "A police desk has received it. Nobody there has said that it was opened.",
        "This is an order: an honest desk that has not opened it deletes it unseen, and says so.",
        "If somebody has opened it in the meantime, it is too late. You will be told.",
    )


_ALL = (
    Words(
        "note",
        "Write to her",
        (
            "It stands on her page, for whoever looks at it with her code. Write so that nobody else learns anything: "
            "no names, no places, nothing about the police.",
            "It leaves at a random time within a day. Do not count on her reading it: call when it matters.",
        ),
        "Write it to her page",
        "It waits for its time, and then stands on her page.",
        label="Your words",
        hint=f"At most {NOTE_CHARACTERS} characters, in her language.",
        needed=True,
        longest=NOTE_CHARACTERS,
        kinds=(
            ("note", "A few words"),
            ("notice", "Something she should know"),
            ("question", "Something she can answer with yes, no, or skip"),
        ),
        to_police=False,
    ),
    Words(
        "ask",
        "Ask the police something",
        ("It leaves at once, sealed to their desk. Nothing else about her goes along.",),
        "Ask them",
        "Asked. If no answer comes within ten working days, this desk reminds you.",
        label="Your question",
        hint=_ENGLISH,
        needed=True,
    ),
    Words(
        "correct",
        "Correct something",
        (
            "The police see it beside the original, which stays as it was. Nothing is erased by a correction.",
            "If the whole account has changed, file a new report that replaces this one: her code stays.",
        ),
        "Send the correction",
        "The correction is on its way. It stands beside the original.",
        label="What is right",
        hint=_ENGLISH,
        needed=True,
    ),
    Words(
        "pause",
        "She wants to stop for now",
        (
            "The police are told at once to take no step that involves her until she is back.",
            "What she had released is not taken back by a pause. Take it back by itself if she wants that.",
        ),
        "Tell the police that she pauses",
        "The police are told that she pauses.",
        label="Anything they should know (may stay empty)",
        hint=_ENGLISH,
    ),
    Words(
        "withdraw",
        "She wants to stop",
        (
            "The police are told at once: no further contact. Everything she had released is taken back.",
            _NOT_UNREAD,
            "You will still see here what they say. She can come back with a new report.",
        ),
        "Tell the police that she stops",
        "The police are told that she withdrew. What was released is taken back.",
        label="Anything they should know (may stay empty)",
        hint=_ENGLISH,
        grave=True,
    ),
    Words(
        "recall",
        "Call the report back",
        (),
        "Call it back",
        "The recall is on its way. Fetch later: the report then says what became of it.",
        gone="It had not left this desk, and never will now. Nobody outside ever had anything of it.",
        grave=True,
        promise=recall_promise,
    ),
)
WORDS = {words.name: words for words in _ALL}
