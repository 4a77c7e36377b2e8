"""The log as files: what any C2SP tool reads, without an account and without a word of ours.

Everything is verified by whoever reads it; nothing here has to be believed. Source: C2SP tlog-tiles.
"""

from __future__ import annotations

from flask import Blueprint as FlaskBlueprint
from flask import Response, abort

from gateway.api.auth import here
from keys.directory import tiles
from keys.directory.checkpoint import read_checkpoint
from keys.directory.log import leaf_hash

blueprint = FlaskBlueprint("log", __name__, url_prefix="/log")
blueprint.audience = "anyone"  # type: ignore[attr-defined]


@blueprint.get("/checkpoint")
def checkpoint() -> Response:
    """The newest checkpoint, with its cosignatures."""
    _, checkpoints, _ = here().shown()
    sizes = [(read_checkpoint(raw).head.size, at) for at, raw in enumerate(checkpoints)]
    return _file(checkpoints[max(sizes)[1]] if sizes else None, "text/plain; charset=utf-8")


@blueprint.get("/tile/entries/<path:number>")
def entries(number: str) -> Response:
    """Leaves, 256 a file."""
    found = tiles.read_path(number)
    leaves, _, _ = here().shown()
    return _file(tiles.entries(leaves, *found) if found else None, "application/octet-stream")


@blueprint.get("/tile/<int:level>/<path:number>")
def tile(level: int, number: str) -> Response:
    """Hashes, 256 a file."""
    found = tiles.read_path(number)
    leaves, _, _ = here().shown()
    hashes = [leaf_hash(leaf) for leaf in leaves] if found else []
    return _file(tiles.tile(hashes, level, *found) if found else None, "application/octet-stream")


def _file(content: bytes | None, kind: str) -> Response:
    if content is None:
        abort(404)
    return Response(content, content_type=kind)
