"""Commands of a police desk: status, ask, decline; who sits there, what it notes for itself, where to point a woman."""

import json
from dataclasses import fields
from pathlib import Path

import click

from gateway.report.partial_dates import from_words
from gateway.report.statuses import NFA_REASONS, POLICE, codes_of, sentence
from gateway.report.statuses import is_dangerous as dangerous
from keys.clock import iso, today
from keys.desk.cli.terminal import FILE_HERE, WORDS, Terminal, pass_terminal, say, table, with_now
from keys.desk.desk import only
from keys.desk.errors import DeskError
from keys.desk.messages import status_line
from keys.desk.police import declining, information_request, margins
from keys.desk.police import officers as at_desk
from keys.desk.police.information_request import NOTICE, SORTS, Question
from keys.desk.police.referrals import CHECKED, areas, card, people
from keys.roles import Kind


@click.command(epilog="Codes: " + ", ".join(codes_of(POLICE)))
@click.argument("ref")
@click.argument("code")
@click.option("--reason", default="", help="For nfa: " + ", ".join(NFA_REASONS))
@click.option("--text", type=WORDS, default="", help="Words for the NGO, which tells her; - asks on the screen.")
@with_now
@pass_terminal
def status(terminal: Terminal, ref: str, code: str, reason: str, text: str, all_now: bool) -> None:
    """Tell the NGO and the victim how far the report REF is."""
    status_line.status(terminal.desk, ref, code, reason=reason, text=text)
    say(f"She will read: {sentence(code)}")
    if dangerous(code):
        say("The suspect may know first: the NGO is told at once, her page waits 24 hours.")
    elif not all_now:
        say("The NGO is told at a random time, her page in the round of the night, so that nobody can match the two.")
    terminal.send_what_may(all_now=all_now)
    say("Next: amparo-desk list")


@click.command()
@click.argument("ref")
@click.option("--withheld", is_flag=True, help="Ask whether what the patterns found may be read.")
@click.option("--confirm", is_flag=True, help="Ask the NGO to confirm that it filed REF; no form.")
@click.option(
    "--form",
    type=FILE_HERE,
    help="A JSON file with the form's fields; without it you are asked one by one.",
)
@pass_terminal
def ask(terminal: Terminal, ref: str, withheld: bool, confirm: bool, form: Path | None) -> None:
    """Ask the NGO something about REF, by the form the law wants (Victim Information Request)."""
    if confirm:
        information_request.ask_to_confirm(terminal.desk, ref)
        say("Asked. The list says when the NGO has confirmed.")
        terminal.send_what_may()
        return
    if withheld:
        information_request.ask_withheld(terminal.desk, ref)
    else:
        information_request.ask(terminal.desk, ref, _from_file(form) if form else _typed())
    say("Asked. She does not have to answer, and silence is no refusal.")
    terminal.send_what_may()
    say("Next: amparo-desk receive, later")


def _from_file(path: Path) -> Question:
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
        unknown = set(given) - {each.name for each in fields(Question)}
        if unknown:
            raise DeskError(f"The form has fields that it should not have: {', '.join(sorted(unknown))}.")
        question = Question(**given)
    except (OSError, ValueError, TypeError, AttributeError):
        known = ", ".join(each.name for each in fields(Question))
        raise DeskError(f"{path} is not a filled form. It is JSON with: {known}.") from None
    for each in fields(Question):
        if not isinstance(getattr(question, each.name), bool if each.name == "counselling" else str):
            raise DeskError(f"'{each.name}' in {path} is not of the right kind. Nothing was sent.")
    return question


def _typed() -> Question:
    say("The law asks for a reason for each question. Do not ask who she is, where she lives, or her status.")
    for sort, words in SORTS.items():
        say(f"  {sort}: {words}")
    given: dict[str, str] = {"sort": click.prompt("What is it about", type=click.Choice(list(SORTS)))}
    for name, words in (
        ("sought", "What you seek, exactly"),
        ("why", "Why you think they have it"),
        ("line_of_enquiry", "Which line of enquiry it serves"),
        ("necessity", "Why it is necessary and proportionate"),
        ("how_dealt_with", "How the answer is kept, and who sees it"),
    ):
        given[name] = click.prompt(words)
    counselling = click.confirm("Does it concern counselling notes", default=False)
    if counselling:
        given["substantial_value"] = click.prompt("Their substantial probative value")
        given["presumption_rebutted"] = click.prompt("Why the presumption that they are not needed does not hold")
    given["notice"] = click.prompt("Notice to her", type=click.Choice(list(NOTICE)), default="given")
    if given["notice"] != "given":
        given["notice_why"] = click.prompt("Why not at once")
    hoped = click.prompt("You hope for an answer by (such as 31/12/2026, or empty)", default="", show_default=False)
    given["due"] = from_words(hoped, iso(today())[:7])
    return Question(counselling=counselling, **given)


@click.command()
@click.argument("ref")
@click.argument("force")
@click.option("--text", type=WORDS, default="", help="Words for the NGO; - asks on the screen.")
@pass_terminal
def decline(terminal: Terminal, ref: str, force: str, text: str) -> None:
    """Say that FORCE is the right force for REF. The NGO moves it there; then the copy here is destroyed."""
    declining.decline(terminal.desk, ref, force, text=text)
    say("Declined. The NGO is told now. When the other force has the report, this desk destroys its copy and says so.")
    say("Files that were exported are not known to this desk: destroy them as your force does.")
    terminal.send_what_may()
    say("Next: amparo-desk receive, later")


@click.command()
@click.option("--add", "added", default="", metavar="PSEUDONYM", help="An officer works here from today.")
@click.option("--collar", default="", help="With --add: the collar number. It never leaves this desk.")
@click.option("--leave", "gone", default="", metavar="PSEUDONYM", help="An officer sits here no more.")
@pass_terminal
def officers(terminal: Terminal, added: str, collar: str, gone: str) -> None:
    """Who sits at this police desk: pseudonyms for the NGO, and whose they are, for this desk alone."""
    desk = terminal.desk
    only(desk, Kind.POLICE, "officers")
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
@click.option("--number", type=WORDS, help="Your own number of it, such as a crime number; - asks.")
@click.option("--note", type=WORDS, help="A note beside it; - asks. Neither is sent; the number is on the PDF.")
@pass_terminal
def margin(terminal: Terminal, ref: str, number: str | None, note: str | None) -> None:
    """Read or write what this desk alone notes beside the report REF."""
    desk = terminal.desk
    case = desk.cases.find(ref)
    found = margins.of(desk, case)
    if number is not None or note is not None:
        margins.write(
            desk, case, number=found.number if number is None else number, note=found.note if note is None else note
        )
        found = margins.of(desk, case)
    say(f"Own number: {found.number or '-'}")
    say(f"Note: {found.note or '-'}")


@click.command("card")
@click.option("--area", type=click.Choice(areas()), default=areas()[0], help="Where she is.")
@click.option("--for", "whom", type=click.Choice(people()), default=people()[0], help="For whom.")
def card_(area: str, whom: str) -> None:
    """National helplines, to hand to anybody. Needs no desk; nothing is noted."""
    for each in card(area, whom):
        say(f"{each.name}: {each.telephone}, {each.website}")
        say(f"    {each.what_for}. Other languages through interpreters.")
    unchecked = "Written in November 2026; nobody has called these since: call first."
    say(f"Last checked: {CHECKED}." if CHECKED else unchecked)


COMMANDS = (status, ask, decline, officers, margin, card_)
