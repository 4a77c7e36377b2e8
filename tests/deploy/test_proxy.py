"""nginx as `deploy/nginx.conf` has it: real, on loopback, with a certificate made here."""

from __future__ import annotations

import http.client
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from deploy.broker import free_port
from gateway.look.http import MOST_BYTES

CONFIGURATION = Path(__file__).parents[2] / "deploy" / "nginx.conf"
ONION = CONFIGURATION.with_name("nginx-onion.conf")
FOLDERS = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")  # where nginx would put what it does not keep in memory


class Behind(BaseHTTPRequestHandler):
    """What stands where the gateway stands: it answers with what it was asked, and with how much."""

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        took = len(self.rfile.read(length))
        text = f"{took} {self.headers['X-Forwarded-For']} {self.headers['Host']}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "4000000")
        self.end_headers()
        self.wfile.write(bytes(4_000_000))

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def proxy(folder: Path, change: tuple[str, str] = ("", "")) -> Iterator[int]:
    """nginx runs with our file and cannot write a temporary file: the folders for them are away. Gives its port."""
    nginx = shutil.which("nginx") or "/usr/sbin/nginx"  # an ordinary user's path lacks it
    if not Path(nginx).exists():
        pytest.skip("there is no nginx: `deploy/test` says at its start how to get it")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=amparo.example",
         "-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"], check=True, capture_output=True,
    )  # fmt: skip
    behind = HTTPServer(("127.0.0.1", 0), Behind)
    threading.Thread(target=behind.serve_forever, daemon=True).start()
    port = free_port()
    site = CONFIGURATION.read_text().replace(*change) if change[0] else CONFIGURATION.read_text()
    site += ONION.read_text()
    for was, becomes in (
        ("/etc/amparo/tls", str(folder)),
        ("listen 443", f"listen 127.0.0.1:{port}"),
        ("listen 80", f"listen 127.0.0.1:{free_port()}"),
        ("127.0.0.1:8000", f"127.0.0.1:{behind.server_port}"),
        ("/run/amparo-onion.sock", f"{folder}/onion"),
    ):
        assert was in site
        site = site.replace(was, becomes)
    paths = "\n".join(f"{name}_temp_path {folder / name};" for name in FOLDERS)
    whole = f"daemon off; pid {folder}/pid; error_log {folder}/error.log;\nevents {{}}\n"
    (folder / "nginx.conf").write_text(f"{whole}http {{\naccess_log {folder}/access.log;\n{paths}\n{site}\n}}\n")
    process = subprocess.Popen([nginx, "-p", folder, "-c", folder / "nginx.conf"], stderr=subprocess.PIPE, text=True)
    try:
        until = time.monotonic() + 20
        while socket.socket().connect_ex(("127.0.0.1", port)):
            assert process.poll() is None, process.stderr and process.stderr.read()
            assert time.monotonic() < until
            time.sleep(0.05)
        for name in FOLDERS:
            shutil.rmtree(folder / name, ignore_errors=True)
        yield port
    finally:
        process.terminate()
        process.wait(20)
        behind.shutdown()


def ask(
    port: int, method: str, body: bytes | None = None, path: str = "/v1/reports", **headers: str
) -> tuple[int, bytes]:
    """What nginx answers; the name is the one of the file."""
    trusting = ssl._create_unverified_context()
    wrapped = trusting.wrap_socket(socket.create_connection(("127.0.0.1", port), 20), server_hostname="amparo.example")
    connection = http.client.HTTPSConnection("amparo.example", context=trusting)
    connection.sock = wrapped
    connection.request(method, path, body, {"Host": "amparo.example", **headers})
    answer = connection.getresponse()
    try:
        return answer.status, answer.read()
    except http.client.IncompleteRead:
        return answer.status, b""
    finally:
        connection.close()


def test_what_tor_brings_reaches_the_same_gateway_without_an_address(tmp_path: Path) -> None:
    name = "a2" * 28 + ".onion"
    with proxy(tmp_path), socket.socket(socket.AF_UNIX) as tor:
        tor.connect(f"{tmp_path}/onion")
        connection = http.client.HTTPConnection(name)
        connection.sock = tor
        connection.request("POST", "/", b"code", {"Host": name, "X-Forwarded-For": "192.0.2.1"})
        assert connection.getresponse().read() == f"4 127.0.0.1 {name}".encode()
        connection.request("GET", "/healthz", headers={"Host": name})
        assert connection.getresponse().status == 404
    assert not (tmp_path / "access.log").exists() or (tmp_path / "access.log").read_text() == ""


def test_the_largest_report_passes_without_a_byte_on_the_disk(tmp_path: Path) -> None:
    with proxy(tmp_path) as port:
        status, said = ask(port, "POST", bytes(MOST_BYTES), **{"X-Forwarded-For": "192.0.2.1"})
        assert (status, said) == (200, f"{MOST_BYTES} 127.0.0.1 amparo.example".encode())
        assert ask(port, "GET") == (200, bytes(4_000_000))
        assert ask(port, "POST", bytes(MOST_BYTES + 1))[0] == 413
    assert not (tmp_path / "access.log").exists() or (tmp_path / "access.log").read_text() == ""
    assert not re.search("127.0.0.1|reports", (tmp_path / "error.log").read_text())


def test_only_the_load_balancer_s_address_is_told_of_health(tmp_path: Path) -> None:
    with proxy(tmp_path) as port:
        assert ask(port, "GET", path="/healthz")[0] == 200
    with proxy(tmp_path, ("allow 127.0.0.1;", "allow 192.0.2.1;")) as port:
        assert ask(port, "GET", path="/healthz")[0] == 403
        assert ask(port, "GET")[0] == 200


def test_a_buffer_that_is_too_small_would_have_been_seen(tmp_path: Path) -> None:
    """The same proxy with nginx's usual buffer wants to write the body to a disk, and cannot."""
    with proxy(tmp_path, ("client_body_buffer_size 256k", "client_body_buffer_size 8k")) as port:
        assert ask(port, "POST", bytes(MOST_BYTES))[0] == 500


def test_whoever_asks_for_another_name_learns_nothing(tmp_path: Path) -> None:
    with proxy(tmp_path) as port, pytest.raises(ssl.SSLError):
        ssl._create_unverified_context().wrap_socket(
            socket.create_connection(("127.0.0.1", port), 20), server_hostname="another.example"
        )
