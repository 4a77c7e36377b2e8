"""Every fault a storm knows: processes killed or stopped, broker wiped, database gone, disk full, clock wrong."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from deploy.benchmark.processes import BEAT, GATEWAYS, WORKERS, Service
from deploy.broker import start_broker

SKEWS = (7200, -7200, 259_200)  # seconds by which a worker's clock is wrong
SKEWED = Path(__file__).parent / "skewed"


class Faults:
    """Each method is one fault, over when it returns or mended by `Service.repair`. Seconds come from the seed."""

    def __init__(self, service: Service, chance: random.Random, *, skew: bool) -> None:
        self.service, self.chance = service, chance
        self.kinds: list[Callable[[], None]] = [
            self.kill_child, self.kill_gateway, self.kill_worker, self.kill_beat, self.wipe_broker, self.stop_gateway,
            self.stop_worker, self.stop_broker, self.hang_database, self.restart_database, self.cut_database,
            self.vanish_database, self.cut_broker, self.exhaust_connections, self.blind_worker,
        ]  # fmt: skip
        self.kinds += [self.fill_disk] if service.disk else []
        self.kinds += [self.skew_worker] if skew else []

    def _a_while(self) -> None:
        time.sleep(self.chance.uniform(0.3, 2.0))

    def _stopped(self, name: str) -> None:
        self.service.tell(name, signal.SIGSTOP)
        self._a_while()
        self.service.tell(name, signal.SIGCONT)

    def _killed(self, name: str, **more: str) -> None:
        self.service.kill(name)
        self._a_while()
        self.service.start(name, **more)

    def kill_child(self) -> None:
        """A process of a gateway or worker dies in the midst of its work; its parent makes another."""
        if child := self.service.child_of(self.chance.choice((*GATEWAYS, *WORKERS))):
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)

    def kill_gateway(self) -> None:
        self._killed(self.chance.choice(GATEWAYS))

    def kill_worker(self) -> None:
        self._killed(self.chance.choice(WORKERS))

    def kill_beat(self) -> None:
        self._killed(BEAT)

    def skew_worker(self) -> None:
        """One worker's clock is hours or days wrong, until it is killed."""
        skew = {"PYTHONPATH": str(SKEWED), "AMPARO_TEST_SKEW": str(self.chance.choice(SKEWS))}
        self._killed(WORKERS[0], **skew)

    def blind_worker(self) -> None:
        """One worker hears the broker and is refused by the database, until it is killed."""
        self._killed(WORKERS[1], AMPARO_DATABASE_URL="postgresql://postgres@127.0.0.1:1/amparo")

    def stop_gateway(self) -> None:
        self._stopped(self.chance.choice(GATEWAYS))

    def stop_worker(self) -> None:
        self._stopped(self.chance.choice(WORKERS))

    def wipe_broker(self) -> None:
        """It keeps no file: killed, it has forgotten everything."""
        old = self.service.broker
        old.kill()
        self._a_while()
        self.service.broker = start_broker(old.folder, port=old.port)

    def stop_broker(self) -> None:
        process = self.service.broker.process
        assert process is not None
        process.send_signal(signal.SIGSTOP)
        self._a_while()
        process.send_signal(signal.SIGCONT)

    def hang_database(self) -> None:
        self.service.cluster.primary.tell(signal.SIGSTOP)
        self._a_while()
        self.service.cluster.primary.tell(signal.SIGCONT)

    def restart_database(self) -> None:
        """It is ended without a last word, and recovers."""
        self.service.cluster.primary.end()
        self._a_while()
        self.service.cluster.primary.start()

    def cut_database(self) -> None:
        for wire in self.service.database_wires:
            wire.cut()
        self._a_while()
        for wire in self.service.database_wires:
            wire.mend()

    def vanish_database(self) -> None:
        """Whoever was connected is never answered again."""
        for wire in self.service.database_wires:
            wire.forget()

    def cut_broker(self) -> None:
        self.service.broker_wire.cut()
        self._a_while()
        self.service.broker_wire.mend()

    def exhaust_connections(self) -> None:
        """Somebody else takes every connection that is left."""
        where = f"host=127.0.0.1 port={self.service.cluster.primary.port} user=postgres dbname=amparo connect_timeout=2"
        with contextlib.ExitStack() as taken:
            with contextlib.suppress(psycopg.Error):
                for _ in range(80):
                    taken.enter_context(psycopg.connect(where))
            self._a_while()

    def fill_disk(self) -> None:
        """Not a byte is left where the databases lie."""
        assert self.service.disk is not None
        full = self.service.disk / "full"
        with contextlib.suppress(OSError), full.open("wb", buffering=0) as file:
            for size in (1 << 20, 4096):
                with contextlib.suppress(OSError):
                    while file.write(b"\0" * size) == size:
                        pass
        self._a_while()
        full.unlink()

    def fail_over(self) -> None:
        """The primary is gone for good. Only a standby that follows may take over, as an operator would look."""
        if self.service.cluster.is_followed():
            self.service.cluster.fail_over()
