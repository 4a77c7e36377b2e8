// Sig of section 1, and the strict verification it asks for: no cofactor, S below the order, no small-order points.
import { ed25519 } from "@noble/curves/ed25519.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { cat, equal, u8, utf8 } from "./bytes.mjs";

const { Point } = ed25519;
const ORDER = Point.Fn.ORDER;
const little = (bytes) => bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
const tagged = (tag, message) => cat(u8(tag.length), utf8(tag), message);

export const publicKey = (seed) => ed25519.getPublicKey(seed);
export const sign = (seed, tag, message) => ed25519.sign(tagged(tag, message), seed);
export const verify = (pk, tag, message, signature) => verifyBytes(pk, tagged(tag, message), signature);
export const signBytes = (seed, message) => ed25519.sign(message, seed);

export function verifyBytes(pk, message, signature) {
  if (pk.length !== 32 || signature.length !== 64) return false;
  const R = signature.subarray(0, 32);
  const S = little(signature.subarray(32));
  if (S >= ORDER) return false;
  let A;
  try {
    A = Point.fromBytes(pk, false);
    if (A.isSmallOrder() || Point.fromBytes(R, false).isSmallOrder()) return false;
  } catch {
    return false;
  }
  const k = little(sha512(cat(R, pk, message))) % ORDER;
  const sB = S === 0n ? Point.ZERO : Point.BASE.multiplyUnsafe(S);
  const kA = k === 0n ? Point.ZERO : A.multiplyUnsafe(k);
  return equal(sB.subtract(kA).toBytes(), R);
}
