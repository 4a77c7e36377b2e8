"""The directory for everybody, and the door for stops: stopping a key needs one signature and no account."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from flask import Response
from flask_smorest import Blueprint

from gateway import doors
from gateway.doors import here
from gateway.exchange.schemas import DirectorySchema
from gateway.openapi import RefusedSchema, sealed_body
from keys.errors import Refused

blueprint = Blueprint("directory", __name__, description="The signed list of recipients")
blueprint.audience = "anyone"

STOP_LENGTHS = range(1, 4097)


@blueprint.route("/v1/directory", methods=["GET"])
@blueprint.response(200, DirectorySchema)
def directory() -> dict[str, Any]:
    """Every statement, the log's checkpoints, and the stops that came in here."""
    host = here()
    return {
        "leaves": _texts(host.leaves()),
        "checkpoints": _texts(host.checkpoints()),
        "stops": _texts(list(host.view().stops)),
    }


@blueprint.route("/v1/stops", methods=["POST"])
@blueprint.doc(requestBody=sealed_body(1, 4096, what="one signed stop statement"))
@blueprint.response(204, description="Held, and in force here from now on")
@blueprint.alt_response(403, schema=RefusedSchema)
def stops() -> Response:
    """A stop, before the log has it."""
    doors.no_query()
    if not here().hold_stop(doors.sealed(STOP_LENGTHS)):
        raise Refused("stop")
    return Response(status=204)


def _texts(statements: list[bytes]) -> list[str]:
    return [b64encode(statement).decode() for statement in statements]
