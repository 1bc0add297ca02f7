/**
 * A reply's body as text, whatever coding it came in: who is not told which codings we take may
 * choose one (RFC 9110 §12.5.3). A body that is not what it says stays as it came.
 */

import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";

const DECODERS: Readonly<
  Record<string, (body: Buffer, max: { maxOutputLength: number }) => Buffer>
> = {
  gzip: gunzipSync,
  "x-gzip": gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
};

/** The text of a body; codings are undone in the reverse order of the header. */
export function bodyTextOf(
  body: Buffer,
  headers: readonly (readonly [string, string])[],
  bytesMax: number,
): string {
  return textOf(unpacked(body, headers, bytesMax));
}

/** A body without the codings that its headers name; as it came where it is not what they say. */
export function unpacked(
  body: Buffer,
  headers: readonly (readonly [string, string])[],
  bytesMax: number,
): Buffer {
  const codings = headers
    .filter(([name]) => name.toLowerCase() === "content-encoding")
    .flatMap(([, value]) => value.split(","))
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== "" && coding !== "identity");
  if (codings.length === 0 || body.length === 0) return body;
  try {
    return codings.reduceRight<Buffer>((rest, coding) => {
      const decode = DECODERS[coding];
      if (decode === undefined) throw new Error(`no decoder for ${coding}`);
      return decode(rest, { maxOutputLength: bytesMax });
    }, body);
  } catch {
    return body;
  }
}

/** UTF-8, without the mark that some writers put before it. */
function textOf(body: Buffer): string {
  return new TextDecoder().decode(body);
}
