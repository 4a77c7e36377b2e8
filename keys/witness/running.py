"""A witness runs: its key is made or unlocked, it says what the coalition must know, and serves until it is stopped."""

import argparse
import getpass
import secrets
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from keys.directory.files import checkpoints_of, read_checkpoints, read_leaves, read_stops, stops_of
from keys.directory.member_keys import public_line, read_member, write_member
from keys.directory.notes import NAME, NoteSigner
from keys.encoding import unhex
from keys.errors import AmparoError, BadKeyFile
from keys.http import ShownDirectory, directory_of
from keys.keyfiles import LOWEST, MODERATE, read_private_file
from keys.roles import fingerprint
from keys.witness.server import Server
from keys.witness.state import Memory
from keys.witness.witness import Witness

KEY, SEEN = "witness.key", "seen.sqlite"
SHORTEST = 12  # characters of a new passphrase


def run(given: argparse.Namespace) -> int:
    """0 after a stop that was asked for. AmparoError or OSError when it cannot or must not run."""
    if not given.log:
        _tell_line(_key(given))
        return 0
    genesis = _genesis(given.genesis)
    host, port = _address(given.listen)
    signer = _key(given)
    with Server((host, port), Witness(signer, Memory(given.folder / SEEN), genesis, _look(given.log))) as server:

        def stop(_number: int, _frame: FrameType | None) -> None:
            threading.Thread(target=server.shutdown).start()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        witness = server.witness
        seen = witness.newest()
        where = f"http://{server.server_address[0]!s}:{server.server_address[1]}"
        _say(f"Witness {signer.name} of {witness.law.log_key.name} listens at {where}")
        _say(f"It has seen {seen.size} statement(s) and holds {len(witness.stops())} stop(s).")
        if not witness.listed:
            _say("The root in force does not list it yet.")
            _tell_line(signer)
        server.serve_forever(poll_interval=0.2)
    return 0


def _tell_line(signer: NoteSigner) -> None:
    _say("Give the coalition this line for its root statement, and read the words aloud on the telephone:")
    _say("  " + public_line("witness", signer.key).strip())
    _say(f"  {fingerprint(signer.key.pk)}")


def _look(log: str) -> Callable[[], ShownDirectory]:
    if "://" in log:
        return lambda: directory_of(log)
    path = Path(log)
    return lambda: ShownDirectory(read_leaves(path), read_checkpoints(checkpoints_of(path)), read_stops(stops_of(path)))


def _key(given: argparse.Namespace) -> NoteSigner:
    path = given.folder / KEY
    if path.exists():
        part, signer = read_member(path, _passphrase(given, new=False), weak=given.demonstration)
        if part != "witness" or given.name not in ("", signer.name):
            raise BadKeyFile(f"{path} is the {part} key of {signer.name}. Name another folder.")
        return signer
    if not NAME.fullmatch(given.name):
        raise AmparoError(f"There is no key in {given.folder} yet. Give the witness a name, one word: --name")
    given.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    signer = NoteSigner(given.name, secrets.token_bytes(32))
    limits = LOWEST if given.demonstration else MODERATE
    write_member(path, "witness", signer, _passphrase(given, new=True), limits=limits)
    (given.folder / f"{signer.name}.pub").write_text(public_line("witness", signer.key), encoding="ascii")
    return signer


def _passphrase(given: argparse.Namespace, *, new: bool) -> bytes:
    if given.passphrase_file:
        text = read_private_file(given.passphrase_file).split("\n")[0].rstrip("\r")
    elif sys.stdin.isatty():
        text = getpass.getpass("Passphrase: ")
        if new and getpass.getpass("Once more: ") != text:
            raise BadKeyFile("These were not the same. Start again.")
    else:
        raise BadKeyFile("Nobody is there to type the passphrase. Name a file: --passphrase-file")
    if new and not given.demonstration and len(text) < SHORTEST:
        raise BadKeyFile(f"This passphrase is too short: use at least {SHORTEST} characters, four random words.")
    return text.encode()


def _genesis(text: str) -> bytes:
    try:
        return unhex(text, 32)
    except ValueError:
        raise AmparoError(
            "The genesis is 64 hex digits: --genesis. Take it from the coalition, not from the log."
        ) from None


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise AmparoError("--listen is an address and a port, such as 127.0.0.1:8700")
    return host, int(port)


def _say(line: str) -> None:
    print(line, flush=True)
