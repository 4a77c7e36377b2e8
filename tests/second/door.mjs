// Section 19: a signed HTTP request, as its gateway sees it.
import { sha256 } from "@noble/hashes/sha2.js";
import { need, unhex, utf8 } from "./bytes.mjs";
import { verifyBytes } from "./ed25519.mjs";

const COVERED = ["@authority", "@method", "@path", "@query", "content-digest"];
const INPUT = /^sig1=(\(("[a-z@-]+"(?: "[a-z@-]+")*)\)((?:;[a-z]+=(?:"[!#-[\]-~]*"|[0-9]{1,12}))+))$/;

export function knock({ method, authority, path, query, body, headers, now, day }, view) {
  const input = INPUT.exec(headers["Signature-Input"] ?? "");
  const signature = /^sig1=:([A-Za-z0-9+/]{86}==):$/.exec(headers.Signature ?? "");
  need(input && signature, "G1-form");
  const names = input[2].split(" ").map((name) => name.slice(1, -1));
  const pairs = [...input[3].matchAll(/;([a-z]+)=(?:"([^"]*)"|([0-9]+))/g)].map(([, name, text, digits]) => [name, text ?? digits]);
  const params = new Map(pairs);
  need([...names].sort().join() === COVERED.join() && params.size === pairs.length, "G1-components");
  need(["created", "keyid", "nonce", "tag"].every((name) => params.has(name)), "G1-parameters");
  need([...params.keys()].every((name) => ["alg", "created", "keyid", "nonce", "tag"].includes(name)), "G1-parameters");
  need(params.get("tag") === "amparo1-door" && (params.get("alg") ?? "ed25519") === "ed25519", "G1-parameters");
  need(/^[0-9a-f]{32}$/.test(params.get("keyid")) && /^[A-Za-z0-9+/=_-]{16,64}$/.test(params.get("nonce")), "G1-parameters");
  const numbers = [...input[3].matchAll(/;([a-z]+)=[0-9]/g)].map(([, name]) => name);
  need(numbers.join() === "created", "G1-parameters");
  const digest = `sha-256=:${Buffer.from(sha256(unhex(body))).toString("base64")}:`;
  need(headers["Content-Digest"] === digest, "G1-digest");
  need(Math.abs(now - Number(params.get("created"))) <= 300, "G1-created");
  const key = view.listed(unhex(params.get("keyid")));
  need(key && key.role === 0x13 && !key.stopped, "G1-key");
  need(key.from <= day && day < key.until, "G1-active");
  const values = { "@method": method, "@authority": authority, "@path": path, "@query": `?${query}`, "content-digest": digest };
  const base = [...names.map((name) => `"${name}": ${values[name]}`), `"@signature-params": ${input[1]}`].join("\n");
  const raw = Buffer.from(signature[1], "base64");
  need(raw.toString("base64") === signature[1] && verifyBytes(key.pk, utf8(base), new Uint8Array(raw)), "G1-signature");
  return { org: key.org, base };
}
