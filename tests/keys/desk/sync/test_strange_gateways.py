"""Whatever a gateway answers, a desk takes what is true or says a sentence; it never breaks and never believes."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keys.desk.case_view.listing import case_list
from keys.desk.desk import Desk
from keys.desk.errors import DeskError, GatewayFault, NotReached, RefusedByGateway
from keys.desk.sync import directory, fetch
from keys.desk.sync.gateway_client import GatewayClient
from keys.errors import AmparoError
from keys.roles import Kind, Role
from tests.gateway.running import URL
from tests.orgs import FORCE, Orgs, make_orgs
from tests.world import create_desk

ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=40) | st.sampled_from(["ab" * 16, "AAAA", "next"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)
NAMES = ("id", "part", "from", "day", "cid", "receipt", "reason")
ROW = st.fixed_dictionaries({}, optional=dict.fromkeys(NAMES, ANY))
PAGE = st.fixed_dictionaries(
    {},
    optional={
        "deliveries": st.lists(ROW, max_size=3) | ANY,
        "receipts": st.lists(ROW, max_size=3) | ANY,
        "recalls": st.lists(ANY, max_size=3) | ANY,
        "refile": st.lists(ROW, max_size=3) | ANY,
        "next": ANY,
    },
)


@pytest.fixture(scope="module")
def orgs() -> Orgs:
    return make_orgs()


class Answers:
    """A gateway that answers each path with what it was told to."""

    def __init__(self) -> None:
        self.says: dict[str, bytes] = {}
        self.status = 200
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        return httpx.Response(self.status, content=self.says.get(request.url.path, b"{}"))


@pytest.fixture(scope="module")
def answers() -> Answers:
    return Answers()


@pytest.fixture(scope="module")
def desk(orgs: Orgs, answers: Answers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder: Path = tmp_path_factory.mktemp("strange") / "desk"
    create_desk(
        folder,
        FORCE,
        Kind.POLICE,
        URL,
        orgs.genesis,
        orgs.openers_of(FORCE),
        orgs.signers_of(FORCE),
        b"words",
        demonstration=True,
    ).close()
    desk = Desk.open(folder, b"words", transport=httpx.MockTransport(answers))
    directory.take(desk.vault, orgs.genesis, orgs.leaves, checkpoints=[orgs.publish()])
    yield desk
    desk.close()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(page=PAGE, sealed=st.binary(max_size=300))
def test_any_list_is_taken_or_refused_with_a_sentence(
    desk: Desk, answers: Answers, page: dict[str, object], sealed: bytes
) -> None:
    answers.status = 200
    answers.says = {"/v1/deliveries": json.dumps(page).encode(), f"/v1/deliveries/{'ab' * 16}": sealed}
    try:
        done = fetch.Received()
        listed = [row for page in fetch._pages_of(desk) for row in fetch.rows(page, "deliveries")]
        fetch._take_listed(desk, listed, desk.directory.view(), done)
    except AmparoError:
        done = None
    assert done is None or done.new == []
    assert case_list(desk) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=80) | ANY.map(lambda value: json.dumps({"leaves": value, "stops": value}).encode()))
def test_any_directory_is_refused_with_a_sentence(desk: Desk, answers: Answers, body: bytes) -> None:
    answers.status = 200
    answers.says = {"/v1/directory": body}
    size = desk.directory.view().size
    with contextlib.suppress(AmparoError):
        desk.directory.refresh()
    assert desk.directory.view().size == size


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (500, GatewayFault), (503, GatewayFault), (429, GatewayFault), (403, RefusedByGateway), (401, RefusedByGateway),
        (400, RefusedByGateway), (404, RefusedByGateway), (302, RefusedByGateway),
    ],
)  # fmt: skip
def test_each_answer_has_its_own_sentence(desk: Desk, answers: Answers, status: int, error: type[DeskError]) -> None:
    answers.status = status
    with pytest.raises(error) as trouble:
        desk.client.deliveries()
    assert str(trouble.value).endswith(".")


def test_a_wrong_clock_is_named_as_the_cause(orgs: Orgs) -> None:
    late = httpx.MockTransport(lambda request: httpx.Response(403, headers={"date": "Sun, 22 Nov 2015 10:00:00 GMT"}))
    door = GatewayClient(URL, lambda: orgs.signer(FORCE, Role.DOOR), transport=late)
    with pytest.raises(RefusedByGateway, match="clock is"):
        door.deliveries()


@pytest.mark.parametrize(
    "failure", [httpx.ConnectError, httpx.ReadError, httpx.ConnectTimeout, httpx.RemoteProtocolError]
)
def test_no_line_is_another_error_than_a_refusal(orgs: Orgs, failure: type[httpx.TransportError]) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise failure("broken", request=request)

    door = GatewayClient(URL, lambda: orgs.signer(FORCE, Role.DOOR), transport=httpx.MockTransport(fail))
    with pytest.raises(NotReached, match="othing is lost"):
        door.deliveries()


def test_an_answer_without_end_is_not_read_to_its_end(orgs: Orgs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("keys.desk.sync.gateway_client._BIGGEST", 10_000)

    def endless() -> Iterator[bytes]:
        while True:
            yield b"x" * 4096

    transport = httpx.MockTransport(lambda request: httpx.Response(200, content=endless()))
    with pytest.raises(GatewayFault, match="does not end"):
        GatewayClient(URL, lambda: orgs.signer(FORCE, Role.DOOR), transport=transport).directory()


def test_a_request_says_nothing_of_who_sits_there(desk: Desk, answers: Answers) -> None:
    answers.status, answers.asked = 200, []
    desk.client.deliveries()
    desk.client.post_unsigned("/v1/mailbox/wipe", bytes(32))
    signed, unsigned = answers.asked
    assert "signature" in signed.headers
    assert "signature" not in unsigned.headers
    for request in answers.asked:
        assert request.headers["connection"] == "close"
        assert not {"cookie", "referer", "from"} & set(request.headers)


@pytest.mark.parametrize(
    "address",
    ["http://gateway.example", "http://10.0.0.1", "ftp://127.0.0.1", "gateway", "", "http://127.0.0.1.example"],
)
def test_an_address_without_tls_is_refused(address: str) -> None:
    with pytest.raises(DeskError, match="https"):
        GatewayClient(address, lambda: pytest.fail("never asked"))


@pytest.mark.parametrize(
    "address", ["https://g.example", "http://127.0.0.2:81/", "http://[::1]:80", "http://localhost"]
)
def test_https_and_this_machine_are_taken(address: str) -> None:
    GatewayClient(address, lambda: pytest.fail("never asked"))
