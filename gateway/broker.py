"""The broker's address: read once, for the gateway's counters, its nudges and the workers.

    redis://:password@host:6379/0
    rediss://:password@host:6380/0?ssl_ca_certs=/etc/amparo/broker-ca.pem     TLS; the certificate is verified
    unix://:password@/run/amparo-broker/broker.sock
    sentinel://:password@one:26379,two:26379,three:26379/amparo                the server that Sentinels call `amparo`

The password is the server's. Nothing connects before its first use, so all of it may be made before a fork.
"""

import ssl
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

import redis
from redis.sentinel import Sentinel

SCHEMES = ("redis", "rediss", "unix", "sentinel")
SENTINEL_PORT = 26379
SWEPT, SWEPT_SECONDS = "amparo:swept", 86_400  # a mark that each sweep renews: beat and a worker live


class Sentinels(NamedTuple):
    """Who watches, what they call the server, and what it asks for."""

    hosts: tuple[tuple[str, int], ...]
    name: str
    login: str  # as it stands in an address, with its @, or empty
    username: str | None
    password: str | None


def read_sentinels(url: str) -> Sentinels:
    """What a sentinel:// address says. ValueError for anything else."""
    parts = urlsplit(url)
    login, _, hosts = parts.netloc.rpartition("@")
    name = parts.path.strip("/")
    if parts.scheme != "sentinel" or not name or "/" in name or parts.query:
        raise ValueError("no Sentinels")
    each = [urlsplit(f"//{host}") for host in hosts.split(",")]
    if not all(host.hostname for host in each):
        raise ValueError("a Sentinel without a name")
    username, _, password = login.partition(":")
    return Sentinels(
        tuple((host.hostname or "", host.port or SENTINEL_PORT) for host in each),
        name,
        f"{login}@" if login else "",
        unquote(username) or None,
        unquote(password) or None,
    )


def refuse_bad(url: str) -> None:
    """ValueError, without a word of the address, for one that is none of the four."""
    scheme = urlsplit(url).scheme
    if scheme not in SCHEMES:
        raise ValueError("another scheme")
    if scheme == "sentinel":
        read_sentinels(url)
    if scheme == "rediss" and {"ssl_cert_reqs", "ssl_check_hostname"} & parse_qs(urlsplit(url).query).keys():
        raise ValueError("a certificate that is not verified")


def connect(url: str, *, patience: float) -> redis.Redis:
    """A client that waits at most `patience` seconds for a connection, and as long for an answer."""
    limits: dict[str, Any] = {"socket_timeout": patience, "socket_connect_timeout": patience, "retry": None}
    if urlsplit(url).scheme != "sentinel":
        return redis.Redis.from_url(url, **limits)
    watched = read_sentinels(url)
    login = {"username": watched.username, "password": watched.password}
    return Sentinel(watched.hosts, sentinel_kwargs=limits, **limits).master_for(watched.name, **login)


def for_celery(url: str, **transport: Any) -> dict[str, Any]:
    """Celery's settings for this broker; `transport`: what else its transport is told."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        url = url.replace("unix://", "redis+socket://", 1)
    elif parts.scheme == "sentinel":
        watched = read_sentinels(url)
        url = ";".join(f"sentinel://{watched.login}{host}:{port}/0" for host, port in watched.hosts)
        transport["master_name"] = watched.name
    settings: dict[str, Any] = {"broker_url": url, "broker_transport_options": transport}
    if parts.scheme == "rediss":
        asked = {name: values[0] for name, values in parse_qs(parts.query).items() if name.startswith("ssl_")}
        verified = {"ssl_cert_reqs": ssl.CERT_REQUIRED, "ssl_check_hostname": True}
        settings["broker_url"] = parts._replace(query="").geturl()
        settings["broker_use_ssl"] = {**asked, **verified}
    return settings
