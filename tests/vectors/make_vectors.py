"""Write the frozen vectors: `python -m tests.vectors.make_vectors`. The same bytes come out every time.

Run it only when ENVELOPE.md changes; a change of these files without one is a break of the format.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from keys import clock as days
from tests.vectors.making import (
    disclosing,
    door,
    negative_admission,
    negative_body,
    negative_channel,
    negative_delivery,
    negative_disclosure,
    negative_gateway,
    negative_json,
    negative_message,
    negative_page,
    negative_single,
    positive,
)
from tests.vectors.making.directory import Frozen, as_table, clock, frozen_orgs
from tests.vectors.making.exchange import exchange
from tests.vectors.making.report_schema import report_schema

FOLDER = Path(__file__).parent


def compact(vectors: list[dict[str, Any]]) -> dict[str, Any]:
    """The same vectors with bytes as hex, or as what differs from the earlier one that is most like it.

    Such a one is made of its base, cut or filled with zeros to `length`, and the bytes of `patch` put in their places.
    """
    written: list[dict[str, Any]] = []
    bases: list[tuple[str, bytes]] = []
    for vector in vectors:
        raw = vector.pop("raw")
        best: tuple[int, str, list[tuple[int, str]]] = (len(raw), "", [])
        changes = [(_differences(base, raw), name) for name, base in bases]
        for found, name in sorted(changes, key=lambda each: len(each[0]) - each[0].count(0)):
            if 2 * (len(found) - found.count(0)) > best[0]:
                break  # no patch of this one or of any later one is shorter
            patch = _patch(found, raw)
            best = min(best, (sum(12 + len(new) for _, new in patch), name, patch))
        if best[1]:
            vector |= {"base": best[1], "length": len(raw), "patch": best[2]}
        else:
            vector |= {"raw": raw.hex()}
        bases.append((vector["name"], raw))
        written.append(vector)
    return {"vectors": written}


def _differences(base: bytes, raw: bytes) -> bytes:
    """A byte for each of `raw`: zero where the base, cut or filled with zeros, has the same."""
    same_length = base[: len(raw)].ljust(len(raw), b"\0")
    return (int.from_bytes(same_length) ^ int.from_bytes(raw)).to_bytes(len(raw))


def _patch(differences: bytes, raw: bytes) -> list[tuple[int, str]]:
    """Where `raw` differs, and how; places closer than eight bytes are one."""
    places = re.finditer(rb"[^\0](?:\0{0,6}[^\0])*", differences)
    return [(place.start(), raw[place.start() : place.end()].hex()) for place in places]


def _admission(orgs: Frozen) -> list[dict[str, Any]]:
    first = [*negative_admission.uploads(orgs), *negative_admission.singles(orgs), *negative_admission.boxes(orgs)]
    return [*first, *negative_gateway.at_the_gateway(orgs)]


def _slots(orgs: Frozen) -> list[dict[str, Any]]:
    return [*negative_page.slots(orgs), *negative_body.bodies(orgs)]


def _deliveries(orgs: Frozen) -> list[dict[str, Any]]:
    first = [*negative_delivery.deliveries(orgs), *negative_single.singles(orgs)]
    return [*first, *negative_json.crime_json(orgs), *negative_channel.channels(orgs), *negative_message.messages(orgs)]


FILES: dict[str, Callable[[Frozen], dict[str, Any]]] = {
    "directory": as_table,
    "primitives": positive.primitives,
    "seeds": positive.seeds,
    "parts": positive.parts,
    "report": positive.reports,
    "identity": positive.identities,
    "receipts": positive.signed_words,
    "token": positive.tokens,
    "door": door.doors,
    "exchange": exchange,
    "negative_admission": lambda orgs: compact(_admission(orgs)),
    "negative_desk": lambda orgs: compact(_deliveries(orgs)),
    "negative_page": lambda orgs: compact(_slots(orgs)),
    "consent": disclosing.consents,
    "negative_disclosure": lambda orgs: compact(negative_disclosure.disclosures(orgs)),
    "shown": negative_page.shown,
    "mailbox": negative_page.mailbox,
    "report_schema": report_schema,
}
"""What each file holds, made out of the organisations of the vectors."""


def text(held: dict[str, Any]) -> str:
    """One line a vector, so that a change shows where it is."""
    return json.dumps(held, ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    days.now = clock
    for name, made in FILES.items():
        (FOLDER / f"{name}.json").write_text(text(made(frozen_orgs())), "utf-8")


if __name__ == "__main__":
    main()
