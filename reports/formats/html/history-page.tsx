/** @jsxRuntime automatic @jsxImportSource preact */
/** history.html: many runs on one page, for who decides about releases. */

import type { History, HistoryRun, RequirementRow, TargetHistory } from "../../verdict/history.ts";
import { killText } from "../history-text.ts";
import { msText, rateText, shortened, visible } from "../text.ts";
import { latencyTrend } from "./charts/trend.ts";
import { documentOf } from "./document.tsx";
import { Chart, Chip, Head, TableBox, toneOf } from "./parts.tsx";

/** Runs of a target in its table, targets, and requirements in a matrix; the rest is counted. */
const MOST_RUNS = 100;
const MOST_TARGETS = 20;
const MOST_ROWS = 150;
/** Columns of a matrix. */
const MOST_COLUMNS = 10;
const MOST_TEXT = 300;

/** The whole page. */
export function historyHtml(history: History): string {
  const { newest, runs, targets, kills, damaged, matrix } = history;
  const shown = targets.slice(-MOST_TARGETS).toReversed();
  return documentOf(
    `${newest.verdict} · ${runs} runs · Headway`,
    <>
      <header class={`verdict ${toneOf(newest.verdict)}`}>
        <p class="product">Headway · history of {runs} runs</p>
        <h1>
          {newest.verdict}
          <span class="rest">
            {text(newest.target)}, release {text(newest.release)}, the newest run
          </span>
        </h1>
        <p class="reason">
          {newest.tested} of {newest.gating} gating requirements tested, {newest.red} violated.
        </p>
      </header>
      <main>
        {matrix.length > 0 && <TargetMatrix rows={matrix} targets={targets} />}
        {shown.map((target) => (
          <TargetSection key={target.target} history={target} />
        ))}
        {targets.length > shown.length && (
          <p class="note">{targets.length - shown.length} targets with older runs are left out.</p>
        )}
        {kills.length > 0 && <List title="Twins caught" texts={kills.map(killText)} />}
        {damaged.length > 0 && (
          <List title="Damaged evidence: read as far as it is valid" texts={damaged} />
        )}
      </main>
    </>,
  );
}

function List({ title, texts }: { readonly title: string; readonly texts: readonly string[] }) {
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      <ul>
        {texts.map((line) => (
          <li key={line}>{text(line)}</li>
        ))}
      </ul>
    </section>
  );
}

function TargetSection({ history }: { readonly history: TargetHistory }) {
  const { target, runs, unsteady } = history;
  const scenarios = new Set(runs.flatMap(({ loads }) => loads.map(({ scenario }) => scenario)));
  const columns = runs.slice(-MOST_COLUMNS);
  return (
    <section aria-label={text(target)}>
      <h2>{text(target)}</h2>
      <div class="bar" aria-hidden="true">
        {runs.slice(-MOST_RUNS).map((run) => (
          <span key={run.folder} class={toneOf(run.verdict)} style={{ flexGrow: 1 }} />
        ))}
      </div>
      <RunsTable target={target} runs={runs.slice(-MOST_RUNS).toReversed()} />
      {[...scenarios].map((scenario) => (
        <Chart
          key={scenario}
          title={`Response time of ${text(scenario)} from run to run`}
          drawing={latencyTrend(scenario, runs.slice(-MOST_RUNS))}
          keys={[
            ["99 %", "response"],
            ["median", "service"],
          ]}
        />
      ))}
      {unsteady.length > 0 && (
        <Matrix
          label={`Requirements that ${text(target)} did not always pass`}
          columns={columns.map((run) => run.release)}
          rows={unsteady.map(({ id, verdicts }) => ({
            id,
            verdicts: verdicts.slice(-MOST_COLUMNS),
          }))}
        />
      )}
    </section>
  );
}

function RunsTable({
  target,
  runs,
}: {
  readonly target: string;
  readonly runs: readonly HistoryRun[];
}) {
  return (
    <TableBox label={`Runs of ${text(target)}, the newest first`}>
      <Head columns={["Began", "Release", "Verdict", "#Tested", "#Red", "Load", "What changed"]} />
      <tbody>
        {runs.map((run) => (
          <tr key={run.folder}>
            <th scope="row">
              {text(run.startedAt.slice(0, 16))}
              <span class="note"> {text(run.folder)}</span>
            </th>
            <td>{text(run.release)}</td>
            <td>
              <Chip verdict={run.verdict} />
              {run.partial !== undefined && <span class="note">PARTIAL</span>}
            </td>
            <td class="number">{`${run.tested} / ${run.gating}`}</td>
            <td class="number">{run.red}</td>
            <td>
              {run.loads.map(({ scenario, verdict, p50Ms, p99Ms, answeredPerSecond }) => (
                <p key={scenario}>
                  {text(scenario)} <Chip verdict={verdict} /> p50 {msText(p50Ms)}, p99{" "}
                  {msText(p99Ms)}, {rateText(answeredPerSecond)}
                </p>
              ))}
            </td>
            <td>
              <Named what="newly red" ids={run.newlyRed} />
              <Named what="mended" ids={run.mended} />
            </td>
          </tr>
        ))}
      </tbody>
    </TableBox>
  );
}

function Named({ what, ids }: { readonly what: string; readonly ids: readonly string[] }) {
  if (ids.length === 0) return null;
  return (
    <p>
      {what}: {text(ids.join(", "))}
    </p>
  );
}

function TargetMatrix({
  rows,
  targets,
}: {
  readonly rows: readonly RequirementRow[];
  readonly targets: readonly TargetHistory[];
}) {
  const shown = targets.slice(-MOST_COLUMNS);
  const cut = rows.map(({ id, verdicts }) => ({ id, verdicts: verdicts.slice(-MOST_COLUMNS) }));
  return (
    <section aria-label="Targets side by side">
      <h2>Targets side by side</h2>
      <p>The newest run of each. Requirements that pass everywhere are left out.</p>
      <Matrix
        label="Requirements by target"
        columns={shown.map(({ target }) => target)}
        rows={cut.filter(({ verdicts }) => verdicts.some((verdict) => verdict !== "PASS"))}
      />
    </section>
  );
}

interface MatrixProps {
  readonly label: string;
  readonly columns: readonly string[];
  readonly rows: readonly RequirementRow[];
}

function Matrix({ label, columns, rows }: MatrixProps) {
  return (
    <TableBox label={rows.length > MOST_ROWS ? `${label} (${MOST_ROWS} of ${rows.length})` : label}>
      <thead>
        <tr>
          <th scope="col">Requirement</th>
          {columns.map((column, at) => (
            <th key={at} scope="col">
              {text(column)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.slice(0, MOST_ROWS).map(({ id, verdicts }) => (
          <tr key={id}>
            <th scope="row">{text(id)}</th>
            {verdicts.map((verdict, at) => (
              <td key={at}>{verdict === undefined ? "–" : <Chip verdict={verdict} />}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </TableBox>
  );
}

/** Foreign text, on one line. */
function text(given: string): string {
  return shortened(visible(given), MOST_TEXT);
}
