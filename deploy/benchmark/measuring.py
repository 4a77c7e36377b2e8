"""One measurement each: what is asked of which server, how often, and by how many clients."""

from __future__ import annotations

import http.client
import json
import os
import re
import resource
import secrets
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import httpx

from deploy.benchmark.load import packed, percentile
from deploy.benchmark.reports import filing, posted, raw
from deploy.demonstration.programs import ROOT, Programs
from deploy.demonstration.telling import say
from deploy.demonstration.world import FORCE, NGO, World, passphrase_file
from gateway.store import mailboxes
from gateway.store.engine import open_store, writing
from keys import clock, token
from keys.envelope.sealing import seal_mailbox, seal_report
from keys.keyfiles import read_private_file
from keys.roles import Role
from keys.signing import Signer, read_signer

WARM = 60  # reports that are filed before the measuring: every process has then done each thing once
MOST_REQUESTS = 12_000  # prepared for one measurement: signing them takes under half a minute
SEALED = {"content-type": "application/octet-stream"}


@dataclass(frozen=True)
class Figure:
    """What one measurement found. Times in milliseconds; `wrong` counts answers that were not the expected one.

    `served` and `asked` are the milliseconds of processor that one answer cost the server and the load: other work on
    the machine changes them least, and two idle cores give at most 2000 / (served + asked) answers a second.
    """

    what: str
    clients: int
    per_second: float
    p50: float
    p99: float
    wrong: int = 0
    served: float = 0.0
    asked: float = 0.0


def ask(
    programs: Programs,
    clients: int,
    seconds: float,
    requests: list[bytes],
    *,
    what: str,
    good: int,
    again: bool,
) -> Figure:
    """The requests were sent by a process of its own. `good` is the status that counts."""
    where = httpx.URL(programs.where.url)
    command = [
        sys.executable,
        "-m",
        "deploy.benchmark.load",
        where.host,
        str(where.port),
        str(clients),
        str(seconds),
    ]
    served = _processor_of(programs)
    done = subprocess.run(
        command + ["--again"] * again, input=packed(requests), stdout=subprocess.PIPE, cwd=ROOT, check=True
    )
    served = _processor_of(programs) - served
    found = json.loads(done.stdout)
    right = found["statuses"].get(str(good), 0)
    wrong = sum(found["statuses"].values()) - right
    each = 1000 / max(1, found["count"])
    return Figure(
        what, clients, right / found["seconds"], found["p50_ms"], found["p99_ms"], wrong, served * each,
        found["processor_seconds"] * each,
    )  # fmt: skip


def _processor_of(programs: Programs) -> float:
    """Seconds of processor that the running programs and their processes have used (Linux)."""
    groups = {program.process.pid for program in programs.running}
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it ended meanwhile
        if int(fields[2]) in groups:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def key_of(world: World, org: str, role: Role) -> Signer:
    """The signing key of a demonstration's desk that is listed today."""
    passphrase = read_private_file(passphrase_file(world.desk(org))).encode()
    active = {key.kid for key in world.view().active(org, role, clock.today(), world.view().size)}
    found = [
        read_signer(path, passphrase, weak=True)
        for path in sorted((world.desk(org) / "keys").glob(f"{role.label}-*.key"))
    ]
    return next(key for key in found if key.kid in active)


def sealing(world: World, seconds: float) -> Figure:
    """How many reports one Python process seals and signs, and does nothing else."""
    signer = read_signer(world.intake_key, read_private_file(passphrase_file(world.gateway)).encode())
    view, day, one = world.view(), clock.today(), filing(0)
    leaves, took = one.leaves(), []
    until, processor = time.perf_counter() + seconds, resource.getrusage(resource.RUSAGE_SELF).ru_utime
    while (started := time.perf_counter()) < until:
        value = token.value_from_filing_secret(secrets.token_bytes(32))
        seal_report(one.crime, leaves, force=FORCE, ngo=NGO, view=view, signer=signer, day=day, value=value)
        took.append(time.perf_counter() - started)
    took.sort()
    return Figure(
        "sealing alone, one process",
        1,
        len(took) / seconds,
        *(percentile(took, p) * 1e3 for p in (0.5, 0.99)),
        served=(resource.getrusage(resource.RUSAGE_SELF).ru_utime - processor) / len(took) * 1e3,
    )


def floor(programs: Programs, path: str, what: str, clients: int, seconds: float) -> Figure:
    """One of the floors of deploy.benchmark.floors."""
    request = raw(httpx.Request("POST", programs.where.url + path, content=b""))
    return ask(programs, clients, seconds, [request], what=what, good=204, again=True)


