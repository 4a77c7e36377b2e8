"""Separate processes over real sockets: `amparo-desk` at a force and at an NGO, and a gateway that listens."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from deploy.broker import free_port
from keys.desk.store.folder import Settings, make_folder
from keys.roles import Kind, Role
from tests.gateway.running import Gateway, headers, settings_in
from tests.gateway.writing import as_json, posted
from tests.orgs import FORCE, NGO, Orgs
from tests.world import PASSPHRASE


class Listening:
    """A gateway on a port of its own, and desks as commands."""

    def __init__(self, gateway: Gateway, url: str, folder: Path) -> None:
        self.gateway, self.url, self.folder = gateway, url, folder
        self.secret = folder / "passphrase"
        self.secret.write_bytes(PASSPHRASE)
        self.secret.chmod(0o600)
        for org, kind in ((FORCE, Kind.POLICE), (NGO, Kind.NGO)):
            orgs = gateway.orgs
            signers = orgs.signers_of(org)
            settings = Settings(org, kind, url, orgs.genesis, demonstration=True)
            make_folder(folder / org, settings, PASSPHRASE, openers=orgs.openers_of(org), signers=signers)

    def run(self, org: str, *words: str, code: int = 0) -> str:
        command = [sys.executable, "-m", "keys.desk.cli.main", "--desk", str(self.folder / org)]
        command += ["--passphrase-file", str(self.secret), *words]
        env = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, env=env)
        assert done.returncode == code, done.stdout + done.stderr
        assert "Traceback" not in done.stdout + done.stderr
        self.gateway.carry()
        return done.stdout + done.stderr


@pytest.fixture
def listening(orgs: Orgs, sqlite_url: str, tmp_path: Path) -> Iterator[Listening]:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        bound.listen(16)
        port = bound.getsockname()[1]
        url = f"http://127.0.0.1:{port}"
        gateway = Gateway(orgs, settings_in(tmp_path, orgs, sqlite_url)).with_settings(public_url=url)
        server = make_server("127.0.0.1", port, gateway.app, threaded=True, fd=bound.fileno())
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        folder = tmp_path / "desks"
        folder.mkdir()
        yield Listening(gateway, url, folder)
        server.shutdown()
        thread.join()


def test_a_report_goes_from_the_gateway_to_two_desks_and_back(listening: Listening) -> None:
    authority = listening.url.removeprefix("http://")
    body = as_json(posted())
    answer = listening.gateway.client.open(
        "/v1/reports",
        base_url=listening.url,
        method="POST",
        data=body,
        headers=_signed(listening, body, authority),
        content_type="application/json",
    )
    assert answer.status_code == 201
    ref = json.loads(answer.get_data())["reference"]
    listening.gateway.carry()
    assert "All in order" in listening.run(FORCE, "check")
    assert ref[:8] in listening.run(FORCE, "receive")
    assert "Sealed by the gateway amparo-gateway" in listening.run(FORCE, "show", ref[:8])
    assert ref[:8] in listening.run(NGO, "receive")
    listening.run(NGO, "confirm", ref[:8])
    listening.run(FORCE, "receive")
    assert "Confirmed by Casa Aurora" in listening.run(FORCE, "show", ref)
    listening.run(FORCE, "status", ref, "arrested", "--now")
    listening.run(NGO, "receive")
    first = listening.run(NGO, "today").splitlines()[0]
    assert first.startswith(ref[:8])
    assert "arrested" in first
    assert "is for an NGO's desk" in listening.run(FORCE, "safe", ref, code=1)


def test_without_a_gateway_every_command_says_one_sentence(listening: Listening) -> None:
    settings = listening.folder / FORCE / "desk.toml"
    settings.write_text(settings.read_text().replace(listening.url, f"http://127.0.0.1:{free_port()}"))
    for words in (("receive",), ("send",), ("check",)):
        assert "could not be reached" in listening.run(FORCE, *words, code=1)


def test_an_address_that_is_not_safe_is_refused(listening: Listening) -> None:
    settings = listening.folder / FORCE / "desk.toml"
    settings.write_text(settings.read_text().replace(listening.url, "http://gateway.example"))
    assert "must begin with https://" in listening.run(FORCE, "receive", code=1)


def _signed(listening: Listening, body: bytes, authority: str) -> dict[str, str]:
    signer = listening.gateway.orgs.signer(NGO, Role.DOOR)
    return headers(signer, "POST", "/v1/reports", body, authority=authority)
