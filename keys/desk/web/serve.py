"""Serve a desk's page on this computer alone, print its one link, lock when nobody is there.

Rules
- Loopback addresses only: other computers can never reach it.
- Nothing waits on disk: the server keeps bodies and answers in memory. Nothing is logged.
- The browser is sent to a file in the desk's folder that forwards to the link, because what a program is started with
  can be read by everybody on a computer. The file goes when the program stops; the link is good once.
"""

import contextlib
import html
import ipaddress
import logging
import signal
import sys
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path

import waitress

from keys.desk.errors import DeskError
from keys.desk.store.folder import write_new_file
from keys.desk.web.app import MOST_BYTES, MOST_OF_A_FILE, create_app
from keys.desk.web.security import LINK_LASTS, Guard
from keys.desk.web.session import DeskSession

_THREADS = 4  # pages take turns anyway; one may fetch while another is read
_IN_MEMORY = 1 << 31  # bytes from which the server would write to a file: more than it ever holds
_LOOK = 5  # seconds between two looks whether somebody is there
_FORWARD = "open-desk.html"
_DAY = 24 * 3600.0  # seconds: in a demonstration nobody stands in front of the link yet


def serve(session: DeskSession, address: str, port: int, *, browser: bool, tell: Callable[[str], None]) -> None:
    """The page is served until Ctrl-C. DeskError when the address is not this computer's own or the port is taken."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C: the desk locks first
    for name in ("waitress", "waitress.queue"):
        logging.getLogger(name).disabled = True
    demonstration = session.settings.demonstration
    guard = Guard(authority(address, port), lasts=_DAY if demonstration else LINK_LASTS)
    try:
        server = waitress.create_server(
            create_app(session, guard),
            host=address,
            port=port,
            threads=_THREADS,
            ident="",
            inbuf_overflow=_IN_MEMORY,
            outbuf_overflow=_IN_MEMORY,
            max_request_body_size=MOST_OF_A_FILE + MOST_BYTES,
            clear_untrusted_proxy_headers=True,
        )
    except OSError:
        raise DeskError(
            f"Port {port} of {address} is taken, perhaps by another desk. Name another: --port {port + 1}."
        ) from None
    link = guard.link()
    forward = session.folder / _FORWARD
    tell(f"The desk is open on this computer: {link}")
    tell(f"The link is good once, for one browser{'' if demonstration else ', within five minutes'}.")
    tell("Ctrl-C closes the desk." + (" Enter prints another link." if _typed_at() else ""))
    stop = threading.Event()
    threading.Thread(target=_watch, args=(session, stop), name="the watch", daemon=True).start()
    if _typed_at():
        threading.Thread(target=_links, args=(guard, tell), name="the links", daemon=True).start()
    try:
        if browser:
            _send_browser(link, forward)
        server.run()  # returns at Ctrl-C
    finally:
        stop.set()
        server.close()
        session.lock()
        forward.unlink(missing_ok=True)
        tell("Closed.")


def authority(address: str, port: int) -> str:
    """`host:port` as a browser names it. DeskError unless the address is this computer's own."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        found = None
    if found is None or not found.is_loopback:
        raise DeskError(
            f"{address} can be reached from other computers, or is no address. A desk's page is for this computer "
            "alone: --address 127.0.0.1."
        )
    return f"[{found}]:{port}" if found.version == 6 else f"{found}:{port}"


def _send_browser(link: str, forward: Path) -> None:
    """A browser window opens at the link; no window is no trouble, the link was printed."""
    words = html.escape(link)
    forward.unlink(missing_ok=True)
    with contextlib.suppress(OSError, webbrowser.Error):
        write_new_file(
            forward,
            '<!doctype html><meta charset="utf-8"><title>Desk</title>'
            f'<meta http-equiv="refresh" content="0; url={words}"><a href="{words}">Open the desk</a>\n'.encode(),
        )
        webbrowser.open(forward.resolve().as_uri())


def _typed_at() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def _links(guard: Guard, tell: Callable[[str], None]) -> None:
    """Another link at each Enter: for another browser, or after this one was closed."""
    for _ in sys.stdin:
        tell(guard.link())


def _watch(session: DeskSession, stop: threading.Event) -> None:
    while not stop.wait(_LOOK):
        session.lock_if_idle()
