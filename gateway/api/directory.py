"""The directory for everybody, the door for stops, and the door at which the log's keeper hands over what is new.

Stopping a key needs one signature and no account. A hand-over is taken from whoever brings it: what counts is that it
continues the directory here, and that the log and enough witnesses signed it.
"""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from flask import Response, request
from flask_smorest import Blueprint

from gateway import deliveries as handover
from gateway.api import auth as doors
from gateway.api.auth import here
from gateway.api.openapi import RefusedSchema, sealed_body
from gateway.api.schemas import DirectorySchema
from keys.directory.handing import MOST
from keys.errors import Refused

blueprint = Blueprint("directory", __name__, description="The signed list of recipients")
blueprint.audience = "anyone"

STOP_LENGTHS = range(1, 4097)


@blueprint.route("/v1/directory", methods=["GET"])
@blueprint.response(200, DirectorySchema)
def directory() -> dict[str, Any]:
    """Every statement, the log's checkpoints, and the stops that came in here."""
    leaves, checkpoints, _ = here().shown()
    return {
        "leaves": _texts(leaves),
        "checkpoints": _texts(checkpoints),
        "stops": _texts(list(here().view().stops)),
    }


@blueprint.route("/v1/stops", methods=["POST"])
@blueprint.doc(requestBody=sealed_body(1, 4096, what="one signed stop statement"))
@blueprint.response(204, description="Held, and in force here from now on")
@blueprint.alt_response(403, schema=RefusedSchema)
def stops() -> Response:
    """A stop, before the log has it."""
    doors.no_query()
    host = here()
    if not host.hold_stop(doors.sealed(STOP_LENGTHS)):
        raise Refused("stop")
    handover.refile_stopped(host)
    return Response(status=204)


@blueprint.route("/v1/log", methods=["POST"])
@blueprint.doc(
    requestBody=sealed_body(
        1, MOST, what="statements and checkpoints since a size: keys/directory/handing.py"
    )
)
@blueprint.response(204, description="Shown here from now on")
@blueprint.alt_response(403, schema=RefusedSchema)
def log() -> Response:
    """What is new in the log: verified, kept, shown."""
    doors.no_query()
    request.max_content_length = MOST
    host = here()
    if not host.take_log(doors.sealed(range(1, MOST + 1))):
        raise Refused("log")
    handover.refile_stopped(host)
    return Response(status=204)


def _texts(statements: list[bytes]) -> list[str]:
    return [b64encode(statement).decode() for statement in statements]
