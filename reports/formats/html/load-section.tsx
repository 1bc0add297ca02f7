/** @jsxRuntime automatic @jsxImportSource preact */
/** What each load scenario asked, and the figures that answer it. */

import { ratesOf } from "../../evidence/rates.ts";
import { generatorCpu, lagShares } from "../../verdict/generator.ts";
import type { JudgedRun, JudgedScenario } from "../../verdict/judged-run.ts";
import { measuredText } from "../../verdict/objective-text.ts";
import { memoryOf } from "../figures.ts";
import {
  bytesText,
  countText,
  durationText,
  msText,
  rateText,
  shareText,
  visible,
} from "../text.ts";
import { kneeChart } from "./charts/knee.ts";
import { latencyOverTime, memoryOverTime, throughputOverTime } from "./charts/over-time.ts";
import { spectrum } from "./charts/spectrum.ts";
import { FleetFigures } from "./fleet-figures.tsx";
import { CountsTable, LatencyTable, LedgerTable } from "./load-tables.tsx";
import { Chart, Chip, Code, Head, TableBox } from "./parts.tsx";

export function LoadSection({ judged }: { readonly judged: JudgedRun }) {
  if (judged.scenarios.length === 0) return null;
  return (
    <section id="load" aria-labelledby="load-title">
      <h2 id="load-title">Load</h2>
      {judged.scenarios.map((scenario) => (
        <Scenario key={scenario.opened.scenario} scenario={scenario} />
      ))}
    </section>
  );
}

function Scenario({ scenario }: { readonly scenario: JudgedScenario }) {
  const { opened, verdict, reason, load } = scenario;
  const failed = load.series.some((point) => point.failedPerSecond > 0);
  return (
    <article class="scenario">
      <h3>
        <Chip verdict={verdict} /> {visible(opened.scenario)}
      </h3>
      <p class="statement">{visible(opened.question)}</p>
      {reason !== undefined && <p class="reason">{visible(reason)}</p>}
      <Figures scenario={scenario} />
      <Objectives scenario={scenario} />
      {scenario.remarks.map((remark) => (
        <p key={remark}>{visible(remark)}</p>
      ))}
      {load.samples.length > 0 && (
        <>
          <h4>First wrong answers</h4>
          <Code text={load.samples.join("\n")} />
        </>
      )}
      <KneeFigure scenario={scenario} />
      <Chart
        title="Latency by percentile"
        drawing={spectrum(scenario)}
        keys={[
          ["response, from the planned moment", "response"],
          ["service, from the sending", "service"],
        ]}
      />
      <LatencyTable load={load} />
      <Chart
        title="Throughput over time"
        drawing={throughputOverTime(scenario)}
        keys={[["answered", "response"], ...(failed ? [["failed", "bad"] as const] : [])]}
      />
      <Chart
        title="Response time over time"
        drawing={latencyOverTime(scenario)}
        keys={[
          ["99 %", "response"],
          ["median", "service"],
        ]}
      />
      <div class="columns">
        <LedgerTable load={load} />
        <CountsTable label="Replies" column="Status or error" counts={load.statuses} />
        <CountsTable label="Refusals" column="Status and code" counts={load.codes} />
        <CountsTable label="New connections" column="Protocol" counts={load.connections} />
        <CountsTable label="Acknowledged by subtask" column="Subtask" counts={load.subtasks} />
      </div>
      <FleetFigures scenario={scenario} />
      <Validity scenario={scenario} />
      <Chart title="Memory of the load generator" drawing={memoryOverTime(scenario)} />
    </article>
  );
}

/** The steps of a rising rate, where the scenario asks for its knee. */
export function KneeFigure({ scenario }: { readonly scenario: JudgedScenario }) {
  return (
    <Chart
      title="Where it bends"
      drawing={kneeChart(scenario)}
      keys={[
        ["held", "response"],
        ["the law fitted", "service"],
        ["not held, or not judged", "bad"],
      ]}
    />
  );
}

