/** The composite action's steps, read, and run by bash as a runner would. For its tests. */

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { parse } from "yaml";

export const ACTION = join(
  dirname(fileURLToPath(import.meta.url)),
  "..",
  ".github",
  "actions",
  "headway",
);

/** A step that installs has been seen to wait for the registry without end. */
const STEP_MS_MAX = 300_000;

const actionSchema = v.object({
  inputs: v.record(v.string(), v.object({ description: v.string(), default: v.string() })),
  outputs: v.record(v.string(), v.object({ description: v.string(), value: v.string() })),
  runs: v.object({
    using: v.literal("composite"),
    steps: v.array(
      v.object({
        name: v.string(),
        id: v.optional(v.string()),
        if: v.optional(v.string()),
        shell: v.optional(v.string()),
        env: v.optional(v.record(v.string(), v.string()), {}),
        run: v.optional(v.string()),
        uses: v.optional(v.string()),
        with: v.optional(v.record(v.string(), v.string()), {}),
      }),
    ),
  }),
});

export type Action = v.InferOutput<typeof actionSchema>;
type Step = Action["runs"]["steps"][number];

export const ACTION_TEXT = readFileSync(join(ACTION, "action.yml"), "utf8");

/** The action as its file says. */
export function readAction(): Action {
  return v.parse(actionSchema, parse(ACTION_TEXT));
}

/** What a job sees of a step that ended. */
export interface StepEnded {
  readonly status: number | null;
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
}

/** A runner's place for one use of the action. */
export interface Runner {
  /** RUNNER_TEMP. */
  readonly temp: string;
  /** What the workflow writes below `with:`. */
  readonly inputs: Readonly<Record<string, string>>;
  /** What the workflow writes below `env:`. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a step's own words, as bash, with the machine's variables and those that a runner sets. */
export function runStep(name: string, { temp, inputs, env = {} }: Runner): StepEnded {
  const action = readAction();
  const step = action.runs.steps.find((one) => one.name === name);
  if (step?.run === undefined) throw new Error(`action: there is no step ${name} that is run`);
  const place = mkdtempSync(join(temp, "step-"));
  const workspace = join(place, "workspace");
  mkdirSync(workspace);
  const [script, output, summary] = ["script", "output", "summary"].map((file) => {
    writeFileSync(join(place, file), file === "script" ? (step.run ?? "") : "");
    return join(place, file);
  });
  const done = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", script ?? ""], {
    cwd: workspace,
    encoding: "utf8",
    timeout: STEP_MS_MAX,
    env: {
      ...passedOn(),
      CI: "true",
      GITHUB_ACTIONS: "true",
      GITHUB_ACTION_PATH: ACTION,
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
      GITHUB_WORKSPACE: workspace,
      RUNNER_TEMP: temp,
      ...env,
      ...environmentOf(step, action, inputs),
    },
  });
  if (done.error !== undefined) throw done.error;
  return {
    status: done.status,
    log: done.stdout + done.stderr,
    outputs: readOutputs(readFileSync(output ?? "", "utf8")),
    summary: readFileSync(summary ?? "", "utf8"),
  };
}

/** What a run of ours, a runner or npm would tell a step. */
const TOLD = /^(HEADWAY_(?!CACHE$)|GITHUB_|RUNNER_|INPUT_|VITEST|npm_(?!config_registry$))/;

/** Proxies, certificates and paths of this machine: without them its registries are not reached. */
function passedOn(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !TOLD.test(name)));
}

/** The step's `env:`, whose expressions name an input and nothing else. */
function environmentOf(
  { env }: Step,
  { inputs: declared }: Action,
  given: Runner["inputs"],
): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).map(([name, text]) => {
      const input = /^\$\{\{ inputs\.(\w+) \}\}$/.exec(text)?.[1] ?? "";
      const usual = declared[input];
      if (usual === undefined) throw new Error(`action: ${name}: ${text} names no input`);
      return [name, given[input] ?? usual.default];
    }),
  );
}

function readOutputs(text: string): Readonly<Record<string, string>> {
  const lines = text.split("\n").filter((line) => line !== "");
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
}
