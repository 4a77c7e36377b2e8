"""The command of a caseworker's own notes on a case."""

from pathlib import Path

import click

from keys.clock import iso
from keys.desk.cli.terminal import Terminal, pass_terminal, say, typed, with_file, with_text
from keys.desk.desk import only
from keys.desk.ngo import notebook
from keys.roles import Kind


@click.command("notebook")
@click.argument("ref")
@click.option("--write", is_flag=True, help="Write a note: you are asked for it on the screen.")
@with_text
@with_file
@click.option("--again", default="", metavar="DAY", help="Show the report in Today on this day, such as 31/12/2026.")
@click.option("--done", default="", metavar="NUMBER", help="You looked again: Today says no more of it.")
@click.option("--remove", default="", metavar="NUMBER", help="Remove a note for good.")
@pass_terminal
def notebook_(
    terminal: Terminal, ref: str, write: bool, text: str | None, file: Path | None, again: str, done: str, remove: str
) -> None:
    """Read or write your own notes on REF, and days to look at it again. They never leave your organisation."""
    desk = terminal.desk
    only(desk, Kind.NGO, "notebook")
    if remove:
        notebook.remove(desk, ref, remove)
        say("Removed: no word of it is left at this desk. Backups made before still hold it.")
    elif done:
        notebook.looked_again(desk, ref, done)
        say("Done: Today says no more of it.")
    elif write or text is not None or file is not None or again:
        words = typed(text, file, "Your note") if write or text is not None or file is not None else ""
        kept = notebook.write(desk, ref, words, again)
        say(f"Kept as {kept.id}, in this desk’s vault alone.")
    else:
        _read(terminal, ref)


def _read(terminal: Terminal, ref: str) -> None:
    case = terminal.desk.cases.find(ref)
    found = notebook.of(terminal.desk, case)
    for note in found:
        day = f"  look again on {iso(note.again)}" if note.again is not None else ""
        say(f"{note.id}  {iso(note.day)}{day}{', done' if note.done is not None else ''}")
        for line in note.text.splitlines():
            say(f"    {line}")
    if not found:
        say(f"No notes yet. Write one: amparo-desk notebook {case.short} --write")


COMMANDS = (notebook_,)
