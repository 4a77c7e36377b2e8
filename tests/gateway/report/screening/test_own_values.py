"""Her own values, however they are written, and what is not hers."""

from __future__ import annotations

import pytest

from gateway.report.screening.findings import Outcome
from gateway.report.screening.own_values import Kind, Own, own_values
from gateway.report.screening.screen import screen_text

OWN = [
    Own(Kind.NAME, "Marina Souza"),
    Own(Kind.NAME, "May Rose"),
    Own(Kind.NAME, "Li Na"),
    Own(Kind.NAME, "Amina"),
    Own(Kind.NAME, "Chelsea O'Brien"),
    Own(Kind.PHONE, "07700 900123"),
    Own(Kind.EMAIL, "marina.souza85@example.org"),
    Own(Kind.ADDRESS, "Flat 2, 14 Elm Road, Leeds"),
    Own(Kind.POSTCODE, "LS7 3QX"),
    Own(Kind.CODE_WORD, "receita"),
]

HERS = [
    "M for mother, A for apple, R for Romeo, I, N, A",
    "mike alfa romeo india november alfa",
    "fourteen Elm Rd",
    "L57 3QX",
    "07700 nine double oh one two three",
    "MARINA",
    "marina's phone",
    "Mаrina",
    "M-a-r-i-n-a",
    "M a r i n a",
    "m.a.r.i.n.a",
    "Ma-rina",
    "m4r1n4",
    "M@r!na",
    "m 4 r 1 n 4",
    "M*rina",
    "Mariiina",
    "Márîñà",
    "ＭＡＲＩＮＡ",
    "𝓜𝓪𝓻𝓲𝓷𝓪",
    "Mar\u200bina",
    "Mar\u00adina",
    "rnarina",
    "Марина",
    "Марине",
    "Μαρίνα",
    "مارينا",
    "मरीना",
    "মারিনা",
    "@marina_leeds",
    "insta: marinasouza85",
    "#helpmarina",
    "Souza, Marina",
    "May Rose",
    "Rose, May",
    "Li Na",
    "Chelsea O'Brien",
    "OBrien",
    "07700900123",
    "+44 7700 900 123",
    "0044 (0)7700-900123",
    "07700\n900123",
    "07700, 900, 123",
    "07700: 900 | 123",
    "O77OO 9OO 123",
    "0 7 7 0 0 9 0 0 1 2 3",
    "oh seven seven double oh, nine double oh one two three",
    "zero seven seven zero zero nine zero zero one two three",
    "٠٧٧٠٠٩٠٠١٢٣",
    "marina dot souza85 at example dot org",
    "MARINA.SOUZA85 (at) example.org",
    "14 Elm Rd",
    "14, elm road",
    "14 Elm Road, flat 2",
    "Elm Road",
    "ls73qx",
    "LS7-3QX",
    "receita",
]

NOT_HERS = [
    "the Mariner's pub",
    "a marinade",
    "he made her polish her shoes",
    "she may have risen",
    "he will not stop",
    "I am in a shelter",
    "call him on 07700 900999",
    "flat 2 of the building where it happened",
    "at 14 he left",
    "Amin is his cousin",
    "mail him at boss@example.com",
    "the linament was spilled",
    "they went to Leeds",
    "somebody wrote example dot org",
    "in Chapel Road",
    "the receipt",
    "one two three four five six seven eight nine ten times",
    "14 a week",
]


def blocks(text: str) -> list[str]:
    return [text[f.start : f.end] for f in screen_text({"t": text}, OWN) if f.outcome is Outcome.BLOCK]


@pytest.mark.parametrize("text", HERS)
def test_what_is_hers_is_blocked_however_it_is_written(text: str) -> None:
    assert blocks(f"He wrote: {text} and left.")
    assert blocks(text)


@pytest.mark.parametrize("text", NOT_HERS)
def test_what_is_not_hers_passes(text: str) -> None:
    assert blocks(f"He said that {text} again.") == []


def test_a_finding_points_at_the_words_and_does_not_hold_them() -> None:
    text = "Then Mаriña left."
    (finding,) = [f for f in screen_text({"crime.acts_narrative": text}, OWN) if f.code == "own.name"]
    assert text[finding.start : finding.end] == "Mаriña"
    assert finding.field == "crime.acts_narrative"
    assert "mari" not in repr(finding).lower()
    assert "Marina" not in repr(OWN)


