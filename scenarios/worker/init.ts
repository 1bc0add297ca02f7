/** What k6 lets be read only before the run: settings, plans, credential. */

import type { Plan } from "../../simulators/agent/index.ts";
import type { WorkerSettings } from "./settings.ts";

/** The settings that HEADWAY_SETTINGS names by absolute path; the CLI has checked them. */
export const settings: WorkerSettings = JSON.parse(open(wanted("HEADWAY_SETTINGS")));

/** The credential; empty where none was given. */
export const token = __ENV["HEADWAY_TOKEN"] ?? "";

const planText = open(settings.plansFile);

/** The plans of the plan file, which the CLI has validated. */
export function readPlans(): readonly Plan[] {
  const lines = planText.split("\n").slice(1);
  return lines.filter((line) => line.trim() !== "").map((line): Plan => JSON.parse(line));
}

function wanted(name: string): string {
  const value = __ENV[name];
  if (value !== undefined && value !== "") return value;
  throw new Error(`${name}: got nothing, want the settings' absolute path; run headway load`);
}
