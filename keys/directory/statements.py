"""What a leaf of the directory can say, and its canonical form: `keys/DIRECTORY.md`, section 4.

    amparo-dir/v1 add
    log GfDl...=                               the leaf hash of statement 0; `self` in statement 0
    org northshire-police
    role crime
    alg x25519
    key 2026-01-05 2026-01-12 mHc0...=         1 to 13 lines: from, until, public key
    purpose safe reporting of crime

The fields of a class are its lines, in order: it writes itself with `.text` and is read back by `read`, both from that
one list. A line missing, out of order, or written in another way is refused, so `read(text).text == text` for every
text that is read. Whether a statement counts is for `keys.directory.register`. Errors: BadStatement.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar

from keys import clock
from keys.directory.notes import NAME, NoteKey
from keys.encoding import b64, unb64
from keys.errors import AmparoError

FORMAT = "amparo-dir/v1"
MAX_KEYS = 13  # key lines of one `add`: a quarter of weekly keys

_FIRST = re.compile(r"amparo-dir/v(0|[1-9][0-9]{0,8}) ([!-~]+)\n")


class BadStatement(AmparoError, ValueError):
    """Text that is no statement. Says which line was expected."""


@dataclass(frozen=True, slots=True)
class DatedKey:
    """A public key and the UTC days it serves: `since` <= day < `until`."""

    since: int
    until: int
    pk: bytes


# --- what may stand on a line, behind its word


@dataclass(frozen=True)
class _Shape:
    """How a value is read from text (BadStatement if it is not one) and written."""

    read: Callable[[str], Any]
    write: Callable[[Any], str] = str


def _matching(pattern: str, what: str) -> _Shape:
    whole = re.compile(pattern)

    def read(text: str) -> str:
        if not whole.fullmatch(text):
            raise BadStatement(f"'{text[:60]}' is not {what}")
        return text

    return _Shape(read)


def _words_of(*shapes: _Shape, make: Callable[..., Any], take: Callable[[Any], tuple[Any, ...]]) -> _Shape:
    """Several values on one line, one space between them."""

    def read(text: str) -> Any:
        words = text.split(" ")
        if len(words) != len(shapes):
            raise BadStatement(f"{len(shapes)} words were expected in '{text[:60]}'")
        return make(*(shape.read(word) for shape, word in zip(shapes, words, strict=True)))

    return _Shape(
        read, lambda value: " ".join(shape.write(each) for shape, each in zip(shapes, take(value), strict=True))
    )


def _read_day(text: str) -> int:
    try:
        day = clock.from_iso(text)
    except ValueError:
        day = -1
    if day < 0:
        raise BadStatement(f"'{text[:20]}' is not a day written YYYY-MM-DD")
    return day


def _read_hash(text: str) -> bytes:
    try:
        return unb64(text, 32)
    except ValueError:
        raise BadStatement("not 32 bytes in standard base64") from None


def _read_small(text: str) -> str:
    if text != text.lower():
        raise BadStatement("a denied substring is written in small letters")
    return text


_TEXT = _Shape(str)
_SMALL = _Shape(_read_small)
_ID = _matching(r"(?=.{2,48}\Z)[a-z0-9]+(?:-[a-z0-9]+)*", "a name of small letters, digits and single hyphens")
_WORD = _matching(r"[!-~]+", "one word")
_HEX = _matching(r"[0-9a-f]{64}", "64 hex digits")
_DIGITS = _matching(r"0|[1-9][0-9]{0,8}", "a whole number")
_NUMBER = _Shape(lambda text: int(_DIGITS.read(text)))
_DAY = _Shape(_read_day, clock.iso)
_HASH = _Shape(_read_hash, b64)
_NOTE_KEY = _words_of(_matching(NAME.pattern, "a key's name"), _HASH, make=NoteKey, take=lambda key: (key.name, key.pk))
_DATED_KEY = _words_of(_DAY, _DAY, _HASH, make=DatedKey, take=lambda key: (key.since, key.until, key.pk))
_ORG_KIND = _words_of(_ID, _TEXT, make=lambda *pair: pair, take=tuple)


@dataclass(frozen=True)
class _Line:
    """One line of a statement, or (`most` given) `least` to `most` lines that begin with the same word."""

    word: str
    shape: _Shape
    least: int = 1
    most: int | None = None

    def write(self, value: Any) -> list[str]:
        values = (value,) if self.most is None else value
        return [f"{self.word} {self.shape.write(each)}" for each in values]

    def take(self, lines: list[str]) -> Any:
        """The value of this line or these lines, which are taken from the front of `lines`."""
        start = f"{self.word} "
        found: list[Any] = []
        while lines and lines[0].startswith(start) and (self.most is not None or not found):
            found.append(self.shape.read(lines.pop(0)[len(start) :]))
        if len(found) < self.least or (self.most is not None and len(found) > self.most):
            raise BadStatement(f"a line '{self.word} ...' is missing, out of place, or there are too many")
        return found[0] if self.most is None else tuple(found)


def _line(word: str, shape: _Shape) -> Any:
    return field(metadata={"line": _Line(word, shape)})


def _lines(word: str, shape: _Shape, least: int = 0, most: int = 4096) -> Any:
    return field(metadata={"line": _Line(word, shape, least, most)})


# --- the statements


@dataclass(frozen=True)
class Statement:
    """What every statement has. `log` is the leaf hash of statement 0, or None in statement 0 itself."""

    type: ClassVar[str]
    log: bytes | None

    @property
    def text(self) -> str:
        """The canonical form, each line ended by a line feed."""
        lines = [f"{FORMAT} {self.type}", f"log {'self' if self.log is None else b64(self.log)}"]
        for name, line in _LINES[self.type]:
            lines += line.write(getattr(self, name))
        return "".join(f"{line}\n" for line in lines)


@dataclass(frozen=True)
class Root(Statement):
    """Who may sign what, which organisations there are at the start, and the limits everybody keeps to."""

    type = "root"
    deployment: str = _line("deployment", _ID)
    version: int = _line("version", _NUMBER)
    root_threshold: int = _line("root-threshold", _NUMBER)
    root: tuple[NoteKey, ...] = _lines("root", _NOTE_KEY)
    sign_threshold: int = _line("sign-threshold", _NUMBER)
    sign: tuple[NoteKey, ...] = _lines("sign", _NOTE_KEY)
    veto: tuple[NoteKey, ...] = _lines("veto", _NOTE_KEY)
    log_key: NoteKey = _line("log-key", _NOTE_KEY)  # noqa: RUF009  (a field, no default)
    witness_threshold: int = _line("witness-threshold", _NUMBER)
    witnesses: tuple[NoteKey, ...] = _lines("witness", _NOTE_KEY)
    orgs: tuple[tuple[str, str], ...] = _lines("org", _ORG_KIND)
    deny: tuple[str, ...] = _lines("deny", _SMALL)
    activation_days: int = _line("activation-days", _NUMBER)
    max_key_days: int = _line("max-key-days", _NUMBER)
    max_keys_per_role: int = _line("max-keys-per-role", _NUMBER)

    @property
    def keys(self) -> tuple[NoteKey, ...]:
        """Every key this root lists, the log's and the witnesses' too."""
        return (*self.root, *self.sign, *self.veto, self.log_key, *self.witnesses)


@dataclass(frozen=True)
class Add(Statement):
    """These keys of this organisation may do this, from their first day until their last."""

    type = "add"
    org: str = _line("org", _ID)
    role: str = _line("role", _TEXT)
    alg: str = _line("alg", _TEXT)
    keys: tuple[DatedKey, ...] = _lines("key", _DATED_KEY, 1, MAX_KEYS)
    purpose: str = _line("purpose", _TEXT)


@dataclass(frozen=True)
class Org(Statement):
    """There is an organisation of this kind. `entry`: its id and kind, as an `org` line of a root has them."""

    type = "org"
    entry: tuple[str, str] = _line("org", _ORG_KIND)

    @property
    def org(self) -> str:
        return self.entry[0]

    @property
    def kind(self) -> str:
        return self.entry[1]


@dataclass(frozen=True)
class Release(Statement):
    """This version of this program, with this SHA-256, may be run."""

    type = "release"
    name: str = _line("name", _WORD)
    version: str = _line("version", _WORD)
    sha256: str = _line("sha256", _HEX)


@dataclass(frozen=True)
class Endpoint(Statement):
    """Deliveries to this organisation may travel to this address."""

    type = "endpoint"
    org: str = _line("org", _ID)
    url: str = _line("url", _WORD)


@dataclass(frozen=True)
class Stop(Statement):
    """The statement with this leaf hash no longer counts."""

    type = "stop"
    leaf: bytes = _line("leaf", _HASH)
    reason: str = _line("reason", _TEXT)


@dataclass(frozen=True)
class Notice(Statement):
    """Something everybody should be able to read."""

    type = "notice"
    words: str = _line("text", _TEXT)


@dataclass(frozen=True)
class Unknown(Statement):
    """A statement of a type or version that this program does not know."""

    type = "unknown"
    version: int
    name: str
    body: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OutsideStop:
    """A stop from outside the log. `at`: the witnessed time of its holder's view when it came, seconds since 1970."""

    raw: bytes
    at: int


_TYPES: dict[str, type[Statement]] = {each.type: each for each in (Root, Add, Org, Release, Endpoint, Stop, Notice)}
_LINES: dict[str, list[tuple[str, _Line]]] = {
    name: [(each.name, each.metadata["line"]) for each in fields(known) if each.metadata]
    for name, known in _TYPES.items()
}
_LOG = _Line("log", _Shape(lambda text: None if text == "self" else _read_hash(text)))


def read(text: str) -> Statement:
    """The statement that a note's text is. BadStatement if its form is wrong; nothing else is judged here."""
    first = _FIRST.match(text)
    if first is None or not text.endswith("\n"):
        raise BadStatement(f"the first line is not '{FORMAT} <type>'")
    lines = text.removesuffix("\n").split("\n")[1:]
    log = _LOG.take(lines)
    known = _TYPES.get(first[2]) if first[1] == "1" else None
    if known is None:
        return Unknown(log, int(first[1]), first[2], tuple(lines))
    statement = known(log, *(line.take(lines) for _, line in _LINES[known.type]))
    if lines:
        raise BadStatement("there are lines after the last one")
    return statement
