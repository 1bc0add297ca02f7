/**
 * Draws a plot into SVG text without a browser. Each chart is drawn twice, for a wide and for a
 * narrow page, because scaled-down letters cannot be read; the page shows one of them.
 */

import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { visible } from "../../text.ts";

/** What differs between the two drawings of a chart. */
export interface Size {
  readonly width: number;
  readonly height: number;
  readonly narrow: boolean;
}

const WIDE: Size = { width: 960, height: 300, narrow: false };
const NARROW: Size = { width: 340, height: 240, narrow: true };

/** Both drawings of one chart, as SVG text. */
export interface Drawing {
  readonly wide: string;
  readonly narrow: string;
}

/** Draws a chart in both sizes. `label` is what it shows, for who cannot see it. */
export function draw(
  label: string,
  plotAt: (size: Size) => Plot.PlotOptions,
  heights: { readonly wide?: number; readonly narrow?: number } = {},
): Drawing {
  const at = (size: Size): string => toSvg(label, { ...plotAt(size), ...size });
  return {
    wide: at({ ...WIDE, height: heights.wide ?? WIDE.height }),
    narrow: at({ ...NARROW, height: heights.narrow ?? NARROW.height }),
  };
}

/** A logarithmic axis that holds some values: round ends and round ticks, few of them. */
export interface LogAxis {
  readonly domain: [number, number];
  readonly ticks: number[];
}

/** The axis for positive values; there must be one at least. */
export function logAxis(values: readonly number[]): LogAxis {
  const least = values.reduce((a, b) => Math.min(a, b), Infinity);
  const most = values.reduce((a, b) => Math.max(a, b), 0);
  const round = roundNumbers(least, most);
  const low = round.findLast((number) => number <= least) ?? least;
  const high = round.find((number) => number > most) ?? most;
  const inside = round.filter((number) => number >= low && number <= high);
  const isDecade = (number: number): boolean => Number.isInteger(Math.log10(number));
  const ticks = high / low > 200 ? inside.filter(isDecade) : inside;
  return { domain: [low, high], ticks };
}

/** 1, 2 and 5 of each decade, from below the least to above the most. */
function roundNumbers(least: number, most: number): number[] {
  const numbers: number[] = [];
  const last = Math.floor(Math.log10(most)) + 1;
  for (let exponent = Math.floor(Math.log10(least)); exponent <= last; exponent += 1) {
    for (const step of [1, 2, 5]) numbers.push(Number(`${step}e${exponent}`));
  }
  return numbers;
}

function toSvg(label: string, options: Plot.PlotOptions): string {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const svg = Plot.plot({
    ...options,
    document,
    className: "plot",
    // Colours and letters are the page's own, so that light and dark apply.
    style: { background: "transparent", fontSize: "12px", fontFamily: "inherit" },
  });
  // The whole drawing has one name; those of its groups ("dot") would be names without a role.
  for (const group of svg.querySelectorAll("g[aria-label]")) group.removeAttribute("aria-label");
  const shown = escapeXml(visible(label));
  return svg.outerHTML
    .replace(/<style>[\s\S]*?<\/style>/, "")
    .replace(
      /<svg ([^>]*)>/,
      (_tag, own: string) => `<svg role="img" aria-label="${shown}" ${own}><title>${shown}</title>`,
    );
}

function escapeXml(text: string): string {
  return text
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;");
}
