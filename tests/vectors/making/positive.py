"""Vectors of what is right: inputs, and everything between them and the bytes."""

from __future__ import annotations

from typing import Any

import nacl.bindings as sodium

from keys import token
from keys.encoding import H, canonical
from keys.envelope import format, receipts, sealing
from keys.envelope.format import digest, head, reference
from keys.errors import BadToken
from keys.roles import MAILBOX_KEY, READER, Part, Role, kid
from keys.signing import Signer, verify
from tests.orgs import seed
from tests.vectors.making.directory import TODAY, Frozen
from tests.vectors.making.forging import not_below_the_order

REPORT = {
    "reporter_role": "victim", "adult_confirmed": True, "wish": "contact_through_ngo",
    "crime_types": ["domestic.physical"], "when": {"precision": "month", "from": "2026-10"},
    "where": {"area_level": "local_authority", "area_code": "E08000035"},
    "acts_narrative": "He locked the door and kept her pay. “Nobody will believe you”, he said. 😀",
}  # fmt: skip
LEAVES = ["" for _ in format.LEAVES]
LEAVES[0] = canonical("نور بنت سالم").decode()
LEAVES[2] = canonical("+44 7700 900123").decode()
LEAVES[5] = canonical({"how": "phone", "when": "Tue 10-12", "word": "receita"}).decode()
LEAVES[11] = canonical({"advice": "taken"}).decode()


