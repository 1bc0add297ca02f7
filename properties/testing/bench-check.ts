/**
 * `npm run bench check`: what a clean check of the embedded endpoint takes and how much of what it
 * sends is distinct, and how soon each twin's first violation is seen.
 */

import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { TWINS } from "../../simulators/endpoint/index.ts";
import { check } from "../suite/check.ts";
import { DEFAULT_EFFORT, type FirstSeen } from "../suite/requirement-result.ts";
import {
  openTarget,
  resolveConfig,
  TaskPool,
  type Transport,
  type WireRequest,
} from "../target/index.ts";

const CLEAN_RUNS = 5;
const WORKING_TASKS = 40;

/** Prints both tables. */
export async function benchCheck(log: (text: string) => void): Promise<void> {
  log(
    `${cpus().length} × ${cpus()[0]?.model ?? "unknown processor"}, Node ${process.versions.node}`,
  );
  await cleanRuns(log);
  await firstViolations(log);
}

async function cleanRuns(log: (text: string) => void): Promise<void> {
  const seconds: number[] = [];
  for (let seed = 1; seed <= CLEAN_RUNS; seed += 1) {
    const counter = new Distinct();
    const { ms, events } = await run({ seed, wrap: (t) => counter.wrap(t) });
    const results = events.filter((event) => event.kind === "requirement");
    const unmet = results.filter(
      (r) => r.outcome === "held" && r.goals.some((goal) => goal.got < goal.want),
    );
    const violated = results.filter((r) => r.outcome === "violated");
    seconds.push(ms / 1000);
    const share = ((100 * counter.distinct) / counter.requests).toFixed(1);
    log(
      `clean, seed ${seed}: ${counter.requests} requests, ${share} % distinct, ` +
        `${(ms / 1000).toFixed(1)} s, ${violated.length} violated, ${unmet.length} goals not met`,
    );
  }
  log(`clean, median of ${CLEAN_RUNS}: ${quantile(seconds, 0.5).toFixed(1)} s`);
}

async function firstViolations(log: (text: string) => void): Promise<void> {
  const found: FirstSeen[] = [];
  let missed = 0;
  for (const twin of TWINS) {
    const controller = new AbortController();
    let first: FirstSeen | undefined;
    const signature = twin.caughtBy.includes("header/signature-wrong");
    await run({
      seed: 1,
      twin: twin.id,
      signature,
      controller,
      violated: (seen) => {
        first ??= seen;
        controller.abort();
      },
    });
    if (first === undefined) missed += 1;
    else found.push(first);
    const text =
      first === undefined ? "not seen" : `${first.afterMs} ms, ${first.requests} requests`;
    log(`first violation of ${twin.id}: ${text}`);
  }
  const ms = found.map((seen) => seen.afterMs);
  const requests = found.map((seen) => seen.requests);
  log(
    `first violations of ${TWINS.length} twins: ${missed} not seen; ` +
      `ms p50 ${quantile(ms, 0.5)}, p90 ${quantile(ms, 0.9)}, max ${quantile(ms, 1)}; ` +
      `requests p50 ${quantile(requests, 0.5)}, p90 ${quantile(requests, 0.9)}, max ${quantile(requests, 1)}`,
  );
}

type RecordedEvent = Parameters<Parameters<typeof check>[1]["record"]>[0];

async function run(given: {
  readonly seed: number;
  readonly twin?: string;
  readonly signature?: boolean;
  readonly controller?: AbortController;
  readonly wrap?: (transport: Transport) => Transport;
  readonly violated?: (seen: FirstSeen) => void;
}): Promise<{ readonly ms: number; readonly events: readonly RecordedEvent[] }> {
  const { signal } = given.controller ?? new AbortController();
  const folder = mkdtempSync(join(tmpdir(), "headway-bench-"));
  const config = resolveConfig({
    file: {},
    env: given.signature === true ? { HEADWAY_ACCESS_KEY: "AK", HEADWAY_SECRET_KEY: "SK" } : {},
    flags: {
      ...(given.twin === undefined ? { target: "embedded" } : { twin: given.twin }),
      ...(given.signature === true ? { auth: "sdk-hmac" } : {}),
    },
    fallbackTarget: undefined,
  });
  const open = await openTarget(config, { tasksWanted: 0, signal });
  const events: RecordedEvent[] = [];
  const { target } = open;
  const started = performance.now();
  try {
    await check(
      {
        target: { ...target, transport: given.wrap?.(target.transport) ?? target.transport },
        pool: new TaskPool(open.tasks, WORKING_TASKS),
        seed: given.seed,
        effort: DEFAULT_EFFORT,
        only: undefined,
        folder,
        home: folder,
        recorded: { ...open.description, profile: target.profile.id },
      },
      {
        record: (event) => events.push(event),
        progress: () => {},
        violated: (_, seen) => given.violated?.(seen),
        signal,
      },
    );
    return { ms: performance.now() - started, events };
  } finally {
    await open.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Counts requests that differ in bytes, or in what came before them or is under way on their task: a
 * look after a refused report asks something else than one after the report before it, and one beside
 * two reports something else than one at rest. Ids and traces aside.
 */
class Distinct {
  requests = 0;
  private readonly seen = new Set<string>();
  private readonly before = new Map<string, string>();
  /** What is under way on each task. */
  private readonly underWay = new Map<string, string[]>();

  get distinct(): number {
    return this.seen.size;
  }

  wrap(transport: Transport): Transport {
    return {
      close: () => transport.close(),
      send: async (request, signal) => {
        this.count(request);
        const id = idIn(request.path);
        const digested = digestOf(request);
        const around = this.underWay.get(id) ?? [];
        this.underWay.set(id, around);
        around.push(digested);
        const reply = await transport.send(request, signal);
        around.splice(around.indexOf(digested), 1);
        if (request.method !== "GET") this.before.set(id, digested);
        return reply;
      },
    };
  }

  private count(request: WireRequest): void {
    this.requests += 1;
    const id = idIn(request.path);
    const state = [this.before.get(id) ?? "", ...(this.underWay.get(id) ?? []).sort()].join(" ");
    this.seen.add(`${digestOf(request)} ${state}`);
  }
}

function digestOf(request: WireRequest): string {
  const headers = request.headers.filter(([name]) => name !== "traceparent");
  const path = request.path.replace(idIn(request.path), "");
  const shape = JSON.stringify([request.method, path, request.framing, headers]);
  return digest(`${shape} ${digest(request.body ?? "")}`);
}

function idIn(path: string): string {
  return path.split("/")[3] ?? "";
}

function digest(content: string | Uint8Array): string {
  return createHash("sha1").update(content).digest("base64");
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
