"""What `amparo-gateway` does for the person who runs the gateway, all but accounts (`gateway.accounts.cli`)."""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click
from sqlalchemy.exc import SQLAlchemyError

from gateway import figures
from gateway.config import read_database_url, read_settings
from gateway.store import deliveries as store
from gateway.store import leases, restoring
from gateway.store.engine import migrate, open_store, reading
from gateway.store.rewrite import keeps, rewrite
from keys import clock
from keys.envelope.format import reference
from keys.errors import CannotSeal
from keys.roles import Role

if TYPE_CHECKING:
    from gateway.runtime import Host

WATCH_SECONDS = 15  # between two looks of `watch`
KEY_ENDS_SOON = 21  # days: three in which a new key does not count, and time to meet
PARTS = {1: "report", 2: "identity", 3: "disclosure", 4: "from police", 5: "to police", 7: "her word", 9: "held form"}


@click.command()
def check() -> None:
    """Read the settings, open the key, verify the directory, ask database and broker; change nothing.

    Says each thing that is still wrong, and what to do. Status 1 when there is one.
    """
    from gateway.runtime import open_host  # a second to load: `rest`, which runs every minute, does not wait for it

    host = open_host(read_settings())
    view = host.view()
    wrong = [sentence for look in (_database, _broker, _directory) for sentence in look(host)]
    forces = ", ".join(view.forces(host.today()))
    click.echo(f"Directory: {view.deployment}, {view.size} statements.")
    click.echo(f"Forces that can be sent a report today: {forces or 'none'}")
    if swaps():
        click.echo(
            "Look: swap is on. Unless it is encrypted with a key of each start, what a report says could reach a disk."
        )
    for sentence in wrong:
        click.echo(f"WRONG: {sentence}")
    if wrong:
        sys.exit(1)
    click.echo("All is in order: settings, key, directory, database, broker.")


def _database(host: "Host") -> Iterator[str]:
    try:
        with reading(host.engine) as connection:
            oldest = store.oldest_owed(connection)
        kept = keeps(host.engine)
    except SQLAlchemyError as error:
        yield (
            f"The database does not answer as it should ({type(error).__name__}). Does it run, may this user read it, "
            "and has `amparo-gateway migrate` been run?"
        )
        return
    yield from (f"The database tells who filed when, to whoever takes its disk. {each}" for each in kept)
    if oldest is not None and oldest < host.today() - 1:
        yield f"Envelopes of {clock.iso(oldest)} are still owed. Does a worker run, and does beat?"


def _broker(host: "Host") -> Iterator[str]:
    if not host.quotas.answers():
        yield "The broker does not answer at AMPARO_REDIS_URL: every report waits for the next sweep. Start it."


def _directory(host: "Host") -> Iterator[str]:
    view, today = host.view(), host.today()
    try:
        view.acceptable(clock.now())
    except CannotSeal as reason:
        yield str(reason)
    if not view.forces(today):
        yield "No police force has a key in force, so nobody can be sent a report. See deploy/RUNBOOK.md, section 3."
    days = view.served_until(host.settings.gateway_org, Role.INTAKE, today) - today
    if days < KEY_ENDS_SOON:
        yield f"This gateway's own key ends in {days} days. Make the next: deploy/RUNBOOK.md, section 3."


def swaps() -> bool:
    """True when this machine may write memory to a disk (Linux says so)."""
    file = Path("/proc/swaps")
    return file.exists() and len(file.read_text().splitlines()) > 1


@click.command("migrate")
def migrate_command() -> None:
    """Bring the database to the tables of this version. Running it again changes nothing.

    Needs AMPARO_DATABASE_URL only, as the owner of the tables.
    """
    migrate(read_database_url())
    click.echo("The database has the tables of this version.")


@click.command()
@click.option("--database", envvar="AMPARO_DATABASE_URL", required=True, help="Its address, as the tables' owner.")
def rest(database: str) -> None:
    """Rewrite the tables by key, so that no file tells the order of filing. Every minute, where workers may not."""
    engine = open_store(database)
    rewrite(engine)
    for kept in keeps(engine):
        click.echo(kept, err=True)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False))
