/** What a run came to, read from what was kept of it; and all outcomes as lines of JSON. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import type { Run } from "./plan.ts";
import { bodyBytesOf, printedFindings } from "./printed.ts";
import { measuredSchema } from "./run.ts";

const outcomeSchema = v.object({
  tool: v.picklist(["schemathesis", "headway"]),
  level: v.picklist(["defaults", "tuned", "check"]),
  set: v.picklist(["published", "drawn"]),
  flaw: v.string(),
  seed: v.number(),
  killed: v.boolean(),
  seconds: v.number(),
  requests: v.number(),
  firstSeconds: v.optional(v.number()),
  /** What each finding says is wrong. */
  says: v.array(v.string()),
  bodyBytes: v.optional(v.number()),
  asPrinted: v.optional(v.boolean()),
  withToken: v.optional(v.boolean()),
});
export type Outcome = v.InferOutput<typeof outcomeSchema>;

const aboutSchema = v.object({
  schemathesis: v.string(),
  catalogue: v.string(),
  python: v.string(),
  node: v.string(),
  machine: v.string(),
  drawn: v.number(),
  runs: v.number(),
});

/** What the page is written from. `runs`: how many the whole comparison has. */
export interface Peers extends v.InferOutput<typeof aboutSchema> {
  readonly outcomes: readonly Outcome[];
}

/** The outcome of a run that was kept in `folder`. Throws where a file is not as the tool writes it. */
export function outcomeIn(run: Run, folder: string): Outcome {
  const read = (name: string) => readFileSync(join(folder, name), "utf8");
  const measured = v.parse(measuredSchema, JSON.parse(read("measured.json")));
  const seen =
    run.tool === "headway"
      ? ownFindings(JSON.parse(read("run/report.json")))
      : rivalFindings(read("stdout.txt"));
  return {
    tool: run.tool,
    level: run.level,
    set: run.set,
    flaw: run.flaw,
    seed: run.seed,
    killed: measured.status === 1,
    seconds: measured.seconds,
    requests: measured.requests,
    ...(measured.firstSeconds === undefined ? {} : { firstSeconds: measured.firstSeconds }),
    ...seen,
    ...measured.again,
  };
}

interface Findings {
  readonly says: string[];
  readonly bodyBytes?: number;
  readonly firstSeconds?: number;
}

/** From standard output. */
export function rivalFindings(stdout: string): Findings {
  const printed = printedFindings(stdout);
  return {
    says: printed.map(({ words }) => words),
    ...smallest(printed.map(({ command }) => command && bodyBytesOf(command))),
  };
}

const reportSchema = v.object({
  requirements: v.array(
    v.object({
      id: v.string(),
      statement: v.string(),
      verdict: v.string(),
      finding: v.nullable(
        v.object({
          firstSeen: v.optional(v.object({ afterMs: v.number() })),
          exchanges: v.array(
            v.object({
              role: v.string(),
              method: v.string(),
              body: v.optional(v.object({ text: v.optional(v.string()) })),
            }),
          ),
        }),
      ),
    }),
  ),
});

/** From our own report. */
export function ownFindings(report: unknown): Findings {
  const { requirements } = v.parse(reportSchema, report);
  const red = requirements.filter(({ verdict }) => verdict === "FAIL" || verdict === "FLAKY");
  const exchanges = red.flatMap(({ finding }) => finding?.exchanges ?? []);
  const firsts = red.flatMap(({ finding }) => finding?.firstSeen?.afterMs ?? []);
  return {
    says: red.map(({ id, statement }) => `${id}: ${statement}`),
    ...smallest(exchanges.map(({ body }) => body?.text && Buffer.byteLength(body.text))),
    ...(firsts.length === 0 ? {} : { firstSeconds: Math.min(...firsts) / 1000 }),
  };
}

function smallest(bytes: readonly (number | "" | undefined)[]): { readonly bodyBytes?: number } {
  const known = bytes.filter((size) => typeof size === "number");
  return known.length === 0 ? {} : { bodyBytes: Math.min(...known) };
}

/** Where what was measured is kept for the page. */
export const PEERS_FILE = new URL("results.ndjson", import.meta.url);

/** Reads what is kept. Throws where a line is none of ours. */
export function readPeers(text = readFileSync(PEERS_FILE, "utf8")): Peers {
  const [about, ...outcomes] = text
    .split("\n")
    .filter((line) => line !== "")
    .map((line): unknown => JSON.parse(line));
  return { ...v.parse(aboutSchema, about), outcomes: v.parse(v.array(outcomeSchema), outcomes) };
}

/** The text that `readPeers` reads. */
export function writePeers({ outcomes, ...about }: Peers): string {
  return [about, ...outcomes].map((line) => `${JSON.stringify(line)}\n`).join("");
}
