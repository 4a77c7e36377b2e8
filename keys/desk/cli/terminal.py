"""The terminal of a command: which desk, with which passphrase, and how it speaks to the person who typed it.

What is decided at a keyboard leaves at once when it may, and waits in the outbox when there is no line. Text for
somebody is asked for on the screen unless given, because a command line stays in the shell's history and everybody on
the computer can read it meanwhile; what need not be said at all is asked for where `-` stands in its place.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gateway.report.printing.steering import as_json, indented, one_line
from gateway.report.reason import Reason
from keys.clock import now
from keys.desk.desk import Desk
from keys.desk.errors import DeskError, GatewayFault, NotReached
from keys.desk.police import officers
from keys.desk.store.folder import SETTINGS, read_settings
from keys.keyfiles import read_private_file

if TYPE_CHECKING:
    import httpx

EVERY = 5.0  # seconds between two lines of progress
FILE = click.Path(path_type=Path, dir_okay=False)
FILE_HERE = click.Path(path_type=Path, dir_okay=False, exists=True)


class Terminal:
    """The desk of this command, opened when first needed."""

    def __init__(self, folder: Path, passphrase_file: Path | None) -> None:
        self.folder = folder
        self._passphrase_file = passphrase_file
        self._desk: Desk | None = None
        self.transport: httpx.BaseTransport | None = None
        self.officer = ""

    def passphrase(self, *, new: bool = False) -> bytes:
        """The passphrase: from the file named, or typed."""
        if self._passphrase_file is not None:
            found = read_private_file(self._passphrase_file).rstrip("\r\n").encode()
        else:
            found = str(click.prompt("Passphrase", hide_input=True, confirmation_prompt=new, err=True)).encode()
        if not found:
            raise DeskError("The passphrase is empty. Nothing was done.")
        return found

    @property
    def desk(self) -> Desk:
        if self._desk is None:
            if not (self.folder / SETTINGS).exists():
                raise DeskError(f"There is no desk in {self.folder}. Name its folder with --desk, or make one: init.")
            progress = ProgressLines(say_aside)
            passphrase = self.passphrase()
            self._desk = Desk.open(self.folder, passphrase, transport=self.transport, progress=progress)
            if self.officer:
                self._desk = officers.sit(self._desk, self.officer)
        return self._desk

    def genesis(self) -> bytes | None:
        """The genesis pinned in this folder's desk.toml, where there is a desk; its vault stays locked."""
        return read_settings(self.folder).genesis if (self.folder / SETTINGS).exists() else None

    def close(self) -> None:
        """The vault is let go."""
        if self._desk is not None:
            self._desk.close()

    def send_what_may(self, *, all_now: bool = False) -> None:
        """What leaves at once has left; no line is no failure: it waits, and that is said."""
        try:
            from keys.desk.sync.send import send  # slow to load: who only reads sends nothing

            sent = send(self.desk, now=all_now, at_once_only=not all_now)
        except (NotReached, GatewayFault):
            say("There is no line to the gateway now. It waits in the outbox: amparo-desk send")
            return
        for about in sent.left:
            say(f"Sent: {about}.")
        for trouble in sent.troubles:
            say(trouble)
        if sent.later:
            when = "" if sent.next_due is None else f", the next {in_hours(sent.next_due)}"
            say(f"{sent.later} thing(s) wait for their own time{when}. They leave while amparo-desk work runs.")


pass_terminal = click.make_pass_decorator(Terminal)


def say(text: str) -> None:
    """A line for the person. Nothing in it steers a terminal; more lines of foreign words stand below it, indented."""
    click.echo(indented(text))


def say_aside(text: str) -> None:
    """A line for the person that no script reads: on stderr."""
    click.echo(indented(text), err=True)


def say_json(value: object) -> None:
    """A line of JSON for a script."""
    click.echo(as_json(value))


def table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """A table, each column as wide as its longest cell."""
    lines = [tuple(columns), *(tuple(map(one_line, row)) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    head, *others = ("  ".join(map(str.ljust, line, widths)).rstrip() for line in lines)
    click.echo("\n".join((click.style(head, bold=True), *others)))


class ProgressLines:
    """Progress of a long round, as a line now and then through `say`. A round that is over soon says nothing.

    Counts only: no report, organisation or day is named.
    """

    def __init__(self, say: Callable[[str], None], every: float = EVERY) -> None:
        self._say, self._every = say, every
        self._quiet_until = 0.0

    def __call__(self, what: str, done: int, of: int) -> None:
        now = time.monotonic()
        if done <= 1 or not self._quiet_until:
            self._quiet_until = now + self._every
        elif now >= self._quiet_until:
            self._quiet_until = now + self._every
            self._say(f"{what}: {done} of {of} ...")


def typed(text: str | None, file: Path | None, question: str) -> str:
    """The words given, those of a file, or those typed now, until an empty line."""
    if text is not None:
        return text
    if file is not None:
        try:
            return file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise DeskError(f"{file} cannot be read as text. Nothing was sent.") from None
    if sys.stdin.isatty():
        click.echo(f"{question} (end with an empty line)", err=True)
    lines: list[str] = []
    for line in sys.stdin:
        if sys.stdin.isatty() and not line.strip():
            break
        lines.append(line.rstrip("\r\n"))
    return "\n".join(lines).strip()


def in_hours(due: float) -> str:
    """When something is due, in words that a person needs and no log would want."""
    minutes = max(0, int(due - now()) // 60)
    return (
        "now" if minutes < 1 else f"in {minutes} minutes" if minutes < 100 else f"in about {round(minutes / 60)} hours"
    )


def wait(seconds: float) -> None:
    """Time passes; Ctrl-C ends it."""
    time.sleep(seconds)


def must_be_new(target: Path) -> None:
    """Return if nothing is there yet. DeskError otherwise."""
    if target.exists():
        raise DeskError(f"{target} is already there and is not overwritten.")


class Words(click.ParamType):
    """Words for somebody: `-` on the command line asks for them on the screen."""

    name = "words"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value != "-":
            return value
        named = param.name if param and param.name else self.name
        return str(click.prompt(named.replace("_", " ").capitalize(), err=True))


WORDS = Words()
with_text = click.option(
    "--text", type=WORDS, help="The words; - asks on the screen. A command line stays in the shell's history."
)
with_file = click.option("--file", "file", type=FILE, help="A UTF-8 file with the words.")


def with_reason(command: Callable[..., Any]) -> Callable[..., Any]:
    """The command takes `reason`: why what screening warns of must stay, and who agreed."""

    @wraps(command)
    def run(*given: Any, reason: str, agreed: str, **named: Any) -> Any:
        return command(*given, reason=Reason(reason, agreed), **named)

    for option in (
        click.option("--reason", type=WORDS, default="", help="NGO: why what is warned of stays; - asks. Yours alone."),
        click.option("--agreed", type=WORDS, default="", help="NGO: who else has read words of status; - asks."),
    ):
        run = option(run)
    return run


with_now = click.option("--now", "all_now", is_flag=True, help="A demonstration only: do not wait for random times.")
