"""A run of real programs that fail when asked to, every word said in it, and the search for those words at rest."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deploy.demonstration import caseworker
from deploy.demonstration.browser import Browser, Page
from deploy.demonstration.deployment import Deployment
from deploy.demonstration.programs import Programs, desk
from gateway.store.engine import open_store, reading
from gateway.store.tables import deliveries
from tests.canaries import Found, Search

FAULTY = Path(__file__).parent / "faulty"
PATIENCE = 60.0  # seconds until something that must happen has not happened


@dataclass
class Run:
    """Programs that fail when asked to, and every word that must be nowhere afterwards."""

    folder: Path
    programs: Programs
    worker: caseworker.Caseworker
    search_also: list[Path]
    words: list[str] = field(default_factory=list)
    seen: list[Found] = field(default_factory=list)
    browsers: list[Browser] = field(default_factory=list)
    said_by_desks: list[str] = field(default_factory=list)

    @property
    def errors(self) -> Path:
        return self.folder / "errors"

    @property
    def deployment(self) -> Deployment:
        return self.programs.deployment

    def arm(self, place: str) -> None:
        (self.errors / f"fail-{place}").touch()

    def failed(self, place: str) -> bool:
        """True once the armed place has failed; it may be a worker's."""
        until = time.monotonic() + PATIENCE
        while not (self.errors / f"failed-{place}").exists():
            if time.monotonic() > until:
                return False
            time.sleep(0.02)
        return True

    def desk(self, org: str, *command: str, fails_at: str = "") -> str:
        """The desk's program did this, after it failed once at a place. What it said then is searched later."""
        if fails_at:
            self.arm(fails_at)
            done = desk(self.deployment, org, *command, **self.environment())
            assert done.returncode != 0, done.stdout
            assert self.failed(fails_at)
            self.said_by_desks.append(done.stdout + done.stderr)
        done = desk(self.deployment, org, *command, **self.environment())
        assert done.returncode == 0, done.stdout + done.stderr
        self.said_by_desks.append(done.stderr)
        return done.stdout

    def environment(self) -> dict[str, str]:
        temporary = self.folder / "tmp"
        temporary.mkdir(exist_ok=True)
        return {"AMPARO_TEST_ERRORS": str(self.errors), "PYTHONPATH": str(FAULTY), "TMPDIR": str(temporary)}

    def browser(self) -> Browser:
        self.browsers.append(Browser(self.programs.where.url))
        return self.browsers[-1]

    def carried(self) -> None:
        """Nothing is owed any more."""
        engine, until = open_store(self.programs.database_url), time.monotonic() + PATIENCE
        while True:
            with reading(engine) as connection:
                if not connection.execute(deliveries.select().where(deliveries.c.state == "owed")).first():
                    break
            assert time.monotonic() < until
            time.sleep(0.05)
        engine.dispose()

    def search(self) -> list[Found]:
        """Every place where plaintext could rest, looked at now."""
        search, broker = Search(self.words), self.programs.broker
        found = search.redis(broker.url) if broker else []
        for folder in (self.deployment.folder, self.folder / "tmp", *self.search_also):
            found += search.tree(folder)
        for browser in self.browsers:
            found += search.blob(
                "cookies", "\n".join(f"{one.name}={one.value}" for one in browser.cookies.jar).encode()
            )
            for page in browser.seen:
                found += search.headers(f"headers of {page.url}", page.headers.multi_items())
                found += search.blob("an address", page.url.encode())
        found += search.blob("what a desk said when it failed", "\n".join(self.said_by_desks).encode())
        for pid in [pid for program in self.programs.running for pid in in_session(program.process.pid)]:
            for name in ("cmdline", "environ"):
                with contextlib.suppress(OSError):  # it has just ended
                    found += search.blob(f"{name} of {pid}", Path(f"/proc/{pid}/{name}").read_bytes())
        return found


def failing(
    run: Run, browser: Browser, place: str, page: Page, form: Any, values: dict[str, str], button: str = ""
) -> Page:
    """The form was sent, failed at the place without an echo, and was sent again."""
    run.arm(place)
    failed = browser.press(page, form, values, button)
    assert failed.status == 500, (place, failed.status, failed.text)
    assert Search(run.words).blob("the error page", failed.html.encode()) == []
    return browser.press(page, form, values, button)


def in_session(leader: int) -> list[int]:
    """The processes of a session, as the kernel lists them."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            fields = (process / "stat").read_text().rpartition(")")[2].split()
            if int(fields[3]) == leader:
                found.append(int(process.name))
    assert leader in found
    return found
