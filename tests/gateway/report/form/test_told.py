"""What is wrong with a form, in sentences that say what to do: the same on the hosted form and at a desk."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gateway.report.form import checks
from gateway.report.form.draft import Draft
from keys.desk.errors import DeskError
from keys.desk.ngo.form_file import filing_of, read_form
from tests.gateway.web.filling import WRITTEN

FORCES = ["west-yorkshire-police"]
WRONG = {
    "crime.when.from": ("2098-05", "not in the future"),
    "identity.birth.dob": ("2098-05-03", "not in the future"),
    "identity.email.addresses": ("marina at example.org", "one e-mail address such as name@example.org"),
    "identity.phone.numbers": ("999", "a phone number of 7 digits or more, never 999 or 101"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_so_is_refused_with_a_sentence_at_its_question_and_in_a_file(name: str, tmp_path: Path) -> None:
    typed, sentence = WRONG[name]
    draft = Draft.of({key: text for key, text in WRITTEN.items() if text} | {name: typed}, "2026-11")
    told = checks.errors(draft, draft.problems, FORCES)
    assert list(told) == [name]
    assert sentence in told[name]
    form = tmp_path / "form.json"
    form.write_text(json.dumps(draft.document | {"force": FORCES[0]}), encoding="utf-8")
    with pytest.raises(DeskError, match=sentence):
        filing_of(read_form(form))
