"""Lets a test stop a real gateway or worker at one exact place, and kill it there. Nothing of this is in the programs.

Python loads this file when its folder is on PYTHONPATH. With AMPARO_TEST_PAUSES set to a folder it wraps two functions
after their modules are imported:

    gateway: WorkerSignal.__call__           the report is committed, the answer is not yet sent
    worker:  workers.deliver.settle  the delivery is claimed and carried, the outcome is not yet recorded

A process that comes to the place `X` while the file `arm-X` is there takes it away, writes the ids it is working on
into `at-X-<pid>`, and stays until that file is gone or it is killed. One file stops one process once.
"""

from __future__ import annotations

import importlib.util
import os
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

LONGEST_SECONDS = 15.0  # a test that died lets the process go on


def pause(folder: Path, place: str, ids: Iterable[bytes]) -> None:
    """Stays here if the place is armed."""
    coming = folder / f"coming-{place}-{os.getpid()}"
    try:
        (folder / f"arm-{place}").rename(coming)
    except FileNotFoundError:
        return
    coming.write_text("\n".join(id_.hex() for id_ in ids))
    here = coming.rename(folder / f"at-{place}-{os.getpid()}")
    until = time.monotonic() + LONGEST_SECONDS
    while here.exists() and time.monotonic() < until:
        time.sleep(0.002)


def wrap_gateway(folder: Path, module: Any) -> None:
    original = module.WorkerSignal.__call__

    def nudge(self: Any) -> None:
        owed = sys._getframe(1).f_locals["owed"]  # a nudge says nothing; its caller knows what it has stored
        pause(folder, "gateway", [one.id for one in (owed if isinstance(owed, list) else [owed])])
        original(self)

    module.WorkerSignal.__call__ = nudge


def wrap_worker(folder: Path, module: Any) -> None:
    original = module.settle

    def settle(engine: Any, settlements: Any, *, day: int) -> Any:
        if settlements:
            pause(folder, "worker", [one.id for one in settlements])
        return original(engine, settlements, day=day)

    module.settle = settle


class AfterImport:
    """A finder that finds nothing itself, and wraps a module once another finder's loader has run it."""

    def __init__(self, folder: Path, wraps: dict[str, Callable[[Path, Any], None]]) -> None:
        self.folder, self.wraps = folder, wraps

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        wrap = self.wraps.pop(name, None)
        if wrap is None:
            return None
        spec = importlib.util.find_spec(name)
        if spec is None or spec.loader is None:
            return None
        run = spec.loader.exec_module

        def exec_module(module: Any) -> None:
            run(module)
            wrap(self.folder, module)

        spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec


if "AMPARO_TEST_PAUSES" in os.environ:
    folder = Path(os.environ["AMPARO_TEST_PAUSES"])
    wraps = {"gateway.wake_workers": wrap_gateway, "workers.deliver": wrap_worker}
    sys.meta_path.insert(0, AfterImport(folder, wraps))  # type: ignore[arg-type]
