"""Commands about reports at an NGO's desk: file; held, for forms kept for later; drafts, begun on its page."""

import json
from pathlib import Path
from typing import Any

import click

from gateway.report.reason import Reason
from keys.clock import iso
from keys.desk.case_view.identity import lines
from keys.desk.cli.terminal import FILE, Terminal, pass_terminal, say, say_json, with_reason
from keys.desk.errors import DeskError
from keys.desk.ngo import filing as at_desk
from keys.desk.ngo import form_file
from keys.desk.ngo.drafts import HeldForms, SavedDrafts
from keys.desk.ngo.filing import FiledHere


def _filing_choices(command: Any) -> Any:
    for option in (
        click.option("--force", default="", help="The force it is for, as the directory names it."),
        with_reason,
        click.option("--sure", is_flag=True, help="This force all the same, after a warning about it."),
        click.option("--priority", is_flag=True, help="Carried at once, whatever the gateway's rhythm."),
        click.option("--supersedes", default="", metavar="REF", help="It replaces REF; her token stays."),
    ):  # fmt: skip
        command = option(command)
    return command


@click.command()
@click.argument("form", required=False, type=FILE)
@click.option("--template", is_flag=True, help="Print an empty form to fill in.")
@click.option("--fields", is_flag=True, help="Print every field and what it takes.")
@_filing_choices
@pass_terminal
def file(
    terminal: Terminal,
    form: Path | None,
    template: bool,
    fields: bool,
    force: str,
    reason: Reason,
    sure: bool,
    priority: bool,
    supersedes: str,
) -> None:
    """Seal the report in FORM (JSON) here, with your NGO's key, and send it. The gateway never sees its words."""
    if template:
        click.echo(json.dumps(form_file.template(), ensure_ascii=False, indent=2))
        return
    if fields:
        for path, what in form_file.fields():
            say(f"{path}\n  {what}")
        return
    if form is None:
        raise DeskError("Name the file with the report. An empty one: amparo-desk file --template")
    filing = form_file.filing_of(form_file.read_form(form), force)
    filed = at_desk.file(terminal.desk, filing, reason=reason, sure=sure, priority=priority, supersedes=supersedes)
    _tell(terminal, filed)
    say(f"{form} still holds everything in the clear: delete it, and empty the bin.")
    say(f"Next: amparo-desk show {filed.short}")


def _tell(terminal: Terminal, filed: FiledHere) -> None:
    say(f"Filed as {filed.reference}, sealed at this desk.")
    if filed.symbols:
        say("Her token. Write it down now; it cannot be shown again. Both are the same token:")
        say(f"  {filed.symbols}")
        say(f"  {filed.digits}")
    elif filed.by_worker:
        say("No token is shown, as she chose: you tell her. The police see no difference.")
        say(f"If she wants one later: amparo-desk token {filed.short}")
    else:
        say("Her token stays the one she has.")
    for each in filed.offers:
        say(f"Could be said less exactly: {each.field}, signs {each.start + 1} to {each.end}. {each.instead}")
    terminal.send_what_may()


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="For a script.")
@click.pass_context
@pass_terminal
def held(terminal: Terminal, ctx: click.Context, as_json: bool) -> None:
    """The forms that caseworkers keep for later. No force has anything of them."""
    if ctx.invoked_subcommand is not None:
        return
    found = HeldForms(terminal.desk.cases).all()
    if as_json:
        say_json([{"name": each.name, "day": iso(each.day), "priority": each.priority} for each in found])
        return
    for each in found:
        say(f"{each.name}  kept on {iso(each.day)}{', wanted as a priority' if each.priority else ''}")
    if found:
        say(f"Next: amparo-desk held show {found[0].name}")
    else:
        say("No form is kept for later.")


@held.command("show")
@click.argument("name")
@pass_terminal
def held_show(terminal: Terminal, name: str) -> None:
    """What the form NAME holds so far."""
    form = HeldForms(terminal.desk.cases).find(name)
    say(f"Kept on {iso(form.day)}. Nothing of it was sent to any force.")
    for line in lines(form.document):
        say(line)
    say(f"Next: amparo-desk held file {form.name}, or held edit, or held delete")


@held.command("edit")
@click.argument("name")
@click.option("--to", "target", required=True, type=FILE, help="A new file, which only you can read.")
@pass_terminal
def held_edit(terminal: Terminal, name: str, target: Path) -> None:
    """Write the form NAME into a file to correct or finish it."""
    HeldForms(terminal.desk.cases).write(name, target)
    say(f"Written to {target}, in the clear: correct it, file it, delete it.")
    say(f"Next: amparo-desk held file {name} --form {target}")


@held.command("file")
@click.argument("name")
@click.option("--form", type=FILE, help="The corrected form; without it, the form as it was kept.")
@_filing_choices
@pass_terminal
def held_file(
    terminal: Terminal,
    name: str,
    form: Path | None,
    force: str,
    reason: Reason,
    sure: bool,
    priority: bool,
    supersedes: str,
) -> None:
    """File the form NAME as a report, sealed here. It is no longer kept afterwards."""
    kept = HeldForms(terminal.desk.cases).find(name)
    filing = form_file.filing_of(form_file.read_form(form) if form else kept.document, force)
    priority = priority or kept.priority
    filed = at_desk.file(terminal.desk, filing, reason=reason, sure=sure, priority=priority, supersedes=supersedes)
    HeldForms(terminal.desk.cases).delete(kept.cid)
    _tell(terminal, filed)
    if form is not None:
        say(f"{form} still holds everything in the clear: delete it, and empty the bin.")
    say(f"Next: amparo-desk show {filed.short}")


@held.command("delete")
@click.argument("name")
@click.confirmation_option(prompt="It is nowhere else. Delete it for good?")
@pass_terminal
def held_delete(terminal: Terminal, name: str) -> None:
    """Delete the form NAME for good."""
    HeldForms(terminal.desk.cases).delete(name)
    say("Deleted. No force ever had anything of it.")
    say("Next: amparo-desk held")


@click.group(invoke_without_command=True)
@click.pass_context
@pass_terminal
def drafts(terminal: Terminal, ctx: click.Context) -> None:
    """Reports that were begun on this desk's page and are not filed. Nobody outside has anything of them."""
    if ctx.invoked_subcommand is not None:
        return
    found = SavedDrafts(terminal.desk.vault).all()
    for each in found:
        say(f"{each.name[:8]}  written on {iso(each.day)}")
    say("Go on with one: amparo-desk web" if found else "There is no draft. Begin a report: amparo-desk web")


@drafts.command("delete")
@click.argument("name")
@click.confirmation_option(prompt="It is nowhere else. Delete it for good?")
@pass_terminal
def drafts_delete(terminal: Terminal, name: str) -> None:
    """Delete the draft NAME for good."""
    SavedDrafts(terminal.desk.vault).delete(SavedDrafts(terminal.desk.vault).find(name).name)
    say("Deleted.")


COMMANDS = (file, held, drafts)
