"""Her page read aloud: recordings of fixed sentences, made by a speaker whom an organisation trusts. Rule: P10.

Rules
- A recording is a file `recordings/<tag>/<name>.<mp3, m4a, ogg, opus or wav>`; its name is made from the sentence as
  that language says it (`name_for`). A sentence that is corrected loses its recording until it is spoken again, so
  that nothing else is heard than what is written.
- No recording, no button. What an NGO wrote in its own words is never read by a machine: her worker reads it to her.
- Whichever sentence she wants to hear, the page fetches all recordings of its language, and an answer has as many
  bytes in every language: from outside it is seen that somebody listens, not to what, nor in which language.
- A language whose recordings are together longer than `MOST` is silent, and the log says so.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path

from gateway.web import catalogues
from gateway.web.catalogues import Catalogue

RECORDINGS = Path(__file__).parent / "recordings"
KINDS = {".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".ogg": "audio/ogg", ".opus": "audio/ogg", ".wav": "audio/wav"}
MOST = 2 << 20  # bytes of one language: two minutes on a slow line
STEP = 64 << 10  # bytes; every answer is a multiple of it

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Piece:
    """Where in the answer one recording lies, and what kind of sound it is."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Voice:
    """All recordings of one language, one behind the other, and which sentence lies where."""

    sounds: bytes = field(repr=False)
    pieces: Mapping[str, Piece]


def name_for(said: str) -> str:
    """The file name, without its ending, of a sentence as it is said in some language."""
    return sha256(said.encode()).hexdigest()[:16]


def pieces(catalogue: Catalogue, texts: tuple[str, ...]) -> list[Piece]:
    """Where the recordings of English sentences lie in the answer of a language; empty unless it has all of them."""
    known = voice(catalogue.language.tag).pieces
    found = [known.get(name_for(catalogue.plain(text))) for text in texts if text]
    return [piece for piece in found if piece] if all(found) else []


def pack(catalogue: Catalogue) -> bytes:
    """The answer for a language: its recordings, and zeros up to the one length."""
    return voice(catalogue.language.tag).sounds.ljust(_length(), b"\0")


@cache
def voice(tag: str) -> Voice:
    """The recordings of a language as they lay in its folder when the gateway started."""
    sounds, found = b"", {}
    for path in sorted((RECORDINGS / tag).glob("*")):
        kind = KINDS.get(path.suffix.lower())
        if kind is None:
            continue
        sound = path.read_bytes()
        found[path.stem] = Piece(len(sounds), len(sounds) + len(sound), kind)
        sounds += sound
    if len(sounds) > MOST:
        logger.warning("The recordings of %s have over %d bytes: it has no voice.", tag, MOST)
        return Voice(b"", {})
    return Voice(sounds, found)


@cache
def _length() -> int:
    longest = max(len(voice(tag).sounds) for tag in catalogues.offered())
    return -(-longest // STEP) * STEP
