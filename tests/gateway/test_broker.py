"""The broker may stand elsewhere: behind TLS, or where Sentinels say; and may move while everybody goes on."""

from __future__ import annotations

import datetime
import ipaddress
import socket
import ssl
import subprocess
import threading
from contextlib import ExitStack, suppress
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from deploy.benchmark.cluster import HOST
from deploy.broker import find_server, free_port, start_broker
from gateway.broker import connect, for_celery, read_sentinels, refuse_bad
from gateway.quotas import Quotas, persistence
from gateway.store.engine import migrate, open_store
from gateway.wake_workers import WorkerSignal
from tests.workers.owed import owe_single, row_of
from tests.workers.test_celery import Worker, wait_for

PEPPER, PASSWORD = sha256(b"pepper").digest(), "opensesame"


def test_each_address_is_told_to_celery_in_its_own_words() -> None:
    assert for_celery("unix:///run/amparo/broker")["broker_url"] == "redis+socket:///run/amparo/broker"
    assert for_celery("redis://127.0.0.1/0")["broker_url"] == "redis://127.0.0.1/0"
    told = for_celery("sentinel://:word@one,two:2/amparo", max_retries=0)
    assert told["broker_url"] == "sentinel://:word@one:26379/0;sentinel://:word@two:2/0"
    assert told["broker_transport_options"] == {"max_retries": 0, "master_name": "amparo"}
    told = for_celery("rediss://:word@one:2/0?ssl_ca_certs=/ca.pem")
    assert told["broker_url"] == "rediss://:word@one:2/0"
    assert told["broker_use_ssl"]["ssl_ca_certs"] == "/ca.pem"
    assert told["broker_use_ssl"]["ssl_cert_reqs"] == ssl.CERT_REQUIRED


@pytest.mark.parametrize(
    "url", ["http://x", "sentinel://one", "sentinel:///amparo", "sentinel://one,,two/amparo", "sentinel://one/a/b"]
)
def test_another_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"scheme|Sentinel"):
        refuse_bad(url)


def test_who_asks_for_no_verifying_is_verified_all_the_same() -> None:
    told = for_celery("rediss://one/0?ssl_cert_reqs=none")
    assert told["broker_use_ssl"]["ssl_cert_reqs"] == ssl.CERT_REQUIRED
    with pytest.raises(ValueError, match="verif"):
        refuse_bad("rediss://one/0?ssl_cert_reqs=none")


class Watched:
    """A server, its copy, and one Sentinel that may promote the copy; all in memory."""

    def __init__(self, folder: Path, ended: ExitStack) -> None:
        self.folder, self.ended = folder, ended
        self.one, self.two, self.sentinel = free_port(), free_port(), free_port()
        in_memory = (
            f'requirepass {PASSWORD}\nmasterauth {PASSWORD}\nsave ""\nappendonly no\nrepl-diskless-sync yes\n'
            "repl-diskless-sync-delay 0\nrepl-diskless-load swapdb\n"
        )
        self.primary = self._start(self.one, in_memory)
        self._start(self.two, in_memory + f"replicaof {HOST} {self.one}\n")
        copied = connect(f"redis://:{PASSWORD}@{HOST}:{self.two}/0", patience=1)
        wait_for(lambda: _says(copied, b"master_link_status", "up"))
        self._start(
            self.sentinel,
            f"sentinel monitor amparo {HOST} {self.one} 1\nsentinel auth-pass amparo {PASSWORD}\n"
            "sentinel down-after-milliseconds amparo 1000\nsentinel failover-timeout amparo 3000\n",
            "--sentinel",
        )
        self.url = f"sentinel://:{PASSWORD}@{HOST}:{self.sentinel}/amparo"
        watcher = connect(f"redis://{HOST}:{self.sentinel}/0", patience=1)
        wait_for(lambda: _copies(watcher) == 1)

    def _start(self, port: int, settings: str, *more: str) -> subprocess.Popen[bytes]:
        file = self.folder / f"{port}.conf"
        file.write_text(f"port {port}\nbind {HOST}\ndir {self.folder}\n{settings}")
        process = subprocess.Popen([find_server(), str(file), *more], stdout=subprocess.DEVNULL)
        self.ended.callback(process.wait)
        self.ended.callback(process.kill)
        return process


