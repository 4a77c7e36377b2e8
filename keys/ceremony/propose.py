"""The commands of a ceremony that make something new: key files, and statements nobody has signed yet.

`make` leaves private keys in locked files and public halves beside them. `propose` writes a statement as text. Neither
changes a directory: that takes the signatures of `amparo-keys sign` and then `amparo-keys publish`.
"""

import secrets
from dataclasses import replace
from pathlib import Path

import click

from keys import clock
from keys.ceremony.describe import words
from keys.ceremony.make_keys import DENY, QUARTER, WEEK, add_statement, draw_role, most_of, root_statement, write_org
from keys.ceremony.prompts import (
    limits,
    passphrase,
    passphrase_options,
    pinned,
    tell,
    the_day,
    the_view,
    write_statement,
)
from keys.directory.member_keys import MEMBER_PARTS, public_line, write_member
from keys.directory.notes import NAME, NoteKey, NoteSigner, checked_text
from keys.directory.statements import Endpoint, Notice, Org, Release, Root, Statement, read
from keys.directory.view import View
from keys.encoding import unb64
from keys.roles import KIND_ROLES, Kind, Role, fingerprint

_OUT = click.option("--out", required=True, type=click.Path(path_type=Path), help="The statement file to write.")
_GENESIS = click.option("--genesis", envvar="AMPARO_GENESIS", required=True, help="The pinned root, 64 hex digits.")


@click.group()
def make() -> None:
    """Make private keys, each in a locked file."""


@make.command()
@click.argument("name")
@click.option("--part", required=True, type=click.Choice(MEMBER_PARTS), help="What the key will sign.")
@click.option("--folder", default=".", type=click.Path(path_type=Path), show_default=True)
@passphrase_options
def member(name: str, part: str, folder: Path, passphrase_file: Path | None, demonstration: bool) -> None:
    """Make the key of a coalition member NAME, on that member's own computer.

    Writes NAME.key (private, locked; keep it and a copy offline) and NAME.pub (for the root statement).
    """
    if not NAME.fullmatch(name) or Path(name).name != name:
        raise click.ClickException("A member's name is one word without spaces, plus or slash. Choose another.")
    if part == "log":
        _begins_a_checkpoint(name)
    secret = passphrase(passphrase_file, new=True, demonstration=demonstration)
    signer = NoteSigner(name, secrets.token_bytes(32))
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    key_file, public = folder / f"{name}.key", folder / f"{name}.pub"
    write_member(key_file, part, signer, secret, limits=limits(demonstration))
    write_statement(public, public_line(part, signer.key).encode("ascii"))
    tell(
        f"Made the {part} key of {name}: {key_file} (private and locked) and {public} (public).",
        f"Its fingerprint, to be read aloud at the ceremony: {fingerprint(signer.key.pk)}",
        "Next: put a copy of the .key file and the passphrase in two different safe places,",
        f"and bring {public.name} to whoever prepares the root: amparo-keys propose root --member {public.name} ...",
    )


