"""What a speaker is to say: each fixed sentence of a language, and the name that its recording must have.

`.venv/bin/python -m deploy.recordings so`. How it is done: gateway/web/recordings/README.md.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from gateway.web import catalogues, language, recordings
from gateway.web.victim import texts


def script(tag: str) -> Iterator[tuple[str, str, bool]]:
    """(name, sentence, whether it is recorded) for each sentence that the pages of a language can say aloud."""
    catalogue = catalogues.offered()[tag]
    recorded = recordings.voice(tag).pieces
    for text in dict.fromkeys(texts.aloud()):
        said = catalogue.plain(text)
        name = recordings.name_for(said)
        yield name, str(catalogue.say(text, language.FIXED).striptags()), name in recorded


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in catalogues.offered():
        sys.exit("Name one language: " + ", ".join(catalogues.offered()))
    for name, sentence, there in script(sys.argv[1]):
        print(f"{name}  {'recorded' if there else 'missing '}  {sentence}")
