"""Every catalogue of her pages has exactly the sentences that the pages have now.

`.venv/bin/python -m deploy.catalogues`. What was translated stays; a new sentence comes in empty, and is in English on
the page until somebody translates it; a sentence that no page has any more is left out. To correct a translation, edit
the .po file and start the gateway again. When a person has read a whole language, write the name into its header,
behind `X-Checked-By`.
"""

from __future__ import annotations

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from gateway.intake import hers
from gateway.intake.catalogues import (
    CHECKED_BY,
    LANGUAGES,
    TEMPLATES,
    TRANSLATIONS,
    Language,
    checked_by,
    sentences_in,
)

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
)


def wanted() -> dict[str, str]:
    """Every English sentence of her pages, in order, and where it is used first."""
    found: dict[str, str] = {}
    for name in PAGES:
        for text in sentences_in(TEMPLATES / name):
            found.setdefault(text, name)
    for text in hers.texts():
        found.setdefault(text, "statuses and names")
    return found


def renew(language: Language) -> int:
    """The language's file holds what is wanted; how many sentences are still to be translated."""
    path = TRANSLATIONS / f"{language.tag}.po"
    old = Catalog()
    if path.exists():
        with path.open("rb") as file:
            old = read_po(file)
    new = Plain(language, checked_by(path) if path.exists() else "")
    for text, place in wanted().items():
        kept = old.get(text)
        string, flags = (kept.string, kept.flags) if kept else ("", ())
        new.add(text, string, flags=flags, auto_comments=[place])
    with path.open("wb") as file:
        write_po(file, new, width=110)
    return sum(not message.string for message in new if message.id)


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


if __name__ == "__main__":
    for language in LANGUAGES[1:]:
        print(f"{language.tag}: {renew(language)} sentences to translate")
