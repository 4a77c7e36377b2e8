"""One measurement each: what is asked of which server, how often, and by how many clients."""

from __future__ import annotations

import json
import os
import resource
import secrets
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pyotp

from deploy.benchmark.load import packed, percentile
from deploy.benchmark.reports import filing, posted, posted_body, raw
from deploy.demonstration.deployment import FORCE, NGO, Deployment, passphrase_file
from deploy.demonstration.programs import Programs
from deploy.setup import ROOT
from gateway.accounts.signin import enrol
from gateway.limits import STAMP_SECONDS
from gateway.one_time import OneTime
from gateway.quotas import Quotas
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
PROCESSES = 2  # of the load: one alone answers late, and the server seems slow
DIFFERENT = 200  # reports that the floor reads, over and over
FILED, VISIT = "report filed", "visit: form, review, send"
PASSWORD = "a long enough password"  # noqa: S105  of accounts that live for a minute
STAMP = b"stamp"  # as in gateway.web.victim.status


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
    rate: float = 0.0,
) -> Figure:
    """The requests were sent by processes of their own. `good` is the status that counts; `rate`: an open loop."""
    served = _processor_of(programs)
    answers = loaded(programs, clients, seconds, requests, again=again, rate=rate)
    return _figure(what, clients, answers, good, _processor_of(programs) - served)


def _figure(what: str, clients: int, answers: list[dict[str, Any]], good: int, served: float) -> Figure:
    took = sorted(each for found in answers for _, each in found["took"])
    right = sum(found["statuses"].get(str(good), 0) for found in answers)
    wrong = sum(sum(found["statuses"].values()) for found in answers) - right
    each = 1000 / max(1, len(took))
    return Figure(
        what, clients, right / max(found["seconds"] for found in answers), percentile(took, 0.5) * 1000,
        percentile(took, 0.99) * 1000, wrong, served * each,
        sum(found["processor_seconds"] for found in answers) * each,
    )  # fmt: skip


