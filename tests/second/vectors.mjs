// Section 20: runs every frozen vector. What does not hold is listed; nothing is skipped.
import { x25519 } from "@noble/curves/ed25519.js";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { H, Refused, cat, digest, equal, hex, kid, u8, unhex, utf8 } from "./bytes.mjs";
import { acceptDisclosure, buildDisclosure, readNote, signNote } from "./consent.mjs";
import { openDelivery, openSingle } from "./desk.mjs";
import { knock } from "./door.mjs";
import { publicKey, verify } from "./ed25519.mjs";
import { admitMailbox, admitSingle, admitUpload, admitVictim } from "./gateway.mjs";
import { canonical, strictObject } from "./json.mjs";
import { readSlot, sealMail, sealWord, shownStatus } from "./page.mjs";
import { cidOf, open, parse, seal, stanza } from "./part.mjs";
import { buildIdentity, idcommit, leafHash, parseIdentity, reference, sealReport } from "./report.mjs";
import * as token from "./token.mjs";
import { View } from "./view.mjs";
import { takeWord } from "./words.mjs";

const value = (text) => BigInt(`0x${text}`);
const padded = (number) => (number === null ? null : number.toString(16).padStart(28, "0"));

export class Vectors {
  constructor(folder) {
    this.read = (name) => JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8"));
    this.table = this.read("directory");
    this.view = new View(this.table);
    this.tooNew = new View(this.table, { tooNew: true });
    this.failures = [];
    this.count = 0;
  }
  /** One comparison: bytes, or anything that has JSON. */
  same(name, found, expected) {
    this.count++;
    const told = found instanceof Uint8Array ? hex(found) : JSON.stringify(found);
    const right = found instanceof Uint8Array ? expected : JSON.stringify(expected);
    if (told !== right) this.failures.push(`${name}: found ${told?.slice(0, 80)}, expected ${right?.slice(0, 80)}`);
  }
  /** What came of some act: null, "again", or the check that refused. */
  outcome(act) {
    try {
      return act()?.again ? "again" : null;
    } catch (error) {
      if (error instanceof Refused) return error.check;
      throw error;
    }
  }
  key(name) {
    return this.view.byName.get(name);
  }

