"""`amparo-gateway account`: the caseworkers of the hosted page, made and ended by whoever runs the gateway.

A password is typed, or read from a file that only its owner can read; it is never an argument, which other people on
the machine could see. The second factor's secret is printed once and kept only sealed.
"""

from __future__ import annotations

from pathlib import Path

import click
import pyotp
from sqlalchemy import Engine

from gateway import accounts
from gateway.config import Settings, read_settings
from gateway.store import accounts as store
from gateway.store.accounts import Account
from gateway.store.engine import open_store, reading, writing
from keys import days
from keys.directory import fold, read_leaves
from keys.errors import AmparoError
from keys.kept import checkpoints_of, read_checkpoints
from keys.locked import read_private_file
from keys.parts import Kind

ISSUER = "Amparo"


@click.group()
def account() -> None:
    """Caseworkers who sign in to the hosted page."""


@account.command()
@click.argument("name")
@click.option("--ngo", required=True, help="The organisation id in the directory, such as casa-aurora.")
@click.option("--password-file", type=click.Path(path_type=Path), help="Read the password from this file.")
def add(name: str, ngo: str, password_file: Path | None) -> None:
    """Make an account for NAME and print its second factor, once."""
    settings = read_settings()
    _refuse_unlisted(settings, ngo)
    password = _password(password_file)
    try:
        secret = accounts.enrol(
            open_store(settings.database_url),
            name,
            ngo,
            password,
            key=settings.accounts_key,
            day=days.today(),
        )
    except accounts.BadAccount as reason:
        raise click.ClickException(str(reason)) from None
    click.echo(f"{accounts.normal_name(name)} can now sign in for {ngo}.")
    _show(name, secret)


@account.command("list")
def list_command() -> None:
    """Every account: name, organisation, state, the day it was made."""
    with reading(open_store(read_settings().database_url)) as connection:
        everyone = store.everyone(connection)
    for one in everyone:
        click.echo(f"{one.name}  {one.ngo}  {one.state}  {days.iso(one.day)}")
    click.echo(f"{len(everyone)} accounts." if everyone else "There are no accounts yet: `account add`.")


@account.command()
@click.argument("name")
def suspend(name: str) -> None:
    """Sign NAME out everywhere and let nobody sign in with that account again."""
    engine = open_store(read_settings().database_url)
    found = _account(engine, name)
    with writing(engine) as connection:
        store.suspend(connection, found.id)
    click.echo(f"{found.name} is signed out and cannot sign in any more.")


@account.command("reset-second-factor")
@click.argument("name")
def reset_second_factor(name: str) -> None:
    """Give NAME a new second factor, printed once; the old one stops working at once."""
    settings = read_settings()
    engine = open_store(settings.database_url)
    found = _account(engine, name)
    secret = accounts.new_second_factor(engine, found, key=settings.accounts_key)
    click.echo(f"{found.name} has a new second factor. The old one and every session are gone.")
    _show(name, secret)


def _account(engine: Engine, name: str) -> Account:
    with reading(engine) as connection:
        found = store.by_name(connection, accounts.normal_name(name))
    if found is None:
        raise click.ClickException("There is no account of that name. `account list` shows them all.")
    return found


def _refuse_unlisted(settings: Settings, ngo: str) -> None:
    try:
        checkpoints = read_checkpoints(checkpoints_of(settings.directory))
        view = fold(read_leaves(settings.directory), settings.genesis, checkpoints=checkpoints)
    except AmparoError as reason:
        raise click.ClickException(str(reason)) from None
    if view.org_kind(ngo) is not Kind.NGO:
        known = ", ".join(view.orgs(Kind.NGO)) or "none yet"
        raise click.ClickException(f"The directory lists no NGO of that id. It lists: {known}.")


def _password(file: Path | None) -> str:
    if file is None:
        return click.prompt("Password", hide_input=True, confirmation_prompt=True)
    try:
        return read_private_file(file).rstrip("\r\n")
    except AmparoError as reason:
        raise click.ClickException(str(reason)) from None


def _show(name: str, secret: str) -> None:
    uri = pyotp.TOTP(secret).provisioning_uri(name=accounts.normal_name(name), issuer_name=ISSUER)
    click.echo("Put this into an authenticator now; it is not shown again:")
    click.echo(f"  secret  {secret}")
    click.echo(f"  address {uri}")
