"""Writers who wait at the same moment share one commit, and so one wait for the disk.

On SQLite a writer is alone, and most of its time is the wait until its commit is on disk. So whoever comes while
another is writing leaves a *step*, and the next one in carries out all the steps that wait, in one transaction.

- Nobody is answered before the commit that holds its step is on disk.
- Each step stands in a savepoint: one that raises leaves nothing behind, and its error goes to its own caller alone.
  So does a row that the tables refuse: whoever makes one would else undo what everybody else writes.
- When the database itself fails (disk full, locked, broken off), or the writing thread is told to stop, nothing of the
  whole group is kept and all are told: no step counts that has not seen its commit come back.

On PostgreSQL writers do not wait for one another and the server joins their commits itself: there a step is a
transaction of its own.
"""

import os
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Generic, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, IntegrityError

from gateway.store.engine import open_writer, taking_turns, writing

Result = TypeVar("Result")


class _Step(Generic[Result]):
    """One writer's work, and what came of it."""

    def __init__(self, work: Callable[[Connection], Result]) -> None:
        self.work = work
        self.done = False
        self.result: Result | None = None
        self.failure: Exception | None = None


class NotKept(Exception):
    """The writing was broken off before its commit. Nothing of the step is kept; it may be tried again."""


class GroupCommit:
    """`write(work)` is what `work(connection)` gave, once its transaction is on disk."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._alone = engine.dialect.name != "sqlite"
        self._waiting: deque[_Step] = deque()
        self._writer = threading.Lock()
        self._kept: Connection | None = None
        self._process = 0  # whose connection that is

    def write(self, work: Callable[[Connection], Result]) -> Result:
        """`work` asks and changes what it likes and keeps the connection no longer than its call."""
        if self._alone:
            with writing(self._engine) as connection:
                return work(connection)
        mine = _Step(work)
        self._waiting.append(mine)
        with self._writer:
            if not mine.done:
                self._write_all([self._waiting.popleft() for _ in range(len(self._waiting))])
        if mine.failure is not None:
            raise mine.failure
        return mine.result  # type: ignore[return-value]

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """As `writing`, on the one connection that this process keeps for it: one thread at a time is in here."""
        with taking_turns(self._engine):
            if self._kept is None or self._process != os.getpid():
                self._kept, self._process = open_writer(self._engine), os.getpid()
            try:
                with self._kept.begin():
                    yield self._kept
            except DBAPIError:  # whatever state it is in now, the next group has a new one
                kept, self._kept = self._kept, None
                kept.invalidate()
                kept.close()
                raise

    def _write_all(self, group: list[_Step]) -> None:
        try:
            with self._writing() as connection:
                for step in group:
                    self._take(step, connection, nested=len(group) > 1)
        except Exception as reason:  # noqa: BLE001  whatever it is, it belongs to those whose steps are undone
            _fail(group, reason)
        except BaseException:  # this thread is told to stop
            _fail(group, NotKept())
            raise
        finally:
            for step in group:
                step.done = True

    @staticmethod
    def _take(step: _Step, connection: Connection, *, nested: bool) -> None:
        try:
            with connection.begin_nested() if nested else nullcontext():
                step.result = step.work(connection)
        except Exception as reason:
            if isinstance(reason, DBAPIError) and not isinstance(reason, IntegrityError):
                raise
            step.failure = reason
            if not nested:
                raise


def _fail(group: list[_Step], reason: Exception) -> None:
    for step in group:
        step.failure = step.failure or reason
