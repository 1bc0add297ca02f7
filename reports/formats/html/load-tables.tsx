/** @jsxRuntime automatic @jsxImportSource preact */
/** The numbers behind a load's charts. */

import type { MergedLoad } from "../../evidence/merge.ts";
import { ledgerRows, PERCENTILES, percentileMs, percentileName } from "../figures.ts";
import { countText, msText, visible } from "../text.ts";
import { Head, TableBox } from "./parts.tsx";

/** Percentiles of response, service and each kind of lag. */
export function LatencyTable({ load }: { readonly load: MergedLoad }) {
  return (
    <TableBox label="Latency">
      <Head
        columns={["Percentile", "#Response", "#Service", "#Own lag", "#Lane lag", "#Loop lag"]}
      />
      <tbody>
        {PERCENTILES.map((share) => (
          <tr key={share}>
            <th scope="row">{percentileName(share)}</th>
            <td class="number">{msText(percentileMs(load.response, share))}</td>
            <td class="number">{msText(percentileMs(load.service, share))}</td>
            <td class="number">{msText(percentileMs(load.ownLag, share))}</td>
            <td class="number">{msText(percentileMs(load.lanesLag, share))}</td>
            <td class="number">{msText(percentileMs(load.loopLag, share))}</td>
          </tr>
        ))}
      </tbody>
    </TableBox>
  );
}

/** What became of every report. */
export function LedgerTable({ load }: { readonly load: MergedLoad }) {
  return (
    <TableBox label="Ledger">
      <Head columns={["Reports", "#Count"]} />
      <tbody>
        {ledgerRows(load).map(([name, count]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td class="number">{countText(count)}</td>
          </tr>
        ))}
      </tbody>
    </TableBox>
  );
}

/** Counts by name, the most frequent first. */
export function CountsTable({
  label,
  column,
  counts,
}: {
  readonly label: string;
  readonly column: string;
  readonly counts: Readonly<Record<string, number>>;
}) {
  const rows = Object.entries(counts).sort(([, a], [, b]) => b - a);
  if (rows.length === 0) return null;
  return (
    <TableBox label={label}>
      <Head columns={[column, "#Count"]} />
      <tbody>
        {rows.map(([name, count]) => (
          <tr key={name}>
            <th scope="row">{visible(name)}</th>
            <td class="number">{countText(count)}</td>
          </tr>
        ))}
      </tbody>
    </TableBox>
  );
}
