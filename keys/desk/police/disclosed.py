"""A police desk shows what she released, while she allows it, and no longer.

A disclosure is judged by its note when it comes (C1 to C10, `keys.envelope.disclosure`). Its values lie in the kept
envelope alone, and are read from there when a person looks. When its day has come, or she takes it back, the
envelope's bytes, its plaintext and its key are deleted here, and the NGO is told (`erased`). That it came, what it
was about and the number of its note stay for ever: an old note can never be played again.
"""

from dataclasses import asdict, dataclass, field
from typing import Any

from gateway.report.names import day_in_london
from keys.clock import today
from keys.desk.case_view.words import OF_HERS, in_words, leaves_in_words
from keys.desk.desk import Desk
from keys.desk.messages.correspondence import tell
from keys.desk.store.records import Case, KeptEnvelope, Message
from keys.directory.view import View
from keys.encoding import strict_json, unb64
from keys.envelope import disclosure, format
from keys.envelope.consent import HeldReport, Withdrawal
from keys.envelope.disclosure import Disclosure
from keys.envelope.format import LEAVES, parse_signed
from keys.errors import Refused
from keys.private.decryption import open_with_cek
from keys.private.opening import Opened
from keys.roles import Part

NOW = "as sealed at filing"
LATER = "given later, not as sealed at filing"
HANDLING = (
    "Use it only for what she agreed to, and not for immigration purposes. Contact her only through {ngo}, unless "
    "what she released says otherwise. It is hidden here after the day shown, or when she takes it back: keep no copy."
)
_HIGHEST, _OPEN = "consent-seq", "disclosed-open"


@dataclass
class AcceptedDisclosure:
    """One disclosure that was accepted: which envelope, until before which day, since when no more (`ended`)."""

    seq: int
    report_id: str
    cid: str
    names: list[str]
    until: int
    received: int
    ended: int | None = None


@dataclass
class ReleasedValue:
    """One value for a person to see. `how` says whether it is as sealed at filing."""

    name: str
    how: str
    until: int
    value: Any
    words: list[str] = field(default_factory=list)


def take(desk: Desk, opened: Opened, kept: KeptEnvelope, view: View) -> str:
    """It is shown from now on, or what she took back is gone; a sentence says which. Refused undoes the batch."""
    assert opened.disclosure is not None
    assert opened.sender is not None
    found, words = opened.disclosure, opened.disclosure.words
    case = desk.cases.get(opened.report_id.hex())
    report = None if case is None or case.recalled is not None else _held(desk, case)
    disclosure.accept(found, report=report, sender_org=opened.sender.org, view=view, org=desk.settings.org, day=today())
    assert case is not None
    desk.vault.put(_HIGHEST, case.report_id, words.seq)
    if isinstance(words, Withdrawal):
        _say(desk, case, kept, "release_withdrawn", words.seq, "Everything she released is hidden")
        for row in _rows(desk, case):
            _end(desk, case, row)
        return f"She took back what she had released of {case.short}. It is hidden now."
    names = [LEAVES[index] for index in (*words.fields, *words.later)]
    row = AcceptedDisclosure(words.seq, case.report_id, kept.cid, names, words.until, today())
    _put(desk, row)
    told = f"{leaves_in_words(names)}, until {day_in_london(words.until)}"
    _say(desk, case, kept, "release", words.seq, told)
    return f"She released something of {case.short}: {told}. Look at it: amparo-desk show {case.short}"


def _held(desk: Desk, case: Case) -> HeldReport:
    signed = parse_signed(unb64(case.signed), "R2")
    highest = int(desk.vault.get(_HIGHEST, case.report_id) or 0)
    return HeldReport(case.ngo, case.is_confirmed, case.filed, signed.idcommit, bytes.fromhex(case.vk), highest)


def _say(desk: Desk, case: Case, kept: KeptEnvelope, kind: str, seq: int, text: str) -> None:
    body = {"text": text}
    desk.cases.say(Message(case.report_id, kept.part, case.ngo, False, today(), seq, kind, body, kept.cid))


# --- no longer


def sweep(desk: Desk, case: Case | None = None) -> None:
    """Whatever may not be shown any more is gone, and the NGO will be told. All cases, or one.

    Only what is still open is read: this is asked at every fetch and every look.
    """
    with desk.vault.batch():
        for row in (AcceptedDisclosure(**row) for _, row in desk.vault.all(_OPEN)):
            if case is not None and case.report_id != row.report_id:
                continue
            its = case or desk.cases.get(row.report_id)
            if its is not None and (today() >= row.until or its.recalled is not None):
                _end(desk, its, row)


