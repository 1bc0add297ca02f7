/**
 * Gathers what runners left behind: their logs by kubectl, or files that came some other way, and
 * the exit codes of their pods. k6-operator calls a run finished even when runners failed.
 */

import { execFileSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { basename, join } from "node:path";
import * as v from "valibot";
import { OperatorError } from "../../properties/target/index.ts";
import { type Event, type EventOf, linesOf } from "../../reports/evidence/index.ts";
import { MANIFEST_FILE } from "./render.ts";

/** Of what kubectl answers but logs, which go to a file. */
const ANSWER_BYTES_MAX = 2 ** 28;

const podsSchema = v.object({
  items: v.array(
    v.object({
      metadata: v.object({ name: v.string() }),
      status: v.object({
        containerStatuses: v.optional(
          v.array(
            v.object({
              state: v.object({
                terminated: v.optional(
                  v.object({ exitCode: v.number(), reason: v.optional(v.string()) }),
                ),
              }),
            }),
          ),
        ),
      }),
    }),
  ),
});

/** How one runner ended; `problem` undefined: well. */
interface Runner {
  readonly name: string;
  readonly problem: string | undefined;
}

export interface CollectOptions {
  readonly folder: string;
  /** Files or folders of logs, or runs that were gathered before; none: kubectl is asked. */
  readonly from: readonly string[];
  readonly kubectl: string;
}

/** Puts the runners' lines into the run's folder; returns the event that closes its load. */
export function collect(options: CollectOptions, opened: EventOf<"load-opened">): Event {
  const { scenario } = opened;
  const inside = join(options.folder, "load", scenario);
  const fresh = join(inside, "gathering");
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  const runners =
    options.from.length > 0
      ? fromFiles(options.from, scenario, fresh)
      : fromCluster(options, fresh);
  // Only now: what was gathered before may be among what was gathered from.
  for (const name of readdirSync(inside)) {
    if (FLUSHES.test(name)) rmSync(join(inside, name));
  }
  for (const name of readdirSync(fresh)) renameSync(join(fresh, name), join(inside, name));
  rmSync(fresh, { recursive: true });
  const problems = runners.flatMap(({ name, problem }) =>
    problem === undefined ? [] : [`${name} ${problem}`],
  );
  return {
    kind: "load-closed",
    scenario: opened.scenario,
    attempt: opened.attempt,
    ending: problems.length === 0 ? "finished" : "failed",
    detail: problems.join("; "),
    exitCode: null,
    k6: { version: "of the runners", how: `${runners.length} runners collected` },
    cpuSeconds: 0,
    memory: [],
  };
}

function fromFiles(from: readonly string[], scenario: string, inside: string): readonly Runner[] {
  const paths = from.flatMap((place) => logsAt(place, scenario));
  if (paths.length === 0) throw new OperatorError(`from: no file in ${from.join(", ")}`);
  return paths.map((path, index) => {
    copyEvidence(path, join(inside, flushesName(index)));
    return { name: basename(path), problem: undefined };
  });
}

/** A file itself; a folder's files; of a run's folder what it gathered of the scenario. */
function logsAt(place: string, scenario: string): readonly string[] {
  if (!existsSync(place)) throw new OperatorError(`from: there is no ${place}`);
  if (!statSync(place).isDirectory()) return [place];
  const gathered = join(place, "load", scenario);
  const folder = existsSync(gathered) ? gathered : place;
  return readdirSync(folder)
    .filter((name) => folder === place || FLUSHES.test(name))
    .sort()
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

function fromCluster(options: CollectOptions, inside: string): readonly Runner[] {
  const name = testRunName(options.folder);
  const ask = (...words: string[]): string => askKubectl(options.kubectl, words);
  const answer = ask("get", "pods", "-l", `k6_cr=${name},runner=true`, "-o", "json");
  const pods = v.safeParse(podsSchema, JSON.parse(answer));
  if (!pods.success) throw new OperatorError("kubectl: its list of pods is none that we know");
  if (pods.output.items.length === 0) {
    throw new OperatorError(`cluster collect: no runner of ${name} is there; was it applied?`);
  }
  return pods.output.items.map(({ metadata, status }, index) => {
    const log = join(inside, `${metadata.name}.log`);
    askKubectl(options.kubectl, ["logs", metadata.name], log);
    copyEvidence(log, join(inside, flushesName(index)));
    rmSync(log);
    const ends = (status.containerStatuses ?? []).map(({ state }) => state.terminated);
    const bad = ends.find((end) => end !== undefined && end.exitCode !== 0);
    if (bad !== undefined) {
      return { name: metadata.name, problem: `ended with ${bad.exitCode} (${bad.reason ?? ""})` };
    }
    const ended = ends.length > 0 && ends.every((end) => end !== undefined);
    return { name: metadata.name, problem: ended ? undefined : "has not ended" };
  });
}

/** Copies the lines of a log that are ours; k6 may have said more. */
function copyEvidence(log: string, to: string): void {
  const file = openSync(to, "w");
  for (const { text, isCut } of linesOf(log)) {
    // What is cut stays cut; what is whole must not look so.
    if (text.startsWith("{")) writeSync(file, isCut ? text : `${text}\n`);
  }
  closeSync(file);
}

const FLUSHES = /^flushes.*\.ndjson$/;

function flushesName(index: number): string {
  return `flushes-runner-${index + 1}.ndjson`;
}

function testRunName(folder: string): string {
  const schema = v.object({
    items: v.array(v.object({ kind: v.string(), metadata: v.object({ name: v.string() }) })),
  });
  const path = join(folder, MANIFEST_FILE);
  if (!existsSync(path)) {
    throw new OperatorError(`cluster collect: ${folder} has no ${MANIFEST_FILE}; give --from`);
  }
  const manifest = v.parse(schema, JSON.parse(readFileSync(path, "utf8")));
  return manifest.items.find((item) => item.kind === "TestRun")?.metadata.name ?? "";
}

/** What kubectl answers; its answer may go to a file instead. */
function askKubectl(kubectl: string, words: readonly string[], to?: string): string {
  const file = to === undefined ? undefined : openSync(to, "w");
  try {
    return execFileSync(kubectl, words, {
      encoding: "utf8",
      maxBuffer: ANSWER_BYTES_MAX,
      stdio: ["ignore", file ?? "pipe", "pipe"],
    });
  } catch (error) {
    const said = error instanceof Error ? error.message.trim().split("\n").at(-1) : String(error);
    throw new OperatorError(`${kubectl} ${words.join(" ")}: ${said}`);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
