"""Commands that sign a statement, join its copies, publish it, and stop a key (`keys.ceremony.cli`)."""

from pathlib import Path

import click

from keys import clock
from keys.ceremony.describe import words
from keys.ceremony.log_admission import admit, turn
from keys.ceremony.prompts import (
    directory_options,
    passphrase_options,
    pinned,
    read_statement,
    tell,
    the_view,
    unlocked,
    write_statement,
)
from keys.ceremony.publish import publish_daily
from keys.directory.files import append_leaf, read_leaves
from keys.directory.fold import fold
from keys.directory.merkle import leaf_hash
from keys.directory.notes import merged, parse, sign_note
from keys.directory.statements import Root, Stop, read
from keys.directory.view import View
from keys.errors import AmparoError, DirectoryRefused
from keys.http import call

_DIRECTORY = click.option(
    "--directory",
    envvar="AMPARO_DIRECTORY",
    show_envvar=True,
    required=True,
    type=click.Path(path_type=Path),
    help="The directory file.",
)
_MEND = "If signatures are missing, let more members sign it; else mend it and sign it anew."
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("statement", type=_FILE)
@click.option("--key", required=True, type=_FILE, help="Your key file.")
@click.option("--yes", is_flag=True, help="Do not ask; you have compared the fingerprints already.")
@passphrase_options
def sign(statement: Path, key: Path, yes: bool, passphrase_file: Path | None, demonstration: bool) -> None:
    """Sign STATEMENT, after reading it. The signature is added to the file."""
    note, said = read_statement(statement)
    tell(f"{statement}, signed by {_names(note.signatures)}:", *words(said), "")
    if not yes:
        click.confirm("Have you compared every fingerprint with its owner by voice? Sign it?", abort=True, err=True)
    part, signer = unlocked(key, passphrase_file, demonstration)
    signed = note.signed_also(signer)
    write_statement(statement, signed.raw, again=True)
    tell(
        f"Signed {statement} with the {part} key of {signer.name}. Signatures now: {_names(signed.signatures)}.",
        f"Next: the others sign the same file, or their copies are joined with: amparo-keys combine {statement} <copy>",
        f"When enough have signed: amparo-keys publish {statement} --directory <directory file>",
    )


def _names(signatures: tuple) -> str:
    return ", ".join(each.name for each in signatures) or "nobody yet"


@click.command()
@click.argument("statement", type=_FILE)
@click.argument("copies", nargs=-1, required=True, type=_FILE)
def combine(statement: Path, copies: tuple[Path, ...]) -> None:
    """Bring the signatures of COPIES of one statement together in STATEMENT."""
    notes = [read_statement(path)[0] for path in (statement, *copies)]
    whole = merged(notes)
    write_statement(statement, whole.raw, again=True)
    tell(
        f"{statement} now carries the signatures of {_names(whole.signatures)}.",
        f"Next: amparo-keys publish {statement} --directory <directory file>",
    )


@click.command()
@click.argument("statement", type=_FILE, required=False)
@click.option(
    "--genesis",
    envvar="AMPARO_GENESIS",
    show_envvar=True,
    help="The pinned root, 64 hex digits; not for the first statement.",
)
@_DIRECTORY
@click.option("--daily", is_flag=True, help="Sign today's checkpoint and have it witnessed; for a timer.")
@click.option(
    "--log-key", type=_FILE, envvar="AMPARO_LOG_KEY", show_envvar=True, help="With --daily: the log's key file."
)
@click.option(
    "--witness",
    "witnesses",
    multiple=True,
    envvar="AMPARO_WITNESSES",
    show_envvar=True,
    metavar="NAME=URL",
    help="With --daily: a witness of the root, and its address; repeat it.",
)
@click.option(
    "--to",
    "gateways",
    multiple=True,
    envvar="AMPARO_GATEWAYS",
    show_envvar=True,
    metavar="URL",
    help="With --daily: a gateway that shows the log; repeat it.",
)
@passphrase_options
def publish(
    statement: Path | None,
    directory: Path,
    genesis: str | None,
    daily: bool,
    log_key: Path | None,
    witnesses: tuple[str, ...],
    gateways: tuple[str, ...],
    passphrase_file: Path | None,
    demonstration: bool,
) -> None:
    """Append STATEMENT to the directory, if it would count there; or, with --daily, publish how far it has come."""
    if daily:
        if log_key is None or not genesis:
            raise click.ClickException("--daily needs --log-key and --genesis (or AMPARO_LOG_KEY, AMPARO_GENESIS).")
        _, signer = unlocked(log_key, passphrase_file, demonstration)
        publish_daily(directory, pinned(genesis), signer, [_named(each) for each in witnesses], gateways)
        return
    if statement is None:
        raise click.ClickException("Name the statement to publish, or say --daily.")
    note, said = read_statement(statement)
    if isinstance(said, Root) and said.log is None:
        _publish_first(statement, note.raw, directory)
        return
    if not genesis:
        raise click.ClickException("Say which deployment: --genesis, or AMPARO_GENESIS. It is on the founding paper.")
    view = _appended(directory, genesis, note.raw)
    wait = view.law.activation_days
    tell(
        f"Published as statement {len(view.leaf_hashes) - 1} of {view.deployment}.",
        *words(said),
        "It counts when the log's next checkpoint covers it"
        + (f", after {wait} days of the witnesses' time; a stop counts at once." if wait else "."),
        "Next: amparo-keys show, and compare what it says with what you meant; then have it witnessed:",
        "  amparo-keys publish --daily",
    )


