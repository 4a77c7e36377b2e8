"""Vectors of a signed HTTP request: its base to the byte, and requests that no door may take (G1)."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from keys.signing import Signer
from tests.vectors.making.directory import TODAY, Frozen
from tests.vectors.making.forging import not_below_the_order

NOW = TODAY * 86400 + 36000
COVERED = ("@method", "@authority", "@path", "@query", "content-digest")
NONCE = "bm9uY2Utb2YtdGhlLXZlY3Rvcg"
BODY = b"thirty-two bytes, or as many as there are"


def doors(orgs: Frozen) -> dict[str, Any]:
    """Every request is as its gateway sees it; `headers` are what its client sent."""
    vectors: list[dict[str, Any]] = []
    door = orgs.signer("casa-aurora/door")
    right = {"method": "POST", "authority": "gateway.example", "path": "/v1/envelopes", "query": ""}

    def add(
        name: str, check: str | None, signed: dict[str, Any], sent: dict[str, str] | None = None, **context: Any
    ) -> None:
        told: dict[str, Any] = {"name": name, "check": check, "now": NOW, "day": TODAY, "body": BODY.hex()}
        told |= right | signed["request"] | {"base": signed["base"], "headers": signed["headers"] | (sent or {})}
        vectors.append(told | context)

    made = signed_request(door, right)
    add("right", None, made)
    add(
        "right-query",
        None,
        signed_request(door, right | {"method": "GET", "path": "/v1/deliveries", "query": "after=3"}),
    )
    add("right-empty-body", None, signed_request(door, right, body=b""), body="")
    add("right-another-order", None, signed_request(door, right, covered=tuple(reversed(COVERED))))
    add("right-with-alg", None, signed_request(door, right, more=';alg="ed25519"'))
    add("right-at-the-edge", None, made, now=NOW + 300)
    for name, changed in (
        ("method", {"method": "PUT"}), ("authority", {"authority": "other.example"}),
        ("path", {"path": "/v1/receipts"}), ("query", {"query": "priority=priority"}),
    ):  # fmt: skip
        add(f"G1-another-{name}", "G1-signature", made, **changed)
    add("G1-another-body", "G1-digest", made, body=BODY[::-1].hex())
    add("G1-no-digest-covered", "G1-components", signed_request(door, right, covered=COVERED[:4]))
    add("G1-covered-twice", "G1-components", signed_request(door, right, covered=(*COVERED[:4], "@path")))
    add("G1-covers-more", "G1-components", signed_request(door, right, covered=(*COVERED, "date")))
    add("G1-late", "G1-created", made, now=NOW + 301)
    add("G1-early", "G1-created", made, now=NOW - 301)
    add("G1-another-tag", "G1-parameters", signed_request(door, right, tag="amparo1-other"))
    add("G1-expires", "G1-parameters", signed_request(door, right, more=";expires=9"))
    add("G1-another-alg", "G1-parameters", signed_request(door, right, more=';alg="rsa-v1_5-sha256"'))
    add("G1-short-nonce", "G1-parameters", signed_request(door, right, nonce="short"))
    add("G1-not-a-door-key", "G1-key", signed_request(orgs.signer("casa-aurora/ngo-case"), right))
    add("G1-unlisted", "G1-key", signed_request(Signer("casa-aurora", door.role, bytes(32)), right))
    add("G1-after-its-time", "G1-active", made, day=TODAY + 30)
    other = orgs.signer("harbour-house/door")
    add("G1-signed-by-another", "G1-signature", signed_request(other, right, its=door))
    lenient = b64encode(not_below_the_order(made["signature"])).decode()
    add("G1-s-plus-l", "G1-signature", made, {"Signature": f"sig1=:{lenient}:"})
    add("G1-two-signatures", "G1-form", made, {"Signature": made["headers"]["Signature"] + ", sig2=:AAAA:"})
    add("G1-unsigned", "G1-form", made, {"Signature": ""})
    _keys(add, orgs, made)
    _written(add, door, right)
    return {"vectors": vectors}


def _keys(add: Callable[..., None], orgs: Frozen, made: dict[str, Any]) -> None:
    """A key that was stopped by a note from outside the log (`stops`; `stopped`: the same by name), or of another time.

    The directory of the vectors holds no stopped door key, and stays as it is.
    """
    listed = orgs.read.listed(orgs.signer("casa-aurora/door").kid)
    other = orgs.read.listed(orgs.signer("harbour-house/door").kid)
    assert listed is not None
    assert other is not None
    add("G1-stopped", "G1-key", made, stops=[orgs.stop(listed.leaf).hex()], stopped=["casa-aurora/door"])
    add("right-another-is-stopped", None, made, stops=[orgs.stop(other.leaf).hex()], stopped=["harbour-house/door"])
    add("G1-before-its-time", "G1-active", made, day=listed.since - 1)
    add("right-its-first-day", None, made, day=listed.since)
    add("right-its-last-day", None, made, day=listed.until - 1)


def _written(add: Callable[..., None], door: Signer, right: dict[str, str]) -> None:
    """Parameters that are missing, there twice, or written in another way; all signed as they stand."""
    params = {"created": str(NOW), "keyid": f'"{door.kid.hex()}"', "nonce": f'"{NONCE}"', "tag": '"amparo1-door"'}

    def put(name: str, check: str, changed: dict[str, str | None], more: str = "") -> None:
        said = {key: value for key, value in (params | changed).items() if value is not None}
        text = "".join(f";{key}={value}" for key, value in said.items()) + more
        add(name, check, signed_request(door, right, params=text))

    for name in params:
        put(f"G1-no-{name}", "G1-parameters", {name: None})
        put(f"G1-{name}-twice", "G1-components", {}, f";{name}={params[name]}")
    put("G1-created-in-quotes", "G1-parameters", {"created": '"soon"'})
    put("G1-created-a-text", "G1-parameters", {"created": f'"{NOW}"'})
    put("G1-created-with-a-fraction", "G1-form", {"created": f"{NOW}.5"})
    put("G1-keyid-in-capitals", "G1-parameters", {"keyid": params["keyid"].upper()})
    put("G1-keyid-short", "G1-parameters", {"keyid": params["keyid"][:-2] + '"'})
    put("G1-long-nonce", "G1-parameters", {"nonce": '"' + "n" * 65 + '"'})
    put("G1-nonce-of-other-signs", "G1-parameters", {"nonce": '"' + "n!" * 12 + '"'})
    put("G1-expires-in-place-of-tag", "G1-parameters", {"tag": None}, ";expires=9")
    fewer = (*COVERED[1:], "content-digest")
    add("G1-no-method-covered", "G1-components", signed_request(door, right, covered=fewer))
    made = signed_request(door, right)
    loose = made["headers"]["Signature"]
    loose = loose[: -len("==:") - 1] + chr(ord(loose[-4]) + 1) + "==:"
    add("G1-loose-signature", "G1-signature", made, {"Signature": loose})
    add(
        "G1-digest-of-another-hash",
        "G1-digest",
        made,
        {"Content-Digest": made["headers"]["Content-Digest"].replace("256", "512")},
    )
    add("G1-no-digest", "G1-digest", made, {"Content-Digest": ""})
    add("G1-no-input", "G1-form", made, {"Signature-Input": ""})


def signed_request(
    signer: Signer,
    request: dict[str, str],
    *,
    body: bytes = BODY,
    covered: tuple[str, ...] = COVERED,
    tag: str = "amparo1-door",
    nonce: str = NONCE,
    more: str = "",
    its: Signer | None = None,
    params: str | None = None,
) -> dict[str, Any]:
    """The headers of a signed request and what was signed. `its`: whose key id it names; `params`: all in place."""
    digest = f"sha-256=:{b64encode(sha256(body).digest()).decode()}:"
    values = {f"@{name}": request[name] for name in ("method", "authority", "path")}
    values |= {"@query": f"?{request['query']}", "content-digest": digest, "date": "Mon, 30 Nov 2026 10:00:00 GMT"}
    names = " ".join(f'"{name}"' for name in covered)
    usual = f';created={NOW};keyid="{(its or signer).kid.hex()}";nonce="{nonce}";tag="{tag}"{more}'
    params = f"({names}){usual if params is None else params}"
    base = "\n".join([*(f'"{name}": {values[name]}' for name in covered), f'"@signature-params": {params}'])
    signature = signer.sign_text(base.encode())
    headers = {
        "Content-Digest": digest, "Signature-Input": f"sig1={params}",
        "Signature": f"sig1=:{b64encode(signature).decode()}:",
    }  # fmt: skip
    return {"request": request, "base": base, "headers": headers, "signature": signature}
