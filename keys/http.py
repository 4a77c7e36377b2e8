"""HTTP client of the ceremony and the witnesses: one request, one answer, a size limit, a total deadline, no redirects.

The deadline holds against a slow peer too, who sends a byte of a header every ten seconds: a timer shuts the socket.
(httpx's timeouts begin anew with every byte read, and a witness installs PyNaCl alone.) What comes back is not trusted:
verify it. Source: urllib. Errors: NotReached.
"""

import contextlib
import json
import socket
import threading
import urllib.error
import urllib.request
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any
from urllib.parse import urlsplit

from keys.directory.statements import OutsideStop
from keys.encoding import unb64
from keys.errors import AmparoError

# The other side may be silent for so long.
SECONDS = 20.0

# Seconds for one request and its whole answer: a directory of 4 MB over a poor line.
LONGEST = 120.0

# Bytes of the longest directory: 10 000 leaves of 4096 bytes, in base64.
MOST_DIRECTORY = 64 << 20


class NotReached(AmparoError):
    """Nobody answered, or not in time, or not sensibly. The text says who and what to do."""


# Leaves, checkpoints or stops of one directory: ten thousand leaves, and hourly checkpoints for eleven years.
MOST_LINES = 100_000


@dataclass(frozen=True)
class Answer:
    """What came back: status, content type, body."""

    status: int
    type: str
    body: bytes


@dataclass(frozen=True)
class ShownDirectory:
    """A directory as somebody shows it. Nothing in it is verified: fold it."""

    leaves: list[bytes]
    checkpoints: list[bytes]
    stops: list[OutsideStop]


class _Deadline:
    """Total deadline: a connection that urllib opens is shut after LONGEST seconds, in headers or body."""

    def __init__(self) -> None:
        super().__init__()
        self._ends: list[tuple[threading.Timer, socket.socket]] = []

    def do_open(self, kind: type[HTTPConnection], request: urllib.request.Request, **given: Any) -> HTTPResponse:
        def connection(host: str, **named: Any) -> HTTPConnection:
            made: Any = kind(host, **named)
            connect = made._create_connection
            made._create_connection = lambda *where: self._watched(connect(*where))
            return made

        return super().do_open(connection, request, **given)  # type: ignore[misc]

    def _watched(self, line: socket.socket) -> socket.socket:
        copy = line.dup()  # TLS takes the first one over; whoever shuts the copy shuts both
        end = threading.Timer(LONGEST, _cut, [copy])
        end.daemon = True
        end.start()
        self._ends.append((end, copy))
        return line

    def done(self) -> None:
        """Cancel the timers."""
        for end, copy in self._ends:
            end.cancel()
            end.join()
            copy.close()


def _cut(line: socket.socket) -> None:
    with contextlib.suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


class _Http(_Deadline, urllib.request.HTTPHandler):  # type: ignore[misc]
    pass


class _Https(_Deadline, urllib.request.HTTPSHandler):  # type: ignore[misc]
    pass


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_given: Any, **_named: Any) -> None:
        return None


def call(url: str, body: bytes | None = None, *, kind: str = "application/octet-stream", most: int = 1 << 20) -> Answer:
    """The answer of `url`, whatever its status; POST when there is a body. NotReached when there is no answer."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise NotReached(f"{url} is not an address. Write it as https://name.example")
    headers = {"User-Agent": "amparo", "Accept-Encoding": "identity"}
    if body is not None:
        headers["Content-Type"] = kind
    request = urllib.request.Request(url, data=body, headers=headers)  # noqa: S310  (scheme checked above)
    watches = (_Http(), _Https())
    try:
        with urllib.request.build_opener(_NoRedirects, *watches).open(request, timeout=SECONDS) as answer:
            return _read(answer, most, url)
    except urllib.error.HTTPError as refusal:
        with refusal:
            return _read(refusal.fp, most, url)
    except (OSError, ValueError, HTTPException):
        raise NotReached(f"{url} did not answer. Check the address and the line, then try again.") from None
    finally:
        for watch in watches:
            watch.done()


def _read(answer: Any, most: int, url: str) -> Answer:
    """What an HTTPResponse holds, all of it."""
    body = answer.read(most + 1)
    if len(body) > most:
        raise NotReached(f"{url} gave an answer without end. It is not what it should be: check the address.")
    if answer.length:  # bytes announced and never sent; http.client does not complain when a size was given
        raise NotReached(f"{url} broke off in the middle of its answer. Try again.")
    return Answer(answer.status, answer.headers.get_content_type(), body)


def directory_of(url: str) -> ShownDirectory:
    """The directory that a gateway at `url` shows. NotReached when it shows none."""
    answer = call(url.rstrip("/") + "/v1/directory", most=MOST_DIRECTORY)
    try:
        if answer.status != 200:
            raise ValueError
        shown = json.loads(answer.body)
        stops = read_held(shown["stops"])
        return ShownDirectory(_decoded(shown["leaves"]), _decoded(shown["checkpoints"]), stops)
    except (ValueError, TypeError, KeyError, RecursionError):
        raise NotReached(f"{url} shows no directory. Check that it is the address of a gateway.") from None


def read_held(rows: Any) -> list[OutsideStop]:
    """The stops in a gateway's `/v1/directory`: `{"note": base64, "at": seconds}` each. ValueError, TypeError else."""
    if not isinstance(rows, list) or len(rows) > MOST_LINES or not all(isinstance(row, dict) for row in rows):
        raise TypeError
    if not all(row.keys() == {"note", "at"} and type(row["at"]) is int and row["at"] >= 0 for row in rows):
        raise ValueError
    return [OutsideStop(unb64(row["note"]), row["at"]) for row in rows]


def _decoded(texts: Any) -> list[bytes]:
    if not isinstance(texts, list) or len(texts) > MOST_LINES:
        raise TypeError
    return [unb64(text) for text in texts]
