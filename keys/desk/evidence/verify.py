"""Verify an evidence file, from the file alone: no gateway, no key, no network, no clock but for saying so.

Every signature, digest, commitment and listing is computed anew from the bytes in the file (EVIDENCE.md says which).
One thing that does not hold and nothing is proved: DeskError says what. Two things the file cannot bring along: which
genesis is the coalition's, and whether its words are true.
"""

from dataclasses import dataclass, field
from typing import Any

from gateway.report.filing import canonical
from keys.clock import from_iso, iso, now
from keys.desk.errors import DeskError
from keys.desk.evidence.bundle import FORMAT, MESSAGES, readable, render
from keys.desk.evidence.verify_disclosure import FiledReport, released
from keys.directory.checkpoint import BadCheckpoint, read_checkpoint, witnessed
from keys.directory.fold import fold
from keys.directory.view import Listed, View
from keys.encoding import strict_json, unb64
from keys.envelope import format, messages, receipts
from keys.envelope.admission import admit_word, bound_to_manifest
from keys.envelope.format import Envelope, Manifest
from keys.envelope.receipts import Word
from keys.errors import DirectoryRefused, Refused
from keys.private.decryption import open_with_cek
from keys.private.opening import boxcommit_of
from keys.roles import READER, Kind, Part, Role
from keys.signing import verify

LARGEST = 64 << 20  # bytes: a directory of 10 000 leaves fits
_REPORT_PARTS = (Part.CRIME, Part.IDENTITY)
_NAMES = {"format", "reference", "report", "messages", "disclosures", "police_receipts", "directory"}
_DONE = {1: "received", 2: "opened (a person looked)", 3: "gave up unseen"}


@dataclass
class Proof:
    """What holds, and what does not follow from it; sentences for a person. `text` is what was sealed."""

    reference: str
    genesis: bytes
    text: Any
    proved: list[str] = field(default_factory=list)
    not_proved: list[str] = field(default_factory=list)


@dataclass
class Listing:
    """The directory in the file, and the keys whose signatures were believed so far, by key id."""

    view: View
    relied_on: dict[bytes, Listed] = field(default_factory=dict)

    def signer(self, kid: bytes) -> Listed | None:
        """The listing of a key whose signature is about to be judged; None when there is none."""
        found = self.view.listed(kid)
        if found is not None:
            self.relied_on[kid] = found
        return found


def prove(raw: bytes, pinned: bytes | None = None) -> Proof:
    """What the evidence file `raw` proves. `pinned` is the coalition's genesis, where known. DeskError otherwise."""
    try:
        document = strict_json(raw)
        if document.get("format") != FORMAT:
            raise DeskError(
                "This is not an evidence file of a form that this program knows. Update it, or check the name."
            )
        if render(document) != raw or document.keys() != _NAMES:
            raise Refused("form")
        return _prove(document, pinned)
    except DirectoryRefused as reason:
        raise DeskError(f"REFUSED: the directory in this file does not hold. {reason}") from None
    except Refused as refusal:
        raise _refusal(refusal.check) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _refusal("form") from None


def _refusal(check: str) -> DeskError:
    return DeskError(
        f"REFUSED: this file proves nothing. It was changed, cut short or never was evidence (check: {check}). "
        "Take the copy that was stored first."
    )


def _prove(document: dict[str, Any], pinned: bytes | None) -> Proof:
    view = _directory(document["directory"])
    listing = Listing(view)
    if pinned is not None and pinned != view.genesis:
        raise DeskError("REFUSED: this file's directory is of another deployment than the genesis given.")
    given = document["report"]
    part = Part(given["part"])
    if part not in _REPORT_PARTS:
        raise Refused("part")
    raw = unb64(given["sealed"])
    if len(raw) not in format.DELIVERY_LENGTHS:
        raise Refused("R1")
    signed = format.parse_signed(raw[: format.SIGNED])
    sealed = format.parse(raw[format.SIGNED :], part)
    if signed.lengths[part] != len(sealed.raw) or signed.digests[part] != format.digest(sealed.raw):
        raise Refused("R4")
    bound_to_manifest(sealed, signed, "R5")
    if format.reference(signed.report_id) != document["reference"]:
        raise Refused("reference")
    sender, to = _signed_and_sealed(listing, sealed, given, "amparo1/manifest", signed.raw, signed.signature)
    channel = _opened(part, sealed, given, signed)
    ngo, day = channel["ngo"], channel["day"]
    if view.org_kind(ngo) is not Kind.NGO or (view.org_kind(sender.org) is Kind.NGO and sender.org != ngo):
        raise Refused("R17-ngo")
    proof = Proof(document["reference"], view.genesis, given["text"])
    what = "crime part" if part is Part.CRIME else "identity part"
    proof.proved += [
        f"The text of the {what} in this file is, sign for sign, what {sender.org} signed and sealed as report "
        f"{document['reference']}. Nothing was added, changed or taken away since.",
        f"It was sealed to the keys of {to} that the directory listed on {given['valid_on']}, and to nobody else; the "
        f"key that signed it was listed for {sender.org} on that day.",
        f"Whoever sealed it dated it {iso(day)}.",
    ]
    proof.proved += _receipts(listing, given, sealed.cid, signed.digests[part], to)
    proof.proved += _police_receipts(listing, document["police_receipts"], signed)
    confirmed = _messages(listing, document["messages"], signed, ngo, to, proof)
    held = FiledReport(signed, ngo, to, day, confirmed is not None, unb64(channel["vk"], 32))
    if document["disclosures"] and part is not Part.CRIME:
        raise Refused("C3")
    for each in document["disclosures"]:
        _release(listing, each, held, to, proof)
    _who(view, sender, ngo, confirmed, proof)
    proof.not_proved += _stopped(listing)
    _witnesses(view, sealed.dirsize, document["directory"]["checkpoints"], proof)
    proof.not_proved += [
        "That what the text says is true, or who the victim is.",
        "The hour of anything: days are the signers' own words, within the days of their keys.",
        "That nobody else read it: every holder of this file can.",
        "What was said after this file was made, or through other ways.",
    ]
    if pinned is None:
        proof.not_proved.append(
            "That this is the coalition's directory: compare the genesis below with the one it publishes, or give it "
            "with --genesis."
        )
    return proof


