// Section 14: notes of consent, disclosures, and what a force's desk accepts: C1 to C10.
import { Reader, Refused, cat, equal, hex, need, u16, u8, unhex, utf8 } from "./bytes.mjs";
import { publicKey, signBytes, verifyBytes } from "./ed25519.mjs";
import { canonical, strict, strictObject } from "./json.mjs";
import { idcommit, leafHash } from "./report.mjs";
import { sha256 } from "@noble/hashes/sha2.js";

const LIST = "(-|[0-9]{1,2}(?:,[0-9]{1,2}){0,19})";
const HEAD = "log ([A-Za-z0-9+/]{43}=)\\nreport ([0-9a-f]{32})\\n";
const TO = "to ([!-*,-~]{1,64})\\n";
const TAIL = "seq ([1-9][0-9]{0,8})\\ntoken (held|lost)\\n";
const CONSENT = new RegExp(`^amparo-consent/v1\\n${HEAD}idcommit ([A-Za-z0-9+/]{43}=)\\n${TO}fields ${LIST}\\nlater ${LIST}\\nuntil ([0-9]{4}-[0-9]{2}-[0-9]{2})\\n${TAIL}$`);
const WITHDRAWAL = new RegExp(`^amparo-withdraw/v1\\n${HEAD}${TO}${TAIL}$`);
const LINE = /^\u2014 ([!-*,-~]{1,64}) ([A-Za-z0-9+/]+={0,2})$/;

const b64 = (bytes) => Buffer.from(bytes).toString("base64");
const unb64 = (text) => {
  const bytes = new Uint8Array(Buffer.from(text, "base64"));
  need(b64(bytes) === text, "R17-note");
  return bytes;
};
const indices = (text) => {
  const found = text === "-" ? [] : text.split(",").map(Number);
  need(text === "-" || found.join(",") === text, "R17-note");
  return found;
};
const dayOf = (text) => {
  const time = Date.parse(`${text}T00:00:00Z`);
  need(!Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === text, "R17-note");
  return time / 86400000;
};
const keyId = (name, pk) => sha256(cat(utf8(name), utf8("\n"), u8(1), pk)).subarray(0, 4);

/** The note of a text and signers {name, seed}. */
export function signNote(text, signers) {
  const lines = signers.map(({ name, seed }) => {
    const secret = unhex(seed);
    return `\u2014 ${name} ${b64(cat(keyId(name, publicKey(secret)), signBytes(secret, utf8(text))))}\n`;
  });
  return utf8(`${text}\n${lines.join("")}`);
}

export function readNote(bytes) {
  need(bytes.length <= 1024, "R17-note");
  let whole;
  try {
    whole = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Refused("R17-note");
  }
  const blank = whole.indexOf("\n\n");
  need(blank > 0 && whole.endsWith("\n"), "R17-note");
  const text = whole.slice(0, blank + 1);
  const lines = whole.slice(blank + 2, -1).split("\n").map((line) => {
    const found = LINE.exec(line);
    need(found, "R17-note");
    const both = unb64(found[2]);
    need(both.length > 4, "R17-note");
    return { name: found[1], id: both.subarray(0, 4), signature: both.subarray(4) };
  });
  need(new Set(lines.map(({ name, id }) => `${name} ${hex(id)}`)).size === lines.length, "R17-note");
  const consent = CONSENT.exec(text);
  const back = WITHDRAWAL.exec(text);
  need(consent || back, "R17-note");
  const words = consent
    ? { log: unb64(consent[1]), report: consent[2], idcommit: unb64(consent[3]), to: consent[4], fields: indices(consent[5]),
        later: indices(consent[6]), until: dayOf(consent[7]), seq: Number(consent[8]), lost: consent[9] === "lost" }
    : { log: unb64(back[1]), report: back[2], to: back[3], fields: [], later: [], seq: Number(back[4]), lost: back[5] === "lost", withdrawal: true };
  return { text, lines, words };
}

export function buildDisclosure(note, openings, others, inside) {
  const shown = openings.flatMap(({ i, salt, value }) => [u8(i), salt, u16(value.length), value]);
  const json = utf8(canonical(inside));
  return cat(utf8("AMPD"), u8(1), u16(note.length), note, u8(openings.length), ...shown, ...others, u16(json.length), json);
}

export function readDisclosure(raw) {
  const bad = "R17-disclosure";
  need(raw.length <= 16380, bad);
  const reader = new Reader(raw, bad);
  need(hex(reader.take(5)) === "414d504401", bad);
  const noteBytes = reader.take(reader.number(2));
  const openings = [];
  const n = reader.number(1);
  need(n <= 20, bad);
  for (let k = 0; k < n; k++) {
    const i = reader.number(1);
    const salt = reader.take(32);
    const value = reader.take(reader.number(2));
    need(i < 20, bad);
    try {
      need(value.length === 0 || equal(utf8(canonical(strict(value))), value), bad);
    } catch {
      throw new Refused(bad);
    }
    openings.push({ i, salt, value });
  }
  const others = Array.from({ length: 20 - n }, () => reader.take(32));
  const text = reader.take(reader.number(2));
  need(reader.done, bad);
  return { openings, others, inside: readInside(text, bad), note: readNote(noteBytes) };
}

