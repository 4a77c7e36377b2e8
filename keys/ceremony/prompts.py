"""What the commands of a ceremony ask for: a directory, a passphrase, statement files."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from keys import clock
from keys.directory.fold import fold_files
from keys.directory.member_keys import read_member
from keys.directory.notes import Note, NoteSigner, parse
from keys.directory.statements import Statement, read
from keys.directory.view import View
from keys.encoding import unhex
from keys.keyfiles import LOWEST, MODERATE, read_private_file

# Characters of a new passphrase: four random words are longer.
SHORTEST = 12

Command = TypeVar("Command", bound=Callable[..., Any])


def directory_options(command: Command) -> Command:
    """--directory and --genesis, of a directory that exists."""
    for option in (
        click.option(
            "--genesis",
            envvar="AMPARO_GENESIS",
            required=True,
            metavar="HEX",
            help="The pinned leaf hash of the first root: 64 hex digits, from paper or from the coalition, "
            "never from the directory itself.  [env: AMPARO_GENESIS]",
        ),
        click.option(
            "--directory",
            envvar="AMPARO_DIRECTORY",
            required=True,
            type=click.Path(path_type=Path),
            help="The directory file.  [env: AMPARO_DIRECTORY]",
        ),
    ):
        command = option(command)
    return command


def passphrase_options(command: Command) -> Command:
    """--passphrase-file and --demonstration."""
    for option in (
        click.option(
            "--demonstration",
            is_flag=True,
            help="Lock key files weakly and quickly, for a demonstration on this computer only.",
        ),
        click.option(
            "--passphrase-file",
            envvar="AMPARO_KEYS_PASSPHRASE_FILE",
            type=click.Path(path_type=Path),
            help="A file, readable by you alone, whose first line is the passphrase. Without it you are asked.",
        ),
    ):
        command = option(command)
    return command


def pinned(genesis: str) -> bytes:
    """The 32 bytes of a genesis as people write it."""
    try:
        return unhex(genesis, 32)
    except ValueError:
        raise click.ClickException(
            "The genesis is 64 hex digits. Take it from the paper of the founding ceremony."
        ) from None


def the_day(text: str) -> int:
    """The UTC day of a date as people write it; today for none."""
    try:
        return clock.from_iso(text) if text else clock.today()
    except ValueError:
        raise click.ClickException(f"'{text}' is not a day. Write it as 2026-01-31.") from None


def the_view(directory: Path, genesis: str, *more: bytes) -> View:
    """The verified directory, with `more` leaves, which no checkpoint covers yet."""
    return fold_files(directory, pinned(genesis), *more)


def passphrase(file: Path | None, *, new: bool, demonstration: bool) -> bytes:
    """The passphrase, from a file or from the keyboard; asked twice and at least 12 characters when it is new."""
    if file is not None:
        text = read_private_file(file).split("\n")[0].rstrip("\r")
    else:
        text = click.prompt("Passphrase", hide_input=True, confirmation_prompt=new, err=True)
    if new and not demonstration and len(text) < SHORTEST:
        raise click.ClickException(
            f"This passphrase is too short: use at least {SHORTEST} characters, four random words."
        )
    return text.encode()


def unlocked(key: Path, passphrase_file: Path | None, demonstration: bool) -> tuple[str, NoteSigner]:
    """(part, key) of a member's key file, opened with its passphrase."""
    secret = passphrase(passphrase_file, new=False, demonstration=demonstration)
    return read_member(key, secret, weak=demonstration)


def limits(demonstration: bool) -> tuple[int, int]:
    """How hard a key file is locked."""
    return LOWEST if demonstration else MODERATE


def read_statement(path: Path) -> tuple[Note, Statement]:
    """The statement in a file, signed already or not yet."""
    raw = path.read_bytes()
    try:
        note = parse(raw) if b"\n\n" in raw else Note(raw.decode("ascii"), ())
        return note, read(note.text)
    except ValueError as why:
        raise click.ClickException(f"{path} is not a statement: {why}. Ask for it again.") from None


def write_statement(path: Path, content: bytes, *, again: bool = False) -> None:
    """`path` holds these bytes, whole or not at all; an existing file is replaced only with `again`."""
    if path.exists() and not again:
        raise click.ClickException(f"{path} is already there and is not overwritten. Move it away, or name another.")
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        draft.write_bytes(content)
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def tell(*lines: str) -> None:
    """Prints lines for the person at the keyboard."""
    for line in lines:
        click.echo(line)
