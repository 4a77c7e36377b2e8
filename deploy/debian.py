"""What our tests and pictures need beside Python packages: a few Debian packages, added where we are root.

Standard library only, as `setup.py`, because it runs before anything is installed.
"""

from __future__ import annotations

import ctypes
import os
import shutil
from collections.abc import Collection
from pathlib import Path

import setup  # type: ignore[import-not-found]  # beside this file, where the commands in deploy/ find it

SHELL = "chromium-headless-shell"  # Chromium without what only a window needs: half the work
BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FONT = Path("/usr/share/fonts/truetype/noto/NotoSansArabic-Regular.ttf")
GO_LIBRARIES = Path("/usr/share/gocode/src")


def loads(library: str) -> bool:
    """True when programs find this shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


PACKAGES: tuple[tuple[str, str, object], ...] = (  # its name, what is not tested without it, and whether it is here
    ("chromium", "pages in a browser", any(map(shutil.which, BROWSERS))),
    (SHELL, "pages in a browser", any(map(shutil.which, (SHELL, *BROWSERS)))),
    ("libatomic1", "pages in a browser", loads("libatomic.so.1")),  # for Playwright's own Node
    ("fonts-noto-core", "pages in scripts other than Latin", FONT.exists()),
    ("golang-go", "the public log as Go reads it", shutil.which("go")),
    *(
        (f"golang-{name}-dev", "the public log and a report as Go reads them", (GO_LIBRARIES / path).exists())
        for name, path in (
            ("golang-x-mod", "golang.org/x/mod/sumdb/tlog"),
            ("golang-x-crypto", "golang.org/x/crypto/blake2b"),
            ("filippo-edwards25519", "filippo.io/edwards25519"),
        )
    ),
    ("nginx-light", "that the proxy keeps nothing", shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")),
    ("systemd", "how little a service may do, as systemd measures it", shutil.which("systemd-analyze")),
)
FOR_A_BROWSER = ("chromium", "libatomic1", "fonts-noto-core")
ALL = tuple(name for name, _, _ in PACKAGES)


def have(wanted: Collection[str] = ALL) -> None:
    """They are here; or a block says what will not be tested without, and the one line that changes it."""
    missing = [(name, what) for name, what, here in PACKAGES if name in wanted and not here]
    if not missing:
        return
    names = [name for name, _ in missing]
    if not setup.can_make_environments():
        names.append("python3-venv")  # set-up itself asks for it a moment later; one line for both
    if setup.may_install():
        try:
            setup.add_from_debian(names)
            return
        except setup.NotReady as failed:
            setup.say(str(failed))
    setup.say("\nWithout some Debian packages this will be skipped:\n")
    for what in dict.fromkeys(what for _, what in missing):
        setup.say(f"    {what}")
    setup.say(f"\nTo have it too, stop this (Ctrl-C) and type:\n\n    {setup.apt_line(names)}\n")