def primitives(_world: Frozen) -> dict[str, Any]:
    secret = bytes(range(32))
    pk = sodium.crypto_scalarmult_base(secret)
    signer = Signer("x", Role.INTAKE, secret)
    signature = signer.sign("amparo1/manifest", b"hello")
    identity_point = b"\x01" + bytes(31)
    return {
        "hash": [
            {"label": "amparo1/kid", "msg": "", "key": "", "n": 32, "is": H("amparo1/kid").hex()},
            {
                "label": "amparo1/commit", "msg": "616263", "key": secret.hex(), "n": 24,
                "is": H("amparo1/commit", b"abc", secret, 24).hex(),
            },
        ],
        "kid": [
            {"role": role, "pk": pk.hex(), "is": kid(role, pk).hex()}
            for role in (1, 2, 3, 4, 5, 6, 0x10, 0x11, 0x12, 0x13)
        ],
        "stanza": [_stanza(secret, seed("esk"), seed("cek"))],
        "signature": [
            _signature(signer.pk, b"hello", signature, True, "right"),
            _signature(signer.pk, b"hellp", signature, False, "another message"),
            _signature(signer.pk, b"hello", not_below_the_order(signature), False, "S is not below the order"),
            _signature(identity_point, b"hello", identity_point + bytes(32), False, "a key of small order"),
            _signature(signer.pk, b"hello", identity_point + signature[32:], False, "R of small order"),
            _signature(b"\xee" + b"\xff" * 30 + b"\x7f", b"hello", signature, False, "a key not canonical"),
        ],
        "low_order": [
            bytes(32).hex(), identity_point.hex(),
            "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        ],
    }  # fmt: skip


def _stanza(secret: bytes, esk: bytes, cek: bytes) -> dict[str, Any]:
    pk = sodium.crypto_scalarmult_base(secret)
    made = sealing._stanza(pk, cek, esk)
    assert sodium.crypto_box_seal_open(made, pk, secret) == cek
    return {"secret": secret.hex(), "pk": pk.hex(), "esk": esk.hex(), "cek": cek.hex(), "is": made.hex()}


def _signature(pk: bytes, message: bytes, signature: bytes, valid: bool, why: str) -> dict[str, Any]:
    tag = "amparo1/manifest"
    if valid:
        verify(pk, tag, message, signature)
    return {
        "pk": pk.hex(), "tag": tag, "message": message.hex(), "signature": signature.hex(), "valid": valid, "why": why,
    }  # fmt: skip


def seeds(orgs: Frozen) -> dict[str, Any]:
    made, opener = seed("one seed"), orgs.opener("northshire-police/desk")
    cid = H("amparo1/d-cid", bytes([5]), key=made, n=16)
    hdr0 = head(Part.TO_POLICE, 1, cid, orgs.read.size, orgs.read.root, orgs.signer("casa-aurora/ngo-case").kid)
    parts = []
    for text in (b"the same seed", b"The same seed"):
        padded = len(text).to_bytes(4) + text + bytes(READER[Part.TO_POLICE].size - 4 - len(text))
        s = H("amparo1/d-part", hdr0 + padded, key=made)
        raw = sealing.seal_to_keys(made, Part.TO_POLICE, text, hdr0, ((opener.kid, opener.pk),))
        parts.append({
            "hdr0": hdr0.hex(), "text": text.hex(), "pk": opener.pk.hex(), "s": s.hex(),
            "cek": H("amparo1/d-cek", key=s).hex(), "nonce": H("amparo1/d-nonce", key=s, n=24).hex(),
            "esk": H("amparo1/d-esk", opener.kid, key=s).hex(), "digest": digest(raw).hex(),
        })  # fmt: skip
    return {
        "seed": made.hex(),
        "report_id": H("amparo1/d-rid", key=made, n=16).hex(),
        "cids": {str(part): H("amparo1/d-cid", bytes([part]), key=made, n=16).hex() for part in (3, 4, 5, 6, 7, 9)},
        "salts": [H("amparo1/d-idsalt", bytes([i]), key=made).hex() for i in range(20)],
        "ngo_salt": H("amparo1/d-ngosalt", key=made).hex(),
        "parts": parts,
    }


def pattern(length: int) -> bytes:
    """Text of any length that anybody can make again: byte i is i modulo 251."""
    return bytes(i % 251 for i in range(length))


def parts(orgs: Frozen) -> dict[str, Any]:
    """Every part with 1 and 4 stanzas, empty and full: the bytes follow from the inputs, so their digest is enough."""
    vectors = []
    for part in Part:
        for count in (1,) if part is Part.MAILBOX else (1, 4):
            secrets = [seed(f"part {part} {n}") for n in range(count)]
            role = int(READER[part].role or MAILBOX_KEY)
            pks = [sodium.crypto_scalarmult_base(secret) for secret in secrets]
            keys = sorted((kid(role, pk), pk) for pk in pks)
            for text in (b"", pattern(READER[part].size - 4)):
                made = seed(f"part {part} {count} {len(text)}")
                cid = H("amparo1/d-cid", bytes([part]), key=made, n=16)
                blank = part is Part.MAILBOX
                dirsize, dirhash = (0, bytes(32)) if blank else (orgs.read.size, orgs.read.root)
                sender = bytes(16) if part in (Part.MAILBOX, Part.VICTIM) else seed("sender")[:16]
                hdr0 = head(part, count, cid, dirsize, dirhash, sender)
                raw = sealing.seal_to_keys(made, part, text, hdr0, keys)
                vectors.append({
                    "part": int(part), "seed": made.hex(), "secrets": [secret.hex() for secret in secrets],
                    "pattern": len(text), "cid": cid.hex(), "dirsize": dirsize, "dirhash": dirhash.hex(),
                    "sender": sender.hex(), "length": len(raw), "hdr": raw[: 100 + 96 * count].hex(),
                    "commit": raw[100 + 96 * count : 132 + 96 * count].hex(), "tail": raw[-32:].hex(),
                    "digest": digest(raw).hex(),
                })  # fmt: skip
    return {"vectors": vectors}


def report(orgs: Frozen, name: str) -> tuple[sealing.SealedReport, dict[str, Any]]:
    """One of the three whole reports: by an NGO, by one with four desks to a force with four, by a gateway."""
    ngo, force, sender = {
        "one": ("casa-aurora", "northshire-police", "casa-aurora/intake"),
        "four": ("harbour-house", "southmoor-police", "harbour-house/intake"),
        "hosted": ("casa-aurora", "northshire-police", "amparo-gateway/intake"),
    }[name]
    made, value = seed(f"report {name}"), int.from_bytes(seed(f"token {name}")) >> 146
    sealed = sealing.seal_report(
        REPORT, LEAVES, force=force, ngo=ngo, view=orgs.view(), signer=orgs.signer(sender), day=TODAY,
        value=value, seed=made,
    )  # fmt: skip
    return sealed, {
        "name": name, "seed": made.hex(), "value": f"{value:028x}", "ngo": ngo, "force": force, "signer": sender,
        "day": TODAY, "report": canonical(REPORT).decode(), "leaves": LEAVES, "terms": sealing.TERMS,
        "schema_version": format.SCHEMA_VERSION,
    }  # fmt: skip


def reports(orgs: Frozen) -> dict[str, Any]:
    vectors = []
    for name in ("one", "four", "hosted"):
        sealed, told = report(orgs, name)
        told |= {
            "report_id": sealed.report_id.hex(), "reference": reference(sealed.report_id),
            "gateway": "amparo-gateway" if name == "hosted" else None, "upload": sealed.upload.hex(),
            "crime_delivery": digest(sealed.signed + sealed.crime).hex(),
            "identity_delivery": digest(sealed.signed + sealed.identity).hex(),
        }  # fmt: skip
        vectors.append(told)
    return {"vectors": vectors}


def identities(orgs: Frozen) -> dict[str, Any]:
    sealed, _told = report(orgs, "one")
    salts = [H("amparo1/d-idsalt", bytes([i]), key=seed("report one")) for i in range(20)]
    values = [leaf.encode() for leaf in LEAVES]
    hashes = [format.leaf_hash(i, v, s) for i, (v, s) in enumerate(zip(values, salts, strict=True))]
    inside = format.build_identity({"schema_version": "1.0.0"}, values, salts)
    assert format.parse_identity(inside).values == tuple(values)
    return {
        "report_id": sealed.report_id.hex(), "channel": {"schema_version": "1.0.0"}, "values": LEAVES,
        "salts": [salt.hex() for salt in salts], "leaves": [leaf.hex() for leaf in hashes],
        "idcommit": format.idcommit(sealed.report_id, hashes).hex(), "inside": inside.hex(),
    }  # fmt: skip


def signed_words(orgs: Frozen) -> dict[str, Any]:
    """Receipts, recalls and confirm notes, and those that must not count."""
    sealed, _told = report(orgs, "one")
    police, ngo = orgs.signer("northshire-police/police-reply"), orgs.signer("casa-aurora/ngo-case")
    part = digest(sealed.crime)
    vectors = []

    def add(name: str, raw: bytes, *, org: str, check: str | None = None, day: int = TODAY) -> None:
        vectors.append({"name": name, "raw": raw.hex(), "org": org, "day": day, "check": check})

    for action in receipts.Action:
        add(
            f"receipt {action.name.lower()}",
            receipts.receipt(action, sealed.report_id, part, TODAY, police),
            org="northshire-police",
        )
    add(
        "receipt of an NGO",
        receipts.receipt(receipts.Action.RECEIVED, sealed.report_id, part, TODAY, ngo),
        org="casa-aurora",
    )
    add("recall", receipts.recall(sealed.report_id, part, TODAY, ngo), org="casa-aurora")
    add("confirm", receipts.confirm(sealed.report_id, sealed.signed, TODAY, ngo), org="casa-aurora")
    good = receipts.receipt(receipts.Action.OPENED, sealed.report_id, part, TODAY, police)
    order = receipts.recall(sealed.report_id, part, TODAY, ngo)

    def signed(who: str, message: bytes = good[:58], tag: str = "amparo1/receipt") -> bytes:
        key = orgs.signer(who)
        return message + key.kid + key.sign(tag, message + key.kid)

    add(
        "one bit of the digest",
        good[:30] + bytes([good[30] ^ 1]) + good[31:],
        org="northshire-police",
        check="signature",
    )
    add("action 4", good[:5] + b"\x04" + good[6:], org="northshire-police", check="receipt")
    add("a byte too many", good + b"\0", org="northshire-police", check="receipt")
    add("recall of version 2", order[:4] + b"\x02" + order[5:], org="casa-aurora", check="recall")
    add("by a gateway", signed("amparo-gateway/intake"), org="amparo-gateway", check="word-sender")
    add("by another force", signed("southmoor-police/police-reply"), org="northshire-police", check="word-sender")
    add(
        "by a stopped key",
        signed("northshire-police/police-reply/stopped"),
        org="northshire-police",
        check="word-sender",
    )
    add(
        "by a key of another time",
        signed("northshire-police/police-reply/ancient"),
        org="northshire-police",
        check="word-day",
    )
    late = good[:54] + (TODAY - 36).to_bytes(4)
    add("of 36 days ago", signed("northshire-police/police-reply", late), org="northshire-police", check="word-day")

    def of(day: int, who: str = "northshire-police/police-reply/ancient") -> bytes:
        return signed(who, good[:54] + day.to_bytes(4))

    force = "northshire-police"
    add("of its last day, read when its key has ended", of(TODAY - 41), org=force, day=TODAY - 7)
    add("of its last day, read 36 days later", of(TODAY - 41), org=force, check="word-day", day=TODAY - 5)
    add("of the day after its key's last", of(TODAY - 40), org=force, check="word-day", day=TODAY - 39)
    add("of 60 days ago, by a key of then", of(TODAY - 60), org=force, check="word-day")
    add(
        "of yesterday, by a key of tomorrow",
        of(TODAY - 1, "northshire-police/police-reply/tomorrow"),
        org=force,
        check="word-day",
    )
    add("of two days ahead", of(TODAY + 2, "northshire-police/police-reply"), org=force, check="word-day")
    add(
        "signed as a recall",
        signed("northshire-police/police-reply", tag="amparo1/recall"),
        org="northshire-police",
        check="signature",
    )
    noted = receipts.confirm(sealed.report_id, sealed.signed, TODAY, ngo)
    for name, right, key in (("receipt", good, police), ("recall", order, ngo), ("confirm", noted, ngo)):
        for what, wrong in (
            ("of version 0", right[:4] + b"\x00" + right[5:-64]),
            ("of version 9", right[:4] + b"\x09" + right[5:-64]),
            ("with a byte more", right[:-64] + b"\0"),
            ("with a byte less", right[:-65]),
        ):
            raw = wrong + key.sign(f"amparo1/{name}", wrong)
            add(f"{name} {what}, signed so", raw, org=key.org, check=name)
    nothing = good[:5] + b"\x00" + good[6:-64]
    add("action 0, signed so", nothing + police.sign("amparo1/receipt", nothing), org=force, check="receipt")
    return {"report_id": sealed.report_id.hex(), "part": part.hex(), "vectors": vectors}


_ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_BENGALI = str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")


def tokens(orgs: Frozen) -> dict[str, Any]:
    value = int("0aaf3da6c9c1362e65184effcd90", 16)
    symbols, digits = token.symbols(value), token.digits(value)
    secret, salt = seed("filing secret"), seed("ngo salt")
    keys = token.mint(value, orgs.read.deployment_id, salt)
    root = token.root_of(value, orgs.read.deployment_id)
    written = [
        symbols, digits, symbols.lower(), symbols.replace("-", ""), digits.translate(_ARABIC),
        digits.translate(_BENGALI),
        "\u2067" + digits.translate(_ARABIC) + "\u2069", symbols.replace("0", "O").replace("1", "l"),
        symbols.replace("1", "i").replace("-", " – "), "５ＡＹＦ:D6S7_0KCB.K531·7FZK CG6E",
    ]  # fmt: skip
    odd = [
        "5AYF-D6S7-0KCB-K531-7FZK-CG6F", "0216 7081 0469 6557 9102 2808 4604 2597 2830",
        "UUUU-UUUU-UUUU-UUUU-UUUU-UUUU", "9" * 36, "0000 0000 0000 0000 0000 0000 0000 0000 0001",
        "5AYF-D6S7-0KCB-K531-7FZK-CG6", "", "x" * 37, "é" * 24, "ß" * 12, "½½½½½½½½", "٫" * 24,
        *(token._all_digits(value) for value in (1 << 110, (1 << 110) + 5, 10**34 - 1, (1 << 110) - 1)),
        token._all_digits(value)[:-2] + "00", "5AYF-D6S7-0KCB-K531-7FZK-CG6U", "-" * 24 + symbols, "x" * 24,
    ]  # fmt: skip
    return {
        "deployment_id": orgs.read.deployment_id.hex(), "value": f"{value:028x}", "symbols": symbols, "digits": digits,
        "root": root.hex(), "read": keys.read.hex(), "mailbox_id": keys.id.hex(),
        "box": H("amparo1/mbx-box", key=root).hex(), "pk": keys.pk.hex(), "say": keys.say.hex(),
        "ngo_salt": salt.hex(), "vk": keys.vk.hex(),
        "writings": [_read(text) for text in written + odd],
        "more": [
            {"value": f"{v:028x}", "symbols": token.symbols(v), "digits": token.digits(v)}
            for v in (0, 1, (1 << 110) - 1, value)
        ],
        "filing_secret": secret.hex(), "filing_value": f"{token.value_from_filing_secret(secret):028x}",
        "filing_id": token.filing_id(secret).hex(),
        "filing_report": canonical(REPORT).decode(),
        "filing_body": token.filing_body(secret, canonical(REPORT)).hex(),
        "pepper": seed("pepper").hex(), "row": token.row_key(keys.id, seed("pepper")).hex(),
        "seen": token.seen_key(4, seed("cid")[:16], seed("pepper")).hex(), "seen_part": 4,
        "seen_cid": seed("cid")[:16].hex(),
    }  # fmt: skip


def _read(text: str) -> dict[str, Any]:
    """How a text is read: by a desk (None: refused) and by the page (None: another length, P2)."""
    try:
        desk: str | None = f"{token.read_at_desk(text):028x}"
    except BadToken:
        desk = None
    page = token.read_on_page(text)
    return {"text": text, "desk": desk, "page": None if page is None else f"{page:028x}"}
