/** What the reports of a fleet say of the copying, beside how the source says it is reckoned. */

import { LIFE_CYCLES, type Plan, timeline } from "../agent/index.ts";
import type { Fact } from "./fact.ts";
import { quantile } from "./statistics.ts";

/** The published window of the speed. @source SMS FAQ on migration speed */
const WINDOW_MS = 5000;
/** Reports of a copying until its speed is reached, and how many are looked at. */
const RAMP_REPORTS = 5;
const REPORTS_OF_COPY = 100;

/** Agents among whom undisturbed ones are looked for, and how many of those are played. */
const LOOKED_AT = 600;
const PLAYED = 10;

/** What a report says of the copying, held against what was copied. */
export function copyFacts(plans: readonly Plan[]): readonly Fact[] {
  const { speeds, remains } = copiesOf(plans);
  const within = (ratios: readonly number[]): string => {
    const sorted = [...ratios].sort(ascending);
    if (sorted.length === 0) return "no agent copies for that long without packing and the like";
    const [least, most] = [quantile(sorted, 0.01), quantile(sorted, 0.99)];
    return `${least.toFixed(2)} to ${most.toFixed(2)} × that in 98 % of ${sorted.length} reports`;
  };
  const agree = (ratios: readonly number[]): Fact["standing"] => {
    if (ratios.length === 0) return "assumed";
    const off = ratios.filter((ratio) => Math.abs(ratio - 1) > 0.02).length;
    return off <= ratios.length / 50 ? "agrees" : "differs";
  };
  return [
    {
      what: "speed that a report shows",
      published: "bytes of the last 5 seconds / 5 s",
      fleet: within(speeds),
      standing: agree(speeds),
    },
    {
      what: "remaining time that a report tells",
      published: "(total - migrated) / speed",
      fleet: within(remains),
      standing: agree(remains),
    },
  ];
}

/** Shown to reckoned, report by report, where an agent that nothing disturbs reports each 5 s. */
function copiesOf(plans: readonly Plan[]) {
  const speeds: number[] = [];
  const remains: number[] = [];
  for (const plan of plans.slice(0, LOOKED_AT).filter(isPlain).slice(0, PLAYED)) {
    const rest = timeline({ ...plan, intervalMs: WINDOW_MS, jitterShare: 0, timeScale: 1 });
    let before = 0;
    let place = 0;
    for (let entry = rest.next(); entry !== undefined; entry = rest.next()) {
      const { migrate_speed: mbps = 0, replicatesize, totalsize, remain_time } = entry.report;
      const [copied, total] = [Number(replicatesize ?? 0), Number(totalsize ?? 0)];
      // Its first seconds gain speed, its last ones are not all copying.
      const goesOn = mbps > 0 && copied < total;
      place = goesOn ? place + 1 : 0;
      if (place > RAMP_REPORTS) {
        speeds.push(mbps / ((8 * (copied - before)) / 1000 / WINDOW_MS));
        const seconds = ((total - copied) * 8) / (mbps * 1e6);
        if (seconds >= 100) remains.push(Number(remain_time ?? 0) / seconds);
      }
      if (place >= REPORTS_OF_COPY) break;
      before = copied;
    }
  }
  return { speeds, remains };
}

/** Copies once, and nothing slows or speeds it up. */
export function isPlain(plan: Plan): boolean {
  const { packedShare, limits, growthMbps, stall, mishap, fileCount, largeFileShare, disks } = plan;
  const special = [
    packedShare,
    limits,
    growthMbps,
    stall,
    mishap,
    fileCount,
    largeFileShare,
    disks,
  ];
  const copies = LIFE_CYCLES[plan.kind].stages.filter((stage) => stage.work.kind === "copies");
  const [only] = copies;
  const isWhole = only?.work.kind === "copies" && only.work.what === "all";
  return special.every((fact) => fact === undefined) && copies.length === 1 && isWhole;
}

function ascending(left: number, right: number): number {
  return left - right;
}
