"""When the list of recipients may not be used, filing is refused with a page that says so, and not a word is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from deploy.demonstration.browser import Browser
from keys import clock
from keys.directory.files import append_checkpoint, append_leaf, checkpoints_of
from keys.directory.notes import sign_note
from keys.roles import Role
from tests.gateway.running import Gateway
from tests.gateway.web.filling import send, write
from tests.gateway.writing import as_json, posted
from tests.orgs import FORCE, GATEWAY, NGO


def _stale(gateway: Gateway) -> None:
    """The log is offline: nobody published for fifty hours."""
    path = checkpoints_of(gateway.host.settings.directory)
    path.unlink()
    for hours in (51, 50):
        append_checkpoint(path, gateway.orgs.publish(clock.now() - hours * 3600))


def _forked(gateway: Gateway) -> None:
    """Log and witnesses have signed another history too."""
    other = [*gateway.orgs.leaves[:-1], gateway.orgs.stop(3)]
    append_checkpoint(checkpoints_of(gateway.host.settings.directory), gateway.orgs.coalition.publish(other))


def _missing(gateway: Gateway) -> None:
    """A checkpoint covers a statement that is not here."""
    more = [*gateway.orgs.leaves, gateway.orgs.stop(3)]
    append_checkpoint(checkpoints_of(gateway.host.settings.directory), gateway.orgs.coalition.publish(more))


def _too_new(gateway: Gateway) -> None:
    """A signed statement of a type that this version does not know."""
    orgs = gateway.orgs
    text = f"amparo-dir/v2 freeze\n{orgs.coalition.statement({}).text.splitlines()[1]}\n"
    text = text.replace("log self", orgs.leaves[1].decode().splitlines()[1])
    leaf = sign_note(text, *orgs.coalition.sign[:2])
    orgs.leaves.append(leaf)
    append_leaf(gateway.host.settings.directory, leaf)
    gateway.publish()


def _vetoed_ngo(gateway: Gateway) -> None:
    """Every key to which her identity could be sealed was stopped."""
    stop = gateway.orgs.stop(gateway.orgs.leaf_of(NGO, Role.IDENTITY))
    assert gateway.plain("POST", "/v1/stops", stop).status_code == 204


def _vetoed_gateway(gateway: Gateway) -> None:
    """The gateway's own key was stopped."""
    stop = gateway.orgs.stop(gateway.orgs.leaf_of(GATEWAY, Role.INTAKE))
    assert gateway.plain("POST", "/v1/stops", stop).status_code == 204


CAUSES = (_stale, _forked, _missing, _too_new, _vetoed_ngo, _vetoed_gateway)


@pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: cause.__name__.strip("_"))
def test_filing_is_refused_with_a_clear_page_and_the_text_is_not_lost(
    gateway: Gateway, work: Browser, cause: Callable[[Gateway], None]
) -> None:
    words = "He broke the door with a plimsollbar."
    looked = write(work, crime__acts_narrative=words)
    kept = looked.form("filing_secret").fields
    cause(gateway)
    page = send(work, looked)
    assert page.status == 503
    assert "The report could not be sent now" in page.text
    assert "What you wrote is not lost" in page.text
    assert "Traceback" not in page.html
    form = page.form("filing_secret").fields
    assert form["crime.acts_narrative"] == words
    assert form["filing_secret"] == kept["filing_secret"]
    assert gateway.rows("reports") == []
    back = work.send(page, "filing_secret", "change")
    assert words in back.html


def test_when_it_is_mended_the_same_page_sends(gateway: Gateway, work: Browser) -> None:
    looked = write(work)
    _stale(gateway)
    page = send(work, looked)
    assert "hours ago" in page.text
    gateway.publish()
    assert "shown only now" in work.send(page, "filing_secret", "send").text
    assert len(gateway.rows("reports")) == 1


def test_a_force_whose_keys_were_stopped_meanwhile_is_told_beside_its_field(gateway: Gateway, work: Browser) -> None:
    looked = write(work)
    stop = gateway.orgs.stop(gateway.orgs.leaf_of(FORCE, Role.CRIME))
    assert gateway.plain("POST", "/v1/stops", stop).status_code == 204
    page = send(work, looked)
    assert "Choose which police shall receive it." in page.text
    assert page.form("filing_secret").fields["crime.acts_narrative"]
    assert gateway.rows("reports") == []


def test_a_directory_file_that_is_away_for_a_moment_changes_nothing(gateway: Gateway, work: Browser) -> None:
    looked = write(work)
    directory = gateway.host.settings.directory
    directory.rename(directory.with_name("away"))
    assert "shown only now" in send(work, looked).text
    directory.with_name("away").rename(directory)


def test_the_filing_api_says_that_it_is_not_possible_now(gateway: Gateway) -> None:
    _stale(gateway)
    answer = gateway.signed("POST", "/v1/reports", as_json(posted()), content_type="application/json")
    assert answer.status_code == 503
    assert gateway.rows("reports") == []