function Figures({ scenario: { opened, load } }: { readonly scenario: JudgedScenario }) {
  const rates = ratesOf(load);
  const tiles: readonly (readonly [string, string])[] = [
    ["agents", countText(opened.agents)],
    ["offered", rateText(rates.offeredPerSecond)],
    ["answered", rateText(rates.achievedPerSecond)],
    ["mean lag", msText(load.lag.meanMs)],
    ["length", durationText(rates.seconds * 1000)],
  ];
  return (
    <dl class="tiles">
      {tiles.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Objectives({ scenario: { objectives } }: { readonly scenario: JudgedScenario }) {
  return (
    <TableBox label="Objectives">
      <Head columns={["Objective", "Verdict", "Measured"]} />
      <tbody>
        {objectives.map((judged) => (
          <tr key={judged.objective.id}>
            <th scope="row">
              <span class="id">{visible(judged.objective.id)}</span>
              <span class="statement">{visible(judged.objective.statement)}</span>
            </th>
            <td>
              <Chip verdict={judged.state} />
            </td>
            <td>{measuredText(judged)}</td>
          </tr>
        ))}
      </tbody>
    </TableBox>
  );
}

/** Whether the figures can be believed: the generator's own lag, its workers and its memory. */
function Validity({ scenario }: { readonly scenario: JudgedScenario }) {
  const { opened, closed, load, generatorLagP99Ms, earlierAttempts } = scenario;
  const memory = memoryOf(closed);
  const cpu = generatorCpu(closed);
  const shares = lagShares(load);
  return (
    <div class="validity">
      <h4>Can these figures be believed?</h4>
      <ul>
        <li>
          The generator's own lag: {msText(generatorLagP99Ms)} at the 99th percentile, at most{" "}
          {msText(opened.ownLagBudgetMs)}. Greatest lag of any report: {msText(load.lag.maxMs)}.
        </li>
        {shares !== undefined && (
          <li>
            Of all lag behind plan {shareText(shares.endpoint)} came of waiting for the endpoint
            with every lane, {shareText(shares.generator)} of the generator.
          </li>
        )}
        {cpu !== undefined && (
          <li>
            The generator used {cpu.used.toFixed(2)} of {cpu.cpus} cores; its threads ran{" "}
            {durationText(cpu.runSeconds * 1000)} and waited {durationText(cpu.waitSeconds * 1000)}{" "}
            for a core.
          </li>
        )}
        <li>
          {load.workers} of {opened.workers} workers reported, with {countText(load.flushes)}{" "}
          flushes{load.gaps.length === 0 ? "; none is missing." : `. ${load.gaps.join("; ")}.`}
        </li>
        {load.ledger.timedOut > 0 && (
          <li>
            {countText(load.ledger.timedOut)} reports timed out. The objective for a percentile
            counts them as slower than any answer; tables and charts show answers only.
          </li>
        )}
        {opened.probedPerSecond !== undefined && (
          <li>A short probe before answered {rateText(opened.probedPerSecond)}.</li>
        )}
        {closed !== undefined && (
          <li>
            k6 {visible(closed.k6.version)} ({visible(closed.k6.how)}) {closed.ending}
            {closed.detail === "" ? "" : `: ${visible(closed.detail)}`}; it took{" "}
            {durationText(closed.cpuSeconds * 1000)} of CPU.
          </li>
        )}
        {memory !== undefined && (
          <li>
            Memory: {bytesText(memory.firstHalfBytes)} in the first half,{" "}
            {bytesText(memory.secondHalfBytes)} in the second, {bytesText(memory.mostBytes)} at
            most.
          </li>
        )}
        {earlierAttempts > 0 && <li>Earlier attempts that do not count: {earlierAttempts}.</li>}
        <li>A histogram's bucket is at most 0.8 % wide; counts of workers add exactly.</li>
      </ul>
    </div>
  );
}
