// Sections 3 to 5: the sizes of parts, a part taken apart, sealed and opened.
import { x25519 } from "@noble/curves/ed25519.js";
import { blake2b } from "@noble/hashes/blake2.js";
import { hsalsa, xsalsa20poly1305 } from "@noble/ciphers/salsa.js";
import { xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import { Reader, H, cat, equal, isZero, kid, need, order, u32, u8, utf8, zeros } from "./bytes.mjs";

// part: what its kids' role byte is, N, kind of the organisation that opens it, roles that may sign it
export const PARTS = {
  1: { name: "crime", role: 1, size: 16384, kind: "police", signers: [0x10] },
  2: { name: "identity", role: 2, size: 16384, kind: "ngo", signers: [0x10] },
  3: { name: "disclose", role: 3, size: 16384, kind: "police", signers: [0x12] },
  4: { name: "from_police", role: 4, size: 4096, kind: "ngo", signers: [0x11] },
  5: { name: "to_police", role: 5, size: 4096, kind: "police", signers: [0x12] },
  6: { name: "mailbox", role: 6, size: 2048, kind: null, signers: [] },
  7: { name: "victim", role: 4, size: 2048, kind: "ngo", signers: [] },
  9: { name: "held", role: 2, size: 65536, kind: "ngo", signers: [0x10] },
  10: { name: "attachment", role: 3, size: 65536, kind: "police", signers: [0x12] },
};
const MAGIC = utf8("AMP1");

export const length = (part, nrec) => 148 + 96 * nrec + PARTS[part].size;
export const lengths = (part) => (part === 6 ? [1] : [1, 2, 3, 4]).map((nrec) => length(part, nrec));

/** The header of a part, checked for form only; `code` is G4, R3 or P5. */
export function parse(raw, part, code) {
  need(lengths(part).includes(raw.length), `${code}-length`);
  const reader = new Reader(raw, `${code}-length`);
  need(equal(reader.take(4), MAGIC), `${code}-magic`);
  need(reader.number(1) === 1, `${code}-suite`);
  need(reader.number(1) === part, `${code}-part`);
  need(reader.number(1) === 0, `${code}-flags`);
  const nrec = reader.number(1);
  need(nrec >= 1 && nrec <= 4 && raw.length === length(part, nrec), `${code}-nrec`);
  const found = { part, cid: reader.take(16), dirsize: reader.number(4), dirhash: reader.take(32), sender: reader.take(16) };
  found.stanzas = Array.from({ length: nrec }, () => ({ kid: reader.take(16), box: reader.take(80) }));
  for (let i = 1; i < nrec; i++) need(order(found.stanzas[i - 1].kid, found.stanzas[i].kid) < 0, `${code}-kids`);
  found.nonce = reader.take(24);
  found.hdr = raw.subarray(0, reader.at);
  found.commit = reader.take(32);
  found.ct = raw.subarray(reader.at);
  found.raw = raw;
  return found;
}

// --- stanza: libsodium's sealed box, with the ephemeral secret chosen -------------------------------------------

const words = (bytes) => Uint32Array.from({ length: bytes.length / 4 }, (_, i) =>
  new DataView(bytes.buffer, bytes.byteOffset).getUint32(4 * i, true));
const SIGMA = words(utf8("expand 32-byte k"));

function boxKey(secret, pk) {
  const shared = x25519.getSharedSecret(secret, pk); // throws when it is all zero
  const out = new Uint32Array(8);
  hsalsa(SIGMA, words(shared), words(zeros(16)), out);
  const key = new Uint8Array(32);
  out.forEach((word, i) => new DataView(key.buffer).setUint32(4 * i, word, true));
  return key;
}
const boxNonce = (epk, pk) => blake2b(cat(epk, pk), { dkLen: 24 });

export function stanza(esk, pk, cek) {
  const epk = x25519.getPublicKey(esk);
  return cat(epk, xsalsa20poly1305(boxKey(esk, pk), boxNonce(epk, pk)).encrypt(cek));
}

export function openStanza(box, secret) {
  const epk = box.subarray(0, 32);
  const pk = x25519.getPublicKey(secret);
  return xsalsa20poly1305(boxKey(secret, epk), boxNonce(epk, pk)).decrypt(box.subarray(32));
}

// --- seal and open ----------------------------------------------------------------------------------------------

export const cidOf = (part, seed) => H("amparo1/d-cid", { msg: u8(part), key: seed, n: 16 });

export function pad(text, part) {
  const size = PARTS[part].size;
  if (text.length > size - 4) throw new Error("too long for its part");
  return cat(u32(text.length), text, zeros(size - 4 - text.length));
}

/** Everything of section 5 that one part is made from; `keys` are X25519 public keys, in any order. */
export function seal({ seed, part, text, cid, dirsize, dirhash, sender, keys }) {
  const to = keys.map((pk) => ({ pk, id: kid(PARTS[part].role, pk) })).sort((a, b) => order(a.id, b.id));
  const hdr0 = cat(MAGIC, u8(1), u8(part), u8(0), u8(to.length), cid, u32(dirsize), dirhash, sender);
  const padded = pad(text, part);
  const s = H("amparo1/d-part", { msg: cat(hdr0, padded), key: seed });
  const cek = H("amparo1/d-cek", { key: s });
  const nonce = H("amparo1/d-nonce", { key: s, n: 24 });
  const stanzas = to.map(({ pk, id }) => cat(id, stanza(H("amparo1/d-esk", { msg: id, key: s }), pk, cek)));
  const hdr = cat(hdr0, ...stanzas, nonce);
  const commit = H("amparo1/commit", { msg: hdr, key: cek });
  const pk = H("amparo1/payload", { msg: hdr, key: cek });
  const raw = cat(hdr, commit, xchacha20poly1305(pk, nonce, cat(hdr, commit)).encrypt(padded));
  return { raw, s, cek, nonce };
}

/** R12 to R16: the text of a parsed part. `secrets` are X25519 secrets that I hold. */
export function open(envelope, secrets) {
  const mine = secrets.map((secret) => ({ secret, id: kid(PARTS[envelope.part].role, x25519.getPublicKey(secret)) }));
  const found = envelope.stanzas.map(({ kid: id, box }) => ({ box, own: mine.find((key) => equal(key.id, id)) })).find(({ own }) => own);
  need(found, "R12");
  let cek;
  try {
    cek = openStanza(found.box, found.own.secret);
  } catch {
    need(false, "R13");
  }
  need(cek.length === 32, "R13");
  need(equal(H("amparo1/commit", { msg: envelope.hdr, key: cek }), envelope.commit), "R14");
  const pk = H("amparo1/payload", { msg: envelope.hdr, key: cek });
  let padded;
  try {
    padded = xchacha20poly1305(pk, envelope.nonce, cat(envelope.hdr, envelope.commit)).decrypt(envelope.ct);
  } catch {
    need(false, "R15");
  }
  const size = new Reader(padded, "R15").number(4);
  need(size <= padded.length - 4, "R16");
  need(isZero(padded.subarray(4 + size)), "R16");
  return padded.subarray(4, 4 + size);
}
