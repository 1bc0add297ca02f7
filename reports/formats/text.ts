/** Numbers and foreign text as people read them, the same in every format. */

import type { JudgedRequirement } from "../verdict/judged-run.ts";

/** Controls, marks that turn the direction of text, and halves of surrogate pairs. */
const INVISIBLE =
  /[\p{Cc}\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufffe\uffff]|\p{Cs}/gu;

/**
 * Foreign text made harmless to look at: what has no glyph of its own is written as its code
 * point. Line ends stay where `lines` says so; a carriage return is always shown.
 */
export function visible(text: string, options: { readonly lines?: boolean } = {}): string {
  return text.replace(INVISIBLE, (character) => {
    if (character === "\n" && options.lines === true) return "\n";
    if (character === "\t" && options.lines === true) return "\t";
    // Plain ASCII: the pictures that Unicode has for controls are missing in many fonts.
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

/** Foreign text cut to a length, with a word on how much is left out. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  // Half of a surrogate pair would be no text any more.
  const cut = /[\ud800-\udbff]/.test(text.charAt(most - 1)) ? most - 1 : most;
  return `${text.slice(0, cut)} … (${text.length - cut} more)`;
}

/** What fits into so many letters, without a word on the rest; no character is cut in two. */
export function clipped(text: string, letters: number): string {
  const characters = [...text];
  return characters.length <= letters ? text : `${characters.slice(0, letters - 1).join("")}…`;
}

/** "12,345". */
export function countText(count: number): string {
  return Math.round(count)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Milliseconds with three significant digits: "0.42 ms", "12.3 ms", "1.24 s". */
export function msText(ms: number | undefined): string {
  if (ms === undefined) return "–";
  if (ms === Infinity) return "beyond the timeout";
  if (ms >= 1000) return `${digits(ms / 1000)} s`;
  return `${digits(ms)} ms`;
}

/** "1.5 %". */
export function shareText(share: number): string {
  return `${digits(share * 100)} %`;
}

/** "399.8/s". */
export function rateText(perSecond: number): string {
  return `${perSecond >= 1000 ? countText(perSecond) : digits(perSecond)}/s`;
}

/** "104 MiB". */
export function bytesText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 ** 2) return `${digits(bytes / 1024)} KiB`;
  if (bytes < 1024 ** 3) return `${digits(bytes / 1024 ** 2)} MiB`;
  return `${digits(bytes / 1024 ** 3)} GiB`;
}

/** "14.2 s", "3 min 20 s". */
export function durationText(ms: number): string {
  if (ms < 60_000) return ms < 1000 ? `${Math.round(ms)} ms` : `${digits(ms / 1000)} s`;
  const seconds = Math.round(ms / 1000);
  const rest = seconds % 60;
  return `${Math.floor(seconds / 60)} min${rest === 0 ? "" : ` ${rest} s`}`;
}

/** Three significant digits, without trailing zeros behind the point. */
function digits(value: number): string {
  if (value === 0) return "0";
  const places = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  const text = value.toFixed(Math.min(places, 4));
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** "progress; the other members may have any valid value". */
export function mattersText(names: readonly string[]): string {
  if (names.length === 0) return "no member: each may have any valid value";
  return `${names.join(", ")}; other members may have any valid value`;
}

/** "FLAKY state/isolation, FAIL http/pieces": findings that show the same cause. */
export function alikeText(alike: readonly JudgedRequirement[]): string {
  return alike.map(({ verdict, entry }) => `${verdict} ${entry.id}`).join(", ");
}

/** "request 2: cut (reset) after the whole request"; undefined where the network did nothing. */
export function networkText(
  exchanges: readonly { readonly network?: string | undefined }[],
): string | undefined {
  const told = exchanges.flatMap(({ network }, i) => {
    return network === undefined ? [] : [`request ${i + 1}: ${network}`];
  });
  return told.length === 0 ? undefined : told.join("; ");
}

/** Foreign text as a path of a URI, its query included: the rest is percent-encoded. */
export function uriPath(text: string): string {
  return text.replace(/[^\w\-.~:/?@!$&'()*+,;=%]|%(?![0-9A-Fa-f]{2})/gu, (character) =>
    [...Buffer.from(character)]
      .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`)
      .join(""),
  );
}