def _release(listing: Listing, given: dict[str, Any], held: FiledReport, to: str, proof: Proof) -> None:
    """What she released is as she and the NGO signed it, and went to the force that holds the report."""
    raw, signature = format.split_single(unb64(given["sealed"]), Part.DISCLOSE)
    disclosed = format.parse(raw, Part.DISCLOSE)
    who, whom = _signed_and_sealed(listing, disclosed, given, "amparo1/single", raw, signature)
    if whom != to:
        raise Refused("C3")
    plaintext = open_with_cek(disclosed, _hex(given["content_key"]))
    found = released(plaintext, held, who.org, listing.view, from_iso(given["valid_on"]))
    _same_text(found.text, given["text"])
    proof.proved += found.proved
    proof.not_proved += found.not_proved
    proof.proved += _receipts(listing, given, disclosed.cid, format.digest(raw), to)


def _directory(given: dict[str, Any]) -> View:
    if given.keys() != {"genesis", "leaves", "checkpoints", "stops"}:
        raise Refused("form")
    leaves, checkpoints, stops = ([unb64(each) for each in given[name]] for name in ("leaves", "checkpoints", "stops"))
    return fold(leaves, _hex(given["genesis"]), checkpoints=checkpoints, stops=stops)


def _signed_and_sealed(
    listing: Listing, sealed: Envelope, given: dict[str, Any], tag: str, message: bytes, signature: bytes
) -> tuple[Listed, str]:
    """The signer's listing and the organisation it was sealed to: R6 to R9 on the day that the file names."""
    if given.keys() != {"part", "sealed", "content_key", "valid_on", "text", "receipts"}:
        raise Refused("form")
    view = listing.view
    if view.root_at(sealed.dirsize) != sealed.dirhash:
        raise Refused("R6")
    sender = listing.signer(sealed.sender)
    if sender is None or sender.role not in READER[sealed.part].signers:
        raise Refused("R7")
    verify(sender.pk, tag, message, signature)
    day, role = from_iso(given["valid_on"]), READER[sealed.part].role
    to = view.listed(sealed.kids[0])
    if to is None or role is None or to.role is not role:
        raise Refused("R9-stranger")
    ours = {key.kid for key in view.active(to.org, role, day, sealed.dirsize)}
    if not set(sealed.kids) <= ours or any(not view.stopped(kid) for kid in ours - set(sealed.kids)):
        raise Refused("R9-keys")
    if all(key.kid != sealed.sender for key in view.active(sender.org, sender.role, day, sealed.dirsize)):
        raise Refused("R9-signer")
    return sender, to.org


def _opened(part: Part, sealed: Envelope, given: dict[str, Any], signed: Manifest) -> dict[str, Any]:
    """The channel inside, once content key, text and (identity) commitment fit."""
    plaintext = open_with_cek(sealed, _hex(given["content_key"]))
    if part is Part.CRIME:
        inside = strict_json(plaintext)
    else:
        who = format.parse_identity(plaintext)
        if format.idcommit(signed.report_id, who.leaves) != signed.idcommit:
            raise Refused("R19")
        inside = {"channel": who.channel, "leaves": [value.decode() for value in who.values]}
    if boxcommit_of(signed.report_id, inside["channel"]) != signed.boxcommit:
        raise Refused("R17-boxcommit")
    _same_text(readable(part, inside), given["text"])
    return inside["channel"]


def _same_text(sealed: Any, given: Any) -> None:
    if canonical(sealed) != canonical(given):
        raise Refused("text")


