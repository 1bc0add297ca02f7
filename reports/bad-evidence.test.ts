/**
 * Evidence that is not as a run writes it: each kind is read as far as it is valid, what is wrong
 * is named by file and line, and no verdict from it is green.
 */

import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { writeReportAgain } from "./report-verb.ts";
import { makeRun, writeRun } from "./testing/make-run.ts";

const root = mkdtempSync(join(tmpdir(), "headway-bad-evidence-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

type Spoil = (paths: { readonly events: string; readonly flushes: string }) => void;

/** Rewrites the lines of a file. */
function lines(path: string, change: (lines: string[]) => string[]): void {
  const given = readFileSync(path, "utf8").split("\n").slice(0, -1);
  writeFileSync(
    path,
    change(given)
      .map((line) => `${line}\n`)
      .join(""),
  );
}

const at = (kind: string, change: (line: string) => string) => (all: string[]) =>
  all.map((line) => (line.startsWith(`{"kind":"${kind}"`) ? change(line) : line));
const once = (kind: string, change: (line: string) => string) => (all: string[]) => {
  const found = all.findIndex((line) => line.startsWith(`{"kind":"${kind}"`));
  return all.map((line, i) => (i === found ? change(line) : line));
};

const ROWS: readonly (readonly [string, Spoil, RegExp])[] = [
  // Truncated.
  ["cut in its last line", ({ events }) => cut(events, 20), /killed|did not record its end/],
  ["cut in the middle of its bytes", ({ events }) => cut(events, 4000), /killed|record its end/],
  ["cut to nothing", ({ events }) => writeFileSync(events, ""), /opens a run is missing/],
  ["cut in its load", ({ flushes }) => cut(flushes, 200_000), /load proves nothing/],
  [
    "whose load lost a line",
    ({ flushes }) => lines(flushes, (all) => all.toSpliced(9, 1)),
    /steady/,
  ],
  // Of another version, or of several.
  [
    "of another version",
    ({ events }) => lines(events, at("run", newer)),
    /:1: evidence of version 2/,
  ],
  [
    "with load of another version",
    ({ flushes }) => lines(flushes, newerThird),
    /ndjson:3: evidence of v/,
  ],
  [
    "of two runs in one file",
    ({ events }) => appendFileSync(events, readFileSync(events)),
    /of 2 runs/,
  ],
  // Edited by hand.
  [
    "whose violation was edited into a word there is not",
    ({ events }) =>
      lines(
        events,
        once("requirement", (l) => l.replace('"held"', '"fine"')),
      ),
    /ndjson:\d+: outcome: /,
  ],
  [
    "with a number below 0",
    ({ events }) =>
      lines(
        events,
        once("requirement", (l) => l.replace(/"trials":\d+/, '"trials":-1')),
      ),
    /ndjson:\d+: trials: /,
  ],
  [
    "whose beginning was edited into no time",
    ({ events }) =>
      lines(
        events,
        once("run", (l) => l.replace(/"startedAt":"[^"]*"/, '"startedAt":"\\u001b[2Jtoday"')),
      ),
    /ndjson:1: startedAt: /,
  ],
  [
    "from which a result was taken",
    ({ events }) =>
      lines(
        events,
        once("requirement", () => ""),
      ),
    /HARNESS-ERROR/,
  ],
  [
    "with a result that contradicts another",
    ({ events }) =>
      lines(events, (all) => [...all, ...all.filter((l) => /above-range/.test(l)).slice(-1)]),
    /2 results in one run/,
  ],
  [
    "with a result outside its catalogue",
    ({ events }) =>
      lines(
        events,
        once("requirement", (l) => l.replace(/"id":"[^"]+"/, '"id":"own/id"')),
      ),
    /outside the catalogue/,
  ],
  // Foreign.
  [
    "that is no JSON at all",
    ({ events }) => writeFileSync(events, "GIF89a\0\n<xml/>\n"),
    /:1: not a JSON/,
  ],
  [
    "of some other tool",
    ({ events }) => writeFileSync(events, '{"type":"test","name":"x"}\n[1]\nnull\n7\n'),
    /ndjson:1: /,
  ],
  ["with a foreign line in between", ({ events }) => lines(events, foreignThird), /ndjson:3: /],
  [
    "with bytes that are no UTF-8",
    ({ events }) => appendFileSync(events, Buffer.from([0xff, 10])),
    /not a JSON/,
  ],
];

const newer = (line: string) => line.replace('"version":1', '"version":2');
const newerThird = (all: string[]) => all.map((line, i) => (i === 2 ? newer(line) : line));
const foreignThird = (all: string[]) => all.toSpliced(2, 0, '{"level":"info","msg":"started"}');

function cut(path: string, bytes: number): void {
  const given = readFileSync(path);
  writeFileSync(path, given.subarray(0, Math.max(1, given.length - bytes)));
}

describe.each(ROWS)("a run %s", (phrase, spoil, named) => {
  const spoilt = (situation: "clean" | "failing") => {
    const name = `${situation} ${phrase}`.replaceAll(/\W+/g, "-");
    const run = writeRun(makeRun(situation), join(root, name));
    spoil({
      events: join(run, "events.ndjson"),
      flushes: join(run, "load", "steady", "flushes.ndjson"),
    });
    return writeReportAgain(run);
  };

  it("is never green, says what is wrong, and is written in every format", () => {
    const { judged, unwritten } = spoilt("clean");
    expect(judged.status).not.toBe(0);
    expect([judged.reason, ...judged.problems].join("\n")).toMatch(named);
    expect(unwritten).toEqual([]);
  });

  it("keeps what its valid part shows", () => {
    const { judged, record } = spoilt("failing");
    const shown = record.events.some((e) => e.kind === "requirement" && e.outcome === "violated");
    const listed = record.events.some((e) => e.kind === "catalogue");
    if (shown && listed && judged.requirements.some(({ finding }) => finding !== undefined)) {
      expect(judged.status).toBe(1);
    } else expect(judged.status).not.toBe(0);
  });
});
