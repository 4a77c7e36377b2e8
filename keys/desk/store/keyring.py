"""The private keys of a desk: found by their readable heads, unlocked only when one is needed, forgotten at the end.

Unlocking one file costs most of a second on purpose (Argon2id), so a desk with thirteen weekly keys opens only those
that an envelope is sealed to. Which key signs is the directory's choice: the listed one that is active on the day.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from keys.desk.errors import DeskError
from keys.desk.store.folder import KEYS, Settings
from keys.directory.view import View
from keys.errors import BadKeyFile
from keys.keyfiles import header_of, read_private_file
from keys.private.keyfile import Opener, read_opener
from keys.roles import Role, kid
from keys.signing import Signer, read_signer

KEPT_AFTER_FETCH, KEPT_AT_MOST = 3, 35
"""Days after a weekly key's last day until its private half is deleted."""


@dataclass(frozen=True)
class LockedKey:
    """A key file as its readable head describes it; whether that is true shows when it is unlocked."""

    path: Path
    role: Role
    pk: bytes

    @cached_property
    def kid(self) -> bytes:
        return kid(self.role, self.pk)


class PrivateKeys:
    """The key files of one desk. Errors: BadKeyFile for a file that is exposed, damaged, or of another passphrase."""

    def __init__(self, folder: Path, settings: Settings, passphrase: bytes) -> None:
        self._settings = settings
        self._passphrase = passphrase
        self._folder = folder / KEYS
        self._unlocked: dict[bytes, Opener | Signer] = {}
        self._heads: dict[Path, tuple[tuple[int, ...], LockedKey]] = {}
        self._listed: list[LockedKey] | None = None

    @contextmanager
    def looked_at_once(self) -> Iterator[None]:
        """The folder is looked at once for all that is opened meanwhile: some envelopes, no more."""
        self._listed = self.locked()
        try:
            yield
        finally:
            self._listed = None

    def locked(self) -> list[LockedKey]:
        """Every key file in the folder, still locked. A head is read again when its file is another than before."""
        if self._listed is not None:
            return self._listed
        return [self._head(path) for path in sorted(self._folder.glob("*.key"))]

    def _head(self, path: Path) -> LockedKey:
        stands = _stands(path)
        known = self._heads.get(path)
        if known is None or known[0] != stands or not stands:
            known = self._heads[path] = stands, _head(path)
        return known[1]

    def openers(self, kids: Iterable[bytes]) -> list[Opener]:
        """The opening keys among `kids` that this desk holds, unlocked."""
        wanted = set(kids)
        found = [self._unlock(key) for key in self.locked() if key.kid in wanted and not key.role.signs]
        return [key for key in found if isinstance(key, Opener)]

    def signer(self, role: Role, view: View, day: int) -> Signer:
        """The signing key of this desk that the directory lists as active in `role` on `day`, and nobody stopped."""
        active = {key.kid for key in view.active(self._settings.org, role, day, view.size)}
        for key in self.locked():
            if key.role is role and key.kid in active and not view.stopped(key.kid):
                found = self._unlock(key)
                if isinstance(found, Signer):
                    return found
        raise DeskError(
            f"This desk holds no {role.label} key that the directory lists for the day, so nobody would believe it. "
            "Nothing was sent. Run amparo-desk check; then have a current key listed."
        )

    def door(self) -> Signer:
        """This desk's door key; of several, the file made last, because no directory may be at hand yet."""
        for key in sorted(self.locked(), key=lambda key: key.path.stat().st_mtime, reverse=True):
            if key.role is Role.DOOR:
                found = self._unlock(key)
                if isinstance(found, Signer):
                    return found
        raise DeskError("This desk holds no door key, so the gateway would not know it. Run amparo-desk check.")

    def prove(self, key: LockedKey) -> None:
        """Nothing, if the key file opens with this desk's passphrase and is what its head says; else BadKeyFile."""
        self._unlock(key)

    def forget(self, view: View, day: int, *, complete: bool) -> list[str]:
        """Opening keys whose time is over are deleted; their file names.

        Three days after their last day when a `complete` fetch left nothing behind, 35 days after it in any case:
        what was sealed to a key that is gone can never be opened again.
        """
        gone = []
        for key in self.locked():
            listed = view.listed(key.kid)
            if key.role.signs or listed is None:
                continue
            if day >= listed.until + (KEPT_AFTER_FETCH if complete else KEPT_AT_MOST):
                key.path.unlink(missing_ok=True)
                self._unlocked.pop(key.kid, None)
                gone.append(key.path.name)
        return gone

    def _unlock(self, key: LockedKey) -> Opener | Signer:
        if key.kid not in self._unlocked:
            read = read_signer if key.role.signs else read_opener
            found = read(key.path, self._passphrase, weak=self._settings.demonstration)
            if found.org != self._settings.org or found.kid != key.kid:
                raise BadKeyFile(f"{key.path.name} is not a key of {self._settings.org}. Remove it from the folder.")
            self._unlocked[key.kid] = found
        return self._unlocked[key.kid]


def _stands(path: Path) -> tuple[int, ...]:
    """What changes when a file is written, replaced, or opened to others; empty when it is gone."""
    try:
        now = path.stat()
    except OSError:
        return ()
    return now.st_mode, now.st_ino, now.st_size, now.st_mtime_ns


def _head(path: Path) -> LockedKey:
    header = header_of(read_private_file(path))
    try:
        pk = bytes.fromhex(header["public"])
        if len(pk) != 32:
            raise ValueError
        return LockedKey(path, Role.from_label(header["role"]), pk)
    except (KeyError, TypeError, ValueError):
        raise BadKeyFile(
            f"{path.name} is not a desk's key file. Remove it from the folder, or use the backup."
        ) from None
