"""One worked exchange of a force's desk with a gateway: what there is, one delivery, its receipt (ENVELOPE.md, 21)."""

import json
from typing import Any

from keys.envelope import receipts
from keys.envelope.format import digest
from tests.vectors.making.directory import TODAY, Frozen
from tests.vectors.making.door import NOW, signed_request
from tests.vectors.making.positive import report

DELIVERY = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
BYTES = "application/octet-stream"


def exchange(orgs: Frozen) -> dict[str, Any]:
    """Three requests in order, each with what its gateway answers. Bodies are hex; of JSON, the text."""
    sealed, told = report(orgs, "one")
    delivery = sealed.signed + sealed.crime
    page = {
        "deliveries": [
            {"id": DELIVERY, "part": 1, "from": told["ngo"], "day": TODAY, "priority": False},
        ],
        "receipts": [], "recalls": [], "refile": [], "next": None,
    }  # fmt: skip
    received = receipts.receipt(
        receipts.Action.RECEIVED,
        sealed.report_id,
        digest(sealed.crime),
        TODAY,
        orgs.signer("northshire-police/police-reply"),
    )
    steps = (
        ("GET", "/v1/deliveries", b"", 200, "application/json", json.dumps(page)),
        ("GET", f"/v1/deliveries/{DELIVERY}", b"", 200, BYTES, delivery.hex()),
        ("POST", "/v1/receipts", received, 204, "", ""),
    )
    return {"now": NOW, "day": TODAY, "steps": [_step(orgs, place, *step) for place, step in enumerate(steps)]}


def _step(
    orgs: Frozen, place: int, method: str, path: str, body: bytes, status: int, kind: str, answer: str
) -> dict[str, Any]:
    request = {"method": method, "authority": "gateway.example", "path": path, "query": ""}
    door = orgs.signer("northshire-police/door")
    made = signed_request(door, request, body=body, nonce=f"bm9uY2Utb2YtdGhlLXZlY3Rvc{place}")
    headers = made["headers"] | ({"Content-Type": BYTES} if body else {})
    return {
        "request": request | {"headers": headers, "body": body.hex()},
        "answer": {"status": status, "type": kind, "body": answer},
    }
