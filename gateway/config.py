"""The gateway's settings: read once from the environment, frozen, and refused rather than guessed.

| variable | what it is |
|---|---|
| AMPARO_PUBLIC_URL | the address people and desks use, `https://...`; plain http only on loopback |
| AMPARO_ONION | optional: the name under which Tor reaches the same pages, 56 signs and `.onion` |
| AMPARO_DATABASE_URL | `sqlite:////path/file` or `postgresql://user@host/name` (several: `store/engine.py`) |
| AMPARO_REDIS_URL | `redis://`, `rediss://`, `unix://` or `sentinel://` (`broker.py`); it may be down, never unset |
| AMPARO_DIRECTORY | the directory file: signed statements, one a line |
| AMPARO_GENESIS | hex of the hash of the directory's first statement: the one thing that is trusted beforehand |
| AMPARO_GATEWAY_ORG | this gateway's organisation id in the directory |
| AMPARO_INTAKE_KEY, AMPARO_INTAKE_PASSPHRASE_FILE | its locked signing key, and what opens it |
| AMPARO_PEPPER_FILE | 32 bytes in hex, kept apart from the database |
| AMPARO_ACCOUNTS_KEY_FILE | 32 bytes in hex: seals caseworkers' second factors, signs their forms |
| AMPARO_NGO_NUMBERS | optional: the phone number on each NGO's slip, `casa-aurora=020 7946 0000; other-ngo=...` |
| AMPARO_DEMONSTRATION_WRITES_TO_A_BOX | a demonstration only: messages a day of one organisation to one mailbox (2) |
| AMPARO_TRUSTED_PROXIES | optional: networks whose X-Forwarded-For is believed, `127.0.0.1, 10.0.0.0/8` |
| AMPARO_REPORTS_A_DAY | optional: how many reports and kept forms one NGO may store in a day (300) |

Secret files are refused when others on the machine can read them.
"""

import ipaddress
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.exc import ArgumentError

from gateway import broker
from gateway.errors import BadSetting
from gateway.limits import REPORTS_A_DAY, WRITES_TO_A_BOX, Networks
from gateway.store.engine import Exposed, database_url, refuse_exposed
from keys.directory.files import stops_of
from keys.encoding import unhex
from keys.errors import BadKeyFile
from keys.keyfiles import read_private_file

_ONION = re.compile(r"[a-z2-7]{56}\.onion")  # version 3


@dataclass(frozen=True)
class Settings:
    """What one gateway runs with. Nothing secret shows in its `repr`."""

    public_url: str
    database_url: str = field(repr=False)
    redis_url: str = field(repr=False)
    directory: Path
    genesis: bytes
    gateway_org: str
    intake_key: Path
    intake_passphrase: bytes = field(repr=False)
    pepper: bytes = field(repr=False)
    accounts_key: bytes = field(repr=False)
    numbers: Mapping[str, str] = field(default_factory=dict)
    reports_a_day: int = REPORTS_A_DAY
    writes_to_a_box: int = WRITES_TO_A_BOX
    trusted_proxies: Networks = ()
    onion: str = ""

    @property
    def loopback(self) -> bool:
        """True when only this machine can reach the public address."""
        return _is_loopback(urlsplit(self.public_url).hostname or "")

    @property
    def authority(self) -> str:
        """The `host[:port]` that requests must name, lower case, without the scheme's own port."""
        parts = urlsplit(self.public_url)
        host = (parts.hostname or "").lower()
        shown = f"[{host}]" if ":" in host else host
        own_port = {"http": 80, "https": 443}.get(parts.scheme)
        return shown if parts.port in (None, own_port) else f"{shown}:{parts.port}"

    @property
    def origin(self) -> str:
        """What a browser calls our own pages' origin."""
        return f"{urlsplit(self.public_url).scheme}://{self.authority}"

    @property
    def domain(self) -> str:
        """The name that passkeys are bound to; empty where the public address is a number, to which none can be."""
        host = (urlsplit(self.public_url).hostname or "").lower()
        return "" if _is_number(host) else host

    def origin_at(self, host: str) -> str:
        """Our own origin for a request that names `host`: what Tor carries needs no TLS, so the onion's is http."""
        return f"http://{self.onion}" if self.onion and host.lower() == self.onion else self.origin

    @property
    def stops(self) -> Path:
        """Where stop notes are kept that came in at the door, before the log has them."""
        return stops_of(self.directory)


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings, or BadSetting with a sentence for each that is missing or wrong: nobody starts ten times."""
    found: dict[str, Any] = {}
    wrong: list[str] = []
    for name, read in _READERS.items():
        try:
            found[name] = read(environment)
        except BadSetting as reason:
            wrong.append(str(reason))
    if wrong:
        raise BadSetting("\n".join(wrong))
    return Settings(**found)


def _onion(text: str) -> str:
    if text and not _ONION.fullmatch(text):
        raise BadSetting("AMPARO_ONION is the name in Tor's file `hostname`: 56 signs and .onion, nothing before it.")
    return text


def read_genesis(environment: Mapping[str, str] = os.environ) -> bytes:
    """The hash of the directory's first statement."""
    return _hex32(_needed(environment, "AMPARO_GENESIS", "64 hex digits"), "AMPARO_GENESIS")


def read_gateway_org(environment: Mapping[str, str] = os.environ) -> str:
    """What this gateway is called in the directory."""
    return _needed(environment, "AMPARO_GATEWAY_ORG", "this gateway's organisation id")


