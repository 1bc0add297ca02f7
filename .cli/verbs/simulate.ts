/** `simulate`: a fleet, drawn and printed; no network. */

import { Option } from "commander";
import { parseWhole } from "../../properties/target/index.ts";
import { time } from "../../scenarios/index.ts";
import { profileOf } from "../../simulators/contract/index.ts";
import {
  type FleetFlags,
  type FleetSource,
  MIXED,
  readFleetSource,
  type SampleOptions,
  SIMULATE_FORMATS,
  type SimulateFormat,
  samplePlans,
  simulate,
} from "../../simulators/fleet/index.ts";
import { type Door, verb } from "../door.ts";
import { configOf } from "../flags.ts";

const SEED_MAX = 2 ** 31 - 1;

interface SimulateFlags extends FleetFlags {
  readonly agents: string;
  readonly seed: string;
  readonly interval?: string;
  readonly format: SimulateFormat;
  readonly profile: string;
  readonly limit?: string;
}

async function simulateVerb(flags: SimulateFlags): Promise<number> {
  const { profile } = await configOf({ target: "embedded", profile: flags.profile });
  const intervalMs = time(flags.interval, "interval", 10);
  const limit =
    flags.limit === undefined
      ? undefined
      : parseWhole(flags.limit, "limit", { min: 0, max: SEED_MAX });
  const seed = parseWhole(flags.seed, "seed", { min: 0, max: SEED_MAX });
  const count = parseWhole(flags.agents, "agents", { min: 1, max: 10_000_000 });
  const source = readFleetSource(flags) ?? { kind: "spec", spec: MIXED };
  const drawn = { seed, count, profile: profileOf(profile) };
  simulate(
    {
      ...fleetOf(source, intervalMs === undefined ? drawn : { ...drawn, intervalMs }),
      format: flags.format,
      profile: profileOf(profile),
      ...(limit === undefined ? {} : { limit }),
    },
    (line) => process.stdout.write(`${line}\n`),
  );
  return 0;
}

/** The fleet and what to call it. A plan file is taken as it is. */
function fleetOf(source: FleetSource, drawn: Omit<SampleOptions, "spec">) {
  if (source.kind === "plans") {
    const { name, plans } = source;
    return { plans, title: name, reason: `${plans.length} plans of a file` };
  }
  const { spec } = source;
  const plans = samplePlans({ ...drawn, spec });
  return { plans, seed: drawn.seed, title: spec.name, reason: spec.reason, spec };
}

/** Adds the verb. */
export function addSimulate({ root, done }: Door): void {
  verb(
    root,
    "simulate",
    "draw a fleet and print what its agents report; no network",
    "simulate --agents 1",
    "simulate --preset monday-morning-herd --agents 500 --format html > herd.html",
    "simulate --agents 1 --format ndjson --limit 20",
    "simulate --agents 100 --format plans > plans.ndjson",
    "simulate --fit traffic.har --format spec > fleet.json",
  )
    .option("--agents <n>", "size of the fleet", "5")
    .option("--seed <n>", "where chance starts", "1")
    .option("--interval <time>", "between two reports of an agent")
    .addOption(
      new Option("--format <format>", "what is printed")
        .choices([...SIMULATE_FORMATS])
        .default("picture"),
    )
    .option("--preset <name>", "fleet by name; see `list presets`")
    .option("--fleet <file>", "fleet by its spec, a JSON file")
    .option("--plan-file <file>", "fleet by its plans")
    .option("--fit <file>", "fleet like recorded traffic, HAR or NDJSON")
    .option("--profile <id>", "revision of the contract", "2026-01")
    .option("--limit <n>", "lines at the most")
    .action(async (flags: SimulateFlags) => done(await simulateVerb(flags)));
}
