/** A report's text as bytes: how many they are, and themselves where k6 can be given them. */

/** A body as the sender takes it: text, or its bytes. */
export type Wire = string | ArrayBuffer;

/** Node has it, and k6 since 2.2; the types of neither are at hand here. */
declare const TextEncoder:
  | undefined
  | (new () => { encode(text: string): { buffer: ArrayBuffer; byteLength: number } });

const encoder = typeof TextEncoder === "undefined" ? undefined : new TextEncoder();

/** A body as k6 sends it without copying or encoding it once more, where it can be had. */
export function encode(body: string): Wire {
  return encoder === undefined ? body : encoder.encode(body).buffer;
}

const BEYOND_ASCII = /[\u0080-\uffff]/;

/** UTF-8 bytes of a text. A k6 without an encoder counts them itself, which takes it far longer. */
export function utf8Length(text: string): number {
  return encoder === undefined ? countedLength(text) : encoder.encode(text).byteLength;
}

/** The same, counted unit by unit. */
export function countedLength(text: string): number {
  let bytes = text.length;
  if (!BEYOND_ASCII.test(text)) return bytes;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    // A surrogate pair is two units and four bytes.
    if (unit >= 0x800 && (unit < 0xd800 || unit > 0xdfff)) bytes += 2;
    else if (unit >= 0x80) bytes += 1;
  }
  return bytes;
}