def warm(programs: Programs, first: int) -> None:
    """Some reports were filed, and nothing was measured."""
    door = key_of(programs.world, NGO, Role.DOOR)
    requests = [posted(first + number, programs.where.url, door) for number in range(WARM)]
    ask(programs, 8, 60.0, requests, what="", good=201, again=False)


def filed(programs: Programs, clients: int, seconds: float, first: int) -> Figure:
    """Reports filed: distinct ones, signed beforehand, each with a secret of its own."""
    door = key_of(programs.world, NGO, Role.DOOR)
    count = min(MOST_REQUESTS, int(1000 * seconds) + clients)
    say(f"    signing {count} reports for {clients} client{'s' * (clients > 1)} ...")
    requests = [posted(first + number, programs.where.url, door) for number in range(count)]
    return ask(programs, clients, seconds, requests, what="report filed", good=201, again=False)


def full_mailbox(programs: Programs) -> tuple[token.MailboxKeys, int]:
    """A mailbox with eight messages stands in the database; its keys and its token's value."""
    world, view = programs.world, programs.world.view()
    value = token.new_value()
    keys = token.mint(value, view.deployment_id, bytes(32))
    police, ngo = key_of(world, FORCE, Role.POLICE_REPLY), key_of(world, NGO, Role.NGO_CASE)
    pepper = bytes.fromhex(read_private_file(world.gateway / "pepper"))
    row, today = token.row_key(keys.id, pepper), clock.today()
    engine = open_store(programs.database_url)
    for seq in range(1, 5):
        line = [["sent", today], ["delivered", today], ["opened", today], ["investigating", today]]
        status = {"v": 1, "kind": "status", "seq": seq, "day": today, "code": "investigating", "line": line}
        note = {"v": 1, "kind": "note", "seq": seq, "day": today, "text": "Please come on Tuesday at eleven."}
        with writing(engine) as connection:
            mailboxes.write(
                connection, row, seal_mailbox(status, keys, signer=police), police=True, day=today
            )
            mailboxes.write(connection, row, seal_mailbox(note, keys, signer=ngo), police=False, day=today)
    engine.dispose()
    return keys, value


def read_as_bytes(programs: Programs, read: bytes, clients: int, seconds: float) -> Figure:
    """The eight slots, 18336 bytes, as a desk or her own program fetches them."""
    url = programs.where.url
    request = raw(httpx.Request("POST", f"{url}/v1/mailbox/read", headers=SEALED, content=read))
    return ask(programs, clients, seconds, [request], what="mailbox read, 18336 bytes", good=200, again=True)


def read_as_page(
    programs: Programs, value: int, clients: int, seconds: float, *, what: str, most: int
) -> Figure:
    """Her page with eight full slots, 65536 bytes. Every request brings a stamp of its own, as P1 asks."""
    url = programs.where.url
    stamps = _stamps(url, most)
    head = {"content-type": "application/x-www-form-urlencoded"}
    code = token.symbols(value)
    bodies = [httpx.QueryParams({"stamp": stamp, "code": code}) for stamp in stamps]
    requests = [
        raw(httpx.Request("POST", f"{url}/", headers=head, content=str(body).encode())) for body in bodies
    ]
    return ask(programs, clients, seconds, requests, what=what, good=200, again=False)


def _stamps(url: str, count: int) -> list[str]:
    where = httpx.URL(url)
    connection = http.client.HTTPConnection(where.host, where.port or 80, timeout=30)
    found = []
    for _ in range(count):
        connection.request("GET", "/")
        page = connection.getresponse().read().decode()
        match = re.search(r'name="stamp" value="([^"]+)"', page)
        assert match
        found.append(match[1])
    connection.close()
    return found


def carried(programs: Programs, owed: int) -> Figure:
    """Every delivery that is owed is released by one Celery worker; how many a second from its first word on."""
    from sqlalchemy import func, select

    from gateway.store.tables import deliveries

    engine = open_store(programs.database_url)
    left = select(func.count()).select_from(deliveries).where(deliveries.c.state == "owed")

    def waiting() -> int:
        with engine.connect() as connection:
            return int(connection.execute(left).scalar_one())

    before = waiting()
    programs.start_workers({"AMPARO_SWEEP_SECONDS": "1"})
    while (now := waiting()) == before:
        time.sleep(0.02)
    started, first, served = time.perf_counter(), now, _processor_of(programs)
    while first - (now := waiting()) < min(owed, first):
        time.sleep(0.02)
    lasted, served = time.perf_counter() - started, _processor_of(programs) - served
    engine.dispose()
    done = first - now
    return Figure("delivery carried to an inbox", 1, done / lasted, 0, 0, served=served / max(1, done) * 1e3)


def processor() -> str:
    """What this machine calls its processor."""
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return "unknown processor"
