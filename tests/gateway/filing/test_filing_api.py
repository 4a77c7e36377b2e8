"""Filing as an NGO's own system does it: once, sealed, owed, and nothing else kept."""

from __future__ import annotations

import secrets
from hashlib import sha256

import pytest

from gateway import filing
from gateway.report.filing import identity_of
from gateway.report.screening.findings import Finding, Outcome
from gateway.report.validate import read_filing
from gateway.store.tables import metadata
from keys import token
from keys.envelope.format import read_reference
from keys.private.opening import Opened, open_report_part
from keys.roles import Part
from tests.gateway.running import Gateway
from tests.gateway.writing import WORDS, as_json, posted
from tests.orgs import FORCE, NGO, OTHER_FORCE, OTHER_NGO


def file(gateway: Gateway, document: dict, query: str = "", **changes):
    return gateway.signed("POST", f"/v1/reports{query}", as_json(document), content_type="application/json", **changes)


def test_a_report_is_stored_with_what_is_owed_and_its_token_is_answered(gateway_anywhere: Gateway) -> None:
    gateway, document = gateway_anywhere, posted()
    answer = file(gateway, document, "?priority=priority")
    assert answer.status_code == 201
    report_id = read_reference(answer.json["reference"])
    given = bytes.fromhex(document["filing_secret"])
    value = token.value_from_filing_secret(token.filing_secret(given, NGO, gateway.host.pepper))
    assert (answer.json["symbols"], answer.json["digits"]) == (token.symbols(value), token.digits(value))
    assert answer.json["again"] is False
    assert [tuple(row) for row in gateway.rows("reports")] == [(report_id, NGO, FORCE, True, gateway.host.today())]
    owed = {row.part: row for row in gateway.rows("deliveries")}
    assert {part: (row.org, row.from_org, row.state) for part, row in owed.items()} == {
        Part.CRIME: (FORCE, NGO, "owed"),
        Part.IDENTITY: (NGO, NGO, "owed"),
    }
    assert gateway.nudged == 1
    assert len(gateway.rows("seen")) == 2
    assert len(gateway.rows("nonces")) == 1


def opened_by(gateway: Gateway, org: str, part: Part) -> Opened:
    """What the one waiting envelope for `org` says to it."""
    gateway.carry()
    (line,) = gateway.door(org).deliveries()["deliveries"]
    opened = open_report_part(
        gateway.door(org).delivery(line["id"]),
        part,
        view=gateway.host.view(),
        org=org,
        openers=gateway.orgs.openers_of(org),
        day=gateway.host.today(),
        memory=NewDesk(),
    )
    assert isinstance(opened, Opened)
    return opened


class NewDesk:
    """A desk that has seen nothing yet."""

    def digest_of(self, part: Part, cid: bytes) -> None: ...

    def parties(self, report_id: bytes) -> None: ...

    def mailbox(self, mailbox_id: bytes) -> None: ...


def test_each_party_is_sent_its_own_part_alone(gateway: Gateway) -> None:
    assert file(gateway, posted()).status_code == 201
    crime, identity = opened_by(gateway, FORCE, Part.CRIME), opened_by(gateway, NGO, Part.IDENTITY)
    assert crime.inside["report"]["acts_narrative"] == WORDS
    assert "Sokolova" not in str(crime.inside)
    assert identity.identity is not None
    assert identity_of(identity.identity.values)["name"] == {"preferred": "Marina Sokolova"}
    for org, wrong in ((FORCE, Part.IDENTITY), (NGO, Part.CRIME)):
        (line,) = gateway.door(org).deliveries()["deliveries"]
        assert line["part"] != wrong


def test_the_same_form_again_is_one_report_and_the_same_token(gateway_anywhere: Gateway) -> None:
    gateway, document = gateway_anywhere, posted()
    first = file(gateway, document)
    again = file(gateway, document)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json == first.json | {"again": True}
    assert len(gateway.rows("reports")) == 1
    assert len(gateway.rows("deliveries")) == 2
    assert gateway.nudged == 1


