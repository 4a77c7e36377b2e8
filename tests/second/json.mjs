// Section 7: JSON as it may stand inside a part, read strictly, and its canonical writing.
const LARGEST = Number.MAX_SAFE_INTEGER;
const DEPTH = 32;
const SPACE = new Set([" ", "\t", "\n", "\r"]);
const ESCAPES = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

class Parser {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }
  fail() {
    throw new Error("not strict JSON");
  }
  space() {
    while (SPACE.has(this.text[this.at])) this.at++;
  }
  expect(sign) {
    if (this.text[this.at++] !== sign) this.fail();
  }
  value(levels) {
    if (levels < 0) this.fail();
    this.space();
    const sign = this.text[this.at];
    let found;
    if (sign === "{") found = this.object(levels);
    else if (sign === "[") found = this.array(levels);
    else if (sign === '"') found = this.string();
    else found = this.word();
    this.space();
    return found;
  }
  word() {
    const match = /^(?:true|false|null|-?(?:0|[1-9][0-9]*))/.exec(this.text.slice(this.at, this.at + 40));
    if (!match) this.fail();
    this.at += match[0].length;
    if (/[0-9.eE+-]/.test(this.text[this.at] ?? "")) this.fail();
    const value = { true: true, false: false, null: null }[match[0]];
    if (value !== undefined) return value;
    const number = Number(match[0]);
    if (Math.abs(number) > LARGEST) this.fail();
    return number === 0 ? 0 : number;
  }
  string() {
    this.expect('"');
    let found = "";
    for (;;) {
      const sign = this.text[this.at++];
      if (sign === undefined || sign < " ") this.fail();
      if (sign === '"') break;
      found += sign === "\\" ? this.escape() : sign;
    }
    if (!found.isWellFormed()) this.fail();
    return found;
  }
  escape() {
    const sign = this.text[this.at++];
    if (sign !== "u") return Object.hasOwn(ESCAPES, sign ?? "") ? ESCAPES[sign] : this.fail();
    const digits = this.text.slice(this.at, this.at + 4);
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.fail();
    this.at += 4;
    return String.fromCharCode(parseInt(digits, 16));
  }
  array(levels) {
    const found = [];
    this.expect("[");
    this.space();
    if (this.text[this.at] === "]") return this.at++, found;
    for (;;) {
      found.push(this.value(levels - 1));
      const sign = this.text[this.at++];
      if (sign === "]") return found;
      if (sign !== ",") this.fail();
    }
  }
  object(levels) {
    const found = new Map();
    this.expect("{");
    this.space();
    if (this.text[this.at] === "}") return this.at++, found;
    for (;;) {
      this.space();
      const name = this.string();
      if (found.has(name)) this.fail();
      this.space();
      this.expect(":");
      found.set(name, this.value(levels - 1));
      const sign = this.text[this.at++];
      if (sign === "}") return found;
      if (sign !== ",") this.fail();
    }
  }
}

/** The value in UTF-8 bytes; objects are Maps. Throws for anything loose. */
export function strict(bytes) {
  const parser = new Parser(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  const value = parser.value(DEPTH);
  if (parser.at !== parser.text.length) parser.fail();
  return value;
}

/** As `strict`, and it is an object. */
export function strictObject(bytes) {
  const value = strict(bytes);
  if (!(value instanceof Map)) throw new Error("not an object");
  return value;
}

function byCodePoint(a, b) {
  const left = Array.from(a, (sign) => sign.codePointAt(0));
  const right = Array.from(b, (sign) => sign.codePointAt(0));
  for (let i = 0; i < Math.min(left.length, right.length); i++) if (left[i] !== right[i]) return left[i] - right[i];
  return left.length - right.length;
}

/** Canonical text of a value whose objects are Maps or plain objects. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const pairs = value instanceof Map ? [...value] : Object.entries(value);
  pairs.sort(([a], [b]) => byCodePoint(a, b));
  return `{${pairs.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`).join(",")}}`;
}
