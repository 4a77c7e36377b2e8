"""The demonstration's one caseworker, an administrator. Password and second factor lie in a file, to be shown again."""

from __future__ import annotations

import json
import secrets
import time
from dataclasses import dataclass

import pyotp
from sqlalchemy import Engine

from deploy.demonstration.deployment import NGO, Deployment
from deploy.demonstration.programs import CannotStart
from gateway.accounts.signin import enrol
from gateway.store import accounts
from gateway.store.engine import open_store, reading
from keys import clock
from keys.keyfiles import read_private_file, write_private_file

NAME = "dalva"


@dataclass(frozen=True)
class Caseworker:
    """Who signs in at the hosted page. `secret` is the base32 text for an authenticator app."""

    name: str
    password: str
    secret: str

    def code(self) -> str:
        """The six digits of this half minute."""
        return pyotp.TOTP(self.secret).now()

    def fresh_code(self) -> str:
        """A code not used yet: a new half minute has begun (each code works once)."""
        step = int(time.time()) // 30
        while int(time.time()) // 30 == step:
            time.sleep(0.2)
        return self.code()


def kept(deployment: Deployment) -> Caseworker | None:
    """The account that was made before, as its file says."""
    path = deployment.folder / "caseworker.json"
    return Caseworker(**json.loads(read_private_file(path))) if path.exists() else None


def made(deployment: Deployment, database_url: str) -> Caseworker:
    """The account exists in this database. It is made anew when its file or its row is gone."""
    engine = open_store(database_url)
    try:
        known = kept(deployment)
        if known and _row(engine):
            return known
        if _row(engine):
            raise CannotStart(
                "This database belongs to another demonstration, whose folder is not here. "
                "Use an empty one, or leave AMPARO_DATABASE_URL unset."
            )
        password = "-".join(secrets.token_hex(2) for _ in range(4))
        key = bytes.fromhex(read_private_file(deployment.gateway / "accounts-key").strip())
        secret = enrol(engine, NAME, NGO, password, key=key, day=clock.today(), admin=True)
        (deployment.folder / "caseworker.json").unlink(missing_ok=True)
        worker = Caseworker(NAME, password, secret)
        write_private_file(deployment.folder / "caseworker.json", json.dumps(vars(worker)))
        return worker
    finally:
        engine.dispose()


def _row(engine: Engine) -> bool:
    with reading(engine) as connection:
        return accounts.by_name(connection, NAME) is not None