def watch(file: str) -> None:
    """Write into FILE, again and again, how the service is: numbers that tell nothing of a report, for Prometheus."""
    from prometheus_client import write_to_textfile

    from gateway.metrics import REGISTRY, read_watch  # as above

    os.umask(0o022)  # whoever reads the file is another user; it holds nothing to hide (gateway/metrics.py)
    REGISTRY.register(read_watch())
    while True:
        write_to_textfile(file, REGISTRY)
        time.sleep(WATCH_SECONDS)


@click.command()
def refused() -> None:
    """What no courier could carry, and why. No content: there is none to see."""
    with reading(open_store(read_settings().database_url)) as connection:
        found = store.refused(connection)
    for one in found:
        part = PARTS.get(one.part, "envelope")
        click.echo(f"{clock.iso(one.day)}  {one.id.hex()}  {part} for {one.org}: {one.reason or '?'}")
    click.echo(f"{len(found)} refused." if found else "Nothing was refused.")


@click.command()
@click.argument("deliveries", nargs=-1, required=True)
def again(deliveries: tuple[str, ...]) -> None:
    """Owe refused DELIVERIES again, by the ids that `refused` shows."""
    try:
        ids = [bytes.fromhex(delivery) for delivery in deliveries]
    except ValueError:
        raise click.ClickException("An id has 32 hex digits. `amparo-gateway refused` shows them.") from None
    count = leases.owe_again(open_store(read_settings().database_url), ids)
    click.echo(f"{count} {'is' if count == 1 else 'are'} owed again.")


@click.command()
@click.option("--backup-of", "day", required=True, metavar="DAY", help="When the backup was made: 2026-11-30, in UTC.")
def restored(day: str) -> None:
    """After a backup of the database was put back, and before anything is started: nothing of it happens again.

    What waited for a desk is gone, and is said to be filed again; so are all messages on her pages, all sign-ins and
    all codes that work once.
    """
    try:
        ended = restoring.let_go(open_store(read_database_url()), clock.from_iso(day))
    except restoring.TooNew:
        raise click.ClickException(f"This database knows later days than {day}. Nothing was changed.") from None
    except ValueError:
        raise click.ClickException("Write the day as 2026-11-30.") from None
    for ngo, report in ended.again:
        click.echo(f"File again: {reference(report)} of {ngo}")
    click.echo(
        f"Were on the way and are gone: reports {len(ended.again)}, messages {ended.messages}. Ended: every sign-in, "
        f"invitations {ended.invitations}, printed codes {ended.printed}, every message on her pages."
    )
    click.echo("What was filed later this database does not know. Call every NGO: deploy/RECOVERY.md, section 2.")


@click.command("figures")
@click.option("--quarter", help='Such as "2026-Q3"; otherwise the newest that may be published.')
@click.option("--publish", is_flag=True, help="Publish the table. It stands for good: read it first.")
def figures_command(quarter: str | None, publish: bool) -> None:
    """Public figures of a quarter: reports received and opened by each force, small counts hidden."""
    engine = open_store(read_database_url())
    try:
        wanted = figures.Quarter.read(quarter) if quarter else figures.last_settled(clock.today())
        rows = figures.publish(engine, wanted, clock.today()) if publish else figures.table(engine, wanted)
    except ValueError as reason:
        raise click.ClickException(str(reason)) from None
    click.echo(f"{wanted}: received, opened within {figures.IN_TIME} days, opened later, never opened")
    for force, row in rows.items():
        cells = "".join(f"{'hidden' if n is None else n:>8}" for n in row)
        click.echo(f"{cells}  {force or 'all forces'}")
    if not rows:
        click.echo("Too few reports to show anything.")
    click.echo("Published. The table never changes." if publish else "Not published. Add --publish when it is right.")


COMMANDS = (check, migrate_command, rest, watch, refused, again, restored, figures_command)
