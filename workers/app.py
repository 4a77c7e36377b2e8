"""The Celery application: what runs when, on which queue, and how nothing is lost.

    celery -A workers.app worker -B --without-gossip --without-mingle

Queues: `deliver` takes the gateway's nudges, `sweep` what beat asks for. No task carries anything: the database, not
the broker, knows what is owed, and the broker may lose or double any task. Results are not kept. A task is
acknowledged after it ran; a worker that dies hands it back.

Beat runs inside the one worker (`-B`) or, with several workers, beside them as `celery -A workers.app beat`.
Settings are read when they are first needed (workers/config.py), so importing this touches nothing.
"""

import contextlib
import logging
import os
import resource
import sys
import threading
import time
import warnings
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

import redis
from celery import Celery, signals
from celery.exceptions import CPendingDeprecationWarning
from kombu import Exchange, Queue
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from gateway.broker import SWEPT, SWEPT_SECONDS, connect, for_celery
from gateway.store.engine import open_store
from workers import deliver as delivering
from workers import retention
from workers.config import INBOX, Route, Settings, from_environment
from workers.couriers.folder import Folder
from workers.couriers.http import Http
from workers.couriers.inbox import Inbox
from workers.couriers.mail import Mail
from workers.endpoints import Endpoints
from workers.errors import BadSettings

log = logging.getLogger(__name__)

RETAIN_SECONDS = 3600.0
FORGET_SECONDS = 300.0
REST_SECONDS = 60.0  # for as long what was written lies in its order; then it does not
SWEEPERS = 3  # workers that each beat asks, where there are so many: one may be cut off from the database
MARK_SECONDS = 0.5  # that a sweep waits for the broker to take its mark
REST_LIMIT = 3600  # seconds a large database may take to be rewritten

_rests_until = 0.0

app = Celery("amparo")
app.Task.Request = "workers.request:Request"
app.steps["consumer"].add("workers.request:Listening")


@cache
def settings() -> Settings:
    """The settings; the process ends with one sentence when they are missing or unsafe."""
    try:
        return from_environment()
    except BadSettings as sentence:
        raise SystemExit(str(sentence)) from None


@cache
def store() -> Engine:
    """This process's engine. First asked for inside a task, so after the fork."""
    return open_store(settings().database_url)


@cache
def endpoints() -> Endpoints:
    """The addresses of organisations, for couriers that need one."""
    return Endpoints(store(), settings().genesis)


@cache
def _broker() -> redis.Redis:
    return connect(settings().redis_url, patience=MARK_SECONDS)


def courier_of(org: str) -> delivering.Courier:
    """How envelopes travel to `org`: as its settings say, or the inbox that everybody has."""
    ours = settings()
    match ours.ways.get(org, INBOX):
        case Route("folder", Path() as path):
            return Folder(path)
        case Route("http"):
            return Http(partial(endpoints().address, org))
        case Route("mail"):
            assert ours.relay is not None
            return Mail(ours.relay, partial(endpoints().address, org))
    return Inbox()


def _configuration() -> dict[str, Any]:
    ours = settings()
    return {
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,  # a broker that is away comes back; we wait for it
        # Celery's own defaults hand an unfinished task on only after an hour, and let a worker listen for 51 seconds at
        # a connection that nobody speaks on any more (kombu.transport.redis, `health_check_interval`): so, for 7
        **for_celery(
            ours.redis_url,
            visibility_timeout=120,
            unacked_restore_interval=5,
            unacked_restore_throttle=1,
            socket_timeout=5,
            health_check_interval=3,
        ),
        "task_serializer": "json",
        "accept_content": ["json"],
        "task_ignore_result": True,
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "task_time_limit": ours.task_seconds,
        "task_default_queue": "deliver",
        "task_create_missing_queues": False,
        "task_queues": [_queue("deliver"), _queue("sweep")],
        "task_routes": {"amparo.deliver": {"queue": "deliver"}, "amparo.*": {"queue": "sweep"}},
        "worker_prefetch_multiplier": 1,
        "worker_enable_remote_control": False,  # nobody steers a worker through the broker
        "worker_cancel_long_running_tasks_on_connection_loss": False,  # a carrying that has begun is recorded
        "worker_hijack_root_logger": True,
        "worker_send_task_events": False,
        "beat_schedule_filename": str(ours.state / "beat-schedule"),
        "beat_schedule": _schedule(ours),
        "timezone": "UTC",
    }


def _queue(name: str) -> Queue:
    """A queue with an exchange and key of its own name, so that nothing sent to one can reach the other."""
    return Queue(name, Exchange(name), routing_key=name)


