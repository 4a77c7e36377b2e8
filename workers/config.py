"""The workers' settings, read once from the environment. A missing or unsafe one stops the start with a sentence.

AMPARO_DATABASE_URL    the gateway's database
AMPARO_REDIS_URL       the broker: redis://, rediss://, unix:// or sentinel:// (gateway/broker.py)
AMPARO_WORKERS_STATE   folder for the schedule of beat; ours, 0700
AMPARO_COURIERS        TOML file, one table an organisation; an organisation that is not in it has an inbox

    [northshire]
    courier = "folder"
    path = "/srv/diode/northshire"

    [southshire]
    courier = "http"        # or "mail": to the address that the directory names for it

AMPARO_GENESIS         the hash of the directory's first statement (64 hex digits): for `http` and `mail`
AMPARO_MAIL_RELAY      host:port of a mail server that offers STARTTLS, and
AMPARO_MAIL_FROM       the address we write from: for `mail`
AMPARO_MAIL_USER       with AMPARO_MAIL_PASSWORD_FILE, when the relay wants a sign-in
AMPARO_RELEASE         `at-once` (default), or `slots 30`: what is not urgent leaves in one shuffled batch every
                       30 minutes
AMPARO_LEASE_SECONDS   how long a worker may hold a delivery (default 90)
AMPARO_SWEEP_SECONDS   how often we look for what is still owed (default 15)
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gateway import broker
from keys.encoding import unhex
from workers.couriers.mail import Relay
from workers.errors import BadSettings

HARD_LIMIT_SECONDS = 60.0  # a task that runs longer is killed; its lease ends afterwards, never before
SHORTEST_LEASE = 1.5
BY_ADDRESS = ("http", "mail")  # couriers that go where the directory says
COURIERS = ("inbox", "folder", *BY_ADDRESS)


@dataclass(frozen=True, slots=True)
class Route:
    """How envelopes travel to one organisation."""

    courier: str
    path: Path | None = None


INBOX = Route("inbox")


@dataclass(frozen=True, slots=True)
class Settings:
    """Frozen; times in seconds."""

    database_url: str
    redis_url: str
    state: Path
    ways: Mapping[str, Route]
    slot_minutes: int | None
    lease_seconds: float
    sweep_seconds: float
    genesis: bytes = b""  # of the directory, where a courier needs an address
    relay: Relay | None = None

    @property
    def task_seconds(self) -> float:
        """The hard limit of one task: always over before the lease it works under."""
        return min(HARD_LIMIT_SECONDS, self.lease_seconds * 2 / 3)


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings; BadSettings with one sentence that says what to set."""
    redis_url = _needed(environment, "AMPARO_REDIS_URL", "the broker, e.g. redis://127.0.0.1:6379/0")
    try:
        broker.refuse_bad(redis_url)
    except ValueError:
        raise BadSettings(
            "AMPARO_REDIS_URL must begin with redis://, rediss:// or unix://, or be sentinel://host,host/name."
        ) from None
    lease = _seconds(environment, "AMPARO_LEASE_SECONDS", 90.0, SHORTEST_LEASE)
    ways = _ways(environment.get("AMPARO_COURIERS", ""))
    used = {way.courier for way in ways.values()}
    return Settings(
        database_url=_needed(environment, "AMPARO_DATABASE_URL", "the gateway's database"),
        redis_url=redis_url,
        state=_own_folder(_needed(environment, "AMPARO_WORKERS_STATE", "a folder for the workers' schedule")),
        ways=ways,
        slot_minutes=_slots(environment.get("AMPARO_RELEASE", "at-once")),
        lease_seconds=lease,
        sweep_seconds=_seconds(environment, "AMPARO_SWEEP_SECONDS", 15.0, 0.5),
        genesis=_genesis(environment) if used & set(BY_ADDRESS) else b"",
        relay=_relay(environment) if "mail" in used else None,
    )


def _needed(environment: Mapping[str, str], name: str, what: str) -> str:
    if not (value := environment.get(name, "").strip()):
        raise BadSettings(f"Set {name}: {what}.")
    return value


def _seconds(environment: Mapping[str, str], name: str, default: float, least: float) -> float:
    text = environment.get(name, "").strip()
    try:
        value = float(text) if text else default
    except ValueError:
        value = 0.0
    if not least <= value <= 3600:
        raise BadSettings(f"Set {name} to a number of seconds between {least:g} and 3600.")
    return value


def _own_folder(text: str) -> Path:
    folder = Path(text)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if folder.stat().st_mode & 0o077:
            folder.chmod(0o700)
    except OSError:
        raise BadSettings("AMPARO_WORKERS_STATE cannot be made or is not ours. Choose a folder we own.") from None
    return folder


def _slots(text: str) -> int | None:
    words = text.split()
    if words == ["at-once"]:
        return None
    if len(words) == 2 and words[0] == "slots" and words[1].isdigit() and 1 <= int(words[1]) <= 1440:
        return int(words[1])
    raise BadSettings("Set AMPARO_RELEASE to `at-once`, or to `slots 30` for a batch every 30 minutes.")


def _ways(text: str) -> dict[str, Route]:
    if not text.strip():
        return {}
    try:
        tables: dict[str, Any] = tomllib.loads(Path(text).read_text("utf-8"))
    except (OSError, ValueError):
        raise BadSettings("AMPARO_COURIERS does not name a readable TOML file. Correct it, or unset it.") from None
    return {org: _way(org, table) for org, table in tables.items()}


def _genesis(environment: Mapping[str, str]) -> bytes:
    text = _needed(environment, "AMPARO_GENESIS", "the hash of the directory's first statement")
    try:
        return unhex(text, 32)
    except ValueError:
        raise BadSettings("AMPARO_GENESIS has 64 hex digits: the directory's first statement's hash.") from None


def _relay(environment: Mapping[str, str]) -> Relay:
    host, _, port = _needed(environment, "AMPARO_MAIL_RELAY", "host:port of the mail server").rpartition(":")
    sender = _needed(environment, "AMPARO_MAIL_FROM", "the address that messages come from")
    user, password = environment.get("AMPARO_MAIL_USER", ""), environment.get("AMPARO_MAIL_PASSWORD_FILE", "")
    if not host or not port.isdecimal() or bool(user) != bool(password):
        raise BadSettings("AMPARO_MAIL_RELAY is host:port, and AMPARO_MAIL_USER goes with AMPARO_MAIL_PASSWORD_FILE.")
    return Relay(host, int(port), sender, user, Path(password) if password else None)


def _way(org: str, table: object) -> Route:
    if not isinstance(table, dict) or table.get("courier") not in COURIERS:
        raise BadSettings(f"AMPARO_COURIERS: [{org}] needs a courier, one of {', '.join(COURIERS)}.")
    if table["courier"] != "folder" and set(table) == {"courier"}:
        return Route(table["courier"])
    path = table.get("path")
    if table["courier"] != "folder" or set(table) != {"courier", "path"} or not isinstance(path, str):
        raise BadSettings(f'AMPARO_COURIERS: [{org}] takes a path with courier = "folder", and nothing else.')
    if not Path(path).is_absolute():
        raise BadSettings(f"AMPARO_COURIERS: [{org}] needs an absolute path.")
    return Route("folder", Path(path))
