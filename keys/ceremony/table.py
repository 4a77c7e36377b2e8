"""The folded directory as a table, for a police system that does not fold it itself (`keys/DIRECTORY.md`, section 10).

The answers that ENVELOPE.md, section 2, asks of a directory, in JSON. Its reader trusts the program and the computer
that made it for who is listed, and nobody for what is sealed and signed.
"""

import json
from pathlib import Path
from typing import Any

import click

from keys.ceremony.prompts import directory_options, tell, the_view
from keys.directory.view import FRESH, View
from keys.roles import Kind


@click.command()
@click.option("--to", required=True, type=click.Path(path_type=Path), help="The file; it is written whole, or not.")
@directory_options
def table(to: Path, directory: Path, genesis: str) -> None:
    """Write what the directory says into a file for a program that does not fold it."""
    view = the_view(directory, genesis)
    beside = to.with_name(to.name + ".new")
    beside.write_text(json.dumps(as_table(view), indent=1) + "\n", "ascii")
    beside.replace(to)
    tell(f"Wrote {to}. It may be used for 48 hours after its newest checkpoint; write it anew each day.")


def as_table(view: View) -> dict[str, Any]:
    """Every answer of the view. Days are UTC day numbers, times seconds since 1970, bytes hex."""
    orgs = {org: kind for kind in Kind for org in view.orgs(kind)}
    sizes = [(size, at) for size in range(1, view.size + 1) for at in view.times_of(size)]
    return {
        "deployment_id": view.deployment_id.hex(),
        "genesis": view.genesis.hex(),
        "size": view.size,
        "roots": {str(size): _root(view, size) for size in sorted({view.size, *(size for size, _ in sizes)})},
        "witnessed": [{"size": size, "time": at} for size, at in sizes],
        "use_until": (view.witnessed_at or 0) + FRESH,
        "organisations": {org: str(kind) for org, kind in sorted(orgs.items())},
        "keys": [
            {
                "org": org, "role": int(key.role), "pk": key.pk.hex(), "kid": key.recipient.kid.hex(),
                "from": key.since, "until": key.until, "leaf": key.leaf, "counts_from": view.counts_from(key),
                "stopped": view.stopped(key.recipient.kid),
            }
            for org in sorted(orgs)
            for key in view.keys_of(org)
        ],
    }  # fmt: skip


def _root(view: View, size: int) -> str:
    return (view.root_at(size) or b"").hex()


COMMANDS = (table,)
