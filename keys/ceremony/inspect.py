"""The commands that look at a directory and change nothing in it: who may be sealed to, and whether all of it holds.

`verify --from` asks a gateway and believes nothing of its answer: everything is folded from the pinned genesis here.
`fetch` does the same and writes it down, for a keeper whose computer is gone, or whoever wants a copy of his own.
"""

import hashlib
from pathlib import Path

import click

from keys import clock
from keys.ceremony.describe import picture, words
from keys.ceremony.prompts import directory_options, pinned, tell, the_day, the_view
from keys.ceremony.publish import lateness
from keys.directory.files import (
    append_leaves,
    append_stop,
    checkpoints_of,
    read_checkpoints,
    read_leaves,
    read_stops,
    stops_of,
)
from keys.directory.fold import fold
from keys.directory.notes import BadNote, parse
from keys.directory.statements import BadStatement, OutsideStop, read
from keys.directory.view import View
from keys.errors import AmparoError, CannotSeal
from keys.http import ShownDirectory, directory_of
from keys.keyfiles import header_of, read_private_file
from keys.roles import Kind
from keys.witness.client import look


@click.command()
@click.option("--day", default="", metavar="YYYY-MM-DD", help="As of this UTC day. Without it, today.")
@click.option("--statements", is_flag=True, help="Every statement with its number, ignored ones too.")
@directory_options
def show(day: str, statements: bool, directory: Path, genesis: str) -> None:
    """Show who may be sealed to, in words."""
    view = the_view(directory, genesis)
    tell(*picture(view, the_day(day)))
    if not statements:
        return
    why = dict(view.ignored)
    for index, leaf in enumerate(read_leaves(directory)):
        tell("", f"Statement {index}" + (f", IGNORED ({why[index]})" if index in why else ""), *_in_words(leaf))


def _in_words(leaf: bytes) -> list[str]:
    try:
        return [f"  {line}" for line in words(read(parse(leaf).text))]
    except (BadNote, BadStatement):
        return ["  not a statement"]


def _shown(directory: Path | None, url: str | None) -> ShownDirectory:
    """The directory in a file, or as a gateway shows it."""
    if url:
        return directory_of(url)
    if directory is None:
        raise click.ClickException("Say which directory: --from https://amparo.example, or --directory FILE.")
    checkpoints, stops = read_checkpoints(checkpoints_of(directory)), read_stops(stops_of(directory))
    return ShownDirectory(read_leaves(directory), checkpoints, stops)


