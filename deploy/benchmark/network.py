"""A wire that can be cut: a TCP proxy that passes nothing on for a while, or for ever for whoever was connected.

A cut wire says nothing: no RST, no FIN, and what comes in is acknowledged by the kernel, as by a host that hangs.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable

HOST = "127.0.0.1"
NOTICED_SECONDS = 20.0  # after which a server's keepalives find a client gone (gateway/store/engine.py: 10 + 3 x 3)


class Wire:
    """Listens at `port` of loopback; `to()` is where it leads now."""

    def __init__(self, to: Callable[[], int]) -> None:
        self._to = to
        self._listening = socket.create_server((HOST, 0), backlog=256)
        self.port = int(self._listening.getsockname()[1])
        self._whole = threading.Event()
        self._whole.set()
        self._joined: list[_Pair] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Nothing passes, in either direction, and nobody is told."""
        self._whole.clear()

    def mend(self) -> None:
        """What waited passes on."""
        self._whole.set()

    def forget(self) -> None:
        """Whoever was connected waits for ever; who connects now gets through. The server's TCP notices in time."""
        for pair in self._joined:
            pair.forgotten = True
            noticed = threading.Timer(NOTICED_SECONDS, pair.close_server)
            noticed.daemon = True
            noticed.start()
        self._joined = []

    def close(self) -> None:
        """Nobody gets through any more, and all are told."""
        self._listening.close()
        for pair in self._joined:
            pair.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                threading.Thread(target=self._join, args=(client,), daemon=True).start()

    def _join(self, client: socket.socket) -> None:
        self._whole.wait()
        try:
            server = socket.create_connection((HOST, self._to()), 2)
        except OSError:
            client.close()
            return
        server.settimeout(None)
        pair = _Pair(client, server)
        self._joined.append(pair)
        for a, b in ((client, server), (server, client)):
            threading.Thread(target=self._pump, args=(pair, a, b), daemon=True).start()

    def _pump(self, pair: _Pair, a: socket.socket, b: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while read := a.recv(65536):
                self._whole.wait()
                if pair.forgotten:
                    return
                b.sendall(read)
        if not pair.forgotten:
            pair.close()


class _Pair:
    def __init__(self, client: socket.socket, server: socket.socket) -> None:
        self.ends = client, server
        self.forgotten = False

    def close_server(self) -> None:
        with contextlib.suppress(OSError):
            self.ends[1].shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        for end in self.ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