def _schedule(ours: Settings) -> dict[str, Any]:
    def every(task: str, seconds: float) -> dict[str, Any]:
        # none `expires`: a worker judges that by its own clock, and one that is ahead would take every beat and do
        # nothing. What was asked while no worker listened is done once more in a moment, and changes nothing
        return {"task": task, "schedule": seconds, "options": {"queue": "sweep"}}

    def several(task: str, seconds: float) -> dict[str, Any]:
        # the broker gives a message to the worker that has waited longest: mostly the same one, while beat and the
        # workers keep step. One that can do nothing took 64 sweeps in a row; what comes together goes to several
        return {f"{task} {number}": every(task, seconds) for number in range(SWEEPERS)}

    schedule = {
        **several("amparo.sweep", ours.sweep_seconds),
        "forget": every("amparo.forget", FORGET_SECONDS),
        "retain": every("amparo.retain", RETAIN_SECONDS),
        "rest": every("amparo.rest", REST_SECONDS),
    }
    if ours.slot_minutes:
        schedule |= several("amparo.slot", ours.slot_minutes * 60.0)
    return schedule


app.add_defaults(_configuration)


@app.task(name="amparo.deliver")
def deliver(*_: object, **__: object) -> None:
    """What is owed now is carried. Whatever a message brings with it is not looked at."""
    _deliver(urgent_only=settings().slot_minutes is not None)


@app.task(name="amparo.sweep")
def sweep() -> None:
    """The same, for what nobody was nudged for. Leaves a mark in the broker's memory: beat and a worker live."""
    with contextlib.suppress(redis.RedisError, OSError):
        _broker().set(SWEPT, 1, ex=SWEPT_SECONDS)
    _deliver(urgent_only=settings().slot_minutes is not None)


@app.task(name="amparo.slot")
def slot() -> None:
    """What waited for this slot is carried too."""
    _deliver(urgent_only=False)


@app.task(name="amparo.retain")
def retain() -> None:
    """What is past its time is gone."""
    _by_the_clock(lambda engine: log.info("retention: %s", retention.retain(engine)))


@app.task(name="amparo.forget")
def forget() -> None:
    """Ended requests and sign-ins are gone."""
    _by_the_clock(retention.forget)


@app.task(name="amparo.rest", time_limit=REST_LIMIT)
def rest() -> None:
    """The database rests without an order of writing. One that takes long is done seldom: a hundredth of the time."""
    global _rests_until
    if time.monotonic() < _rests_until:
        return
    _with_store(_rest)


def _rest(engine: Engine) -> None:
    global _rests_until
    _rests_until = time.monotonic() + 100 * retention.rest(engine)


def _with_store(work: Callable[[Engine], object]) -> None:
    """The work is done, or the log says that the database is away; the sweep finds what is left."""
    try:
        work(store())
    except SQLAlchemyError as error:
        log.error("the database did not do its part (%s); the next sweep tries again", type(error).__name__)


def _by_the_clock(work: Callable[[Engine], object]) -> None:
    """The same, unless this machine's clock is wrong: by it, what still has time would go."""

    def checked(engine: Engine) -> None:
        if retention.clocks_agree(engine):
            work(engine)
        else:
            log.error("this machine's clock and the database's differ by an hour or more: nothing goes by it")

    _with_store(checked)


def _deliver(*, urgent_only: bool) -> None:
    carry = partial(delivering.deliver, courier_of=courier_of, lease=settings().lease_seconds, urgent_only=urgent_only)
    _with_store(carry)


@signals.worker_init.connect
def _settle_down(**_: object) -> None:
    """No core files; no rows in a log; no warning, at each lost connection, of a default Celery plans to change."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for name in (
        "sqlalchemy.engine",  # at DEBUG it writes every row it reads
        *("celery.worker.strategy", "celery.app.trace", "celery.beat"),  # at INFO they write when each task came
    ):
        logging.getLogger(name).setLevel(logging.WARNING)
    warnings.simplefilter("ignore", CPendingDeprecationWarning)


@signals.worker_ready.connect
def _say_ready(**_: object) -> None:
    """Whoever starts a worker that logs warnings only can see that it takes tasks."""
    print("ready.", file=sys.stderr, flush=True)


@signals.beat_embedded_init.connect
def _beat_ends_with_its_worker(**_: object) -> None:
    """A killed worker leaves no beat behind that nobody stops and that doubles the next one's."""
    worker = os.getppid()

    def watch() -> None:
        while os.getppid() == worker:
            time.sleep(0.5)
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()
