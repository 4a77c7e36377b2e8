"""What the pages of a police desk share: nobody looks at a report before this desk knows who is looking."""

from __future__ import annotations

from collections.abc import Sequence

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from keys.desk.errors import DeskError
from keys.desk.web.pages import Pages, Way, desk, sitting


class PolicePages(Pages):
    """Pages of a police desk on which a look or an act is told to the NGO with the officer's pseudonym."""

    def __init__(self, name: str, import_name: str, *, ways: Sequence[Way] = ()) -> None:
        super().__init__(name, import_name, audience="police", ways=ways)
        self.before_request(who_first)


def who_first() -> Response | None:
    """The page that asks who sits here, where several may and nobody has said; None otherwise.

    A form is given to that page no more than an address: it says what to do, and the browser's Back has the words.
    """
    if sitting().who or not desk().officers.here():
        return None
    if request.method == "GET":
        return redirect(url_for("officers.who"), 303)
    raise DeskError(
        "Say first who you are, on the first page. Then go back and send this again. Nothing was sent."
    )
