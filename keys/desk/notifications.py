"""Notifications: somebody is told that the desk has news, without a word of what: a light, a sound, "look".

A command of the organisation's own is run, with no argument, nothing on its input and nothing of the desk in its
environment, once for each time that something new needs a person. Whoever sees its effect learns that a desk has
news, and when: choose a way that only your own people see. It never keeps the desk from working.
"""

import os
import shlex
import subprocess
from collections.abc import Callable, Sequence

from keys.desk.errors import DeskError
from keys.desk.tasks import NEWS, Task

LONGEST = 20
"""Seconds the command may take."""
_PASSED = ("PATH", "HOME", "LANG", "DISPLAY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS",
           "SYSTEMROOT", "USERPROFILE", "APPDATA", "TEMP", "TMP")  # fmt: skip


class Notifier:
    """Remembers, in memory alone, what was told; `run` starts the command, and is another one in tests."""

    def __init__(self, command: str, run: Callable[[list[str]], None] | None = None) -> None:
        try:
            self._words = shlex.split(command, posix=os.name != "nt")
        except ValueError:
            self._words = []
        if not self._words:
            raise DeskError("The command for a notice cannot be read. Name a program, in quotes if it has blanks.")
        self._run = run or _started
        self._told: set[tuple[str, str, int, str]] = set()

    def look(self, needs: Sequence[Task], alarms: Sequence[str] = ()) -> bool:
        """True when the command was run: something needs a person that did not at the last look."""
        now = {(each.kind, each.reference, each.day, each.what) for each in needs if each.pressing <= NEWS}
        now |= {("alarm", "", 0, sentence) for sentence in alarms}
        fresh, self._told = now - self._told, now
        if fresh:
            self._run(self._words)
        return bool(fresh)


def _started(words: list[str]) -> None:
    """The command ran, or a DeskError says that it could not; what it printed is thrown away."""
    kept = {name: os.environ[name] for name in _PASSED if name in os.environ}
    try:
        subprocess.run(  # noqa: S603  the organisation's own command, no shell, nothing of ours in it
            words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=kept, timeout=LONGEST, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        raise DeskError("The command for a notice could not be run. The news stands in: amparo-desk today") from None
