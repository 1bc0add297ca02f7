/** Evidence written, cut, damaged, mixed and merged. */

import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { withText } from "../testing/hostile.ts";
import { makeBaseline } from "../testing/make-baseline.ts";
import { findingOf, held, violated } from "../testing/make-findings.ts";
import { makeFlushes, makeOpened } from "../testing/make-load.ts";
import { makeRun, makeRunEvent, writeRun } from "../testing/make-run.ts";
import { Histogram } from "./histogram.ts";
import { mergeLoad } from "./merge.ts";
import { holdsRun, readRun } from "./read-run.ts";
import { Recorder } from "./recorder.ts";
import { recordOf } from "./run-record.ts";

const folders: string[] = [];

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "headway-evidence-"));
  folders.push(made);
  return made;
}

afterEach(() => {
  for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true });
});

describe("the recorder", () => {
  it("has each line on the disk before it returns", () => {
    const recorder = new Recorder(join(folder(), "deep", "run"));
    expect(holdsRun(recorder.folder)).toBe(false);
    recorder.record(makeRunEvent());
    recorder.record({ kind: "interrupted", signal: "SIGINT" });
    expect(readRun(recorder.folder).events).toEqual(recorder.events);
    expect(recorder.failure).toBeUndefined();
    expect(holdsRun(recorder.folder)).toBe(true);
  });

  it("keeps events in memory and the first failure when the disk refuses", () => {
    const blocked = join(folder(), "file");
    writeFileSync(blocked, "");
    const recorder = new Recorder(join(blocked, "run"));
    recorder.record(makeRunEvent());
    expect(recorder.writeText("counterexamples/a.json", "{}")).toBe(false);
    expect(recorder.events).toHaveLength(1);
    expect(recorder.failure?.path).toMatch(/events\.ndjson$/);
    const record = recordOf(recorder, []);
    expect(record.problems[0]).toMatch(/^evidence could not be written: /);
  });

  it("keeps secrets out of what a target may have written, and only out of that", () => {
    const recorder = new Recorder(folder(), () => ["s3cret", ""]);
    recorder.record(makeRunEvent({ command: "npx tsx cli.ts s3cret" }));
    const [exchange] = findingOf("a").exchanges;
    const finding = {
      ...findingOf("a"),
      actual: "Content-Type s3cret; x=s3cret",
      exchanges: exchange === undefined ? [] : [{ ...exchange, replyBody: '{"token":"s3cret"}' }],
    };
    recorder.record({ ...violated("a"), finding });
    recorder.record({ kind: "prerequisite", name: "target", state: "missing", detail: "<s3cret>" });
    recorder.record({ kind: "dialect", name: "1.0", value: "s3cret", how: "detected" });
    recorder.record({ kind: "harness-error", place: "suite", message: "got s3cret" });
    recorder.record(makeBaseline(makeRun("clean"), withText(makeRun("failing"), " s3cret")));
    const [run, requirement, ...rest] = readRun(recorder.folder).events;
    const others = rest.slice(0, 3);
    const [baseline] = rest.filter((event) => event.kind === "baseline");
    expect(baseline?.fresh[0]?.counterexample).toMatch(/ \[credential\]$/);
    const own = /^(id|name|scenario|fingerprint|replay|regressions|untested)$/;
    const foreign = JSON.stringify(baseline, (key, inner) => (own.test(key) ? undefined : inner));
    expect(foreign).not.toContain("s3cret");
    for (const event of [requirement, ...others]) {
      expect(JSON.stringify(event)).toContain("[credential]");
      expect(JSON.stringify(event)).not.toContain("s3cret");
    }
    expect(requirement).toMatchObject({
      finding: {
        actual: "Content-Type [credential]; x=[credential]",
        exchanges: [{ replyBody: '{"token":"[credential]"}' }],
      },
    });
    expect(run).toMatchObject({ command: "npx tsx cli.ts s3cret" });
  });

  it.each(["test", "x", "untestable", "a/tested", "requirement"])(
    "a secret %j, which is a word of ours, spoils no evidence",
    (secret) => {
      const recorder = new Recorder(folder(), () => [secret]);
      const [exchange] = findingOf("a").exchanges;
      if (exchange === undefined) throw new Error("there is no exchange");
      const reply = { ...exchange, replyBody: `{"token":"${secret}","longer":"the${secret}s"}` };
      const finding = { ...findingOf("a/tested"), exchanges: [reply] };
      recorder.record({ ...violated("a/tested"), finding });
      recorder.record({ ...held("b/tested"), outcome: "untestable", reason: "not tested" });
      const { events, problems } = readRun(recorder.folder);
      expect(problems).toEqual([]);
      expect(events).toMatchObject([
        {
          id: "a/tested",
          outcome: "violated",
          finding: { cause: finding.cause, replay: finding.replay, files: finding.files },
        },
        { id: "b/tested", outcome: "untestable" },
      ]);
      expect(JSON.stringify(events[0])).toContain('{\\"token\\":\\"[credential]\\"');
    },
  );

  it.skipIf(process.platform !== "linux")("survives a full disk", () => {
    const recorder = new Recorder(folder());
    expect(recorder.writeText("/dev/full", "text")).toBe(false);
    expect(recorder.failure?.message).toContain("ENOSPC");
  });

  it("writes other files of the run, with their folders", () => {
    const recorder = new Recorder(folder());
    expect(recorder.writeText("counterexamples/a.sh", "true", { executable: true })).toBe(true);
    expect(readFileSync(join(recorder.folder, "counterexamples", "a.sh"), "utf8")).toBe("true");
  });
});

