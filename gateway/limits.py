"""How much one part of the network, and everybody together, may ask of one process in a minute.

An address is never stored: its neighbourhood (/24, or /56 for IPv6) is hashed under the day's key and counted in
memory for the rest of the minute. What comes over an onion service, or from this machine, has the cap only. These are
limits of load; guessing a token is not a threat.
"""

from __future__ import annotations

import ipaddress
import threading
import time

from flask import Flask, abort, request

from gateway.look.http import is_static
from gateway.runtime import Host
from keys.encoding import H

A_MINUTE = (
    600  # requests of one neighbourhood to one process; a busy NGO office behind one address stays below
)
CAP = 120_000  # requests of everybody to one process; twice what one process was measured to answer


class Limits:
    """`allow(address)` is False once a minute's share is used up."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._lock = threading.Lock()
        self._minute = 0
        self._counts: dict[bytes, int] = {}

    def allow(self, address: str | None) -> bool:
        name = self._name(address)
        minute = int(time.monotonic() // 60)
        with self._lock:
            if minute != self._minute:
                self._minute, self._counts = minute, {}
            self._counts[b""] = self._counts.get(b"", 0) + 1
            if name:
                self._counts[name] = self._counts.get(name, 0) + 1
            return self._counts[b""] <= CAP and self._counts.get(name, 0) <= (A_MINUTE if name else CAP)

    def _name(self, address: str | None) -> bytes:
        """Empty for an address that stands for nobody in particular."""
        try:
            where = ipaddress.ip_address(address or "")
        except ValueError:
            return b""
        if where.is_loopback:
            return b""
        network = ipaddress.ip_network((where, 24 if where.version == 4 else 56), strict=False)
        return H("amparo1/rl", network.network_address.packed, key=self._host.day_key.on(self._host.today()))


def install(app: Flask, host: Host) -> None:
    """Every request of `app`, except for static files, is counted."""
    limits = Limits(host)

    @app.before_request
    def refuse_too_many() -> None:
        if not is_static() and not limits.allow(_address()):
            abort(429)


def _address() -> str | None:
    """Who asks: what our own proxy on this machine says, or else whoever is connected."""
    connected = request.remote_addr
    if connected in (None, "", "127.0.0.1", "::1"):
        return request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip() or None
    return connected
