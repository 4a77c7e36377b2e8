"""Look for improbable words in everything that a run left behind.

A *canary* is a word that occurs nowhere by chance. It is planted in a report; afterwards every place where plaintext
could rest is read as bytes and searched, in every form in which a program might have written the word. What is packed
inside (gzip, zlib, base64, hex) is unpacked and searched again, `DEPTH` layers down.

The search proves itself first: see
tests/journeys/test_the_search_finds_what_is_there.py.
"""

from __future__ import annotations

import base64
import contextlib
import html
import json
import re
import urllib.parse
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import redis
from ahocorasick_rs import BytesAhoCorasick

DEPTH = 3  # layers unpacked: a cookie is base64 of zlib of JSON
UNPACKED_LIMIT = 64 * 1024 * 1024  # bytes of one unpacked stream: no bomb in a test run
SHORTER = 64
ZERO_RUN = re.compile(rb"\0{%d,}" % SHORTER)
BASE64_RUN = re.compile(rb"[A-Za-z0-9+/_-]{16,}={0,2}")
HEX_RUN = re.compile(rb"[0-9a-fA-F]{24,}")
ZLIB_START = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08")


@dataclass(frozen=True)
class Found:
    """A canary was found: where, which one, written how."""

    place: str
    word: str
    form: str


def forms(word: str) -> dict[str, list[bytes]]:
    """Every way of writing the word that the search knows: name -> byte strings, any of which is a find."""
    raw = word.encode()
    in_json = json.dumps(word)[1:-1].encode()
    return {
        "raw": [raw],
        "latin-1": [word.encode("latin-1", "ignore")] if _in(word, "latin-1") else [],
        "utf-16": [word.encode("utf-16-le"), word.encode("utf-16-be")],
        "base64": [middle for shift in range(3) for middle in _base64(raw, shift)],
        "hex": [raw.hex().encode(), raw.hex().upper().encode()],
        "url": [quoting(word).encode() for quoting in (urllib.parse.quote, urllib.parse.quote_plus)],
        "json": [in_json, in_json.replace(b"\\u", b"\\\\u"), json.dumps(word, ensure_ascii=False)[1:-1].encode()],
        "html": [html.escape(word).encode(), word.encode("ascii", "xmlcharrefreplace"), _references(word)],
        "python": [repr(word)[1:-1].encode(), ascii(word)[1:-1].encode(), repr(raw)[2:-1].encode()],
    }


def _in(word: str, encoding: str) -> bool:
    try:
        word.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _references(word: str) -> bytes:
    return html.escape(word).encode("ascii", "xmlcharrefreplace")


def _base64(raw: bytes, shift: int) -> Iterator[bytes]:
    """The symbols that only `raw` decides, when `shift` other bytes stand before it."""
    text = base64.b64encode(bytes(shift) + raw)
    start = -(-shift * 8 // 6)  # symbols touched by what stands before
    end = (shift + len(raw)) * 8 // 6  # whole symbols; the last may hold bits of what follows
    yield text[start:end]
    yield text[start:end].replace(b"+", b"-").replace(b"/", b"_")


class Search:
    """The words to look for, made ready once."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = list(words)
        self._needles: dict[bytes, tuple[str, str]] = {}
        for word in self.words:
            for form, needles in forms(word).items():
                for needle in needles:
                    assert len(needle) >= 5, f"{word!r} is too short to be improbable as {form}"
                    self._needles.setdefault(needle, (word, form))
        self._all = list(self._needles.values())
        self._finder = BytesAhoCorasick(list(self._needles))

    def blob(self, place: str, blob: bytes) -> list[Found]:
        """What is found in these bytes, and in everything packed inside them."""
        return sorted(set(self._blob(place, blob, "", DEPTH)), key=str)

    def _blob(self, place: str, blob: bytes, packed: str, depth: int) -> Iterator[Found]:
        blob = ZERO_RUN.sub(bytes(SHORTER), blob)  # databases are half empty
        for number, _, _ in self._finder.find_matches_as_indexes(blob, overlapping=True):
            word, form = self._all[number]
            yield Found(place, word, packed + form)
        if depth > 0:
            for how, inside in _unpacked(blob):
                yield from self._blob(place, inside, f"{packed}{how}/", depth - 1)

    def tree(self, folder: Path) -> list[Found]:
        """What is found in the files below a folder, and in their names."""
        found = []
        for path in sorted(folder.rglob("*")):
            found += self.blob(f"name of {path}", str(path.relative_to(folder)).encode())
            if path.is_file() and not path.is_symlink():
                with contextlib.suppress(FileNotFoundError):  # a temporary file that has just gone
                    found += self.blob(str(path), path.read_bytes())
        return found

    def redis(self, url: str) -> list[Found]:
        """What is found in a running Redis: every key with its DUMP, uncompressed, in every database."""
        found = []
        plain = redis.Redis.from_url(url)
        plain.config_set("rdbcompression", "no")  # else DUMP and the file on disk are LZF, which hides words
        for number in range(int(plain.config_get("databases")["databases"])):
            with plain.client() as one:
                one.execute_command("SELECT", number)
                for key in one.scan_iter(count=1000):
                    found += self.blob(f"redis {number} {key!r}", key + b"\0" + (one.dump(key) or b""))
        return found

    def headers(self, place: str, headers: Mapping[str, str] | Iterable[tuple[str, str]]) -> list[Found]:
        """What is found in HTTP headers, cookies among them."""
        pairs = headers.items() if isinstance(headers, Mapping) else headers
        return self.blob(place, "\n".join(f"{name}: {value}" for name, value in pairs).encode())


def _unpacked(blob: bytes) -> Iterator[tuple[str, bytes]]:
    for match in ZLIB_START.finditer(blob):
        zipped = match.group() == b"\x1f\x8b\x08"
        inside = _inflate(memoryview(blob)[match.start() :], 31 if zipped else 15)
        if inside:
            yield ("gzip" if zipped else "zlib"), inside
    for match in BASE64_RUN.finditer(blob):
        run = match.group().rstrip(b"=").replace(b"-", b"+").replace(b"_", b"/")
        for start in range(4):  # what stands before may be of the same alphabet: a slash of a path, a dash
            whole = run[start : start + (len(run) - start) // 4 * 4]
            inside = base64.b64decode(whole)
            if ZLIB_START.search(inside):  # words themselves are found by their three alignments
                yield "base64", inside
    for match in HEX_RUN.finditer(blob):
        inside = bytes.fromhex(match.group()[: len(match.group()) // 2 * 2].decode())
        if ZLIB_START.match(inside):
            yield "hex", inside


def _inflate(blob: memoryview, window: int) -> bytes:
    """What a compressed stream at the start of the bytes holds; as far as it goes when it is cut short."""
    stream = zlib.decompressobj(window)
    inside = b""
    try:
        for start in range(0, len(blob), 4096):  # in steps, to keep what came before a damage
            inside += stream.decompress(blob[start : start + 4096], UNPACKED_LIMIT - len(inside))
            if stream.eof or len(inside) >= UNPACKED_LIMIT:
                break
    except zlib.error:
        pass
    return inside
