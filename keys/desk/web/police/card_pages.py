"""A card of specialist organisations, by language and area, to print and hand over. Nothing about anybody is typed."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response

from keys.desk.police.referrals import CHECKED, areas, card, languages
from keys.desk.web.pages import Pages, Way, page

blueprint = Pages("card", __name__, audience="police", ways=[Way("Card for a victim", "card.blank", 30)])


@blueprint.get("/card")
def blank() -> Response:
    """Everybody on the list."""
    return _card("", "")


@blueprint.post("/card")
def chosen() -> Response:
    """Who speaks the language and works in the area. A post, so that no language stays in the browser's history."""
    language, area = request.form.get("language", ""), request.form.get("area", "")
    return _card(language if language in languages() else "", area if area in areas() else "")


def _card(language: str, area: str) -> Response:
    return page(
        "card.html",
        found=card(language, area),
        languages=languages(),
        areas=areas(),
        language=language,
        area=area,
        checked=CHECKED,
    )
