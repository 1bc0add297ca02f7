/** @jsxRuntime automatic @jsxImportSource preact */
/** What ran against what, so that the run can be done again; and what went wrong with it. */

import type { RunRecord } from "../../evidence/run-record.ts";
import type { JudgedRun } from "../../verdict/judged-run.ts";
import { embeddedName } from "../../verdict/verdict-line.ts";
import { consistencyText } from "../consistency.ts";
import { bytesText, visible } from "../text.ts";
import { Code, Head, TableBox } from "./parts.tsx";

/** Missing prerequisites, faults of ours and damaged evidence; nothing where there are none. */
export function TroubleSection({ judged }: { readonly judged: JudgedRun }) {
  const { missing, harnessErrors, problems, unwritten } = judged;
  const rows: readonly (readonly [string, string])[] = [
    ...missing.map(({ name, detail, remedy }): [string, string] => [
      `missing: ${name}`,
      remedy === undefined ? detail : `${detail}; ${remedy}`,
    ]),
    ...harnessErrors.map(({ place, message }): [string, string] => [
      `harness error: ${place}`,
      message,
    ]),
    ...problems.map((problem): [string, string] => ["evidence", problem]),
    ...unwritten.map((problem): [string, string] => ["not written", problem]),
  ];
  if (rows.length === 0) return null;
  return (
    <section id="trouble" aria-labelledby="trouble-title">
      <h2 id="trouble-title">Trouble</h2>
      <TableBox label="What kept the run from a whole verdict">
        <Head columns={["What", "Detail"]} />
        <tbody>
          {rows.map(([what, detail]) => (
            <tr key={`${what} ${detail}`}>
              <th scope="row">{visible(what)}</th>
              <td>{visible(detail)}</td>
            </tr>
          ))}
        </tbody>
      </TableBox>
    </section>
  );
}

/** The identity of the run. */
export function RunSection({
  judged,
  record,
}: {
  readonly judged: JudgedRun;
  readonly record: RunRecord;
}) {
  const { run } = judged;
  return (
    <section id="run" aria-labelledby="run-title">
      <h2 id="run-title">Run</h2>
      <TableBox label="Identity of the run">
        <Head columns={["What", "Value"]} />
        <tbody>
          {rowsOf(judged, record).map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{visible(value)}</td>
            </tr>
          ))}
        </tbody>
      </TableBox>
      {run !== undefined && (
        <>
          <h3>Run it again</h3>
          <Code text={run.command} />
        </>
      )}
    </section>
  );
}

function rowsOf(judged: JudgedRun, record: RunRecord): (readonly [string, string])[] {
  const { run, scenarios } = judged;
  const consistency = consistencyText(judged);
  const folder = ["Folder", record.folder] as const;
  if (run === undefined) return [folder];
  const { target, machine } = run;
  const k6 = new Set(scenarios.flatMap(({ closed }) => (closed ? [closed.k6.version] : [])));
  const embedded = embeddedName(target.embedded);
  return [
    ["Target", embedded === undefined ? target.url : `${target.url} (${embedded})`],
    ["Tasks", target.tasks],
    ["Observation", `${target.observe}, visible within ${target.visibleWithinMs} ms`],
    ...(consistency === undefined ? [] : [["Consistency", consistency] as const]),
    ["Profile", run.profile],
    ["Seed", String(run.seed)],
    ["Strict", run.strict ? "yes: inferred requirements gate too" : "no"],
    ...(run.partial === undefined ? [] : [["Partial", run.partial] as const]),
    ["Started", run.startedAt],
    ["Headway", `${run.tool}${run.gitRevision === undefined ? "" : ` at ${run.gitRevision}`}`],
    ["Node", run.node],
    ...(k6.size === 0 ? [] : [["k6", [...k6].join(", ")] as const]),
    [
      "Machine",
      `${machine.platform}, ${machine.cpus} CPUs, ${bytesText(machine.memoryBytes)} of memory`,
    ],
    folder,
  ];
}
