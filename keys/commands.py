"""A group of commands whose modules are loaded when they are called: help waits for none of them, and says of each one
sentence that stands in its table. Each module says in its `COMMANDS` which are in it.

What cannot be done is told in one sentence that says what to do, with exit code 1, and without a traceback. No program
of it leaves a core file.
"""

from collections.abc import Mapping
from importlib import import_module
from textwrap import shorten
from typing import Any

import click

from keys import core_files
from keys.errors import AmparoError

Table = Mapping[str, tuple[str, str]]


class Commands(click.Group):
    """The commands of `table`: name -> the module of `package` it stands in, and what the list says of it."""

    def __init__(self, *given: Any, package: str, table: Table, **named: Any) -> None:
        super().__init__(*given, **named)
        self.package, self.table = package, table

    def main(self, *given: Any, **named: Any) -> Any:
        core_files.forbid()
        return super().main(*given, **named)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except AmparoError as why:
            raise click.ClickException(str(why)) from None
        except OSError as why:
            if why.filename is not None:
                raise click.ClickException(f"{why.filename}: {why.strerror}. Check the path.") from None
            raise click.ClickException(
                f"A file could not be written: {why.strerror}. Is the disk full? Make room, then do it again."
            ) from None

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(self.table)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in self.table:
            return None
        module = import_module(f"{self.package}.{self.table[name][0]}")
        found: dict[str | None, click.Command] = {command.name: command for command in module.COMMANDS}
        return found[name]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        room = formatter.width - 6 - max(map(len, self.table))
        with formatter.section("Commands"):
            rows = [(name, shorten(what, room, placeholder="...")) for name, (_, what) in self.table.items()]
            formatter.write_dl(sorted(rows))
