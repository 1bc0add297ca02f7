/** What k6 lets be read only before the run: settings, plans, credential. */

import type { Plan } from "../../simulators/agent/index.ts";
import type { WorkerCredential } from "./send.ts";
import type { WorkerSettings } from "./settings.ts";
import { signerOf } from "./sign.ts";

const told: WorkerSettings = JSON.parse(open(wanted("HEADWAY_SETTINGS")));

/**
 * The settings that HEADWAY_SETTINGS names by absolute path; the CLI has checked them. The operator's
 * headers are not among them: HEADWAY_HEADERS has them, as JSON, for they may hold a secret.
 */
export const settings: WorkerSettings = {
  ...told,
  headers: [...told.headers, ...JSON.parse(__ENV["HEADWAY_HEADERS"] ?? "[]")],
};

/** The credential: a token (empty where none was given), or what signs each request. */
export const credential: WorkerCredential = credentialOf();

const planText = open(settings.plansFile);

function credentialOf(): WorkerCredential {
  const [access = "", secret = ""] = [__ENV["HEADWAY_ACCESS_KEY"], __ENV["HEADWAY_SECRET_KEY"]];
  if (access === "") {
    const renewUrl = __ENV["HEADWAY_TOKEN_URL"];
    const token = __ENV["HEADWAY_TOKEN"] ?? "";
    return renewUrl === undefined ? { token } : { token, renewUrl };
  }
  const more: Record<string, string> = {};
  const [token, project] = [__ENV["HEADWAY_SECURITY_TOKEN"], __ENV["HEADWAY_PROJECT_ID"]];
  if (token !== undefined) more["X-Security-Token"] = token;
  if (project !== undefined) more["X-Project-Id"] = project;
  return { sign: signerOf({ access, secret }, more) };
}

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
