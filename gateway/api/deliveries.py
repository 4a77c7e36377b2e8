"""The desks' doors: what is there for us, sealed envelopes in and out, receipts, recalls. Signed requests only."""

from flask import Response, request
from flask_smorest import Blueprint

from gateway import answering, filing
from gateway import deliveries as handover
from gateway.api import auth
from gateway.api.auth import here
from gateway.api.schemas import PRIORITY, SIGNED, PageSchema, RefusedSchema, sealed_answer, sealed_body
from gateway.errors import TooLate
from keys.envelope.format import LENGTHS, SIGNATURE, UPLOAD_LENGTHS
from keys.envelope.receipts import ORDER_LENGTH, RECEIPT_LENGTH
from keys.errors import Refused
from keys.roles import Kind, Part

blueprint = Blueprint("desks", __name__, description="Desks: sealed envelopes, receipts and recalls")
blueprint.audience = "desk"

RECEIPTS = range(RECEIPT_LENGTH, handover.TOGETHER * RECEIPT_LENGTH + 1, RECEIPT_LENGTH)
SINGLES = frozenset(
    length + SIGNATURE
    for part in (Part.DISCLOSE, Part.FROM_POLICE, Part.TO_POLICE, Part.ATTACHMENT)
    for length in LENGTHS[part]
)


@blueprint.route("/v1/sealed", methods=["POST"])
@blueprint.doc(
    parameters=[*SIGNED, PRIORITY],
    requestBody=sealed_body(*UPLOAD_LENGTHS, what="signed manifest, crime part, identity part"),
)
@blueprint.response(204, description="Stored, and owed to the force and to the NGO")
@blueprint.alt_response(403, schema=RefusedSchema)
def sealed() -> Response:
    """A report that a desk has sealed."""
    raw = auth.sealed(UPLOAD_LENGTHS)
    priority = auth.priority()
    filing.file_sealed(raw, caller=auth.caller(Kind.NGO), priority=priority, host=here())
    return Response(status=204)


@blueprint.route("/v1/envelopes", methods=["POST"])
@blueprint.doc(parameters=SIGNED, requestBody=sealed_body(*SINGLES, what="part 3, 4, 5 or 10, and its signature"))
@blueprint.response(204, description="Owed to the organisation it is sealed to")
@blueprint.alt_response(403, schema=RefusedSchema)
def envelopes() -> Response:
    """A sealed message from desk to desk."""
    raw = auth.sealed(SINGLES)
    auth.no_query()
    answering.admit(raw, caller=auth.caller(Kind.POLICE, Kind.NGO), host=here())
    return Response(status=204)


@blueprint.route("/v1/deliveries", methods=["GET"])
@blueprint.doc(
    parameters=[
        *SIGNED,
        {"in": "query", "name": "after", "schema": {"type": "string"}, "description": "`next` of the page before"},
        {
            "in": "query",
            "name": "since",
            "schema": {"type": "integer", "minimum": 0},
            "description": "receipts stored on this UTC day or later",
        },
    ]
)
@blueprint.response(200, PageSchema)
@blueprint.alt_response(403, schema=RefusedSchema)
def deliveries() -> handover.Page:
    """What there is for the organisation that asks."""
    if set(request.args) - {"after", "since"} or any(len(request.args.getlist(name)) > 1 for name in request.args):
        raise Refused("query")
    cursor = handover.read_cursor(request.args.get("after", ""))
    return handover.listing(cursor, since=_since(), caller=auth.caller(Kind.POLICE, Kind.NGO), host=here())


@blueprint.route("/v1/deliveries/<delivery>", methods=["GET"])
@blueprint.doc(
    parameters=SIGNED,
    responses={200: sealed_answer("the envelope, byte for byte; of several, each behind its length in four bytes")},
)
@blueprint.alt_response(403, schema=RefusedSchema)
def delivery(delivery: str) -> Response:
    """One envelope for the organisation that asks, or up to 25 whose ids stand with dots between them.

    Of several, one that is not there any more has the length 0.
    """
    auth.no_query()
    caller = auth.caller(Kind.POLICE, Kind.NGO)
    try:
        wanted = [bytes.fromhex(each) for each in delivery.split(".")]
    except ValueError:
        raise Refused("delivery") from None
    if len(wanted) == 1:
        body = handover.fetch(wanted[0], caller=caller, host=here())
    else:
        body = handover.fetch_together(wanted, caller=caller, host=here())
    return Response(body, content_type=auth.SEALED)


@blueprint.route("/v1/receipts", methods=["POST"])
@blueprint.doc(parameters=SIGNED, requestBody=sealed_body(*RECEIPTS, what="signed receipts, one after another"))
@blueprint.response(204, description="Recorded, and passed to whose envelope it was")
@blueprint.alt_response(403, schema=RefusedSchema)
def receipts() -> Response:
    """A desk's word that an envelope was received, opened, or given up; up to 25 of them, all taken or none."""
    raw = auth.sealed(RECEIPTS)
    auth.no_query()
    handover.receipts(raw, caller=auth.caller(Kind.POLICE, Kind.NGO), host=here())
    return Response(status=204)


@blueprint.route("/v1/recalls", methods=["POST"])
@blueprint.doc(parameters=SIGNED, requestBody=sealed_body(ORDER_LENGTH, what="a signed recall"))
@blueprint.response(204, description="Destroyed, or passed on if a desk has it already")
@blueprint.alt_response(409, schema=RefusedSchema, description="too late: it was opened")
@blueprint.alt_response(403, schema=RefusedSchema)
def recalls() -> Response:
    """An NGO takes an envelope of its own back."""
    raw = auth.sealed((ORDER_LENGTH,))
    auth.no_query()
    try:
        handover.recall(raw, caller=auth.caller(Kind.NGO), host=here())
    except TooLate:
        return Response(b'{"error":"too_late"}\n', 409, content_type="application/json")
    return Response(status=204)


def _since() -> int:
    text = request.args.get("since", "0")
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise Refused("query")
    return int(text)
