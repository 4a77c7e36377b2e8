// What section 2 asks of the directory, answered from the table of directory.json; roots are computed from the leaves.
import { sha256 } from "@noble/hashes/sha2.js";
import { cat, equal, hex, kid, order, u8, unhex } from "./bytes.mjs";

const DAY = 86400;

const leafHash = (leaf) => sha256(cat(u8(0), leaf));

/** RFC 6962: the root of some leaf hashes. */
export function root(hashes) {
  if (hashes.length === 1) return hashes[0];
  let split = 1;
  while (split * 2 < hashes.length) split *= 2;
  return sha256(cat(u8(1), root(hashes.slice(0, split)), root(hashes.slice(split))));
}

export class View {
  constructor(table, { tooNew = false, stopped = [] } = {}) {
    const leaves = table.leaves.map(unhex);
    if (tooNew) leaves.push(unhex(table.too_new_leaf));
    this.witnessed = table.witnessed;
    this.hashes = leaves.map(leafHash);
    this.size = leaves.length;
    this.roots = new Map();
    this.acceptable = !tooNew;
    this.deploymentId = this.hashes[0].subarray(0, 16);
    this.kinds = table.organisations;
    this.keys = table.keys.map((row) => ({
      name: row.name, org: row.org, role: row.role, pk: unhex(row.pk), kid: kid(row.role, unhex(row.pk)),
      from: row.from, until: row.until, leaf: row.leaf, stopped: row.stopped || stopped.includes(row.name), secret: unhex(row.secret),
    }));
    this.byKid = new Map(this.keys.map((key) => [hex(key.kid), key]));
    this.byName = new Map(this.keys.map((key) => [key.name, key]));
  }
  get root() {
    return this.rootOf(this.size);
  }
  rootOf(size) {
    if (size < 1 || size > this.size) return new Uint8Array(0);
    if (!this.roots.has(size)) this.roots.set(size, root(this.hashes.slice(0, size)));
    return this.roots.get(size);
  }
  kind(org) {
    return Object.hasOwn(this.kinds, org) ? this.kinds[org] : null;
  }
  listed(id) {
    return this.byKid.get(hex(id)) ?? null;
  }
  active(org, role, day, size) {
    return this.keys.filter((key) =>
      key.org === org && key.role === role && key.leaf < size && key.from <= day && day < key.until);
  }
  /** The days, of those asked, on which one may have sealed under a checkpoint of that size: G10, R9. */
  sealingDays(size, days) {
    return days.filter((day) => this.witnessed.some((each) =>
      each.size === size && each.time >= day * DAY - 2 * DAY && each.time < (day + 1) * DAY + 600));
  }
  /** Whom a part is sealed to today. */
  recipients(org, role, day) {
    const found = this.active(org, role, day, this.size).filter((key) => !key.stopped);
    if (found.length < 1 || found.length > 4) throw new Error("nobody to seal to");
    return found.sort((a, b) => order(a.kid, b.kid));
  }
  /** The state a part says it was sealed under is one of mine: G7, R6. */
  agrees(dirsize, dirhash) {
    return equal(this.rootOf(dirsize), dirhash);
  }
}

/** G10, R9: a signer's key is active on a day among the first leaves. */
export const signerActive = (view, signer, day, size) =>
  view.active(signer.org, signer.role, day, size).some((key) => equal(key.kid, signer.kid));

