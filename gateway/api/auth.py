"""What every door of the machines does first: read a body of the right length, find out who signed the request.

Used by `gateway.api` and by the filing API. A door that is not let through answers `error_pages.refusal()`, whatever
the cause. Bodies are read into memory, never to disk.
"""

from collections.abc import Container

from flask import current_app, request
from werkzeug.exceptions import HTTPException

from gateway.api.signatures import verify
from gateway.runtime import Caller, Host
from keys.clock import now
from keys.errors import Refused
from keys.roles import Kind

SEALED = "application/octet-stream"


def here() -> Host:
    """The host of the application that is answering."""
    return current_app.extensions["amparo"]


def caller(*kinds: Kind) -> Caller:
    """The organisation whose door key signed this request, of one of `kinds`. Refused otherwise."""
    host = here()
    who = verify(
        request.headers,
        body(),
        method=request.method,
        authority=host.settings.authority,
        path=request.path,
        query=request.query_string.decode("latin-1"),
        view=host.view(),
        day=host.today(),
        now=now(),
        pepper=host.pepper,
    )
    if who.kind not in kinds:
        raise Refused("G1-kind")
    return who


def body() -> bytes:
    """The request's body, whole. Refused when it is longer than the gateway takes or breaks off."""
    try:
        return request.get_data()
    except HTTPException:
        raise Refused("G2-body") from None


def plain_json() -> bool:
    """True if the body is said to be JSON in UTF-8, as it is."""
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    packed = request.headers.get("Content-Encoding", "identity").lower()
    return request.mimetype == "application/json" and charset == "utf-8" and packed == "identity"


def sealed(lengths: Container[int]) -> bytes:
    """A sealed body of one of `lengths` bytes. Refused for any other length or content type."""
    if request.mimetype != SEALED or request.content_length not in lengths:
        raise Refused("G2")
    raw = body()
    if len(raw) not in lengths:
        raise Refused("G2")
    return raw


def no_query() -> None:
    """Refused if anything stands behind the path."""
    if request.query_string:
        raise Refused("query")


def priority() -> bool:
    """True for `?priority=priority`, False for `?priority=routine` or no query at all. Refused for any other query."""
    choices = {b"": False, b"priority=routine": False, b"priority=priority": True}
    if request.query_string not in choices:
        raise Refused("query")
    return choices[request.query_string]
