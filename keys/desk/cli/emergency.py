"""The command that writes down an emergency disclosure afterwards. It never stands before a call to 999."""

import click

from gateway.report.codes import BASES, VICTIM_ASKED, WHO_WAS_TOLD
from keys.clock import iso, today
from keys.desk.cli.terminal import WORDS, Terminal, pass_terminal, say
from keys.desk.desk import only
from keys.desk.ngo import emergencies
from keys.roles import Kind


@click.group()
@pass_terminal
def emergency(terminal: Terminal) -> None:
    """Write down, afterwards, what was told in an emergency. In danger call 999 first; this sends nothing."""
    only(terminal.desk, Kind.NGO, "emergency")


@emergency.command()
@click.option("--basis", type=click.Choice(list(BASES)), prompt="Why", help="Why it could not wait.")
@click.option("--to", type=click.Choice(list(WHO_WAS_TOLD)), prompt="Who was told", help="Who was told.")
@click.option("--asked", type=click.Choice(list(VICTIM_ASKED)), prompt="Was she asked", help="Was she asked first.")
@click.option("--what", prompt="What was told (it stays in your vault)", help="What was told.")
@click.option("--why", prompt="In your own words, why", help="Why, in your own words.")
@click.option("--decided-by", prompt="Who decided", help="Who decided.")
@click.option("--second-person", type=WORDS, default="", help="Who else agreed, if somebody did; - asks.")
@click.option("--day", default="", help="The day it was told, YYYY-MM-DD (default: today).")
@click.option("--about", default="", help="The report's reference, if there is one.")
@pass_terminal
def record(
    terminal: Terminal, basis: str, to: str, asked: str, what: str, why: str, decided_by: str, second_person: str,
    day: str, about: str,
) -> None:  # fmt: skip
    """Write one down."""
    kept = emergencies.record(
        terminal.desk.vault, basis=basis, to=to, what=what, asked_victim=asked, why=why, decided_by=decided_by,
        second_person=second_person, day=day or iso(today()), told_victim="", about=about,
    )  # fmt: skip
    say(f"Written down as {kept.id}, in your vault alone.")
    say(f"When she has been told, if that is safe: amparo-desk emergency told {kept.id}")


@emergency.command()
@click.argument("record_id", metavar="NUMBER")
@click.option("--day", default="", help="The day she was told, YYYY-MM-DD (default: today).")
@pass_terminal
def told(terminal: Terminal, record_id: str, day: str) -> None:
    """Write down that she has been told of it."""
    kept = emergencies.told_her(terminal.desk.vault, record_id, day or iso(today()))
    say(f"She was told on {kept.told_victim}.")


@emergency.command("list")
@pass_terminal
def listed(terminal: Terminal) -> None:
    """Every record, oldest first."""
    records = emergencies.every(terminal.desk.vault)
    for one in records:
        she = f"she was told on {one.told_victim}" if one.told_victim else "SHE HAS NOT BEEN TOLD YET"
        about = f" about {one.about}" if one.about else ""
        say(f"{one.id}  {one.day}  told {WHO_WAS_TOLD[one.to]}{about}: {BASES[one.basis]}; {she}")
        say(f"    {VICTIM_ASKED[one.asked_victim]}. {one.what}")
        say(f"    Decided by {one.decided_by}{_also(one.second_person)}: {one.why}")
    if not records:
        say("None yet. After an emergency: amparo-desk emergency record")


def _also(second: str) -> str:
    return f" and {second}" if second else ""


COMMANDS = (emergency,)
