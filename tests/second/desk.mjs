// Section 17: what a desk accepts, R1 to R19. Says "again" for what it has accepted before.
import { Refused, digest, equal, hex, isZero, need } from "./bytes.mjs";
import { readDisclosure } from "./consent.mjs";
import { verify } from "./ed25519.mjs";
import { readPiece } from "./attachment.mjs";
import { isB64, isMailbox, read } from "./inside.mjs";
import { strictObject } from "./json.mjs";
import { PARTS, lengths, open, parse } from "./part.mjs";
import { SIGNED, bound, boxcommit, idcommit, parseIdentity, parseSigned } from "./report.mjs";
import { signerActive } from "./view.mjs";

const DAYS = 35;
const CRIME_CHANNEL = ["terms", "schema_version", "day", "ngo", "mailbox", "vk"];
const IDENTITY_CHANNEL = ["schema_version", "day", "ngo", "force", "mailbox", "vk", "say", "read", "ngo_salt"];
const AGAIN = Symbol("again");

export function openDelivery(raw, context) {
  const { part, org } = context;
  need(lengths(part).includes(raw.length - SIGNED), "R1");
  const signed = parseSigned(raw.subarray(0, SIGNED), "R2");
  const sealed = parse(raw.subarray(SIGNED), part, "R3");
  need(signed.length[part] === sealed.raw.length, "R4-length");
  need(equal(digest(sealed.raw), signed.digest[part]), "R4-digest");
  bound(sealed, signed, "R5");
  const sender = known(sealed, context);
  need(verify(sender.pk, "amparo1/manifest", signed.message, signed.signature), "R8");
  const text = opened(sealed, sender, context);
  if (text === AGAIN) return { again: true };
  if (part === 1) return { inside: crimeInside(text, signed, sender, context) };
  const who = parseIdentity(text);
  channel(who.channel, IDENTITY_CHANNEL, signed, sender, context);
  need(who.channel.get("ngo") === org, "R18");
  need(equal(idcommit(signed.report_id, who.leaves), signed.idcommit), "R19");
  return { inside: who.channel, values: who.values };
}

export function openSingle(raw, context) {
  const { part, memory, day } = context;
  need(part !== 6 && lengths(part).includes(raw.length - 64), "R1-length");
  const sealed = parse(raw.subarray(0, -64), part, "R3");
  const signature = raw.subarray(-64);
  let sender = null;
  if (part === 7) {
    need(isZero(sealed.sender), "R7-sender");
    state(sealed, context);
  } else {
    sender = known(sealed, context);
    need(verify(sender.pk, "amparo1/single", sealed.raw, signature), "R8");
  }
  const text = opened(sealed, sender, context);
  if (text === AGAIN) return { again: true };
  if (part === 3) return disclosed(text, sender, context);
  if (part === 10) {
    const piece = readPiece(text);
    recent(piece.day, day);
    party(new Map([["report_id", piece.report]]), sender, context);
    return { inside: piece };
  }
  const inside = read(part, part === 7 ? text.subarray(32) : text, "R17");
  recent(inside.get("day"), day);
  if (part === 9) need(inside.get("ngo") === context.org, "R18");
  else if (part === 7) {
    const box = memory.mailboxes.find(({ id }) => id === hex(text.subarray(0, 32)));
    need(box, "R18");
    need(verify(box.say, "amparo1/single", sealed.raw, signature), "R8-say");
  } else party(inside, sender, context);
  return { inside };
}

function disclosed(text, sender, context) {
  const found = readDisclosure(text);
  recent(found.inside.day, context.day);
  party(new Map([["report_id", found.inside.report]]), sender, context);
  return { inside: found };
}

function party(inside, sender, { part, memory }) {
  need(/^[0-9a-f]{32}$/.test(inside.get("report_id")), "R17-report");
  const report = memory.reports.find((row) => row.report_id === inside.get("report_id"));
  need(report && sender.org === (part === 4 ? report.force : report.ngo), "R18");
}

