"""Commands for a passphrase that is forgotten: a recovery key, who may recover, and recovering."""

from pathlib import Path

import click

from keys.desk.cli.terminal import FILE, FILE_HERE, Terminal, pass_terminal, say
from keys.desk.store import recovery as store
from keys.desk.store.folder import read_settings
from keys.keyfiles import LOWEST, MODERATE, read_private_file


@click.command("recovery-key")
@click.argument("name")
@click.argument("file", type=FILE)
@click.option("--demonstration", is_flag=True, help="A demonstration: weak locks.")
@pass_terminal
def recovery_key(terminal: Terminal, name: str, file: Path, demonstration: bool) -> None:
    """Make a recovery key of NAME in FILE, on her own computer; its public half beside it, FILE.pub."""
    limits = LOWEST if demonstration else MODERATE
    person = store.make_key(file, name, terminal.passphrase(new=True), limits=limits)
    public = file.with_name(f"{file.name}.pub")
    public.write_text(person.line, "utf-8")
    say(f"{file} stays with {name}, and her passphrase too. {public} goes to the desk.")


@click.command("recovery")
@click.argument("files", nargs=3, type=FILE_HERE)
@pass_terminal
def recovery(terminal: Terminal, files: tuple[Path, ...]) -> None:
    """Let any two of three people, whose public halves are FILES, open this desk if its passphrase is forgotten."""
    people = [store.read_person(file) for file in files]
    settings = read_settings(terminal.folder)
    store.arrange(terminal.folder, settings, terminal.passphrase(), people)
    names = ", ".join(person.name for person in people)
    say(f"Any two of {names} can open this desk together; none of them alone.")
    say(f"Keep a copy of {terminal.folder / store.RECOVERY} with the backups: it is useless without two of them.")


@click.command("recover")
@click.argument("files", nargs=2, type=FILE_HERE)
@click.option(
    "--key-passphrase-file",
    "passphrases",
    multiple=True,
    type=FILE_HERE,
    help="For a script: files with the passphrases of the two keys, in the same order.",
)
@pass_terminal
def recover(terminal: Terminal, files: tuple[Path, ...], passphrases: tuple[Path, ...]) -> None:
    """Open this desk again with the recovery keys in two FILES, under a new passphrase."""
    settings = read_settings(terminal.folder)
    two = []
    for place, file in enumerate(files):
        if place < len(passphrases):
            typed = read_private_file(passphrases[place]).rstrip("\r\n")
        else:
            typed = str(click.prompt(f"Passphrase of {file.name}", hide_input=True, err=True))
        two.append(store.read_secret(file, typed.encode(), weak=settings.demonstration))
    store.recover(terminal.folder, settings, two, terminal.passphrase(new=True))
    say(f"The vault of {settings.org} opens with the new passphrase. Every case it held is there.")
    say("Its keys are lost: have them stopped and new ones listed (amparo-keys). What waits is filed again.")
    say("Next: amparo-desk list")


COMMANDS = (recovery_key, recovery, recover)
