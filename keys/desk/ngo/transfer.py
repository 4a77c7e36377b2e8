"""Cases go from one desk of an NGO to another: whole, in one locked file, and one desk answers for each.

Every desk of an organisation gets what is sealed to it. What a desk said, decided and wrote down itself is in its own
vault alone; this carries it over, for a colleague who takes a case, for somebody who leaves, for two who share one.

Rules
- One desk answers for a case. The others hold it to read; an act there is refused with the name of the desk that does.
  Two that answered at once would use the same numbers and tell the police two things.
- The file is locked with a word that is shown once and said by telephone; it goes by another way than the word.
- It is for desks of the same organisation and the same directory. It holds no keys and no passphrase.
- Taking it twice changes nothing. What both desks have is joined: what somebody did on either desk is done.
"""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from keys.desk.desk import Desk, act, only
from keys.desk.errors import DeskError
from keys.desk.ngo.drafts import HELD_SHELF, forget_held
from keys.desk.ngo.merge import join, packed
from keys.desk.store.folder import limits
from keys.desk.store.records import Case
from keys.errors import BadKeyFile
from keys.keyfiles import header_of, lock, unlock
from keys.roles import Kind, Part

_KIND = "desk-handover"
_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # without those that are misheard or misread
_GROUPS, _GROUP = 5, 4  # 98 bits, behind Argon2id as well
AHEAD = 100
"""Sequence numbers skipped when a desk answers again without having heard what the other one said."""
LONGEST_NAME = 40


@dataclass(frozen=True, repr=False)
class Given:
    """A file for another desk: its locked `text`, the `word` that opens it, which cases, what still waits here."""

    text: str
    word: str
    references: list[str]
    waiting: int


def hand_over(desk: Desk, references: Sequence[str], *, to: str, keep_answering: bool = False) -> Given:
    """The reports as a locked file. Unless this desk keeps answering, `to` (a name people know) answers from now on."""
    only(desk, Kind.NGO, "handover")
    chosen = list({case.report_id: case for case in map(desk.cases.find, references)}.values())
    name = _name(to)
    if not chosen:
        raise DeskError("Name at least one report to hand over.")
    if gone := [case.short for case in chosen if case.elsewhere]:
        raise DeskError(f"Another desk answers for {', '.join(gone)} already. Hand them over from there.")
    word = "-".join("".join(secrets.choice(_SIGNS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    waiting = sum(len(desk.outbox.of_report(case.report_id)) for case in chosen)
    with desk.vault.batch():
        whole = {
            "v": 1,
            "answers": not keep_answering,
            "cases": [packed(desk, case) for case in chosen],
            "done": _dealt_with(desk),
        }
        if not keep_answering:
            for case in chosen:
                case.elsewhere = name
                desk.cases.put(case)
    settings = desk.settings
    header = {"kind": _KIND, "org": settings.org, "genesis": settings.genesis.hex()}
    text = lock(json.dumps(whole, ensure_ascii=False).encode(), word.encode(), header, limits=limits(settings))
    return Given(text, word, [case.reference for case in chosen], waiting)


def take_over(desk: Desk, text: str, word: str) -> list[Case]:
    """The cases of a file are here, joined with what was. DeskError or BadKeyFile, and nothing has changed."""
    only(desk, Kind.NGO, "handover")
    settings = desk.settings
    try:
        header = header_of(text)
    except BadKeyFile:
        raise BadKeyFile("This is no file of another desk, or it was cut short. Nothing was taken.") from None
    if header.get("kind") != _KIND:
        raise DeskError("This file was not made to hand cases over. Nothing was taken.")
    if header.get("org") != settings.org or header.get("genesis") != settings.genesis.hex():
        raise DeskError(f"This file is not from a desk of {settings.org}. Nothing was taken.")
    try:
        _, raw = unlock(text, _typed(word).encode(), weak=settings.demonstration)
    except BadKeyFile:
        raise BadKeyFile("That word does not open this file. Ask for it again. Nothing was taken.") from None
    try:
        whole = json.loads(raw)
        with desk.vault.batch():
            taken = [join(desk, each) for each in whole["cases"]]
            for case in taken:
                case.elsewhere = "" if whole["answers"] else (case.elsewhere or _THE_OTHER)
                desk.cases.put(case)
            for cid in whole["done"]:
                if desk.vault.has(HELD_SHELF, str(cid)):
                    forget_held(desk.cases, str(cid))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BadKeyFile("The file is damaged, or of another version of this program. Nothing was taken.") from None
    return taken


_THE_OTHER = "the desk it came from"


@act(Kind.NGO, called="handover")
def leave_to(desk: Desk, case: Case, name: str) -> None:
    """Another desk answers for the case; this one holds it to read."""
    case.elsewhere = _name(name)
    desk.cases.put(case)


@act(Kind.NGO, called="handover", anywhere=True)
def answer_again(desk: Desk, case: Case) -> None:
    """This desk answers for the case. Numbers are skipped: what the other one said last is not known here."""
    if not case.elsewhere:
        raise DeskError("This desk answers for that report already.")
    case.elsewhere = ""
    case.said_to_desk += AHEAD
    case.said_to_her += AHEAD
    desk.cases.put(case)


def _name(typed: str) -> str:
    name = " ".join(typed.split())
    if not name or len(name) > LONGEST_NAME:
        raise DeskError(f"Say which desk answers, as your people call it, in at most {LONGEST_NAME} characters.")
    return name


def _typed(word: str) -> str:
    """The word as it was made, from how people type it."""
    plain = "".join(sign for sign in word.upper() if sign.isalnum())
    return "-".join(plain[at : at + _GROUP] for at in range(0, len(plain), _GROUP))


# --- forms kept for later: done at one desk is done at the other


def _dealt_with(desk: Desk) -> list[str]:
    """The ids of held forms that were filed or deleted here: their envelopes are emptied."""
    return [kept["cid"] for _, kept in desk.vault.all("envelope") if kept["part"] == int(Part.HELD) and not kept["raw"]]
