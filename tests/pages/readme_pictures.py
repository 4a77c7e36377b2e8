"""Take README's three pictures anew: `.venv/bin/python -m tests.pages.readme_pictures`, a minute or two.

The form with its first answers, the report at the police desk, her page on a phone; all of invented people.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from deploy.demonstration.deployment import FORCE
from tests.pages import chromium, elsewhere, people, stack, walks

FOLDER = Path(__file__).parents[2] / "deploy" / "pictures"
COMPUTER = {"width": 1000, "height": 760}
PHONE = {"width": 360, "height": 640}


def main() -> None:
    """The three files are in deploy/pictures."""
    if chromium.found() is None:
        raise SystemExit(chromium.MISSING)
    with (
        tempfile.TemporaryDirectory(prefix="amparo-pictures-") as place,
        stack.running(Path(place) / "demonstration") as amparo,
        elsewhere.running() as port,
        chromium.started(port) as browser,
        browser.new_context(locale="en", viewport=COMPUTER) as context,
    ):
        context.set_default_timeout(chromium.PATIENCE)
        with chromium.computers(browser, viewport=COMPUTER) as computer:
            filed = walks.a_case(computer, amparo)
        page = context.new_page()
        people.sit_down(page, amparo, FORCE)
        people.open_report(page, filed)
        page.screenshot(path=FOLDER / "police.png")
        people.sign_in(page, amparo.url, amparo.caseworker())
        page.goto(f"{amparo.url}/caseworker/report/whole")
        people.write(page, dict(list(people.MARINA.items())[:6]))
        page.evaluate("window.scrollTo(0, 0)")
        page.screenshot(path=FOLDER / "form.png")
        page.set_viewport_size(PHONE)
        people.look(page, amparo.url, filed.token)
        page.screenshot(path=FOLDER / "phone.png")


if __name__ == "__main__":
    main()
