"""What any statement must keep to whatever was said before: the floors of a root, the dates and soundness of keys.

`keys.directory.fold` asks here and adds what depends on the statements before. DIRECTORY.md, F7 and F9. Errors:
Ignored.
"""

from collections.abc import Sequence
from itertools import pairwise

import nacl.bindings as sodium

from keys.directory.notes import NoteKey
from keys.directory.statements import DatedKey, Root
from keys.roles import Kind, Role

# The one deployment whose statements may count without delay.
DEMONSTRATION = "demonstration"

# No root may let a key serve longer: a quarter.
MAX_KEY_DAYS = 92

_P = 2**255 - 19
# The X25519 keys below 2^255-19 that a trial seal refuses: all others pass (a test tries both).
_LOW_ORDER = frozenset(
    {
        bytes(32),
        b"\x01" + bytes(31),
        (_P - 1).to_bytes(32, "little"),
        bytes.fromhex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
        bytes.fromhex("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"),
    }
)


class Ignored(Exception):
    """A statement does not count. The text begins with the rule: "F9-abut: ..."."""


def floors(root: Root) -> None:
    """Check the limits that no deployment may go below (F7). Raises Ignored, which names the limit."""
    low = 0 if root.deployment == DEMONSTRATION else 3
    rules = (
        ("activation-days", root.activation_days >= low, f"at least {low}"),
        ("sign-threshold", 2 <= root.sign_threshold <= len(root.sign), "at least 2, and that many sign keys"),
        ("root-threshold", len(root.root) < 2 * root.root_threshold, "more than half of the root keys"),
        (
            "witness-threshold",
            2 <= root.witness_threshold <= len(root.witnesses) < 2 * root.witness_threshold,
            "at least 2, more than half of the witnesses, and that many witnesses",
        ),
        ("veto-keys", len(root.veto) >= 3, "at least 3 veto keys"),
        ("max-key-days", 1 <= root.max_key_days <= MAX_KEY_DAYS, f"1 to {MAX_KEY_DAYS}"),
        ("max-keys-per-role", 1 <= root.max_keys_per_role <= 4, "1 to 4"),
        ("names", all(len({key.name for key in group}) == len(group) for group in _parts(root)), _NAMES),
        ("twice", len({key.pk for key in root.keys}) == len(root.keys), "no key twice in a root"),
        ("key", all(ed25519_fit(key.pk) for key in root.keys), "every key a sound Ed25519 key"),
    )
    for name, kept, rule in rules:
        if not kept:
            raise Ignored(f"F7-{name}: {rule}")


_NAMES = "no name twice in one part: a threshold counts people and operators, not keys"


def _parts(root: Root) -> tuple[tuple[NoteKey, ...], ...]:
    return root.root, root.sign, root.veto, root.witnesses


def one_in_several_parts(root: Root) -> list[str]:
    """Names that hold keys of more than one of root, sign and veto: allowed, and to be read aloud before signing."""
    parts = [{key.name for key in group} for group in (root.root, root.sign, root.veto)]
    return sorted(name for name in set().union(*parts) if sum(name in part for part in parts) > 1)


def role_of(label: str) -> Role:
    """The role of a name in an `add`. Ignored when there is none."""
    try:
        return Role.from_label(label)
    except ValueError:
        raise Ignored(f"F9-role: there is no role {label[:40]}") from None


def check_dates(keys: Sequence[DatedKey], most: int) -> None:
    """Check that the keys of one `add` follow each other without a gap for at most `most` days. Raises Ignored."""
    if any(key.until <= key.since for key in keys):
        raise Ignored("F9-dates: a key ends before it begins")
    if any(one.until != other.since for one, other in pairwise(keys)):
        raise Ignored("F9-abut: each key begins on the day the one before it ends")
    if keys[-1].until - keys[0].since > most:
        raise Ignored(f"F9-days: keys listed at once serve at most {most} days")


def x25519_fit(pk: bytes) -> bool:
    """True iff 32 bytes are a canonical X25519 key that a seal to it accepts."""
    return int.from_bytes(pk, "little") < _P and pk not in _LOW_ORDER


def ed25519_fit(pk: bytes) -> bool:
    """True iff 32 bytes are a canonical Ed25519 point of the prime-order group."""
    return bool(sodium.crypto_core_ed25519_is_valid_point(pk))


def kind_of(word: str) -> Kind:
    """The kind of organisation a statement names. Ignored when there is none of that name."""
    try:
        return Kind(word)
    except ValueError:
        raise Ignored(f"F8-kind: {word[:40]} is not police, ngo or gateway") from None
