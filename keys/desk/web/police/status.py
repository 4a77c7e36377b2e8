"""Statuses as buttons: choose one, read what she will read, then let it go."""

from __future__ import annotations

from flask import abort, request
from werkzeug.wrappers import Response

from gateway.report.statuses import NFA_REASONS, is_dangerous, sentence
from keys.desk.errors import DeskError
from keys.desk.web.pages import desk, done, page
from keys.desk.web.police.police import PolicePages
from keys.desk.web.police.police_words import GRAVE, STATUS_WORDS, presses, reasons

LONGEST = 900
"""Characters of the words to the organisation: one envelope holds 4092 bytes."""
blueprint = PolicePages("status", __name__)


@blueprint.get("/report/<report:ref>/status")
def choose(ref: str) -> Response:
    """Every status that an officer sets."""
    return page("status_choose.html", case=desk().find(ref), groups=presses())


@blueprint.post("/report/<report:ref>/status/read")
def read(ref: str) -> Response:
    """What she will read, and what the organisation is told, before anything leaves."""
    return _before(ref, _code())


@blueprint.post("/report/<report:ref>/status")
def tell(ref: str) -> Response:
    """The status waits for both its readers; a grave one only when it was read and confirmed."""
    code = _code()
    reason, text = request.form.get("reason", ""), request.form.get("text", "").strip()
    errors = {}
    if code == "nfa" and reason not in NFA_REASONS:
        errors["reason"] = "Choose why. The organisation tells her, and she may ask for a review."
    if len(text) > LONGEST:
        errors["text"] = f"That has {len(text)} characters; at most {LONGEST} fit."
    if _is_grave(code) and not request.form.get("sure"):
        errors["sure"] = "Read it once more, and tick this."
    if errors:
        return _before(ref, code, errors, 422)
    try:
        desk().status(ref, code, reason=reason if code == "nfa" else "", text=text)
    except DeskError as trouble:
        return _before(ref, code, {"text": str(trouble)}, 422)
    when = (
        "The organisation is told now, so that it can call her; her page waits 24 hours."
        if is_dangerous(code)
        else "It reaches the organisation and her page at random times within a day."
    )
    return done(f"{STATUS_WORDS[code]}: noted. {when}", "report.view", ref=ref)


def _before(ref: str, code: str, errors: dict[str, str] | None = None, answer: int = 200) -> Response:
    return page(
        "status_read.html",
        answer,
        case=desk().find(ref),
        code=code,
        words=STATUS_WORDS[code],
        she_reads=sentence(code),
        dangerous=is_dangerous(code),
        grave=_is_grave(code),
        reasons=reasons() if code == "nfa" else [],
        longest=LONGEST,
        values=request.form.to_dict(),
        errors=errors or {},
    )


def _code() -> str:
    code = request.form.get("code", "")
    if code not in STATUS_WORDS or code == "opened":
        abort(404)
    return code


def _is_grave(code: str) -> bool:
    return is_dangerous(code) or code in GRAVE
