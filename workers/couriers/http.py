"""HTTPS: the envelope is posted to the address that the directory names for its organisation.

    POST <address>   Content-Type: application/octet-stream   Idempotency-Key: <delivery id, 32 hex digits>

The body is exactly the bytes owed. Any 2xx means: it is on your disk. Whoever answers must take the same key twice as
once, because an answer may be lost; `amparo-desk receive --from FOLDER` takes the bytes from a file `<key>.amparo`. No
redirect is followed: an address is changed by an `endpoint` statement. Anything but a 2xx is tried again later.
"""

import ssl
from collections.abc import Callable

import httpx

from workers.errors import Unavailable

SCHEME = "https://"
TIMES = httpx.Timeout(10.0, connect=5.0)  # seconds; half a lease is 45


class Http:
    """One organisation's server. `address` asks the directory anew each time."""

    leaves_it = "carried"

    def __init__(self, address: Callable[[str], str]) -> None:
        self.address = address

    def carry(self, envelope: bytes, idempotency_key: str) -> None:
        """The server said that it has the envelope. Unavailable with the status or the fault otherwise."""
        url = SCHEME + self.address(SCHEME)
        headers = {"Content-Type": "application/octet-stream", "Idempotency-Key": idempotency_key}
        headers["User-Agent"] = "amparo"
        try:
            with (
                httpx.Client(verify=ssl.create_default_context(), timeout=TIMES, trust_env=False) as client,
                client.stream("POST", url, content=envelope, headers=headers) as answer,
            ):
                status = answer.status_code
        except (httpx.HTTPError, httpx.InvalidURL, OSError):
            raise Unavailable("no-answer") from None
        if not 200 <= status < 300:
            raise Unavailable(f"http-{status}")
