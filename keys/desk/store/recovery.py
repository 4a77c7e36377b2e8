"""A forgotten passphrase: any two of three people whom the organisation chose open the vault again, and none alone.

    vault.recovery    who they are, and the vault's key sealed to each two of them: a box in a box

Rules
- Each of the three has a recovery key of her own (X25519): its secret half in a file on her own computer, locked with a
  passphrase of her own; its public half is one line that travels.
- The vault's key is sealed to the one, and that box to the other, for each of the three pairs. Whoever holds one
  secret half opens no inner box. No secret sharing of our own: of three people there are three pairs of boxes.
- Private keys of the organisation are not recovered, as from a backup: what was sealed to them and not received yet is
  filed again. What the desk had received is all there.
Source: libsodium "Sealed boxes". Errors: DeskError, BadKeyFile.
"""

import itertools
import json
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import nacl.exceptions
from nacl.public import PrivateKey, PublicKey, SealedBox

from keys.desk.errors import DeskError
from keys.desk.store.folder import KEYS, VAULT, VAULT_KEY, Settings, lock_vault_key, unlock_vault
from keys.desk.store.vault import KEY_BYTES, Vault
from keys.encoding import b64, unb64
from keys.errors import BadKeyFile
from keys.keyfiles import MODERATE, lock, read_private_file, unlock, write_private_file

RECOVERY = "vault.recovery"
FORGOTTEN = "forgotten"  # where the keys lie that the old passphrase locks
PEOPLE, NEEDED = 3, 2
_FIRST = "amparo-recovery"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may help to recover, and her public key."""

    name: str
    public: bytes

    @property
    def line(self) -> str:
        """What she hands over."""
        return f"{_FIRST} {self.name} {b64(self.public)}\n"


def make_key(file: Path, name: str, passphrase: bytes, *, limits: tuple[int, int] = MODERATE) -> Person:
    """`file` holds a new secret half, locked, that no other file has. An existing file is never overwritten."""
    if not name or any(sign.isspace() for sign in name):
        raise DeskError("A name is one word. Nothing was made.")
    secret = PrivateKey.generate()
    header = {"kind": "recovery", "name": name}
    write_private_file(file, lock(bytes(secret), passphrase, header, limits=limits))
    return Person(name, bytes(secret.public_key))


def read_person(file: Path) -> Person:
    """Who the line in `file` says. DeskError for anything else."""
    try:
        first, name, public = file.read_text("utf-8").split()
        person = Person(name, unb64(public))
        if first != _FIRST or len(person.public) != PublicKey.SIZE:
            raise ValueError
    except (OSError, ValueError):
        raise DeskError(f"{file.name} is not the public half of a recovery key. Ask for it again.") from None
    return person


def read_secret(file: Path, passphrase: bytes, *, weak: bool = False) -> PrivateKey:
    """The secret half in `file`. BadKeyFile when it is another key's, or the passphrase does not fit."""
    header, secret = unlock(read_private_file(file), passphrase, weak=weak)
    if header.get("kind") != "recovery":
        raise BadKeyFile(f"{file.name} is not a recovery key.")
    return PrivateKey(secret)


def arrange(folder: Path, settings: Settings, passphrase: bytes, people: Sequence[Person]) -> None:
    """From now on any two of these three open the vault of `folder`; whoever could before cannot any more."""
    if len({person.public for person in people}) != PEOPLE or len({person.name for person in people}) != PEOPLE:
        raise DeskError("Name three people with three keys. Nothing was changed.")
    _, vault_key = unlock(read_private_file(folder / VAULT_KEY), passphrase, weak=settings.demonstration)
    boxes = {}
    for one, other in itertools.combinations(range(PEOPLE), NEEDED):
        inner = SealedBox(PublicKey(people[other].public)).encrypt(vault_key)
        boxes[f"{one}{other}"] = b64(SealedBox(PublicKey(people[one].public)).encrypt(inner))
    text = json.dumps({"people": [[person.name, b64(person.public)] for person in people], "boxes": boxes})
    draft = folder / f".{RECOVERY}.{secrets.token_hex(4)}"
    write_private_file(draft, text)
    os.replace(draft, folder / RECOVERY)


def recover(folder: Path, settings: Settings, two: Sequence[PrivateKey], passphrase: bytes) -> None:
    """The vault of `folder` opens with the new `passphrase`; keys that the old one locks lie apart."""
    vault_key = _vault_key(folder, two)
    vault = Vault(folder / VAULT, vault_key)
    try:
        vault.prove()
    finally:
        vault.close()
    keys = folder / KEYS
    (keys / FORGOTTEN).mkdir(mode=0o700, exist_ok=True)
    for key in keys.glob("*.key"):
        os.replace(key, keys / FORGOTTEN / key.name)
    if (folder / VAULT_KEY).exists():
        os.replace(folder / VAULT_KEY, keys / FORGOTTEN / f"{VAULT_KEY}.{secrets.token_hex(4)}")
    lock_vault_key(folder, settings, vault_key, passphrase)
    unlock_vault(folder, settings, passphrase).close()


def _vault_key(folder: Path, two: Sequence[PrivateKey]) -> bytes:
    people, boxes = _read(folder)
    places = {person.public: place for place, person in enumerate(people)}
    held = {places[public]: key for key in two if (public := bytes(key.public_key)) in places}
    if len(held) < NEEDED:
        names = ", ".join(person.name for person in people)
        raise DeskError(f"It takes the keys of two of: {names}. Nothing was changed.")
    one, other = sorted(held)[:NEEDED]
    try:
        found = SealedBox(held[other]).decrypt(SealedBox(held[one]).decrypt(boxes[f"{one}{other}"]))
    except (KeyError, nacl.exceptions.CryptoError):
        raise DeskError(f"{RECOVERY} is damaged. Use a copy of it.") from None
    if len(found) != KEY_BYTES:
        raise DeskError(f"{RECOVERY} is damaged. Use a copy of it.")
    return bytes(found)


def _read(folder: Path) -> tuple[list[Person], dict[str, bytes]]:
    try:
        whole = json.loads(read_private_file(folder / RECOVERY))
        people = [Person(str(name), unb64(public)) for name, public in whole["people"]]
        return people, {str(pair): unb64(box) for pair, box in whole["boxes"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise DeskError(f"{RECOVERY} is damaged. Use a copy of it.") from None