def test_other_words_under_the_same_secret_get_the_first_token_and_store_nothing(gateway: Gateway) -> None:
    secret = secrets.token_hex(32)
    first = file(gateway, posted(secret))
    second = file(gateway, posted(secret, force=OTHER_FORCE))
    assert second.status_code == 409
    assert second.json["filed"] == first.json | {"again": True}
    assert len(gateway.rows("reports")) == 1


def test_two_reports_have_nothing_in_common(gateway: Gateway) -> None:
    first, second = file(gateway, posted()).json, file(gateway, posted()).json
    assert first["reference"] != second["reference"]
    assert first["symbols"] != second["symbols"]


def test_nothing_of_a_report_or_its_token_is_at_rest(gateway_anywhere: Gateway) -> None:
    gateway, document = gateway_anywhere, posted()
    answer = file(gateway, document)
    kept = b"".join(
        value if isinstance(value, bytes) else str(value).encode()
        for table in metadata.tables
        for row in gateway.rows(table)
        for value in row
    )
    given = bytes.fromhex(document["filing_secret"])
    value = token.value_from_filing_secret(token.filing_secret(given, NGO, gateway.host.pepper))
    keys = token.mint(value, gateway.host.view().deployment_id, bytes(32))
    for secret in (
        WORDS.encode(), b"Sokolova", b"07700", bytes.fromhex(document["filing_secret"]),
        answer.json["symbols"].encode(), value.to_bytes(14), keys.id, keys.pk, keys.read,
    ):  # fmt: skip
        assert secret not in kept


def test_her_own_name_in_the_narrative_stops_the_report_and_is_not_repeated(gateway: Gateway) -> None:
    document = posted()
    document["crime"]["acts_narrative"] = "He shouted Sokolova at me and hit me."
    answer = file(gateway, document)
    assert answer.status_code == 422
    assert {finding["field"] for finding in answer.json["findings"]} == {"crime.acts_narrative"}
    assert "Sokolova" not in answer.text
    assert gateway.rows("reports") == gateway.rows("nonces") == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"force": "no-such-police"}, "force"),
        ({"force": NGO}, "force"),
        ({"crime": {"wish": "keep"}}, "crime.wish"),
        ({"surprise": "Sokolova-canary"}, "report"),
        ({"filing_secret": "canary"}, "filing_secret"),
    ],
)
def test_a_mistake_is_told_by_field_and_never_by_value(gateway: Gateway, changes: dict, field: str) -> None:
    answer = file(gateway, posted() | changes)
    assert answer.status_code == 422
    assert field in {problem["field"] for problem in answer.json["problems"]}
    assert "canary" not in answer.text
    assert gateway.rows("reports") == []


@pytest.mark.parametrize("body", [b"", b"\xff", b"[]", b'{"a":1,"a":2}', b"[" * 100_000, b"NaN", b"1e999"])
def test_what_is_no_json_object_is_told_so(gateway: Gateway, body: bytes) -> None:
    answer = gateway.signed("POST", "/v1/reports", body, content_type="application/json")
    assert answer.status_code == 422
    assert answer.json["problems"]


def test_a_broker_that_is_away_does_not_fail_a_filing(gateway: Gateway) -> None:
    from gateway.wake_workers import WorkerSignal

    gateway.host.nudge = WorkerSignal("redis://127.0.0.1:1/0")
    assert file(gateway, posted()).status_code == 201
    assert {row.state for row in gateway.rows("deliveries")} == {"owed"}


def test_a_replayed_request_files_nothing(gateway: Gateway) -> None:
    nonce = secrets.token_urlsafe(18)
    assert file(gateway, posted(), nonce=nonce).status_code == 201
    assert file(gateway, posted(), nonce=nonce).status_code == 403
    assert len(gateway.rows("reports")) == 1
    assert len(gateway.rows("filings")) == 1


