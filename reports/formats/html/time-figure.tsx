/** @jsxRuntime automatic @jsxImportSource preact */
/** The picture of overlapping requests on the page: one bar a request, time from left to right. */

import { msText } from "../text.ts";
import { endOfRows, type TimeRow } from "../time-rows.ts";

/** One row's letters and bar. @unit pixels */
const ROW = 34;
const TOP = 4;

/** Bars are as wide as the page allows, letters as large as elsewhere: nothing is scaled. */
export function TimeFigure({ rows }: { readonly rows: readonly TimeRow[] }) {
  if (rows.length === 0) return null;
  const endMs = endOfRows(rows);
  const height = TOP + ROW * rows.length;
  const label = `Overlapping requests over ${msText(endMs)}: ${rows.map(inWords).join("; ")}`;
  return (
    <figure class="races">
      <figcaption>
        One bar a request, {msText(endMs)} from left to right. What is wrong can be told from the
        marked ones alone.
      </figcaption>
      <svg role="img" aria-label={label} width="100%" height={height}>
        <title>{label}</title>
        {rows.map((row, index) => (
          <Row key={index} row={row} endMs={endMs} top={TOP + ROW * index} />
        ))}
      </svg>
    </figure>
  );
}

function Row({
  row,
  endMs,
  top,
}: {
  readonly row: TimeRow;
  readonly endMs: number;
  readonly top: number;
}) {
  const percent = (ms: number) => Number(((100 * ms) / endMs).toFixed(2));
  const from = Math.min(percent(row.fromMs), 99);
  // A request of no time is still to be seen.
  const width = Math.max(percent(row.toMs) - from, 1);
  return (
    <g class={row.decides ? "decides" : "beside"}>
      <text x="0" y={top + 12}>
        {row.decides ? "▸ " : ""}
        {inWords(row)}
      </text>
      <rect class="track" x="0" y={top + 18} width="100%" height="8" rx="2" />
      <rect class="span" x={`${from}%`} y={top + 18} width={`${width}%`} height="8" rx="2" />
    </g>
  );
}

function inWords({ lane, what, fromMs, toMs }: TimeRow): string {
  return `${lane}: ${what} (${fromMs.toFixed(1)}–${toMs.toFixed(1)} ms)`;
}
