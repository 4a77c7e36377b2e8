// One JSON request a line on standard input, one JSON answer a line on standard output; binary is hex.
// {"do":"vectors"} runs the frozen ones; the other acts let a test seal with one implementation and open with the other.
import { createInterface } from "node:readline";
import { argv, stdin, stdout } from "node:process";
import { Refused, cat, hex, unhex, utf8 } from "./bytes.mjs";
import { openDelivery, openSingle } from "./desk.mjs";
import { sign } from "./ed25519.mjs";
import { admitMailbox, admitSingle, admitUpload } from "./gateway.mjs";
import { canonical, strictObject } from "./json.mjs";
import { readSlot, sealMail, sealWord } from "./page.mjs";
import { PARTS, cidOf, seal } from "./part.mjs";
import { sealReport } from "./report.mjs";
import { digits, readAtDesk, readOnPage, symbols } from "./token.mjs";
import { Vectors } from "./vectors.mjs";

const vectors = new Vectors(argv[2]);
const { view } = vectors;
const value = (text) => BigInt(`0x${text}`);
const written = (number) => (number === null ? null : number.toString(16).padStart(28, "0"));
const secrets = (names) => names.map((name) => vectors.key(name).secret);
const memory = (told) => ({ ...told, mailboxes: told.mailboxes.map(({ id, say }) => ({ id, say: unhex(say) })) });

const ACTS = {
  vectors: () => new Vectors(argv[2]).all(),
  seal_report: (asked) => hex(sealReport(view, {
    ...asked, seed: unhex(asked.seed), report: strictObject(utf8(asked.report)), signer: vectors.key(asked.signer), value: value(asked.value),
  }).upload),
  admit: (asked) => admitUpload(unhex(asked.raw), { ...asked, view }),
  open_delivery: (asked) => {
    const { inside, values } = openDelivery(unhex(asked.raw), { ...asked, view, secrets: secrets(asked.keys), memory: memory(asked.memory) });
    return { inside: canonical(inside), values: values?.map((bytes) => new TextDecoder().decode(bytes)) };
  },
  seal_single: ({ seed, part, text, to, signer, day }) => {
    const made = unhex(seed);
    const by = vectors.key(signer);
    const keys = view.recipients(to, PARTS[part].role, day).map((key) => key.pk);
    const { raw } = seal({
      seed: made, part, text: utf8(text), cid: cidOf(part, made), dirsize: view.size, dirhash: view.root, sender: by.kid, keys,
    });
    return hex(cat(raw, sign(by.secret, "amparo1/single", raw)));
  },
  admit_single: (asked) => admitSingle(unhex(asked.raw), { ...asked, view }),
  open_single: (asked) => ({
    inside: canonical(openSingle(unhex(asked.raw), { ...asked, view, secrets: secrets(asked.keys), memory: memory(asked.memory) }).inside),
  }),
  seal_mail: ({ seed, body, pk, signer }) => hex(sealMail({ seed: unhex(seed), body: utf8(body), pk: unhex(pk), signer: vectors.key(signer) })),
  admit_mailbox: ({ raw }) => admitMailbox(unhex(raw)),
  read_slot: (asked) => {
    const { org, message } = readSlot(unhex(asked.raw), { ...asked, value: value(asked.value), view });
    return { org, message: canonical(message) };
  },
  seal_word: ({ seed, words, value: token, to, day }) => hex(sealWord({
    seed: unhex(seed), words: strictObject(utf8(words)), value: value(token), view, keys: view.recipients(to, 4, day).map((key) => key.pk),
  })),
  token: ({ value: number }) => ({ symbols: symbols(value(number)), digits: digits(value(number)) }),
  read_token: ({ text }) => ({ desk: written(readAtDesk(text)), page: written(readOnPage(text)) }),
  canonical: ({ text }) => canonical(strictObject(utf8(text))),
};

function answer(line) {
  try {
    const asked = JSON.parse(line);
    return { is: ACTS[asked.do](asked) };
  } catch (error) {
    return error instanceof Refused ? { refused: error.check } : { broken: String(error?.stack ?? error) };
  }
}

for await (const line of createInterface({ input: stdin })) stdout.write(`${JSON.stringify(answer(line))}\n`);
