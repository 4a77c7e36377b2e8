"""Commands of a police desk: status, ask, decline."""

import json
from dataclasses import fields
from pathlib import Path

import click

from gateway.report.statuses import NFA_REASONS, POLICE, codes_of, sentence
from gateway.report.statuses import is_dangerous as dangerous
from keys.desk.cli.terminal import Terminal, pass_terminal, say, with_now
from keys.desk.errors import DeskError
from keys.desk.messages import status_line
from keys.desk.police import declining, information_request
from keys.desk.police.information_request import NOTICE, SORTS, Question


@click.command(epilog="Codes: " + ", ".join(codes_of(POLICE)))
@click.argument("ref")
@click.argument("code")
@click.option("--reason", default="", help="For nfa: " + ", ".join(NFA_REASONS))
@click.option(
    "--text", default="", help="Words for the NGO, which tells her. She reads only the fixed sentence."
)
@with_now
@pass_terminal
def status(terminal: Terminal, ref: str, code: str, reason: str, text: str, all_now: bool) -> None:
    """Tell the NGO and the victim how far the report REF is."""
    status_line.status(terminal.desk, ref, code, reason=reason, text=text)
    say(f"She will read: {sentence(code)}")
    if dangerous(code):
        say("The suspect may know first: the NGO is told at once, her page waits 24 hours.")
    elif not all_now:
        say("It leaves at random times within a day, so that nobody can match her page with this report.")
    terminal.send_what_may(all_now=all_now)
    say("Next: amparo-desk list")


@click.command()
@click.argument("ref")
@click.option("--withheld", is_flag=True, help="Ask whether what the patterns found may be read.")
@click.option(
    "--form",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="A JSON file with the form's fields; without it you are asked one by one.",
)
@pass_terminal
def ask(terminal: Terminal, ref: str, withheld: bool, form: Path | None) -> None:
    """Ask the NGO something about REF, by the form the law wants (Victim Information Request)."""
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
        given["presumption_rebutted"] = click.prompt(
            "Why the presumption that they are not needed does not hold"
        )
    given["notice"] = click.prompt("Notice to her", type=click.Choice(list(NOTICE)), default="given")
    if given["notice"] != "given":
        given["notice_why"] = click.prompt("Why not at once")
    given["due"] = click.prompt(
        "You hope for an answer by (YYYY-MM-DD, or empty)", default="", show_default=False
    )
    return Question(counselling=counselling, **given)


@click.command()
@click.argument("ref")
@click.argument("force")
@click.option("--text", default="", help="Words for the NGO.")
@pass_terminal
def decline(terminal: Terminal, ref: str, force: str, text: str) -> None:
    """Say that FORCE is the right force for REF. The NGO moves it there; then the copy here is destroyed."""
    declining.decline(terminal.desk, ref, force, text=text)
    say(
        "Declined. The NGO is told now. When the other force has the report, this desk destroys its copy and says so."
    )
    say("Files that were exported are not known to this desk: destroy them as your force does.")
    terminal.send_what_may()
    say("Next: amparo-desk receive, later")


COMMANDS = (status, ask, decline)
