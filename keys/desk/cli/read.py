"""Commands of both kinds of desk: receive, send, waiting, work, show, export, verify, answer, stop."""

import json
from pathlib import Path

import click

from gateway.report.reason import Reason
from keys.clock import iso, now
from keys.desk import look, tasks
from keys.desk import waiting as queue
from keys.desk.cli.terminal import (
    FILE,
    Terminal,
    must_be_new,
    pass_terminal,
    say,
    say_json,
    table,
    typed,
    wait,
    with_file,
    with_now,
    with_reason,
    with_text,
)
from keys.desk.errors import DeskError
from keys.desk.evidence.verify import LARGEST, prove
from keys.desk.messages import correspondence
from keys.desk.messages.correspondence import OUTCOMES
from keys.desk.ngo import care
from keys.desk.notifications import Notifier
from keys.desk.store.folder import write_new_file
from keys.desk.store.outbox import this_hour
from keys.desk.sync import fetch
from keys.desk.sync import send as sending
from keys.desk.sync.fetch import Received
from keys.directory.notes import MAX_NOTE
from keys.errors import AmparoError
from keys.roles import Kind


@click.command()
@click.option(
    "--from",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Take the .amparo files of a folder (a share, a diode) instead of asking the gateway.",
)
@click.option(
    "--directory",
    type=FILE,
    help="With --from: the directory file that came with them.",
)
@click.option("--json", "as_json", is_flag=True, help="For a script.")
@click.pass_context
@pass_terminal
def receive(terminal: Terminal, ctx: click.Context, folder: Path | None, directory: Path | None, as_json: bool) -> None:
    """Fetch what is sealed to your organisation, check it, keep it, and say so to the sender."""
    done = fetch.receive_from(terminal.desk, folder, directory) if folder else fetch.receive(terminal.desk)
    if as_json:
        say_json(
            {
                "new": done.new,
                "again": done.again,
                "refused": [{"what": where, "check": check} for where, check in done.refused],
                "alarms": done.alarms,
                "words": done.words,
            }
        )
    else:
        _tell(done, terminal.desk.settings.kind)
    if done.refused:
        ctx.exit(1)


def _tell(done: Received, kind: Kind) -> None:
    for sentence in done.new:
        say(sentence)
    if not done.new:
        say("Nothing new.")
    for alarm in done.alarms:
        say(f"! {alarm}")
    for where, check in done.refused:
        say(f"! Refused: {where} is not something this desk may accept ({check}). Nothing of it was shown or kept.")
    if done.advice:
        say(done.advice)
    for trouble in done.troubles:
        say(trouble)
    say("Next: amparo-desk today" if kind is Kind.NGO or not done.new else "Next: amparo-desk list")


@click.command()
@with_now
@pass_terminal
def send(terminal: Terminal, all_now: bool) -> None:
    """Let what is due leave the outbox."""
    before = len(terminal.desk.outbox.waiting())
    sent = sending.send(terminal.desk, now=all_now)
    for about in sent.left:
        say(f"Sent: {about}.")
    for trouble in sent.troubles:
        say(f"! {trouble}")
    if not before:
        say("The outbox is empty.")
    elif sent.later:
        say(f"{sent.later} thing(s) wait for their own random time. Keep running: amparo-desk work")
    if sent.troubles:
        raise DeskError("Not everything could leave.")


@click.command()
@click.option("--hold-back", "number", default="", metavar="NUMBER", help="This one is never sent.")
@pass_terminal
def waiting(terminal: Terminal, number: str) -> None:
    """What waits to leave this desk, and holding it back as long as it has not left."""
    rows = {row.id[:8]: row for row in queue.listed(terminal.desk)}
    if number:
        if number not in rows:
            raise DeskError(f"Nothing of the number {number} waits: it has left, or was never here. Nothing was done.")
        what, short = queue.hold_back(terminal.desk, rows[number].id), rows[number].reference
        say(f"Held back, and never sent: {what}. {queue.after(terminal.desk.cases.find(short)) if short else ''}")
    elif rows:
        cells = ((at, one.what, one.to, one.when, one.reference, one.why_not) for at, one in rows.items())
        table(("number", "what", "to", "leaves", "report", "cannot be held back, because"), cells)
    else:
        say("The outbox is empty.")


@click.command()
@click.option(
    "--fetch-minutes", default=120, show_default=True, help="How often to fetch. Other hours are for sending."
)
@click.option("--once", is_flag=True, help="One round, then stop.")
@click.option(
    "--notify-command", default="", help="Run this, without any content, whenever something new needs a person."
)
@with_now
@pass_terminal
def work(terminal: Terminal, fetch_minutes: int, once: bool, notify_command: str, all_now: bool) -> None:
    """Receive and send, over and over, until Ctrl-C. Let it run: what is for her leaves at random times."""
    notice = Notifier(notify_command) if notify_command else None
    say("Working. Ctrl-C stops it.")
    next_fetch = 0.0
    while True:
        done = None
        try:
            if now() >= next_fetch and terminal.desk.outbox.hour_of("timed") != this_hour():
                next_fetch = now() + fetch_minutes * 60
                done = fetch.receive(terminal.desk)
                for sentence in [*done.alarms, *done.new]:
                    say(f"{iso(int(now() // 86400))}  {sentence}")
            for trouble in sending.send(terminal.desk, now=all_now).troubles:
                say(trouble)
            if notice is not None and done is not None:
                notice.look(tasks.needs(terminal.desk), done.alarms)
        except AmparoError as trouble:
            say(f"{trouble}")
        if once:
            return
        wait(5 if all_now else 60)


