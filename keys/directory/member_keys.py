"""A coalition member's key: the locked file it rests in, and the line by which a root statement lists it.

    anna.key   private: 32 secret bytes, locked with her passphrase; kind `ceremony`, part, name and public key readable
    anna.pub   public: `root anna mHc0...=`, one line

Members sign text and open nothing, so this is in the public half of `keys`: a witness needs no more than this.
"""

from pathlib import Path

from keys.directory.notes import NoteKey, NoteSigner
from keys.encoding import b64
from keys.errors import BadKeyFile
from keys.keyfiles import MODERATE, lock, read_private_file, unlock, write_private_file

MEMBER_PARTS = ("root", "sign", "veto", "log", "witness")


def public_line(part: str, key: NoteKey) -> str:
    """What stands in a member's .pub file."""
    return f"{part} {key.name} {b64(key.pk)}\n"


def write_member(
    path: Path, part: str, member: NoteSigner, passphrase: bytes, *, limits: tuple[int, int] = MODERATE
) -> None:
    """`path` holds a coalition member's key for its part (root, sign, veto, log, witness), locked, mode 0600."""
    header = {"kind": "ceremony", "part": part, "name": member.name, "public": member.key.pk.hex()}
    write_private_file(path, lock(member.seed, passphrase, header, limits=limits))


def read_member(path: Path, passphrase: bytes, *, weak: bool = False) -> tuple[str, NoteSigner]:
    """The part and key locked in `path`. BadKeyFile when exposed, damaged, of another kind, or wrongly opened."""
    header, seed = unlock(read_private_file(path), passphrase, weak=weak)
    try:
        part, member = str(header["part"]), NoteSigner(str(header["name"]), seed)
        if header["kind"] != "ceremony" or part not in MEMBER_PARTS or len(seed) != 32:
            raise ValueError
        if member.key.pk.hex() != header["public"]:
            raise ValueError
    except (KeyError, ValueError):
        raise BadKeyFile(f"{path.name} is not a coalition member's key file.") from None
    return part, member
