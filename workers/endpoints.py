"""The addresses to which envelopes may travel: what `endpoint` statements of the directory name, and nothing else.

No setting can name an address, so that whoever changes a worker's settings cannot lead envelopes elsewhere unseen. The
lines come from the database, where gateways hand them to each other; they are believed no more than a stranger's, and
judged from the pinned first statement on.
"""

from __future__ import annotations

import threading

from sqlalchemy import Engine

from gateway.store.directory import CHECKPOINT, LEAF, STOP, Line, count, lines
from gateway.store.engine import reading
from keys import clock
from keys.directory.fold import Folding
from keys.directory.statements import OutsideStop
from keys.directory.view import View
from keys.errors import AmparoError
from workers.errors import Unavailable


class Endpoints:
    """The endpoint statements of one directory, judged again when the database holds more of it."""

    def __init__(self, engine: Engine, genesis: bytes) -> None:
        self._engine = engine
        self._folding = Folding(genesis)
        self._turn = threading.Lock()  # a fold is not for two threads at once
        self._count = 0
        self._view: View | None = None

    def address(self, org: str, scheme: str) -> str:
        """The newest address of `org`, without its scheme. Unavailable when there is none of this scheme today."""
        try:
            with self._turn:
                view = self._current()
            view.acceptable(clock.now())
        except AmparoError:
            raise Unavailable("directory") from None
        found = [each.url for each in view.endpoints if each.org == org]
        if not found or not found[-1].startswith(scheme):
            raise Unavailable("no-endpoint")
        return found[-1].removeprefix(scheme)

    def _current(self) -> View:
        with reading(self._engine) as connection:
            there = count(connection)
            if self._view is not None and there == self._count:
                return self._view
            found = lines(connection)
        stops = [OutsideStop(line.raw, line.place) for line in _of(found, STOP)]
        leaves, checkpoints = ([line.raw for line in _of(found, kind)] for kind in (LEAF, CHECKPOINT))
        self._view, self._count = self._folding.view(leaves, checkpoints, stops), there
        return self._view


def _of(found: list[Line], kind: int) -> list[Line]:
    return [line for line in found if line.kind == kind]
