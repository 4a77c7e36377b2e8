"""`amparo-keys`: the ceremony. Makes keys, writes statements, signs them, publishes them, shows and verifies.

Every command says in words what it did and what to do next. The commands that make key files and statements stand in
`keys.private.proposing`; those that sign and publish, here. The same as functions: `keys.private.founding`.
"""

from __future__ import annotations

from pathlib import Path

try:
    import click
except ImportError:
    raise SystemExit(
        "amparo-keys needs a library that is not installed. Run: pip install 'amparo[desk]'"
    ) from None

from keys import days
from keys.directory import append_leaf, fold, read_leaves
from keys.errors import AmparoError, DirectoryRefused
from keys.grammar import BadStatement, read
from keys.locked import header_of, read_private_file
from keys.log import leaf_hash
from keys.notes import BadNote, merged, parse, sign_note
from keys.private.asking import (
    Sentences,
    directory_options,
    passphrase,
    passphrase_options,
    pinned,
    read_statement,
    tell,
    the_view,
    write_statement,
)
from keys.private.describing import picture, words
from keys.private.founding import read_member
from keys.private.proposing import make, propose
from keys.statements import Root, Stop
from keys.view import View

_DIRECTORY = click.option(
    "--directory",
    envvar="AMPARO_DIRECTORY",
    required=True,
    type=click.Path(path_type=Path),
    help="The directory file.",
)
_MEND = "If signatures are missing, let more members sign it; else mend it and sign it anew."
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(cls=Sentences, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="amparo")
def main() -> None:
    """The ceremony of Amparo's directory: who may be sealed to.

    \b
    Founding a deployment
      amparo-keys make member anna --part root          each member, on her own computer
      amparo-keys propose root --member anna.pub ...    one of them
      amparo-keys sign first.statement --key anna.key   over half of the root keys
      amparo-keys publish first.statement --directory directory.log
    \b
    Every quarter, for each desk
      amparo-keys make desk northshire-police --kind police
      amparo-keys sign ... --key ...                  two sign keys
      amparo-keys publish ...
    \b
    When a computer is lost
      amparo-keys show --statements                   find the statement
      amparo-keys stop 7 --reason "laptop stolen" --key anna.key
    """


main.add_command(make)
main.add_command(propose)


@main.command()
@click.argument("statement", type=_FILE)
@click.option("--key", required=True, type=_FILE, help="Your key file.")
@click.option("--yes", is_flag=True, help="Do not ask; you have compared the fingerprints already.")
@passphrase_options
def sign(statement: Path, key: Path, yes: bool, passphrase_file: Path | None, demonstration: bool) -> None:
    """Sign STATEMENT, after reading it. The signature is added to the file."""
    note, said = read_statement(statement)
    tell(f"{statement}, signed by {_names(note.signatures)}:", *words(said), "")
    if not yes:
        click.confirm(
            "Have you compared every fingerprint with its owner by voice? Sign it?", abort=True, err=True
        )
    part, signer = read_member(
        key, passphrase(passphrase_file, new=False, demonstration=demonstration), weak=demonstration
    )
    signed = note.signed_also(signer)
    write_statement(statement, signed.raw, again=True)
    tell(
        f"Signed {statement} with the {part} key of {signer.name}. Signatures now: {_names(signed.signatures)}.",
        f"Next: the others sign the same file, or their copies are joined with: amparo-keys combine {statement} <copy>",
        f"When enough have signed: amparo-keys publish {statement} --directory <directory file>",
    )


def _names(signatures: tuple) -> str:
    return ", ".join(each.name for each in signatures) or "nobody yet"


@main.command()
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


@main.command()
@click.argument("statement", type=_FILE)
@click.option(
    "--genesis", envvar="AMPARO_GENESIS", help="The pinned root, 64 hex digits; not for the first statement."
)
@_DIRECTORY
def publish(statement: Path, directory: Path, genesis: str | None) -> None:
    """Append STATEMENT to the directory, if it would count there."""
    note, said = read_statement(statement)
    if isinstance(said, Root) and said.log is None:
        _publish_first(statement, note.raw, directory)
        return
    if not genesis:
        raise click.ClickException(
            "Say which deployment: --genesis, or AMPARO_GENESIS. It is on the founding paper."
        )
    view = _appended(directory, genesis, note.raw)
    tell(
        f"Published as statement {view.size - 1} of {view.deployment}. The root hash is now {view.root.hex()}.",
        *words(said),
        "Next: amparo-keys show, and compare what it says with what you meant.",
    )


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
    leaves = read_leaves(directory)
    view = fold([*leaves, raw], pinned(genesis))
    if leaf_hash(raw) in view.leaf_hashes[:-1]:
        raise click.ClickException("This very statement is in the directory already. There is nothing to do.")
    _all_counts(view)
    append_leaf(directory, raw)
    return view


