"""Every number that somebody may run into at a gateway, with its unit and its reason; and the counter of requests.

An address is never stored: its neighbourhood (/24, or /56 for IPv6) is hashed under the day's key and counted in
memory for the rest of the minute. What comes over an onion service, or from this machine, has the cap only. These are
limits of load; guessing a token is not a threat.
"""

import ipaddress
import threading
import time
from collections.abc import Callable, Sequence

from keys.encoding import H

# a minute, in one process
A_MINUTE = 600  # requests of one neighbourhood; a busy NGO office behind one address stays below
CAP = 120_000  # requests of everybody; twice what one process was measured to answer

# a UTC day, over all gateways (`gateway.quotas`)
REPORTS_A_DAY = 300  # reports and kept forms of one NGO: ten times its busiest day; a stolen account ends there
SENDS_A_DAY = 100  # presses of "Send" and "Keep" with one account: more is somebody else's hand
WRITES_TO_A_BOX = 2  # of one organisation to one mailbox, as in keys/desk/store/outbox.py
WRITES_OF_AN_ORG = 5000  # of one organisation to all mailboxes: a force writes to each open report daily
WORDS_OF_HERS = 4  # of one mailbox to its NGO

# signing in
FREE_TRIES = 5  # wrong codes behind a right password, or wrong passwords in one session, before the next waits
FIRST_WAIT = 60  # seconds; doubles with every further wrong try
LONGEST_WAIT = 15 * 60  # seconds
QUEUE = 24  # people in unknown browsers who wait while a process hashes: about two seconds of it
IDLE = 30 * 60  # seconds without a request after which a session may end; rounded up, so that no row tells when
LONGEST_SESSION = 10 * 3600  # seconds: a working day
PASSKEYS = 6  # of one account: phone, computers, a security key and its spare

# forms
STAMP_SECONDS = 600  # a form of her page: long enough to read and to type
CARRIED_SECONDS = 3600  # a new second factor waits in its page: long enough to find the phone
CHALLENGE_SECONDS = 3600  # a page to sign in with a passkey: it may have been left open over lunch

# the directory's public doors
STOPS_A_KEY = 500  # stop notes kept of one member's key: all statements of a year; a stolen key fills no disk
HANDOVERS = 2  # of the log that one process reads at a time: its other threads are for stops, and for her
CHECKPOINTS_OF_A_HANDOVER = 256  # a keeper signs two a day, so four months of a gateway that was away

_V4, _V6 = 24, 56  # bits of a neighbourhood
Networks = Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network]


class Limits:
    """`allow(address)` is False once a minute's share is used up. `key`: the key of today."""

    def __init__(self, key: Callable[[], bytes]) -> None:
        self._key = key
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
        where = _read(address or "")
        if where is None or where.is_loopback:
            return b""
        network = ipaddress.ip_network((where, _V4 if where.version == 4 else _V6), strict=False)
        return H("amparo1/rl", network.network_address.packed, key=self._key())


def client_address(connected: str | None, forwarded: str, trusted: Networks) -> str | None:
    """Whose request this is: the last address in X-Forwarded-For that is no proxy of ours, if a proxy of ours sent it.

    Without a trusted proxy the header is anybody's word and is not looked at. A unix socket counts as 127.0.0.1.
    """
    chain = [*(each.strip() for each in forwarded.split(",")), connected or "127.0.0.1"]
    for address in reversed(chain):
        where = _read(address)
        if where is None:
            return None
        if not any(where in network for network in trusted if network.version == where.version):
            return address
    return None


def _read(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(address)
    except ValueError:
        return None
