"""The command that serves the desk's local page. What it needs beyond the command line is loaded only here."""

from __future__ import annotations

import click

from keys.desk.cli.terminal import Seat, pass_seat, say
from keys.desk.desk import Desk
from keys.desk.errors import DeskError
from keys.desk.notifications import Notice

_WHAT_TO_INSTALL = (
    "The page of a desk needs more than the command line does. Install it: pip install 'amparo[desk-web]'. "
    "Everything it does can be done by commands too."
)


@click.command()
@click.option("--port", default=8765, show_default=True, type=click.IntRange(1024, 65535))
@click.option("--address", default="127.0.0.1", show_default=True, help="An address of this computer alone.")
@click.option(
    "--idle-minutes", default=15, show_default=True, type=click.IntRange(1, 240), help="Then it locks."
)
@click.option("--no-browser", is_flag=True, help="Print the link and open no window.")
@click.option(
    "--notify-command", default="", help="Run this, without any content, when something new needs you."
)
@pass_seat
def web(
    seat: Seat, port: int, address: str, idle_minutes: int, no_browser: bool, notify_command: str
) -> None:
    """Open this desk in a browser on this computer."""
    try:
        from keys.desk.web.serve import authority, serve
        from keys.desk.web.session import Sitting
    except ImportError:
        raise DeskError(_WHAT_TO_INSTALL) from None
    authority(address, port)

    def opening(passphrase: bytes) -> Desk:
        return Desk.open(seat.folder, passphrase, transport=seat.transport)

    bell = Notice(notify_command) if notify_command else None
    sitting = Sitting(seat.folder, opening, idle=idle_minutes * 60, bell=bell)
    sitting.unlock(seat.passphrase())
    serve(sitting, address, port, browser=not no_browser, tell=say)


COMMANDS = (web,)
