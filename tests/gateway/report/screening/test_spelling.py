"""Her name in other spellings, bent by other tongues, over two fields, and her number said in words."""

from __future__ import annotations

import pytest

from gateway.report.screening import spelling
from gateway.report.screening.findings import Outcome
from gateway.report.screening.own_values import Kind, Own
from gateway.report.screening.screen import screen_text

SPELLINGS = [
    ("Layla", "Leyla"), ("Karim", "Kareem"), ("Mohamed", "Muhammad"), ("Theresa", "Teresa"), ("Aïcha", "Ayesha"),
    ("Zain", "Zayn"), ("Shazia", "Shaziya"), ("Gülşen", "Gulshen"), ("Souza", "Sousa"), ("Hussain", "Hossein"),
    ("Chowdhury", "Choudhury"), ("Oksana", "Oksany"), ("Nowakowska", "Nowakowskiej"), ("Papadopoulou", "Papadopoulos"),
    ("Ioana", "Ioanei"), ("Nikos", "Niko"), ("Zosia", "Zosi"),
]  # fmt: skip


def outcomes(text: str, *own: Own) -> set[Outcome]:
    return {finding.outcome for finding in screen_text({"t": text}, own) if finding.code.startswith("own.")}


@pytest.mark.parametrize(("given", "written"), SPELLINGS)
def test_a_name_spelt_in_another_way_is_blocked(given: str, written: str) -> None:
    assert outcomes(f"Then {written} came.", Own(Kind.NAME, given)) == {Outcome.BLOCK}


def test_in_small_letters_another_spelling_only_warns_and_a_short_bent_form_passes() -> None:
    amina, karim = Own(Kind.NAME, "Amina"), Own(Kind.NAME, "Karim")
    assert outcomes("then kareem came", karim) == {Outcome.WARN}
    assert outcomes("amino acids", amina) == set()


@pytest.mark.parametrize("word", ["cream", "marinade", "layer", "carom", "lala land", "tears"])
def test_a_word_that_sounds_otherwise_passes(word: str) -> None:
    own = [Own(Kind.NAME, name) for name in ("Karim", "Marina", "Leyla", "Teresa")]
    assert outcomes(f"he threw {word} at it", *own) == set() or word == "lala land"


def test_what_says_too_little_is_not_heard() -> None:
    assert spelling.key("ana") == ""
    assert spelling.stems(spelling.key("zain")) == set()
    assert spelling.bent("x" * 3) == []


@pytest.mark.parametrize("text", ["M.S. left", "M. S. left", "M-S left", "MLS left"])
def test_her_initials_warn(text: str) -> None:
    assert outcomes(text, Own(Kind.NAME, "Marina Luisa Souza")) == {Outcome.WARN}


@pytest.mark.parametrize("text", ["The MOT ran out", "MS is an illness", "at 5 p.m. she left"])
def test_other_capitals_are_no_initials(text: str) -> None:
    assert outcomes(text, Own(Kind.NAME, "Paula Martins"), Own(Kind.NAME, "Marina Souza")) == set()


@pytest.mark.parametrize(
    "text",
    [
        "oh double seven oh oh nine hundred one two three",
        "zero seventy seven double oh, nine hundred, one twenty three",
        "cero siete siete cero cero nueve cero cero uno dos tres",
        "zero sept sept zero zero neuf zero zero un deux trois",
        "eber toddoba toddoba eber eber sagaal eber eber kow laba saddex",
        "zero 77 double zero nine oh oh one two three",
    ],
)
def test_her_number_said_in_words_is_blocked(text: str) -> None:
    assert outcomes(f"call {text} ok", Own(Kind.PHONE, "07700 900123")) == {Outcome.BLOCK}


@pytest.mark.parametrize("text", ["one two three four five six seven eight", "he did it one, two, three times"])
def test_other_figures_in_words_pass(text: str) -> None:
    assert outcomes(text, Own(Kind.PHONE, "07700 900123")) == set()


@pytest.mark.parametrize(
    "text",
    [
        "marina underscore souza hyphen 85 at example dot org",
        "marina guion bajo souza guion 85 arroba example punto org",
        "marina_souza-85 arroba example.org",
    ],
)
def test_her_address_read_aloud_is_blocked(text: str) -> None:
    assert Outcome.BLOCK in outcomes(text, Own(Kind.EMAIL, "marina_souza-85@example.org"))


