"""The command about drafts that were begun on the page of the desk: which there are, and how one is deleted."""

from __future__ import annotations

import click

from keys.clock import iso
from keys.desk.cli.terminal import Seat, pass_seat, say


@click.group(invoke_without_command=True)
@click.pass_context
def drafts(ctx: click.Context) -> None:
    """Reports that were begun on this desk's page and are not filed. Nobody outside has anything of them."""
    if ctx.invoked_subcommand is not None:
        return
    seat = ctx.find_object(Seat)
    assert seat is not None
    found = seat.desk.drafts.all()
    for each in found:
        say(f"{each.name[:8]}  written on {iso(each.day)}")
    say("Go on with one: amparo-desk web" if found else "There is no draft. Begin a report: amparo-desk web")


@drafts.command("delete")
@click.argument("name")
@click.confirmation_option(prompt="It is nowhere else. Delete it for good?")
@pass_seat
def drafts_delete(seat: Seat, name: str) -> None:
    """Delete the draft NAME for good."""
    seat.desk.drafts.delete(seat.desk.drafts.find(name).name)
    say("Deleted.")


COMMANDS = (drafts,)