describe("reading a run", () => {
  it("gives back what was written", () => {
    const made = makeRun("failing");
    const read = readRun(writeRun(made, folder()));
    expect(read.events).toEqual(made.events);
    expect([...read.flushes]).toEqual(made.flushes);
    expect(read.problems).toEqual([]);
  });

  it("forgives a cut last line and names any other bad line", () => {
    const run = writeRun(makeRun("unreachable"), folder());
    const path = join(run, "events.ndjson");
    appendFileSync(path, '{"kind":"interr');
    expect(readRun(run).problems).toEqual([]);
    appendFileSync(path, '\n{"kind":"interrupted"}\n{"kind":"nonsense"}\n[1]\n');
    const { problems } = readRun(run);
    expect(problems).toHaveLength(4);
    expect(problems[0]).toMatch(/^events\.ndjson:\d+: not a JSON document$/);
    expect(problems[1]).toMatch(/signal/);
  });

  it("names evidence of another version", () => {
    const run = folder();
    writeFileSync(join(run, "events.ndjson"), '{"kind":"run","version":9}\n');
    expect(readRun(run).problems).toEqual([
      "events.ndjson:1: evidence of version 9, this Headway reads version 1",
    ]);
  });

  it("takes the attempt from the file's name where the line says none", () => {
    const run = writeRun(makeRun("clean"), folder());
    const [flush] = makeFlushes({ seconds: 1, workers: 1 });
    const { attempt: _, ...bare } = flush ?? {};
    writeFileSync(
      join(run, "load", "steady", "flushes-attempt-2.ndjson"),
      `${JSON.stringify(bare)}\n`,
    );
    const lines = [...readRun(run).flushes];
    expect(lines.filter((l) => l.kind === "load-flush" && l.attempt === 2)).toHaveLength(1);
  });
});

