"""Commands about her consent (NGO): release, cosign."""

from pathlib import Path

import click

from gateway.report.codes import ADVICE, CONSENT_POINTS, GIVEN_BY, MODES
from gateway.report.reason import Reason
from keys.clock import from_iso, iso
from keys.desk.cli.terminal import FILE, Terminal, must_be_new, pass_terminal, say, with_now, with_reason
from keys.desk.errors import DeskError
from keys.desk.ngo import consent_record, disclosure
from keys.desk.ngo.consent_record import IMMIGRATION_SHARING, Explanation, points
from keys.desk.ngo.disclosure import DISCLOSABLE, ReleaseRequest, read
from keys.desk.ngo.releases import Release
from keys.desk.store.folder import write_new_file
from keys.desk.store.records import SHORT
from keys.envelope.consent import Consent
from keys.envelope.format import LEAVES, reference
from keys.keyfiles import read_private_file

_FIELD = click.Choice(DISCLOSABLE)


@click.command(epilog="FIELD is one of: " + ", ".join(DISCLOSABLE))
@click.argument("ref")
@click.argument("fields", nargs=-1, type=_FIELD, metavar="[FIELD]...")
@click.option("--later", multiple=True, type=_FIELD, help="What she says of it now; you are asked for it.")
@click.option("--until", metavar="DATE", help="The day it ends, YYYY-MM-DD, at most 92 days from now.")
@click.option("--words", "with_words", is_flag=True, help="Words of hers for the police; you are asked.")
@click.option("--points", "explained", help="What you explained to her, such as 1-12; without it you are asked.")
@click.option("--remembers", is_flag=True, help="All was explained before; she remembers it, and agrees to this.")
@click.option("--language", help="In which language, as a tag such as pt-BR.")
@click.option("--mode", type=click.Choice(list(MODES)), help="How she was told.")
@click.option("--given-by", type=click.Choice(list(GIVEN_BY)), help="How she said yes.")
@click.option("--interpreter", default="", help="Who interpreted, as your organisation numbers them.")
@click.option("--advice", type=click.Choice(list(ADVICE)), help="Independent advice.")
@click.option("--token-file", type=FILE, help="A file only you can read that holds her token.")
@click.option("--token-lost", is_flag=True, help="She has no token: make a note for a second NGO.")
@click.option("--to", "target", type=FILE, help="With --token-lost: the new file for the note.")
@click.option("--cosigned", type=FILE, help="The note a second NGO has signed: send what waits for it.")
@click.option("--silent", is_flag=True, help="Her page says nothing of it: others look at it too.")
@with_reason
@with_now
@pass_terminal
def release(
    terminal: Terminal, ref: str, fields: tuple[str, ...], later: tuple[str, ...], until: str | None, with_words: bool,
    token_file: Path | None, token_lost: bool, target: Path | None, cosigned: Path | None, all_now: bool,
    reason: Reason, silent: bool, explained: str | None, remembers: bool, **how: str | None,
) -> None:  # fmt: skip
    """Show the police something of REF that she had locked, because she says so and for as long as she says.

    Only she can: her token is asked for, used once and kept nowhere. It is never typed on the command line.
    """
    if cosigned is not None:
        _told(terminal, disclosure.release_cosigned(terminal.desk, ref, cosigned.read_bytes()), all_now)
        return
    if token_lost and (target is None or target.exists()):
        raise DeskError("Name a new file for the note with --to.")
    before = consent_record.explained_before(terminal.desk, terminal.desk.cases.find(ref)) if remembers else {}
    asked = _asked(fields, later, until, with_words, explained, before, how)
    asked.reason, asked.silent = reason, silent
    if token_lost and target is not None:
        write_new_file(target, disclosure.release_without_token(terminal.desk, ref, asked))
        say(f"Written: {target}. It holds nothing of hers. Give it to a second NGO that has spoken with her:")
        say(f"  there: amparo-desk cosign {target.name}")
        say(f"  then here: amparo-desk release {ref} --cosigned FILE")
        return
    _told(terminal, disclosure.release(terminal.desk, ref, asked, _token(token_file)), all_now)


