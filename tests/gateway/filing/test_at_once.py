"""What happens when several things happen in the same moment: on both engines, with real threads."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from gateway.store import mailboxes
from gateway.store.engine import reading, writing
from keys import clock
from keys.envelope.format import digest
from keys.envelope.receipts import Action, recall, receipt
from keys.roles import Role
from tests.gateway.running import URL, Gateway, headers
from tests.gateway.writing import as_json, posted, sealed_report
from tests.orgs import FORCE, NGO

CALLERS = 8


def at_once(calls: list[Callable[[], int]]) -> Counter[int]:
    with ThreadPoolExecutor(len(calls)) as pool:
        return Counter(future.result() for future in [pool.submit(call) for call in calls])


def signed(gateway: Gateway, path: str, body: bytes, org: str = NGO, content_type: str = "application/octet-stream"):
    """A request of its own client, so that threads share nothing but the application."""
    given = headers(gateway.orgs.signer(org, Role.DOOR), "POST", path, body)
    return gateway.app.test_client().post(path, base_url=URL, data=body, headers=given, content_type=content_type)


def test_one_form_sent_many_times_at_once_is_one_report(gateway_anywhere: Gateway) -> None:
    gateway, body = gateway_anywhere, as_json(posted())
    answers = at_once(
        [lambda: signed(gateway, "/v1/reports", body, content_type="application/json").status_code] * CALLERS
    )
    assert answers == {201: 1, 200: CALLERS - 1}
    assert (len(gateway.rows("reports")), len(gateway.rows("deliveries"))) == (1, 2)
    assert len(gateway.rows("nonces")) == CALLERS


def test_one_secret_with_many_texts_at_once_is_one_report_and_conflicts(gateway_anywhere: Gateway) -> None:
    gateway, secret = gateway_anywhere, secrets.token_hex(32)
    bodies = []
    for number in range(CALLERS):
        document = posted(secret)
        document["crime"]["acts_narrative"] += f" Part {number}."
        bodies.append(as_json(document))
    answers = at_once(
        [
            lambda body=body: signed(gateway, "/v1/reports", body, content_type="application/json").status_code
            for body in bodies
        ]
    )
    assert answers == {201: 1, 409: CALLERS - 1}
    assert len(gateway.rows("reports")) == 1


def test_one_sealed_report_sent_many_times_at_once_is_owed_once(gateway_anywhere: Gateway) -> None:
    gateway, upload = gateway_anywhere, sealed_report(gateway_anywhere.orgs).upload
    answers = at_once([lambda: signed(gateway, "/v1/sealed", upload).status_code] * CALLERS)
    assert answers == {204: CALLERS}
    assert len(gateway.rows("deliveries")) == 2


def test_writers_at_once_do_not_take_each_others_slot(gateway_anywhere: Gateway) -> None:
    engine, row = gateway_anywhere.host.engine, secrets.token_bytes(32)

    def write(number: int) -> int:
        with writing(engine) as connection:
            part = bytes([number]) * mailboxes.SLOT
            mailboxes.write(connection, row, part, police=number % 2 == 0, day=20000)
        return number

    at_once([lambda number=number: write(number) for number in range(1, 9)])
    with reading(engine) as connection:
        read = mailboxes.read(connection, row)
    assert sorted(read[at] for at in range(0, len(read), mailboxes.SLOT)) == list(range(1, 9))


def test_a_recall_and_a_receipt_at_once_end_in_an_order_the_desk_is_given(gateway_anywhere: Gateway) -> None:
    gateway = gateway_anywhere
    for _ in range(4):
        sealed = sealed_report(gateway.orgs)
        assert signed(gateway, "/v1/sealed", sealed.upload).status_code == 204
        gateway.carry()
        words = (sealed.report_id, digest(sealed.crime), clock.today())
        received = receipt(Action.RECEIVED, *words, gateway.orgs.signer(FORCE, Role.POLICE_REPLY))
        order = recall(*words, gateway.orgs.signer(NGO, Role.NGO_CASE))
        answers = at_once(
            [
                lambda body=received: signed(gateway, "/v1/receipts", body, FORCE).status_code,
                lambda body=order: signed(gateway, "/v1/recalls", body).status_code,
            ]
        )
        assert answers == {204: 2}
    assert {row.state for row in gateway.rows("deliveries") if row.part == 1} == {"received"}
    assert len(gateway.door(FORCE).deliveries()["recalls"]) == 4
