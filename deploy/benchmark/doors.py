"""What one request costs at every door of a gateway, and one round of what a worker or a timer does."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

import httpx
import psutil
import pyotp
from flask.testing import FlaskClient
from sqlalchemy import Engine, func, select

from deploy.benchmark import rows
from deploy.benchmark.measuring import PASSWORD, SEALED, STAMP, key_of, mailbox_of
from deploy.benchmark.reports import posted_body
from deploy.benchmark.visits import hidden
from deploy.demonstration.deployment import FORCE, NGO, Deployment
from deploy.demonstration.programs import Programs
from gateway.accounts.signin import enrol
from gateway.app import create_app
from gateway.config import read_settings
from gateway.deliveries import Cursor, refile_stopped
from gateway.limits import STAMP_SECONDS
from gateway.metrics import Watch
from gateway.one_time import OneTime
from gateway.runtime import Host, open_host
from gateway.store import leases, retention
from gateway.store.engine import open_store, reading
from gateway.store.figures import counted
from gateway.store.rewrite import rewrite
from gateway.store.tables import deliveries, envelopes, receipts, reports
from keys import clock, token
from keys.desk.sync.gateway_client import sign_request
from keys.envelope import receipts as words
from keys.envelope.format import reference
from keys.envelope.sealing import seal_mailbox
from keys.keyfiles import read_private_file
from keys.roles import Role
from keys.signing import Signer
from workers.retention import retain

FEWEST = 5  # of each
Door = Callable[[], Callable[[], object]]  # prepares one request; what it gives is measured


@dataclass
class Cost:
    """Milliseconds of one: of processor, here and in PostgreSQL, and by the clock."""

    processor: float
    median: float


class Doors:
    """Every door of one gateway, by name, on one database."""

    def __init__(self, programs: Programs, seconds: float) -> None:
        self.deployment: Deployment = programs.deployment
        self.url, self.seconds = programs.where.url, seconds
        os.environ.update({name: told for name, told in programs.environment().items() if name.startswith("AMPARO_")})
        self.host: Host = open_host(read_settings())
        self.engine: Engine = self.host.engine
        self.client: FlaskClient = create_app(host=self.host).test_client()
        self.server = _postmaster(self.engine)
        self.stamps = OneTime(self.host.quotas)
        self.number = 0
        self.desk_of = {NGO: key_of(self.deployment, NGO, Role.DOOR), FORCE: key_of(self.deployment, FORCE, Role.DOOR)}
        self.case, self.reply = (
            key_of(self.deployment, NGO, Role.NGO_CASE),
            key_of(self.deployment, FORCE, Role.POLICE_REPLY),
        )
        self.boxes, self.code = mailbox_of(programs)
        self.watch = Watch(self.engine, self.host.settings.redis_url, self.host.settings.genesis, "amparo-gateway")
        self._sign_in(programs)

    def all(self) -> dict[str, Cost]:
        """What each costs now."""
        return {name: self.cost(door) for name, door in self._doors().items()}

    def cost(self, door: Door) -> Cost:
        """It was done for a while, and at least FEWEST times."""
        door()()  # every statement has been prepared once
        own, took = [], []
        theirs, until = _processor_of(self.server), time.perf_counter() + self.seconds
        while len(took) < FEWEST or time.perf_counter() < until:
            act = door()
            began, processor = time.perf_counter(), time.process_time()
            act()
            took.append(time.perf_counter() - began)
            own.append(time.process_time() - processor)
        theirs = _processor_of(self.server) - theirs
        return Cost((statistics.median(own) + theirs / len(took)) * 1e3, statistics.median(took) * 1e3)

    def _doors(self) -> dict[str, Door]:
        middle, last = self._cursors()
        day = clock.today()
        return {
            "file a report": self._file,
            "a desk's list, first page": self._get("/v1/deliveries", FORCE),
            "a desk's list, from the middle": self._get(f"/v1/deliveries?after={middle}", FORCE),
            "a desk's list, its last page": self._get(f"/v1/deliveries?after={last}", FORCE),
            "receipts, from the first": self._get("/v1/deliveries", NGO),
            "receipts, from the middle": self._get(f"/v1/deliveries?after={self._receipts(day - rows.DAYS // 2)}", NGO),
            "receipts, of this week": self._get(f"/v1/deliveries?since={day - 7}", NGO),
            "fetch an envelope": self._fetch,
            "say that it was received": self._receive,
            "recall a report": self._recall,
            "write into a mailbox": self._write,
            "read a mailbox": self._post("/v1/mailbox/read", self.boxes.read, None),
            "her page": self._her_page,
            "sent reports, the newest": self._list(),
            "sent reports, from the middle": self._list(after=f"{day - rows.DAYS // 2}.{bytes(16).hex()}"),
            "sent reports, the oldest": self._list(after=f"{day - rows.DAYS + 6}.{bytes(16).hex()}"),
            "sent reports, received only": self._list(show="received"),
            "sent reports, waiting only": self._list(show="waiting"),
            "one report, by its reference": self._list(find=self._a_reference()),
            "claim and settle 20": self._carry,
            "look for what is owed": lambda: lambda: leases.due(self.engine, 2000),
            "watch (every few seconds)": lambda: self.watch.numbers,
            "can it file? (/healthz)": self._get("/healthz", None),
            "a new directory: what is sealed to nobody": lambda: lambda: refile_stopped(self.host),
            "the hourly run, nothing to do": lambda: lambda: retain(self.engine),
        }

    # --- requests ------------------------------------------------------------------------------------------------

    def _ask(
        self, method: str, path: str, body: bytes, door: Signer | None, good: int, **headers: str
    ) -> Callable[[], Any]:
        request = httpx.Request(method, self.url + path, headers=headers, content=body)
        if door is not None:
            sign_request(request, body, door)
        head = [(name, value) for name, value in request.headers.items() if name != "content-length"]

        def act() -> Any:
            answer = self.client.open(path, method=method, base_url=self.url, headers=head, data=body)
            if answer.status_code != good:
                raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.text[:300]}")
            return answer

        return act

    def _get(self, path: str, org: str | None) -> Door:
        return lambda: self._ask("GET", path, b"", self.desk_of.get(org or ""), 200)

    def _post(self, path: str, body: bytes, org: str | None, good: int = 200) -> Door:
        return lambda: self._ask("POST", path, body, self.desk_of.get(org or ""), good, **SEALED)

    def _file(self) -> Callable[[], Any]:
        self.number += 1
        head = {"content-type": "application/json"}
        return self._ask("POST", "/v1/reports", posted_body(self.number), self.desk_of[NGO], 201, **head)

    def _new(self, org: str) -> tuple[bytes, bytes, bytes]:
        """(delivery, cid, digest) of a new report, which lies there for its desk."""
        told = self._file()().get_json()["reference"]
        with reading(self.engine) as connection:
            found = connection.execute(
                select(deliveries.c.id, deliveries.c.cid, deliveries.c.digest).where(
                    deliveries.c.state == "owed", deliveries.c.org == org
                )
            ).all()
        (one,) = [row for row in found if reference(row.cid) == told]
        self._carry(len(found) * 2)()
        return one.id, one.cid, one.digest

    def _fetch(self) -> Callable[[], Any]:
        return self._ask("GET", f"/v1/deliveries/{self._new(FORCE)[0].hex()}", b"", self.desk_of[FORCE], 200)

    def _receive(self) -> Callable[[], Any]:
        _, cid, digest = self._new(FORCE)
        said = words.receipt(words.Action.RECEIVED, cid, digest, clock.today(), self.reply)
        return self._post("/v1/receipts", said, FORCE, 204)()

    def _recall(self) -> Callable[[], Any]:
        _, cid, digest = self._new(FORCE)
        return self._post("/v1/recalls", words.recall(cid, digest, clock.today(), self.case), NGO, 204)()

    def _write(self) -> Callable[[], Any]:
        keys = token.mint(token.new_value(), self.deployment.view().deployment_id, os.urandom(32))
        said = {"v": 1, "kind": "note", "seq": 1, "day": clock.today(), "text": "Please come on Tuesday at eleven."}
        return self._post("/v1/mailbox", keys.id + seal_mailbox(said, keys, signer=self.case), NGO, 204)()

    def _her_page(self) -> Callable[[], Any]:
        head = {"content-type": "application/x-www-form-urlencoded"}
        stamp = self.stamps.seal(STAMP, b"", STAMP_SECONDS)
        body = str(httpx.QueryParams({"stamp": stamp, "code": token.symbols(self.code)})).encode()
        return self._ask("POST", "/", body, None, 200, **head)

    def _sign_in(self, programs: Programs) -> None:
        name, key = f"worker-{os.urandom(4).hex()}", read_private_file(programs.deployment.gateway / "accounts-key")
        code = pyotp.TOTP(enrol(self.engine, name, NGO, PASSWORD, key=bytes.fromhex(key), day=clock.today())).now()
        fields = hidden(self.client.get("/caseworker/sign-in", base_url=self.url).text)
        self._form("/caseworker/sign-in", fields | {"name": name, "password": PASSWORD, "code": code}, 303)()

    def _form(self, path: str, fields: dict[str, str], good: int = 200) -> Callable[[], Any]:
        head = {"content-type": "application/x-www-form-urlencoded", "Origin": self.url}
        return self._ask("POST", path, str(httpx.QueryParams(fields)).encode(), None, good, **head)

    def _list(self, **fields: str) -> Door:
        page = self.client.get("/caseworker/", base_url=self.url).text
        return lambda: self._form("/caseworker/", hidden(page) | fields)

    # --- places in the lists -------------------------------------------------------------------------------------

    def _cursors(self) -> tuple[Cursor, Cursor]:
        mine = select(envelopes.c.delivery_id).where(envelopes.c.org == FORCE).order_by(envelopes.c.delivery_id)
        with reading(self.engine) as connection:
            ids = connection.execute(mine).scalars().all()
        return Cursor(ids[len(ids) // 2]), Cursor(ids[-100])

    def _receipts(self, day: int) -> Cursor:
        with reading(self.engine) as connection:
            found = connection.execute(
                select(receipts.c.delivery_id).where(receipts.c.org == NGO, receipts.c.day == day).limit(1)
            ).scalar_one()
        return Cursor(receipts=day.to_bytes(4) + found + b"\1")

    def _a_reference(self) -> str:
        with reading(self.engine) as connection:
            return reference(connection.execute(select(reports.c.report_id).limit(1)).scalar_one())

    def _carry(self, most: int = 20) -> Callable[[], object]:
        while most == 20 and len(leases.due(self.engine, most)) < most:
            self._file()()

        def act() -> None:
            ids = [one.id for one in leases.due(self.engine, most)]
            ours = leases.claim(self.engine, ids, lease=90.0)
            leases.settle(
                self.engine, [leases.Settlement(one.id, one.attempt, "released") for one in ours], day=clock.today()
            )

        return act

    # --- what takes long -----------------------------------------------------------------------------------------

    def stall(self) -> tuple[float, float, int]:
        """(slowest filing in ms alone, beside an hourly run, rows that it let go of): a day of two years ago goes."""
        with reading(self.engine) as connection:
            oldest = connection.scalar(select(func.min(deliveries.c.day))) or 0
        until = time.perf_counter() + self.seconds * 3
        alone = self._slowest(lambda: time.perf_counter() < until)
        ours, theirs = multiprocessing.Pipe()
        url = self.engine.url.render_as_string(hide_password=False)
        worker = multiprocessing.get_context("spawn").Process(target=_forget, args=(url, oldest, theirs))
        worker.start()
        ours.recv()
        beside = self._slowest(lambda: not ours.poll())
        gone = ours.recv()
        worker.join()
        return alone, beside, gone

    def _slowest(self, goes_on: Callable[[], bool]) -> float:
        slowest = 0.0
        while goes_on():
            act = self._file()
            began = time.perf_counter()
            act()
            slowest = max(slowest, time.perf_counter() - began)
        return slowest * 1e3

    def once(self, act: Callable[[], object]) -> float:
        """Seconds that it took."""
        began = time.perf_counter()
        act()
        return time.perf_counter() - began

    def rewrite(self) -> object:
        """No file keeps the order of writing, nor a log."""
        return rewrite(self.engine)

    def quarter(self) -> object:
        """The figures of the last quarter of a year were counted."""
        today = clock.today()
        with reading(self.engine) as connection:
            return counted(connection, first=today - 120, after=today - 30, in_time=14, settled=today)


def _forget(url: str, last: int, told: Connection) -> None:
    """As a worker does, in a process of its own; says when it begins, and then how many rows went."""
    engine = open_store(url)
    with reading(engine):
        told.send("begins")
    told.send(retention.forget_routing(engine, last))


def _postmaster(engine: Engine) -> psutil.Process | None:
    if engine.dialect.name == "sqlite":
        return None
    with engine.connect() as connection:
        backend = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    return psutil.Process(backend).parent()


def _processor_of(server: psutil.Process | None) -> float:
    """Seconds of processor that PostgreSQL and all its processes have used, those that ended too."""
    if server is None:
        return 0.0
    own = server.cpu_times()
    used = own.user + own.system + own.children_user + own.children_system
    for child in server.children():
        with contextlib.suppress(psutil.NoSuchProcess):
            used += sum(child.cpu_times()[:2])
    return float(used)
