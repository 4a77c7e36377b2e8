"""Builds and asks the reader in Go (`reader.go`), which knows a log only by the files that a gateway shows.

Go and its libraries come from Debian, built without a network. Errors: Missing, Refused.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from base64 import b64decode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from keys.directory import merkle
from keys.directory.checkpoint import cosigner_id
from keys.directory.notes import NoteKey
from keys.encoding import b64

SOURCE = Path(__file__).with_name("reader.go")
LIBRARIES = Path("/usr/share/gocode")
PACKAGES = "golang-go golang-golang-x-mod-dev golang-golang-x-crypto-dev golang-filippo-edwards25519-dev"
LIBRARIES_NEEDED = ("golang.org/x/mod/sumdb/tlog", "golang.org/x/crypto/blake2b", "filippo.io/edwards25519")


class Missing(Exception):
    """Go or its library is not on this machine. The text says how to get it."""


class Refused(Exception):
    """The reader does not believe what it was shown. The text is Go's own."""


@cache
def program(source: Path = SOURCE) -> Path:
    """A program in Go, one file or a folder, built once for each process that runs tests."""
    if missing := [each for each in LIBRARIES_NEEDED if not (LIBRARIES / "src" / each).is_dir()]:
        raise Missing(f"Go's {missing[0]} is not here. On Debian: apt-get install {PACKAGES}")
    folder = Path(_kept.name)
    environment = {
        "PATH": os.environ["PATH"],
        "GO111MODULE": "off",
        "GOPATH": str(LIBRARIES),
        "GOCACHE": str(folder / "cache"),
        "GOPROXY": "off",
    }
    built = folder / source.stem
    try:
        subprocess.run(
            ["go", "build", "-o", str(built), source.name if source.suffix else "."],
            check=True,
            cwd=source.parent if source.suffix else source,
            env=environment,
            capture_output=True,
            text=True,
        )
    except FileNotFoundError:
        raise Missing(f"Go is not here. On Debian: apt-get install {PACKAGES}") from None
    except subprocess.CalledProcessError as failed:
        raise AssertionError(failed.stderr) from None
    return built


_kept = tempfile.TemporaryDirectory(prefix="amparo-go-")


@dataclass(frozen=True)
class Read:
    """What Go found. `signers`: names under each statement; proofs are those that Go makes out of the tiles."""

    size: int
    root: bytes
    cosigned: dict[str, int]
    signers: list[list[str]]
    inclusion: list[list[bytes]]
    prefixes: list[list[bytes]]


def read(
    shown: Callable[[str], bytes | None],
    size: int,
    *,
    log_key: NoteKey,
    members: Iterable[NoteKey] = (),
    witnesses: Iterable[NoteKey] = (),
    inclusion: Iterable[tuple[int, Sequence[bytes]]] = (),
    prefixes: Iterable[tuple[int, bytes, Sequence[bytes]]] = (),
) -> Read:
    """What Go reads of a log of `size` leaves. `shown` gives a file by its path under /log/. Refused, if it does not.

    `inclusion`: (leaf, proof). `prefixes`: (smaller size, its root, proof).
    """
    asked = {
        "Log": verifier(log_key),
        "Members": [verifier(key) for key in members],
        "Witnesses": [verifier(key, 4) for key in witnesses],
        "Files": {path: b64(file) for path in paths(size) if (file := shown(path)) is not None},
        "Inclusion": [{"Index": index, "Hashes": [b64(each) for each in proof]} for index, proof in inclusion],
        "Prefixes": [
            {"Size": old, "Root": b64(root), "Hashes": [b64(each) for each in proof]} for old, root, proof in prefixes
        ],
    }
    done = subprocess.run([program()], input=json.dumps(asked), check=True, capture_output=True, text=True)
    found = json.loads(done.stdout)
    if found.get("Refused"):
        raise Refused(found["Refused"])
    return Read(
        found["Size"],
        b64decode(found["Root"]),
        found["Cosigned"],
        found["Signers"] or [],
        _hashes(found["Inclusion"]),
        _hashes(found["Prefixes"]),
    )


def _hashes(proofs: Any) -> list[list[bytes]]:
    return [[b64decode(each) for each in proof] for proof in proofs or []]


def verifier(key: NoteKey, algorithm: int = 1) -> str:
    """A key as Go and C2SP write it: name, key id, algorithm byte and key."""
    ident = cosigner_id(key) if algorithm == 4 else key.id
    return f"{key.name}+{ident.hex()}+{b64(bytes([algorithm]) + key.pk)}"


def paths(size: int) -> list[str]:
    """Every file that a reader of a log of `size` leaves may ask for."""
    found, level, count = ["checkpoint"], 0, size
    while count:
        for number in range(-(-count // merkle.WIDTH)):
            width = min(merkle.WIDTH, count - number * merkle.WIDTH)
            name = merkle.write_number(number) + ("" if width == merkle.WIDTH else f".p/{width}")
            found += [f"tile/{level}/{name}"] + ([f"tile/entries/{name}"] if level == 0 else [])
        level, count = level + 1, count // merkle.WIDTH
    return found


def files_of(leaves: Sequence[bytes], checkpoint: bytes) -> Callable[[str], bytes | None]:
    """The files of a log as `keys.directory.merkle` writes them."""
    hashes = [merkle.leaf_hash(leaf) for leaf in leaves]

    def shown(path: str) -> bytes | None:
        if path == "checkpoint":
            return checkpoint
        _, level, number = path.split("/", 2)
        place = merkle.read_path(number)
        assert place is not None
        return merkle.entries(leaves, *place) if level == "entries" else merkle.tile(hashes, int(level), *place)

    return shown