def _all_counts(view: View) -> None:
    why = [reason for index, reason in view.ignored if index == view.size - 1]
    if why:
        raise click.ClickException(f"Not published: it would be ignored. {'; '.join(why)}. {_MEND}")


@main.command()
@click.argument("which", nargs=-1, required=True)
@click.option("--reason", required=True, help="One line; it is public for ever.")
@click.option("--key", required=True, type=_FILE, help="Any one root, sign or veto key.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="Write the signed stops here instead, to send by mail."
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@directory_options
@passphrase_options
def stop(
    which: tuple[str, ...],
    reason: str,
    key: Path,
    out: Path | None,
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
    _, signer = read_member(
        key, passphrase(passphrase_file, new=False, demonstration=demonstration), weak=demonstration
    )
    notes = [sign_note(Stop(view.genesis, view.leaf_hashes[n], reason).text, signer) for n in numbers]
    if out is not None:
        for number, note in zip(numbers, notes, strict=True):
            write_statement(out / f"stop-{number}.statement", note)
        tell(
            f"Wrote the signed stops to {out}. Next: send them to the log, the witnesses and every desk, by any way."
        )
        return
    for note in notes:
        view = _appended(directory, genesis, note)
    tell(
        f"Stopped {len(notes)} statement(s). Wherever this directory is read, nothing is sealed to them any more.",
        "Next: the organisation makes new keys (amparo-keys make desk ...), with new signatures as for a new desk.",
    )


def _number(view: View, text: str) -> int:
    if text.isdigit() and int(text) < view.size:
        return int(text)
    try:
        listed = view.listed(bytes.fromhex(text))
    except ValueError:
        listed = None
    if listed is None:
        raise click.ClickException(f"There is no statement or key {text}. Run: amparo-keys show --statements")
    return listed.leaf


@main.command()
@click.option("--day", metavar="YYYY-MM-DD", help="As of this UTC day. Without it, today.")
@click.option("--statements", is_flag=True, help="Every statement with its number, ignored ones too.")
@directory_options
def show(day: str | None, statements: bool, directory: Path, genesis: str) -> None:
    """Show who may be sealed to, in words."""
    view = the_view(directory, genesis)
    try:
        at = days.from_iso(day) if day else days.today()
    except ValueError:
        raise click.ClickException(f"'{day}' is not a day. Write it as 2026-01-31.") from None
    tell(*picture(view, at))
    if not statements:
        return
    why = dict(view.ignored)
    for index, leaf in enumerate(read_leaves(directory)):
        tell(
            "", f"Statement {index}" + (f", IGNORED ({why[index]})" if index in why else ""), *_in_words(leaf)
        )


def _in_words(leaf: bytes) -> list[str]:
    try:
        return [f"  {line}" for line in words(read(parse(leaf).text))]
    except (BadNote, BadStatement):
        return ["  not a statement"]


@main.command()
@click.option(
    "--held", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Your folder of key files."
)
@click.option("--org", help="With --held: your organisation. Every key listed for it must be held there.")
@directory_options
@click.pass_context
def verify(ctx: click.Context, held: Path | None, org: str | None, directory: Path, genesis: str) -> None:
    """Verify the whole directory. Ends with status 1 if anything in it needs a person to look."""
    view = the_view(directory, genesis)
    tell(
        f"The directory of {view.deployment} begins with the pinned root and holds {view.size} statement(s).",
        f"Its root hash: {view.root.hex()}",
    )
    trouble = [f"Statement {index} does not count: {why}." for index, why in view.ignored]
    if held is not None and org:
        mine = {_public_of(path) for path in held.glob("*.key")}
        trouble += [
            f"ALARM: statement {key.leaf} lists a {key.role.label} key of {org} that is not in {held}: "
            f"{key.recipient.kid.hex()}. If no desk of yours made it, stop it: amparo-keys stop {key.leaf} ..."
            for key in view.keys_of(org)
            if key.until > days.today() and key.pk.hex() not in mine and not view.stopped(key.recipient.kid)
        ]
    try:
        view.acceptable(days.now())
    except AmparoError as why:
        trouble.append(str(why))
    tell(*(trouble or ["Every statement in it counts."]))
    if trouble:
        ctx.exit(1)


def _public_of(path: Path) -> str:
    return str(header_of(read_private_file(path)).get("public", ""))


if __name__ == "__main__":
    main()
