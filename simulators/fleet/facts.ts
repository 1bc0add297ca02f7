/**
 * A fleet's numbers beside the published facts that they are held against. What the source does not
 * publish is said to be assumed.
 */

import {
  bodyWriter,
  forecast,
  LIFE_CYCLES,
  type Plan,
  shortened,
  timeline,
} from "../agent/index.ts";
import { waitMs } from "../agent/stage-time.ts";
import type { Profile } from "../contract/index.ts";
import { copyFacts, isPlain } from "./copy-facts.ts";
import type { Fact } from "./fact.ts";
import { quantile, statisticsOf } from "./statistics.ts";
import { bytesText, durationText } from "./units.ts";

/** Agents whose reports are looked at one by one. */
const SAMPLED = 60;
const REPORTS_OF_EACH = 60;
/** The facts of a fleet that has at least one agent. */
export function factsOf(plans: readonly Plan[], profile: Profile): readonly Fact[] {
  const sample = sampled(plans, profile);
  return [...timeFacts(plans, sample), ...sizeFacts(plans), ...reportFacts(plans, sample)];
}

interface Sample {
  readonly bodyBytes: readonly number[];
  readonly cpus: readonly number[];
  readonly attachSeconds: readonly number[];
  readonly formatSeconds: readonly number[];
}

function timeFacts(plans: readonly Plan[], sample: Sample): readonly Fact[] {
  const shares = plans.map((plan) => plan.utilisation);
  const [least, most] = [Math.min(...shares), Math.max(...shares)];
  const ratios = plans.filter(isPlain).map(formulaRatio).filter(Number.isFinite).sort(ascending);
  const ratio = quantile(ratios, 0.5);
  const longestMs = statisticsOf(plans).durationMsMax;
  return [
    {
      what: "part of the link that is used",
      published: "0.5 to 0.8",
      fleet: `${least} to ${most}`,
      standing: least >= 0.5 && most <= 0.8 ? "agrees" : "differs",
    },
    {
      what: "time of the copying",
      published: "GB × 8000 / Mbit/s / 3600 / U hours",
      fleet:
        ratios.length === 0
          ? "no agent without packing, limits and the like"
          : `${ratio.toFixed(2)} × that (median of ${ratios.length} agents without packing, limits and the like)`,
      standing: ratios.length === 0 ? "assumed" : Math.abs(ratio - 1) < 0.05 ? "agrees" : "differs",
    },
    measured("attaching the agent image", 156.1, sample.attachSeconds),
    measured("formatting a disk", 19.7, sample.formatSeconds),
    {
      what: "longest migration",
      published: "agents are disconnected after 7 days",
      fleet: durationText(longestMs),
      standing: longestMs <= 7.5 * 86_400_000 ? "agrees" : "differs",
    },
    ...copyFacts(plans),
  ];
}

function sizeFacts(plans: readonly Plan[]): readonly Fact[] {
  const largest = plans.reduce((most, plan) => Math.max(most, plan.totalBytes), 0);
  const disks = plans.reduce((most, plan) => Math.max(most, plan.disks ?? 1), 1);
  const slow = plans.filter((plan) => plan.linkMbps < 5).length / plans.length;
  return [
    {
      what: "largest source",
      published: "file systems to 16 TB",
      fleet: bytesText(largest),
      standing: largest <= 16e12 ? "agrees" : "differs",
    },
    {
      what: "disks of a source",
      published: "at most 23",
      fleet: `at most ${disks}`,
      standing: disks <= 23 ? "agrees" : "differs",
    },
    {
      what: "links below 5 Mbit/s",
      published: "not recommended",
      fleet: `${(100 * slow).toFixed(1)} % of the agents`,
      standing: slow < 0.05 ? "agrees" : "differs",
    },
  ];
}

