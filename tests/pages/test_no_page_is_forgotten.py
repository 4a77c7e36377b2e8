"""The list of the gateway's pages that are looked at is whole: each template is a stop of some walk.

The list is not written here: it comes from the folder of templates. That every address of a desk is looked at is asked
by test_every_page_of_a_desk.py, where the walks are made.
"""

from __future__ import annotations

from pathlib import Path

from gateway import web as intake
from tests.pages import walks
from tests.pages.walks import Stop

LAYOUTS = {"base.html", "caseworker.html"}  # what other templates extend


def test_every_template_of_the_gateway_is_a_stop_of_some_walk() -> None:
    templates = {path.name for path in (Path(intake.__file__).parent / "templates").glob("[!_]*.html")}
    stops = {stop.template for stop in vars(walks).values() if isinstance(stop, Stop)}
    assert templates - LAYOUTS == stops