def _end(desk: Desk, case: Case, row: AcceptedDisclosure) -> None:
    """The values of one disclosure are deleted, once."""
    if row.ended is not None:
        return
    row.ended = today()
    _put(desk, row)
    kept = desk.cases.kept(Part.DISCLOSE, row.cid)
    if kept is not None:
        desk.cases.empty(kept)
    for message in desk.cases.said(case.report_id):
        if message.cid == row.cid and message.seen is None:
            message.seen = today()  # nobody saw it, and nobody can: no receipt says so
            desk.cases.say(message)
    if case.recalled is None:
        tell(desk, case, "erased", {"about": row.seq}, about=f"erased, to {case.ngo}")


# --- for a person


def shown(desk: Desk, case: Case) -> list[ReleasedValue]:
    """What she allows to be seen today, by leaf; of a leaf released twice, the newest first."""
    found = []
    for row in sorted(_rows(desk, case), key=lambda row: -row.seq):
        if row.ended is None and today() < row.until:
            found += _values(desk, row)
    return sorted(found, key=lambda each: LEAVES.index(each.name))


def _values(desk: Desk, row: AcceptedDisclosure) -> list[ReleasedValue]:
    told = _opened(desk, row)
    if told is None:
        return []
    from keys.desk.police import redaction  # slow to load: only who reads what was released waits for it

    words = [redaction.masked(str(told.inside["words"]))] if told.inside.get("words") else []
    found = [
        ReleasedValue(LEAVES[each.index], NOW, row.until, strict_json(each.value, top=object), words)
        for each in told.openings
        if each.value
    ]
    return found + [
        ReleasedValue(LEAVES[each["i"]], LATER, row.until, later_as_shown(each), words) for each in told.later
    ]


def _opened(desk: Desk, row: AcceptedDisclosure) -> Disclosure | None:
    """The disclosure, opened once more from the kept bytes; None when it was given up unseen."""
    kept = desk.cases.kept(Part.DISCLOSE, row.cid)
    return None if kept is None or not kept.raw else opened_again(kept)


def opened_again(kept: KeptEnvelope) -> Disclosure:
    """The disclosure in an envelope that still has its bytes."""
    part, _ = format.split_single(unb64(kept.raw), Part.DISCLOSE, "R1")
    return disclosure.parse(open_with_cek(format.parse(part, Part.DISCLOSE, "R3"), bytes.fromhex(kept.cek)))


def lines(desk: Desk, case: Case) -> list[str]:
    """What is released today, one value a line: for the page and for every export."""
    found = shown(desk, case)
    told = [
        f"{in_words(OF_HERS, each.name)} ({each.how}; until {day_in_london(each.until)}): {_plain(each.value)}"
        for each in found
    ]
    for words in dict.fromkeys(text for each in found for text in each.words):
        told.append(f"With these words: {words}")
    return told


def _rows(desk: Desk, case: Case) -> list[AcceptedDisclosure]:
    return [AcceptedDisclosure(**row) for _, row in desk.vault.all(_shelf(case.report_id))]


def _put(desk: Desk, row: AcceptedDisclosure) -> None:
    desk.vault.put(_shelf(row.report_id), str(row.seq), asdict(row))
    if row.ended is None:
        desk.vault.put(_OPEN, f"{row.report_id}/{row.seq}", asdict(row))
    else:
        desk.vault.delete(_OPEN, f"{row.report_id}/{row.seq}")


def claimed_number(part: bytes, cek: bytes) -> int:
    """The number of the note in an envelope, by its own word: the order in which several are taken. 0 when unclear."""
    try:
        return disclosure.parse(open_with_cek(format.parse(part, Part.DISCLOSE, "R3"), cek)).words.seq
    except Refused:
        return 0


def later_as_shown(told: dict[str, Any]) -> Any:
    """What is said anew ({i, value}) as police see it: with a mark where a pattern fits, but for `history`.

    It was sealed where the gateway cannot read it. The history is the leaf for earlier police numbers.
    """
    value = told["value"]
    if not isinstance(value, str) or LEAVES[told["i"]] == "history":
        return value
    from keys.desk.police import redaction

    return redaction.masked(value)


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{name.replace('_', ' ')}: {_plain(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        return ", ".join(map(_plain, value))
    return " / ".join(str(value).splitlines()) or "-"


def _shelf(report_id: str) -> str:
    return f"disclosed {report_id}"