function reportFacts(plans: readonly Plan[], sample: Sample): readonly Fact[] {
  const bytes = [...sample.bodyBytes].sort(ascending);
  const cpus = [...sample.cpus].sort(ascending);
  const intervals = [...new Set(plans.map((plan) => plan.intervalMs / 1000))].sort(ascending);
  const median = quantile(bytes, 0.5);
  return [
    {
      what: "time between two reports",
      published: "not published",
      fleet: `${intervals.slice(0, 6).join(", ")} s`,
      standing: "assumed",
    },
    {
      what: "body of a report",
      published: "about 120 B at the least, about 390 B with all 16 fields, 25 kB at the most",
      fleet: `median ${median} B, 99 % below ${quantile(bytes, 0.99)} B, most ${quantile(bytes, 1)} B`,
      standing: quantile(bytes, 1) <= 25_000 ? "agrees" : "differs",
    },
    {
      what: "processor of the source",
      published: "75 to 80 % at the most",
      fleet: `99 % of the reports below ${quantile(cpus, 0.99)} %`,
      standing: quantile(cpus, 0.99) <= 80 ? "agrees" : "differs",
    },
    {
      what: "migrations of an account at the same time",
      published: "at most 100 or 1,000, depending on the page",
      fleet: `at 1,000 each, accounts: ${Math.ceil(plans.length / 1000).toLocaleString("en-US")}`,
      standing: "assumed",
    },
  ];
}

function measured(what: string, publishedSeconds: number, seconds: readonly number[]): Fact {
  const published = `${publishedSeconds} s in the one published run`;
  if (seconds.length === 0)
    return { what, published, fleet: "no agent does that", standing: "assumed" };
  const sorted = [...seconds].sort(ascending);
  const median = quantile(sorted, 0.5);
  const [least, most] = [quantile(sorted, 0), quantile(sorted, 1)];
  const within = publishedSeconds >= least && publishedSeconds <= most;
  return {
    what,
    published,
    fleet: `median ${median.toFixed(0)} s, ${least.toFixed(0)} to ${most.toFixed(0)} s (${seconds.length} agents)`,
    // A few agents may all be quick ones.
    standing: within ? "agrees" : seconds.length < 10 ? "assumed" : "differs",
  };
}

/** How much longer the copying is expected to take than the formula says. */
function formulaRatio(plan: Plan): number {
  const formulaMs = (plan.totalBytes * 8) / (plan.linkMbps * plan.utilisation * 1000);
  return formulaMs < 60_000 ? Number.NaN : forecast(plan).copyMs / formulaMs;
}

function sampled(plans: readonly Plan[], profile: Profile): Sample {
  const bodyBytes: number[] = [];
  const cpus: number[] = [];
  for (const plan of shortened(plans.slice(0, SAMPLED), REPORTS_OF_EACH)) {
    const write = bodyWriter(plan, profile);
    const rest = timeline(plan);
    for (let entry = rest.next(); entry !== undefined; entry = rest.next()) {
      bodyBytes.push(Buffer.byteLength(write(entry.report)));
      cpus.push(entry.report.total_cpu_usage ?? 0);
    }
  }
  const waits = (name: RegExp) =>
    plans.slice(0, 10 * SAMPLED).flatMap((plan) => {
      const seconds = waitedSeconds(plan, name);
      return seconds === undefined ? [] : [seconds];
    });
  return {
    bodyBytes,
    cpus,
    attachSeconds: waits(/^ATTACH_/),
    formatSeconds: waits(/^FORMAT_/),
  };
}

/** How long the agent waits in the stage, per disk and without its hang; undefined: it has none. */
function waitedSeconds(plan: Plan, name: RegExp): number | undefined {
  const { stages } = LIFE_CYCLES[plan.kind];
  const index = stages.findIndex((stage) => name.test(stage.subtask));
  const work = stages[index]?.work;
  if (work?.kind !== "waits") return undefined;
  return waitMs(plan, work, index) / 1000 / (work.perDisk ? (plan.disks ?? 1) : 1);
}

function ascending(left: number, right: number): number {
  return left - right;
}
