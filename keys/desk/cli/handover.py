"""Commands between two desks of one NGO: handover give, take, mark, back."""

from pathlib import Path

import click

from keys.desk.cli.terminal import FILE, Terminal, must_be_new, pass_terminal, say
from keys.desk.errors import DeskError
from keys.desk.ngo import transfer
from keys.desk.store.folder import write_new_file
from keys.keyfiles import read_private_file


@click.group()
def handover() -> None:
    """Give cases to another desk of your organisation, whole: a colleague takes over, somebody leaves, two share."""


@handover.command("give")
@click.argument("refs", nargs=-1, metavar="REF...")
@click.option("--all", "everything", is_flag=True, help="Every report this desk answers for.")
@click.option("--name", required=True, help="The other desk, as your people call it.")
@click.option("--to", "target", type=FILE, required=True, help="The new file.")
@click.option("--keep", is_flag=True, help="Only to read there: this desk keeps answering.")
@pass_terminal
def give(terminal: Terminal, refs: tuple[str, ...], everything: bool, name: str, target: Path, keep: bool) -> None:
    """Write reports into a locked file. From then on the other desk answers for them."""
    must_be_new(target)
    heads = [each.case for each in terminal.desk.cases.summaries()] if everything else []
    chosen = [case.reference for case in heads if not case.elsewhere] if everything else refs
    given = transfer.hand_over(terminal.desk, chosen, to=name, keep_answering=keep)
    try:
        write_new_file(target, given.text.encode())
    except OSError:
        for ref in [] if keep else given.references:
            transfer.answer_again(terminal.desk, ref)
        raise DeskError(f"{target} cannot be written. Choose another place. Nothing was handed over.") from None
    say(f"{len(given.references)} report(s) are in {target}, locked. Its word, shown only now:")
    say(f"  {given.word}")
    say("Say it by telephone; the file goes another way. Delete the file when the other desk has taken it.")
    if given.waiting:
        say(f"{given.waiting} thing(s) about them still wait to leave here. Keep running until then: amparo-desk work")
    say(f"Next, at the other desk: amparo-desk handover take {target.name}")


@handover.command("take")
@click.argument("file", type=FILE)
@click.option("--word-file", type=FILE, help="A file only you can read that holds its word.")
@pass_terminal
def take(terminal: Terminal, file: Path, word_file: Path | None) -> None:
    """Take the reports of FILE, which another desk of your organisation made."""
    try:
        text = file.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        raise DeskError(f"{file} cannot be read. Is its name right?") from None
    word = read_private_file(word_file) if word_file else click.prompt("Its word", hide_input=True, err=True)
    for case in transfer.take_over(terminal.desk, text, word):
        mine = f"{case.elsewhere} keeps answering." if case.elsewhere else "This desk answers for it."
        say(f"{case.short} is here. {mine}")
    say("Delete the file now. Next: amparo-desk today")


@handover.command("mark")
@click.argument("ref")
@click.option("--name", required=True, help="The desk that answers, as your people call it.")
@pass_terminal
def mark(terminal: Terminal, ref: str, name: str) -> None:
    """Another desk answers for REF, which both received: here it is only to read."""
    transfer.leave_to(terminal.desk, ref, name)
    say("It stays here to read. Dangerous news about it is still shown, so that somebody calls her.")


@handover.command("back")
@click.argument("ref")
@click.confirmation_option(prompt="Has the other desk stopped answering for it?")
@pass_terminal
def back(terminal: Terminal, ref: str) -> None:
    """Answer for REF here again, because the other desk cannot."""
    transfer.answer_again(terminal.desk, ref)
    say("This desk answers for it. What the other one said is not known here, unless it hands it over.")
    say(f"Next: amparo-desk show {ref}")


COMMANDS = (handover,)
