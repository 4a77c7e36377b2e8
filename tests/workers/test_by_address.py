"""Envelopes travel by HTTPS and by e-mail to the address that the directory names, and nowhere else."""

from __future__ import annotations

import os
import ssl
import threading
import time
from collections.abc import Iterator
from email import message_from_bytes, policy
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from sqlalchemy import Engine

from deploy.broker import free_port
from gateway.store.directory import CHECKPOINT, LEAF, Line, add
from gateway.store.engine import writing
from keys.directory.notes import sign_note
from keys.directory.statements import Endpoint
from keys.roles import Part
from tests.orgs import make_orgs
from tests.workers.owed import FORCE, body_of, owe_single
from workers.couriers.http import Http
from workers.couriers.inbox import Inbox
from workers.couriers.mail import SUBJECT, Mail, Relay
from workers.deliver import Courier, deliver
from workers.endpoints import Endpoints
from workers.errors import Unavailable, WillNotCarry

KEY = "0123456789abcdef" * 2


@pytest.fixture
def certificates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A server's TLS for 127.0.0.1, of an authority that this machine trusts for the test."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


class Receiver(ThreadingHTTPServer):
    """What an IT department would write: keeps each body under its key, and answers `status`."""

    def __init__(self, tls: ssl.SSLContext) -> None:
        super().__init__(("127.0.0.1", 0), Keep)
        self.socket = tls.wrap_socket(self.socket, server_side=True)
        self.kept: dict[str, bytes] = {}
        self.status = 204
        self.asked = 0

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}/amparo"