def _asked(
    fields: tuple[str, ...], later: tuple[str, ...], until: str | None, with_words: bool, explained: str | None,
    before: dict[str, str], how: dict[str, str | None],
) -> ReleaseRequest:  # fmt: skip
    day = _day(until or click.prompt("Until which day (YYYY-MM-DD)", err=True))
    values = {name: click.prompt(f"What she says now of {name.replace('_', ' ')}", err=True) for name in later}
    words = click.prompt("Her words for the police", err=True) if with_words else ""
    return ReleaseRequest(fields, values, day, words, _explained(explained, before, how))


def _explained(explained: str | None, before: dict[str, str], how: dict[str, str | None]) -> Explanation:
    if before:
        say(f"Explained before, by {min(before.values())}: {len(before)} of {len(CONSENT_POINTS)} points.")
    elif explained is None:
        say("Explain each of these to her, in her language, before she says yes:")
        for number, words in enumerate(CONSENT_POINTS.values(), 1):
            say(f"  {number:2} {words}")
        say(f"  Sharing for immigration purposes is {IMMIGRATION_SHARING}.")
        explained = str(click.prompt("Which did you explain (such as 1-12)", err=True))
    known = {"mode": MODES, "given_by": GIVEN_BY, "advice": ADVICE}
    given = {name: value or "" for name, value in how.items()}
    if not given["language"]:
        given["language"] = click.prompt("In which language (a tag such as pt-BR)", err=True)
    for name, table in known.items():
        if not given[name]:
            for value, words in table.items():
                say(f"  {value}: {words}")
            choice = click.Choice(list(table))
            given[name] = click.prompt(name.replace("_", " ").capitalize(), type=choice, err=True)
    told = points(explained) if explained else ()
    kept = [day for name, day in before.items() if name not in told]
    return Explanation(tuple({**before, **dict.fromkeys(told)}), explained_on=min(kept, default=""), **given)


def _token(file: Path | None) -> str:
    if file is not None:
        return read_private_file(file)
    return str(click.prompt("Her token (it is not shown)", hide_input=True, err=True))


def _day(text: str) -> int:
    try:
        return from_iso(text.strip())
    except ValueError:
        raise DeskError("A day is written YYYY-MM-DD. Nothing was released.") from None


def _told(terminal: Terminal, row: Release, all_now: bool) -> None:
    short = reference(bytes.fromhex(row.report_id))[:SHORT]
    say(f"Released to {row.to} until {iso(row.until)}: {', '.join(row.names)}. Nothing else of hers.")
    if not row.silent:
        say("Her page will say that it was sent, when it was opened, and when you stop it; never what it says.")
    say("What they have read they cannot un-read. To stop: amparo-desk unrelease " + short)
    terminal.send_what_may(all_now=all_now)
    say(f"Next: amparo-desk receive, later; amparo-desk show {short} tells whether they opened it")


@click.command()
@click.argument("file", type=FILE)
@click.option("--to", "target", type=FILE, help="The new file for the signed note (default: FILE.signed).")
@click.option("--yes", "sure", is_flag=True, help="You have spoken with her yourself: do not ask.")
@pass_terminal
def cosign(terminal: Terminal, file: Path, target: Path | None, sure: bool) -> None:
    """Sign another NGO's note in FILE, because her token is lost and she told you the same."""
    target = target or file.with_name(f"{file.name}.signed")
    must_be_new(target)
    raw = file.read_bytes()
    words, note = read(raw)
    if isinstance(words, Consent):
        names = [LEAVES[index] for index in (*words.fields, *words.later) if index < len(LEAVES)]
        say(f"Report {reference(words.report_id)} of {note.signatures[0].name.removesuffix('/case')}")
        say(f"She lets {words.to} see: {', '.join(names)}, until {iso(words.until)}")
    if not sure:
        click.confirm("Have you heard this from herself, without the other NGO", abort=True, err=True)
    write_new_file(target, disclosure.cosign(terminal.desk, raw))
    say(f"Written: {target}. Give it back to the NGO it came from.")


COMMANDS = (release, cosign)
