"""Commands of an NGO's desk: confirm, question, token, recall, withdraw, pause, correct, safe, not-yet, note."""

from __future__ import annotations

from pathlib import Path

import click

from keys.desk.cli.terminal import Seat, pass_seat, say, typed, with_file, with_now, with_reason, with_text
from keys.desk.messages import correspondence
from keys.desk.ngo import care


@click.command()
@click.argument("ref")
@pass_seat
def confirm(seat: Seat, ref: str) -> None:
    """Tell the police that your NGO filed REF. Do it when you know the report: from then on they may ask."""
    care.confirm(seat.desk, ref)
    say("Confirmed: your NGO filed this report. It does not say that the gateway sealed its words unchanged.")
    seat.send_what_may()
    say("Next: amparo-desk today")


@click.command()
@click.argument("ref")
@with_text
@with_file
@with_reason
@pass_seat
def question(seat: Seat, ref: str, text: str | None, file: Path | None, reason: str) -> None:
    """Ask the police something about REF."""
    correspondence.question(seat.desk, ref, typed(text, file, "Your question to the police"), reason=reason)
    seat.send_what_may()
    say("Next: amparo-desk today")


@click.command()
@click.argument("ref")
@click.confirmation_option(prompt="The old paper stops working within a day. Give her a new token?")
@with_now
@pass_seat
def token(seat: Seat, ref: str, all_now: bool) -> None:
    """Give her a new token for REF. The old mailbox is emptied. The token is shown once and kept nowhere."""
    fresh = care.new_token(seat.desk, ref)
    say("Write it down now; it cannot be shown again. Both are the same token:")
    say(f"  {fresh.symbols}")
    say(f"  {fresh.digits}")
    seat.send_what_may(all_now=all_now)
    say("Close this window when she has it. Later consent needs a second NGO: her old key did not move.")


@click.command()
@click.argument("ref")
@pass_seat
def recall(seat: Seat, ref: str) -> None:
    """Call the report REF back, if the police have not opened it."""
    case = seat.desk.cases.find(ref)
    if care.recall(seat.desk, ref) is None:
        say("It had not left this desk, and never will now. Nobody outside ever had anything of it.")
        return
    if case.police_received is None:
        say("Recall sent. If no police desk has received it, it is destroyed for certain.")
    else:
        say(
            "Recall sent. The police desk has it but has not opened it: an honest desk deletes it unseen and says so."
        )
    seat.send_what_may()
    say("Next: amparo-desk receive, later; then amparo-desk list shows whether it was recalled")


@click.command()
@click.argument("ref")
@with_text
@with_reason
@with_now
@pass_seat
def withdraw(seat: Seat, ref: str, text: str | None, reason: str, all_now: bool) -> None:
    """She wants to stop: tell the police. What they have read they may keep."""
    care.withdraw(seat.desk, ref, text or "", reason=reason)
    say("The police are told that she withdrew. What they have opened cannot be un-read.")
    seat.send_what_may(all_now=all_now)
    say("Next: amparo-desk today")


@click.command()
@click.argument("ref")
@with_text
@with_reason
@with_now
@pass_seat
def pause(seat: Seat, ref: str, text: str | None, reason: str, all_now: bool) -> None:
    """She wants to stop for now: tell the police."""
    care.pause(seat.desk, ref, text or "", reason=reason)
    say("The police are told that she pauses.")
    seat.send_what_may(all_now=all_now)
    say("Next: amparo-desk today")


@click.command()
@click.argument("ref")
@with_text
@with_file
@with_reason
@pass_seat
def correct(seat: Seat, ref: str, text: str | None, file: Path | None, reason: str) -> None:
    """Correct something in REF: shown to the police beside the untouched original."""
    care.correct(seat.desk, ref, typed(text, file, "The correction"), reason=reason)
    seat.send_what_may()
    say("Next: amparo-desk today")


@click.command()
@click.argument("ref")
@with_now
@pass_seat
def safe(seat: Seat, ref: str, all_now: bool) -> None:
    """You have spoken with her and she is safe: her page may show the news."""
    care.safe(seat.desk, ref)
    say("Her page may show it once this word has reached her mailbox.")
    seat.send_what_may(all_now=all_now)
    say("Next: amparo-desk today")


@click.command("not-yet")
@click.argument("ref")
@with_now
@pass_seat
def not_yet(seat: Seat, ref: str, all_now: bool) -> None:
    """You could not reach her, or it is not safe: her page waits 72 hours more, once."""
    care.not_yet(seat.desk, ref)
    say(
        "Her page waits 72 hours more, once this word is in her mailbox: keep amparo-desk work running until then."
    )
    say(f"Keep trying; when you have spoken with her: amparo-desk safe {ref}")
    seat.send_what_may(all_now=all_now)
    say("Next: amparo-desk today")


@click.command()
@click.argument("ref")
@click.option(
    "--kind",
    type=click.Choice(["note", "notice", "question"]),
    default="note",
    show_default=True,
    help="How her page introduces it.",
)
@with_text
@with_file
@with_now
@pass_seat
def note(seat: Seat, ref: str, kind: str, text: str | None, file: Path | None, all_now: bool) -> None:
    """Write to her page. She may be read over the shoulder: no names, nothing that identifies."""
    care.note(seat.desk, ref, typed(text, file, "Your words for her"), kind=kind)
    seat.send_what_may(all_now=all_now)
    say("Next: amparo-desk today")


COMMANDS = (confirm, question, token, recall, withdraw, pause, correct, safe, not_yet, note)
