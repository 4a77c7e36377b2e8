"""Every catalogue of her pages has exactly the sentences that the pages have now.

`.venv/bin/python -m deploy.catalogues`. What was translated stays; a new sentence comes in empty, and is in English on
the page until somebody translates it; a sentence that no page has any more is left out. A language with new sentences
is not checked any more: the name behind `X-Checked-By` is taken out. With the tag of a language it changes nothing and
says what is wrong in that file. How a sentence is corrected: gateway/web/translations/README.md.
"""

from __future__ import annotations

import re
import sys

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from gateway.web.catalogues import (
    CHECKED_BY,
    LANGUAGES,
    TEMPLATES,
    TRANSLATIONS,
    Language,
    checked_by,
    placeholders,
    sentences_in,
)
from gateway.web.victim import texts

_NUMBERS = re.compile(r"[0-9]+")
PAGES = (
    "_emergency.html",
    "_card.html",
    "emergency.html",
    "base.html",
    "_languages.html",
    "look.html",
    "shown.html",
    "_nobody.html",
    "_first.html",
    "word.html",
    "longer.html",
    "wipe.html",
)


def wanted() -> dict[str, str]:
    """Every English sentence of her pages, in order, and where it is used first."""
    found: dict[str, str] = {}
    for name in PAGES:
        for text in sentences_in(TEMPLATES / name):
            found.setdefault(text, name)
    for text in texts.texts():
        found.setdefault(text, "statuses and names")
    return found


def renew(language: Language) -> int:
    """The language's file holds what is wanted; how many sentences are still to be translated."""
    path = TRANSLATIONS / f"{language.tag}.po"
    old = Catalog()
    if path.exists():
        with path.open("rb") as file:
            old = read_po(file)
    known = {message.id for message in old if message.id}
    still_checked = path.exists() and known >= wanted().keys()
    new = Plain(language, checked_by(path) if still_checked else "")
    for text, place in wanted().items():
        kept = old.get(text)
        string, flags = (kept.string, kept.flags) if kept else ("", ())
        new.add(text, string, flags=flags, auto_comments=[place])
    with path.open("wb") as file:
        write_po(file, new, width=110)
    return sum(not message.string for message in new if message.id)


def faults(language: Language) -> list[str]:
    """What is wrong in a language's file, a line for each sentence; empty when it holds."""
    with (TRANSLATIONS / f"{language.tag}.po").open("rb") as file:
        po = read_po(file, abort_invalid=True)
    there = {message.id: str(message.string) for message in po if message.id and not message.fuzzy}
    found = [f"is not in the file, or is marked fuzzy: {text}" for text in wanted() if text not in there]
    for text, said in there.items():
        if not said:
            found.append(f"is not translated: {text}")
        elif placeholders(said) != placeholders(text):
            found.append(f"has lost or gained a place such as %(ngo)s: {said}")
        elif sorted(_NUMBERS.findall(said)) != sorted(_NUMBERS.findall(text)):
            found.append(f"has other numbers than the English: {said}")
    return found


class Plain(Catalog):
    """A catalogue whose header says the language and who checked it, and no dates: a file changes when its words do."""

    def __init__(self, language: Language, checked: str) -> None:
        super().__init__(locale=language.locale, fuzzy=False)
        self.header_comment = (
            f"# What the victim's pages say in {language.in_english}. Drafted by a machine; when a person has read it\n"
            f"# from beginning to end, the name goes behind {CHECKED_BY}."
        )
        self.checked = checked

    @property
    def mime_headers(self) -> list[tuple[str, str]]:  # type: ignore[override]
        """The header's lines."""
        return [
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Language", str(self.locale)),
            (CHECKED_BY, self.checked),
        ]


def main(tags: list[str]) -> int:
    """Renews every file, or looks through those named."""
    named = [language for language in LANGUAGES[1:] if language.tag in tags]
    if len(named) != len(tags):
        print("Name languages by their tags: " + ", ".join(language.tag for language in LANGUAGES[1:]))
        return 2
    wrong = 0
    for language in named:
        found = faults(language)
        wrong += len(found)
        print(f"{language.tag}: {len(found)} sentences to look at")
        for line in found:
            print(f"  {line}")
    if named:
        return 1 if wrong else 0
    for language in LANGUAGES[1:]:
        print(f"{language.tag}: {renew(language)} sentences to translate")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