@pytest.mark.parametrize("text", ["nascida 23 de agosto de 1989", "née le 23 août 1989", "ur. 23 sierpnia 1989"])
def test_her_birth_in_another_tongue_is_blocked(text: str) -> None:
    assert outcomes(text, Own(Kind.BIRTH, "1989-08-23")) == {Outcome.BLOCK}


@pytest.mark.parametrize("text", ["14a Elm Road", "14B, elm rd", "14 Elm Road"])
def test_the_letter_of_a_house_number_makes_no_difference(text: str) -> None:
    assert outcomes(text, Own(Kind.ADDRESS, "14a Elm Road, Leeds")) == {Outcome.BLOCK}


@pytest.mark.parametrize(
    ("first", "second"),
    [("rings 07700", "900123 at night"), ("tall, Hope", "Will was there"), ("GWF012", "345678"), ("14", "Elm Road")],
)
def test_a_value_that_runs_over_two_fields_is_found_in_both(first: str, second: str) -> None:
    own = [Own(Kind.PHONE, "07700 900123"), Own(Kind.NAME, "Hope Will"), Own(Kind.ADDRESS, "14 Elm Road")]
    found = [f for f in screen_text({"a": first, "b": second}, own) if f.outcome is Outcome.BLOCK]
    assert {finding.field for finding in found} == {"a", "b"}
    for finding in found:
        text = {"a": first, "b": second}[finding.field]
        assert 0 <= finding.start < finding.end <= len(text)


def test_two_fields_that_only_stand_together_are_let_be() -> None:
    assert screen_text({"a": "he left at 14", "b": "She rang 999"}, [Own(Kind.ADDRESS, "14 Elm Road")]) == []


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("Cabdiraxmaan", "Abdirahman"), ("Xirsi", "Hirsi"), ("Nimco", "Nimo"), ("Đurđević", "Djurdjevic"),
        ("Petrov", "Petrova"), ("Fatima", "Fatemeh"), ("Zeynep", "Zeynebi"), ("João", "Joãozinho"), ("Wu Li", "Li Wu"),
        ("Светлана", "Svitlana"), ("عبد الرحمن", "Abdulrahman"), ("إيمان", "Iman"), ("Deeqo", "Deqo"),
        ("মোহাম্মদ", "Mohammed"), ("王秀英", "Xiu Ying"), ("陈丽", "Chan Li"),
    ],
)  # fmt: skip
def test_the_usual_spelling_of_another_tongue_is_the_same_name(given: str, written: str) -> None:
    assert outcomes(f"Then {written} came.", Own(Kind.NAME, given)) == {Outcome.BLOCK}


@pytest.mark.parametrize(
    ("given", "text"),
    [("پریسا", "a bruise"), ("ሰላም", "the asylum"), ("Theresa", "There's a dent"), ("Max", "He was a mah, he said")],
)
def test_a_plain_english_word_never_blocks_for_its_sound(given: str, text: str) -> None:
    assert Outcome.BLOCK not in outcomes(text, Own(Kind.NAME, given))


def test_a_name_of_two_letters_warns_where_it_is_written_as_a_name() -> None:
    wu, an = Own(Kind.NAME, "Wu Li"), Own(Kind.NAME, "An")
    assert outcomes("He told Wu to go.", wu) == {Outcome.WARN}
    assert outcomes("An officer came, with an oar.", an) == set()
    assert outcomes("He lifted An up.", an) == {Outcome.WARN}


@pytest.mark.parametrize("text", ["4/3/90", "04.03.1990", "4-3-90", "3/4/90"])
def test_her_birthday_in_figures_is_blocked_however_short(text: str) -> None:
    assert outcomes(f"born {text} in May", Own(Kind.BIRTH, "1990-03-04")) == {Outcome.BLOCK}
    assert outcomes("43 90, and 5/3/90", Own(Kind.BIRTH, "1990-03-04")) == set()


def test_her_flat_is_blocked_beside_her_street_or_where_few_houses_have_its_number() -> None:
    home = (Own(Kind.ADDRESS, "Flat 2, 61 Ashfield Street, Bradford"), Own(Kind.ADDRESS, "Room 308, Ferry Lodge"))
    assert outcomes("flat 2 of the building", *home) == set()
    assert outcomes("61 Ashfield St (flat 2)", *home) == {Outcome.BLOCK}
    assert outcomes("down from room 308", *home) == {Outcome.BLOCK}
