/** @jsxRuntime automatic @jsxImportSource preact */
/** What differs from the baseline: what gates first, and why figures were not compared. */

import type { FigureChange } from "../../verdict/compare-loads.ts";
import type { JudgedRun } from "../../verdict/judged-run.ts";
import type { SeenCause } from "../../verdict/run-diff.ts";
import { visible } from "../text.ts";
import { Chip, Code, Head, TableBox, Word } from "./parts.tsx";

export function BaselineSection({ judged: { baseline } }: { readonly judged: JudgedRun }) {
  if (baseline === undefined) return null;
  const { folder, line, regressions, untested, caveats, compared, notCompared } = baseline;
  return (
    <section id="baseline" aria-labelledby="baseline-title">
      <h2 id="baseline-title">Beside the baseline</h2>
      <p>
        <Word text={folder} />: {visible(line)}
      </p>
      <List title="Worse than before: each gates" texts={regressions} />
      <List title="Tested before and not now" texts={untested} />
      <List title="The runs differ" texts={caveats} />
      <Changes baseline={baseline} />
      <Causes title="New counterexamples" causes={baseline.fresh} />
      <Causes title="Gone counterexamples" causes={baseline.gone} />
      {compared.map(({ scenario, runs, figures, shape }) => (
        <TableBox
          key={scenario}
          label={`Load ${visible(scenario)}, ${runs[0]} and ${runs[1]} runs${shape.changed ? "; the spread of service times changed" : ""}`}
        >
          <Head columns={["Figure", "Verdict", "#Before", "#After", "#Change", "99 % interval"]} />
          <tbody>
            {figures.map((figure) => (
              <FigureRow key={figure.figure} change={figure} />
            ))}
          </tbody>
        </TableBox>
      ))}
      <List
        title="Latency and throughput: NOT COMPARED"
        texts={notCompared.map(({ scenario, reasons }) => `${scenario}: ${reasons.join("; ")}`)}
      />
    </section>
  );
}

type Kept = NonNullable<JudgedRun["baseline"]>;

/** Requirements, scenarios and dialects that are otherwise now. */
function Changes({ baseline }: { readonly baseline: Kept }) {
  const rows: readonly (readonly [string, string, string, string])[] = [
    ...baseline.requirements.map(
      ({ id, gating, direction, before, after }) =>
        [gating ? id : `${id} (does not gate)`, direction, before ?? "", after ?? ""] as const,
    ),
    ...baseline.scenarios.map(
      ({ scenario, before, after }) =>
        [`load ${scenario}`, "other", before ?? "", after ?? ""] as const,
    ),
    ...baseline.dialects.map(
      ({ name, before, after }) => [`dialect ${name}`, "other", before ?? "", after ?? ""] as const,
    ),
  ];
  if (rows.length === 0) return <p>No requirement, scenario or dialect changed.</p>;
  return (
    <TableBox label="What changed">
      <Head columns={["What", "Way", "Before", "After"]} />
      <tbody>
        {rows.map(([what, way, before, after]) => (
          <tr key={what}>
            <th scope="row">{visible(what)}</th>
            <td>{way}</td>
            <td>{before === "" ? "not there" : visible(before)}</td>
            <td>{after === "" ? "not there" : visible(after)}</td>
          </tr>
        ))}
      </tbody>
    </TableBox>
  );
}

function FigureRow({ change }: { readonly change: FigureChange }) {
  const { figure, unit, kind, direction, before, after, share, low, high, runsNeeded } = change;
  const open = kind === "undecided" ? ` (a change of 10 % needs ${runsNeeded} runs a side)` : "";
  return (
    <tr>
      <th scope="row">{visible(figure)}</th>
      <td>
        <Chip verdict={direction ?? kind} />
      </td>
      <td class="number">{`${before.toPrecision(3)} ${unit}`}</td>
      <td class="number">{`${after.toPrecision(3)} ${unit}`}</td>
      <td class="number">{percent(share)}</td>
      <td>{`${percent(low)} to ${percent(high)}${open}`}</td>
    </tr>
  );
}

function percent(share: number): string {
  return `${share < 0 ? "−" : "+"}${Math.abs(100 * share).toFixed(1)} %`;
}

function Causes({
  title,
  causes,
}: {
  readonly title: string;
  readonly causes: readonly SeenCause[];
}) {
  if (causes.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      {causes.map(({ id, fingerprint, counterexample, replay }) => (
        <div key={`${id} ${fingerprint}`}>
          <p>
            {visible(id)} <Word text={fingerprint} />
          </p>
          <Code text={`${counterexample}\n${replay}`} />
        </div>
      ))}
    </>
  );
}

function List({ title, texts }: { readonly title: string; readonly texts: readonly string[] }) {
  if (texts.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul>
        {texts.map((text) => (
          <li key={text}>{visible(text)}</li>
        ))}
      </ul>
    </>
  );
}
