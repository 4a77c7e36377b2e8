"""`amparo-gateway`: what the person who runs the gateway types.

A command's module is loaded when the command is called: the whole gateway takes seconds, and help waits for none of it.
"""

import sys
from importlib import import_module

import click

from gateway.errors import BadSetting

COMMANDS = {
    "account": "Caseworkers who sign in to the hosted page.",
    "again": "Owe refused DELIVERIES again, by the ids that `refused` shows.",
    "check": "Read the settings, open the key, verify the directory, ask database and broker; change nothing.",
    "figures": "Public figures of a quarter: reports received and opened by each force, small counts hidden.",
    "migrate": "Bring the database to the tables of this version.",
    "refused": "What no courier could carry, and why.",
    "rest": "Rewrite the tables by key, so that no file tells the order of filing.",
    "restored": "After a backup of the database was put back, and before anything is started:",
    "watch": "Write into FILE, again and again, how the service is: numbers that tell nothing of a report.",
}


class Commands(click.Group):
    """The commands of COMMANDS."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module = import_module("gateway.accounts.cli" if name == "account" else "gateway.commands")
        found = (each for each in vars(module).values() if isinstance(each, click.Command) and each.name == name)
        return next(found, None)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.group(cls=Commands)
def commands() -> None:
    """Run an Amparo gateway. Settings come from the environment; `check` says what is missing."""


def main() -> None:
    """The console script: an error is one sentence that says what to do, never a traceback."""
    try:
        commands()
    except BadSetting as reason:
        click.echo(str(reason), err=True)
        sys.exit(2)