@make.command()
@click.argument("org")
@click.option("--kind", required=True, type=click.Choice([str(kind) for kind in Kind]))
@click.option(
    "--role",
    "labels",
    multiple=True,
    type=click.Choice([role.label for role in Role]),
    help="Only this role; may be repeated. Without it, every role of the kind.",
)
@click.option(
    "--from", "first", default="", metavar="YYYY-MM-DD", help="The first day (UTC) the keys serve. Without it, today."
)
@click.option("--weeks", default=QUARTER, show_default=True, type=click.IntRange(1, QUARTER))
@click.option("--folder", default="keys", show_default=True, type=click.Path(path_type=Path))
@click.option("--proposals", default="proposals", show_default=True, type=click.Path(path_type=Path))
@_GENESIS
@passphrase_options
def desk(
    org: str,
    kind: str,
    labels: tuple[str, ...],
    first: str,
    weeks: int,
    folder: Path,
    proposals: Path,
    genesis: str,
    passphrase_file: Path | None,
    demonstration: bool,
) -> None:
    """Make a quarter's keys for a desk of ORG, at that desk.

    Keys to open with are made for each week, keys to sign with for the whole quarter. The private ones stay in FOLDER;
    the statements in PROPOSALS are what the coalition signs.
    """
    roles = [Role.from_label(label) for label in labels] or sorted(KIND_ROLES[Kind(kind)])
    for role in roles:
        if role not in KIND_ROLES[Kind(kind)]:
            raise click.ClickException(f"The kind {kind} has no role {role.label}. Choose another role.")
    start = the_day(first)
    log = pinned(genesis)
    drawn = [draw_role(org, role, start, weeks=weeks) for role in roles]
    statements = [add_statement(log, keys) for keys in drawn]
    made = [proposals / f"{org}-{each.role}-{clock.iso(start)}.statement" for each in statements]
    _free([*made, *(folder / key.filename for keys in drawn for key in keys)])
    texts = [_checked(each) for each in statements]
    secret = passphrase(passphrase_file, new=True, demonstration=demonstration)
    for keys, statement, text, path in zip(drawn, statements, texts, made, strict=True):
        write_org(folder, keys, secret, limits=limits(demonstration))
        write_statement(path, text)
        tell(*words(statement), "")
    tell(
        f"Made the keys of {org} from {clock.iso(start)} for {weeks} week(s), locked, in {folder}.",
        "They never leave it.",
        "Next: send these to two members of the coalition who may list keys, and read them the fingerprints",
        "by telephone, from this screen, on a number you knew before:",
        *(f"  amparo-keys sign {path} --key <their key file>" for path in made),
        "Then back the folder up: a lost key opens nothing, and what was sent to it must be filed again.",
        f"Before they end, make the next: amparo-keys make desk {org} --kind {kind} --from "
        f"{clock.iso(start + weeks * WEEK)}",
    )


def _free(paths: list[Path]) -> None:
    for path in paths:
        if path.exists():
            raise click.ClickException(f"{path} is already there. These keys were made before; choose another --from.")


@click.group()
def propose() -> None:
    """Write a statement that others will sign."""


def _checked(statement: Statement) -> bytes:
    """The bytes of a statement's text. BadNote or BadStatement when a word in it cannot be written so."""
    raw = checked_text(statement.text)
    read(statement.text)
    return raw


def _proposed(out: Path, statement: Statement, who: str) -> None:
    write_statement(out, _checked(statement))
    tell(
        f"Wrote {out}, not signed yet.",
        *words(statement),
        f"Next: {who}: amparo-keys sign {out} --key <their key file>",
    )


@propose.command()
@click.option("--deployment", help="The name of the deployment; `demonstration` has no delay and serves loopback only.")
@click.option("--member", "files", multiple=True, type=click.Path(path_type=Path), help="A .pub file; repeat it.")
@click.option("--org", "orgs", multiple=True, metavar="ID:KIND", help="An organisation; repeat it.")
@click.option("--deny", multiple=True, help="A further denied substring; repeat it.")
@click.option("--without", multiple=True, metavar="NAME", help="In a later root: a member who leaves it; repeat it.")
@click.option("--root-threshold", type=int, help="Root keys needed to change the root. Without it, over half.")
@click.option("--directory", envvar="AMPARO_DIRECTORY", type=click.Path(path_type=Path), help="For a later root.")
@click.option("--genesis", envvar="AMPARO_GENESIS", help="For a later root: the pinned first one.")
@_OUT
def root(
    deployment: str | None,
    files: tuple[Path, ...],
    orgs: tuple[str, ...],
    deny: tuple[str, ...],
    without: tuple[str, ...],
    root_threshold: int | None,
    directory: Path | None,
    genesis: str | None,
    out: Path,
) -> None:
    """A first root, from members' .pub files, or with --genesis the one that follows the root in force."""
    added = [_public(path) for path in files]
    kinds = dict(_org(each) for each in orgs)
    if genesis:
        if directory is None:
            raise click.ClickException("A later root needs --directory as well as --genesis.")
        statement = _next_root(the_view(directory, genesis), added, kinds, deny, without, root_threshold)
    else:
        if not deployment:
            raise click.ClickException("Give the deployment a name with --deployment.")
        statement = _first_root(deployment, added, kinds, deny, root_threshold)
    _begins_a_checkpoint(statement.log_key.name)
    who = f"{statement.root_threshold} of its root keys"
    if genesis:
        who += ", and as many as the root in force asks for of that one's"
    _proposed(out, statement, who)


