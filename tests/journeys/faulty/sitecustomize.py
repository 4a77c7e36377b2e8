"""Makes a real program of Amparo fail at one place, with an error that repeats everything it was given.

Python loads this file when its folder is on PYTHONPATH. With AMPARO_TEST_ERRORS set to a folder, the functions below
are wrapped after their modules are imported. Where the file `fail-<place>` is, the function takes it away and raises an
error whose text is the repr of its arguments: what the worst library does. Everything logs at DEBUG; with
AMPARO_TEST_LOUD a program does so that has no log of its own. Nothing of this is in the programs.
"""

from __future__ import annotations

import functools
import importlib.util
import logging
import os
import sys
from pathlib import Path
from typing import Any

PLACES = {  # place -> (module, function or Class.method)
    "read": ("gateway.report.validate", "read_filing"),
    "post": ("gateway.report.validate", "read_posted"),
    "screen": ("gateway.report.screening.screen", "screen"),
    "page": ("gateway.report.printing.text", "page_text"),
    "seal": ("keys.envelope.sealing", "seal_report"),
    "store": ("gateway.store.deliveries", "owe"),
    "nudge": ("gateway.wake_workers", "WorkerSignal.__call__"),
    "sign-in": ("gateway.accounts.signin", "sign_in"),
    "carry": ("workers.couriers.inbox", "Inbox.carry"),
    "settle": ("workers.deliver", "settle"),
    "admit": ("keys.envelope.admission", "admit_single"),
    "look": ("gateway.checking", "look"),
    "slots": ("keys.private.mailbox", "open_slots"),
    "say": ("gateway.answering", "say"),
    "open": ("keys.private.opening", "open_report_part"),
    "keep": ("keys.desk.store.cases", "Cases.put_kept"),
    "show": ("keys.desk.case_view.reader", "page"),
    "ask": ("keys.desk.police.information_request", "ask"),
    "status": ("keys.desk.messages.status_line", "status"),
    "draft": ("keys.desk.ngo.drafts", "SavedDrafts.keep"),
    "file": ("keys.desk.ngo.filing", "file"),
    "sheet": ("keys.desk.case_view.sheet", "sheet_of"),
    "export": ("keys.desk.case_view.reader", "export"),
    "invite": ("gateway.accounts.administration", "invite"),
    "join": ("gateway.accounts.invitations", "join"),
    "keep-later": ("gateway.answering", "keep_for_later"),
}


def failing(folder: Path, place: str, function: Any) -> Any:
    @functools.wraps(function)
    def wrapped(*given: Any, **named: Any) -> Any:
        try:
            (folder / f"fail-{place}").unlink()
        except FileNotFoundError:
            return function(*given, **named)
        (folder / f"failed-{place}").touch()
        raise RuntimeError(f"{given!r} {named!r}")

    return wrapped


def wrap(folder: Path, place: str, module: Any, name: str) -> None:
    """The function of this name in the module fails when it is asked to."""
    owner = module
    *path, last = name.split(".")
    for step in path:
        owner = getattr(owner, step)
    setattr(owner, last, failing(folder, place, getattr(owner, last)))


class AfterImport:
    """A finder that finds nothing itself, and wraps a module once another finder's loader has run it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.modules: dict[str, list[tuple[str, str]]] = {"gateway.logs": []}
        for place, (module, name) in PLACES.items():
            self.modules.setdefault(module, []).append((place, name))

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        places = self.modules.pop(name, None)
        if places is None:
            return None
        spec = importlib.util.find_spec(name)
        if spec is None or spec.loader is None:
            return None
        run = spec.loader.exec_module

        def exec_module(module: Any) -> None:
            run(module)
            for place, function in places:
                wrap(self.folder, place, module, function)
            if name == "gateway.logs":
                module.settle.__defaults__ = (logging.DEBUG,)

        spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec


if "AMPARO_TEST_ERRORS" in os.environ:
    sys.meta_path.insert(0, AfterImport(Path(os.environ["AMPARO_TEST_ERRORS"])))  # type: ignore[arg-type]
if "AMPARO_TEST_LOUD" in os.environ:
    logging.basicConfig(level=logging.DEBUG)