  directory() {
    this.same("genesis", this.view.hashes[0], this.table.genesis);
    this.table.roots.forEach((root, i) => this.same(`root of ${i + 1}`, this.view.rootOf(i + 1), root));
    for (const row of this.table.keys) {
      const key = this.key(row.name);
      this.same(`kid of ${row.name}`, key.kid, row.kid);
      this.same(`public key of ${row.name}`, row.role >= 16 ? publicKey(key.secret) : x25519.getPublicKey(key.secret), row.pk);
    }
  }
  primitives() {
    const told = this.read("primitives");
    for (const each of told.hash) this.same(each.label, H(each.label, { msg: unhex(each.msg), key: unhex(each.key), n: each.n }), each.is);
    for (const each of told.kid) this.same(`kid ${each.role}`, kid(each.role, unhex(each.pk)), each.is);
    for (const each of told.stanza) this.same("stanza", stanza(unhex(each.esk), unhex(each.pk), unhex(each.cek)), each.is);
    for (const each of told.signature)
      this.same(each.why, verify(unhex(each.pk), each.tag, unhex(each.message), unhex(each.signature)), each.valid);
    for (const pk of told.low_order) {
      let refused = false;
      try {
        stanza(utf8("x".repeat(32)), unhex(pk), new Uint8Array(32));
      } catch {
        refused = true;
      }
      this.same(`low order ${pk}`, refused, true);
    }
  }
  seeds() {
    const told = this.read("seeds");
    const seed = unhex(told.seed);
    this.same("report id", H("amparo1/d-rid", { key: seed, n: 16 }), told.report_id);
    this.same("ngo salt", H("amparo1/d-ngosalt", { key: seed }), told.ngo_salt);
    for (const [part, cid] of Object.entries(told.cids)) this.same(`cid ${part}`, cidOf(Number(part), seed), cid);
    told.salts.forEach((salt, i) => this.same(`salt ${i}`, H("amparo1/d-idsalt", { msg: u8(i), key: seed }), salt));
    for (const each of told.parts) {
      const hdr0 = unhex(each.hdr0);
      const found = seal({
        seed, part: 5, text: unhex(each.text), cid: hdr0.subarray(8, 24), dirsize: Number(`0x${hex(hdr0.subarray(24, 28))}`),
        dirhash: hdr0.subarray(28, 60), sender: hdr0.subarray(60, 76), keys: [unhex(each.pk)],
      });
      for (const name of ["s", "cek", "nonce"]) this.same(`seed ${name}`, found[name], each[name]);
      this.same("esk", H("amparo1/d-esk", { msg: kid(5, unhex(each.pk)), key: found.s }), each.esk);
      this.same("part of a seed", digest(found.raw), each.digest);
    }
  }
  parts() {
    for (const each of this.read("parts").vectors) {
      const name = `part ${each.part} with ${each.secrets.length} stanzas, ${each.pattern} bytes`;
      const secrets = each.secrets.map(unhex);
      const text = Uint8Array.from({ length: each.pattern }, (_, i) => i % 251);
      const { raw } = seal({
        seed: unhex(each.seed), part: each.part, text, cid: unhex(each.cid), dirsize: each.dirsize, dirhash: unhex(each.dirhash),
        sender: unhex(each.sender), keys: secrets.map((secret) => x25519.getPublicKey(secret)),
      });
      const envelope = parse(raw, each.part, "R3");
      this.same(name, raw.length, each.length);
      this.same(`${name}: header`, envelope.hdr, each.hdr);
      this.same(`${name}: commit`, envelope.commit, each.commit);
      this.same(`${name}: tail`, raw.subarray(-32), each.tail);
      this.same(`${name}: digest`, digest(raw), each.digest);
      for (const secret of secrets) this.same(`${name}: opened`, equal(open(envelope, [secret]), text), true);
    }
  }
  report() {
    for (const each of this.read("report").vectors) {
      const made = sealReport(this.view, {
        ...each, seed: unhex(each.seed), report: strictObject(utf8(each.report)), signer: this.key(each.signer), value: value(each.value),
      });
      this.same(`report ${each.name}`, made.upload, each.upload);
      this.same(`report ${each.name}: id`, made.reportId, each.report_id);
      this.same(`report ${each.name}: reference`, reference(made.reportId), each.reference);
      this.same(`report ${each.name}: crime`, digest(cat(made.signed, made.crime)), each.crime_delivery);
      this.same(`report ${each.name}: identity`, digest(cat(made.signed, made.identity)), each.identity_delivery);
      admitUpload(unhex(each.upload), { view: this.view, ngo: each.ngo, gateway: each.gateway, day: each.day });
      const read = (part, org, raw) => openDelivery(cat(made.signed, raw), {
        part, org, view: this.view, day: each.day, memory: { digests: [] },
        secrets: this.view.recipients(org, part, each.day).slice(-1).map((key) => key.secret),
      });
      this.same(`report ${each.name}: text`, canonical(read(1, each.force, made.crime).inside.get("report")), each.report);
      const values = read(2, each.ngo, made.identity).values.map((bytes) => new TextDecoder().decode(bytes));
      this.same(`report ${each.name}: leaves`, values, each.leaves);
    }
  }
  identity() {
    const told = this.read("identity");
    const inside = buildIdentity(told.channel, told.values.map(utf8), told.salts.map(unhex));
    this.same("identity part", inside, told.inside);
    const found = parseIdentity(inside);
    found.leaves.forEach((leaf, i) => this.same(`leaf ${i}`, leaf, told.leaves[i]));
    this.same("idcommit", idcommit(unhex(told.report_id), found.leaves), told.idcommit);
  }
  token() {
    const told = this.read("token");
    const number = value(told.value);
    this.same("symbols", token.symbols(number), told.symbols);
    this.same("digits", token.digits(number), told.digits);
    for (const each of told.more) this.same(`writings of ${each.value}`, [token.symbols(value(each.value)), token.digits(value(each.value))], [each.symbols, each.digits]);
    for (const each of told.writings) {
      this.same(`${each.text} at a desk`, padded(token.readAtDesk(each.text)), each.desk);
      this.same(`${each.text} on the page`, padded(token.readOnPage(each.text)), each.page);
    }
    const own = token.secrets(number, unhex(told.deployment_id));
    const keys = token.mint(number, unhex(told.deployment_id), unhex(told.ngo_salt));
    this.same("root", own.root, told.root);
    this.same("box", own.box, told.box);
    for (const name of ["read", "mailbox_id", "pk", "say", "vk"]) this.same(name, keys[name], told[name]);
    const filed = token.filing(unhex(told.filing_secret), utf8(told.filing_report));
    this.same("filing value", padded(filed.value), told.filing_value);
    this.same("filing id", filed.id, told.filing_id);
    this.same("filing body", filed.body, told.filing_body);
    this.same("row", H("amparo1/row", { msg: keys.mailbox_id, key: unhex(told.pepper) }), told.row);
    this.same("seen", H("amparo1/cid", { msg: cat(u8(told.seen_part), unhex(told.seen_cid)), key: unhex(told.pepper) }), told.seen);
  }
  mailbox() {
    const told = this.read("mailbox");
    const mail = sealMail({ seed: unhex(told.seed), body: utf8(told.body), pk: unhex(told.pk), signer: this.key(told.signer) });
    this.same("part 6", mail, told.part6);
    const words = sealWord({
      seed: unhex(told.seed), words: strictObject(utf8(told.words)), value: value(told.value), view: this.view, keys: [this.key(told.to).pk],
    });
    this.same("part 7", words, told.part7);
  }
  receipts() {
    for (const each of this.read("receipts").vectors)
      this.same(each.name, this.outcome(() => takeWord(unhex(each.raw), { view: this.view, org: each.org, day: each.day })), each.check);
  }
  consent() {
    const told = this.read("consent");
    const { root } = token.secrets(value(told.value), this.view.deploymentId);
    const secret = H("amparo1/consent", { msg: unhex(told.ngo_salt), key: root });
    this.same("consent key", secret, told.consent_seed);
    this.same("vk", publicKey(secret), told.vk);
    const values = told.leaves.map(utf8);
    const salts = told.salts.map(unhex);
    const leaves = values.map((bytes, i) => leafHash(i, bytes, salts[i]));
    this.same("idcommit of a consent", idcommit(unhex(told.report_id), leaves), told.idcommit);
    for (const each of told.vectors) {
      const note = signNote(each.text, each.signers);
      this.same(`note ${each.name}`, note, each.note);
      this.same(`text of ${each.name}`, readNote(note).text, each.text);
      const openings = each.openings.map((i) => ({ i, salt: salts[i], value: values[i] }));
      const others = leaves.filter((_, i) => !each.openings.includes(i));
      this.same(`disclosure ${each.name}`, buildDisclosure(note, openings, others, each.json), each.inside);
    }
    for (const [vector, raw, view] of this.raws("negative_disclosure"))
      this.same(vector.name, this.outcome(() => acceptDisclosure(raw, { ...vector, view })), vector.check);
  }
  door() {
    for (const each of this.read("door").vectors) {
      const view = each.stopped ? new View(this.table, { stopped: each.stopped }) : this.view;
      this.same(each.name, this.outcome(() => knock(each, view)), each.check);
      if (each.check === null) this.same(`${each.name}: base`, knock(each, this.view).base, each.base);
    }
  }
  shown() {
    const known = new Set(this.read("shown").known);
    for (const each of this.read("shown").vectors) this.same(each.name, shownStatus(each.messages, each.hour, known), each.status);
  }

