"""Her consent to show the police something she locked, and her taking it back: two small signed notes.

    amparo-consent/v1                       amparo-withdraw/v1
    log <b64 of the directory's genesis>    log <b64>
    report <32 hex>                         report <32 hex>
    idcommit <b64>                          to <police organisation>
    to <police organisation>                seq 2
    fields 0,2                              token held
    later 12            (or -)
    until 2026-12-10
    seq 1
    token held          (or lost)

A consent counts with two signatures: hers (name `victim`, the consent key of her token) and her NGO's (`<org>/case`,
an ngo-case key). With the token lost, two different NGOs sign instead of her, not within a week of filing. Taking back
needs one signature. So an NGO's worker alone can stop, and can release nothing. Checks: C1 to C10 of ENVELOPE.md.
There is no line that could carry a consent to share anything for immigration purposes.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from keys.clock import from_iso, iso
from keys.directory.notes import BadNote, Keyring, Note, NoteKey, NoteSigner, Signature, parse
from keys.directory.view import View
from keys.encoding import b64, unb64
from keys.envelope.format import LEAVES, NEVER_DISCLOSED
from keys.errors import Refused
from keys.roles import Kind, Role
from keys.signing import Signer

MAX_NOTE = 1024
VICTIM = "victim"
# Days from today for which a consent may hold: it is asked anew, not kept for ever.
LONGEST = 92
# Days after filing before which nobody may say that the token is lost: she was given it last week.
LOST_AFTER = 7

_LIST = "-|[0-9]{1,2}(?:,[0-9]{1,2}){0,19}"
_HEAD = r"log ([A-Za-z0-9+/]{43}=)\nreport ([0-9a-f]{32})\n"
_TO = r"to ([!-*,-~]{1,64})\n"
_TAIL = r"seq ([1-9][0-9]{0,8})\ntoken (held|lost)\n"
_CONSENT = re.compile(
    r"amparo-consent/v1\n" + _HEAD + r"idcommit ([A-Za-z0-9+/]{43}=)\n" + _TO
    + rf"fields ({_LIST})\nlater ({_LIST})\nuntil ([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})\n" + _TAIL
)  # fmt: skip
_WITHDRAWAL = re.compile(r"amparo-withdraw/v1\n" + _HEAD + _TO + _TAIL)


@dataclass(frozen=True, slots=True)
class Consent:
    """What she allows: these leaves as sealed at filing (`fields`), these as she says them now (`later`), until a day.

    `log` is the genesis of the directory, `idcommit` binds to the leaves of one report, `until` is a day number.
    """

    log: bytes
    report_id: bytes
    idcommit: bytes
    to: str
    fields: tuple[int, ...]
    later: tuple[int, ...]
    until: int
    seq: int
    lost: bool

    @property
    def text(self) -> str:
        """The lines that are signed."""
        return (
            f"amparo-consent/v1\nlog {b64(self.log)}\nreport {self.report_id.hex()}\nidcommit {b64(self.idcommit)}\n"
            f"to {self.to}\nfields {_listed(self.fields)}\nlater {_listed(self.later)}\nuntil {iso(self.until)}\n"
            f"seq {self.seq}\ntoken {'lost' if self.lost else 'held'}\n"
        )


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """She takes back whatever she released of a report to one force."""

    log: bytes
    report_id: bytes
    to: str
    seq: int
    lost: bool

    fields: ClassVar[tuple[int, ...]] = ()
    later: ClassVar[tuple[int, ...]] = ()

    @property
    def text(self) -> str:
        """The lines that are signed."""
        return (
            f"amparo-withdraw/v1\nlog {b64(self.log)}\nreport {self.report_id.hex()}\nto {self.to}\n"
            f"seq {self.seq}\ntoken {'lost' if self.lost else 'held'}\n"
        )


@dataclass(frozen=True, slots=True)
class HeldReport:
    """What a police desk knows of a report it holds: all that a note is judged by.

    `filed` is the day in its channel, `idcommit` its manifest's, `vk` her consent key, `highest` the highest `seq` of
    any note accepted for it, for ever.
    """

    ngo: str
    confirmed: bool
    filed: int
    idcommit: bytes
    vk: bytes
    highest: int


def read_note(raw: bytes) -> tuple[Consent | Withdrawal, Note]:
    """Parse a consent or withdrawal in its canonical form; no signature is verified. Raises Refused("R17-note")."""
    try:
        note = parse(raw, limit=MAX_NOTE)
        words = _consent(note.text) or _withdrawal(note.text)
        if words is None or words.text != note.text:
            raise ValueError
    except ValueError:
        raise Refused("R17-note") from None
    return words, note


def _consent(text: str) -> Consent | None:
    found = _CONSENT.fullmatch(text)
    if found is None:
        return None
    log, report_id, idcommit, to, fields, later, until, seq, state = found.groups()
    return Consent(
        unb64(log), bytes.fromhex(report_id), unb64(idcommit), to, _indices(fields), _indices(later), from_iso(until),
        int(seq), state == "lost",
    )  # fmt: skip


def _withdrawal(text: str) -> Withdrawal | None:
    found = _WITHDRAWAL.fullmatch(text)
    if found is None:
        return None
    log, report_id, to, seq, state = found.groups()
    return Withdrawal(unb64(log), bytes.fromhex(report_id), to, int(seq), state == "lost")


def _listed(indices: Iterable[int]) -> str:
    return ",".join(map(str, indices)) or "-"


def _indices(text: str) -> tuple[int, ...]:
    return () if text == "-" else tuple(map(int, text.split(",")))


def case_signer(signer: Signer) -> NoteSigner:
    """An NGO's ngo-case key, as it signs notes: under the name `<org>/case`."""
    if signer.role is not Role.NGO_CASE:
        raise ValueError("a consent is signed by an ngo-case key")
    return NoteSigner(f"{signer.org}/case", signer.seed)


