"""What a browser keeps of a visit: its profile folder, read after it was closed.

Searched are all files, in every writing that tests/canaries.py knows, and the two tables whose values that search
could not see: addresses and titles in the history, and cookies, whose values Chromium encrypts.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from tests.canaries import Search
from tests.pages import chromium

CHAIN_END = 0x20000000  # of a visit that is not a redirection on the way (ui/base/page_transition_types.h)
CHROMIUMS_OWN = ("component_crx_cache", "WidevineCdm", "GrShaderCache", "ShaderCache", "hyphen-data")


@contextmanager
def visit(browser: Browser, folder: Path, elsewhere: int, **how: Any) -> Iterator[Page]:
    """A page of a browser whose profile lies in `folder`; everything is closed and written afterwards."""
    context = browser.browser_type.launch_persistent_context(
        folder, executable_path=str(chromium.found(whole=True)), args=chromium.flags(elsewhere), locale="en-GB", **how
    )
    context.set_default_timeout(chromium.PATIENCE)
    try:
        yield context.pages[0]
    finally:
        context.close()


def left_in(folder: Path, words: list[str]) -> set[str]:
    """Where in the profile one of the words was found: the first folder or file below `Default`."""
    found = set()
    search = Search(words)
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.is_symlink() or any(own in path.parts for own in CHROMIUMS_OWN):
            continue
        below = path.relative_to(folder)
        if search.blob(str(below), path.read_bytes() + str(below).encode()):
            place = below.parts[1] if below.parts[0] == "Default" and len(below.parts) > 1 else below.parts[0]
            found.add(place)
    return found


def history(folder: Path, *, hidden: bool = False) -> list[str]:
    """The addresses that the list of visited pages shows; with `hidden` also those it only passed through."""
    shown = "" if hidden else f"WHERE urls.hidden = 0 AND visits.transition & {CHAIN_END}"
    query = f"SELECT DISTINCT urls.url FROM urls JOIN visits ON visits.url = urls.id {shown} ORDER BY urls.id"
    return [address for (address,) in rows(folder / "Default" / "History", query)]


def titles(folder: Path) -> set[str]:
    """What stands beside them."""
    return {title for (title,) in rows(folder / "Default" / "History", "SELECT title FROM urls")}


def cookies(folder: Path) -> list[tuple[str, str]]:
    """(host, name) of every cookie that was kept."""
    places = (folder / "Default" / "Cookies", folder / "Default" / "Network" / "Cookies")
    return [row for place in places for row in rows(place, "SELECT host_key, name FROM cookies")]


def rows(file: Path, query: str) -> list[Any]:
    if not file.exists():
        return []
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        return database.execute(query).fetchall()
