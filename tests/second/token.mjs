// Section 10: a token's two writings, how each is read, and what is made from its value.
import { x25519 } from "@noble/curves/ed25519.js";
import { H, cat, unhex } from "./bytes.mjs";
import { publicKey } from "./ed25519.mjs";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const TOP = 1n << 110n;
const DROPPED = /[\p{Cc}\p{Cf}\p{Zs}\p{Zl}\p{Zp}\p{Pd}\u2212.·:_]/gu;

// GF(32): multiply as polynomials, reduced by x^5 + x^2 + 1
function times(a, b) {
  let product = 0;
  for (let bit = 0; bit < 5; bit++) if (b & (1 << bit)) product ^= a << bit;
  for (let bit = 9; bit >= 5; bit--) if (product & (1 << bit)) product ^= 0b100101 << (bit - 5);
  return product;
}

/** The remainder of data(x) x^2 by x^2 + 6 x + 8: two check symbols. */
function checkSymbols(data) {
  const rest = [...data, 0, 0];
  for (let i = 0; i < data.length; i++) {
    const lead = rest[i];
    rest[i + 1] ^= times(lead, 6);
    rest[i + 2] ^= times(lead, 8);
  }
  return rest.slice(-2);
}

const grouped = (text, between) => text.match(/.{4}/g).join(between);

export function symbols(value) {
  const data = Array.from({ length: 22 }, (_, i) => Number((value >> BigInt(5 * (21 - i))) & 31n));
  return grouped([...data, ...checkSymbols(data)].map((n) => ALPHABET[n]).join(""), "-");
}

const allDigits = (value) =>
  value.toString().padStart(34, "0") + (98n - ((value * 100n) % 97n)).toString().padStart(2, "0");
export const digits = (value) => grouped(allDigits(value), " ");

// --- reading ----------------------------------------------------------------------------------------------------

function decimal(sign) {
  if (!/\p{Nd}/u.test(sign)) return sign;
  const point = sign.codePointAt(0);
  let zero = point;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return String((point - zero) % 10);
}

export function normal(text) {
  const kept = text.normalize("NFKC").replace(DROPPED, "");
  return Array.from(Array.from(kept, decimal).join("").toUpperCase());
}

function symbolNumber(sign) {
  if (sign === "O") return 0;
  if (sign === "I" || sign === "L") return 1;
  return ALPHABET.indexOf(sign);
}

const number = (list, base) => list.reduce((value, digit) => value * base + BigInt(digit), 0n);

/** The value of a token whose check signs hold, or null. */
export function readAtDesk(text) {
  const plain = normal(text);
  if (plain.length === 36) {
    if (!plain.every((sign) => /^[0-9]$/.test(sign))) return null;
    const value = BigInt(plain.slice(0, 34).join(""));
    return value < TOP && allDigits(value) === plain.join("") ? value : null;
  }
  const data = plain.map(symbolNumber);
  if (plain.length !== 24 || data.includes(-1)) return null;
  const [high, low] = checkSymbols(data.slice(0, 22));
  return high === data[22] && low === data[23] ? number(data.slice(0, 22), 32n) : null;
}

/** P2, P3: some value for every text of 24 or 36 signs, null for another length. */
export function readOnPage(text) {
  const plain = normal(text);
  if (plain.length === 36) return number(plain.slice(0, 34).map((sign) => (/^[0-9]$/.test(sign) ? sign : 0)), 10n) % TOP;
  if (plain.length !== 24) return null;
  return number(plain.slice(0, 22).map((sign) => Math.max(0, symbolNumber(sign))), 32n);
}

// --- derivation -------------------------------------------------------------------------------------------------

export function secrets(value, deploymentId) {
  const root = H("amparo1/token", { msg: unhex(value.toString(16).padStart(28, "0")), key: deploymentId });
  const made = (name) => H(`amparo1/${name}`, { key: root });
  return { root, read: made("mbx-read"), box: made("mbx-box"), say: made("mbx-say") };
}

export const mailboxId = (read) => H("amparo1/mbx-id", { msg: read });

/** Public halves, with `read` and the salt. */
export function mint(value, deploymentId, ngoSalt) {
  const own = secrets(value, deploymentId);
  return {
    mailbox_id: mailboxId(own.read), pk: x25519.getPublicKey(own.box), say: publicKey(own.say), read: own.read,
    vk: publicKey(H("amparo1/consent", { msg: ngoSalt, key: own.root })), ngo_salt: ngoSalt,
  };
}

export function filing(secret, report) {
  const made = (name, msg = cat()) => H(`amparo1/filing-${name}`, { msg, key: secret });
  const first = made("token").reduce((value, byte) => value * 256n + BigInt(byte), 0n) >> 146n;
  return { value: first, id: made("id"), body: made("body", report) };
}
