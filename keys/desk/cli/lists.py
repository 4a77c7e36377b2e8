"""How everything stands, at both kinds of desk: list, today. They load little, and so answer at once."""

import click

from keys.desk import tasks
from keys.desk.case_view.listing import case_list
from keys.desk.cli.terminal import Terminal, pass_terminal, say, say_json, table
from keys.roles import Kind


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="For a script.")
@pass_terminal
def list_(terminal: Terminal, as_json: bool) -> None:
    """Every report at this desk, newest first."""
    rows = case_list(terminal.desk)
    if as_json:
        say_json(rows)
        return
    if not rows:
        say("No report is at this desk yet. Next: amparo-desk receive")
        return
    other = "ngo" if terminal.desk.settings.kind is Kind.POLICE else "force"
    heads = ("reference", "received", other, "state", "")
    marks = [", ".join([*(mark for mark in ("soon", "news", "withheld") if row[mark]), *row["risks"]]) for row in rows]
    table(
        heads,
        [
            (row["reference"][:8], row["received"], row[other], row["state"], mark)
            for row, mark in zip(rows, marks, strict=True)
        ],
    )
    say(f"Next: amparo-desk show {rows[0]['reference'][:8]}")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For a script.")
@pass_terminal
def today(terminal: Terminal, as_json: bool) -> None:
    """What needs somebody today, most pressing first, each with the command that deals with it."""
    needs = tasks.needs(terminal.desk)
    if as_json:
        say_json(
            [
                {"reference": each.reference, "what": each.what, "do": each.do, "pressing": each.pressing}
                for each in needs
            ]
        )
        return
    for each in needs:
        say(f"{each.reference or '-':8}  {each.what}\n        {each.do}")
    if not needs:
        say("Nothing waits for you. Next: amparo-desk receive")


COMMANDS = (list_, today)