def _begins_a_checkpoint(log: str) -> None:
    """A checkpoint begins with its log's name, and a note with a letter: after another root nothing would count."""
    if not (log.isascii() and log[:1].isalpha()):
        raise click.ClickException(
            "The name of a log begins with a letter: no checkpoint could be written under this one, and nothing would "
            "ever count again. Make the log's key anew."
        )


def _first_root(
    deployment: str, added: list[tuple[str, NoteKey]], orgs: dict[str, str], deny: tuple[str, ...], most: int | None
) -> Root:
    parts = {part: [key for its, key in added if its == part] for part in MEMBER_PARTS}
    if len(parts["log"]) != 1:
        raise click.ClickException("A root has exactly one log key. Give its .pub file with --member.")
    return root_statement(
        root=parts["root"],
        sign=parts["sign"],
        veto=parts["veto"],
        log_key=parts["log"][0],
        witnesses=parts["witness"],
        orgs=orgs,
        deployment=deployment,
        deny=(*DENY, *deny),
        root_threshold=most,
    )


def _next_root(
    view: View,
    added: list[tuple[str, NoteKey]],
    orgs: dict[str, str],
    deny: tuple[str, ...],
    without: tuple[str, ...],
    most: int | None,
) -> Root:
    law = view.law

    def kept(part: str, old: tuple[NoteKey, ...]) -> tuple[NoteKey, ...]:
        return (*(key for key in old if key.name not in without), *(key for its, key in added if its == part))

    roots, logs = kept("root", law.root), [key for its, key in added if its == "log"]
    witnesses = kept("witness", law.witnesses)
    return replace(
        law,
        log=view.genesis,
        version=law.version + 1,
        root=roots,
        root_threshold=most or most_of(roots),
        sign=kept("sign", law.sign),
        veto=kept("veto", law.veto),
        log_key=logs[0] if logs else law.log_key,
        witness_threshold=max(most_of(witnesses), min(law.witness_threshold, len(witnesses))),
        witnesses=witnesses,
        orgs=(*law.orgs, *((org, kind) for org, kind in orgs.items() if org not in dict(law.orgs))),
        deny=(*law.deny, *(word for word in deny if word not in law.deny)),
    )


def _public(path: Path) -> tuple[str, NoteKey]:
    try:
        part, name, pk = path.read_text(encoding="ascii").split()
        if part not in MEMBER_PARTS or len(unb64(pk)) != 32:
            raise ValueError
        return part, NoteKey(name, unb64(pk))
    except ValueError:
        raise click.ClickException(f"{path} is not a member's .pub file. Ask the member for it again.") from None


def _org(text: str) -> tuple[str, str]:
    org, colon, kind = text.partition(":")
    if not colon or kind not in [str(each) for each in Kind]:
        raise click.ClickException(f"'{text}' is not an organisation. Write for example northshire-police:police.")
    return org, kind


@propose.command(name="org")
@click.argument("name")
@click.option("--kind", required=True, type=click.Choice([str(kind) for kind in Kind]))
@_GENESIS
@_OUT
def org_(name: str, kind: str, genesis: str, out: Path) -> None:
    """That there is an organisation NAME. Needs root keys."""
    _proposed(out, Org(pinned(genesis), (name, kind)), "as many root keys as the root asks for")


@propose.command()
@click.argument("text")
@_GENESIS
@_OUT
def notice(text: str, genesis: str, out: Path) -> None:
    """A notice that everybody can read. Needs one key."""
    _proposed(out, Notice(pinned(genesis), text), "one root, sign or veto key")


@propose.command()
@click.argument("name")
@click.option("--version", required=True)
@click.option("--sha256", required=True, help="Of the released file, 64 hex digits.")
@_GENESIS
@_OUT
def release(name: str, version: str, sha256: str, genesis: str, out: Path) -> None:
    """That version VERSION of the program NAME may be run. Needs sign keys."""
    _proposed(out, Release(pinned(genesis), name, version, sha256), "as many sign keys as the root asks for")


@propose.command()
@click.argument("org")
@click.argument("url")
@_GENESIS
@_OUT
def endpoint(org: str, url: str, genesis: str, out: Path) -> None:
    """That deliveries to ORG may travel to URL. Needs sign keys."""
    _proposed(out, Endpoint(pinned(genesis), org, url), "as many sign keys as the root asks for")


COMMANDS = (make, propose)
