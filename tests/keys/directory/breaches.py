"""Statements that do not count: for each rule, what breaks it and nothing else.

Each case carries the same directory *mended*: its last statement with that one fault put right, which then counts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from keys import clock
from keys.directory import merkle
from keys.directory.notes import NoteSigner, sign_note
from keys.directory.statements import Add, Endpoint, Notice, Org, Release, Stop
from keys.encoding import b64
from tests.keys.directory.corpus import (
    BASE,
    DOOR,
    GENESIS,
    GOOD,
    LAST,
    LEAF_1,
    MONDAY,
    SECOND,
    STRANGER,
    R,
    S,
    V,
    W,
    add,
    box,
    listed,
    member,
    reworded,
    seed,
)

P = 2**255 - 19


@dataclass
class Case:
    """A directory in which the last leaf (or the last held stop) breaks one rule, and its mended twin."""

    name: str
    rule: str
    bad: bytes
    mended: bytes | None
    before: tuple[tuple[bytes, str], ...] = ()
    held: bool = False

    @property
    def leaves(self) -> list[bytes]:
        return [*BASE, *(leaf for leaf, _ in self.before), *([] if self.held else [self.bad])]

    @property
    def stops(self) -> list[bytes]:
        return [self.bad] if self.held else []

    @property
    def expected(self) -> list[tuple[int, str]]:
        """(index, rule) of every leaf that does not count."""
        found = [(LAST + n, rule) for n, (_, rule) in enumerate(self.before) if rule]
        return found if self.held else [*found, (LAST + len(self.before), self.rule)]


def form_cases() -> list[Case]:
    """F2: what is not written as it must be."""
    good, key = listed(GOOD), b64(box("crime week 3"))
    loose = key[:-2] + chr(ord(key[-2]) + 1) + "="  # the last two bits are not zero: another writing of the same bytes
    signatures = good.partition(b"\n\n")[2]
    texts = {
        "key-loose-base64": reworded(GOOD, key, loose),
        "key-of-31-bytes": reworded(GOOD, key, b64(box("crime week 3")[:31])),
        "lines-out-of-order": reworded(GOOD, "role crime\nalg x25519\n", "alg x25519\nrole crime\n"),
        "line-missing": reworded(GOOD, "alg x25519\n", ""),
        "line-too-many": GOOD.text + "purpose another\n",
        "no-such-day": reworded(GOOD, clock.iso(MONDAY + 21), "2026-02-30"),
        "day-written-otherwise": reworded(GOOD, clock.iso(MONDAY + 21), "2026-W05-1"),
        "org-in-capitals": reworded(GOOD, "northshire-police", "Northshire-Police"),
        "fourteen-keys": add(keys=[(n, n + 1, box(f"day {n}")) for n in range(14)]).text,
        "no-key": reworded(GOOD, f"key {clock.iso(MONDAY + 14)} {clock.iso(MONDAY + 21)} {key}\n", ""),
        "not-of-this-family": reworded(GOOD, "amparo-dir/v1", "other-dir/v1"),
    }
    raws = {
        "carriage-returns": good.replace(b"\n", b"\r\n"),
        "no-last-line-feed": good[:-1],
        "no-signature": good.partition(b"\n\n")[0] + b"\n\n",
        "one-key-twice": good + signatures.split(b"\n")[0] + b"\n",
        "loose-base64-signature": _loosened(good),
        "two-spaces": good.replace(b"role crime", b"role  crime"),
        "hyphen-for-dash": good.replace("—".encode(), b"-"),
        "over-4096-bytes": _signed_raw(replace(GOOD, purpose="a" * 4096).text),
        "empty": b"",
    }
    made = [Case(f"F2-form-{name}", "F2-form", _signed_raw(text), good) for name, text in texts.items()]
    made += [Case(f"F2-form-{name}", "F2-form", raw, good) for name, raw in raws.items()]
    root = _signed_raw(reworded(SECOND, "version 2", "version 02"), R)
    return [*made, Case("F2-form-number-with-zero", "F2-form", root, sign_note(SECOND.text, *R))]


def _signed_raw(text: str, signers: list[NoteSigner] | None = None) -> bytes:
    """A signed note of a text that no honest tool writes."""
    lines = "".join(each.signature(text).line for each in signers or S[:2])
    return f"{text}\n{lines}".encode()


def _loosened(note: bytes) -> bytes:
    """The same note, its last signature written in other base64 that decodes to the same bytes (68 bytes: one pad)."""
    assert note.endswith(b"=\n")
    return note[:-3] + bytes([note[-3] + 1]) + b"=\n"


def signature_cases() -> list[Case]:
    """F2 and F3: for whom, by whom, by how many."""
    good = listed(GOOD)
    liar = NoteSigner("sign-3", seed("someone else"))
    org = Org(GENESIS, ("southmoor-police", "police"))
    notice, release = (Notice(GENESIS, "no secret order received"), Release(GENESIS, "amparo", "0.1.0", "ab" * 32))
    alias = NoteSigner("sign-1-again", S[0].seed)
    unknown = GOOD.text.replace("v1 add", "v1 transfer")
    two = (S[0], S[1])
    return [
        Case("F2-log", "F2-log", listed(replace(GOOD, log=seed("another log"))), good),
        Case("F2-log-self", "F2-log", listed(replace(GOOD, log=None)), good),
        Case("F2-signature", "F2-signature", sign_note(GOOD.text, *two, liar), sign_note(GOOD.text, *two, STRANGER)),
        Case("F2-signature-altered", "F2-signature", _altered(sign_note(GOOD.text, *two)), good),
        Case("F2-signatures-add-one", "F2-signatures", sign_note(GOOD.text, S[0]), good),
        Case("F2-signatures-add-roots", "F2-signatures", sign_note(GOOD.text, *R), good),
        Case("F2-signatures-add-alias", "F2-signatures", sign_note(GOOD.text, S[0], alias), good),
        Case("F2-signatures-org-one", "F2-signatures", sign_note(org.text, R[0]), sign_note(org.text, *R[:2])),
        Case("F2-signatures-org-signs", "F2-signatures", sign_note(org.text, *S), sign_note(org.text, *R[1:])),
        Case("F2-signatures-notice", "F2-signatures", sign_note(notice.text, STRANGER), sign_note(notice.text, V[0])),
        Case("F2-signatures-release", "F2-signatures", sign_note(release.text, S[0]), listed(release)),
        Case("F3-unknown", "F3-unknown", sign_note(unknown, S[0], STRANGER), None),
        Case("F3-unknown-version", "F3-unknown", sign_note(GOOD.text.replace("/v1", "/v2"), *V), None),
    ]


def _altered(note: bytes) -> bytes:
    """The note with one bit of its text changed."""
    return note.replace(b"safe reporting", b"safe repnrting")


def root_cases() -> list[Case]:
    """F7: a root that may not follow."""
    good = sign_note(SECOND.text, *R)
    new = [member(f"new-root-{n}") for n in (1, 2, 3)]
    moved = replace(SECOND, root=tuple(each.key for each in new))
    whole = sign_note(moved.text, *R[:2], *new)
    weak = replace(SECOND.root[2], pk=bytes(31) + b"\x80")
    made = [
        Case("F7-version-again", "F7-version", sign_note(replace(SECOND, version=1).text, *R), good),
        Case("F7-version-skipped", "F7-version", sign_note(replace(SECOND, version=3).text, *R), good),
        Case("F7-deployment", "F7-deployment", sign_note(replace(SECOND, deployment="demonstration").text, *R), good),
        Case("F7-threshold", "F7-threshold", sign_note(moved.text, R[0], *new), whole),
        Case("F7-own-threshold", "F7-own-threshold", sign_note(moved.text, *R, new[0]), whole),
        Case("F7-deny", "F7-deny", sign_note(replace(SECOND, deny=("immigration",)).text, *R), good),
    ]
    below: dict[str, dict] = {
        "activation-days": {"activation_days": 2},
        "sign-threshold": {"sign_threshold": 1},
        "sign-threshold-unreachable": {"sign_threshold": 4},
        "root-threshold": {"root_threshold": 1},
        "witness-threshold": {"witness_threshold": 1},
        "witness-threshold-unreachable": {"witness_threshold": 4},
        "witness-threshold-half": {"witnesses": (*SECOND.witnesses, member("witness-4").key)},
        "names-witnesses": {"witnesses": (*SECOND.witnesses[:2], replace(SECOND.witnesses[2], name="witness-1"))},
        "names-sign": {"sign": (*SECOND.sign[:2], replace(SECOND.sign[2], name="sign-1"))},
        "names-root": {"root": (*SECOND.root[:2], replace(SECOND.root[2], name="root-1"))},
        "names-veto": {"veto": (*SECOND.veto[:2], replace(SECOND.veto[2], name="veto-1"))},
        "veto-keys": {"veto": SECOND.veto[:2]},
        "max-key-days": {"max_key_days": 93},
        "max-key-days-none": {"max_key_days": 0},
        "max-keys-per-role": {"max_keys_per_role": 5},
        "max-keys-per-role-none": {"max_keys_per_role": 0},
        "twice": {"veto": (*SECOND.veto, replace(SECOND.sign[0], name="sign-1-as-veto"))},
        "key": {"root": (*SECOND.root[:2], weak)},
    }
    for name, change in below.items():
        rule = "F7-names" if name.startswith("names-") else "F7-" + _without_variant(name)
        made.append(Case(f"F7-{name}", rule, sign_note(replace(SECOND, **change).text, *R[:2]), good))
    return made


def _without_variant(name: str) -> str:
    for variant in ("-unreachable", "-none", "-half"):
        name = name.removesuffix(variant)
    return name


def org_cases() -> list[Case]:
    """F8, and F6 as far as it goes without delay: organisations that cannot be."""

    def org(name: str, kind: str) -> bytes:
        return sign_note(Org(GENESIS, (name, kind)).text, *R)

    def root(**orgs: str) -> bytes:
        return sign_note(
            replace(SECOND, orgs=(*SECOND.orgs, *((k.replace("_", "-"), v) for k, v in orgs.items()))).text, *R
        )

    def vetoes(leaf: bytes, *by: NoteSigner) -> tuple[tuple[bytes, str], ...]:
        return tuple((sign_note(Stop(GENESIS, merkle.leaf_hash(leaf), "not agreed").text, each), "") for each in by)

    good = org("southmoor-police", "police")
    good_root, same_root = sign_note(SECOND.text, *R), sign_note(SECOND.text, *R[:2])
    other = sign_note(Org(GENESIS, ("southmoor-police", "police")).text, *R[:2])
    return [
        Case("F8-kind", "F8-kind", org("southmoor-police", "council"), good),
        Case("F8-kind-in-root", "F8-kind", root(southmoor_police="council"), root(southmoor_police="police")),
        Case("F8-changed", "F8-changed", org("haven", "police"), org("haven", "ngo")),
        Case("F8-changed-in-root", "F8-changed", root(haven="police"), good_root),
        Case("F8-denied", "F8-denied", org("home-office-police", "police"), good),
        Case("F8-denied-in-root", "F8-denied", root(x_immigration_x="police"), good_root),
        Case(
            "F8-unknown",
            "F8-unknown",
            listed(Endpoint(GENESIS, "southmoor-police", "https://in.example")),
            listed(Endpoint(GENESIS, "northshire-police", "https://in.example")),
        ),
        Case("F6-stopped-org", "F6-stopped", good, other, before=vetoes(good, V[0], V[1])),
        Case("F6-stopped-root", "F6-stopped", good_root, same_root, before=vetoes(good_root, *V[1:])),
    ]


def key_cases() -> list[Case]:
    """F9: keys that cannot be listed."""
    fresh, good, door = box("crime week 3"), listed(GOOD), listed(DOOR)

    def bad(name: str, rule: str, statement: Add, mended: bytes = good) -> Case:
        return Case(name, rule, listed(statement), mended)

    def crime(name: str, rule: str, *keys: tuple[int, int, bytes]) -> Case:
        return bad(name, rule, add(keys=list(keys)))

    spare = box("crime week 4")
    unfit = {
        "zero": 0,
        "one": 1,
        "p-minus-1": P - 1,
        "p": P,
        "p-plus-9": P + 9,
        "top-bit": int.from_bytes(fresh, "little") | 1 << 255,
        "order-8": int.from_bytes(
            bytes.fromhex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"), "little"
        ),
        "order-8-other": int.from_bytes(
            bytes.fromhex("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"), "little"
        ),
    }
    signing = {"no-point": bytes([2]) + bytes(31), "order-1": bytes([1]) + bytes(31), "order-4": bytes(32)}
    return [
        bad("F9-org", "F9-org", replace(GOOD, org="southmoor-police")),
        bad("F9-role", "F9-role", replace(GOOD, role="identity")),
        bad("F9-role-gateway", "F9-role", replace(DOOR, org="amparo-gateway"), door),
        bad("F9-role-unknown", "F9-role", replace(GOOD, role="immigration")),
        bad("F9-alg", "F9-alg", replace(DOOR, alg="x25519"), door),
        bad("F9-alg-other", "F9-alg", replace(GOOD, alg="ed25519")),
        bad("F9-denied", "F9-denied", replace(GOOD, purpose="joint work with Immigration teams")),
        crime("F9-dates-same-day", "F9-dates", (14, 14, fresh)),
        crime("F9-dates-backwards", "F9-dates", (14, 13, fresh)),
        crime("F9-abut-gap", "F9-abut", (14, 21, fresh), (22, 29, spare)),
        crime("F9-abut-overlap", "F9-abut", (14, 21, fresh), (20, 27, spare)),
        crime("F9-days", "F9-days", (14, 14 + 93, fresh)),
        crime("F9-days-together", "F9-days", (14, 60, fresh), (60, 14 + 93, spare)),
        crime("F9-twice-in-the-log", "F9-twice", (14, 21, box("crime week 1"))),
        crime("F9-twice-in-one", "F9-twice", (14, 21, fresh), (21, 28, fresh)),
        bad("F9-twice-in-another-role", "F9-twice", add(role="desk", keys=[(0, 7, box("crime week 1"))])),
        bad("F9-twice-a-root-key", "F9-twice", replace(DOOR, keys=(replace(DOOR.keys[0], pk=V[0].key.pk),)), door),
        *(crime(f"F9-key-{name}", "F9-key", (14, 21, n.to_bytes(32, "little"))) for name, n in unfit.items()),
        crime("F9-key-one-of-two", "F9-key", (14, 21, fresh), (21, 28, bytes(32))),
        *(
            bad(f"F9-key-{name}", "F9-key", replace(DOOR, keys=(replace(DOOR.keys[0], pk=pk),)), door)
            for name, pk in signing.items()
        ),
    ]


def stop_cases() -> list[Case]:
    """F10: stops that do not count, and keys that never come back."""
    stop = Stop(GENESIS, merkle.leaf_hash(LEAF_1), "laptop stolen")
    first, good = Stop(GENESIS, GENESIS, "a coup"), sign_note(stop.text, V[0])
    notice = sign_note(Notice(GENESIS, "hello").text, V[0])
    unsigned = sign_note(GOOD.text, S[0])
    gone = sign_note(Stop(GENESIS, merkle.leaf_hash(unsigned), "not ours").text, V[1])
    other = listed(add(keys=[(14, 21, box("crime week 3, made again"))]))
    return [
        Case("F10-signature", "F10-signature", sign_note(stop.text, STRANGER), good),
        Case("F10-signature-witness", "F10-signature", sign_note(stop.text, W[0]), good),
        Case("F10-in-force", "F10-in-force", sign_note(first.text, *V), good),
        Case("F10-barred", "F10-barred", listed(GOOD), other, before=((unsigned, "F2-signatures"), (gone, ""))),
        Case("F10-outside", "F10-outside", notice, good, held=True),
        Case("F10-signature-outside", "F10-signature", sign_note(stop.text, STRANGER), good, held=True),
        Case("F2-log-outside", "F2-log", sign_note(replace(stop, log=seed("x")).text, V[0]), good, held=True),
    ]


def negative() -> list[Case]:
    return [*form_cases(), *signature_cases(), *root_cases(), *org_cases(), *key_cases(), *stop_cases()]
