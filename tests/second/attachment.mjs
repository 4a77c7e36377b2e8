// Section 14: one piece of an attachment (part 10).
import { Reader, Refused, hex, need } from "./bytes.mjs";
import { isB64 } from "./inside.mjs";
import { strictObject } from "./json.mjs";

const DATA = 64000;
const COUNTS = [1, 2, 4, 8, 16, 32, 64, 128, 264];
const TYPES = ["image/jpeg", "application/pdf", "audio/wav"];
const MUST = ["v", "type", "length", "sha256", "original_length", "original_sha256"];

export function readPiece(text) {
  const code = "R17-attachment";
  const reader = new Reader(text, code);
  need(hex(reader.take(5)) === "414d504601", code);
  const report = hex(reader.take(16));
  const file = hex(reader.take(16));
  const index = reader.number(4);
  const count = reader.number(4);
  const day = reader.number(4);
  const length = reader.number(2);
  need(COUNTS.includes(count) && index < count && length <= 1400 && (index === 0 || length === 0), code);
  const words = reader.take(length);
  const data = text.subarray(reader.at);
  need(data.length <= DATA, code);
  const about = index === 0 ? readAbout(words, count, data.length, code) : null;
  return { report, file, index, count, day, about, data };
}

function readAbout(words, count, here, code) {
  let about;
  try {
    about = strictObject(words);
  } catch {
    throw new Refused(code);
  }
  need(MUST.every((name) => about.has(name)), code);
  need([...about.keys()].every((name) => MUST.includes(name) || name === "text"), code);
  need(about.get("v") === 1 && TYPES.includes(about.get("type")), code);
  need(!about.has("text") || typeof about.get("text") === "string", code);
  for (const name of ["length", "original_length"]) need(Number.isInteger(about.get(name)) && about.get(name) >= 1, code);
  for (const name of ["sha256", "original_sha256"]) need(isB64(about.get(name), 32), code);
  const whole = about.get("length");
  need(whole <= 16 * 1024 * 1024 && COUNTS.find((each) => whole <= each * DATA) === count, code);
  need(here === Math.min(DATA, whole), code);
  return about;
}
