// Sections 5, 6 and 8: the manifest, an upload, a reference, the identity part.
import { Reader, H, Refused, cat, digest, equal, need, u16, u32, u8, utf8 } from "./bytes.mjs";
import { canonical, strict, strictObject } from "./json.mjs";
import { lengths, parse, seal } from "./part.mjs";
import { sign } from "./ed25519.mjs";
import { mint } from "./token.mjs";

export const SIGNED = 276;
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LEAVES = 20;
const BUDGET = 13312;

/** The 276 bytes taken apart; `code` is G3 or R2. */
export function parseSigned(raw, code) {
  const reader = new Reader(raw, `${code}-length`);
  need(equal(reader.take(4), utf8("AMPM")), `${code}-magic`);
  need(reader.number(1) === 1, `${code}-suite`);
  need(reader.number(1) === 2, `${code}-nparts`);
  const found = { report_id: reader.take(16), dirsize: reader.number(4), dirhash: reader.take(32) };
  Object.assign(found, { sender: reader.take(16), idcommit: reader.take(32), boxcommit: reader.take(32) });
  Object.assign(found, { length: {}, digest: {} });
  for (const part of [1, 2]) {
    need(reader.number(1) === part, `${code}-entries`);
    found.length[part] = reader.number(4);
    found.digest[part] = reader.take(32);
  }
  for (const part of [1, 2]) need(lengths(part).includes(found.length[part]), `${code}-lengths`);
  found.message = raw.subarray(0, reader.at);
  found.signature = raw.subarray(reader.at);
  return found;
}

export const uploadLengths = lengths(1).flatMap((crime) => lengths(2).map((identity) => SIGNED + crime + identity));

/** G2 to G4: an upload in its pieces. */
export function splitUpload(raw) {
  need(uploadLengths.includes(raw.length), "G2");
  const signed = parseSigned(raw.subarray(0, SIGNED), "G3");
  need(SIGNED + signed.length[1] + signed.length[2] === raw.length, "G3-sum");
  const middle = SIGNED + signed.length[1];
  return { signed, crime: parse(raw.subarray(SIGNED, middle), 1, "G4"), identity: parse(raw.subarray(middle), 2, "G4") };
}

/** Section 6: what binds a report to her mailbox and consent key. */
export const boxcommit = (reportId, id, pk, vk) => H("amparo1/boxcommit", { msg: cat(reportId, id, pk, vk) });

/** G5, R5: a part belongs to the manifest. */
export function bound(part, signed, code) {
  need(equal(part.cid, signed.report_id), `${code}-cid`);
  need(equal(part.sender, signed.sender), `${code}-sender`);
  need(part.dirsize === signed.dirsize, `${code}-dirsize`);
  need(equal(part.dirhash, signed.dirhash), `${code}-dirhash`);
}

export function reference(reportId) {
  let value = reportId.reduce((number, byte) => number * 256n + BigInt(byte), 0n);
  let text = "";
  for (let i = 0; i < 26; i++, value >>= 5n) text = ALPHABET[Number(value & 31n)] + text;
  return text;
}

// --- identity part ----------------------------------------------------------------------------------------------

export const leafHash = (i, value, salt) => H("amparo1/idfield", { msg: cat(u8(i), value), key: salt });
export const idcommit = (reportId, leaves) => H("amparo1/idcommit", { msg: cat(reportId, ...leaves) });

export function buildIdentity(channel, values, salts) {
  const head = utf8(canonical(channel));
  if (head.length > 1024 || values.reduce((sum, value) => sum + value.length, 0) > BUDGET) throw new Error("too long");
  const leaves = values.map((value, i) => cat(salts[i], u16(value.length), value));
  return cat(utf8("AMPI"), u8(1), u16(head.length), head, ...leaves);
}

export function parseIdentity(raw) {
  try {
    const reader = new Reader(raw, "R17-identity");
    need(equal(reader.take(5), cat(utf8("AMPI"), u8(1))), "R17-identity");
    const clen = reader.number(2);
    need(clen <= 1024, "R17-identity");
    const found = { channel: strictObject(reader.take(clen)), salts: [], values: [], leaves: [] };
    for (let i = 0; i < LEAVES; i++) {
      const salt = reader.take(32);
      const value = reader.take(reader.number(2));
      if (value.length) need(equal(utf8(canonical(strict(value))), value), "R17-identity");
      found.salts.push(salt);
      found.values.push(value);
      found.leaves.push(leafHash(i, value, salt));
    }
    need(reader.done && found.values.reduce((sum, value) => sum + value.length, 0) <= BUDGET, "R17-identity");
    return found;
  } catch {
    throw new Refused("R17-identity");
  }
}

// --- a whole report ---------------------------------------------------------------------------------------------

const b64 = (bytes) => Buffer.from(bytes).toString("base64");

/** Section 5 to 8: seal and sign. `leaves` are twenty texts; `value` is the token's. */
export function sealReport(view, { seed, report, leaves, force, ngo, signer, day, value, terms, schema_version }) {
  const reportId = H("amparo1/d-rid", { key: seed, n: 16 });
  const keys = mint(value, view.deploymentId, H("amparo1/d-ngosalt", { key: seed }));
  const shared = { schema_version, day, ngo, mailbox: { id: b64(keys.mailbox_id), pk: b64(keys.pk) }, vk: b64(keys.vk) };
  const crimeText = utf8(canonical({ v: 1, type: "report", channel: { ...shared, terms }, report }));
  const own = { force, say: b64(keys.say), read: b64(keys.read), ngo_salt: b64(keys.ngo_salt) };
  const salts = leaves.map((_, i) => H("amparo1/d-idsalt", { msg: u8(i), key: seed }));
  const values = leaves.map(utf8);
  const common = { seed, cid: reportId, dirsize: view.size, dirhash: view.root, sender: signer.kid };
  const to = (org, role) => view.recipients(org, role, day).map((key) => key.pk);
  const crime = seal({ ...common, part: 1, text: crimeText, keys: to(force, 1) }).raw;
  const identityText = buildIdentity({ ...shared, ...own }, values, salts);
  const identity = seal({ ...common, part: 2, text: identityText, keys: to(ngo, 2) }).raw;
  const commit = idcommit(reportId, values.map((text, i) => leafHash(i, text, salts[i])));
  const entry = (part, raw) => cat(u8(part), u32(raw.length), digest(raw));
  const manifest = cat(utf8("AMPM"), u8(1), u8(2), reportId, u32(view.size), view.root, signer.kid, commit,
    boxcommit(reportId, keys.mailbox_id, keys.pk, keys.vk), entry(1, crime), entry(2, identity));
  const signed = cat(manifest, sign(signer.secret, "amparo1/manifest", manifest));
  return { reportId, signed, crime, identity, upload: cat(signed, crime, identity) };
}

