"""Send prepared HTTP requests as fast as so many clients can, or at a fixed rate, and say how long each took.

    python -m deploy.benchmark.load HOST PORT CLIENTS SECONDS [--again] [--rate N] < requests

A process of its own, so that measuring does not share Python's lock with anything. Each client keeps one connection
and waits for its answer before it sends the next (closed loop). With `--rate` request n is due n / N seconds after the
start whatever became of those before it, and its time runs from then: waiting in the client counts (open loop).
Input: requests, each with its length before it (u32, big-endian); every request is sent at most once, unless `--again`
is given. Output: one line of JSON; `took` are [number of the request, seconds] as they came in.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import struct
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

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
    return sorted_values[min(int(len(sorted_values) * share), len(sorted_values) - 1)] if sorted_values else 0.0


@dataclass
class Run:
    """What all clients share: what to send until when, at which rate (0: as fast as they can), and what came of it."""

    requests: Iterator[tuple[int, bytes]]
    started: float
    until: float
    rate: float
    took: list[tuple[int, float]] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)

    def due(self, number: int) -> float:
        """When a request is to be sent."""
        return self.started + number / self.rate

    def count(self, status: int) -> None:
        self.statuses[status] = self.statuses.get(status, 0) + 1


class Client(asyncio.Protocol):
    """One connection: sends, waits for the whole answer, notes the time, sends the next when it is due."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.read = b""
        self.number, self.started = 0, 0.0
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._next()

    def _next(self) -> None:
        assert self.transport is not None
        now = time.perf_counter()
        found = next(self.run.requests, None) if now < self.run.until else None
        if found is None:
            self.transport.close()
            if not self.done.done():
                self.done.set_result(None)
            return
        self.number, request = found
        self.read = b""
        self.started = self.run.due(self.number) if self.run.rate else now
        if self.started > now:
            asyncio.get_running_loop().call_later(self.started - now, self.transport.write, request)
        else:
            self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self.read += data
        head, found, body = self.read.partition(b"\r\n\r\n")
        if not found or len(body) < _content_length(head):
            return
        self.run.took.append((self.number, time.perf_counter() - self.started))
        self.run.count(int(head[9:12]))
        self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.run.count(0)  # closed on us before the answer
            self.done.set_result(None)


def _content_length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line[15:])
    return 0


async def run(
    host: str, port: int, clients: int, seconds: float, requests: Iterator[bytes], rate: float
) -> dict[str, object]:
    """What so many clients measured: times by number of the request, seconds of it all, answers by status."""
    started, processor = time.perf_counter(), time.process_time()
    shared = Run(enumerate(requests), started, started + seconds, rate)
    loop = asyncio.get_running_loop()

    async def one() -> None:
        _, client = await loop.create_connection(lambda: Client(shared), host, port)
        await client.done

    await asyncio.gather(*(one() for _ in range(clients)))
    return {
        "took": shared.took,
        "seconds": time.perf_counter() - started,
        "statuses": shared.statuses,
        "processor_seconds": time.process_time() - processor,
    }


def main(arguments: list[str]) -> None:
    host, port, clients, seconds = arguments[0], int(arguments[1]), int(arguments[2]), float(arguments[3])
    rate = float(arguments[arguments.index("--rate") + 1]) if "--rate" in arguments else 0.0
    requests = unpacked(sys.stdin.buffer.read())
    source = itertools.cycle(requests) if "--again" in arguments else iter(requests)
    print(json.dumps(asyncio.run(run(host, port, clients, seconds, source, rate))))


if __name__ == "__main__":
    main(sys.argv[1:])
