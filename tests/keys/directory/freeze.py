"""The frozen vectors of the directory: `python -m tests.keys.directory.freeze` writes tests/vectors/directory/."""

from __future__ import annotations

import json
from pathlib import Path

from keys.directory import merkle
from keys.directory.notes import sign_note
from keys.directory.statements import Endpoint, Notice, Org, Release, Root, Statement, Stop
from keys.encoding import b64
from tests.keys.directory.answers import answers
from tests.keys.directory.breaches import negative
from tests.keys.directory.corpus import (
    BASE,
    DOOR,
    FIRST,
    GENESIS,
    GOOD,
    LEAF_1,
    R,
    S,
    beginnings,
    noon,
    positive,
    walked,
)
from tests.keys.directory.histories import History, histories
from tests.keys.directory.meetings import meetings
from tests.keys.directory.writings import writing_cases

FOLDER = Path(__file__).parents[2] / "vectors" / "directory"


def _b64s(leaves: list[bytes]) -> list[str]:
    return [b64(leaf) for leaf in leaves]


def documents() -> dict[str, object]:
    """File name -> what stands in it. `positive.json` is completed by what the fold of today says (frozen then)."""
    types: list[Statement] = [
        *(FIRST, GOOD, DOOR, Org(GENESIS, ("southmoor-police", "police"))),
        *(Release(GENESIS, "amparo", "0.1.0", "ab" * 32), Endpoint(GENESIS, "haven", "https://in.haven.example")),
        *(Stop(GENESIS, merkle.leaf_hash(LEAF_1), "laptop stolen"), Notice(GENESIS, "no secret order received")),
    ]
    notes = [sign_note(each.text, *(R[:2] if isinstance(each, (Root, Org)) else S[:2])) for each in types]
    return {
        "statements.json": [
            {"type": each.type, "text": each.text, "note": b64(note), "leaf_hash": merkle.leaf_hash(note).hex()}
            for each, note in zip(types, notes, strict=True)
        ],
        "positive.json": [
            {
                "name": name,
                "genesis": GENESIS.hex(),
                "leaves": _b64s(leaves),
                "checkpoints": _b64s(walked(leaves)),
                "stops": _b64s(stops),
                "now": noon(leaves),
            }
            | answers(leaves, GENESIS, walked(leaves), stops, noon(leaves))
            for name, (leaves, stops) in positive().items()
        ],
        "negative.json": {
            "genesis": GENESIS.hex(),
            "leaves": _b64s(BASE),
            "checkpoints": _b64s(walked(BASE)[:-1]),
            "cases": [
                {
                    "name": case.name,
                    "rule": case.rule,
                    "then": _b64s(case.leaves[len(BASE) :]),
                    "checkpoints": _b64s(walked(case.leaves, len(BASE) + 1)),
                    "now": noon(case.leaves),
                    "stops": _b64s(case.stops),
                    "ignored": [list(each) for each in case.expected],
                    "ignored_stops": [[0, case.rule]] if case.held else [],
                    "mended": b64(case.mended) if case.mended else None,
                }
                for case in (*negative(), *writing_cases())
            ],
        },
        "checkpoints.json": [_history(each) for each in (*histories(), *meetings())],
        "beginnings.json": [
            {"name": name, "rule": rule, "genesis": pinned.hex(), "leaves": _b64s([leaf])}
            for name, (leaf, pinned, rule) in beginnings().items()
        ],
        "log.json": log_document(),
    }


def _history(case: History) -> dict[str, object]:
    return {
        "name": case.name,
        "rule": case.rule,
        "genesis": case.genesis.hex(),
        "leaves": _b64s([*case.leaves]),
        "checkpoints": _b64s([*case.checkpoints]),
        "stops": [{"note": b64(each.raw), "at": each.at} for each in case.stops],
        "now": case.now,
        "asked": case.now if case.asked is None else case.asked,
        "seen": None if case.seen is None else {"size": case.seen[0], "root": case.seen[1].hex()},
    } | answers(case.leaves, case.genesis, case.checkpoints, case.stops, case.now, seen=case.seen, asked=case.asked)


def log_document() -> dict[str, object]:
    """Roots of 1 to 8 leaves and every proof between them, over the leaves of RFC 6962's reference tests."""
    texts = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
    hashes = [merkle.leaf_hash(bytes.fromhex(text)) for text in texts]
    pairs = [(size, at) for size in range(1, 9) for at in range(size)]
    return {
        "leaves": list(texts),
        "roots": [root.hex() for root in merkle.roots(hashes)],
        "inclusion": [
            {"size": size, "index": at, "proof": [step.hex() for step in merkle.inclusion(hashes[:size], at)]}
            for size, at in pairs
        ],
        "consistency": [
            {"new": size, "old": at + 1, "proof": [step.hex() for step in merkle.consistency(hashes[:size], at + 1)]}
            for size, at in pairs
        ],
    }


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, document in documents().items():
        (FOLDER / name).write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
