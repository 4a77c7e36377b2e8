"""The door for a load balancer: does a report get taken here now? `200` or `503`, and not a word more."""

from flask import Blueprint, Response, current_app

from gateway.health import Health

blueprint = Blueprint("health", __name__)
blueprint.audience = "anyone"  # type: ignore[attr-defined]
ENDPOINT = "health.healthz"


@blueprint.get("/healthz")
def healthz() -> Response:
    """Without a body either way. Costs at most one look a second, whoever asks how often."""
    health: Health = current_app.extensions["amparo-health"]
    return Response(status=200 if health.fine() else 503)
