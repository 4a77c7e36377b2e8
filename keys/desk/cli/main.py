"""amparo-desk: the command line of a police or NGO desk. Entry: `keys.desk.cli.main:main`."""

from __future__ import annotations

from pathlib import Path

import click

from keys.desk.cli import emergency, handover, ngo, officers, police, read, release, report, setup
from keys.desk.cli.terminal import Commands, Seat


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Begin with: amparo-desk init. Every day: amparo-desk receive, then amparo-desk today.",
)
@click.option(
    "--desk",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    envvar="AMPARO_DESK",
    show_envvar=True,
    help="The desk's folder (default: this one).",
)
@click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar="AMPARO_DESK_PASSPHRASE_FILE",
    show_envvar=True,
    help="A file only you can read that holds the passphrase; without it you are asked.",
)
@click.option(
    "--officer",
    default="",
    envvar="AMPARO_DESK_OFFICER",
    show_envvar=True,
    help="Police: who sits here, by pseudonym (see officers).",
)
@click.pass_context
def main(ctx: click.Context, folder: Path, passphrase_file: Path | None, officer: str) -> None:
    """The desk where your organisation opens what is sealed to it, and answers.

    Police: receive, show, status, ask, answer, export, officers, card.
    NGO: file, drafts, held, receive, today, show, confirm, answer, safe, token,
    release, unrelease, cosign, recall, withdraw, emergency, handover.
    Both: web, the same in a browser on this computer.
    """
    seat = ctx.obj if isinstance(ctx.obj, Seat) else Seat(folder, passphrase_file)
    seat.officer = officer
    ctx.obj = seat
    ctx.call_on_close(seat.close)


for commands in (setup, read, police, ngo, report, handover, release, emergency, officers):
    for command in commands.COMMANDS:
        main.add_command(command)


if __name__ == "__main__":
    main()
