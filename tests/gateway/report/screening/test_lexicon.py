"""Words that tell of status, origin, language or faith warn, with neutral words to use instead."""

from __future__ import annotations

import pytest

from gateway.report.screening import lexicon
from gateway.report.screening.findings import Outcome
from gateway.report.screening.normalize import fold
from gateway.report.screening.screen import screen_text

WARNED = [
    ("he threatened to have me deported", "deported", "immigration.threat"),
    ("he will send her back", "send her back", "immigration.threat"),
    ("her spouse visa depends on him", "spouse visa", "immigration.dependency"),
    ("employer will cancel her visa", "cancel her visa", "immigration.job"),
    ("he keeps her passport", "passport", "immigration.documents"),
    ("he took the BRP", "BRP", "immigration.documents"),
    ("her CoS", "CoS", "immigration.job"),
    ("an overstayer", "overstayer", "immigration.status"),
    ("she is undocumented", "undocumented", "immigration.status"),
    ("has NRPF", "NRPF", "immigration.status"),
    ("pre-settled status", "pre-settled", "immigration.status"),
    ("immgration came", "immgration", "immigration.status"),
    ("he'll call the Home Office", "Home Office", "immigration.authority"),
    ("HO interview", "HO", "immigration.authority"),
    ("Yarl's Wood", "Yarl's Wood", "immigration.authority"),
    ("her asylum claim", "asylum", "immigration.journey"),
    ("came to the UK in the spring", "came to the UK", "immigration.journey"),
    ("asylum hotel", "asylum hotel", "immigration.journey"),
    ("left her abroad", "left her abroad", "abroad"),
    ("shes nigerian", "nigerian", "nationality"),
    ("the Polish man", "Polish", "nationality"),
    ("they went to Jordan", "Jordan", "nationality"),
    ("for speaking Tigrinya", "Tigrinya", "language.name"),
    ("she speaks no English", "speaks no English", "language"),
    ("outside the mosque", "mosque", "faith"),
    ("sin papeles", "sin papeles", "immigration.status"),
    ("ser deportada", "deportada", "immigration.threat"),
    ("autorização de residência", "autorização de residência", "immigration.documents"),
    ("sans-papiers", "sans-papiers", "immigration.status"),
    ("titre de séjour", "titre de séjour", "immigration.documents"),
    ("fără acte", "fără acte", "immigration.status"),
    ("her iqama", "iqama", "immigration.documents"),
    ("تأشيرة", "تأشيرة", "immigration.status"),
    ("she is N.R.P.F. he says", "N.R.P.F", "immigration.status"),
    ("he'll get u sent home", "u sent home", "immigration.threat"),
    ("they want a sharecode", "sharecode", "immigration.documents"),
    ("kicked out of Britain", "kicked out of Britain", "immigration.threat"),
    ("wapas bhej dunga", "wapas bhej", "immigration.threat"),
    ("sharci darro", "sharci darro", "immigration.status"),
    ("sınır dışı", "sınır dışı", "immigration.threat"),
    ("tu n'as pas de papiers", "pas de papiers", "immigration.status"),
    ("Polish lodgers saw it", "Polish", "nationality"),
    ("una amiga venezolana", "venezolana", "nationality"),
    ("calls from +355 69 123 4567", "+355", "nationality"),
    ("at Friday prayers", "Friday prayers", "faith"),
]

PASSES = [
    "he paid by Visa card",
    "the illegal eviction",
    "illegal drugs in the car",
    "a removal van stood outside",
    "removal of the stitches",
    "they settled down",
    "he made her polish the floor",
    "Polish her shoes, he said",
    "a German shepherd",
    "the Indian takeaway",
    "turkey sandwich",
    "his friend Jordan hit her",
    "Georgia, the neighbour, saw it",
    "the china plates",
    "he came back home drunk",
    "in a refuge",
    "reportedly he departed",
    "his home office on the first floor",
    "COS HE HIT ME AND LEFT",
    "an arc of blood",
    "a sponsored walk",
    "the deportment of the officer",
    "a mosquito bite",
    "Church Road, near the temple of his head",
    "she made a statement to British Transport Police",
    "a Spanish omelette",
    "Danish bacon",
    "Jamaica Street, near Denmark Hill station",
    "Georgia, Israel and Chad are his mates",
    "sent home from work early, sent it back to the shop",
    "no recourse to violence",
    "the debt settlement scheme",
    "a clandestine affair",
    "the employment tribunal",
    "brought here by ambulance",
    "calls from +44 7700 900999",
]


@pytest.mark.parametrize(("text", "words", "code"), WARNED)
def test_a_word_that_tells_too_much_warns_and_offers_other_words(text: str, words: str, code: str) -> None:
    (finding,) = [f for f in lexicon.find(fold(text))]
    assert (text[finding.start : finding.end], finding.code, finding.outcome) == (words, code, Outcome.WARN)
    assert finding.why
    assert finding.instead


@pytest.mark.parametrize("text", PASSES)
def test_an_ordinary_word_passes(text: str) -> None:
    assert lexicon.find(fold(text)) == []


@pytest.mark.parametrize(
    "text", ["IMMIGRATION", "ımmıgratıon", "ｉｍｍｉｇｒａｔｉｏｎ", "im\u00admigration", "іmmigrаtion"]
)
def test_a_listed_word_in_disguise_is_found(text: str) -> None:
    assert "immigration.status" in {f.code for f in screen_text({"t": text})}


def test_the_neutral_words_are_themselves_neutral() -> None:
    for why, instead in lexicon.SAY.values():
        assert why
        assert lexicon.find(fold(instead.removeprefix("Say: "))) == []


@pytest.mark.parametrize(
    "text", ["immigra " * 9000, "a" * 80_000, "go back to " * 6000, "x " * 40_000, "deporte" * 9000]
)
def test_no_text_makes_the_lexicon_run_away(text: str) -> None:
    lexicon.find(fold(text))
