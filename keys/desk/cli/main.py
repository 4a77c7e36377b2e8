"""amparo-desk: the command line of a police or NGO desk. Entry: `keys.desk.cli.main:main`.

A command's module is loaded when the command is called, so that help waits for nothing.
"""

from pathlib import Path
from typing import Any

import click

from keys.commands import Commands

COMMANDS = {
    "answer": ("read", "Answer the question about REF."),
    "ask": ("police", "Ask the NGO something about REF, by the form the law wants (Victim Information Request)."),
    "attach": ("attachments", "Files of evidence of a report: photographs, PDF, recordings."),
    "backup": ("setup", "Write a locked copy of the vault to FILE."),
    "card": ("police", "National helplines, to hand to anybody."),
    "check": ("setup", "Look whether everything is in order: keys, directory, line, clock."),
    "confirm": ("ngo", "Tell the police that your NGO filed REF."),
    "correct": ("ngo", "Correct something in REF: shown to the police beside the untouched original."),
    "cosign": ("release", "Sign another NGO's note in FILE, because her token is lost and she told you the same."),
    "decline": ("police", "Say that FORCE is the right force for REF."),
    "drafts": ("report", "Reports that were begun on this desk's page and are not filed."),
    "emergency": ("emergency", "Write down, afterwards, what was told in an emergency."),
    "export": ("read", "The report REF for your own system."),
    "file": ("report", "Seal the report in FORM (JSON) here, with your NGO's key, and send it."),
    "handover": (
        "handover",
        "Give cases to another desk of your organisation, whole: a colleague takes over, somebody leaves,",
    ),
    "held": ("report", "The forms that caseworkers keep for later."),
    "init": ("setup", "Make a desk in the folder of --desk."),
    "list": ("lists", "Every report at this desk, newest first."),
    "margin": ("police", "Read or write what this desk alone notes beside the report REF."),
    "move": ("ngo", "Move REF to another force: seal what this desk holds of it anew. Her code stays."),
    "not-yet": ("ngo", "You could not reach her, or it is not safe: her page waits 72 hours more, once."),
    "note": ("ngo", "Write to her page."),
    "notebook": ("notebook", "Read or write your own notes on REF, and days to look at it again."),
    "officers": ("police", "Who sits at this police desk: pseudonyms for the NGO, and whose they are, for"),
    "pause": ("ngo", "She wants to stop for now: tell the police."),
    "question": ("ngo", "Ask the police something about REF."),
    "recall": ("ngo", "Call the report REF back, if the police have not opened it."),
    "receive": ("read", "Fetch what is sealed to your organisation, check it, keep it, and say so to the sender."),
    "recover": ("recovery", "Open this desk again with the recovery keys in two FILES, under a new passphrase."),
    "recovery": (
        "recovery",
        "Let any two of three people, whose public halves are FILES, open this desk if its passphrase is forgotten.",
    ),
    "recovery-key": (
        "recovery",
        "Make a recovery key of NAME in FILE, on her own computer; its public half beside it, FILE.pub.",
    ),
    "release": ("release", "Show the police something of REF that she had locked, because she says so and for as long"),
    "restore": ("setup", "Make the desk of a backup again, in the folder of --desk."),
    "safe": ("ngo", "You have spoken with her and she is safe: her page may show the news."),
    "send": ("read", "Let what is due leave the outbox."),
    "show": ("read", "The report REF and all that was said about it."),
    "status": ("police", "Tell the NGO and the victim how far the report REF is."),
    "stop": ("read", "Take the signed stops in FILES, however they came: nothing is sealed to the stopped"),
    "today": ("lists", "What needs somebody today, most pressing first, each with the command that deals with it."),
    "token": ("ngo", "Give her a new token for REF."),
    "unrelease": ("ngo", "Take back everything she released of REF."),
    "verify": ("read", "What the evidence in FILE proves and what not."),
    "waiting": ("read", "What waits to leave this desk, and holding it back as long as it has not left."),
    "web": ("setup", "Open this desk in a browser on this computer."),
    "withdraw": ("ngo", "She wants to stop: tell the police."),
    "work": ("read", "Receive and send, over and over, until Ctrl-C."),
}
"""Every command: the module it stands in, loaded when it is called, and what the list of commands says of it."""


class DeskCommands(Commands):
    """A fault of the program itself is told as well without a traceback, which could show a report."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.UsageError, click.exceptions.Exit, click.Abort):
            raise
        except click.ClickException as told:
            from gateway.report.printing.steering import indented  # help does not wait for it

            raise click.ClickException(indented(told.message)) from None
        except KeyboardInterrupt:
            ctx.exit(130)
        except Exception as fault:  # noqa: BLE001 the last place before a person
            click.echo(
                f"Error: a fault in the program itself ({type(fault).__name__}). What was stored before is safe. "
                "Run amparo-desk check, and tell who maintains Amparo.",
                err=True,
            )
            ctx.exit(70)


@click.group(
    cls=DeskCommands,
    package="keys.desk.cli",
    table=COMMANDS,
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

    Police: receive, show, status, ask, answer, decline, attach, export, officers, card.
    NGO: file, drafts, held, receive, today, show, confirm, answer, safe, token,
    attach, release, unrelease, cosign, move, recall, withdraw, notebook, emergency, handover.
    Both: web, the same in a browser on this computer.
    """
    from keys.desk.cli.terminal import Terminal  # half a second to load: help does not wait for it

    terminal = ctx.obj if isinstance(ctx.obj, Terminal) else Terminal(folder, passphrase_file)
    terminal.officer = officer
    ctx.obj = terminal
    ctx.call_on_close(terminal.close)


if __name__ == "__main__":
    main()
