// Section 1: bytes, hex, the labelled hash. Everything here is a Uint8Array.
import { blake2b } from "@noble/hashes/blake2.js";
import { concatBytes, hexToBytes, bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

export const cat = concatBytes;
export const hex = bytesToHex;
export const unhex = hexToBytes;
export const utf8 = utf8ToBytes;
export const zeros = (n) => new Uint8Array(n);
export const isZero = (bytes) => bytes.every((byte) => byte === 0);

/** What a check of the specification refused; `check` is its name. */
export class Refused extends Error {
  constructor(check) {
    super("refused");
    this.check = check;
  }
}

export function need(condition, check) {
  if (!condition) throw new Refused(check);
}

export const u8 = (n) => Uint8Array.of(n);
export const u16 = (n) => Uint8Array.of(n >>> 8, n & 255);
export const u32 = (n) => Uint8Array.of(n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255);

export function equal(a, b) {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a[i] ^ b[i];
  return difference === 0;
}

/** Compare as big-endian numbers: negative, zero, positive. */
export function order(a, b) {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i] - b[i];
  return 0;
}

export function H(label, { msg = zeros(0), key = zeros(0), n = 32 } = {}) {
  const input = cat(u8(label.length), utf8(label), msg);
  return blake2b(input, key.length ? { dkLen: n, key } : { dkLen: n });
}

export const kid = (role, pk) => H("amparo1/kid", { msg: cat(u8(role), pk), n: 16 });
export const digest = (part) => H("amparo1/part", { msg: part });

/** Takes fields off the front of some bytes; running out of bytes refuses with `check`. */
export class Reader {
  constructor(bytes, check) {
    this.bytes = bytes;
    this.at = 0;
    this.check = check;
  }
  take(n) {
    need(this.at + n <= this.bytes.length, this.check);
    this.at += n;
    return this.bytes.subarray(this.at - n, this.at);
  }
  number(n) {
    return this.take(n).reduce((value, byte) => value * 256 + byte, 0);
  }
  get done() {
    return this.at === this.bytes.length;
  }
}
