"""Consents and disclosures of the report `one` of report.json, right ones and lies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from keys.directory.notes import NoteSigner, sign_note
from keys.encoding import H
from keys.envelope.consent import Consent, Withdrawal
from keys.envelope.disclosure import Opening, build
from keys.envelope.format import LEAVES as NAMES
from keys.envelope.format import leaf_hash, parse_signed
from keys.private.keyfile import consent_signer
from tests.orgs import seed
from tests.vectors.making.directory import TODAY, Frozen
from tests.vectors.making.positive import LEAVES, report

LATER = {12: {"address": "Flat 3, 2 Fenwick Rise", "note": "the bell does not work"}}


class Telling:
    """Report `one`, and what may be told of it."""

    def __init__(self, orgs: Frozen) -> None:
        self.orgs = orgs
        self.sealed, self.told = report(orgs, "one")
        made = seed("report one")
        self.salts = [H("amparo1/d-idsalt", bytes([i]), key=made) for i in range(20)]
        self.ngo_salt = H("amparo1/d-ngosalt", key=made)
        self.value = int(self.told["value"], 16)
        self.victim = consent_signer(self.value, orgs.read.deployment_id, self.ngo_salt)
        assert self.victim.key.pk == self.sealed.keys.vk

    @cached_property
    def idcommit(self) -> bytes:
        return parse_signed(self.sealed.signed, "R2").idcommit

    def case(self, name: str, org: str | None = None) -> NoteSigner:
        """The ngo-case key of that name, signing notes for its own NGO or in another's name."""
        key = self.orgs.signer(name)
        return NoteSigner(f"{org or key.org}/case", key.seed)

    @property
    def ngo(self) -> NoteSigner:
        return self.case("casa-aurora/ngo-case")

    @property
    def other_ngo(self) -> NoteSigner:
        return self.case("harbour-house/ngo-case")

    def consent(self, **changes: Any) -> Consent:
        """Name and phone as filed, the premises as she says them now, for ten days."""
        right = Consent(
            self.orgs.genesis, self.sealed.report_id, self.idcommit, "northshire-police", (0, 2), (12,), TODAY + 10,
            1, False,
        )  # fmt: skip
        return replace(right, **changes)

    def withdrawal(self, **changes: Any) -> Withdrawal:
        """All of it taken back."""
        right = Withdrawal(self.orgs.genesis, self.sealed.report_id, "northshire-police", 2, False)
        return replace(right, **changes)

    def opening(self, index: int) -> Opening:
        return Opening(index, self.salts[index], LEAVES[index].encode())

    def others(self, shown: Sequence[int]) -> list[bytes]:
        return [leaf_hash(i, LEAVES[i].encode(), self.salts[i]) for i in range(len(NAMES)) if i not in shown]

    def inside(self, words: Consent | Withdrawal, /, **changes: Any) -> dict[str, Any]:
        """The JSON of a disclosure, without what is changed to None."""
        right: dict[str, Any] = {
            "v": 1, "report_id": self.sealed.report_id.hex(), "seq": words.seq, "day": TODAY,
            "later": [{"i": i, "value": LATER.get(i, "said later")} for i in words.later] or None,
            "words": "She asks that nobody rings the bell." if isinstance(words, Consent) else None,
        }  # fmt: skip
        return {name: value for name, value in (right | changes).items() if value is not None}

    def raw(
        self,
        words: Consent | Withdrawal,
        /,
        *signers: NoteSigner,
        note: bytes | None = None,
        shown: Sequence[int] | None = None,
        openings: Sequence[Opening] | None = None,
        others: Sequence[bytes] | None = None,
        **changes: Any,
    ) -> bytes:
        """The plaintext of a part 3; whatever is given is not what would be right."""
        indices = words.fields if shown is None else tuple(shown)
        return build(
            sign_note(words.text, *signers) if note is None else note,
            [self.opening(i) for i in indices] if openings is None else openings,
            self.others(indices) if others is None else others,
            self.inside(words, **changes),
        )


def consents(orgs: Frozen) -> dict[str, Any]:
    """Right notes and disclosures: what is in them, and the bytes."""
    tell = Telling(orgs)
    held, lost, back = tell.consent(), tell.consent(lost=True, seq=2, later=()), tell.withdrawal(seq=3)
    made: list[tuple[str, Consent | Withdrawal, list[NoteSigner]]] = [
        ("held", held, [tell.victim, tell.ngo]),
        ("lost", lost, [tell.ngo, tell.other_ngo]),
        ("withdraw", back, [tell.victim]),
        ("withdraw by the NGO", back, [tell.ngo]),
    ]
    vectors = []
    for name, words, signers in made:
        note = sign_note(words.text, *signers)
        vectors.append({
            "name": name, "text": words.text, "note": note.hex(), "openings": list(words.fields),
            "signers": [{"name": each.name, "seed": each.seed.hex(), "pk": each.key.pk.hex()} for each in signers],
            "json": tell.inside(words), "inside": tell.raw(words, *signers).hex(),
        })  # fmt: skip
    return {
        "value": tell.told["value"], "ngo_salt": tell.ngo_salt.hex(), "vk": tell.victim.key.pk.hex(),
        "consent_seed": tell.victim.seed.hex(), "leaves": LEAVES, "salts": [salt.hex() for salt in tell.salts],
        "report_id": tell.sealed.report_id.hex(), "idcommit": tell.idcommit.hex(), "vectors": vectors,
    }  # fmt: skip
