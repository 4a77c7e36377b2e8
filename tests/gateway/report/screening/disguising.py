"""Hostile ways to write a value, made without the code that folds them back: its own tables, its own ideas.

Each disguise takes a value and a random source and gives the value as somebody would write it who wants it through.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable

Disguise = Callable[[str, random.Random], str]

NAMES = (
    "Marina Souza", "Oluwaseun Adeyemi", "Chidinma Okafor", "Fatima Zahra", "Khadija Benali", "Oksana Shevchenko",
    "Ioana Popescu", "Arjeta Hoxha", "Priyanka Chaudhary", "Nasreen Akhtar", "Sultana Begum", "Mehwish Qureshi",
    "Nilufar Karimova", "Tigist Haile", "Hodan Warsame", "Ligaya Santos", "Nguyet Tran", "Zehra Yilmaz",
    "Rozalia Kowalczyk", "Dalva Ferreira", "Yamileth Quispe", "Gulnaz Rahimi", "Shirin Ebrahimi", "Jelena Petrovic",
)  # fmt: skip
LATIN_TO_CYRILLIC = dict(zip("aeopcyxikmtbhs", "аеорсухікмтвнѕ", strict=True))
LATIN_TO_GREEK = dict(zip("aoiuvnkt", "αοιυνηκτ", strict=True))
LEET = {"a": "4@", "e": "3", "i": "1!", "o": "0", "s": "5$", "t": "7"}
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u180e"
MARKS = "\u0300\u0301\u0302\u0308\u0323\u0331\u0336"
GAPS = (" ", "-", ".", "_", " - ", "·", "–")
DIGITS = ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "０１２３４５６７８９", "𝟘𝟙𝟚𝟛𝟜𝟝𝟞𝟟𝟠𝟡", "০১২৩৪৫৬৭৮৯")


def plain(value: str, chance: random.Random) -> str:
    return value


def case(value: str, chance: random.Random) -> str:
    return "".join(chance.choice((sign.upper(), sign.lower())) for sign in value)


def marks(value: str, chance: random.Random) -> str:
    return "".join(sign + (chance.choice(MARKS) if sign.isalpha() and chance.random() < 0.4 else "") for sign in value)


def composed(value: str, chance: random.Random) -> str:
    return unicodedata.normalize("NFC", marks(value, chance))


def full_width(value: str, chance: random.Random) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in value)


def mathematical(value: str, chance: random.Random) -> str:
    first = chance.choice((0x1D400, 0x1D434, 0x1D5D4, 0x1D670, 0x1D4D0))
    return "".join(
        chr(first + ord(sign.upper()) - 65 + (26 if sign.islower() and sign != "h" else 0))
        if sign.isalpha() and sign.isascii()
        else sign
        for sign in value
    )


def circled(value: str, chance: random.Random) -> str:
    first = chance.choice((0x24B6, 0x1F130, 0x1F150, 0x1F170))
    return "".join(chr(first + ord(sign.upper()) - 65) if sign.isascii() and sign.isalpha() else sign for sign in value)


def cyrillic(value: str, chance: random.Random) -> str:
    return "".join(LATIN_TO_CYRILLIC.get(sign, sign) if chance.random() < 0.6 else sign for sign in value)


def greek(value: str, chance: random.Random) -> str:
    return "".join(LATIN_TO_GREEK.get(sign, sign) if chance.random() < 0.6 else sign for sign in value)


def invisible(value: str, chance: random.Random) -> str:
    return "".join(sign + (chance.choice(INVISIBLE) if chance.random() < 0.5 else "") for sign in value)


def leet(value: str, chance: random.Random) -> str:
    return "".join(chance.choice(LEET[sign]) if sign in LEET and chance.random() < 0.7 else sign for sign in value)


def spread(value: str, chance: random.Random) -> str:
    gap = chance.choice(GAPS)
    return " ".join(gap.join(word) for word in value.split())


def stretched(value: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(value) - 1)
    while not value[place].isalpha():
        place = chance.randrange(1, len(value) - 1)
    return value[:place] + value[place] * chance.randrange(3, 7) + value[place + 1 :]


def broken(value: str, chance: random.Random) -> str:
    word = value.split()[0]
    place = len(word) // 2
    return f"{word[:place]}{chance.choice(('-', '.', '_'))}{word[place:]}"


def one_word(value: str, chance: random.Random) -> str:
    return value.replace(" ", "")


def turned(value: str, chance: random.Random) -> str:
    return ", ".join(reversed(value.split()))


def account(value: str, chance: random.Random) -> str:
    return f"@{value.split()[0].lower()}{chance.choice(('_', '.', ''))}{chance.randrange(10, 2000)}"


def tagged(value: str, chance: random.Random) -> str:
    return (
        chance.choice(("#help", "@its", "@x_", "www."))
        + value.split()[0].lower()
        + chance.choice(("online", "x", ".com"))
    )


def other_digits(value: str, chance: random.Random) -> str:
    return value.translate(str.maketrans("0123456789", chance.choice(DIGITS)))


def letters_for_digits(value: str, chance: random.Random) -> str:
    return value.replace("0", chance.choice(("o", "O", "0"))).replace("1", chance.choice(("l", "I", "1")))


def grouped(value: str, chance: random.Random) -> str:
    digits = value.replace(" ", "")
    cut = sorted(chance.sample(range(2, len(digits) - 1), 3))
    gap = chance.choice((" ", "-", ".", " - ", "/"))
    return gap.join(digits[start:end] for start, end in zip([0, *cut], [*cut, len(digits)], strict=True))


def from_abroad(value: str, chance: random.Random) -> str:
    return chance.choice(("+44", "0044", "+44 (0)", "+44-")) + value.replace(" ", "")[1:]


FOR_NAMES: tuple[Disguise, ...] = (
    plain, case, marks, composed, full_width, mathematical, circled, cyrillic, greek, invisible, leet, spread,
    stretched, broken, one_word, turned, account, tagged,
)  # fmt: skip
FOR_PHONES: tuple[Disguise, ...] = (
    plain,
    other_digits,
    letters_for_digits,
    grouped,
    from_abroad,
    spread,
    invisible,
    full_width,
)
FOR_NUMBERS: tuple[Disguise, ...] = (plain, case, other_digits, full_width, invisible, mathematical)
