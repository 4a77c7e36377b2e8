"""Send prepared HTTP requests as fast as so many clients can, and say how long each took.

    python -m deploy.benchmark.load HOST PORT CLIENTS SECONDS < requests

A process of its own, so that measuring does not share Python's lock with anything. Each client keeps one connection
and waits for its answer before it sends the next. Input: requests, each with its length before it (u32, big-endian);
every request is sent at most once, unless `--again` is given. Output: one line of JSON.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import struct
import sys
import time
from collections.abc import Iterator

_LENGTH = struct.Struct(">I")


def packed(requests: list[bytes]) -> bytes:
    """The requests as this program reads them."""
    return b"".join(_LENGTH.pack(len(request)) + request for request in requests)


def unpacked(raw: bytes) -> list[bytes]:
    """The opposite of `packed`."""
    found, at = [], 0
    while at < len(raw):
        (length,) = _LENGTH.unpack_from(raw, at)
        found.append(raw[at + 4 : at + 4 + length])
        at += 4 + length
    return found


def percentile(sorted_values: list[float], share: float) -> float:
    """The value that `share` of the values do not exceed; 0 for no values."""
    return (
        sorted_values[min(int(len(sorted_values) * share), len(sorted_values) - 1)] if sorted_values else 0.0
    )


class Client(asyncio.Protocol):
    """One connection: sends, waits for the whole answer, notes the time, sends the next."""

    def __init__(
        self, requests: Iterator[bytes], until: float, took: list[float], statuses: dict[int, int]
    ) -> None:
        self.requests, self.until, self.took, self.statuses = requests, until, took, statuses
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.read = b""
        self.started = 0.0
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._next()

    def _next(self) -> None:
        assert self.transport is not None
        request = next(self.requests, None) if time.perf_counter() < self.until else None
        if request is None:
            self.transport.close()
            if not self.done.done():
                self.done.set_result(None)
            return
        self.read = b""
        self.started = time.perf_counter()
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self.read += data
        head, found, body = self.read.partition(b"\r\n\r\n")
        if not found or len(body) < _content_length(head):
            return
        self.took.append(time.perf_counter() - self.started)
        status = int(head[9:12])
        self.statuses[status] = self.statuses.get(status, 0) + 1
        self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.statuses[0] = self.statuses.get(0, 0) + 1  # closed on us before the answer
            self.done.set_result(None)


def _content_length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line[15:])
    return 0


async def run(
    host: str, port: int, clients: int, seconds: float, requests: Iterator[bytes]
) -> dict[str, object]:
    """What so many clients measured: answers a second, p50 and p99 in milliseconds, answers by status."""
    took: list[float] = []
    statuses: dict[int, int] = {}
    started, processor = time.perf_counter(), time.process_time()
    loop = asyncio.get_running_loop()

    async def one() -> None:
        _, client = await loop.create_connection(
            lambda: Client(requests, started + seconds, took, statuses), host, port
        )
        await client.done

    await asyncio.gather(*(one() for _ in range(clients)))
    lasted = time.perf_counter() - started
    took.sort()
    return {
        "per_second": len(took) / lasted,
        "p50_ms": percentile(took, 0.50) * 1000,
        "p99_ms": percentile(took, 0.99) * 1000,
        "count": len(took),
        "seconds": lasted,
        "statuses": statuses,
        "processor_seconds": time.process_time() - processor,
    }


def main(arguments: list[str]) -> None:
    host, port, clients, seconds = arguments[0], int(arguments[1]), int(arguments[2]), float(arguments[3])
    requests = unpacked(sys.stdin.buffer.read())
    source = itertools.cycle(requests) if "--again" in arguments else iter(requests)
    print(json.dumps(asyncio.run(run(host, port, clients, seconds, source))))


if __name__ == "__main__":
    main(sys.argv[1:])