def _named(text: str) -> tuple[str, str]:
    name, sign, url = text.partition("=")
    if not sign or not url:
        raise click.ClickException(f"'{text}' is not a witness. Write it as witness-1=https://w1.example")
    return name, url


def _publish_first(statement: Path, raw: bytes, directory: Path) -> None:
    if directory.exists() and read_leaves(directory):
        raise click.ClickException(f"{directory} has a first statement already. Name another file.")
    genesis = leaf_hash(raw)
    try:
        view = fold([raw], genesis)
    except DirectoryRefused as why:
        raise click.ClickException(f"Not published. {why} {_MEND}") from None
    _all_counts(view)
    append_leaf(directory, raw)
    tell(
        f"Founded {view.deployment}: {directory} now begins with {statement}.",
        "The genesis, which every desk and every gateway pins. Write it on paper and read it aloud:",
        f"  {genesis.hex()}",
        "Next: put it where programs look for it, AMPARO_GENESIS, and let the desks make their keys:",
        f"  amparo-keys make desk <org> --kind <police|ngo|gateway> --genesis {genesis.hex()}",
    )


def _appended(directory: Path, genesis: str, raw: bytes) -> View:
    """The view with one more statement, which is now in the directory file. A sentence, and no change, otherwise."""
    with turn(directory):
        view = the_view(directory, genesis, raw)
        if leaf_hash(raw) in view.leaf_hashes[:-1]:
            raise click.ClickException("This very statement is in the directory already. There is nothing to do.")
        _all_counts(view)
        admit(view, [*read_leaves(directory), raw], clock.now())
        append_leaf(directory, raw)
    return view


def _all_counts(view: View) -> None:
    last = len(view.leaf_hashes) - 1
    why = [reason for index, reason in view.ignored if index == last]
    if why:
        raise click.ClickException(f"Not published: it would be ignored. {'; '.join(why)}. {_MEND}")


@click.command()
@click.argument("which", nargs=-1, required=True)
@click.option("--reason", required=True, help="One line; it is public for ever.")
@click.option("--key", required=True, type=_FILE, help="Any one root, sign or veto key.")
@click.option("--out", type=click.Path(path_type=Path), help="Write the signed stops here instead, to send by mail.")
@click.option(
    "--send",
    "urls",
    multiple=True,
    metavar="URL",
    help="Bring the stops to this gateway or witness at once; repeat it.",
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@directory_options
@passphrase_options
def stop(
    which: tuple[str, ...],
    reason: str,
    key: Path,
    out: Path | None,
    urls: tuple[str, ...],
    yes: bool,
    directory: Path,
    genesis: str,
    passphrase_file: Path | None,
    demonstration: bool,
) -> None:
    """Stop statements, at once and for ever: one key is enough.

    WHICH are statement numbers (`amparo-keys show --statements`) or key ids (32 hex digits).
    """
    view = the_view(directory, genesis)
    numbers = sorted({_number(view, each) for each in which})
    leaves = read_leaves(directory)
    for number in numbers:
        tell(f"Statement {number}:", *words(read(parse(leaves[number]).text)), "")
    if not yes:
        click.confirm("Stop these? It cannot be taken back.", abort=True, err=True)
    _, signer = unlocked(key, passphrase_file, demonstration)
    notes = [sign_note(Stop(view.genesis, view.leaf_hashes[n], reason).text, signer) for n in numbers]
    for url in urls:
        _send(url, notes)
    if out is not None:
        for number, note in zip(numbers, notes, strict=True):
            write_statement(out / f"stop-{number}.statement", note)
        tell(
            f"Wrote the signed stops to {out}. Next: send them to the log's keeper, the witnesses and every desk,",
            "by any way. A desk takes one with: amparo-desk stop FILE",
        )
        return
    for note in notes:
        view = _appended(directory, genesis, note)
    tell(
        f"Stopped {len(notes)} statement(s). Wherever this directory is read, nothing is sealed to them any more.",
        "Next: the organisation makes new keys (amparo-keys make desk ...), with new signatures as for a new desk.",
    )


def _send(url: str, notes: list[bytes]) -> None:
    """Every stop is held at `url`; a sentence when one is not. A place that cannot be reached hinders no other."""
    try:
        answers = [call(url.rstrip("/") + "/v1/stops", note).status for note in notes]
    except AmparoError as why:
        tell(f"NOT SENT: {why}")
        return
    good = answers.count(204)
    tell(f"{url} holds {good} of {len(notes)} stop(s) now." + ("" if good == len(notes) else " CALL WHO RUNS IT."))


def _number(view: View, text: str) -> int:
    if text.isdigit() and int(text) < len(view.leaf_hashes):
        return int(text)
    try:
        listed = view.ever_listed(bytes.fromhex(text))
    except ValueError:
        listed = None
    if listed is None:
        raise click.ClickException(f"There is no statement or key {text}. Run: amparo-keys show --statements")
    return listed.leaf


COMMANDS = (sign, combine, publish, stop)
