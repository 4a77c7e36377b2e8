"""`amparo-gateway`: what the person who runs the gateway types."""

from __future__ import annotations

import sys

import click

from gateway.accounts.cli import account
from gateway.config import read_database_url, read_settings
from gateway.errors import BadSetting
from gateway.runtime import open_host
from gateway.store import deliveries as store
from gateway.store import leases
from gateway.store.engine import migrate, open_store, reading
from gateway.store.rewrite import keeps, rewrite
from keys import clock
from keys.errors import CannotSeal

PARTS = {
    1: "report",
    2: "identity",
    3: "disclosure",
    4: "from police",
    5: "to police",
    7: "her word",
    9: "held form",
}


@click.group()
def commands() -> None:
    """Run an Amparo gateway. Settings come from the environment; `check` says what is missing."""


@commands.command()
def check() -> None:
    """Read the settings, open the key, verify the directory, look at the database; change nothing."""
    host = open_host(read_settings())
    view = host.view()
    with reading(host.engine) as connection:
        connection.exec_driver_sql("SELECT 1 FROM deliveries LIMIT 1")
    for kept in keeps(host.engine):
        click.echo(f"The database tells who filed when, to whoever takes its disk. {kept}", err=True)
    click.echo(
        f"All is in order: settings, key, database, directory ({view.deployment}, {view.size} statements)."
    )
    click.echo(f"Forces that can be sent a report today: {', '.join(view.forces(host.today())) or 'none'}")
    try:
        view.acceptable(clock.now())
    except CannotSeal as reason:
        raise click.ClickException(str(reason)) from None


@commands.command("migrate")
def migrate_command() -> None:
    """Bring the database to the tables of this version. Running it again changes nothing.

    Needs AMPARO_DATABASE_URL only, as the owner of the tables.
    """
    migrate(read_database_url())
    click.echo("The database has the tables of this version.")


@commands.command()
@click.option(
    "--database", envvar="AMPARO_DATABASE_URL", required=True, help="Its address, as the tables' owner."
)
def rest(database: str) -> None:
    """Rewrite the tables by key, so that no file tells the order of filing. Every minute, where workers may not."""
    engine = open_store(database)
    rewrite(engine)
    for kept in keeps(engine):
        click.echo(kept, err=True)


@commands.command()
def refused() -> None:
    """What no courier could carry, and why. No content: there is none to see."""
    with reading(open_store(read_settings().database_url)) as connection:
        found = store.refused(connection)
    for one in found:
        part = PARTS.get(one.part, "envelope")
        click.echo(f"{clock.iso(one.day)}  {one.id.hex()}  {part} for {one.org}: {one.reason or '?'}")
    click.echo(f"{len(found)} refused." if found else "Nothing was refused.")


@commands.command()
@click.argument("deliveries", nargs=-1, required=True)
def again(deliveries: tuple[str, ...]) -> None:
    """Owe refused DELIVERIES again, by the ids that `refused` shows."""
    try:
        ids = [bytes.fromhex(delivery) for delivery in deliveries]
    except ValueError:
        raise click.ClickException("An id has 32 hex digits. `amparo-gateway refused` shows them.") from None
    count = leases.owe_again(open_store(read_settings().database_url), ids)
    click.echo(f"{count} {'is' if count == 1 else 'are'} owed again.")


commands.add_command(account)


def main() -> None:
    """The console script: an error is one sentence that says what to do, never a traceback."""
    try:
        commands()
    except BadSetting as reason:
        click.echo(str(reason), err=True)
        sys.exit(2)
