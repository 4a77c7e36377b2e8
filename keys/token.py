"""The victim's token: the only secret she has, stored nowhere. Minted, written two ways, read back, and derived from.

110 random bits, written as 24 symbols or as 36 digits. The last signs of each writing check the others: a desk, where
a caseworker types, verifies them and names the group that does not fit. Her own page follows a token whatever they say
(ENVELOPE.md, P3), and names the group only where nothing is shown: they are public, and tell nobody whether a mailbox
exists. No correction is ever offered.

A fast hash derives the keys on purpose: 110 bits cannot be guessed, and the page must work without script.
Only public halves leave this module, and `read`, which fetches and wipes but opens nothing. What opens or signs for
her is in `keys.private.mailbox` (her page) and `keys.private` (an NGO's desk).
Source: Crockford base32; Reed-Solomon over GF(32), x^5+x^2+1; ISO 7064 mod 97-10.
"""

import secrets
import unicodedata
from dataclasses import dataclass

import nacl.bindings as sodium
from nacl.signing import SigningKey

from keys.encoding import BASE32, BASE32_VALUES, H, base32
from keys.errors import BadToken

BITS = 110
# Unicode categories of what a person types or pastes between signs: spaces, invisible marks, dashes.
_DROPPED = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Pd"})
_SEPARATORS = frozenset(".·:_\u2212")
_TOP = 1 << BITS
# Characters that are read as a token: composing a page full of marks takes minutes, and stops everybody else.
LONGEST_TYPED = 400


def new_value() -> int:
    """110 random bits."""
    return secrets.randbits(BITS)


def value_from_filing_secret(secret: bytes) -> int:
    """The token of a filing: the first 110 bits of a hash of its 32-byte secret, so that a retry shows the same."""
    if len(secret) != 32:
        raise ValueError("a filing secret has 32 bytes")
    return int.from_bytes(H("amparo1/filing-token", key=secret)) >> (256 - BITS)


def filing_secret(given: bytes, ngo: str, pepper: bytes) -> bytes:
    """32 bytes of a gateway's own in place of those that a form or a program of `ngo` gave.

    A program that makes its secrets of case numbers has tokens that nobody without the pepper can guess, and no two
    organisations share one. The same filing gives the same again.
    """
    return H("amparo1/filing", given + ngo.encode("ascii"), key=pepper)


def filing_id(secret: bytes) -> bytes:
    """32 bytes that mark a filing as made, without telling its token."""
    return H("amparo1/filing-id", key=secret)


def filing_body(secret: bytes, report: bytes) -> bytes:
    """32 bytes that tell whether a retry carries the same report (its canonical JSON)."""
    return H("amparo1/filing-body", report, key=secret)


# --- the two writings -------------------------------------------------------------------------------------------


def symbols(value: int) -> str:
    """Six groups of four symbols: 22 of data, 2 that check them."""
    data = [(value >> (5 * place)) & 31 for place in range(21, -1, -1)]
    text = base32(value, 22) + "".join(BASE32[number] for number in _check_signs(data))
    return "-".join(text[i : i + 4] for i in range(0, 24, 4))


def digits(value: int) -> str:
    """Nine groups of four digits: 34 of data, 2 that check them."""
    text = _all_digits(value)
    return " ".join(text[i : i + 4] for i in range(0, 36, 4))


def _all_digits(value: int) -> str:
    return f"{value:034d}{98 - value * 100 % 97:02d}"


def normal(text: str) -> str:
    """What was typed, without spaces and separators, in upper case, any script's decimal digits as 0 to 9.

    What is longer than LONGEST_TYPED is no token, and comes back cut and unread.
    """
    if len(text) > LONGEST_TYPED:
        return text[:LONGEST_TYPED]
    plain = [
        str(unicodedata.decimal(sign, sign))
        for sign in unicodedata.normalize("NFKC", text)
        if sign not in _SEPARATORS and unicodedata.category(sign) not in _DROPPED
    ]
    return "".join(plain).upper()


def read_at_desk(text: str) -> int:
    """The value of a token whose check signs hold. BadToken, naming the group to look at, otherwise."""
    plain = normal(text)
    if len(plain) == 36:
        return _digits_at_desk(plain)
    if len(plain) != 24:
        raise BadToken(f"A token has 24 signs or 36 digits; this has {len(plain)}.")
    for place, sign in enumerate(plain):
        if sign not in BASE32_VALUES:
            raise BadToken(
                f"Group {place // 4 + 1} holds a sign that no token has. Compare it with the paper.",
                group=place // 4 + 1,
            )
    numbers = [BASE32_VALUES[sign] for sign in plain]
    if _check_signs(numbers[:22]) != numbers[22:]:
        group = _suspect_group(numbers)
        where = f"Group {group} does not fit" if group else "The groups do not fit together"
        raise BadToken(f"{where}. Compare every sign with the paper.", group=group or 0)
    return _number(numbers[:22], 32)


