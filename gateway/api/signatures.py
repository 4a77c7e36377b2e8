"""Who signed a request: RFC 9421 in one strict profile, verified without I/O.

    Content-Digest:  sha-256=:<b64>:                                            always, also for an empty body
    Signature-Input: sig1=("@method" "@authority" "@path" "@query" "content-digest");created=<unix seconds>
                     ;keyid="<32 hex: kid of a door key>";nonce="<16 to 64 signs>";tag="amparo1-door"[;alg="ed25519"]
    Signature:       sig1=:<b64>:

The five components are all covered, once each, in any order; so are the parameters; others are refused. `@authority`
is the gateway's own public one, whatever the request says. `@query` is `?` when there is none. Whether the nonce is
new only the database can say (`gateway.store.replay`), in the transaction of what the request does.
"""

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

import nacl.exceptions
from nacl.signing import VerifyKey

from gateway.runtime import Caller
from keys.directory.view import View
from keys.encoding import H, b64, unb64
from keys.errors import Refused
from keys.roles import Role

TAG = "amparo1-door"
SKEW = 300  # seconds between their clock and ours
REMEMBERED = 900  # seconds a nonce is remembered; more than twice SKEW
COMPONENTS = frozenset({"@method", "@authority", "@path", "@query", "content-digest"})

_INPUT = re.compile(r'sig1=(\(("[a-z@-]+"(?: "[a-z@-]+")*)\)((?:;[a-z]+=(?:"[!#-\[\]-~]*"|[0-9]{1,12}))+))')
_PARAMETER = re.compile(r';([a-z]+)=(?:"([^"]*)"|([0-9]+))')
_SIGNATURE = re.compile(r"sig1=:([A-Za-z0-9+/]{86}==):")
_NONCE = re.compile(r"[A-Za-z0-9+/=_-]{16,64}")
_KID = re.compile(r"[0-9a-f]{32}")
_NEEDED = {"created", "keyid", "nonce", "tag"}


class Headers(Protocol):
    """Header fields by name: a request's, or a plain dict in title case."""

    def get(self, name: str, default: str, /) -> str: ...


@dataclass(frozen=True, slots=True)
class Signed:
    """What a request says about its signature; nothing of it is verified yet."""

    params: str
    components: tuple[str, ...]
    created: int
    kid: bytes
    nonce: str
    signature: str


def content_digest(body: bytes) -> str:
    """The one accepted Content-Digest of a body."""
    return f"sha-256=:{b64(sha256(body).digest())}:"


def parse(headers: Headers) -> Signed:
    """The signature headers taken apart. Refused("G1-form") for any other form."""
    given = _INPUT.fullmatch(headers.get("Signature-Input", ""))
    signature = _SIGNATURE.fullmatch(headers.get("Signature", ""))
    if given is None or signature is None:
        raise Refused("G1-form")
    components = tuple(name[1:-1] for name in given[2].split(" "))
    parameters = _PARAMETER.findall(given[3])
    named = {name: text or number for name, text, number in parameters}
    numbers = {name for name, _, number in parameters if number}
    if len(components) != len(COMPONENTS) or set(components) != COMPONENTS or len(named) != len(parameters):
        raise Refused("G1-components")
    if named.keys() - {"alg"} != _NEEDED or named["tag"] != TAG or named.get("alg", "ed25519") != "ed25519":
        raise Refused("G1-parameters")
    if not (_KID.fullmatch(named["keyid"]) and _NONCE.fullmatch(named["nonce"]) and numbers == {"created"}):
        raise Refused("G1-parameters")
    return Signed(
        given[1], components, int(named["created"]), bytes.fromhex(named["keyid"]), named["nonce"], signature[1]
    )


def verify(
    headers: Headers,
    body: bytes,
    *,
    method: str,
    authority: str,
    path: str,
    query: str,
    view: View,
    day: int,
    now: float,
    pepper: bytes,
) -> Caller:
    """Who signed. Refused("G1-...") for everything else, whatever is wrong. `query` is without its question mark."""
    signed = parse(headers)
    digest = content_digest(body)
    if headers.get("Content-Digest", "") != digest:
        raise Refused("G1-digest")
    if abs(now - signed.created) > SKEW:
        raise Refused("G1-created")
    listed = view.listed(signed.kid)
    if listed is None or listed.role is not Role.DOOR or view.stopped(signed.kid):
        raise Refused("G1-key")
    kind = view.org_kind(listed.org)
    if kind is None or not listed.serves(day):
        raise Refused("G1-active")
    values = {
        "@method": method,
        "@authority": authority,
        "@path": path,
        "@query": f"?{query}",
        "content-digest": digest,
    }
    lines = [f'"{name}": {values[name]}' for name in signed.components]
    base = "\n".join([*lines, f'"@signature-params": {signed.params}']).encode("utf-8", "surrogateescape")
    _check(listed.pk, base, signed.signature)
    nonce = H("amparo1/nonce", signed.kid + signed.nonce.encode(), key=pepper)
    until = -(-(int(now) + REMEMBERED) // REMEMBERED) * REMEMBERED
    return Caller(listed.org, kind, signed.kid, nonce, until)


def _check(pk: bytes, base: bytes, signature: str) -> None:
    try:
        VerifyKey(pk).verify(base, unb64(signature))
    except (nacl.exceptions.CryptoError, ValueError, TypeError):
        raise Refused("G1-signature") from None
