"""Commands about the desk itself: init, check, backup, restore, and web, which loads what a page needs when called."""

from pathlib import Path

import click

from keys.desk import health_check
from keys.desk.cli.terminal import FILE, FILE_HERE, Terminal, pass_terminal, say, say_json
from keys.desk.desk import Desk
from keys.desk.errors import DeskError
from keys.desk.notifications import Notifier
from keys.desk.store.folder import KEYS, Settings, make_folder
from keys.desk.store.folder import restore as restore_desk
from keys.encoding import unhex
from keys.errors import BadKeyFile
from keys.keyfiles import header_of, read_private_file, unlock, write_private_file
from keys.roles import Kind


@click.command()
@click.option("--org", required=True, help="Your organisation's id in the directory, such as west-yorkshire-police.")
@click.option("--kind", type=click.Choice(["police", "ngo"]), required=True, help="What your organisation is.")
@click.option("--gateway", required=True, help="The gateway's address, https://...")
@click.option("--genesis", required=True, help="The directory's pinned hash, 64 hex digits, compared by voice.")
@click.option(
    "--keys",
    "key_folder",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="A folder of your locked key files (made with amparo-keys under the same passphrase), to copy in.",
)
@click.option("--officer", default="", help="Police: the pseudonym under which openings are told to the NGO.")
@click.option("--demonstration", is_flag=True, help="A demonstration: weak locks and --now are allowed.")
@pass_terminal
def init(
    terminal: Terminal,
    org: str,
    kind: str,
    gateway: str,
    genesis: str,
    key_folder: Path | None,
    officer: str,
    demonstration: bool,
) -> None:
    """Make a desk in the folder of --desk."""
    try:
        pinned = unhex(genesis, 32)
    except ValueError:
        raise DeskError("--genesis has 64 hex digits. Ask the coalition, and compare it by voice.") from None
    settings = Settings(org, Kind(kind), gateway.rstrip("/"), pinned, demonstration, officer)
    passphrase = terminal.passphrase(new=True)
    found = _key_files(key_folder, settings, passphrase) if key_folder else {}
    make_folder(terminal.folder, settings, passphrase)
    for name, text in found.items():
        write_private_file(terminal.folder / KEYS / name, text)
    say(f"A desk of {org} is in {terminal.folder}, with {len(found)} key file(s).")
    if not found:
        say(f"Put its key files into {terminal.folder / KEYS} (made with amparo-keys, under this passphrase).")
    say("A forgotten passphrase is lost, unless two of three people can open this desk: amparo-desk recovery --help")
    say("Next: amparo-desk check")


def _key_files(folder: Path, settings: Settings, passphrase: bytes) -> dict[str, str]:
    found = {}
    for path in sorted(folder.glob("*.key")):
        text = read_private_file(path)
        header = header_of(text)
        if header.get("org") != settings.org or header.get("kind") not in ("opening", "signing"):
            raise BadKeyFile(f"{path.name} is not a key of {settings.org}. Nothing was made.")
        unlock(text, passphrase, weak=settings.demonstration)
        found[path.name] = text
    if not found:
        raise DeskError(f"There are no .key files in {folder}. Nothing was made.")
    return found


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For a script.")
@click.pass_context
@pass_terminal
def check(terminal: Terminal, ctx: click.Context, as_json: bool) -> None:
    """Look whether everything is in order: keys, directory, line, clock. Exit code 1 when not."""
    found = health_check.check(terminal.desk)
    if as_json:
        say_json([{"fine": each.fine, "sentence": each.sentence} for each in found])
    else:
        for each in found:
            say(("  " if each.fine else "! ") + each.sentence)
    if not all(each.fine for each in found):
        ctx.exit(1)
    if not as_json:
        say("All in order. Next: amparo-desk receive")


@click.command()
@click.argument("file", type=FILE)
@pass_terminal
def backup(terminal: Terminal, file: Path) -> None:
    """Write a locked copy of the vault to FILE. It opens with the same passphrase and holds no private keys."""
    terminal.desk.back_up(file)
    say(f"A locked copy of the vault is in {file}. Keep it on another device; it holds no private keys.")
    say("Next: once, try amparo-desk --desk EMPTY-FOLDER restore FILE, so that you know it works.")


@click.command()
@click.argument("file", type=FILE_HERE)
@pass_terminal
def restore(terminal: Terminal, file: Path) -> None:
    """Make the desk of a backup again, in the folder of --desk."""
    settings = restore_desk(file, terminal.folder, terminal.passphrase())
    say(f"The vault of {settings.org} is in {terminal.folder}. What had been opened can be read.")
    say("To receive and answer it needs keys: have the lost ones stopped and new ones listed (amparo-keys).")
    say("Next: amparo-desk list")


_WHAT_TO_INSTALL = (
    "The page of a desk needs more than the command line does. Install it: pip install 'amparo[desk-web]'. "
    "Everything it does can be done by commands too."
)


@click.command()
@click.option("--port", default=8765, show_default=True, type=click.IntRange(1024, 65535))
@click.option("--address", default="127.0.0.1", show_default=True, help="An address of this computer alone.")
@click.option("--idle-minutes", default=15, show_default=True, type=click.IntRange(1, 240), help="Then it locks.")
@click.option("--no-browser", is_flag=True, help="Print the link and open no window.")
@click.option("--notify-command", default="", help="Run this, without any content, when something new needs you.")
@pass_terminal
def web(terminal: Terminal, port: int, address: str, idle_minutes: int, no_browser: bool, notify_command: str) -> None:
    """Open this desk in a browser on this computer."""
    try:
        from keys.desk.web.serve import authority, serve
        from keys.desk.web.session import DeskSession
    except ImportError:
        raise DeskError(_WHAT_TO_INSTALL) from None
    authority(address, port)

    def opening(passphrase: bytes) -> Desk:
        return Desk.open(terminal.folder, passphrase, transport=terminal.transport)

    notifier = Notifier(notify_command) if notify_command else None
    session = DeskSession(terminal.folder, opening, idle=idle_minutes * 60, notifier=notifier)
    session.unlock(terminal.passphrase())
    serve(session, address, port, browser=not no_browser, tell=say)


COMMANDS = (init, check, backup, restore, web)
