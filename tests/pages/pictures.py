"""Take the pictures of `deploy/screens`: follow every walk, and at each stop photograph it in each light and width."""

from __future__ import annotations

import argparse
import html
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

from deploy.demonstration.telling import say
from tests.pages import chromium, desk_walks, elsewhere, stack, walks
from tests.pages.stack import Stack
from tests.pages.walks import Stop

LANGUAGES = ("en", "pt-BR", "ar")
WIDTHS = {"phone": 320, "computer": 1280}
SCHEMES = ("light", "dark")
TALLEST = 12_000  # pixels of one picture


@dataclass(frozen=True)
class Picture:
    """One file: which page, in which language, how wide, how lit."""

    page: str
    language: str
    width: str
    scheme: str

    @property
    def file(self) -> str:
        return f"{self.page}.{self.language}.{self.width}.{self.scheme}.png"


def main(arguments: list[str]) -> int:
    """Every picture is in the folder, with an index. 0 unless a page did what it may not."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--only", default="")
    given = parser.parse_args(arguments)
    if chromium.found() is None:
        sys.exit(chromium.MISSING)
    given.folder.mkdir(parents=True, exist_ok=True)
    started, taken = time.monotonic(), []
    say("Starting a demonstration to take pictures of ...")
    with (
        tempfile.TemporaryDirectory(prefix="amparo-screens-") as place,
        stack.running(Path(place) / "demonstration") as amparo,
        elsewhere.running() as port,
        chromium.started(port) as browser,
    ):
        for language, stop, page in _stops(browser, amparo):
            if given.only in stop.name:
                taken += _take(page, stop, language, given.folder)
                say(f"  {time.monotonic() - started:5.0f} s  {stop.name} ({language}), {len(taken)} pictures")
    _index(given.folder, taken)
    say(f"{len(taken)} pictures in {time.monotonic() - started:.0f} s. Look: {given.folder / 'index.html'}")
    return 0


def _stops(browser: Browser, amparo: Stack) -> Iterator[tuple[str, Stop, Page]]:
    """Every stop of every walk, with its language and the page that stands there."""
    with chromium.computers(browser) as computer:
        case = walks.a_case(computer, amparo)
    for language in LANGUAGES:
        with _somebody(browser, language) as context:
            page = context.new_page()
            for stop in walks.hers(page, amparo, case.token, language):
                yield language, stop, page
    for walk in walks.IN_ENGLISH:
        with _somebody(browser, "en") as context:
            page = context.new_page()
            for stop in walk(page, amparo):
                yield "en", stop, page
    with chromium.computers(browser) as computer:
        desk_walks.something_to_do(computer, amparo, case)
    with _somebody(browser, "en") as context:
        page = context.new_page()
        for stop in desk_walks.police(page, amparo, case):
            yield "en", stop, page
        for stop in desk_walks.ngo(page, amparo, case):
            yield "en", stop, page


def _somebody(browser: Browser, language: str) -> BrowserContext:
    context = browser.new_context(locale=language, viewport={"width": WIDTHS["phone"], "height": 640})
    context.set_default_timeout(chromium.PATIENCE)
    return context


def _take(page: Page, stop: Stop, language: str, folder: Path) -> list[Picture]:
    """The page as it stands, whole, in each width and light; then as it was."""
    before, taken = page.viewport_size, []
    for width, pixels in WIDTHS.items():
        page.set_viewport_size({"width": pixels, "height": 640})
        chromium.settle(page)
        height = min(TALLEST, page.evaluate("document.documentElement.scrollHeight"))
        page.set_viewport_size({"width": pixels, "height": max(640, height)})  # what is fixed stands at the end
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            picture = Picture(stop.name, language, width, scheme)
            page.screenshot(path=folder / picture.file)
            taken.append(picture)
    page.emulate_media(color_scheme="light")
    if before:
        page.set_viewport_size(before)
    return taken


def _index(folder: Path, taken: list[Picture]) -> None:
    """A page to look at them all, and a list to write on who has looked."""
    today = date.today().isoformat()
    rows = []
    for name in dict.fromkeys(picture.page for picture in taken):
        shown = "".join(
            f'<figure><a href="{picture.file}"><img src="{picture.file}" alt="" loading="lazy" height="480"></a>'
            f"<figcaption>{picture.language}, {picture.width}, {picture.scheme}</figcaption></figure>"
            for picture in taken
            if picture.page == name
        )
        rows.append(f"<h2>{html.escape(name)}</h2><div>{shown}</div>")
    style = "body{font:16px sans-serif;margin:2rem}div{display:flex;flex-wrap:wrap;gap:1rem}img{border:1px solid}"
    (folder / "index.html").write_text(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Every page, {today}</title>'
        f"<style>{style}</style><h1>Every page, {today}</h1>{''.join(rows)}",
        encoding="utf-8",
    )
    lines = [f"Every page, {today}. Looked at by:", "", *(picture.file for picture in taken)]
    (folder / "list.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("\nStopped.")
