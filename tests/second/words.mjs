// Section 13: receipts, recalls, confirm notes.
import { Reader, equal, need, utf8 } from "./bytes.mjs";
import { verify } from "./ed25519.mjs";
import { signerActive } from "./view.mjs";

const FORMS = {
  AMPR: { name: "receipt", length: 138, roles: [0x11, 0x12] },
  AMPX: { name: "recall", length: 137, roles: [0x12] },
  AMPC: { name: "confirm", length: 137, roles: [0x12] },
};

export function takeWord(raw, { view, org, day }) {
  const magic = new TextDecoder().decode(raw.subarray(0, 4));
  const { name, length, roles } = FORMS[magic];
  need(raw.length === length && equal(raw.subarray(0, 4), utf8(magic)), name);
  const reader = new Reader(raw, name);
  reader.take(4);
  need(reader.number(1) === 1, name);
  const action = magic === "AMPR" ? reader.number(1) : null;
  need(action === null || (action >= 1 && action <= 3), name);
  reader.take(48);
  const said = reader.number(4);
  const sender = view.listed(reader.take(16));
  need(sender && roles.includes(sender.role) && sender.org === org && !sender.stopped, "word-sender");
  need(said >= day - 35 && said <= day + 1 && signerActive(view, sender, said, view.size), "word-day");
  need(verify(sender.pk, `amparo1/${name}`, raw.subarray(0, -64), raw.subarray(-64)), "signature");
  return { action };
}