@click.command()
@click.argument("ref")
@pass_terminal
def show(terminal: Terminal, ref: str) -> None:
    """The report REF and all that was said about it. The first look is told to the sender, signed."""
    text = look.show(terminal.desk, ref)
    click.echo(text, nl=False)
    terminal.send_what_may()
    short = terminal.desk.cases.find(ref).short
    if terminal.desk.settings.kind is Kind.POLICE:
        say(f"Next: amparo-desk status {short} assessing, or amparo-desk export {short} --text")
    else:
        say("Next: amparo-desk today")


@click.command()
@click.argument("ref")
@click.option("--text", "form", flag_value="text", default=True, help="The page, as text.")
@click.option("--pdf", "form", flag_value="pdf", help="One page to print (police). Needs --to.")
@click.option("--csv", "form", flag_value="csv", help="One row for a spreadsheet (police).")
@click.option("--json", "form", flag_value="json", help="JSON by POLE entities (police), or the identity part (NGO).")
@click.option("--evidence", "form", flag_value="evidence", help="The sealed original with what proves it later.")
@click.option("--to", "target", type=FILE, help="A new file; otherwise the screen.")
@pass_terminal
def export(terminal: Terminal, ref: str, form: str, target: Path | None) -> None:
    """The report REF for your own system. Told to the NGO like any look."""
    if target is not None:
        must_be_new(target)
    if form == "pdf" and target is None:
        raise DeskError("A PDF goes into a file: name a new one with --to.")
    raw = look.export(terminal.desk, ref, form or "text")
    if target is None:
        click.echo(raw.decode("utf-8"), nl=False)
        return
    write_new_file(target, raw)
    terminal.send_what_may()
    say(f"Written: {target}. It is in the clear now: handle it as the page says.")


@click.command()
@click.argument("file", type=FILE)
@click.option("--genesis", default="", help="The coalition's published genesis (64 hex digits), to compare with.")
@click.option("--text", "with_text", is_flag=True, help="Print what was sealed as well.")
@pass_terminal
def verify(terminal: Terminal, file: Path, genesis: str, with_text: bool) -> None:
    """What the evidence in FILE proves and what not. Needs no desk, no passphrase, no key and no network."""
    if file.stat().st_size > LARGEST:
        raise DeskError(f"{file} is far too long to be evidence.")
    raw = file.read_bytes()
    try:
        pinned = bytes.fromhex(genesis) if genesis else terminal.genesis()
    except ValueError:
        raise DeskError("A genesis is 64 hex digits, as the coalition publishes it.") from None
    proof = prove(raw, pinned)
    say(f"Evidence of report {proof.reference}. Every check holds.")
    say("It proves:")
    for sentence in proof.proved:
        say(f"  * {sentence}")
    say("It does not prove:")
    for sentence in proof.not_proved:
        say(f"  * {sentence}")
    say(f"Genesis: {proof.genesis.hex()}")
    if with_text:
        say(json.dumps(proof.text, ensure_ascii=False, indent=2))


@click.command()
@click.argument("ref")
@click.option("--outcome", type=click.Choice(list(OUTCOMES)), help="NGO: how it went.")
@click.option("--about", default="", help="The id of the question; otherwise the oldest open one.")
@with_text
@with_file
@with_reason
@pass_terminal
def answer(
    terminal: Terminal, ref: str, outcome: str | None, about: str, text: str | None, file: Path | None, reason: Reason
) -> None:
    """Answer the question about REF. An NGO may refuse; a refusal needs no words."""
    ngo = terminal.desk.settings.kind is Kind.NGO
    if ngo and outcome is None:
        raise DeskError(f"Say how it went with --outcome: {', '.join(OUTCOMES)}.")
    silent = ngo and outcome not in ("provided", "part") and text is None and file is None
    words = "" if silent else typed(text, file, "Your answer")
    if ngo:
        care.answer(terminal.desk, ref, words, about=about, outcome=outcome or "", reason=reason)
    else:
        correspondence.answer(terminal.desk, ref, words, about=about)
    say("Answered.")
    terminal.send_what_may()
    say("Next: amparo-desk today")


@click.command("stop")
@click.argument("files", nargs=-1, required=True, type=FILE)
@pass_terminal
def stop_(terminal: Terminal, files: tuple[Path, ...]) -> None:
    """Take the signed stops in FILES, however they came: nothing is sealed to the stopped keys here any more."""
    for file in files:
        if file.stat().st_size > MAX_NOTE:
            raise DeskError(f"{file} is too long to be a stop. Nothing was changed.")
        terminal.desk.directory.hold_stop(file.read_bytes())
        say(f"{file}: it holds here from now on, whatever the gateway shows.")
    try:
        terminal.desk.directory.refresh()
        say("Next: amparo-desk today")
    except AmparoError as trouble:
        say(f"It was not passed on yet: {trouble}")


COMMANDS = (receive, show, export, verify, answer, send, waiting, work, stop_)