def _says(server, name: bytes, value: str) -> bool:  # type: ignore[no-untyped-def]
    with suppress(Exception):
        return bool(server.info("replication").get(name.decode()) == value)
    return False


def _copies(sentinel) -> int:  # type: ignore[no-untyped-def]
    with suppress(Exception):
        return len(sentinel.execute_command("SENTINEL", "REPLICAS", "amparo"))
    return 0


@pytest.mark.slow
def test_where_sentinels_promote_another_server_gateways_and_workers_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.quotas.PATIENCE", 5.0)  # after one late answer a process counts for itself, by design
    with ExitStack() as ended:
        watched = Watched(tmp_path, ended)
        assert read_sentinels(watched.url).hosts == ((HOST, watched.sentinel),)
        assert persistence(watched.url) == ""
        database = f"sqlite:///{tmp_path}/gateway.sqlite"
        migrate(database)
        store = open_store(database)
        ended.callback(store.dispose)
        quotas, nudge = Quotas(watched.url, PEPPER), WorkerSignal(watched.url)
        wait_for(lambda: quotas.answers())  # until then it counts for itself
        assert [quotas.allow(b"a", 3, 20000) for _ in range(2)] == [True, True]

        def delivered_by_nudge() -> None:
            single = owe_single(store)
            # a nudge may be lost with the server that took it: the next one, or the sweep, makes up for it
            wait_for(lambda: _flushed(nudge) and row_of(store, single).state == "released")

        broker = SimpleNamespace(url=watched.url)
        with Worker(database, broker, tmp_path, AMPARO_SWEEP_SECONDS="600"):  # type: ignore[arg-type]
            delivered_by_nudge()
            watched.primary.kill()
            wait_for(lambda: quotas.answers())
            delivered_by_nudge()
        wait_for(lambda: quotas.answers())
        assert [quotas.allow(b"a", 3, 20000) for _ in range(2)] == [True, False]  # the copy knew of the first two


def _flushed(nudge: WorkerSignal) -> bool:
    nudge._owed.set()
    return nudge.flush()


@pytest.mark.slow
def test_a_broker_behind_tls_is_verified_counted_with_and_nudged(tmp_path: Path) -> None:
    with start_broker(tmp_path / "broker") as broker:
        port, file = _tls_before(broker.port or 0, tmp_path)
        password = urlsplit(broker.url).password
        url = f"rediss://:{password}@{HOST}:{port}/0?ssl_ca_certs={file}"
        quotas = Quotas(url, PEPPER)
        assert [quotas.allow(b"a", 1, 20000) for _ in range(2)] == [True, False]
        assert Quotas(broker.url, PEPPER).allow(b"a", 2, 20000) is False  # the same server, by another way
        assert _flushed(WorkerSignal(url))
        assert connect(broker.url, patience=1).llen("deliver") == 1
        # a certificate that nobody we know has signed; another number, because Celery keeps connections by address
        stranger = url.partition("?")[0].removesuffix("0") + "1"
        assert not Quotas(stranger, PEPPER).answers()
        assert not _flushed(WorkerSignal(stranger))


def _tls_before(port: int, folder: Path) -> tuple[int, Path]:
    """(port, file of the certificate): TLS ends there and goes on in the clear."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / "broker.pem", folder / "broker-key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, private)
    listening = socket.create_server((HOST, 0))

    def pump(a: socket.socket, b: socket.socket) -> None:
        with suppress(OSError):
            while read := a.recv(65536):
                b.sendall(read)
        with suppress(OSError):
            b.shutdown(socket.SHUT_RDWR)

    def serve() -> None:
        while True:
            raw, _ = listening.accept()
            with suppress(OSError):
                near, far = context.wrap_socket(raw, server_side=True), socket.create_connection((HOST, port))
                for pair in ((near, far), (far, near)):
                    threading.Thread(target=pump, args=pair, daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    return int(listening.getsockname()[1]), certificate