@click.command()
@click.option("--from", "url", metavar="URL", help="A gateway: what it shows is verified, not believed.")
@click.option("--held", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Your folder of key files.")
@click.option("--org", help="With --held: your organisation. Every key listed for it must be held there.")
@click.option("--directory", envvar="AMPARO_DIRECTORY", type=click.Path(path_type=Path), help="The directory file.")
@click.option(
    "--genesis",
    envvar="AMPARO_GENESIS",
    required=True,
    metavar="HEX",
    help="The pinned first root, 64 hex digits, from paper or from the coalition.",
)
@click.option(
    "--witness",
    "witnesses",
    multiple=True,
    metavar="URL",
    help="A witness: has it seen statements that are not shown here, or does it hold further stops? Repeat it.",
)
@click.pass_context
def verify(
    ctx: click.Context,
    url: str | None,
    witnesses: tuple[str, ...],
    held: Path | None,
    org: str | None,
    directory: Path | None,
    genesis: str,
) -> None:
    """Verify the whole directory. Ends with status 1 if anything in it needs a person to look."""
    shown = _shown(directory, url)
    looks = [look(each) for each in witnesses]
    stops: list[bytes | OutsideStop] = [*shown.stops, *(stop for each in looks for stop in each.stops)]
    view = fold(shown.leaves, pinned(genesis), checkpoints=shown.checkpoints, stops=stops)
    tell(
        f"The directory of {view.deployment} begins with the pinned root; {len(view.leaf_hashes)} statement(s).",
        f"Its newest checkpoint covers {view.size}, with the root hash {view.root.hex()}",
        *_stopped(view),
    )
    trouble = [f"Statement {index} does not count: {why}." for index, why in view.ignored]
    trouble += [f"A checkpoint does not verify: {why}." for why in view.passed_over]
    if held is not None and org:
        mine = {_public_of(path) for path in held.glob("*.key")}
        trouble += [
            f"ALARM: statement {key.leaf} lists a {key.role.label} key of {org} that is not in {held}: "
            f"{key.recipient.kid.hex()}. If no desk of yours made it, stop it: amparo-keys stop {key.leaf} ..."
            for key in view.keys_of(org)
            if key.until > clock.today() and key.pk.hex() not in mine and not view.stopped(key.recipient.kid)
        ]
    try:
        view.acceptable(clock.now())
    except AmparoError as why:
        trouble.append(str(why))
    trouble += [alarm for each in looks if (alarm := each.alarm(view)) is not None]
    if url and (late := lateness(view)) is not None:
        trouble.append(late)
    tell(*(trouble or ["Every statement in it counts, now or when its time has come."]))
    if trouble:
        ctx.exit(1)


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--from", "url", required=True, metavar="URL", help="A gateway: what it shows is verified, not believed.")
@click.option("--genesis", envvar="AMPARO_GENESIS", required=True, metavar="HEX", help="The pinned first root.")
def released(files: tuple[Path, ...], url: str, genesis: str) -> None:
    """Look FILES up before you install them: ends with status 1 if one is nothing that the coalition released."""
    shown = directory_of(url)
    view = fold(shown.leaves, pinned(genesis), checkpoints=shown.checkpoints, stops=shown.stops)
    view.acceptable(clock.now())
    names = {each.sha256: f"{each.name} {each.version}" for each in view.releases}
    digests = {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    tell(*(f"{path} is {names[digest]}, as released." for path, digest in digests.items() if digest in names))
    unknown = [
        f"ALARM: {path} is nothing that is released: do not install it. Its SHA-256 is {digest}"
        for path, digest in digests.items()
        if digest not in names
    ]
    if unknown:
        raise click.ClickException("\n".join(unknown))


def _stopped(view: View) -> list[str]:
    """A line for each statement whose keys are stopped and would serve today or later, in the log or outside it."""
    stopped: dict[int, str] = {}
    for kind in Kind:
        for org in view.orgs(kind):
            for key in view.keys_of(org):
                if view.stopped(key.recipient.kid) and key.until > clock.today():
                    stopped[key.leaf] = f"STOPPED: statement {key.leaf}, {key.role.label} key(s) of {org}."
    return [stopped[leaf] for leaf in sorted(stopped)]


@click.command()
@click.option("--from", "url", required=True, metavar="URL", help="A gateway: what it shows is verified first.")
@directory_options
def fetch(url: str, directory: Path, genesis: str) -> None:
    """Write the directory that a gateway shows into files of your own, if all of it holds."""
    for path in (directory, checkpoints_of(directory), stops_of(directory)):
        if path.exists():
            raise click.ClickException(f"{path} is already there and is not overwritten. Move it away first.")
    shown = directory_of(url)
    view = fold(shown.leaves, pinned(genesis), checkpoints=shown.checkpoints, stops=shown.stops)
    try:
        view.acceptable(clock.now())
    except CannotSeal as why:
        if why.check != "F11-stale":
            raise
        tell(str(why))  # no hindrance: whoever publishes again needs the files
    directory.parent.mkdir(parents=True, exist_ok=True)
    for stop in shown.stops:
        if stop.raw in view.stops:
            append_stop(stops_of(directory), stop)
    append_leaves(checkpoints_of(directory), view.checkpoints)
    append_leaves(directory, shown.leaves[: view.size])
    newest = clock.iso((view.witnessed_at or 0) // clock.DAY)
    tell(
        f"Wrote the {view.size} statement(s) of {view.deployment} to {directory}, and beside it",
        f"{len(view.checkpoints)} checkpoint(s), the newest of {newest} (UTC), and {len(view.stops)} stop(s).",
        f"The root hash is {view.root.hex()}",
        "Before you publish with it, compare that with what each witness shows at /checkpoint. A gateway that is",
        "behind gives an old copy; the witnesses then refuse it, and nothing is lost.",
    )


def _public_of(path: Path) -> str:
    return str(header_of(read_private_file(path)).get("public", ""))


COMMANDS = (show, verify, released, fetch)
