"""The HTTP client of a desk: signed requests to its gateway, and clear sentences when they do not arrive.

Every request of an organisation is signed with its `door` key: method, authority, path, query, the body's SHA-256,
the time and a random nonce. Each request opens and closes its own connection, so that two messages are not joined by
one; but for what `one_connection` says. Redirects are not followed: a gateway answers itself or does not answer.
Source: RFC 9421, RFC 9530, Ed25519.
"""

from __future__ import annotations

import datetime
import json
import secrets
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from email.utils import parsedate_to_datetime
from functools import cache
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from keys.clock import now
from keys.desk.errors import DeskError, GatewayFault, NotReached, RefusedByGateway
from keys.signing import Signer

if TYPE_CHECKING:
    import httpx

COVERED = ("@method", "@authority", "@path", "@query", "content-digest")
TAG = "amparo1-door"
LABEL = "sig1"
SEALED = "application/octet-stream"
_OF_A_ROUND = ("/v1/deliveries", "/v1/receipts")
"""What a desk fetches, and its word that it has it: signed with one key and minutes apart, so one round in any case."""
_SECONDS, _CONNECT_SECONDS = 30.0, 10.0  # a desk's line may be slow, a person waits
_BIGGEST = 64 << 20  # bytes of an answer; a directory of 10 000 leaves has 55 MB
_CLOCK_TOLERANCE = 240  # seconds; the gateway refuses a request signed more than 300 s off


class GatewayClient:
    """Requests to one gateway. `signer` gives the organisation's door key, asked for only when a request is signed."""

    def __init__(
        self, gateway: str, signer: Callable[[], Signer], *, transport: httpx.BaseTransport | None = None
    ) -> None:
        self._gateway = _checked(gateway)
        self._signer = signer
        self._transport = transport
        self._kept: httpx.Client | None = None
        self._kept_signer: Signer | None = None

    @contextmanager
    def one_connection(self) -> Iterator[None]:
        """Deliveries and receipts meanwhile share a connection; nothing else does, above all no mailbox write.

        The door key is looked up once.
        """
        with self._client(urlsplit(self._gateway).hostname or "") as self._kept:
            self._kept_signer = self._signer()
            try:
                yield
            finally:
                self._kept = self._kept_signer = None

    def directory(self) -> dict[str, Any]:
        """The directory as the gateway shows it: {"leaves", "checkpoints", "stops"}, unverified."""
        return _json(self._ask("GET", "/v1/directory", signed=False))

    def deliveries(self, after: str = "") -> dict[str, Any]:
        """One page of what is owed to this organisation, with receipts, recall orders and `refile` marks."""
        return _json(self._ask("GET", "/v1/deliveries" + (f"?after={after}" if after else "")))

    def delivery(self, ident: str) -> bytes:
        """The sealed bytes of one delivery."""
        return self._ask("GET", f"/v1/deliveries/{ident}")

    def deliveries_of(self, idents: Sequence[str]) -> list[bytes]:
        """The sealed bytes of several, in one answer; empty where one is not there any more.

        RefusedByGateway by a gateway that gives one at a time.
        """
        answer = self._ask("GET", "/v1/deliveries/" + ".".join(idents))
        found, at = [], 0
        while at + 4 <= len(answer):
            end = at + 4 + int.from_bytes(answer[at : at + 4])
            found.append(answer[at + 4 : end])
            at = end
        if at != len(answer) or len(found) != len(idents):
            raise GatewayFault("The gateway's answer makes no sense. Nothing is lost: try again in a while.")
        return found

    def post(self, path: str, body: bytes) -> bytes:
        """`body` is taken by the gateway, signed as this organisation's; its answer."""
        return self._ask("POST", path, body)

    def post_unsigned(self, path: str, body: bytes) -> bytes:
        """The same without saying who asks: what opens a door here is the body itself (mailbox read, wipe, release)."""
        return self._ask("POST", path, body, signed=False)

    def _ask(self, method: str, path: str, body: bytes = b"", *, signed: bool = True) -> bytes:
        import httpx  # a tenth of a second to load: who only reads at the desk does not wait for it

        headers = {"content-type": SEALED} if method == "POST" else {}
        request = httpx.Request(method, self._gateway + path, headers=headers, content=body or None)
        shared = self._kept if path.startswith(_OF_A_ROUND) else None
        if shared is None:
            request.headers["connection"] = "close"
        request.headers["accept-encoding"] = "identity"
        if signed:
            sign_request(request, body, self._kept_signer or self._signer())
        try:
            with nullcontext(shared) if shared else self._client(request.url.host) as client:
                answer = client.send(request, stream=True)
                with closing(answer):
                    content = _read(answer)
        except httpx.TimeoutException:
            raise NotReached(
                "The gateway did not answer in time. Nothing is lost: run the same command again in a while."
            ) from None
        except httpx.RequestError:
            raise NotReached(
                f"The gateway at {self._gateway} could not be reached. Check the network and its address in desk.toml; "
                "nothing is lost, run the same command again."
            ) from None
        _judge(answer)
        return content

    def _client(self, host: str) -> httpx.Client:
        """A connection of its own. A proxy of the house is used, but never on the way to this very machine."""
        import httpx

        outside = not _loopback(host)
        return httpx.Client(
            transport=self._transport,
            timeout=httpx.Timeout(_SECONDS, connect=_CONNECT_SECONDS),
            follow_redirects=False,
            trust_env=outside,
            verify=_authorities(outside),
        )