class Keep(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        self.server.asked += 1
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.server.status < 300:
            self.server.kept[self.headers["Idempotency-Key"]] = body
        self.send_response(self.server.status)
        if self.server.status in (301, 307):
            self.send_header("Location", f"https://{self.server.address}/elsewhere")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def receiver(certificates: ssl.SSLContext) -> Iterator[Receiver]:
    server = Receiver(certificates)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


class Post:
    """Keeps the messages that a relay was given."""

    def __init__(self) -> None:
        self.messages: list[bytes] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:
        self.messages.append(envelope.content)
        return "250 taken"


@pytest.fixture
def post(certificates: ssl.SSLContext) -> Iterator[tuple[Post, Relay]]:
    kept = Post()
    server = Controller(kept, hostname="127.0.0.1", port=free_port(), tls_context=certificates, require_starttls=True)
    server.start()
    yield kept, Relay("127.0.0.1", server.port, "gateway@amparo.invalid")
    server.stop()


def test_a_server_is_posted_exactly_the_bytes_under_the_deliverys_id(receiver: Receiver) -> None:
    sealed = os.urandom(16904)
    for _ in range(2):
        Http(lambda _scheme: receiver.address).carry(sealed, KEY)
    assert receiver.kept == {KEY: sealed}


@pytest.mark.parametrize("status", [301, 307, 400, 403, 404, 429, 500, 503])
def test_whatever_is_no_success_is_tried_again_and_no_redirect_is_followed(receiver: Receiver, status: int) -> None:
    receiver.status = status
    with pytest.raises(Unavailable) as obstacle:
        Http(lambda _scheme: receiver.address).carry(b"sealed", KEY)
    assert obstacle.value.code == f"http-{status}"
    assert receiver.asked == 1


def test_a_server_of_another_authority_is_sent_nothing(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(Unavailable):
        Http(lambda _scheme: receiver.address).carry(b"sealed", KEY)
    assert receiver.asked == 0


def test_every_message_has_one_size_and_one_subject_whatever_it_carries(post: tuple[Post, Relay]) -> None:
    kept, relay = post
    mail = Mail(relay, lambda _scheme: "reports@northshire.example")
    small, large = os.urandom(138), os.urandom(65_000)
    for sealed in (small, large):
        mail.carry(sealed, KEY)
    first, second = (message_from_bytes(raw, policy=policy.default) for raw in kept.messages)
    assert len({len(raw) for raw in kept.messages}) == 1
    assert {one["Subject"] for one in (first, second)} == {SUBJECT}
    assert {one["Message-ID"] for one in (first, second)} == {f"<{KEY}@amparo.invalid>"}
    for message, sealed in ((first, small), (second, large)):
        attached = {part.get_filename(): part.get_content() for part in message.iter_attachments()}
        assert attached[f"{KEY}.amparo"] == sealed


def test_a_relay_without_starttls_is_sent_nothing(tmp_path: Path) -> None:
    kept = Post()
    server = Controller(kept, hostname="127.0.0.1", port=free_port())
    server.start()
    relay = Relay("127.0.0.1", server.port, "gateway@amparo.invalid")
    with pytest.raises(Unavailable):
        Mail(relay, lambda _scheme: "reports@northshire.example").carry(b"sealed", KEY)
    server.stop()
    assert kept.messages == []


def test_what_is_too_large_for_the_one_size_is_handed_to_a_person(post: tuple[Post, Relay]) -> None:
    kept, relay = post
    with pytest.raises(WillNotCarry) as refusal:
        Mail(relay, lambda _scheme: "reports@northshire.example").carry(bytes(200_000), KEY)
    assert refusal.value.code == "too-large"
    assert kept.messages == []


class Shared:
    """The directory as gateways leave it in the database."""

    def __init__(self, store: Engine) -> None:
        self.store, self.orgs = store, make_orgs()
        self.endpoints = Endpoints(store, self.orgs.genesis)
        self.hand_over()

    def name(self, url: str, signers: int = 2) -> None:
        statement = Endpoint(self.orgs.genesis, FORCE, url)
        self.orgs.leaves.append(sign_note(statement.text, *self.orgs.coalition.sign[:signers]))
        self.hand_over()

    def hand_over(self) -> None:
        found = [Line(LEAF, number, leaf) for number, leaf in enumerate(self.orgs.leaves)]
        found.append(Line(CHECKPOINT, len(self.orgs.leaves), self.orgs.publish()))
        with writing(self.store) as connection:
            add(connection, found)


def test_only_a_signed_statement_names_an_address_and_the_newest_counts(store: Engine) -> None:
    shared = Shared(store)
    with pytest.raises(Unavailable, match="no-endpoint"):
        shared.endpoints.address(FORCE, "https://")
    shared.name("https://old.northshire.example/amparo")
    shared.name("https://new.northshire.example/amparo")
    assert shared.endpoints.address(FORCE, "https://") == "new.northshire.example/amparo"
    with pytest.raises(Unavailable, match="no-endpoint"):
        shared.endpoints.address(FORCE, "mailto:")
    shared.name("https://evil.example/", signers=1)
    assert shared.endpoints.address(FORCE, "https://") == "new.northshire.example/amparo"


def test_without_a_directory_that_is_in_force_nothing_travels(store: Engine) -> None:
    with pytest.raises(Unavailable, match="directory"):
        Endpoints(store, bytes(32)).address(FORCE, "https://")
    Shared(store)
    with pytest.raises(Unavailable, match="directory"):
        Endpoints(store, bytes(32)).address(FORCE, "https://")


class Dead:
    """A server that answers nobody, until the connection is given up."""

    leaves_it = "carried"

    def __init__(self) -> None:
        self.asked = 0

    def carry(self, envelope: bytes, idempotency_key: str) -> None:
        self.asked += 1
        time.sleep(1.0)
        raise Unavailable("no-answer")


def test_one_dead_desk_among_fifty_is_asked_once_and_delays_nobody(store: Engine) -> None:
    dead = Dead()
    waiting = [owe_single(store, Part.TO_POLICE, "dead-police") for _ in range(5)]
    others = {owe_single(store, Part.TO_POLICE, f"force-{n}") for n in range(49)}

    def courier_of(org: str) -> Courier:
        return dead if org == "dead-police" else Inbox()

    outcomes = deliver(store, courier_of, lease=90)
    assert {id_ for id_, outcome in outcomes.items() if outcome == "released"} == others
    assert {outcomes[id_] for id_ in waiting} == {"no-answer"}
    assert dead.asked == 1


def test_what_is_owed_reaches_the_named_server(store: Engine, receiver: Receiver) -> None:
    shared = Shared(store)
    shared.name(f"https://{receiver.address}")
    single = owe_single(store)
    assert deliver(store, lambda org: Http(partial(shared.endpoints.address, org)), lease=90) == {single: "carried"}
    assert receiver.kept == {single.hex(): body_of(store, single)}