# --- who may say it, to whom, for how long


def addressed(words: Consent | Withdrawal, view: View, org: str) -> None:
    """Check C2, C3: the note is of this directory and for this force."""
    if words.log != view.genesis:
        raise Refused("C2")
    if words.to != org:
        raise Refused("C3")


def of_this_ngo(words: Consent | Withdrawal, note: Note, report: HeldReport) -> None:
    """Check C4: no NGO but the report's own signs; with the token lost, C10 says which two."""
    if isinstance(words, Consent) and words.lost:
        return  # C10 says which two
    if any(line.name.endswith("/case") and _org(line) != report.ngo for line in note.signatures):
        raise Refused("C4-note")


def may_be_shown(words: Consent | Withdrawal) -> None:
    """Check C6: indices ascend, none stands in both lists, none is a leaf that is never disclosed."""
    both = (*words.fields, *words.later)
    if any(list(each) != sorted(set(each)) for each in (words.fields, words.later)):
        raise Refused("C6-ascending")
    if set(words.fields) & set(words.later):
        raise Refused("C6-both")
    if NEVER_DISCLOSED & set(both):
        raise Refused("C6-never")
    if any(index >= len(LEAVES) for index in both):
        raise Refused("C6-index")


def in_time(words: Consent | Withdrawal, report: HeldReport, day: int) -> None:
    """Check C7, C8: the note is newer than every one before, and holds today."""
    if words.seq <= report.highest:
        raise Refused("C7")
    if isinstance(words, Withdrawal):
        return
    if day < report.filed:
        raise Refused("C8-filed")
    if day >= words.until:
        raise Refused("C8-over")
    if words.until > day + LONGEST:
        raise Refused("C8-long")


def signed(words: Consent | Withdrawal, note: Note, report: HeldReport, view: View, day: int) -> None:
    """Check C9, C10: the signatures."""
    if isinstance(words, Withdrawal):
        _taken_back(note, report, view, day)
    elif words.lost:
        _token_lost(note, report, view, day)
    else:
        _token_held(note, report, view, day)


def _token_held(note: Note, report: HeldReport, view: View, day: int) -> None:
    hers = [line for line in note.signatures if line.name == VICTIM]
    ours = [line for line in note.signatures if line.name.endswith("/case")]
    if (len(hers), len(ours), len(note.signatures)) != (1, 1, 2):
        raise Refused("C9-lines")
    if not _by(note, hers[0], [report.vk]):
        raise Refused("C9-victim")
    if not _by(note, ours[0], case_keys(view, _org(ours[0]), day)):
        raise Refused("C9-ngo")


def _token_lost(note: Note, report: HeldReport, view: View, day: int) -> None:
    if len(note.signatures) != 2 or not all(line.name.endswith("/case") for line in note.signatures):
        raise Refused("C10-lines")
    orgs = {_org(line) for line in note.signatures}
    if len(orgs) != 2:
        raise Refused("C10-same")
    if report.ngo not in orgs:
        raise Refused("C10-ngo")
    if not all(_by(note, line, case_keys(view, _org(line), day)) for line in note.signatures):
        raise Refused("C10-signature")
    if day < report.filed + LOST_AFTER:
        raise Refused("C10-days")


def _taken_back(note: Note, report: HeldReport, view: View, day: int) -> None:
    keys = {VICTIM: [report.vk], f"{report.ngo}/case": case_keys(view, report.ngo, day)}
    if not any(_by(note, line, keys.get(line.name, ())) for line in note.signatures):
        raise Refused("C9-withdrawal")


def case_keys(view: View, org: str, day: int) -> list[bytes]:
    """The public ngo-case keys of an NGO that serve on `day` and are not stopped; none for another kind."""
    if view.org_kind(org) is not Kind.NGO:
        return []
    active = view.active(org, Role.NGO_CASE, day, view.size)
    return [key.pk for key in active if not view.stopped(key.kid)]


def signed_by(note: Note, org: str, view: View, day: int) -> bool:
    """True when one line of the note is of an NGO's key that serves on `day`."""
    keys = case_keys(view, org, day)
    return any(_org(line) == org and _by(note, line, keys) for line in note.signatures)


def _org(line: Signature) -> str:
    return line.name.removesuffix("/case")


def _by(note: Note, line: Signature, keys: Iterable[bytes]) -> bool:
    ring = Keyring(NoteKey(line.name, pk) for pk in keys)
    try:
        return bool(ring.signers(Note(note.text, (line,))))
    except BadNote:
        return False
