"""The picture that a phone's authenticator scans, drawn into the page itself: no other address has it."""

from __future__ import annotations

import segno
from markupsafe import Markup

from gateway.accounts import second_factor


def picture(name: str, secret: str) -> Markup:
    """An SVG of the second factor's address: dark on light, with its quiet margin, also on a dark page."""
    code = segno.make(second_factor.address(name, secret), error="m", micro=False)
    drawn = code.svg_inline(border=4, dark="#000", light="#fff", omitsize=True, svgclass="scan")
    return Markup(drawn)  # noqa: S704  made of modules only, nothing of a reader's
