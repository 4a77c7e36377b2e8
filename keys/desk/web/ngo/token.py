"""A new code for her: asked once more, made, shown this once with a slip to print.

The slip is plain paper: the code in both writings, a line for a number, and what the directory was; a square for a
camera and a spare that leads to nothing only where she wants them. Nothing on it says what it is for. A page that is
loaded again makes no second code: the first would stop working.
"""

from typing import Any
from urllib.parse import urlsplit

from flask import request
from werkzeug.wrappers import Response

from gateway.look.http import page
from gateway.look.qr import square
from gateway.report.filing import told_by_worker
from keys.desk import look
from keys.desk.case_view.identity import identity
from keys.desk.ngo import care
from keys.desk.ngo.care import spare
from keys.desk.web import security
from keys.desk.web.pages import Pages, desk, session

blueprint = Pages("token", __name__, audience="ngo")


@blueprint.get("/report/<report:ref>/code")
def ask(ref: str) -> Response:
    """What a new code does to the old one."""
    case = look.looked(desk(), ref)
    return page("ngo_code.html", case=case, press=security.fresh(), by_worker=told_by_worker(identity(case)))


@blueprint.post("/report/<report:ref>/code")
def made(ref: str) -> Response:
    """The code, this once."""
    case = look.looked(desk(), ref)
    if not security.is_first(request.form.get("press", "")):
        return page("ngo_code_again.html", 409, case=case)
    fresh = care.new_token(desk(), ref, empty_now="empty_now" in request.form)
    session().sync.nudge()
    return page("ngo_slip.html", case=case, again=True, by_worker=False, **slip(fresh.symbols, fresh.digits))


def slip(symbols: str, digits: str) -> dict[str, Any]:
    """What the slip carries."""
    view = desk().directory.view()
    return {
        "symbols": symbols,
        "digits": digits,
        "square": square(digits) if digits else "",
        "spare": spare() if digits else (),
        "dirsize": view.size,
        "dirhash": view.root.hex(),
        "number": "",
        "address": urlsplit(desk().settings.gateway).netloc,
    }
