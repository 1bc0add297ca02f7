/** Many runners' files put together: in any order and grouping the whole, and what is not whole named. */

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import {
  flushesOf,
  openedOf,
  type RunnersSize,
  writeRunnerFiles,
} from "../testing/runner-files.ts";
import { Histogram } from "./histogram.ts";
import { LedgerSum } from "./ledger-sum.ts";
import { linesOf } from "./lines.ts";
import { type MergedLoad, mergeLoads } from "./merge.ts";
import { readFlushes } from "./read-run.ts";
import type { AttemptFlush } from "./run-record.ts";

const root = mkdtempSync(join(tmpdir(), "headway-runners-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const NONE = { missing: [], doubled: [], cut: [] };
const folder = () => join(mkdtempSync(join(root, "run-")), "run");

/** What the merge says of some lines, histograms by their buckets. */
function merged(size: RunnersSize, lines: Parameters<typeof mergeLoads>[1]) {
  const { loads, problems } = mergeLoads([openedOf(size)], lines);
  return { loads: loads.map(({ load }) => plain(load)), problems };
}

function plain(load: MergedLoad): unknown {
  const { response, service, ownLag, lanesLag, loopLag, ...rest } = load;
  const histograms = [response, service, ownLag, lanesLag, loopLag].map((h) => h.sparse());
  return { ...rest, histograms };
}

describe("twenty runners' files, five of them missing, doubled or cut", () => {
  const size = { runners: 20, workersEach: 2, flushes: 12, buckets: 30 };
  const at = folder();
  writeRunnerFiles(at, size, { missing: [7], doubled: [1, 20], cut: [2, 13] });
  const { loads, problems } = merged(size, readFlushes(at));

  it("are all named", () => {
    expect(problems).toEqual([]);
    expect(loads).toMatchObject([
      {
        gaps: [
          "segments 2, 13 of 20: the last flush is missing; 200 of 2000 agents (10 %)",
          "segment 7 of 20: never heard of; 100 of 2000 agents (5 %)",
        ],
        repeats: ["segments 1, 20 of 20: 48 flushes came again, counted once"],
      },
    ]);
  });

  it("add up to what is whole in them", () => {
    const kept: AttemptFlush[] = [];
    for (let runner = 1; runner <= size.runners; runner += 1) {
      const path = join(at, "load/steady", `flushes-runner-${runner}.ndjson`);
      const whole = runner === 7 ? 0 : readFileSync(path, "utf8").split("\n").length - 1;
      expect(whole === 24).toBe(![2, 7, 13].includes(runner));
      const times = runner === 1 || runner === 20 ? 2 : 1;
      for (let i = 0; i < times; i += 1) kept.push(...[...flushesOf(size, runner)].slice(0, whole));
    }
    expect({ loads, problems }).toEqual(merged(size, kept));
  });
});

describe("grouping", () => {
  const size = { runners: 6, workersEach: 2, flushes: 3, buckets: 12 };
  const flat = folder();
  writeRunnerFiles(flat, size, NONE);
  const whole = merged(size, readFlushes(flat));
  const texts = readdirSync(join(flat, "load/steady")).map((name) =>
    readFileSync(join(flat, "load/steady", name), "utf8"),
  );

  it("of files into others, and of those again, changes nothing; nor does order or repetition", () => {
    void fc.assert(
      fc.property(
        fc.shuffledSubarray(texts, { minLength: texts.length }),
        fc.array(fc.constantFrom(...texts), { maxLength: 3 }),
        fc.array(fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }), { maxLength: 3 }),
        (order, again, levels) => {
          let files: readonly string[] = [...order, ...again];
          for (const joins of levels) files = joined(files, joins);
          const at = folder();
          mkdirSync(join(at, "load/steady"), { recursive: true });
          for (const [place, text] of files.entries()) {
            writeFileSync(join(at, `load/steady/flushes-${place}.ndjson`), text);
          }
          const { loads, problems } = merged(size, readFlushes(at));
          expect(problems).toEqual([]);
          const [load] = loads;
          expect({ ...Object(load), repeats: [] }).toEqual(whole.loads[0]);
        },
      ),
      { numRuns: 40 },
    );
  });

  it("of sums, nested in any way, gives the sum of all", () => {
    const flushes = Array.from({ length: size.runners }, (_, i) => [
      ...flushesOf(size, i + 1),
    ]).flat();
    const sumOf = (parts: readonly Sum[]): Sum => {
      const [histogram, ledger] = [new Histogram(), new LedgerSum()];
      for (const part of parts) {
        histogram.add(part.response);
        ledger.add(part.ledger);
      }
      return { response: histogram.sparse(), ledger: ledger.total() };
    };
    const all = sumOf(flushes);
    void fc.assert(
      fc.property(
        fc.shuffledSubarray(flushes, { minLength: flushes.length }),
        fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 5 }),
        (order, widths) => {
          let parts: readonly Sum[] = order;
          for (const width of widths) {
            parts = Array.from({ length: Math.ceil(parts.length / width) }, (_, i) =>
              sumOf(parts.slice(i * width, (i + 1) * width)),
            );
          }
          expect(sumOf(parts)).toEqual(all);
        },
      ),
    );
  });
});

