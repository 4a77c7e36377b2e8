// Sections 7, 9 and 11: what may stand inside a part.
import { x25519 } from "@noble/curves/ed25519.js";
import { Refused, need } from "./bytes.mjs";
import { strictObject } from "./json.mjs";

const words = (text) => text.split(" ").filter(Boolean);
const DESK = "v kind day report_id seq";
const BOX = "v kind day seq";
const shape = (base, must, may = "") => ({ must: words(`${base} ${must}`), may: words(may) });

const KINDS = {
  4: {
    status: shape(DESK, "body", "reason text"),
    question: shape(DESK, "id about sought why line_of_enquiry necessity how_dealt_with counselling",
      "substantial_value presumption_rebutted notice notice_why due compartment"),
    answer: shape(DESK, "about text"),
    opened_by: shape(DESK, "officer", "action"),
    erased: shape(DESK, "about"),
    declined: shape(DESK, "to", "text"),
  },
  5: {
    confirm: shape(DESK, "note"),
    answer: shape(DESK, "about outcome", "text"),
    question: shape(DESK, "id text"),
    correction: shape(DESK, "digest text"),
    paused: shape(DESK, "", "text"),
    withdrawn: shape(DESK, "", "text"),
    mailbox_moved: shape(DESK, "mailbox"),
    erasure_ask: shape(DESK, "about", "text"),
  },
  6: {
    status: shape(BOX, "code line", "show_after to"),
    question: shape(BOX, "text", "about"),
    notice: shape(BOX, "text", "about code"),
    note: shape(BOX, "text", "about"),
    safe: shape(BOX, "about"),
    not_yet: shape(BOX, "about"),
  },
  7: { note: shape("v kind day", "text", "about"), answer: shape("v kind day", "text", "about") },
  9: { held: shape("v kind day", "ngo form") },
};

const isText = (value) => typeof value === "string";
const isInteger = (value) => Number.isInteger(value);
const isObject = (value) => value instanceof Map;
const TYPES = {
  v: isInteger, day: isInteger, seq: isInteger, show_after: isInteger, line: Array.isArray, body: isObject,
  mailbox: isObject, form: isObject, counselling: (value) => typeof value === "boolean",
  about: (value) => isObject(value) || isInteger(value) || isText(value),
};

const hasExactly = (map, names) => map.size === names.length && names.every((name) => map.has(name));
export const isStep = (step) => Array.isArray(step) && step.length === 2 && isText(step[0]) && isInteger(step[1]) && step[1] >= 0;

export function isB64(text, length) {
  if (!isText(text)) return false;
  const bytes = Buffer.from(text, "base64");
  return bytes.length === length && bytes.toString("base64") === text;
}

/** Below 2^255 - 19, top bit clear, and a shared secret with it is not zero. */
function isX25519(bytes) {
  const number = bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
  if (number >= 2n ** 255n - 19n) return false;
  try {
    x25519.getSharedSecret(new Uint8Array(32).fill(7), bytes);
    return true;
  } catch {
    return false;
  }
}
export const isMailbox = (value) =>
  isObject(value) && hasExactly(value, ["id", "pk"]) && isB64(value.get("id"), 32) && isB64(value.get("pk"), 32) &&
  isX25519(new Uint8Array(Buffer.from(value.get("pk"), "base64")));

/** A message of a kind that its part allows; refuses with `code`. */
export function check(part, message, code) {
  const kind = message.get("kind");
  need(isText(kind) && Object.hasOwn(KINDS[part], kind) && message.get("v") === 1, code);
  const { must, may } = KINDS[part][kind];
  need(must.every((name) => message.has(name)), code);
  for (const [name, value] of message) {
    need(must.includes(name) || may.includes(name), code);
    need((Object.hasOwn(TYPES, name) ? TYPES[name] : isText)(value), code);
  }
  need(message.get("day") >= 0 && (message.get("seq") ?? 1) >= 1, code);
  if (part === 6 && kind === "status") need(message.get("line").every(isStep), code);
  if (part === 6 && (kind === "safe" || kind === "not_yet")) {
    const about = message.get("about");
    need(isObject(about) && hasExactly(about, ["org", "seq"]) && isStep([about.get("org"), about.get("seq")]), code);
  }
  if (part === 6 && kind === "notice" && message.has("code")) {
    const about = message.get("about");
    need(isObject(about) && hasExactly(about, ["leaves", "day"]), code);
    const leaves = about.get("leaves");
    need(Array.isArray(leaves) && leaves.length > 0 && leaves.every(isText), code);
    need(isInteger(about.get("day")) && about.get("day") >= 0, code);
  }
  if (part === 4 && kind === "status") {
    const body = message.get("body");
    check(6, body, code);
    need(body.get("kind") === "status" && body.get("seq") === message.get("seq"), code);
  }
  if (kind === "mailbox_moved") need(isMailbox(message.get("mailbox")), code);
  return message;
}

export function read(part, bytes, code) {
  let message;
  try {
    message = strictObject(bytes);
  } catch {
    throw new Refused(code);
  }
  return check(part, message, code);
}
