"""The browser of this machine, started by Playwright, with everything switched off that calls home.

Debian's own Chromium is used, never a download of Playwright's; of the two that Debian has the shell where it is there,
which draws the same pages with half the work. It has no network: every name but loopback is unknown, and the one
address that the pages lead to on leaving is answered by `elsewhere.py`. `Watch` notes what a page may never do; a test
or a picture that leaves something noted has failed.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Request, sync_playwright

SHELL = "chromium-headless-shell"
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
MISSING = "There is no Chromium on this machine. `deploy/test` says at its start how to get it."

PATIENCE = 20_000  # milliseconds that a step may take on a busy machine


def found(*, whole: bool = False) -> Path | None:
    """Where this machine's Chromium is. `whole`: one that keeps a history, which its shell does not."""
    paths = (shutil.which(name) for name in (NAMES if whole else (SHELL, *NAMES)))
    return next((Path(path) for path in paths if path), None)


def flags(elsewhere: int) -> list[str]:
    """What Chromium is started with. `elsewhere`: the loopback port that answers for the address people leave to."""
    return [
        "--no-sandbox",  # in a container, as root
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--force-color-profile=srgb",
        "--ignore-certificate-errors",  # of that one address
        f"--host-resolver-rules=MAP www.bbc.co.uk:443 127.0.0.1:{elsewhere}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.*, "
        "EXCLUDE localhost",
    ]


@contextmanager
def started(elsewhere: int) -> Iterator[Browser]:
    """A Chromium without a window, gone after the block."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(found()), args=flags(elsewhere))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def computers(browser: Browser, **how: Any) -> Iterator[Callable[[], Page]]:
    """Gives a page to whoever sits down, each at a computer of her own; all are gone after the block.

    Chromium draws a page behind another once a second at most. Who waits until a button stands still waits as long.
    """
    with ExitStack() as left:

        def one() -> Page:
            context = browser.new_context(**({"locale": "en-GB"} | how))
            context.set_default_timeout(PATIENCE)
            left.callback(context.close)
            return context.new_page()

        yield one


SAY_VIOLATIONS = """
document.addEventListener('securitypolicyviolation', function (event) {
  console.error('CSP ' + event.effectiveDirective + ' ' + event.blockedURI);
});
"""


@dataclass
class Watch:
    """What pages of one context did that they may not: errors, refused content, requests to other places."""

    wrong: list[str] = field(default_factory=list)
    away: str = ""  # the one address elsewhere that is right, where the context may leave to it
    may_fail: tuple[str, ...] = ()  # words of console messages that belong to the story, such as a network that is off

    def over(self, context: BrowserContext) -> None:
        """Everything that happens in the context from now on is watched."""
        context.add_init_script(SAY_VIOLATIONS)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.wrong.append(f"script: {error.error}"))
        context.on("request", self._asked)

    def _said(self, message: ConsoleMessage) -> None:
        belongs = any(words in message.text for words in self.may_fail)
        if message.type in ("error", "warning") and not belongs:
            self.wrong.append(f"console {message.type}: {message.text} ({message.location.get('url', '')})")

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        here = (parts.hostname or "").startswith("127.") or parts.hostname == "localhost"
        if here or parts.scheme in ("data", "blob", "about"):
            return
        if not (self.away and request.url.startswith(self.away)):
            self.wrong.append(f"request to {request.url}")


def settle(page: Page) -> None:
    """The page is loaded and has its fonts."""
    page.wait_for_load_state("load")
    try:
        page.evaluate("document.fonts.ready.then(() => true)")
    except Error:
        return  # a page without script has nothing to wait for
