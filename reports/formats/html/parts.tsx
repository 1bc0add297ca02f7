/** @jsxRuntime automatic @jsxImportSource preact */
/** Small pieces that every section of the page is made of. */

import type { ComponentChildren } from "preact";
import type { FleetPhase } from "../../evidence/fleet-shape-schema.ts";
import { shortened, visible } from "../text.ts";
import type { Drawing } from "./charts/draw.ts";

/** Foreign text longer than this is cut on the page; the run's folder has all of it. */
const MOST_TEXT = 4000;

/** A verdict as a coloured word; the word carries the meaning, the colour repeats it. */
export function Chip({ verdict }: { readonly verdict: string }) {
  return <span class={`chip ${toneOf(verdict)}`}>{verdict}</span>;
}

/** Which of the page's four tones a verdict has. */
export function toneOf(verdict: string): "good" | "bad" | "warn" | "mute" {
  switch (verdict) {
    case "CONFORMS":
    case "PASS":
    case "MET":
    case "met":
    case "better":
      return "good";
    case "VIOLATES":
    case "FAIL":
    case "FLAKY":
    case "STALE-WAIVER":
    case "MISSED":
    case "missed":
    case "worse":
      return "bad";
    case "UNTESTABLE":
    case "WAIVED":
    case "not judged":
    case "alike":
      return "mute";
    default:
      return "warn";
  }
}

/** A block of foreign text: whole lines, nothing hidden. One click or tap selects all of it. */
export function Code({ text }: { readonly text: string }) {
  return (
    <pre class="code">
      <code>{shortened(visible(text, { lines: true }), MOST_TEXT)}</code>
    </pre>
  );
}

/** A word of foreign text inside a sentence. */
export function Word({ text }: { readonly text: string }) {
  return <code>{shortened(visible(text), MOST_TEXT)}</code>;
}

/** A table that scrolls by itself where the page is narrower. */
export function TableBox({
  label,
  children,
}: {
  readonly label: string;
  readonly children: ComponentChildren;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keys.
    <section class="scroll" aria-label={label} tabIndex={0}>
      <table>
        <caption>{label}</caption>
        {children}
      </table>
    </section>
  );
}

/** The head of a table; columns of numbers are named with a leading "#". */
export function Head({ columns }: { readonly columns: readonly string[] }) {
  return (
    <thead>
      <tr>
        {columns.map((column) => (
          <th key={column} scope="col" class={column.startsWith("#") ? "number" : ""}>
            {column.replace(/^#/, "")}
          </th>
        ))}
      </tr>
    </thead>
  );
}

/** A chart in both its sizes; the style sheet shows the one that fits. */
export function Chart({
  drawing,
  title,
  keys,
}: {
  readonly drawing: Drawing | undefined;
  readonly title: string;
  /** Names of the lines with their colours, for the narrow drawing has none beside them. */
  readonly keys?: readonly (readonly [string, "response" | "service" | "bad" | FleetPhase])[];
}) {
  if (drawing === undefined) return null;
  return (
    <figure>
      <figcaption>
        {title}
        {keys?.map(([name, tone]) => (
          <span key={name} class={`key ${tone}`}>
            {name}
          </span>
        ))}
      </figcaption>
      <Svg size="wide" svg={drawing.wide} />
      <Svg size="narrow" svg={drawing.narrow} />
    </figure>
  );
}

function Svg({ size, svg }: { readonly size: "wide" | "narrow"; readonly svg: string }) {
  return <div class={`chart ${size}`} dangerouslySetInnerHTML={{ __html: svg }} />;
}