  /** The bytes of a vector: its own, or its base cut or filled with zeros, with patches. */
  *raws(file) {
    const raws = new Map();
    for (const vector of this.read(file).vectors) {
      let raw = vector.raw === undefined ? new Uint8Array(vector.length) : unhex(vector.raw);
      if (vector.base) raw.set(raws.get(vector.base).subarray(0, vector.length));
      for (const [at, bytes] of vector.patch ?? []) raw.set(unhex(bytes), at);
      raws.set(vector.name, raw);
      yield [vector, raw, vector.directory === "too-new" ? this.tooNew : this.view];
    }
  }
  admission() {
    const doors = { upload: admitUpload, single: admitSingle, mailbox: admitMailbox, victim: admitVictim };
    for (const [vector, raw, view] of this.raws("negative_admission"))
      this.same(vector.name, this.outcome(() => doors[vector.do](raw, { ...vector, view })), vector.check);
  }
  desk() {
    for (const [vector, raw, view] of this.raws("negative_desk")) {
      const mailboxes = vector.memory.mailboxes.map(({ id, say }) => ({ id, say: unhex(say) }));
      const context = { ...vector, view, memory: { ...vector.memory, mailboxes }, secrets: vector.keys.map((name) => this.key(name).secret) };
      this.same(vector.name, this.outcome(() => (vector.do === "delivery" ? openDelivery : openSingle)(raw, context)), vector.check);
    }
  }
  page() {
    for (const [vector, raw, view] of this.raws("negative_page"))
      this.same(vector.name, this.outcome(() => readSlot(raw, { ...vector, value: value(vector.value), view })), vector.check);
  }
  all() {
    for (const part of ["directory", "primitives", "seeds", "parts", "report", "identity", "token", "mailbox", "receipts", "consent", "door", "shown", "admission", "desk", "page"])
      this[part]();
    return { count: this.count, failures: this.failures };
  }
}