def _needed(environment: Mapping[str, str], name: str, what: str) -> str:
    value = environment.get(name, "").strip()
    if not value:
        raise BadSetting(f"{name} is not set. Set it to {what}.")
    return value


def _public_url(environment: Mapping[str, str]) -> str:
    value = _needed(environment, "AMPARO_PUBLIC_URL", "the address people use, such as https://amparo.example")
    try:
        parts = urlsplit(value)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        host, parts = "", urlsplit("")
    if not host or parts.username or parts.query or parts.fragment or parts.path not in ("", "/"):
        raise BadSetting("AMPARO_PUBLIC_URL must be scheme://host, nothing behind it.")
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_loopback(host)):
        raise BadSetting("AMPARO_PUBLIC_URL must begin with https://. Plain http is only for this machine itself.")
    return value.rstrip("/")


def _is_loopback(host: str) -> bool:
    return ipaddress.ip_address(host).is_loopback if _is_number(host) else host == "localhost"


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def read_database_url(environment: Mapping[str, str] = os.environ) -> str:
    """The database alone: whoever brings its tables up to date holds no key."""
    value = _needed(environment, "AMPARO_DATABASE_URL", "sqlite:////path/to/file or postgresql://user@host/name")
    try:
        url = database_url(value)
        refuse_exposed(url)
        return url.render_as_string(hide_password=False)
    except Exposed as reason:
        raise BadSetting(str(reason)) from None
    except (ValueError, ArgumentError):  # the driver's own words would repeat the password
        raise BadSetting(
            "AMPARO_DATABASE_URL is not usable. Set sqlite:////path/to/file or postgresql://user@host/name."
        ) from None


def read_redis_url(environment: Mapping[str, str] = os.environ) -> str:
    """The broker's address."""
    value = _needed(environment, "AMPARO_REDIS_URL", "redis://host:port/0 or unix:///path/to/socket")
    try:
        broker.refuse_bad(value)
    except ValueError:
        raise BadSetting(
            "AMPARO_REDIS_URL must begin with redis://, rediss:// or unix://, or be sentinel://host,host/name."
        ) from None
    return value


def _file(environment: Mapping[str, str], name: str, what: str) -> Path:
    path = Path(_needed(environment, name, f"the path of {what}"))
    if not path.is_file():
        raise BadSetting(f"{name}: there is no file {path}. Set it to the path of {what}.")
    return path


def _secret(environment: Mapping[str, str], name: str) -> str:
    path = _needed(environment, name, "the path of a file that only this user can read")
    try:
        return read_private_file(Path(path)).strip()
    except BadKeyFile as reason:
        raise BadSetting(f"{name}: {reason}") from None


def _count(environment: Mapping[str, str], name: str, usual: int) -> int:
    text = environment.get(name, "").strip() or str(usual)
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text) <= 1_000_000:
        raise BadSetting(f"{name} must be a number from 1 to 1000000.")
    return int(text)


def _networks(text: str) -> Networks:
    try:
        return tuple(ipaddress.ip_network(each.strip()) for each in text.split(",") if each.strip())
    except ValueError:
        raise BadSetting("AMPARO_TRUSTED_PROXIES must be networks such as 127.0.0.1, 10.0.0.0/8.") from None


def _numbers(text: str) -> dict[str, str]:
    pairs = [pair.partition("=") for pair in text.split(";") if pair.strip()]
    if any(not org.strip() or not number.strip() for org, _, number in pairs):
        raise BadSetting("AMPARO_NGO_NUMBERS must be written org=number, with ; between two of them.")
    return {org.strip(): number.strip() for org, _, number in pairs}


def _hex32(text: str, name: str) -> bytes:
    try:
        return unhex(text, 32)
    except ValueError:
        raise BadSetting(f"{name} must hold 32 bytes as 64 hex digits.") from None


_READERS: Mapping[str, Callable[[Mapping[str, str]], Any]] = {
    "public_url": _public_url,
    "database_url": read_database_url,
    "redis_url": read_redis_url,
    "directory": lambda given: _file(given, "AMPARO_DIRECTORY", "the directory file"),
    "genesis": read_genesis,
    "gateway_org": read_gateway_org,
    "intake_key": lambda given: _file(given, "AMPARO_INTAKE_KEY", "the locked intake key"),
    "intake_passphrase": lambda given: _secret(given, "AMPARO_INTAKE_PASSPHRASE_FILE").encode(),
    "pepper": lambda given: _hex32(_secret(given, "AMPARO_PEPPER_FILE"), "AMPARO_PEPPER_FILE"),
    "accounts_key": lambda given: _hex32(_secret(given, "AMPARO_ACCOUNTS_KEY_FILE"), "AMPARO_ACCOUNTS_KEY_FILE"),
    "numbers": lambda given: _numbers(given.get("AMPARO_NGO_NUMBERS", "")),
    "reports_a_day": lambda given: _count(given, "AMPARO_REPORTS_A_DAY", REPORTS_A_DAY),
    "trusted_proxies": lambda given: _networks(given.get("AMPARO_TRUSTED_PROXIES", "")),
    "writes_to_a_box": lambda given: _count(given, "AMPARO_DEMONSTRATION_WRITES_TO_A_BOX", WRITES_TO_A_BOX),
    "onion": lambda given: _onion(given.get("AMPARO_ONION", "")),
}
"""How each setting is read, in the order in which `check` names what is wrong."""