function readInside(text, bad) {
  let inside;
  try {
    inside = strictObject(text);
  } catch {
    throw new Refused(bad);
  }
  const whole = (value) => typeof value === "number" && Number.isInteger(value);
  for (const name of ["v", "report_id", "seq", "day"]) need(inside.has(name), bad);
  for (const name of inside.keys()) need(["v", "report_id", "seq", "day", "later", "words"].includes(name), bad);
  need(inside.get("v") === 1 && whole(inside.get("seq")) && whole(inside.get("day")), bad);
  need(typeof inside.get("report_id") === "string" && /^[0-9a-f]{32}$/.test(inside.get("report_id")), bad);
  need(!inside.has("words") || typeof inside.get("words") === "string", bad);
  const later = inside.has("later") ? inside.get("later") : [];
  need(Array.isArray(later) && (later.length > 0 || !inside.has("later")), bad);
  for (const each of later) need(each instanceof Map && each.size === 2 && whole(each.get("i")) && each.has("value"), bad);
  return { report: inside.get("report_id"), seq: inside.get("seq"), day: inside.get("day"), later: later.map((each) => each.get("i")) };
}

/** C1 to C10. */
export function acceptDisclosure(raw, { report, sender_org: sender, view, org, day }) {
  const { openings, others, inside, note } = readDisclosure(raw);
  const { words } = note;
  need(report, "C1-held");
  need(report.confirmed, "C1-confirmed");
  need(words.report === inside.report, "C1-report");
  need(equal(words.log, view.hashes[0]), "C2");
  need(words.to === org, "C3");
  need(sender === report.ngo, "C4-envelope");
  const cases = note.lines.filter(({ name }) => name.endsWith("/case"));
  if (words.withdrawal || !words.lost) need(cases.every(({ name }) => name === `${report.ngo}/case`), "C4-note");
  if (!words.withdrawal) {
    need(hex(words.idcommit) === report.idcommit, "C5-manifest");
    const shown = new Map(openings.map(({ i, salt, value }) => [i, leafHash(i, value, salt)]));
    const rest = others.values();
    const leaves = Array.from({ length: 20 }, (_, i) => shown.get(i) ?? rest.next().value ?? new Uint8Array(0));
    need(equal(idcommit(unhex(words.report), leaves), words.idcommit), "C5-recomputed");
  }
  need(openings.map(({ i }) => i).join() === words.fields.join(), "C6-fields");
  need(inside.later.join() === words.later.join(), "C6-later");
  for (const list of [words.fields, words.later]) need(list.every((i, at) => at === 0 || list[at - 1] < i), "C6-ascending");
  const both = [...words.fields, ...words.later];
  need(!words.fields.some((i) => words.later.includes(i)), "C6-both");
  need(!both.includes(10) && !both.includes(11), "C6-never");
  need(both.every((i) => i < 20), "C6-index");
  need(words.seq === inside.seq, "C7-inside");
  need(words.seq > report.highest, "C7");
  if (!words.withdrawal) {
    need(day >= report.filed, "C8-filed");
    need(day < words.until, "C8-over");
    need(words.until <= day + 92, "C8-long");
  }
  signatures(note, cases, report, view, day);
}

function signatures({ text, lines, words }, cases, report, view, day) {
  const by = (line, keys) => keys.some((pk) => equal(keyId(line.name, pk), line.id) && verifyBytes(pk, utf8(text), line.signature));
  const keysOf = (line) => {
    const org = line.name.replace(/\/case$/, "");
    if (view.kind(org) !== "ngo") return [];
    return view.active(org, 0x12, day, view.size).filter((key) => !key.stopped).map((key) => key.pk);
  };
  const vk = [unhex(report.vk)];
  if (words.withdrawal) {
    const good = lines.some((line) => (line.name === "victim" ? by(line, vk) : line.name === `${report.ngo}/case` && by(line, keysOf(line))));
    need(good, "C9-withdrawal");
  } else if (words.lost) {
    need(lines.length === 2 && cases.length === 2, "C10-lines");
    need(lines[0].name !== lines[1].name, "C10-same");
    need(lines.some(({ name }) => name === `${report.ngo}/case`), "C10-ngo");
    need(lines.every((line) => by(line, keysOf(line))), "C10-signature");
    need(day >= report.filed + 7, "C10-days");
  } else {
    const hers = lines.filter(({ name }) => name === "victim");
    need(hers.length === 1 && cases.length === 1 && lines.length === 2, "C9-lines");
    need(by(hers[0], vk), "C9-victim");
    need(by(cases[0], keysOf(cases[0])), "C9-ngo");
  }
}
