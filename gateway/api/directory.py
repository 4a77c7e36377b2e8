"""The directory for everybody, the door for stops, and the door at which the log's keeper hands over what is new.

Stopping a key needs one signature and no account. A hand-over is taken from whoever brings it: what counts is that it
continues the directory here, and that the log and enough witnesses signed it.

The log as files: what any C2SP tool reads, without an account and without a word of ours.

Everything is verified by whoever reads it; nothing here has to be believed. Source: C2SP tlog-tiles.
"""

import threading
from typing import Any

from flask import Blueprint as FlaskBlueprint
from flask import Response, abort, request
from flask_smorest import Blueprint
from werkzeug.exceptions import ServiceUnavailable

from gateway import deliveries
from gateway.api import auth
from gateway.api.auth import here
from gateway.api.schemas import DirectorySchema, RefusedSchema, sealed_body
from gateway.limits import HANDOVERS
from keys.directory import merkle
from keys.directory.checkpoint import read_checkpoint
from keys.directory.files import MOST
from keys.directory.merkle import leaf_hash
from keys.encoding import b64
from keys.errors import Refused

blueprint = Blueprint("directory", __name__, description="The signed list of recipients")
blueprint.audience = "anyone"

STOP_LENGTHS = range(1, 4097)

_places = threading.BoundedSemaphore(HANDOVERS)


@blueprint.route("/v1/directory", methods=["GET"])
@blueprint.response(200, DirectorySchema)
def directory() -> dict[str, Any]:
    """Every statement, the log's checkpoints, and the stops that came in here."""
    leaves, checkpoints, held = here().directory.shown()
    came = {stop.raw: stop.at for stop in reversed(held)}
    return {
        "leaves": _texts(leaves),
        "checkpoints": _texts(checkpoints),
        "stops": [{"note": stop, "at": came[stop]} for stop in here().view().stops if stop in came],
    }


@blueprint.route("/v1/stops", methods=["POST"])
@blueprint.doc(requestBody=sealed_body(1, 4096, what="one signed stop statement"))
@blueprint.response(204, description="Held, and in force here from now on")
@blueprint.alt_response(403, schema=RefusedSchema)
def stops() -> Response:
    """A stop, before the log has it."""
    auth.no_query()
    host = here()
    if not host.directory.hold_stop(auth.sealed(STOP_LENGTHS)):
        raise Refused("stop")
    deliveries.refile_stopped(host)
    return Response(status=204)


@blueprint.route("/v1/log", methods=["POST"])
@blueprint.doc(
    requestBody=sealed_body(1, MOST, what="statements and checkpoints since a size: keys/directory/files.py")
)
@blueprint.response(204, description="Shown here from now on")
@blueprint.alt_response(403, schema=RefusedSchema)
@blueprint.alt_response(503, description="Others hand over now: try again in a moment")
def log() -> Response:
    """What is new in the log: verified, kept, shown. Whoever comes in a crowd is answered 503 before his body is read.

    A thread that reads four megabytes, and a processor that verifies them, are not there for a stop meanwhile.
    """
    auth.no_query()
    request.max_content_length = MOST
    if not _places.acquire(blocking=False):
        raise ServiceUnavailable
    try:
        host = here()
        if not host.directory.take_log(auth.sealed(range(1, MOST + 1))):
            raise Refused("log")
    finally:
        _places.release()
    deliveries.refile_stopped(host)
    return Response(status=204)


def _texts(statements: list[bytes]) -> list[str]:
    return [b64(statement) for statement in statements]


log_blueprint = FlaskBlueprint("log", __name__, url_prefix="/log")
log_blueprint.audience = "anyone"  # type: ignore[attr-defined]


@log_blueprint.get("/checkpoint")
def checkpoint() -> Response:
    """The newest checkpoint, with its cosignatures."""
    _, checkpoints, _ = here().directory.shown()
    sizes = [(read_checkpoint(raw).head.size, at) for at, raw in enumerate(checkpoints)]
    return _file(checkpoints[max(sizes)[1]] if sizes else None, "text/plain; charset=utf-8")


@log_blueprint.get("/tile/entries/<path:number>")
def entries(number: str) -> Response:
    """Leaves, 256 a file."""
    found = merkle.read_path(number)
    leaves, _, _ = here().directory.shown()
    return _file(merkle.entries(leaves, *found) if found else None, "application/octet-stream")


@log_blueprint.get("/tile/<int:level>/<path:number>")
def tile(level: int, number: str) -> Response:
    """Hashes, 256 a file."""
    found = merkle.read_path(number)
    leaves, _, _ = here().directory.shown()
    hashes = [leaf_hash(leaf) for leaf in leaves] if found else []
    return _file(merkle.tile(hashes, level, *found) if found else None, "application/octet-stream")


def _file(content: bytes | None, kind: str) -> Response:
    if content is None:
        abort(404)
    return Response(content, content_type=kind)
