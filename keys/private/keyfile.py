"""An organisation's X25519 key, which opens what is sealed to it, and the locked file it rests in.

Her consent key: derived at the NGO's desk from her token and the salt only that desk holds, used, forgotten.

It is here, and not in `keys.token`, because it signs for her: the gateway cannot import this package, and without
`ngo_salt` not even she who holds the paper can consent.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import nacl.bindings as sodium

from keys.directory.notes import NoteSigner
from keys.encoding import H
from keys.envelope.consent import VICTIM
from keys.errors import BadKeyFile
from keys.keyfiles import MODERATE, lock, read_private_file, unlock, write_private_file
from keys.roles import Role, kid
from keys.token import root_of


@dataclass(frozen=True)
class Opener:
    """Organisation, role and 32-byte X25519 secret. Opens stanzas; see `keys.private.opening`."""

    org: str
    role: Role
    secret: bytes

    def __repr__(self) -> str:
        return f"Opener({self.org}, {self.role.label})"

    @cached_property
    def pk(self) -> bytes:
        return sodium.crypto_scalarmult_base(self.secret)

    @cached_property
    def kid(self) -> bytes:
        return kid(self.role, self.pk)


def write_opener(path: Path, opener: Opener, passphrase: bytes, *, limits: tuple[int, int] = MODERATE) -> None:
    """`path` holds the opener, locked with the passphrase, mode 0600; never over an existing file."""
    header = {"kind": "opening", "org": opener.org, "role": opener.role.label, "public": opener.pk.hex()}
    write_private_file(path, lock(opener.secret, passphrase, header, limits=limits))


def read_opener(path: Path, passphrase: bytes, *, weak: bool = False) -> Opener:
    """The opener locked in `path`. BadKeyFile when exposed, damaged, of another kind, or the passphrase is wrong."""
    header, secret = unlock(read_private_file(path), passphrase, weak=weak)
    try:
        if header["kind"] != "opening" or len(secret) != 32:
            raise ValueError
        opener = Opener(str(header["org"]), Role.from_label(str(header["role"])), secret)
        if opener.role.signs or opener.pk.hex() != header["public"]:
            raise ValueError
    except (KeyError, ValueError):
        raise BadKeyFile(f"{path.name} is not an opening key file.") from None
    return opener


def consent_signer(value: int, deployment_id: bytes, ngo_salt: bytes) -> NoteSigner:
    """Signs notes as `victim`. Its public half is the `vk` that both parts of the report carry."""
    return NoteSigner(VICTIM, H("amparo1/consent", ngo_salt, key=root_of(value, deployment_id)))