def read_on_page(text: str) -> int | None:
    """The value of 24 signs or 36 digits, whatever the check signs say; None only for another length.

    A sign outside the alphabet counts as 0, and 34 digits are taken modulo 2^110, so that every string of the right
    length leads to some mailbox and none is told apart.
    """
    plain = normal(text)
    if len(plain) == 36:
        return _number([_decimal(sign) for sign in plain[:34]], 10) % _TOP
    if len(plain) == 24:
        return _number([BASE32_VALUES.get(sign, 0) for sign in plain[:22]], 32)
    return None


def _digits_at_desk(plain: str) -> int:
    for place, sign in enumerate(plain):
        if sign not in "0123456789":
            raise BadToken(
                f"Group {place // 4 + 1} holds a sign that is not a digit. Compare it with the paper.",
                group=place // 4 + 1,
            )
    value = int(plain[:34])
    if value >= _TOP or plain != _all_digits(value):
        raise BadToken("The digits do not fit together. Compare every group with the paper.")
    return value


def _decimal(sign: str) -> int:
    return int(sign) if sign in "0123456789" else 0


def _number(numbers: list[int], base: int) -> int:
    value = 0
    for number in numbers:
        value = value * base + number
    return value


# --- GF(32): the two check symbols are the remainder of data(x) x^2 by (x + a)(x + a^2) ------------------------------

_POWER = [1]
for _ in range(30):
    _next = _POWER[-1] << 1
    _POWER.append(_next ^ 0b100101 if _next & 32 else _next)
_LOG = {power: exponent for exponent, power in enumerate(_POWER)}


def _times(left: int, right: int) -> int:
    return _POWER[(_LOG[left] + _LOG[right]) % 31] if left and right else 0


_ONE, _ZERO = _POWER[1] ^ _POWER[2], _POWER[3]  # x^2 + _ONE x + _ZERO


def _check_signs(data: list[int]) -> list[int]:
    high = low = 0
    for number in data:
        lead = number ^ high
        high, low = low ^ _times(lead, _ONE), _times(lead, _ZERO)
    return [high, low]


def _suspect_group(numbers: list[int]) -> int | None:
    """The group (1 to 6) of the one wrong symbol, if a single wrong symbol explains what was typed."""
    first = second = 0
    for number in numbers:
        first = _times(first, _POWER[1]) ^ number
        second = _times(second, _POWER[2]) ^ number
    if not first or not second:
        return None
    power = (_LOG[second] - _LOG[first]) % 31
    return (23 - power) // 4 + 1 if power < 24 else None


# --- what a token leads to --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where sealed answers wait for a token: what a writer needs. Both 32 bytes."""

    id: bytes
    pk: bytes


@dataclass(frozen=True, slots=True)
class MailboxKeys:
    """What the NGO keeps of a token: public halves, `read` (fetches, wipes, opens nothing) and the consent salt."""

    id: bytes
    pk: bytes
    say: bytes
    vk: bytes
    read: bytes
    ngo_salt: bytes

    @property
    def mailbox(self) -> Mailbox:
        return Mailbox(self.id, self.pk)


def root_of(value: int, deployment_id: bytes) -> bytes:
    """The 32 bytes all of a token's keys derive from. `deployment_id`: the directory's, 16 bytes."""
    return H("amparo1/token", value.to_bytes(14), key=deployment_id)


def mint(value: int, deployment_id: bytes, ngo_salt: bytes) -> MailboxKeys:
    """The public halves of a token's keys, with `read` and the salt."""
    root = root_of(value, deployment_id)
    read = H("amparo1/mbx-read", key=root)
    return MailboxKeys(
        id=H("amparo1/mbx-id", read),
        pk=sodium.crypto_scalarmult_base(H("amparo1/mbx-box", key=root)),
        say=bytes(SigningKey(H("amparo1/mbx-say", key=root)).verify_key),
        vk=bytes(SigningKey(H("amparo1/consent", ngo_salt, key=root)).verify_key),
        read=read,
        ngo_salt=ngo_salt,
    )


def mailbox_id(read: bytes) -> bytes:
    """The mailbox that `read` fetches."""
    return H("amparo1/mbx-id", read)


def row_key(mailbox: bytes, pepper: bytes) -> bytes:
    """Under which a gateway stores a mailbox: nothing without its pepper."""
    return H("amparo1/row", mailbox, key=pepper)


def seen_key(part: int, cid: bytes, pepper: bytes) -> bytes:
    """Under which a gateway remembers that it has seen an envelope."""
    return H("amparo1/cid", bytes([part]) + cid, key=pepper)
