"""Commands for files of evidence, at both desks: attach list, add, send, delete, export. The page shows a copy."""

from __future__ import annotations

from pathlib import Path

import click

from gateway.report.reason import Reason
from keys.clock import iso
from keys.desk import look
from keys.desk.cli.terminal import FILE, FILE_HERE, WORDS, Terminal, pass_terminal, say, with_reason
from keys.desk.desk import only
from keys.desk.errors import DeskError
from keys.desk.ngo import attachments as at_ngo
from keys.desk.police import attachments as at_police
from keys.desk.store.folder import write_new_file
from keys.envelope.attachment import MOST_BYTES
from keys.roles import Kind

_SHORT = 8  # signs of a file's id that are shown and enough


@click.group()
def attach() -> None:
    """Files of evidence of a report: photographs, PDF, recordings."""


@attach.command("list")
@click.argument("ref")
@pass_terminal
def listed(terminal: Terminal, ref: str) -> None:
    """The files that this desk holds for REF."""
    desk, case = terminal.desk, terminal.desk.cases.find(ref)
    if desk.settings.kind is Kind.POLICE:
        for got in at_police.of(desk, case):
            opened = "not opened" if got.opened is None else f"opened on {iso(got.opened)}"
            say(f"{got.id[:_SHORT]}  {got.about['type']}, {got.about['length']} bytes, {opened}")
            say(f"  SHA-256 of the original, which the NGO keeps: {got.about['original_sha256']}")
        say("Look at one: amparo-desk web. Take one out: amparo-desk attach export REF FILE --to PATH")
        return
    for row in at_ngo.of(desk, case):
        say(f"{row.id[:_SHORT]}  {row.name}, kept on {iso(row.day)}. {at_ngo.progress(desk, case, row)}")
        say(f"  SHA-256 of the original: {row.original_sha256}")
    say("Look at a copy with her: amparo-desk web. Then: amparo-desk attach send REF FILE --consents")


@attach.command("add")
@click.argument("ref")
@click.argument("file", type=FILE_HERE)
@pass_terminal
def added(terminal: Terminal, ref: str, file: Path) -> None:
    """Keep FILE in the vault, and make the clean copy that could be sent. Nothing leaves."""
    only(terminal.desk, Kind.NGO, "attach add")
    if file.stat().st_size > MOST_BYTES:
        raise DeskError(
            f"A file has at most {MOST_BYTES >> 20} MiB. Keep this one elsewhere; note where in the report."
        )
    row = at_ngo.add(terminal.desk, ref, file.name, file.read_bytes())
    say(f"Kept as {row.id[:_SHORT]}. SHA-256 of the original: {row.original_sha256}")
    say(row.unclean or "A copy without its metadata was made. Look at it with her on the page before it is sent.")
    say(f"{file} still lies there in the clear: delete it if it is not needed.")
    say(f"Next: amparo-desk web, or amparo-desk attach list {ref}")


@attach.command("send")
@click.argument("ref")
@click.argument("file")
@click.option("--consents", is_flag=True, help="She has seen the copy and says that the police may have it.")
@click.option("--text", type=WORDS, default="", help="What it is, for the police; - asks. Screened.")
@with_reason
@pass_terminal
def sent(terminal: Terminal, ref: str, file: str, consents: bool, text: str, reason: Reason) -> None:
    """Send the clean copy of FILE to the force, sealed. The original stays here."""
    at_ngo.send(terminal.desk, ref, file, consents=consents, text=text, reason=reason)
    say("The copy is on its way, in pieces of one size.")
    terminal.send_what_may()
    say(f"Next: amparo-desk attach list {ref}")


@attach.command("delete")
@click.argument("ref")
@click.argument("file")
@click.confirmation_option(prompt="The original may be nowhere else. Delete it for good?")
@pass_terminal
def deleted(terminal: Terminal, ref: str, file: str) -> None:
    """Delete FILE, original and copy, from this desk."""
    at_ngo.delete(terminal.desk, ref, file)
    say("Deleted here. What was sent stays with the police.")


@attach.command("export")
@click.argument("ref")
@click.argument("file")
@click.option("--to", "target", required=True, type=FILE)
@pass_terminal
def exported(terminal: Terminal, ref: str, file: str, target: Path) -> None:
    """Write FILE, made anew once more, to a new file. The NGO is told who took it."""
    only(terminal.desk, Kind.POLICE, "attach export")
    _, raw = look.export_attachment(terminal.desk, ref, file)
    write_new_file(target, raw)
    say(f"Written to {target}, in the clear: handle it as the report says. The organisation is told.")
    terminal.send_what_may()


COMMANDS = (attach,)
