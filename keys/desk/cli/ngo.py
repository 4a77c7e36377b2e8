"""Commands of an NGO's desk: those made of the table of acts (`keys.desk.acts`); `token`, which shows one; `move`."""

from pathlib import Path
from typing import Any

import click

from gateway.report.reason import NO_REASON, Reason
from keys.desk.acts import ACTS, Act, ActInput
from keys.desk.cli.terminal import Terminal, pass_terminal, say, typed, with_file, with_now, with_reason, with_text
from keys.desk.ngo import care, moving


def command(act: Act) -> click.Command:
    """The command of an act: its text, reason and kind as options, then what was done and what cannot be undone."""

    def run(
        terminal: Terminal,
        ref: str,
        text: str | None = None,
        file: Path | None = None,
        reason: Reason = NO_REASON,
        kind: str = "note",
        all_now: bool = False,
    ) -> None:
        promise = act.promise(terminal.desk.cases.find(ref)) if act.promise else ()
        words = typed(text, file, act.text.asked) if act.text and act.text.needed else text or ""
        came = act.run(terminal.desk, ref, ActInput(words, reason, kind))
        if not came and act.not_sent:
            say(act.not_sent)
            return
        for sentence in (act.done, act.cannot_undo, *promise):
            if sentence:
                say(sentence)
        terminal.send_what_may(all_now=all_now)
        say(f"Next: {act.next.format(ref=ref)}")

    made: Any = pass_terminal(run)
    for wanted, option in (
        (act.timed, with_now),
        (act.reason, with_reason),
        (act.text is not None and act.text.needed, with_file),
        (act.text is not None, with_text),
        (bool(act.kinds), _with_kind(act)),
        (bool(act.ask), click.confirmation_option(prompt=act.ask)),
    ):
        made = option(made) if wanted else made
    return click.command(act.name, help=act.help)(click.argument("ref")(made))


def _with_kind(act: Act) -> Any:
    kinds = click.Choice([name for name, _ in act.kinds])
    return click.option("--kind", type=kinds, default="note", show_default=True, help="How her page introduces it.")


@click.command()
@click.argument("ref")
@click.option("--empty-now", is_flag=True, help="Somebody may hold the old paper: empty the old page at once.")
@click.confirmation_option(prompt="The old paper stops working within a day. Give her a new token?")
@with_now
@pass_terminal
def token(terminal: Terminal, ref: str, empty_now: bool, all_now: bool) -> None:
    """Give her a new token for REF. The old mailbox is emptied. The token is shown once and kept nowhere."""
    fresh = care.new_token(terminal.desk, ref, empty_now=empty_now)
    say("Write it down now; it cannot be shown again. Both are the same token:")
    say(f"  {fresh.symbols}")
    say(f"  {fresh.digits}")
    terminal.send_what_may(all_now=all_now)
    say("Close this window when she has it. Later consent needs a second NGO: her old key did not move.")


@click.command()
@click.argument("ref")
@click.option("--to", "force", default="", help="The other force; without it, the one that the police named.")
@click.option("--sure", is_flag=True, help="This force all the same, after a warning about it.")
@pass_terminal
def move(terminal: Terminal, ref: str, force: str, sure: bool) -> None:
    """Move REF to another force: seal what this desk holds of it anew. Her code stays."""
    case = moving.move(terminal.desk, ref, force, sure=sure)
    say(f"Moved: {case.reference}, to {case.force}. Her token stays the one she has; the clocks begin anew.")
    for sentence in moving.PROMISE:
        say(sentence)
    terminal.send_what_may()
    say(f"Next: amparo-desk show {case.short}")


COMMANDS = (*map(command, ACTS.values()), token, move)