type Sum = Pick<AttemptFlush, "response" | "ledger">;

/** Each file that is to be joined to the one before it is. */
function joined(files: readonly string[], joins: readonly boolean[]): string[] {
  const out: string[] = [];
  for (const [place, text] of files.entries()) {
    if (joins[place] === true && out.length > 0) out.push(text + (out.pop() ?? ""));
    else out.push(text);
  }
  return out;
}

describe("the lines of a file", () => {
  const linesIn = (text: string) => {
    const path = join(mkdtempSync(join(root, "text-")), "file");
    writeFileSync(path, text);
    return [...linesOf(path)];
  };

  it.each([
    ["none", "", []],
    ["whole ones, an empty one between", "a\n\nb\n", ["a", "", "b"]],
    ["a cut one", "a\nb", ["a", "b"]],
    [
      "signs of several bytes over the border of a stretch",
      "é".repeat(2 ** 20),
      ["é".repeat(2 ** 20)],
    ],
  ])("are %s", (_phrase, text, lines) => {
    const read = linesIn(text);
    expect(read.map((line) => line.text)).toEqual(lines);
    expect(read.map((line) => line.number)).toEqual(lines.map((_, place) => place + 1));
    expect(read.filter((line) => line.isCut)).toHaveLength(
      text === "" || text.endsWith("\n") ? 0 : 1,
    );
  });

  it("are the same however long the file", () => {
    const lines = Array.from({ length: 5000 }, (_, i) => `${i} ${"x".repeat((i * 37) % 1500)}`);
    expect(linesIn(`${lines.join("\n")}\n`).map((line) => line.text)).toEqual(lines);
  });
});

describe("evidence that a hand or another tool wrote", () => {
  const size = { runners: 1, workersEach: 1, flushes: 1, buckets: 3 };
  const [flush] = flushesOf(size, 1);

  it.each([
    [
      "a count below 0",
      { ledger: { ...flush?.ledger, sent: -1 } },
      "ledger.sent: want a whole number, 0 or more",
    ],
    [
      "a count that is a text",
      { statuses: { "200": "3" } },
      "statuses: want whole numbers by name",
    ],
    ["counts in a list", { codes: [1] }, "codes: want whole numbers by name"],
    [
      "a bucket that is none",
      { response: [4096, 1] },
      "response: want pairs of a bucket below 4096 and a count",
    ],
    ["half a pair", { service: [3] }, "service: want pairs of a bucket below 4096 and a count"],
    ["a fraction", { ownLag: [3, 0.5] }, "ownLag: want pairs of a bucket below 4096 and a count"],
    ["another version", { version: 2 }, "evidence of version 2, this Headway reads version 1"],
    [
      "no worker",
      { worker: undefined },
      'worker: Invalid key: Expected "worker" but received undefined',
    ],
  ])("is named: %s", (_phrase, wrong, reason) => {
    const at = folder();
    mkdirSync(join(at, "load/steady"), { recursive: true });
    writeFileSync(
      join(at, "load/steady/flushes.ndjson"),
      `${JSON.stringify({ ...flush, ...wrong })}\n`,
    );
    expect([...readFlushes(at)]).toEqual([
      { kind: "unreadable", problem: `load/steady/flushes.ndjson:1: ${reason}` },
    ]);
  });

  it("is named where it cannot be read", () => {
    const at = folder();
    mkdirSync(join(at, "load/steady/flushes.ndjson"), { recursive: true });
    expect([...readFlushes(at)]).toMatchObject([
      {
        kind: "unreadable",
        problem: expect.stringMatching(/flushes\.ndjson: cannot be read: EISDIR/),
      },
    ]);
  });
});
