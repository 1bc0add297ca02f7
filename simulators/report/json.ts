/**
 * JSON that loses nothing: numbers stay the text they were, members keep their order and their
 * repetitions. `JSON.parse` turns 9223372036854775807 into another number and keeps the last of two
 * equal keys in silence; a judge of 64-bit fields can afford neither.
 *
 * Reads text, not bytes: whoever has bytes decodes them first and knows whether they were UTF-8.
 */

export type Json =
  | { readonly kind: "null" }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "number"; readonly text: string }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "array"; readonly items: readonly Json[] }
  | { readonly kind: "object"; readonly members: readonly Member[] };

export type Member = readonly [name: string, value: Json];

export type JsonReading =
  | { readonly kind: "json"; readonly value: Json }
  | { readonly kind: "malformed"; readonly offset: number; readonly reason: string };

/** Deepest nesting that is read; deeper text is reported as malformed, with that reason. */
export const DEPTH_MAX = 512;

/** Reads one JSON text (RFC 8259). Never throws on bad text. */
export function readJson(text: string): JsonReading {
  const reader = new Reader(text);
  try {
    return { kind: "json", value: reader.document() };
  } catch (error) {
    if (error instanceof Malformed) {
      return { kind: "malformed", offset: error.offset, reason: error.message };
    }
    throw error;
  }
}

/** Writes a value as compact JSON; numbers as the text they were read from. */
export function writeJson(value: Json): string {
  switch (value.kind) {
    case "null":
      return "null";
    case "boolean":
      return value.value ? "true" : "false";
    case "number":
      return value.text;
    case "string":
      return writeString(value.value);
    case "array":
      return `[${value.items.map(writeJson).join(",")}]`;
    case "object":
      return `{${value.members.map(([n, v]) => `${writeString(n)}:${writeJson(v)}`).join(",")}}`;
  }
}

/** A JSON string with its quotes. Strings are the one thing `JSON.stringify` writes losslessly. */
export function writeString(value: string): string {
  return JSON.stringify(value);
}

/** The last member of that name, which is the one most readers keep; undefined where none is. */
export function member(value: Json, name: string): Json | undefined {
  if (value.kind !== "object") return undefined;
  for (let i = value.members.length - 1; i >= 0; i -= 1) {
    const entry = value.members[i];
    if (entry !== undefined && entry[0] === name) return entry[1];
  }
  return undefined;
}

/**
 * The value that a JSON pointer names (RFC 6901), or undefined where it leads nowhere. "" is the
 * whole value; otherwise the pointer must start with "/".
 */
export function at(value: Json, pointer: string): Json | undefined {
  if (pointer === "") return value;
  let here: Json | undefined = value;
  for (const token of pointer.split("/").slice(1)) {
    if (here === undefined) return undefined;
    const name = token.replace(/~1/g, "/").replace(/~0/g, "~");
    if (here.kind === "array")
      here = /^(0|[1-9]\d*)$/.test(name) ? here.items[Number(name)] : undefined;
    else here = member(here, name);
  }
  return here;
}

class Malformed extends Error {
  readonly offset: number;
  constructor(offset: number, reason: string) {
    super(reason);
    this.offset = offset;
  }
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

class Reader {
  private readonly text: string;
  private offset = 0;
  private depth = 0;

  constructor(text: string) {
    this.text = text;
  }

  document(): Json {
    this.blank();
    const value = this.value();
    this.blank();
    if (this.offset < this.text.length) this.fail("text after the end of the value");
    return value;
  }

  private value(): Json {
    const character = this.text[this.offset];
    switch (character) {
      case undefined:
        return this.fail("the text ends where a value is due");
      case "{":
        return this.nested(() => this.object());
      case "[":
        return this.nested(() => this.array());
      case '"':
        return { kind: "string", value: this.string() };
      case "t":
        return this.word("true", { kind: "boolean", value: true });
      case "f":
        return this.word("false", { kind: "boolean", value: false });
      case "n":
        return this.word("null", { kind: "null" });
      default:
        return this.number();
    }
  }

  private nested(read: () => Json): Json {
    this.depth += 1;
    if (this.depth > DEPTH_MAX) this.fail(`nested deeper than ${DEPTH_MAX}`);
    this.offset += 1;
    const value = read();
    this.depth -= 1;
    return value;
  }

  private object(): Json {
    const members: Member[] = [];
    this.blank();
    if (this.take("}")) return { kind: "object", members };
    do {
      this.blank();
      if (this.text[this.offset] !== '"') this.fail("a member's name is due");
      const name = this.string();
      this.blank();
      if (!this.take(":")) this.fail("a colon is due");
      this.blank();
      members.push([name, this.value()]);
      this.blank();
    } while (this.take(","));
    if (!this.take("}")) this.fail("a comma or the object's end is due");
    return { kind: "object", members };
  }

  private array(): Json {
    const items: Json[] = [];
    this.blank();
    if (this.take("]")) return { kind: "array", items };
    do {
      this.blank();
      items.push(this.value());
      this.blank();
    } while (this.take(","));
    if (!this.take("]")) this.fail("a comma or the array's end is due");
    return { kind: "array", items };
  }

  private string(): string {
    this.offset += 1;
    let value = "";
    let start = this.offset;
    for (;;) {
      const code = this.text.charCodeAt(this.offset);
      if (Number.isNaN(code)) this.fail("the text ends inside a string");
      if (code < 0x20) this.fail("a raw control character inside a string");
      if (code === 0x22 || code === 0x5c) {
        value += this.text.slice(start, this.offset);
        this.offset += 1;
        if (code === 0x22) return value;
        value += this.escape();
        start = this.offset;
      } else this.offset += 1;
    }
  }

  private escape(): string {
    const character = this.text[this.offset] ?? "";
    this.offset += 1;
    if (character === "u") {
      const digits = this.text.slice(this.offset, this.offset + 4);
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.fail("four hexadecimal digits are due");
      this.offset += 4;
      return String.fromCharCode(Number.parseInt(digits, 16));
    }
    const plain = ESCAPES[character];
    if (plain === undefined) this.fail("an escape that JSON does not know");
    return plain as string;
  }

  private number(): Json {
    NUMBER.lastIndex = this.offset;
    const match = NUMBER.exec(this.text);
    if (match === null) return this.fail("a value is due");
    this.offset += match[0].length;
    return { kind: "number", text: match[0] };
  }

  private word(word: string, value: Json): Json {
    if (!this.text.startsWith(word, this.offset)) return this.fail("a value is due");
    this.offset += word.length;
    return value;
  }

  private take(character: string): boolean {
    if (this.text[this.offset] !== character) return false;
    this.offset += 1;
    return true;
  }

  private blank(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.offset);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.offset += 1;
    }
  }

  private fail(reason: string): never {
    throw new Malformed(this.offset, reason);
  }
}
