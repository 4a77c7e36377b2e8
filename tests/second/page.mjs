// Section 18: her page. P5 to P7 of one slot, and P8: which status may be shown at an hour.
import { x25519 } from "@noble/curves/ed25519.js";
import { cat, equal, isZero, kid, need, utf8, zeros } from "./bytes.mjs";
import { sign, verify } from "./ed25519.mjs";
import { check, read } from "./inside.mjs";
import { canonical } from "./json.mjs";
import { cidOf, open, parse, seal } from "./part.mjs";
import { mailboxId, secrets } from "./token.mjs";

export function readSlot(raw, { view, slot, value, day }) {
  const { box } = secrets(value, view.deploymentId);
  const its = kid(6, x25519.getPublicKey(box));
  const sealed = parse(raw, 6, "P5");
  need(isZero(sealed.sender) && sealed.dirsize === 0 && isZero(sealed.dirhash), "P5-blank");
  need(equal(sealed.stanzas[0].kid, its), "P5-kid");
  const text = open(sealed, [box]);
  const sender = view.listed(text.subarray(0, 16));
  need(sender && sender.role === (slot < 4 ? 0x11 : 0x12), "P6-sender");
  need(!sender.stopped, "P6-stopped");
  const body = text.subarray(80);
  need(verify(sender.pk, "amparo1/mail", cat(sealed.cid, its, body), text.subarray(16, 80)), "P6-signature");
  const message = read(6, body, "P7");
  const written = message.get("day");
  need(sender.from <= written && written < sender.until && written <= day + 1, "P6-day");
  need(slot >= 4 || message.get("kind") === "status", "P7-kind");
  return { org: sender.org, message };
}

/** Section 11: a message to a mailbox; `body` is JSON bytes. */
export function sealMail({ seed, body, pk, signer }) {
  check(6, read(6, body, "P7"), "P7");
  const cid = cidOf(6, seed);
  const text = cat(signer.kid, sign(signer.secret, "amparo1/mail", cat(cid, kid(6, pk), body)), body);
  return seal({ seed, part: 6, text, cid, dirsize: 0, dirhash: zeros(32), sender: zeros(16), keys: [pk] }).raw;
}

/** Her own words (part 7), signed with the say key of her token. */
export function sealWord({ seed, words, value, view, keys }) {
  const own = secrets(value, view.deploymentId);
  const cid = cidOf(7, seed);
  const text = cat(mailboxId(own.read), utf8(canonical(words)));
  const { raw } = seal({ seed, part: 7, text, cid, dirsize: view.size, dirhash: view.root, sender: zeros(16), keys });
  return cat(raw, sign(own.say, "amparo1/single", raw));
}

// --- P8 ---------------------------------------------------------------------------------------------------------

const DANGEROUS = new Set(["arrested", "bailed", "released_no_charge", "charged", "nfa"]);
const BEFORE_OPENING = new Set(["kept", "sent", "delivered", "wrong_force_moved"]);

/** The code that may be shown at `hour`; null for none. `known`: the codes this reader knows. */
export function shownStatus(messages, hour, known) {
  const believed = (message) => message.kind_of_org === "ngo" || message.body.code !== "wrong_force_moved";
  const statuses = messages.filter((message) => message.body.kind === "status" && believed(message)).sort((a, b) =>
    a.body.day - b.body.day || a.body.seq - b.body.seq || (a.cid < b.cid ? -1 : 1));
  const speaksOf = (status, kind) => messages.some((message) =>
    message.kind_of_org === "ngo" && message.body.kind === kind &&
    message.body.about.org === status.org && message.body.about.seq === status.body.seq);
  const due = (status) => {
    const { code, day, show_after } = status.body;
    if (known.has(code) && !DANGEROUS.has(code)) return 0;
    if (speaksOf(status, "safe")) return 0;
    const latest = (day + 2) * 24;
    return Math.min(show_after ?? latest, latest) + (speaksOf(status, "not_yet") ? 72 : 0);
  };
  const visible = statuses.filter((status) => due(status) <= hour);
  const later = visible.filter((status) => !BEFORE_OPENING.has(status.body.code));
  return (later.at(-1) ?? visible.at(-1))?.body.code ?? null;
}