@pytest.mark.parametrize("text", ["the pub called Rose", "near Chelsea", "a Rose"])
def test_a_lone_common_token_of_her_name_only_warns(text: str) -> None:
    outcomes = [f.outcome for f in screen_text({"t": text}, OWN)]
    assert outcomes == [Outcome.WARN]


@pytest.mark.parametrize("word", ["Привет", "كلب", "नमस्ते", "你好", "Mаrket", "ε"])
def test_letters_of_another_script_are_refused_in_every_text_to_the_police(word: str) -> None:
    codes = {f.code for f in screen_text({"t": f"he shouted {word} at her"}, [])}
    assert codes == {"script.other"}


@pytest.mark.parametrize("text", ["Siân's façade, naïve Zoë", "5 µg, 1ª", "€20 – “so”", "Llŷn, tŷ bach", "😀"])
def test_welsh_and_dressed_up_latin_letters_are_no_other_script(text: str) -> None:
    assert screen_text({"t": text}, []) == []


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ("Марина", "Marina"),
        ("Юлия", "Julia"),
        ("Юлия", "Iuliia"),
        ("Жанна", "Zhanna"),
        ("Щербакова", "Shcherbakova"),
        ("Παναγιώτα", "Panagiota"),
        ("فاطمة", "Fatima"),
        ("فاطمة", "Fatema"),
        ("نرگس", "Narges"),
        ("मरीना", "Marina"),
        ("সুলতানা", "Sultana"),
        ("Нурия", "نوريا"),
    ],
)
def test_a_name_given_in_another_script_is_found_in_latin_letters(given: str, text: str) -> None:
    found = screen_text({"t": f"He called {text} names."}, [Own(Kind.NAME, given)])
    assert "own.name" in {f.code for f in found if f.outcome is Outcome.BLOCK}


def test_plain_strings_are_taken_for_what_they_look_like() -> None:
    own = ["Marina Souza", "07700 900123", "a.b@example.org", "LS7 3QX", "@dalva.s"]
    for text in ("Souza", "7700900123", "a.b@example.org", "LS73QX", "dalva.s"):
        assert screen_text({"t": text}, own), text


def test_her_values_are_gathered_from_the_identity_half_and_the_suspects_are_not() -> None:
    identity = {
        "name": {"preferred": "Marina", "aliases": ["Nina"]},
        "phone": {"numbers": ["07700 900123"]},
        "safe_contact": {
            "note": "from 05/10/2026, 10-12, ring 07700 900124 or write to dalva@example.org",
            "channels": [{"type": "via_trusted_person", "value": "Fernanda, sister"}],
        },
        "suspect": {"name": "John Example", "phones": ["07700 900999"]},
        "premises": {"address": "1 Oak Street"},
    }
    assert {(own.kind, own.value) for own in own_values(identity)} == {
        (Kind.NAME, "Marina"),
        (Kind.NAME, "Nina"),
        (Kind.PHONE, "07700 900123"),
        (Kind.PHONE, "07700 900124"),
        (Kind.EMAIL, "dalva@example.org"),
        (Kind.LOOSE, "Fernanda, sister"),
    }


def test_the_sister_she_trusts_is_found_by_name_and_not_by_being_a_sister() -> None:
    own = [Own(Kind.LOOSE, "Fernanda, sister")]
    assert screen_text({"t": "her sister saw it"}, own) == []
    assert screen_text({"t": "Fernanda saw it"}, own)


LONG = [
    Own(Kind.NAME, "Chiamaka Encarnación"),
    Own(Kind.BIRTH, "1991-11-05"),
    Own(Kind.CODE_WORD, "blue scarf"),
    Own(Kind.NAME, "Luz de la Cruz"),
    Own(Kind.ADDRESS, "Kestrel House, 220 St. Mark's Terrace"),
]


@pytest.mark.parametrize(
    "text",
    [
        "Chimaka said so",
        "Chaimaka said so",
        "Encarna opened",
        "born on the fifth of November nineteen ninety-one",
        "5th of November 1991",
        "5 xi 1991",
        "the blue scarf",
        "kestrel hse",
        "two hundred and twenty Saint Marks Terr",
    ],
)
def test_a_slip_a_short_form_or_a_number_in_words_hides_nothing(text: str) -> None:
    assert [f.outcome for f in screen_text({"t": text}, LONG)][:1] == [Outcome.BLOCK]


@pytest.mark.parametrize(
    "text", ["a scarf, blue or grey", "rue de la gare", "a kestrel hovered", "the St Mark's youth club"]
)
def test_what_only_resembles_a_slip_or_a_short_form_passes(text: str) -> None:
    assert screen_text({"t": text}, LONG) == []
