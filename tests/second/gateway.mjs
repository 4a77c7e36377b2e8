// Section 16: what a gateway lets in, G2 to G10.
import { Refused, digest, equal, hex, isZero, need, order } from "./bytes.mjs";
import { verify } from "./ed25519.mjs";
import { PARTS, lengths, parse } from "./part.mjs";
import { bound, splitUpload } from "./report.mjs";
import { signerActive } from "./view.mjs";

const POSTED_BY = { 3: "ngo", 4: "police", 5: "ngo", 10: "ngo" };

export function admitUpload(raw, { view, ngo, gateway, day }) {
  const { signed, crime, identity } = splitUpload(raw);
  for (const part of [crime, identity]) bound(part, signed, "G5");
  for (const part of [crime, identity]) need(equal(digest(part.raw), signed.digest[part.part]), `G6-${PARTS[part.part].name}`);
  state(view, signed);
  const sender = known(view, signed.sender, 1, gateway ?? ngo);
  need(verify(sender.pk, "amparo1/manifest", signed.message, signed.signature), "G9");
  const [force, to] = sealedTo(view, day, sender, [crime, identity]);
  need(to === ngo, "G10-ngo");
  return { report_id: hex(signed.report_id), force, ngo };
}

export function admitSingle(raw, { view, part, org, day }) {
  if (part in POSTED_BY) need(view.kind(org) === POSTED_BY[part], "G1-kind");
  const { sealed, signature } = split(raw, part);
  state(view, sealed);
  const sender = known(view, sealed.sender, part, org);
  need(verify(sender.pk, "amparo1/single", sealed.raw, signature), "G9");
  return { to: sealedTo(view, day, sender, [sealed])[0] };
}

export function admitVictim(raw, { view, day }) {
  const { sealed } = split(raw, 7);
  need(isZero(sealed.sender), "G4-sender");
  state(view, sealed);
  return { to: sealedTo(view, day, null, [sealed])[0] };
}

export function admitMailbox(raw) {
  need(raw.length === 32 + lengths(6)[0], "G2");
  const sealed = parse(raw.subarray(32), 6, "G4");
  need(isZero(sealed.sender) && sealed.dirsize === 0 && isZero(sealed.dirhash), "G4-blank");
  return { mailbox_id: hex(raw.subarray(0, 32)) };
}

function split(raw, part) {
  need(lengths(part).includes(raw.length - 64), "G2-length");
  return { sealed: parse(raw.subarray(0, -64), part, "G4"), signature: raw.subarray(-64) };
}

function state(view, { dirsize, dirhash }) {
  need(view.acceptable, "G7-view");
  need(view.agrees(dirsize, dirhash), "G7-dirhash");
}

function known(view, id, part, org) {
  const sender = view.listed(id);
  need(sender && PARTS[part].signers.includes(sender.role), "G8-role");
  need(sender.org === org, "G8-org");
  return sender;
}

/** G10: the organisation each part is sealed to; refuses with the reason of the last day tried. */
function sealedTo(view, day, sender, parts) {
  for (const part of parts) for (const { kid } of part.stanzas) need(!view.listed(kid)?.stopped, "G10-stopped");
  need(!sender?.stopped, "G10-signer-stopped");
  let reason = new Refused("G10-checkpoint");
  for (const when of view.sealingDays(parts[0].dirsize, [day, day - 1])) {
    try {
      need(!sender || signerActive(view, sender, when, parts[0].dirsize), "G10-signer");
      return parts.map((part) => exactly(view, part, when));
    } catch (refused) {
      reason = refused;
    }
  }
  throw reason;
}

function exactly(view, part, day) {
  const { role, kind, name } = PARTS[part.part];
  const first = view.listed(part.stanzas[0].kid);
  need(first && first.role === role && view.kind(first.org) === kind, `G10-${name}`);
  const expected = view.active(first.org, role, day, part.dirsize).filter((key) => !key.stopped).sort((a, b) => order(a.kid, b.kid));
  need(expected.length === part.stanzas.length, `G10-${name}`);
  expected.forEach((key, i) => need(equal(key.kid, part.stanzas[i].kid), `G10-${name}`));
  return first.org;
}