describe("merging flushes", () => {
  const opened = makeOpened();
  const flushes = makeFlushes();
  const merged = mergeLoad(opened, flushes);

  it("adds up to the sum of the parts", () => {
    expect(merged.ledger.sent).toBe(flushes.reduce((sum, flush) => sum + flush.ledger.sent, 0));
    expect(merged.response.total).toBe(merged.ledger.sent);
    expect(merged.gaps).toEqual([]);
    expect(merged.series).toHaveLength(60);
  });

  it("does not depend on the order, nor on lines read twice", () => {
    const shuffled = [...flushes.toReversed(), ...flushes.slice(3, 9)];
    const again = mergeLoad(opened, shuffled);
    expect(again.repeats).toEqual([
      "worker 0: 3 flushes came again, counted once",
      "worker 1: 3 flushes came again, counted once",
    ]);
    expect({ ...again, response: again.response.sparse() }).toEqual({
      ...merged,
      repeats: again.repeats,
      response: merged.response.sparse(),
    });
  });

  it.each([
    [
      "a flush in the middle",
      flushes.filter((f) => !(f.worker === 1 && f.sequence === 7)),
      /1 of 60/,
    ],
    ["the end of a worker", flushes.filter((f) => !(f.worker === 1 && f.last)), /last flush/],
    ["a whole worker", flushes.filter((f) => f.worker === 0), /1 of 2 workers/],
  ])("misses %s", (_phrase, kept, gap) => {
    expect(mergeLoad(opened, kept).gaps.join()).toMatch(gap);
  });

  it("names segments that are cut, late, silent or of another plan, with their share", () => {
    const load = { ...opened, workers: 4, segments: 4, agents: 100, identity: "a" };
    const all = makeFlushes({ workers: 4, seconds: 5 }).map((flush) => {
      const own = { ...flush, identity: "a", startMs: 1_000_000 };
      if (flush.worker === 0) return { ...own, startMs: 1_002_500 };
      return flush.worker === 2 ? { ...own, identity: "b" } : own;
    });
    const kept = all.filter(({ worker, last }) => worker < 3 && !(worker === 1 && last));
    expect(mergeLoad(load, kept).gaps).toEqual([
      "segment 1 of 4: began 2500 ms after the first; 25 of 100 agents (25 %)",
      "segment 2 of 4: the last flush is missing; 25 of 100 agents (25 %)",
      expect.stringMatching(/^segment 3 of 4: 5 flushes are of another plan.* 25 of 100 agents/),
      "segment 4 of 4: never heard of; 25 of 100 agents (25 %)",
    ]);
    expect(mergeLoad(load, all.toReversed()).startSkewMs).toBe(2500);
  });

  it("misses a segment that sent nothing, and forgives an idle worker", () => {
    const load = { ...opened, workers: 4, segments: 2, agents: 3 };
    const idle = (least: number) =>
      makeFlushes({ workers: 4, seconds: 2 }).map((flush) =>
        flush.worker % 2 === 1 && flush.worker >= least
          ? { ...flush, ledger: { ...flush.ledger, sent: 0 } }
          : flush,
      );
    expect(mergeLoad(load, idle(2)).gaps).toEqual([]);
    expect(mergeLoad(load, idle(0)).gaps).toEqual([
      "segment 2 of 2: sent nothing; 1 of 3 agents (33.3 %)",
    ]);
  });

  it("has the percentiles of one process, to the bucket, in any order and grouping", () => {
    void fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 10_000_000 }), { minLength: 1, maxLength: 400 }),
        fc.integer({ min: 1, max: 16 }),
        fc.nat(),
        (samples, workers, turn) => {
          const whole = new Histogram();
          const parts = Array.from({ length: workers }, () => new Histogram());
          for (const [place, us] of samples.entries()) {
            whole.record(us);
            parts[(place * 7 + turn) % workers]?.record(us);
          }
          const [base] = flushes;
          if (base === undefined) throw new Error("no flush was made");
          const own = parts.map((part, worker) => ({ ...base, worker, response: part.sparse() }));
          const shifted = [...own.slice(turn % workers), ...own.slice(0, turn % workers)];
          const load = mergeLoad({ ...opened, workers }, shifted);
          expect(load.response.sparse()).toEqual(whole.sparse());
          expect(load.response.quantile(0.99)).toBe(whole.quantile(0.99));
        },
      ),
    );
  });

  it("names flushes that contradict each other", () => {
    const [first] = flushes;
    if (first === undefined) throw new Error("no flush was made");
    const other = { ...first, lagMaxMs: 99 };
    expect(mergeLoad(opened, [...flushes, other]).gaps).toEqual([
      "worker 0, flush 0: two that differ",
    ]);
  });

  it("keeps the points of a long run few, and no rate of a sliver of time", () => {
    const long = makeFlushes({ seconds: 1000, workers: 1, perSecond: 5 });
    const [sliver] = makeFlushes({ seconds: 1, workers: 1, perSecond: 5 });
    if (sliver === undefined) throw new Error("no flush was made");
    const at = { fromMs: sliver.fromMs + 1e6, toMs: sliver.fromMs + 1e6 + 3, sequence: 1000 };
    const { series } = mergeLoad(opened, [...long, { ...sliver, ...at }]);
    expect(series.length).toBeLessThanOrEqual(240);
    expect(Math.max(...series.map((point) => point.answeredPerSecond))).toBeLessThan(20);
  });
});
