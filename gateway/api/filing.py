"""The filing API: an NGO's own system files a report as JSON, signed with its door key.

The answer to whoever has no door key is one constant. To the NGO a mistake is told by field, never by value.
"""

import json
from typing import Any

from flask import Response
from flask_smorest import Blueprint
from marshmallow import Schema, fields

from gateway.api import auth
from gateway.api.auth import here
from gateway.api.schemas import PRIORITY, SIGNED, RefusedSchema
from gateway.errors import Blocked, Conflict, TooMany, UnknownForce
from gateway.filing import file_report
from gateway.report.validate import NotAFiling, PostedFilingSchema, Problem, read_posted
from keys.encoding import strict_json
from keys.roles import Kind

blueprint = Blueprint("filing", __name__, description="File a report in the clear, over TLS, to be sealed here")
blueprint.audience = "ngo system"


class FiledSchema(Schema):
    """Shown once: keep none of it but the reference."""

    reference = fields.String(required=True, metadata={"description": "26 signs, the handle between desks"})
    symbols = fields.String(required=True, metadata={"description": "the victim's token, 24 symbols"})
    digits = fields.String(required=True, metadata={"description": "the same token, 36 digits"})
    again = fields.Boolean(required=True, metadata={"description": "true if it had been filed before"})


class ProblemSchema(Schema):
    """One field that needs another look."""

    field = fields.String(required=True)
    expected = fields.String(required=True)


class FindingSchema(Schema):
    """One place that would tell the police who she is."""

    field = fields.String(required=True)
    start = fields.Integer(required=True)
    end = fields.Integer(required=True)
    code = fields.String(required=True)
    why = fields.String(required=True)
    instead = fields.String(required=True)


class NotFiledSchema(Schema):
    """Why nothing was filed. Nothing that was sent is repeated."""

    error = fields.String(required=True)
    problems = fields.List(fields.Nested(ProblemSchema))
    findings = fields.List(fields.Nested(FindingSchema))


class AnsweredConflictSchema(Schema):
    """This secret was used for other words; what was filed first."""

    error = fields.String(required=True)
    filed = fields.Nested(FiledSchema, required=True)


_filed, _not_filed = FiledSchema(), NotFiledSchema()


@blueprint.route("/v1/reports", methods=["POST"])
@blueprint.doc(
    parameters=[*SIGNED, PRIORITY],
    requestBody={"required": True, "content": {"application/json": {"schema": PostedFilingSchema}}},
)
@blueprint.response(201, FiledSchema)
@blueprint.alt_response(200, schema=FiledSchema, description="Filed before; the same answer")
@blueprint.alt_response(403, schema=RefusedSchema)
@blueprint.alt_response(409, schema=AnsweredConflictSchema)
@blueprint.alt_response(415, schema=NotFiledSchema)
@blueprint.alt_response(422, schema=NotFiledSchema)
@blueprint.alt_response(
    429, schema=NotFiledSchema, description="The organisation's quota of today is used up; nothing was stored"
)
def reports() -> Response:
    """File one report. The same `filing_secret` with the same report is one report, however often it is sent."""
    priority = auth.priority()
    caller = auth.caller(Kind.NGO)
    if not auth.plain_json():
        return _json(_not_filed.dump({"error": "Send the report as application/json in UTF-8, not packed."}), 415)
    try:
        secret, filing = read_posted(_strict_json(auth.body()))
        filed = file_report(filing, secret=secret, ngo=caller.org, priority=priority, host=here(), caller=caller)
    except NotAFiling as reason:
        problems = [{"field": one.field, "expected": one.expected} for one in reason.problems]
        return _not_taken("Some fields need another look.", problems=problems)
    except UnknownForce as reason:
        return _not_taken(str(reason), problems=[{"field": "force", "expected": "a force that is listed today"}])
    except Blocked as reason:
        return _not_taken(str(reason), findings=reason.findings)
    except Conflict as reason:
        return _json({"error": str(reason), "filed": _filed.dump(reason.filed)}, 409)
    except TooMany as reason:
        return _json(_not_filed.dump({"error": str(reason)}), 429)
    return _json(_filed.dump(filed), 200 if filed.again else 201)


def _not_taken(error: str, **details: Any) -> Response:
    return _json(_not_filed.dump({"error": error, **details}), 422)


def _json(document: Any, status: int) -> Response:
    return Response(json.dumps(document, ensure_ascii=False) + "\n", status, content_type="application/json")


def _strict_json(raw: bytes) -> object:
    """The document, or NotAFiling for bytes that are not UTF-8 JSON, repeat a name, or nest without end."""
    try:
        return strict_json(raw, top=object)
    except ValueError:
        raise NotAFiling([Problem("report", "one JSON object in UTF-8, no name twice")]) from None
