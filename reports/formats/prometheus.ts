/**
 * metrics.prom: figures of the run in Prometheus' text format, for a textfile collector or a push
 * gateway. Names end in their unit; a figure that was not measured has no line.
 */

import type { RunRecord } from "../evidence/run-record.ts";
import {
  type JudgedRequirement,
  type JudgedRun,
  type JudgedScenario,
  REQUIREMENT_VERDICTS,
} from "../verdict/judged-run.ts";
import { percentileMs } from "./figures.ts";
import { visible } from "./text.ts";

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [Labels, number | undefined];

const RUN_VERDICTS = ["CONFORMS", "VIOLATES", "INVALID", "INCOMPLETE", "ERROR"] as const;
const SCENARIO_VERDICTS = ["MET", "MISSED", "INVALID", "INCONCLUSIVE", "HARNESS-ERROR"] as const;
const QUANTILES = [0.5, 0.9, 0.99] as const;

/** The run's figures, one gauge a family. */
export function prometheus(judged: JudgedRun, _record: RunRecord): string {
  const { run, status, verdict, counts, gating, durationMs, requirements, scenarios } = judged;
  const started = run === undefined ? Number.NaN : Date.parse(run.startedAt) / 1000;
  const families = [
    gauge("run_info", "What ran; always 1.", [[infoOf(judged), 1]]),
    gauge("run_started_timestamp_seconds", "When the run began.", [
      [{}, Number.isNaN(started) ? undefined : started],
    ]),
    gauge("run_duration_seconds", "How long it took.", [
      [{}, durationMs === undefined ? undefined : durationMs / 1000],
    ]),
    gauge("run_exit_status", "Exit status of the run; 0 conforms.", [[{}, status]]),
    gauge("run_verdict", "1 for the verdict of the run, 0 for the others.", [
      ...RUN_VERDICTS.map((one): Sample => [{ verdict: one }, Number(one === verdict)]),
    ]),
    gauge("requirements", "Requirements by verdict.", [
      ...REQUIREMENT_VERDICTS.map((one): Sample => [{ verdict: one }, counts[one]]),
    ]),
    gauge("gating_requirements", "Gating requirements: all, tested, and violated.", [
      [{ which: "all" }, gating.total],
      [{ which: "tested" }, gating.tested],
      [{ which: "violated" }, gating.red],
    ]),
    gauge("baseline_regressions", "What is worse than in the baseline; absent without one.", [
      [{}, judged.baseline?.regressions.length],
    ]),
    gauge("requirement_verdict", "The verdict of each requirement; always 1.", [
      ...requirements.map(requirementSample),
    ]),
    ...loadFamilies(scenarios),
  ];
  return families.join("");
}

function infoOf({ run }: JudgedRun): Labels {
  if (run === undefined) return {};
  return {
    tool: run.tool,
    verb: run.verb,
    profile: run.profile,
    target: run.target.url,
    revision: run.gitRevision ?? "",
    partial: run.partial ?? "",
  };
}

function requirementSample({ entry, verdict, gating }: JudgedRequirement): Sample {
  return [{ requirement: entry.id, verdict, gating: String(gating) }, 1];
}

function loadFamilies(scenarios: readonly JudgedScenario[]): string[] {
  const each = (samples: (scenario: JudgedScenario, labels: Labels) => readonly Sample[]) =>
    scenarios.flatMap((scenario) => samples(scenario, { scenario: scenario.opened.scenario }));
  return [
    gauge(
      "load_verdict",
      "1 for the verdict of a scenario, 0 for the others.",
      each(({ verdict }, labels) =>
        SCENARIO_VERDICTS.map(
          (one): Sample => [{ ...labels, verdict: one }, Number(one === verdict)],
        ),
      ),
    ),
    gauge(
      "load_reports",
      "Reports of a scenario by what became of them.",
      each(({ load: { ledger } }, labels) =>
        (["due", "sent", "acknowledged", "refused", "timedOut", "broken", "unsent"] as const).map(
          (what): Sample => [{ ...labels, what }, ledger[what]],
        ),
      ),
    ),
    gauge(
      "load_wrong_read_backs",
      "Acknowledged reports that were not shown.",
      each(({ load: { ledger } }, labels) => [
        [labels, ledger.readBacks.wrong + (ledger.sweep?.wrong ?? 0)],
      ]),
    ),
    gauge(
      "load_response_seconds",
      "Latency from the planned moment, by quantile.",
      each(({ load }, labels) =>
        QUANTILES.map((share): Sample => {
          const ms = percentileMs(load.response, share);
          return [{ ...labels, quantile: String(share) }, ms === undefined ? ms : ms / 1000];
        }),
      ),
    ),
  ];
}

function gauge(name: string, help: string, samples: readonly Sample[]): string {
  const full = `headway_${name}`;
  const lines = samples.flatMap(([labels, value]) =>
    value === undefined ? [] : [`${full}${labelsText(labels)} ${numberText(value)}\n`],
  );
  if (lines.length === 0) return "";
  return `# HELP ${full} ${help}\n# TYPE ${full} gauge\n${lines.join("")}`;
}

function labelsText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function numberText(value: number): string {
  return value === Infinity ? "+Inf" : String(value);
}

/** A label's value may hold any character, three of them escaped; line ends are shown before. */
function escaped(text: string): string {
  return visible(text).replaceAll("\\", "\\\\").replaceAll('"', '\\"');
}