def _receipts(listing: Listing, given: dict[str, Any], cid: bytes, digest: bytes, org: str) -> list[str]:
    found = []
    for text in given["receipts"]:
        word = receipts.parse_receipt(_hex(text))
        _believed(listing, word, org, (Role.POLICE_REPLY, Role.NGO_CASE))
        if word.cid != cid or word.digest != digest:
            raise Refused("receipt")
        found.append(f"A desk of {org} signed that it {_DONE[int(word.action or 0)]} it, on {iso(word.day)}.")
    return found


def _police_receipts(listing: Listing, given: list[str], signed: Manifest) -> list[str]:
    """What a force signed about the crime part of the report, as an NGO holds it."""
    found = []
    for text in given:
        word = receipts.parse_receipt(_hex(text))
        sender = listing.view.listed(word.sender)
        if sender is None or (word.cid, word.digest) != (signed.report_id, signed.digests[Part.CRIME]):
            raise Refused("receipt")
        _believed(listing, word, sender.org, (Role.POLICE_REPLY,))
        done = _DONE[int(word.action or 0)]
        found.append(f"A desk of {sender.org} signed that it {done} the crime part, on {iso(word.day)}.")
    return found


def _believed(listing: Listing, word: Word, org: str, roles: tuple[Role, ...]) -> None:
    listing.signer(word.sender)
    admit_word(word, view=listing.view.without_stops(), org=org, day=word.day, roles=frozenset(roles))


def _messages(
    listing: Listing, given: list[dict[str, Any]], signed: Manifest, ngo: str, us: str, proof: Proof
) -> int | None:
    """The messages hold too; the day of the NGO's confirmation, if one is among them."""
    confirmed = None
    for each in given:
        part = Part(each["part"])
        if part not in MESSAGES:
            raise Refused("part")
        raw, signature = format.split_single(unb64(each["sealed"]), part)
        sealed = format.parse(raw, part)
        sender, to = _signed_and_sealed(listing, sealed, each, "amparo1/single", raw, signature)
        inside = messages.read(part, open_with_cek(sealed, _hex(each["content_key"])), "R17")
        _same_text(inside, each["text"])
        if bytes.fromhex(inside["report_id"]) != signed.report_id or to != us:
            raise Refused("R18")
        if part is Part.TO_POLICE and sender.org != ngo:
            raise Refused("R18")
        _receipts(listing, each, sealed.cid, format.digest(raw), to)
        proof.proved.append(f"{sender.org} said about it, dated {iso(inside['day'])}: {inside['kind']}.")
        if inside["kind"] == "confirm":
            word = receipts.parse_confirm(unb64(inside["note"], receipts.ORDER_LENGTH))
            _believed(listing, word, ngo, (Role.NGO_CASE,))
            if word.cid != signed.report_id or word.digest != receipts.signed_digest(signed.raw + signed.signature):
                raise Refused("confirm")
            confirmed = word.day
    return confirmed


def _who(view: View, sender: Listed, ngo: str, confirmed: int | None, proof: Proof) -> None:
    """The one line about the sender, as far as this file carries it."""
    if view.org_kind(sender.org) is Kind.NGO:
        proof.proved.append(f"The words are {ngo}'s: its own key signed them.")
    elif confirmed is not None:
        proof.proved.append(f"{ngo} signed on {iso(confirmed)} that it filed this report.")
        proof.not_proved.append(f"That the gateway {sender.org} sealed the words of {ngo} unchanged.")
    else:
        proof.not_proved.append(
            f"That {ngo} filed it: the gateway {sender.org} says so, and no confirmation is in this file."
        )


def _stopped(listing: Listing) -> list[str]:
    """Whoever holds a key after it was lost can date what he signs before that: each such key is named."""
    keys = [key for kid, key in listing.relied_on.items() if listing.view.stopped(kid)]
    return [
        f"That the {key.role.label} key of {key.org} was still safe when it signed: the directory has stopped it since."
        for key in sorted(keys, key=lambda key: (key.org, key.role))
    ]


def _witnesses(view: View, dirsize: int, checkpoints: list[str], proof: Proof) -> None:
    seen = []
    for text in checkpoints:
        try:
            checkpoint = read_checkpoint(unb64(text))
            head, law = checkpoint.head, view.law
            if head.size >= dirsize and view.root_at(head.size) == head.root:
                seen.append(witnessed(checkpoint, law.log_key, law.witnesses, law.witness_threshold, now=now()).last)
        except BadCheckpoint:
            continue  # it can only be missing (F4)
    if seen:
        proof.proved.append(
            f"The keys it rests on stood in the public log: at least {view.law.witness_threshold} witnesses had signed "
            f"so by {iso(min(seen) // 86400)}."
        )
    else:
        proof.not_proved.append(
            "That the keys stood in the public log: no witness's signature over them is in this file."
        )


def _hex(text: Any) -> bytes:
    """What lower-case hex digits write; Refused for any other writing of it."""
    raw = bytes.fromhex(text)
    if raw.hex() != text:
        raise Refused("form")
    return raw
