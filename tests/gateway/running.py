"""A gateway in this process, and requests to it signed by hand or by a desk's own client."""

from __future__ import annotations

import secrets
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import select
from werkzeug.test import TestResponse

from deploy.demonstration.browser import Browser
from gateway.app import create_app
from gateway.config import Settings
from gateway.runtime import Host
from gateway.store.engine import reading
from gateway.store.tables import metadata
from keys import clock
from keys.desk.sync.gateway_client import GatewayClient
from keys.directory.files import append_checkpoint, append_leaf, checkpoints_of
from keys.roles import Kind, Role
from keys.signing import Signer
from tests.orgs import GATEWAY, NGO, ORGS, Orgs
from workers.couriers.inbox import Inbox
from workers.deliver import deliver

URL = "http://127.0.0.1:8000"
NO_BROKER = "redis://127.0.0.1:1/0"  # nothing listens on port 1: the broker is away
COMPONENTS = ("@method", "@authority", "@path", "@query", "content-digest")


def settings_in(folder: Path, orgs: Orgs, database_url: str) -> Settings:
    """Settings whose directory is in `folder`; the key is handed to the host, so no key file is needed."""
    directory = folder / "directory"
    for leaf in orgs.leaves:
        append_leaf(directory, leaf)
    append_checkpoint(checkpoints_of(directory), orgs.publish())
    return Settings(
        public_url=URL,
        database_url=database_url,
        redis_url=NO_BROKER,
        directory=directory,
        genesis=orgs.genesis,
        gateway_org=GATEWAY,
        intake_key=folder / "none",
        intake_passphrase=b"",
        pepper=sha256(b"pepper").digest(),
        accounts_key=sha256(b"accounts").digest(),
        reports_a_day=1_000_000,
        writes_to_a_box=40,
    )


class CompiledOnce(BytecodeCache):
    """Templates that one test has compiled are not compiled again for the next."""

    def __init__(self) -> None:
        self._compiled: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if raw := self._compiled.get((bucket.key, bucket.checksum)):
            bucket.bytecode_from_string(raw)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._compiled[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


COMPILED = CompiledOnce()


class Gateway:
    """An application on its own database, with the private halves of everybody at hand."""

    def __init__(self, orgs: Orgs, settings: Settings) -> None:
        self.orgs = orgs
        self.nudged = 0  # how often the workers were told that something is owed
        self.host = Host(settings, orgs.signer(GATEWAY, Role.INTAKE))
        self.host.nudge = self._nudge  # type: ignore[assignment]
        self.app = create_app(host=self.host)
        self.app.jinja_env.bytecode_cache = COMPILED
        self.client = self.app.test_client()

    def _nudge(self) -> None:
        self.nudged += 1

    def browser(self) -> Browser:
        """A new browser at its pages."""
        return Browser(URL, self.app)

    def publish(self) -> None:
        """The log's newest checkpoint is of now."""
        append_checkpoint(checkpoints_of(self.host.settings.directory), self.orgs.publish())

    def door(self, org: str) -> GatewayClient:
        """A desk's own HTTP client, straight into this application."""
        return GatewayClient(URL, lambda: self.orgs.signer(org, Role.DOOR), transport=httpx.WSGITransport(app=self.app))

    def signed(self, method: str, path: str, body: bytes = b"", *, org: str = NGO, **changes: Any) -> TestResponse:
        """A request signed by `org`'s door key; `changes` as in `headers`."""
        content_type = changes.pop("content_type", "application/octet-stream" if method == "POST" else None)
        given = headers(self.orgs.signer(org, Role.DOOR), method, path, body, **changes)
        return self.client.open(path, base_url=URL, method=method, data=body, headers=given, content_type=content_type)

    def plain(self, method: str, path: str, body: bytes = b"", **named: Any) -> TestResponse:
        named.setdefault("content_type", "application/octet-stream")
        return self.client.open(path, base_url=URL, method=method, data=body, **named)

    def carry(self) -> int:
        """The workers carried whatever is owed to where its organisation may fetch it. How many."""
        return len(deliver(self.host.engine, lambda _org: Inbox(), lease=60))

    def rows(self, table: str) -> list[Any]:
        with reading(self.host.engine) as connection:
            return list(connection.execute(select(metadata.tables[table])))

    def with_settings(self, **changes: Any) -> Gateway:
        return Gateway(self.orgs, replace(self.host.settings, **changes))


def headers(
    signer: Signer,
    method: str,
    path: str,
    body: bytes,
    *,
    created: int | None = None,
    nonce: str | None = None,
    kid: str | None = None,
    tag: str = "amparo1-door",
    components: tuple[str, ...] = COMPONENTS,
    authority: str = "127.0.0.1:8000",
    digest: str | None = None,
    more: str = "",
) -> dict[str, str]:
    """The three headers of a signed request, made without any of the code under test."""
    target, _, query = path.partition("?")
    digest = digest or f"sha-256=:{b64encode(sha256(body).digest()).decode()}:"
    values = {
        "@method": method,
        "@authority": authority,
        "@path": target,
        "@query": f"?{query}",
        "content-digest": digest,
    }
    created = int(clock.now()) if created is None else created
    covered = " ".join(f'"{name}"' for name in components)
    params = (
        f'({covered});created={created};keyid="{kid or signer.kid.hex()}"'
        f';nonce="{nonce or secrets.token_urlsafe(18)}";tag="{tag}"{more}'
    )
    base = "\n".join([*(f'"{name}": {values[name]}' for name in components), f'"@signature-params": {params}'])
    signature = b64encode(signer.sign_text(base.encode())).decode()
    return {"Content-Digest": digest, "Signature-Input": f"sig1={params}", "Signature": f"sig1=:{signature}:"}


def kinds(kind: Kind) -> list[str]:
    return [org for org, its in ORGS.items() if its is kind]
