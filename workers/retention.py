"""How long anything stays at the gateway, and the one place that lets go of it.

Runs every hour; running it twice changes nothing. How long a sealed part stays is written with it when it is filed and
when it is received (`gateway.store.deliveries`, AFTER_FILED and AFTER_RECEIVED).
"""

import time

from sqlalchemy import Engine

from gateway.store import retention
from gateway.store.engine import database_time, reading
from gateway.store.rewrite import rewrite
from keys import clock

MARKS = 35  # days of filing marks and of the memory against replays: as long as a desk may accept a part
MESSAGES = 180  # days a mailbox's messages stay after the last write
STEP = 30  # seconds of a second factor's code
STEPS_GOOD = 2  # steps for which a used code could be tried again: one early, one late
WRONG_CLOCK = 3600.0  # seconds by which this machine's clock may differ from the database's
MONTHS_24 = 730  # days of routing rows, receipts and empty mailbox rows


def retain(engine: Engine) -> dict[str, int]:
    """What went, by kind. `rest` sees to it that it is gone from the database's files and log as well."""
    today = clock.today()
    destroyed, undelivered = retention.destroy_parts(engine, today)
    messages, boxes = retention.empty_mailboxes(engine, emptied=today - MESSAGES, gone=today - MONTHS_24)
    gone = {
        "parts": destroyed,
        "refile": undelivered,
        "marks": retention.forget_marks(engine, today - MARKS),
        "messages": messages,
        "mailboxes": boxes,
        "routing": retention.forget_routing(engine, today - MONTHS_24),
    }
    return gone


def clocks_agree(engine: Engine) -> bool:
    """False if this machine's clock is an hour or more from the database's: by a wrong day everything would go."""
    with reading(engine) as connection:
        return abs(time.time() - database_time(connection)) < WRONG_CLOCK


def forget(engine: Engine) -> int:
    """How many requests' nonces, ended sign-ins and used steps of a second factor went; asked every few minutes.

    Sign-ins go by the real clock, as authenticators do, also in a demonstration whose days are ahead.
    """
    return (
        retention.forget_requests(engine, clock.now())
        + retention.forget_sign_ins(engine, time.time())
        + retention.forget_steps(engine, int(time.time()) // STEP - STEPS_GOOD)
    )


def rest(engine: Engine) -> float:
    """The database rests by key, without an order or a log of writing. Seconds that it took."""
    began = time.monotonic()
    rewrite(engine)
    return time.monotonic() - began
