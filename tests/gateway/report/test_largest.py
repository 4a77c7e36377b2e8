"""The largest report that the doors accept can be sealed and opened again."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gateway.report.crime import CRIME, CRIME_BUDGET
from gateway.report.filing import Filing, canonical
from gateway.report.schema import Choice, Choices, Code, Flag, Group, Only, PartialDate, Several, Shape, Text
from gateway.report.validate import NotAFiling, read_filing, space_left
from keys import clock
from keys.envelope import sealing
from keys.envelope.format import IDENTITY_BUDGET
from keys.roles import Part, Role
from tests.gateway.report.making import marina
from tests.keys.envelope.test_sealing import FORCE, GATEWAY, NGO, ORGS_ONE, VIEW, delivery, open_at


def largest(shape: Shape) -> Any:
    """The longest value of a shape, without its longest text: that one fills what is left."""
    match shape:
        case Text(longest, _, _):
            return "x" * (longest if longest < 1000 else 1)
        case Code(form, _):
            return "LS17 3" if "EWNSK" in form else "A" * 8 if "{2,8}" in form else "a" * 64
        case Choice():
            return max(shape.codes(), key=len)
        case Choices(of, most):
            return sorted(of, key=len)[-most:]
        case Flag():
            return False
        case Only(constant):
            return constant
        case PartialDate():
            return "2026-winter"
        case Several(of, most):
            return [largest(of) for _ in range(most)]
        case Group(of, _):
            return {name: largest(inner) for name, inner in of.items()}
    raise AssertionError("not a shape")


def largest_document() -> dict[str, Any]:
    document = marina()
    crime = largest(CRIME)
    crime["when"] = {"precision": "season", "from": "2025-winter", "to": "2025-winter"} | {
        name: value for name, value in crime["when"].items() if name not in ("precision", "from", "to")
    }
    crime["where"]["area_level"] = "postcode_sector"
    crime["suspects"][0]["relationship"] = "stranger"
    crime["account_source"] = ["her_words_paraphrased"]
    document["crime"] = crime
    return document


def filled(document: dict[str, Any]) -> Filing:
    """The filing with both halves filled to the last byte that is accepted."""
    left, _ = space_left(read_filing(document))
    document["crime"]["acts_narrative"] = "x" * min(6000, left + 1)
    document["identity"]["abroad"] = {"note": "é" * 700}
    document["identity"]["history"] = {"orders": "é" * 1500, "note": "é" * 1500}
    document["identity"]["suspect"]["note"] = "é" * 1500
    _, left = space_left(read_filing(document))
    document["identity"]["support"] = {"dash": {"judgement": "x" * min(1500, left - 40)}}
    return read_filing(document)


def test_the_largest_report_is_sealed_and_opened_as_it_was() -> None:
    filing = filled(largest_document())
    report = sealing.seal_report(
        filing.crime, filing.leaves(), force=FORCE, ngo=NGO, view=VIEW,
        signer=ORGS_ONE.signer(GATEWAY, Role.INTAKE), day=clock.today(), supersedes=bytes(16),
    )  # fmt: skip
    opened = open_at(FORCE, delivery(report, Part.CRIME), Part.CRIME)
    assert opened.inside["report"] == json.loads(canonical(filing.crime))


def test_the_budgets_leave_room_for_what_the_sealer_adds() -> None:
    longest = Filing("f", {"acts_narrative": "x" * (CRIME_BUDGET - len('{"acts_narrative":""}'))}, {"advice": "taken"})
    assert space_left(longest)[0] == 0
    sealing.seal_report(
        longest.crime, [f'"{"x" * (IDENTITY_BUDGET - 2)}"', *[""] * 19], force=FORCE, ngo=NGO, view=VIEW,
        signer=ORGS_ONE.signer(GATEWAY, Role.INTAKE), day=clock.today(), supersedes=bytes(16),
    )  # fmt: skip


def test_signs_that_grow_when_written_as_json_count_as_what_they_become() -> None:
    document = marina()
    document["crime"]["acts_narrative"] = '"' * 6000
    assert read_filing(document)
    document["crime"] |= {"suspects": [{"marks": '"' * 200, "clothing": '"' * 200, "hair": '"' * 60}] * 4}
    with pytest.raises(NotAFiling) as caught:
        read_filing(document)
    assert [problem.field for problem in caught.value.problems] == ["crime"]
