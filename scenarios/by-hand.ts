/**
 * A load written down instead of played: for each scenario one plain script, its settings and its
 * plans, and the line by which any k6 plays them. What k6 then writes is judged by `report`.
 */

import { relative, resolve } from "node:path";
import { OperatorError } from "../properties/target/index.ts";
import type { Event } from "../reports/evidence/index.ts";
import { scenarioOf } from "./catalogue.ts";
import { k6ArgumentsFor } from "./k6/arguments.ts";
import { K6_FLAGS } from "./k6/process.ts";
import { type LoadRequest, scenarioRequest } from "./load.ts";
import { type Files, opened, written } from "./run.ts";
import { isSecretVariable } from "./secret-variables.ts";

/** Writes all scenarios of a request into its folder; returns a shell line for each. */
export async function writeByHand(
  request: LoadRequest,
  record: (event: Event) => void,
): Promise<readonly string[]> {
  for (const name of request.scenarios) {
    const { beside } = scenarioOf(name);
    if (beside === undefined) continue;
    throw new OperatorError(
      `write: ${name} needs more than k6 beside it; play it with headway load`,
    );
  }
  if (request.options.segments > 1) {
    throw new OperatorError("write: got --segments too; for several machines see cluster render");
  }
  const lines: string[] = [];
  for (const scenario of request.scenarios) {
    const run = { scenario, attempt: 1, probed: undefined };
    const playable = scenarioRequest(request, run, request.open.url);
    const { files, settings } = await written({ ...playable, script: "bundle" }, { movable: true });
    record(opened(playable, settings));
    // Whether k6 came to its end is told by its last flushes: without them the load is INVALID.
    record({
      kind: "load-closed",
      scenario,
      attempt: 1,
      ending: "finished",
      detail: "",
      exitCode: null,
      k6: { version: "of the operator", how: "by hand" },
      cpuSeconds: 0,
      memory: [],
    });
    const given = k6ArgumentsFor(request.options.k6Arguments, scenario);
    lines.push(lineOf(files, playable.environment, given));
  }
  return lines;
}

function lineOf(
  files: Files,
  environment: Readonly<Record<string, string>>,
  given: readonly string[],
): string {
  const said = Object.entries(environment).filter(([name]) => !isSecretVariable(name));
  const variables = [["HEADWAY_SETTINGS", "./settings.json"], ...said].map(
    ([name, value = ""]) => `${name}=${shellWord(value)}`,
  );
  const words = [...K6_FLAGS, `--console-output=${near(files.flushes[0] ?? "")}`, ...given];
  const flags = [...words, near(files.script)].map(shellWord);
  return [...variables, "k6 run", ...flags].join(" ");
}

/** The path as it is typed here. */
function near(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith("..") ? resolve(path) : short;
}

/** A word as a shell takes it back. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
