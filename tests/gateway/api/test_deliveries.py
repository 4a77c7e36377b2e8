"""What is owed is listed and fetched by its organisation alone; receipts and recalls say what became of it."""

from __future__ import annotations

from base64 import b64decode

import pytest

from gateway import deliveries
from gateway.store.engine import writing
from gateway.store.tables import seen
from gateway.web import error_pages
from keys import clock
from keys.desk.errors import RefusedByGateway
from keys.envelope.format import digest
from keys.envelope.receipts import Action, recall, receipt
from keys.roles import Part, Role
from tests.gateway.running import Gateway
from tests.gateway.writing import envelope, sealed_report
from tests.orgs import FORCE, NGO, OTHER_FORCE, OTHER_NGO

RECEIVED, OPENED, RECALLED = Action.RECEIVED, Action.OPENED, Action.RECALLED


class Story:
    """A report that an NGO's desk has sealed and sent, and what both sides do with its crime part."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self.report = sealed_report(gateway.orgs)
        assert gateway.signed("POST", "/v1/sealed", self.report.upload).status_code == 204
        self.digest = digest(self.report.crime)

    def receipt(self, action: Action, *, org: str = FORCE, of: bytes | None = None, sender: str = "") -> int:
        role = Role.NGO_CASE if (sender or org) == NGO else Role.POLICE_REPLY
        signer = self.gateway.orgs.signer(sender or org, role)
        raw = receipt(action, self.report.report_id, of or self.digest, clock.today(), signer)
        return self.gateway.signed("POST", "/v1/receipts", raw, org=org).status_code

    def recall(self, *, of: bytes | None = None, org: str = NGO) -> int:
        signer = self.gateway.orgs.signer(org, Role.NGO_CASE)
        raw = recall(self.report.report_id, of or self.digest, clock.today(), signer)
        return self.gateway.signed("POST", "/v1/recalls", raw, org=org).status_code

    def state(self, part: Part = Part.CRIME) -> str:
        return next(row.state for row in self.gateway.rows("deliveries") if row.part == part)

    def bytes_kept(self, part: Part = Part.CRIME) -> bool:
        ours = next(row.id for row in self.gateway.rows("deliveries") if row.part == part)
        return any(row.delivery_id == ours for row in self.gateway.rows("envelopes"))

    def listed(self, org: str) -> dict:
        return self.gateway.door(org).deliveries()


@pytest.fixture
def story(gateway_anywhere: Gateway) -> Story:
    story = Story(gateway_anywhere)
    gateway_anywhere.carry()
    return story


def test_a_sealed_report_is_owed_once_however_often_it_is_sent(story: Story) -> None:
    answer = story.gateway.signed("POST", "/v1/sealed?priority=priority", story.report.upload)
    assert answer.status_code == 204
    assert len(story.gateway.rows("deliveries")) == 2
    assert story.gateway.nudged == 1


def test_nothing_is_listed_before_the_workers_release_it(gateway: Gateway) -> None:
    Story(gateway)
    assert gateway.door(FORCE).deliveries()["deliveries"] == []


def test_each_organisation_sees_and_fetches_its_own_alone(story: Story) -> None:
    lists = {org: story.listed(org)["deliveries"] for org in (FORCE, NGO, OTHER_FORCE, OTHER_NGO)}
    assert {org: [line["part"] for line in lines] for org, lines in lists.items()} == {
        FORCE: [Part.CRIME],
        NGO: [Part.IDENTITY],
        OTHER_FORCE: [],
        OTHER_NGO: [],
    }
    ident = lists[FORCE][0]["id"]
    assert story.gateway.door(FORCE).delivery(ident) == story.report.signed + story.report.crime
    for org in (NGO, OTHER_FORCE, OTHER_NGO):
        assert story.gateway.signed("GET", f"/v1/deliveries/{ident}", org=org).status_code == 403


def test_received_settles_the_delivery_and_reaches_the_ngo_as_it_was_signed(story: Story) -> None:
    assert story.receipt(RECEIVED) == 204
    assert story.state() == "received"
    assert story.state(Part.IDENTITY) == "released"
    (told,) = story.listed(NGO)["receipts"]
    raw = b64decode(told["receipt"])
    assert (told["cid"], len(raw), raw[5]) == (story.report.report_id.hex(), 138, RECEIVED)
    assert story.listed(FORCE)["receipts"] == []
    assert story.bytes_kept()


def test_the_first_receipt_of_an_action_is_the_one_that_is_kept(story: Story) -> None:
    assert [story.receipt(action) for action in (RECEIVED, RECEIVED, OPENED, OPENED, RECEIVED)] == [204] * 5
    assert story.state() == "opened"
    assert [b64decode(told["receipt"])[5] for told in story.listed(NGO)["receipts"]] == [RECEIVED, OPENED]


def test_receipts_are_for_what_is_ones_own_and_signed_by_ones_own_key(story: Story) -> None:
    assert story.receipt(RECEIVED, org=OTHER_FORCE) == 403
    assert story.receipt(RECEIVED, sender=OTHER_FORCE) == 403
    assert story.receipt(RECEIVED, org=NGO) == 403
    assert story.receipt(RECEIVED, of=digest(b"another")) == 403
    assert story.state() == "released"


def test_a_recall_before_received_destroys_the_part_at_once(story: Story) -> None:
    assert story.recall() == 204
    assert (story.state(), story.bytes_kept()) == ("recalled", False)
    assert story.listed(FORCE)["deliveries"] == []
    assert (story.state(Part.IDENTITY), story.bytes_kept(Part.IDENTITY)) == ("released", True)


def test_a_recall_between_received_and_opened_is_passed_on_until_the_desk_obeys(story: Story) -> None:
    assert story.receipt(RECEIVED) == 204
    assert story.recall() == 204
    assert story.state() == "received"
    (order,) = story.listed(FORCE)["recalls"]
    assert b64decode(order)[:5] == b"AMPX\x01"
    assert story.receipt(RECALLED) == 204
    assert (story.state(), story.bytes_kept()) == ("recalled", False)
    assert story.listed(FORCE)["recalls"] == []


def test_a_recall_after_opened_is_too_late(story: Story) -> None:
    assert story.receipt(RECEIVED) == story.receipt(OPENED) == 204
    assert story.recall() == 409
    assert story.listed(FORCE)["recalls"] == []


def test_a_desk_that_had_fetched_before_the_recall_gets_the_order_with_its_receipt(story: Story) -> None:
    assert story.recall() == 204
    assert story.receipt(RECEIVED) == 204
    assert story.state() == "received"
    assert len(story.listed(FORCE)["recalls"]) == 1


def test_only_whose_envelope_it_is_may_recall_it(story: Story) -> None:
    assert story.recall(org=OTHER_NGO) == 403
    assert story.recall(of=digest(b"another")) == 403
    assert (story.state(), story.bytes_kept()) == ("released", True)


def test_messages_between_desks_reach_the_organisation_they_are_sealed_to(gateway_anywhere: Gateway) -> None:
    gateway = gateway_anywhere
    to_police = envelope(gateway.orgs, Part.TO_POLICE)
    to_ngo = envelope(gateway.orgs, Part.FROM_POLICE, sender=FORCE, to=NGO)
    assert gateway.signed("POST", "/v1/envelopes", to_police).status_code == 204
    assert gateway.signed("POST", "/v1/envelopes", to_ngo, org=FORCE).status_code == 204
    assert gateway.signed("POST", "/v1/envelopes", to_police).status_code == 204
    assert gateway.nudged == 2
    gateway.carry()
    for org, raw, sender in ((FORCE, to_police, NGO), (NGO, to_ngo, FORCE)):
        (line,) = gateway.door(org).deliveries()["deliveries"]
        assert (line["from"], gateway.door(org).delivery(line["id"])) == (sender, raw)


def test_long_lists_come_in_pages_and_nothing_is_left_out(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliveries, "PAGE", 3)
    stories = [Story(gateway) for _ in range(7)]
    gateway.carry()
    assert [story.receipt(action) for story in stories for action in (RECEIVED, OPENED)] == [204] * 14
    found: list[str] = []
    told: list[str] = []
    after = ""
    for _ in range(10):
        page = gateway.door(NGO).deliveries(after)
        found += [line["id"] for line in page["deliveries"]]
        told += [one["receipt"] for one in page["receipts"]]
        after = page["next"]
        if after is None:
            break
    assert (len(found), len(set(found)), len(told), len(set(told))) == (7, 7, 14, 14)


def test_receipts_can_be_asked_for_from_a_day_on(story: Story) -> None:
    story.receipt(RECEIVED)
    today = clock.today()
    counts = [
        len(story.gateway.signed("GET", f"/v1/deliveries?since={day}").json["receipts"]) for day in (today, today + 1)
    ]
    assert counts == [1, 0]


def test_what_only_stopped_keys_could_open_becomes_a_refile_notice(story: Story) -> None:
    host = story.gateway.host
    assert host.directory.hold_stop(story.gateway.orgs.stop(story.gateway.orgs.leaf_of(FORCE, Role.CRIME)))
    page = story.listed(NGO)
    assert page["refile"] == [{"cid": story.report.report_id.hex(), "part": 1, "reason": "key-stopped"}]
    assert (story.state(), story.bytes_kept()) == ("refile", False)
    assert story.listed(FORCE)["deliveries"] == []


def test_a_report_sealed_to_keys_whose_time_is_over_is_not_admitted(gateway: Gateway) -> None:
    late = sealed_report(gateway.orgs, day=clock.today())
    gateway.host.today = lambda: clock.today() + 60  # type: ignore[method-assign]
    assert gateway.signed("POST", "/v1/sealed", late.upload).status_code == 403


def test_a_report_is_not_taken_under_the_id_of_another_though_the_memory_of_it_is_gone(gateway: Gateway) -> None:
    upload = sealed_report(gateway.orgs).upload
    assert gateway.signed("POST", "/v1/sealed", upload).status_code == 204
    with writing(gateway.host.engine) as connection:
        connection.execute(seen.delete())
    assert gateway.signed("POST", "/v1/sealed", upload).status_code == 403
    assert len(gateway.rows("reports")) == 1


def test_a_desks_own_reports_end_with_the_ngos_day_and_a_retry_costs_nothing(gateway: Gateway) -> None:
    here = gateway.with_settings(reports_a_day=1)
    story = Story(here)
    assert here.signed("POST", "/v1/sealed", story.report.upload).status_code == 204
    more = sealed_report(here.orgs)
    refused = here.signed("POST", "/v1/sealed", more.upload)
    assert (refused.status_code, refused.data) == (403, error_pages.REFUSED)
    assert len(here.rows("reports")) == 1


def test_several_are_fetched_in_one_answer_and_what_is_not_ours_is_empty(story: Story) -> None:
    other = Story(story.gateway)
    story.gateway.carry()
    ours = [line["id"] for line in story.listed(FORCE)["deliveries"]]
    theirs = story.listed(NGO)["deliveries"][0]["id"]
    door = story.gateway.door(FORCE)
    found = door.deliveries_of([ours[0], theirs, "00" * 16, ours[1]])
    assert found[1:3] == [b"", b""]
    assert {found[0], found[3]} == {door.delivery(each) for each in ours}
    assert {found[0][-len(one.report.crime) :] for one in (story, other)} <= {story.report.crime, other.report.crime}


def test_more_than_25_are_not_fetched_at_once(story: Story) -> None:
    with pytest.raises(RefusedByGateway):
        story.gateway.door(FORCE).deliveries_of(["00" * 16] * 26)


def test_several_receipts_are_all_taken_or_none(story: Story) -> None:
    other = Story(story.gateway)
    story.gateway.carry()
    signer = story.gateway.orgs.signer(FORCE, Role.POLICE_REPLY)
    words = [receipt(RECEIVED, one.report.report_id, one.digest, clock.today(), signer) for one in (story, other)]
    wrong = receipt(RECEIVED, other.report.report_id, bytes(32), clock.today(), signer)
    assert story.gateway.signed("POST", "/v1/receipts", words[0] + wrong, org=FORCE).status_code == 403
    assert story.gateway.rows("receipts") == []
    assert story.gateway.signed("POST", "/v1/receipts", b"".join(words), org=FORCE).status_code == 204
    assert {row.receipt for row in story.gateway.rows("receipts")} == set(words)
    for odd in (words[0] + b"x", words[0] * 26):
        assert story.gateway.signed("POST", "/v1/receipts", odd, org=FORCE).status_code == 403
