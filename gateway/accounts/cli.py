"""`amparo-gateway account`: what whoever runs the gateway does for an NGO: its first administrator, and her recovery.

After that the NGO's own administrator makes and ends accounts, on the hosted page. `invite` and `recover` print a code
to hand over; with it the person chooses a password and a second factor that nobody else knows. `add` makes an account
at once: its password is typed, or read from a file that only its owner can read, never an argument, which other people
on the machine could see.
"""

import time
from pathlib import Path

import click
from sqlalchemy import Engine

from gateway.accounts import invitations, second_factor, signin
from gateway.config import Settings, read_settings
from gateway.store import accounts as store
from gateway.store.accounts import Account
from gateway.store.engine import open_store, reading, writing
from keys import clock
from keys.directory.fold import fold_files
from keys.keyfiles import read_private_file
from keys.roles import Kind


@click.group()
def account() -> None:
    """Caseworkers who sign in to the hosted page."""


@account.command()
@click.argument("name")
@click.option("--ngo", required=True, help="The organisation id in the directory, such as casa-aurora.")
@click.option("--administrator", is_flag=True, help="She may make and end accounts of that organisation.")
@click.option("--password-file", type=click.Path(path_type=Path), help="Read the password from this file.")
def add(name: str, ngo: str, administrator: bool, password_file: Path | None) -> None:
    """Make an account for NAME and print its second factor, once."""
    settings = read_settings()
    _refuse_unlisted(settings, ngo)
    password = _password(password_file)
    secret = signin.enrol(
        open_store(settings.database_url),
        name,
        ngo,
        password,
        key=settings.accounts_key,
        day=clock.today(),
        admin=administrator,
    )
    click.echo(f"{signin.normal_name(name)} can now sign in for {ngo}.")
    _show(name, secret)


@account.command()
@click.argument("name")
@click.option("--ngo", required=True, help="The organisation id in the directory, such as casa-aurora.")
@click.option("--administrator", is_flag=True, help="She may make and end accounts of that organisation.")
def invite(name: str, ngo: str, administrator: bool) -> None:
    """Invite NAME: print the code with which she chooses her password and second factor, once."""
    settings = read_settings()
    _refuse_unlisted(settings, ngo)
    with writing(open_store(settings.database_url)) as connection:
        code = invitations.invite(
            connection,
            name,
            ngo,
            admin=administrator,
            key=settings.accounts_key,
            now=time.time(),
            day=clock.today(),
        )
    _hand_over(settings, signin.normal_name(name), code)


@account.command()
@click.argument("name")
def recover(name: str) -> None:
    """NAME has lost password or phone: end both, passkeys and sessions, and print a code to choose anew, once."""
    settings = read_settings()
    engine = open_store(settings.database_url)
    found = _account(engine, name)
    with writing(engine) as connection:
        code = invitations.invite_again(connection, found, key=settings.accounts_key, now=time.time())
    click.echo("The old password, second factor, every passkey and every session are gone.")
    _hand_over(settings, found.name, code)


@account.command("list")
def list_command() -> None:
    """Every account: name, organisation, state, role, the day it was made."""
    with reading(open_store(read_settings().database_url)) as connection:
        everyone = store.everyone(connection)
    for one in everyone:
        role = "administrator" if one.admin else "caseworker"
        click.echo(f"{one.name}  {one.ngo}  {one.state}  {role}  {clock.iso(one.day)}")
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
    """Give NAME a new second factor, printed once; the old one and every passkey stop working at once."""
    settings = read_settings()
    engine = open_store(settings.database_url)
    found = _account(engine, name)
    secret = signin.new_second_factor(engine, found, key=settings.accounts_key)
    click.echo(f"{found.name} has a new second factor. The old one, every passkey and session are gone.")
    _show(name, secret)


def _account(engine: Engine, name: str) -> Account:
    with reading(engine) as connection:
        found = store.by_name(connection, signin.normal_name(name))
    if found is None:
        raise click.ClickException("There is no account of that name. `account list` shows them all.")
    return found


def _refuse_unlisted(settings: Settings, ngo: str) -> None:
    view = fold_files(settings.directory, settings.genesis)
    if view.org_kind(ngo) is not Kind.NGO:
        known = ", ".join(view.orgs(Kind.NGO)) or "none yet"
        raise click.ClickException(f"The directory lists no NGO of that id. It lists: {known}.")


def _password(file: Path | None) -> str:
    if file is None:
        return click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return read_private_file(file).rstrip("\r\n")


def _show(name: str, secret: str) -> None:
    click.echo("Put this into an authenticator now; it is not shown again:")
    click.echo(f"  secret  {secret}")
    click.echo(f"  address {second_factor.address(signin.normal_name(name), secret)}")


def _hand_over(settings: Settings, name: str, code: str) -> None:
    click.echo(f"Give this to {name} by hand, or read it to her on the telephone. It works once, for three days:")
    click.echo(f"  open    {settings.public_url}/caseworker/join")
    click.echo(f"  code    {code}")


COMMANDS = (account,)
