"""Her pages' sentences in thirteen languages: one file for each, read when the gateway starts.

Rules
- English stands in the templates and in the code. `translations/<tag>.po` holds another language's sentences, found by
  their English. Somebody corrects the file (translations/README.md), the gateway is started again, and that is all.
- A sentence that is missing, marked fuzzy, or lacks a placeholder of its English is shown in English.
- A language whose emergency card is not whole is not offered, nor one whose file cannot be read.
- Until the header `X-Checked-By` names a person, every page in that language says that nobody has checked it.
- A sentence is text: what looks like markup in it is shown, not obeyed. What fills a placeholder is isolated, so that
  a number or a Latin name stays whole in a line that runs from right to left.
"""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from babel.dates import format_date
from babel.lists import format_list
from babel.messages.pofile import PoFileError, read_po
from jinja2 import Environment
from jinja2.ext import extract_from_ast
from markupsafe import Markup, escape

TEMPLATES = Path(__file__).parent / "templates"
TRANSLATIONS = Path(__file__).parent / "translations"
EMERGENCY = ("_emergency.html", "_card.html", "emergency.html")
CHECKED_BY = "X-Checked-By"
_CHECKED = re.compile(rf'^"{CHECKED_BY}:(.*?)(?:\\n)?"$', re.MULTILINE | re.IGNORECASE)
_PLACE = re.compile(r"%\((\w+)\)s")

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Language:
    """A language as it is called by those who speak it and in English, and as Babel knows it."""

    tag: str
    name: str
    in_english: str
    locale: str
    direction: str = "ltr"


LANGUAGES = (
    Language("en", "English", "English", "en_GB"),
    Language("es", "Español", "Spanish", "es"),
    Language("pt-BR", "Português", "Portuguese", "pt_BR"),
    Language("ar", "العربية", "Arabic", "ar", "rtl"),
    Language("ur", "اردو", "Urdu", "ur", "rtl"),
    Language("pa", "ਪੰਜਾਬੀ", "Punjabi", "pa_Guru"),
    Language("bn", "বাংলা", "Bengali", "bn"),
    Language("hi", "हिन्दी", "Hindi", "hi"),
    Language("fa", "فارسی", "Persian", "fa", "rtl"),
    Language("so", "Soomaali", "Somali", "so"),
    Language("tr", "Türkçe", "Turkish", "tr"),
    Language("ro", "Română", "Romanian", "ro"),
    Language("sq", "Shqip", "Albanian", "sq"),
)


@dataclass(frozen=True, eq=False)
class Catalogue:
    """The sentences of one language. `checked_by` is empty while a machine's draft is all there is.

    One is equal to itself alone, so that what was made of it may be kept beside it.
    """

    language: Language
    texts: Mapping[str, str] = field(repr=False)
    checked_by: str

    def plain(self, text: str) -> str:
        """An English sentence in this language; in English if this language does not have it."""
        return self.texts.get(text, text)

    def say(self, text: str, values: Mapping[str, object]) -> Markup:
        """The sentence as a piece of a page, its placeholders filled."""
        shown = str(escape(self.plain(text)))
        return Markup(_PLACE.sub(lambda found: str(_isolated(values[found[1]])), shown))  # noqa: S704

    def day(self, day: date) -> str:
        """A date spelled out, such as "5 October 2026"."""
        return format_date(day, "long", locale=self.language.locale)

    def listed(self, names: list[str]) -> str:
        """Several things as one: "this, that and the other"."""
        return format_list(names, locale=self.language.locale)

    @property
    def drafted(self) -> bool:
        """True while no person has checked these sentences."""
        return not self.checked_by


ENGLISH = Catalogue(LANGUAGES[0], {}, checked_by="the authors")


def _isolated(value: object) -> Markup:
    return value if isinstance(value, Markup) else Markup("<bdi>{}</bdi>").format(value)


@cache
def offered() -> Mapping[str, Catalogue]:
    """The languages that a page may be in, by tag, in the order in which they are offered."""
    found = {ENGLISH.language.tag: ENGLISH}
    for language in LANGUAGES[1:]:
        try:
            catalogue = read(language, TRANSLATIONS / f"{language.tag}.po")
        except (OSError, ValueError, PoFileError):
            logger.warning("The file of %s cannot be read: it is not offered.", language.in_english)
            continue
        if missing := emergency_sentences() - catalogue.texts.keys():
            logger.warning(
                "%d sentences of the emergency card are missing in %s: it is not offered.",
                len(missing),
                language.in_english,
            )
            continue
        found[language.tag] = catalogue
    return found


def read(language: Language, path: Path) -> Catalogue:
    """The catalogue in a .po file, without the sentences that cannot be used."""
    with path.open("rb") as file:
        po = read_po(file, abort_invalid=True)
    texts: dict[str, str] = {}
    for message in po:
        text = message.string if isinstance(message.string, str) else ""
        if message.id and text and not message.fuzzy and placeholders(text) == placeholders(str(message.id)):
            texts[str(message.id)] = text
    return Catalogue(language, texts, checked_by(path))


def checked_by(path: Path) -> str:
    """The name behind `X-Checked-By` in a .po file; Babel's reader keeps no header that it does not know."""
    found = _CHECKED.search(path.read_text(encoding="utf-8"))
    return found[1].strip() if found else ""


def placeholders(text: str) -> list[str]:
    """The names that a sentence leaves room for, in order of the alphabet."""
    return sorted(_PLACE.findall(text))


@cache
def emergency_sentences() -> frozenset[str]:
    """What a language must have before it is offered."""
    return frozenset(text for name in EMERGENCY for text in sentences_in(TEMPLATES / name))


def sentences_in(template: Path) -> list[str]:
    """The English sentences that a template asks for, in its order."""
    tree = Environment(autoescape=True).parse(template.read_text(encoding="utf-8"))
    found = (said for _line, _name, said in extract_from_ast(tree, gettext_functions=("_",)))
    asked = (said[0] if isinstance(said, tuple) else said for said in found)
    return [text for text in asked if text is not None]
