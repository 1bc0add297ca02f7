/** The sheet that all SVG pictures are drawn on: panels under each other over one axis of time. */

import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { durationText } from "../units.ts";
import { HALT_COLOUR, joined, PHASES } from "./words.ts";

const WIDTH = 1360;
const MARGIN_LEFT = 230;
export const TEXT_COLOUR = "#1b1f24";
export const SOFT_COLOUR = "#59636e";

/** One chart of a picture. */
export interface Panel {
  readonly title: string;
  readonly height: number;
  readonly svg: string;
}

/** An axis of time with a handful of round ticks. Times are ms. */
export function timeAxis(fromMs: number, untilMs: number): Plot.ScaleOptions {
  const lengthMs = Math.max(1, untilMs - fromMs);
  const stepMs = STEPS_MS.find((step) => lengthMs / step <= 9) ?? lengthMs / 8;
  const ticks = Array.from(
    { length: Math.floor(lengthMs / stepMs) + 1 },
    (_, i) => fromMs + i * stepMs,
  );
  return {
    domain: [fromMs, fromMs + lengthMs],
    ticks,
    tickFormat: (ms: number) => (ms === fromMs ? "0" : durationText(ms - fromMs)),
    label: null,
  };
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const STEPS_MS = [
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 6, 12, 24, 48, 168].map((hours) => hours * HOUR_MS),
];

/** One panel's SVG, transparent. */
export function plot(options: Plot.PlotOptions): string {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const svg = Plot.plot({
    width: WIDTH,
    marginLeft: MARGIN_LEFT,
    marginRight: 60,
    ...options,
    document,
    className: "plot",
    style: { background: "transparent", fontSize: "11px" },
  });
  return svg.outerHTML.replace(/<style>[\s\S]*?<\/style>/, "");
}

/** The panels under each other, with a title, a line of facts and what the colours mean. */
export function stacked(title: string, facts: readonly string[], panels: readonly Panel[]): string {
  const lines = joined(facts, 150);
  let y = 36 + 18 * lines.length;
  const heads = lines.map((line, i) => text(16, 52 + 18 * i, line, SOFT_COLOUR, 12));
  const parts = [text(16, 30, title, TEXT_COLOUR, 18, true), ...heads, legend(y + 28)];
  y += 50;
  for (const panel of panels) {
    parts.push(text(16, y + 14, panel.title, TEXT_COLOUR, 13, true));
    parts.push(panel.svg.replace("<svg ", `<svg x="0" y="${y + 14}" `));
    y += panel.height + 34;
  }
  const label = escapeXml(title);
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${label}" width="${WIDTH}" height="${y + 10}" viewBox="0 0 ${WIDTH} ${y + 10}" font-family="system-ui, sans-serif" fill="currentColor" color="${TEXT_COLOUR}"><title>${label}</title><rect width="100%" height="100%" fill="#ffffff"/>${parts.join("")}</svg>\n`;
}

function legend(y: number): string {
  const entries = [
    ...PHASES.map(({ title, colour }) => ({ title, colour })),
    { title: "stands still (stall, hang)", colour: HALT_COLOUR },
  ];
  let x = 16;
  return entries
    .map(({ title, colour }) => {
      const box = `<rect x="${x}" y="${y - 10}" width="12" height="12" fill="${colour}"/>`;
      const words = text(x + 17, y, title, TEXT_COLOUR, 12);
      x += 36 + title.length * 6.6;
      return box + words;
    })
    .join("");
}

function text(
  x: number,
  y: number,
  words: string,
  fill: string,
  size: number,
  bold = false,
): string {
  const weight = bold ? ' font-weight="600"' : "";
  return `<text x="${x}" y="${y}" fill="${fill}" font-size="${size}"${weight}>${escapeXml(words)}</text>`;
}

function escapeXml(words: string): string {
  return words.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");
}
