"""The mailbox doors. Writing is signed; the others need only `read`, which no one has but her and her NGO."""

from flask import Response
from flask_smorest import Blueprint

from gateway import answering
from gateway.api import auth
from gateway.api.auth import here
from gateway.api.schemas import SIGNED, RefusedSchema, sealed_answer, sealed_body
from keys.envelope.admission import MAILBOX_WRITE
from keys.roles import Kind

blueprint = Blueprint("mailbox", __name__, description="Mailboxes: sealed messages of one size")
blueprint.audience = "anyone"  # the write is signed, and says so itself

READ = 32


@blueprint.route("/v1/mailbox", methods=["POST"])
@blueprint.doc(parameters=SIGNED, requestBody=sealed_body(MAILBOX_WRITE, what="mailbox id, part 6"))
@blueprint.response(204, description="It stands in the box")
@blueprint.alt_response(403, schema=RefusedSchema)
def write() -> Response:
    """A sealed message to a mailbox. Who wrote it is not stored."""
    raw = auth.sealed((MAILBOX_WRITE,))
    auth.no_query()
    answering.write_mailbox(raw, caller=auth.caller(Kind.POLICE, Kind.NGO), host=here())
    return Response(status=204)


@blueprint.route("/v1/mailbox/read", methods=["POST"])
@blueprint.doc(
    requestBody=sealed_body(READ, what="read"), responses={200: sealed_answer("eight slots, always 18336 bytes")}
)
@blueprint.alt_response(403, schema=RefusedSchema)
def read() -> Response:
    """The eight slots, zero bytes where there is nothing. Nothing is recorded."""
    auth.no_query()
    return Response(answering.read_mailbox(auth.sealed((READ,)), host=here()), content_type=auth.SEALED)


@blueprint.route("/v1/mailbox/wipe", methods=["POST"])
@blueprint.doc(requestBody=sealed_body(READ, what="read"))
@blueprint.response(204, description="Empty, whether or not there was anything")
@blueprint.alt_response(403, schema=RefusedSchema)
def wipe() -> Response:
    """The eight slots are emptied, if there were any."""
    auth.no_query()
    answering.wipe_mailbox(auth.sealed((READ,)), host=here())
    return Response(status=204)


@blueprint.route("/v1/mailbox/release", methods=["POST"])
@blueprint.doc(requestBody=sealed_body(READ, what="read"))
@blueprint.response(204, description="No force's, whether or not it was one's")
@blueprint.alt_response(403, schema=RefusedSchema)
def release() -> Response:
    """The force's slots are emptied, and another force may write: the report was moved."""
    auth.no_query()
    answering.let_force_go(auth.sealed((READ,)), host=here())
    return Response(status=204)