function state({ dirsize, dirhash }, { view }) {
  need(view.acceptable, "R6-view");
  need(dirsize <= view.size, "R6-beyond");
  need(view.agrees(dirsize, dirhash), "R6-fork");
}

function known(sealed, context) {
  state(sealed, context);
  const sender = context.view.listed(sealed.sender);
  need(sender && PARTS[sealed.part].signers.includes(sender.role), "R7");
  need(sealed.part !== 9 || context.view.kind(sender.org) === "gateway", "R7");
  return sender;
}

/** R9 to R16. */
function opened(sealed, sender, context) {
  sealedToUs(sealed, sender, context);
  need(!sender?.stopped, "R10");
  const its = digest(sealed.raw);
  const seen = context.memory.digests.find(({ part, cid }) => part === sealed.part && cid === hex(sealed.cid));
  if (seen) {
    need(seen.digest === hex(its), "R11");
    return AGAIN;
  }
  return open(sealed, context.secrets);
}

function sealedToUs(sealed, sender, { view, org, day }) {
  const kids = new Set(sealed.stanzas.map(({ kid }) => hex(kid)));
  let reason = "R9-checkpoint";
  const last = Array.from({ length: DAYS + 1 }, (_, back) => day - back);
  for (const when of view.sealingDays(sealed.dirsize, last)) {
    if (sender && !signerActive(view, sender, when, sealed.dirsize)) {
      if (reason === "R9-checkpoint") reason = "R9-signer";
      continue;
    }
    const ours = view.active(org, PARTS[sealed.part].role, when, sealed.dirsize);
    const ids = new Set(ours.map((key) => hex(key.kid)));
    if (![...kids].every((id) => ids.has(id))) reason = "R9-stranger";
    else if (!ours.every((key) => key.stopped || kids.has(hex(key.kid)))) reason = "R9-missing";
    else return;
  }
  throw new Refused(reason);
}

function recent(day, today) {
  need(Number.isInteger(day) && day >= today - DAYS && day <= today + 1, "R17-day");
}

function crimeInside(text, signed, sender, context) {
  let inside;
  try {
    inside = strictObject(text);
  } catch {
    throw new Refused("R17-json");
  }
  const names = [...inside.keys()].filter((name) => name !== "supersedes").sort().join(" ");
  need(names === "channel report type v", "R17-keys");
  need(inside.get("v") === 1 && inside.get("type") === "report", "R17-type");
  need(inside.get("report") instanceof Map && inside.get("channel") instanceof Map, "R17-keys");
  const earlier = inside.get("supersedes");
  need(earlier === undefined || (typeof earlier === "string" && /^[0-9a-f]{32}$/.test(earlier)), "R17-report");
  channel(inside.get("channel"), CRIME_CHANNEL, signed, sender, context);
  return inside;
}

function channel(told, names, signed, sender, { view, day }) {
  need(told.size === names.length && names.every((name) => told.has(name)), "R17-channel");
  for (const name of ["vk", "say", "read", "ngo_salt"]) need(!told.has(name) || isB64(told.get(name), 32), "R17-channel");
  for (const name of ["terms", "schema_version", "ngo", "force"])
    need(!told.has(name) || typeof told.get(name) === "string", "R17-channel");
  need(isMailbox(told.get("mailbox")), "R17-channel");
  const keys = [told.get("mailbox").get("id"), told.get("mailbox").get("pk"), told.get("vk")].map((text) => Buffer.from(text, "base64"));
  need(equal(boxcommit(signed.report_id, ...keys), signed.boxcommit), "R17-boxcommit");
  recent(told.get("day"), day);
  need(view.kind(told.get("ngo")) === "ngo", "R17-ngo");
  need(view.kind(sender.org) !== "ngo" || sender.org === told.get("ngo"), "R17-sender");
}