@cache
def _authorities(outside: bool) -> ssl.SSLContext:
    """Whom TLS trusts, read once: reading it anew took 19 ms of every request."""
    import httpx

    return httpx.create_ssl_context(trust_env=outside)


def _json(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise GatewayFault("The gateway's answer makes no sense. Check its address in desk.toml; nothing is lost.")
    return found


def sign_request(request: httpx.Request, body: bytes, signer: Signer) -> None:
    """`request` carries Content-Digest, Signature-Input and Signature of `signer` over what COVERED names."""
    from http_message_signatures import HTTPMessageSigner, algorithms  # slow to load: most commands sign nothing

    signing = HTTPMessageSigner(signature_algorithm=algorithms.ED25519)
    prepared = signing.prepare(
        request,
        key_id=signer.kid.hex(),
        created=datetime.datetime.fromtimestamp(int(now()), datetime.UTC),
        nonce=secrets.token_urlsafe(18),
        label=LABEL,
        tag=TAG,
        covered_component_ids=COVERED,
        body=body,
    )
    signing.apply(request, prepared, signer.sign_text(prepared.signature_base))


def _read(answer: httpx.Response) -> bytes:
    """The answer's body, unless it is longer than anything a gateway has to say."""
    whole = bytearray()
    for piece in answer.iter_bytes():
        whole += piece
        if len(whole) > _BIGGEST:
            raise GatewayFault("The gateway's answer does not end. Check its address in desk.toml.")
    return bytes(whole)


def _judge(answer: httpx.Response) -> None:
    status = answer.status_code
    if 200 <= status < 300:
        return
    if status >= 500:
        raise GatewayFault(
            f"The gateway has a fault of its own (answer {status}). Nothing is lost: try again in a while."
        )
    if status in (401, 403):
        raise RefusedByGateway(_not_known(answer), status)
    if status == 429:
        raise GatewayFault("The gateway asks to slow down. Nothing is lost: try again in a while.")
    if 300 <= status < 400:
        raise RefusedByGateway("The gateway's address answers with another address. Check it in desk.toml.", status)
    raise RefusedByGateway(
        f"The gateway refused this (answer {status}). Nothing was changed. Run amparo-desk check to find out more.",
        status,
    )


def _not_known(answer: httpx.Response) -> str:
    """Why a signature may have been refused; a clock that is off is the usual cause, and the answer's date tells."""
    try:
        off = time.time() - parsedate_to_datetime(answer.headers["date"]).timestamp()
    except (KeyError, ValueError, TypeError):
        off = 0.0
    if abs(off) > _CLOCK_TOLERANCE:
        return f"This computer's clock is {abs(round(off / 60))} minutes off, so the gateway refused. Set it first."
    return (
        "The gateway refused this, and tells nobody why. The usual cause is a door key that ended or was stopped. "
        "Run amparo-desk check."
    )


def _checked(gateway: str) -> str:
    """The address, if it is https, or http on this very machine (a demonstration). DeskError otherwise."""
    try:
        url = urlsplit(gateway)
        host = url.hostname
    except ValueError:
        raise DeskError("The gateway's address in desk.toml is not an address. It looks like https://...") from None
    if url.scheme == "https" and host:
        return gateway.rstrip("/")
    if url.scheme == "http" and host and _loopback(host):
        return gateway.rstrip("/")
    raise DeskError("The gateway's address in desk.toml must begin with https:// (http only on this very machine).")


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
