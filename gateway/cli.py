"""`amparo-gateway`: what the person who runs the gateway types.

A command's module is loaded when the command is called: the whole gateway takes seconds, and help waits for none of it.
"""

import click

from keys.commands import Commands

COMMANDS = {
    "account": ("accounts.cli", "Caseworkers who sign in to the hosted page."),
    "again": ("commands", "Owe refused DELIVERIES again, by the ids that `refused` shows."),
    "check": (
        "commands",
        "Read the settings, open the key, verify the directory, ask database and broker; change nothing.",
    ),
    "figures": (
        "commands",
        "Public figures of a quarter: reports received and opened by each force, small counts hidden.",
    ),
    "migrate": ("commands", "Bring the database to the tables of this version."),
    "refused": ("commands", "What no courier could carry, and why."),
    "rest": ("commands", "Rewrite the tables by key, so that no file tells the order of filing."),
    "restored": ("commands", "After a backup of the database was put back, and before anything is started:"),
    "watch": (
        "commands",
        "Write into FILE, again and again, how the service is: numbers that tell nothing of a report.",
    ),
}
"""Each command's module, and what the list of commands says of it."""


@click.group(cls=Commands, package="gateway", table=COMMANDS)
def main() -> None:
    """Run an Amparo gateway. Settings come from the environment; `check` says what is missing."""