def test_a_report_is_stored_whole_or_not_at_all(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    from gateway.store import deliveries

    def fail(*_: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(deliveries, "owe", fail)
    answer = file(gateway, posted())
    assert answer.status_code == 500
    assert [name for name in metadata.tables if gateway.rows(name)] == ["shared_directory"]
    assert gateway.nudged == 0


def test_a_force_cannot_file(gateway: Gateway) -> None:
    assert file(gateway, posted(), org=FORCE).status_code == 403


def test_what_screening_warns_of_stands_in_the_ngos_record_and_nowhere_else(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    warned = Finding("crime.acts_narrative", 0, 4, "own.name", Outcome.WARN, "a name of hers", "another word")
    monkeypatch.setattr(filing, "screen", lambda _filing: [warned])
    without = file(gateway, posted())
    assert without.status_code == 422
    assert "warned_reason" in without.get_json()["error"]
    assert without.get_json()["findings"][0]["field"] == "crime.acts_narrative"
    assert gateway.rows("deliveries") == []
    full = posted()
    full["identity"] |= {"record": {"warned_reason": "w" * 400}, "abroad": {"note": "n" * 1500}}
    full["identity"]["people"] = {"afraid_of": [{"name": "x" * 200, "relation": "y" * 80, "contact": "z" * 200}] * 6}
    room = 13312 - len("".join(read_filing({k: full[k] for k in ("force", "crime", "identity")}).leaves()))
    lines = [{"what": "e" * 200, "handled": "h" * 200, "held_by": "b" * 200}] * (room // 660)
    full["identity"]["evidence_originals"] = lines
    room = 13312 - len("".join(read_filing({k: full[k] for k in ("force", "crime", "identity")}).leaves()))
    full["identity"]["history"] = {"note": "n" * (room - len('{"note":""}') - 5)}
    too_full = file(gateway, full)
    assert too_full.status_code == 422
    assert "shorten it by" in too_full.get_json()["problems"][0]["expected"]
    document = posted()
    document["identity"]["record"] = {"warned_reason": "his own words", "warned": ["made up"]}
    assert file(gateway, document).status_code == 201
    identity = opened_by(gateway, NGO, Part.IDENTITY).identity
    assert identity is not None
    assert identity_of(identity.values)["record"] == {
        "warned": ["crime.acts_narrative: own.name"],
        "warned_reason": "his own words",
    }
    assert "warned" not in str(opened_by(gateway, FORCE, Part.CRIME).inside)


def test_words_of_status_go_through_no_door_with_a_reason_alone(gateway: Gateway) -> None:
    document = posted()
    document["crime"]["acts_narrative"] = "The Home Office refused her visa."
    document["identity"]["record"] = {"warned_reason": "x"}
    refused = file(gateway, document)
    assert refused.status_code == 422
    assert "status_agreed_by" in refused.get_json()["error"]
    assert gateway.rows("deliveries") == []
    document["identity"]["record"] |= {"status_agreed_by": "Rosa Example"}
    assert file(gateway, document).status_code == 201
    kept = opened_by(gateway, NGO, Part.IDENTITY).identity
    assert kept is not None
    assert identity_of(kept.values)["record"]["status_agreed_by"] == "Rosa Example"
    assert "Rosa" not in str(opened_by(gateway, FORCE, Part.CRIME).inside)


def test_a_secret_that_can_be_guessed_makes_no_token_that_can_be(gateway: Gateway) -> None:
    """A program derives its secrets from case numbers: its tokens are nobody's to compute, and no other NGO's."""
    secret = sha256(b"case 7").hexdigest()
    guessed = token.symbols(token.value_from_filing_secret(bytes.fromhex(secret)))
    document = posted(secret)
    first, again = (file(gateway, document) for _ in range(2))
    assert first.get_json()["symbols"] == again.get_json()["symbols"] != guessed
    other = {**posted(secret), "force": document["force"]}
    foreign = file(gateway, other, org=OTHER_NGO)
    assert foreign.status_code == 201, "the same bytes of another NGO are another filing"
    assert foreign.get_json()["symbols"] != first.get_json()["symbols"]
