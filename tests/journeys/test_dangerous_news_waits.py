"""A status that may reach the suspect first is shown to her only when it is safe, and nothing tells that it waits."""

from __future__ import annotations

from keys.desk import look
from keys.desk.messages import status_line
from keys.desk.ngo import care
from tests.world import World


def arrested(world: World) -> tuple[str, str]:
    """A report whose suspect was arrested today; its reference and token."""
    filed = world.file()
    world.round(world.police, world.ngo)
    look.show(world.police, filed.reference)
    status_line.status(world.police, filed.reference, "investigating")
    world.round(world.police, world.ngo)
    world.days_later(1)  # each desk writes to her box at most twice a day
    status_line.status(world.police, filed.reference, "arrested")
    world.round(world.police, world.ngo)
    return filed.reference, filed.symbols


def test_her_page_shows_the_status_before_it_and_no_sign_of_another(world: World) -> None:
    reference, code = arrested(world)
    assert "arrested" in look.show(world.ngo, reference).lower()
    page = world.page(code)
    assert "Police are investigating." in page
    assert "arrest" not in page.lower()


def test_it_is_shown_when_her_worker_says_that_she_is_safe(world: World) -> None:
    reference, code = arrested(world)
    care.safe(world.ngo, reference)
    world.round(world.ngo)
    assert "arrested" in world.page(code)


def test_it_is_shown_after_a_day_in_any_case(world: World) -> None:
    _, code = arrested(world)
    world.days_later(2)
    assert "arrested" in world.page(code)
