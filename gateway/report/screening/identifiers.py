"""House addresses, number plates and addresses on the net, whoever's they are: each leads to a person, so each warns.

Her own are blocked elsewhere. A neighbour's house, a friend's car, a cousin's account lead to her as surely; but the
place of the crime and the suspect's car are what police must find, so this is a warning that goes on with a reason, no
block. What the suspect's compartment holds (plates, account names) is named on purpose and is passed over. In small
letters a street needs words that are no ordinary English ("19 albert road", not "12 an hour on the road").
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gateway.report.screening.findings import Finding, Outcome
from gateway.report.screening.normalize import Folded, Pieces, any_in, matches
from gateway.report.screening.value_forms import NUMBER_WORDS
from gateway.report.screening.wordlists import any_of, is_english, word_list

Span = tuple[int, int]

ADDRESS = (
    "place.address",
    "A house number with its street is one home: who lives there, or near, can be found.",
    "Leave it out. The kind of place and the local authority are enough; the exact place has its own locked field.",
)
PLATE = (
    "vehicle.plate",
    "A number plate leads to its keeper.",
    "Leave it out. The suspect's plate has a locked field of its own, a stranger's vehicle a question of its own.",
)
ONLINE = (
    "online.address",
    "An account name or an address on the net can be looked at by anybody, and shows whom it knows.",
    "Leave it out, and say what kind of account it was. The suspect's has a locked field of its own.",
)
CODES = frozenset({ADDRESS[0], PLATE[0], ONLINE[0]})

NAME_MOST = 3  # words between a house number and its kind of street
GAP = 2  # signs between two of these words
# Kinds of street that are enough in small letters: few other words are written so.
_PLAIN_KINDS = frozenset(
    {"street", "st", "road", "rd", "avenue", "ave", "lane", "ln", "terrace", "crescent", "cres", "gardens", "gdns"}
    | {"close", "drive", "court", "mews", "grove"}
)
_COURTS = frozenset({"crown", "county", "magistrates", "family", "high", "youth", "supreme"})
_MEASURES = frozenset(
    {"mph", "km", "kg", "ft", "yr", "yrs", "hr", "hrs", "min", "mins", "bed", "lb", "lbs", "am", "pm"}
)
_BEFORE_NUMBER = frozenset({"no", "number", "nr", "at", "flat", "room", "apartment", "apt", "unit"})

_SHAPES = re.compile(
    r"(?<![a-z0-9])(?:[a-hj-pr-y][a-hj-y][0-9]{2} ?(?P<end>[a-hj-pr-z]{3})"
    r"|(?P<short>[a-hj-np-y][0-9]{1,3} ?(?P<end2>[a-hj-pr-y]{3})|(?P<end3>[a-hj-pr-y]{3}) ?[0-9]{1,3}[a-hj-npr-ty]))"
    r"(?![a-z0-9])"
)
_SAID = re.compile(
    r"\b(?:reg|registration|number plates?|plates?|vrm|vrn)(?: (?:number|no|mark))?\.?(?: (?:is|was|reads?))?"
    r"[ :,-]{1,3}(?P<plate>(?=[a-z ]{0,4}[0-9])(?=[0-9 ]{0,4}[a-z])[a-z0-9]{1,4} ?[a-z0-9]{1,4})(?![a-z0-9])"
)
_CUE = re.compile(r"\b(?:reg|registration|plates?|car|van|vehicle|taxi|lorry|truck|motorbike|index)\b")
_CUE_REACH = 40

_SITES = (
    "facebook|fb|instagram|tiktok|twitter|x|snapchat|linkedin|youtube|t|wa|onlyfans|telegram|reddit|pinterest|discord"
    "|threads|linktr|bit|tinyurl|github|soundcloud|twitch|tumblr|vk"
)
_REST = r"[^\s\"'<>()]"
_URL = re.compile(
    rf"(?:https?://|www\.){_REST}{{3,200}}|(?<![\w@.])(?:{_SITES})\.(?:com|me|ly|net|be|tv|ee|gg|org|io)/{_REST}{{1,100}}"
    rf"|(?<![\w@.])[a-z0-9-]{{2,40}}\.(?:co\.uk|com|org|net|info|io|me)/{_REST}{{1,100}}"
)
_has_url = any_in(
    ("//", "www.", ".com/", ".uk/", ".org/", ".net/", ".me/", ".io/", ".info/", ".ly/", ".be/", ".tv/", ".ee/", ".gg/")
)
_HANDLE = re.compile(r"(?<![\w.@])@(?P<name>[a-z_][\w.]{2,40})")
_NETWORKS = (
    "insta", "instagram", "ig", "snap", "snapchat", "tiktok", "twitter", "facebook", "fb", "telegram", "discord",
    "onlyfans", "messenger",
)  # fmt: skip
_ACCOUNT = re.compile(
    rf"\b(?:{'|'.join(_NETWORKS)})(?: (?:name|handle|account|user|username|profile|page|id|is|was|as|under)){{0,2}}"
    r"[ :=-]{1,3}[\"']?(?P<name>[a-z][a-z0-9]{0,30}(?:[._][a-z0-9]{1,30}){1,4}|[a-z]{3,30}[0-9]{1,6})(?![\w@])"
)


def find(folded: Folded, pieces: Pieces, named: frozenset[str] = frozenset()) -> list[Finding]:
    """Every such place of one text. `named` are the suspect's plates and account names, letters and figures only."""
    found = [(span, ADDRESS) for span in _addresses(folded, pieces)]
    if pieces.narrow:
        found += [(span, PLATE) for span in _plates(folded, pieces)]
    plain = folded.plain
    found += [(span, ONLINE) for span in _online(plain, pieces)]
    return [
        Finding("", *folded.span(start, end), code, Outcome.WARN, why, instead)
        for (start, end), (code, why, instead) in found
        if "".join(filter(str.isalnum, plain[start:end])) not in named
    ]