def loaded(
    programs: Programs, clients: int, seconds: float, requests: list[bytes], *, again: bool, rate: float = 0.0
) -> list[dict[str, Any]]:
    """What each process of the load found. Process k of n has every n-th request, from the k-th."""
    where = httpx.URL(programs.where.url)
    count = min(PROCESSES, clients)
    command = [sys.executable, "-m", "deploy.benchmark.load", where.host, str(where.port)]
    options = ["--again"] * again + (["--rate", str(rate / count)] if rate else [])
    with ExitStack() as running:
        started = [
            running.enter_context(
                subprocess.Popen(
                    [*command, str(clients // count + (place < clients % count)), str(seconds), *options],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    cwd=ROOT,
                )
            )
            for place in range(count)
        ]
        with ThreadPoolExecutor(count) as talking:
            given = [packed(requests if again else requests[place::count]) for place in range(count)]
            told = list(talking.map(lambda pair: pair[0].communicate(pair[1])[0], zip(started, given, strict=True)))
    return [json.loads(each) for each in told]


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


def key_of(deployment: Deployment, org: str, role: Role) -> Signer:
    """The signing key of a demonstration's desk that is listed today."""
    passphrase = read_private_file(passphrase_file(deployment.desk(org))).encode()
    active = {key.kid for key in deployment.view().active(org, role, clock.today(), deployment.view().size)}
    found = [
        read_signer(path, passphrase, weak=True)
        for path in sorted((deployment.desk(org) / "keys").glob(f"{role.label}-*.key"))
    ]
    return next(key for key in found if key.kid in active)


def sealing(deployment: Deployment, seconds: float) -> Figure:
    """How many reports one Python process seals and signs, and does nothing else."""
    signer = read_signer(deployment.intake_key, read_private_file(passphrase_file(deployment.gateway)).encode())
    view, day, one = deployment.view(), clock.today(), filing(0)
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
    requests = [
        raw(httpx.Request("POST", programs.where.url + path, content=posted_body(number)))
        for number in range(DIFFERENT)
    ]
    return ask(programs, clients, seconds, requests, what=what, good=204, again=True)


def warm(programs: Programs, first: int) -> None:
    """Some reports were filed, and nothing was measured."""
    door = key_of(programs.deployment, NGO, Role.DOOR)
    requests = [posted(first + number, programs.where.url, door) for number in range(WARM)]
    ask(programs, 8, 60.0, requests, what="", good=201, again=False)


def filed(programs: Programs, clients: int, seconds: float, first: int, rate: float = 0.0) -> Figure:
    """Reports filed: distinct ones, signed beforehand, each with a secret of its own. `rate`: so many are due."""
    door = key_of(programs.deployment, NGO, Role.DOOR)
    count = min(MOST_REQUESTS, int((rate or 1000) * seconds) + clients)
    requests = [posted(first + number, programs.where.url, door) for number in range(count)]
    what = f"report filed, {rate:.0f} due a second" if rate else FILED
    return ask(programs, clients, seconds, requests, what=what, good=201, again=False, rate=rate)


def visited(programs: Programs, clients: int, seconds: float) -> Figure:
    """Whole visits at the hosted form, each caseworker in a thread of one process. A day's sends bound an account."""
    engine = open_store(programs.database_url)
    key = bytes.fromhex(read_private_file(programs.deployment.gateway / "accounts-key"))
    people = []
    for _ in range(clients):
        name = f"worker-{secrets.token_hex(4)}"
        code = pyotp.TOTP(enrol(engine, name, NGO, PASSWORD, key=key, day=clock.today())).now()
        people.append([name, PASSWORD, code])
    engine.dispose()
    where = httpx.URL(programs.where.url)
    command = [sys.executable, "-m", "deploy.benchmark.visits", where.host, str(where.port), str(seconds)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as load:
        assert load.stdin is not None
        assert load.stdout is not None
        load.stdin.write(json.dumps(people).encode())
        load.stdin.close()
        ready = load.stdout.readline()
        served = _processor_of(programs)
        found = json.loads(load.stdout.readline() if ready else b"{}")
    return _figure(VISIT, clients, [found], 200, _processor_of(programs) - served)


def mailbox_of(programs: Programs, messages: int = 4) -> tuple[token.MailboxKeys, int]:
    """A mailbox stands in the database with so many messages of each writer; its keys and its token's value."""
    deployment, view = programs.deployment, programs.deployment.view()
    value = token.new_value()
    keys = token.mint(value, view.deployment_id, bytes(32))
    police, ngo = key_of(deployment, FORCE, Role.POLICE_REPLY), key_of(deployment, NGO, Role.NGO_CASE)
    pepper = bytes.fromhex(read_private_file(deployment.gateway / "pepper"))
    row, today = token.row_key(keys.id, pepper), clock.today()
    engine = open_store(programs.database_url)
    for seq in range(1, messages + 1):
        line = [["sent", today], ["delivered", today], ["opened", today], ["investigating", today]]
        status = {"v": 1, "kind": "status", "seq": seq, "day": today, "code": "investigating", "line": line}
        note = {"v": 1, "kind": "note", "seq": seq, "day": today, "text": "Please come on Tuesday at eleven."}
        with writing(engine) as connection:
            mailboxes.write(connection, row, seal_mailbox(status, keys, signer=police), police=True, day=today)
            mailboxes.write(connection, row, seal_mailbox(note, keys, signer=ngo), police=False, day=today)
    engine.dispose()
    return keys, value


def read_as_bytes(programs: Programs, read: bytes, clients: int, seconds: float) -> Figure:
    """The eight slots, 18336 bytes, as a desk or her own program fetches them."""
    url = programs.where.url
    request = raw(httpx.Request("POST", f"{url}/v1/mailbox/read", headers=SEALED, content=read))
    return ask(programs, clients, seconds, [request], what="mailbox read, 18336 bytes", good=200, again=True)


def read_as_page(programs: Programs, value: int, clients: int, seconds: float) -> Figure:
    """Her page with eight full slots, 65536 bytes. Every request brings a stamp of its own, as P1 asks."""
    requests = look_ups(programs, [value], min(MOST_REQUESTS, int(1200 * seconds) + clients))
    return ask(programs, clients, seconds, requests, what="her page, 8 slots", good=200, again=False)


def look_ups(programs: Programs, values: Sequence[int | None], count: int) -> list[bytes]:
    """So many posts of her page, one value after the other, each with its own stamp; None is a new unknown one."""
    assert programs.broker is not None
    pepper = bytes.fromhex(read_private_file(programs.deployment.gateway / "pepper"))
    stamps = OneTime(Quotas(programs.broker.url, pepper))
    url, head = f"{programs.where.url}/", {"content-type": "application/x-www-form-urlencoded"}
    found = []
    for number in range(count):
        value = values[number % len(values)]
        code = token.symbols(token.new_value() if value is None else value)
        body = httpx.QueryParams({"stamp": stamps.seal(STAMP, b"", STAMP_SECONDS), "code": code})
        found.append(raw(httpx.Request("POST", url, headers=head, content=str(body).encode())))
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
