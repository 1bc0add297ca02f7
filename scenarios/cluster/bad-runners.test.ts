/**
 * What runners of a cluster may do wrong, each named: gathered through a stand-in of kubectl from
 * logs that no k6 was needed for, and judged as `cluster collect` judges them.
 */

import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { readRun } from "../../reports/evidence/index.ts";
import { openedOf, writeRunnerFiles } from "../../reports/testing/runner-files.ts";
import { judge } from "../../reports/verdict/index.ts";
import { collect } from "./collect.ts";

const SIZE = { runners: 4, workersEach: 2, flushes: 6, buckets: 10 };
const OF_ALL = "100 of 400 agents (25 %)";
const SENT = 8 * SIZE.flushes;

const root = mkdtempSync(join(tmpdir(), "headway-bad-runners-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A finished run of four pods, as they lie in the cluster. */
class Cluster {
  readonly folder = join(mkdtempSync(join(root, "run-")), "run");
  private readonly pods: { name: string; exitCode: number | undefined }[] = [];

  constructor() {
    writeRunnerFiles(this.folder, SIZE, { missing: [], doubled: [], cut: [] });
    mkdirSync(join(this.folder, "pods"));
    for (let runner = 1; runner <= SIZE.runners; runner += 1) {
      const log = join(this.folder, "load/steady", `flushes-runner-${runner}.ndjson`);
      this.add(`fleet-${runner}`, readFileSync(log, "utf8"));
    }
    const testRun = { kind: "TestRun", metadata: { name: "fleet" } };
    writeFileSync(join(this.folder, "manifest.json"), JSON.stringify({ items: [testRun] }));
  }

  add(name: string, log: string): void {
    writeFileSync(this.log(name), log);
    this.pods.push({ name, exitCode: 0 });
  }

  log(name: string): string {
    return join(this.folder, "pods", name);
  }

  /** As the pod ended; undefined: it has not. */
  ends(name: string, exitCode: number | undefined): void {
    for (const pod of this.pods) if (pod.name === name) pod.exitCode = exitCode;
  }

  change(name: string, change: (log: string) => string): void {
    writeFileSync(this.log(name), change(readFileSync(this.log(name), "utf8")));
  }

  judged() {
    const items = this.pods.map(({ name, exitCode }) => ({
      metadata: { name },
      status: {
        containerStatuses: [
          { state: exitCode === undefined ? {} : { terminated: { exitCode, reason: "Error" } } },
        ],
      },
    }));
    writeFileSync(join(this.folder, "pods.json"), JSON.stringify({ items }));
    const kubectl = join(this.folder, "kubectl");
    const answer = `if [ "$1" = get ]; then cat ${this.folder}/pods.json; else cat ${this.folder}/pods/$2; fi`;
    writeFileSync(kubectl, `#!/bin/sh\n${answer}\n`);
    chmodSync(kubectl, 0o755);
    const closed = collect({ folder: this.folder, from: [], kubectl }, openedOf(SIZE));
    const record = readRun(this.folder);
    const events = record.events.map((event) => (event.kind === "load-closed" ? closed : event));
    const run = judge({ ...record, events });
    return { run, scenario: run.scenarios[0] };
  }
}

it("a run without fault is one load", () => {
  const { run, scenario } = new Cluster().judged();
  expect(run.problems).toEqual([]);
  expect(scenario).toMatchObject({ reason: undefined, load: { flushes: SENT, gaps: [] } });
});

type Fault = readonly [what: string, make: (cluster: Cluster) => void, said: RegExp];
const INVALID: readonly Fault[] = [
  [
    "dies of its own error",
    (cluster) => {
      cluster.ends("fleet-2", 107);
      truncateSync(cluster.log("fleet-2"), 0);
    },
    /fleet-2 ended with 107 \(Error\); .*segment 2 of 4: never heard of; 100 of 400 agents \(25 %\)/,
  ],
  [
    "is killed in the middle",
    (cluster) => {
      cluster.ends("fleet-2", 137);
      cluster.change("fleet-2", (log) => log.slice(0, log.length / 2));
    },
    /fleet-2 ended with 137 .*segment 2 of 4: the last flush is missing; 100 of 400 agents \(25 %\)/,
  ],
  ["has not ended", (cluster) => cluster.ends("fleet-3", undefined), /fleet-3 has not ended/],
  [
    "starts late",
    (cluster) =>
      cluster.change("fleet-3", (log) =>
        log.replaceAll(/"startMs":(\d+)/g, (_all, ms) => `"startMs":${Number(ms) + 5000}`),
      ),
    /segment 3 of 4: began 5000 ms after the first; 100 of 400 agents \(25 %\)/,
  ],
  [
    "loses lines of its log",
    (cluster) => cluster.change("fleet-1", (log) => log.split("\n").toSpliced(3, 4).join("\n")),
    /segment 1 of 4: 2 of 6 flushes are missing; 100 of 400 agents \(25 %\)/,
  ],
  [
    "plays another plan",
    (cluster) => cluster.change("fleet-4", (log) => log.replaceAll("0123456789abcdef", "another")),
    /segment 4 of 4: 6 flushes are of another plan or other settings.*100 of 400 agents \(25 %\)/,
  ],
  [
    "sends the log of another run of the same segment",
    (cluster) => {
      const log = readFileSync(cluster.log("fleet-2"), "utf8");
      cluster.add("fleet-2b", log.replaceAll('"lagMaxMs":', '"lagMaxMs":9'));
    },
    /worker 1, flushes 0-5: two that differ; worker 5, flushes 0-5: two that differ/,
  ],
];

it.each(INVALID)("a runner that %s makes it INVALID", (_what, make, said) => {
  const cluster = new Cluster();
  make(cluster);
  const { run, scenario } = cluster.judged();
  expect(scenario?.verdict).toBe("INVALID");
  expect(scenario?.reason).toMatch(said);
  expect(run.status).toBe(4);
});

it("a runner of another version makes it INVALID, and its lines are named", () => {
  const cluster = new Cluster();
  cluster.change("fleet-4", (log) => log.replaceAll('"version":1,', '"version":2,'));
  const { run, scenario } = cluster.judged();
  expect(scenario).toMatchObject({
    verdict: "INVALID",
    reason: `evidence is missing: segment 4 of 4: never heard of; ${OF_ALL}`,
  });
  expect(run.problems[0]).toBe(
    "load/steady/flushes-runner-4.ndjson:1: evidence of version 2, this Headway reads version 1",
  );
});

it("a log that comes twice counts once, and that is said", () => {
  const cluster = new Cluster();
  cluster.add("fleet-2-again", readFileSync(cluster.log("fleet-2"), "utf8"));
  const { scenario } = cluster.judged();
  expect(scenario).toMatchObject({ reason: undefined, load: { flushes: SENT, gaps: [] } });
  expect(scenario?.remarks).toContain("segment 2 of 4: 12 flushes came again, counted once");
});