def _addresses(folded: Folded, pieces: Pieces) -> Iterator[Span]:
    """House numbers with their streets: "flat 3, 77 Byron Close", "no. 8 Hazel Grove", "22a mill lane"."""
    for place in pieces.places(word_list("street_kinds")):
        for number in range(place - 2, max(-1, place - NAME_MOST - 3), -1):
            first = number + 1
            if not _is_number(pieces.words[number]):
                continue
            if len(pieces.words[first]) == 1 and pieces.spans[number][1] == pieces.spans[first][0]:
                first += 1  # the letter of the house
            if place - NAME_MOST <= first < place and _is_street(folded, pieces, first, place):
                yield pieces.spans[_begin(folded, pieces, number)][0], pieces.spans[place][1]
            break


def _is_number(word: str) -> bool:
    return (word.isdigit() and len(word) <= 4) or word in NUMBER_WORDS


def _is_street(folded: Folded, pieces: Pieces, first: int, kind: int) -> bool:
    """True if these words, the last a kind of street, are written in a row as the name of a street is."""
    names, last = pieces.words[first:kind], pieces.words[kind]
    gaps = [folded.plain[pieces.spans[one][1] : pieces.spans[one + 1][0]] for one in range(first - 1, kind)]
    if any(len(gap) > GAP or not set(gap) <= {" ", ",", "'", "-"} for gap in gaps):
        return False
    if not all(name.isalpha() for name in names) or names[0] in _MEASURES or (last == "court" and names[-1] in _COURTS):
        return False
    spans = pieces.spans[first : kind + 1]
    if all(folded.source(*span)[:1].isupper() for span in spans):
        return True
    usual = any_of("generic_streets", "places")
    return last in _PLAIN_KINDS and all(name in usual or not is_english(name) for name in names)


def _begin(folded: Folded, pieces: Pieces, number: int) -> int:
    """The piece with which an address begins: its flat, or the word that says that a number follows."""
    if number > 1 and pieces.words[number - 2] in _BEFORE_NUMBER and len(pieces.words[number - 1]) <= 3:
        gap = folded.plain[pieces.spans[number - 1][1] : pieces.spans[number][0]]
        if "," in gap:
            return number - 2
    return number - 1 if number and pieces.words[number - 1] in _BEFORE_NUMBER else number


def _plates(folded: Folded, pieces: Pieces) -> Iterator[Span]:
    """Number plates, of today's shape and of the two before it, or whatever is said to be one."""
    plain = folded.plain
    for match in matches(_SHAPES, plain, pieces.narrow):
        end = match["end"] or match["end2"] or match["end3"]
        capital = folded.source(*match.span()).isupper()
        near = _CUE.search(plain, max(0, match.start() - _CUE_REACH), match.end() + _CUE_REACH)
        if is_english(end) or (not near and (match["short"] or not capital)):
            continue
        yield match.span()
    if not pieces.different.isdisjoint(("reg", "registration", "plate", "plates", "vrm", "vrn")):
        yield from (match.span("plate") for match in matches(_SAID, plain, pieces.windows))


def _online(plain: str, pieces: Pieces) -> Iterator[Span]:
    """Addresses on the net and account names; "@work" is none, nor is an e-mail address."""
    taken = [match.span() for match in _URL.finditer(plain)] if _has_url(plain) else []
    yield from taken
    named = not pieces.different.isdisjoint(_NETWORKS)
    for shape, possible in ((_HANDLE, "@" in plain), (_ACCOUNT, named)):
        for match in shape.finditer(plain) if possible else ():
            start, end = match.span("name")
            name = plain[start:end].rstrip(".")
            if not is_english(name) and not any(begin < end and start < done for begin, done in taken):
                yield match.start() if shape is _HANDLE else start, start + len(name)
