/** Where a fleet comes from: a preset, a spec file, a plan file or recorded traffic. */

import { readFileSync } from "node:fs";
import { basename } from "node:path";
import type { Plan } from "../agent/index.ts";
import { fitFleet } from "./fit.ts";
import { type FleetSpec, readFleetSpec } from "./fleet-spec.ts";
import { FleetInputError } from "./input-error.ts";
import { readPlanFile } from "./plan-file.ts";
import { MIXED, PRESETS, presetNamed } from "./presets.ts";
import { readRecording } from "./recording.ts";

/** What the operator says about the fleet; one of them at the most. */
export interface FleetFlags {
  readonly preset?: string;
  /** Path of a spec. */
  readonly fleet?: string;
  /** Path of a plan file. */
  readonly planFile?: string;
  /** Path of recorded traffic, HAR or NDJSON. */
  readonly fit?: string;
}

export type FleetSource =
  | { readonly kind: "spec"; readonly spec: FleetSpec }
  | { readonly kind: "plans"; readonly name: string; readonly plans: readonly Plan[] };

/** The fleet that was asked for; undefined: none was. Throws FleetInputError. */
export function readFleetSource(flags: FleetFlags): FleetSource | undefined {
  const { preset, fleet, planFile, fit } = flags;
  const given = [preset, fleet, planFile, fit].filter((flag) => flag !== undefined);
  if (given.length > 1) {
    throw new FleetInputError(
      `fleet: got ${given.join(" and ")}; want one of --preset, --fleet, --plan-file, --fit`,
    );
  }
  if (preset !== undefined) return { kind: "spec", spec: presetOrError(preset) };
  if (fleet !== undefined) {
    return { kind: "spec", spec: readFleetSpec(textOf(fleet), fleet, presetNamed, MIXED) };
  }
  if (planFile !== undefined) {
    const { plans } = readPlanFile(textOf(planFile), planFile);
    if (plans.length === 0)
      throw new FleetInputError(`${planFile}: got no plan, want one at least`);
    return { kind: "plans", name: basename(planFile), plans };
  }
  if (fit === undefined) return undefined;
  return { kind: "spec", spec: fitFleet(readRecording(textOf(fit), fit), basename(fit)) };
}

/** Name of the fleet, for people. */
export function fleetName(source: FleetSource): string {
  return source.kind === "spec" ? source.spec.name : source.name;
}

function presetOrError(name: string): FleetSpec {
  const spec = presetNamed(name);
  if (spec !== undefined) return spec;
  const known = PRESETS.map((each) => each.name).join(", ");
  throw new FleetInputError(`preset: there is no preset ${name}; want one of ${known}`);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FleetInputError(`${path}: cannot be read (${reason})`, { cause: error });
  }
}
