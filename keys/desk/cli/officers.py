"""Who sits at a police desk, what it notes for itself, where to point a woman: officers, margin, card."""

import click

from keys.clock import iso
from keys.desk.cli.terminal import Terminal, pass_terminal, say, table
from keys.desk.errors import DeskError
from keys.desk.police import margins
from keys.desk.police import officers as at_desk
from keys.desk.police.referrals import CHECKED, areas, card, languages
from keys.roles import Kind


def _police(terminal: Terminal) -> None:
    if terminal.desk.settings.kind is not Kind.POLICE:
        raise DeskError(f"'officers' is for a police desk; this is a desk of {terminal.desk.settings.org}.")


@click.command()
@click.option("--add", "added", default="", metavar="PSEUDONYM", help="An officer works here from today.")
@click.option("--collar", default="", help="With --add: the collar number. It never leaves this desk.")
@click.option("--leave", "gone", default="", metavar="PSEUDONYM", help="An officer sits here no more.")
@pass_terminal
def officers(terminal: Terminal, added: str, collar: str, gone: str) -> None:
    """Who sits at this police desk: pseudonyms for the NGO, and whose they are, for this desk alone."""
    _police(terminal)
    desk = terminal.desk
    if added:
        number = collar or click.prompt("Collar number (stays at this desk)")
        say(f"{at_desk.add(desk, added, number).pseudonym} works here from today.")
    if gone:
        at_desk.leave(desk, gone)
        say(f"{gone} sits here no more. Who it was stays known at this desk.")
    rows = [
        (each.pseudonym, each.collar, iso(each.since), "" if each.left is None else iso(each.left))
        for each in at_desk.everybody(desk)
    ]
    if rows:
        table(("pseudonym", "collar number", "since", "left"), rows)
    else:
        say(f"Nobody is listed. Openings are told as: {desk.settings.officer or '(nobody)'}.")
    say("Next: amparo-desk --officer PSEUDONYM show REF")


@click.command()
@click.argument("ref")
@click.option("--number", help="Your own number of it, such as a crime number.")
@click.option("--note", help="A note beside it. Neither is ever sent or exported.")
@pass_terminal
def margin(terminal: Terminal, ref: str, number: str | None, note: str | None) -> None:
    """Read or write what this desk alone notes beside the report REF."""
    desk = terminal.desk
    case = desk.cases.find(ref)
    found = margins.of(desk, case)
    if number is not None or note is not None:
        margins.write(
            desk,
            case,
            number=found.number if number is None else number,
            note=found.note if note is None else note,
        )
        found = margins.of(desk, case)
    say(f"Own number: {found.number or '-'}")
    say(f"Note: {found.note or '-'}")


@click.command("card")
@click.option("--language", default="", help="Such as: Portuguese.")
@click.option("--area", default="", help="Such as: Yorkshire.")
def card_(language: str, area: str) -> None:
    """Specialist organisations by language and area, to hand to anybody. Needs no desk; nothing is noted."""
    for word, known, what in ((language, languages(), "--language"), (area, areas(), "--area")):
        if word and word not in known:
            raise DeskError(f"{what} is one of: {', '.join(known)}.")
    for each in card(language, area):
        say(f"{each.name}: {each.telephone}, {each.website}")
        said = ", ".join(each.languages) or "through interpreters"
        say(f"    {each.what_for}. {', '.join(each.areas)}. {said}.")
    say(f"Last checked: {CHECKED}." if CHECKED else "Nobody has checked these numbers yet: call first.")


COMMANDS = (officers, margin, card_)
