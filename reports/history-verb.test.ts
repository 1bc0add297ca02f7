/** Many runs in one picture, from plain folders: in text, and on a page in a real browser. */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RequirementEvent, RunEvent } from "./evidence/schema.ts";
import { historyText } from "./formats/history-text.ts";
import { historyHtml } from "./formats/html/history-page.tsx";
import { readHistory, showHistory } from "./history-verb.ts";
import { NoRunError } from "./report-verb.ts";
import { openBrowser } from "./testing/browser.ts";
import { withText } from "./testing/hostile.ts";
import { held, violated } from "./testing/make-findings.ts";
import { makeFlushes } from "./testing/make-load.ts";
import {
  makeEvents,
  makeRunEvent,
  type RunInMemory,
  withResult,
  writeRun,
} from "./testing/make-run.ts";
import { makeWaiver, makeWaivers } from "./testing/make-waiver.ts";
import { barriers, expectQuiet, openPage } from "./testing/open-page.ts";
import { judge } from "./verdict/decide.ts";
import { historyOf, summaryOf } from "./verdict/history.ts";

const ID = "progress/above-range";
const FAILS = violated(ID);
const WIDE: RequirementEvent = { ...held(ID), nonStrict: [{ what: "422", count: 3 }] };
const OTHER = { ...makeRunEvent().target, url: "http://127.0.0.1:9090" };
const twin = (id: string) => ({ ...OTHER, embedded: `twin ${id}` });

interface Made {
  readonly day: number;
  readonly run?: Partial<RunEvent>;
  readonly result?: RequirementEvent;
  readonly lagMs?: number;
}

function made({ day, run = {}, result = held(ID), lagMs = 1 }: Made): RunInMemory {
  const startedAt = `2026-01-${10 + day}T09:00:00.000Z`;
  const results = withResult(result);
  const load = { ownLagMs: lagMs, seconds: 10 };
  const events = makeEvents({ run: { startedAt, ...run }, results, load });
  return { folder: "", events, flushes: makeFlushes(load), problems: [] };
}

const RUNS: Readonly<Record<string, Made>> = {
  "2.1/run": { day: 1, run: { release: "2.1" }, result: FAILS },
  "2.2/run": { day: 2, run: { release: "2.2" }, lagMs: 10 },
  "2.3/first/run": { day: 3, run: { release: "2.3" }, result: FAILS, lagMs: 30 },
  other: { day: 0, run: { target: OTHER } },
  "twins/a": { day: 4, run: { target: twin("progress-101") }, result: FAILS },
  "twins/b": { day: 5, run: { target: twin("lost"), partial: "--quick" } },
};

const store = mkdtempSync(join(tmpdir(), "headway-history-"));
let browser: Browser;
beforeAll(async () => {
  for (const [folder, run] of Object.entries(RUNS)) writeRun(made(run), join(store, folder));
  symlinkSync("other", join(store, "latest"));
  browser = await openBrowser();
}, 60_000);
afterAll(async () => {
  await browser?.close();
  rmSync(store, { recursive: true, force: true });
});

describe("the history", () => {
  it("puts runs of each target in order, with what changed between two", () => {
    const { history, problems } = readHistory(store);
    expect(problems).toEqual([]);
    expect(history.runs).toBe(6);
    const last = history.targets.at(-1);
    expect(last?.runs.map(({ release }) => release)).toEqual(["2.1", "2.2", "2.3"]);
    expect(last?.runs.map(({ newlyRed, mended }) => [newlyRed, mended])).toEqual([
      [[], []],
      [[], [ID]],
      [[ID], []],
    ]);
    expect(last?.unsteady).toEqual([{ id: ID, verdicts: ["FAIL", "PASS", "FAIL"] }]);
  });

  it.each<readonly [string, RequirementEvent, readonly [number, number]]>([
    ["holds", held(ID), [0, 1]],
    ["holds with legal behaviour that is not strict", WIDE, [0, 1]],
    ["fails still", FAILS, [0, 0]],
    ["was not decided", { ...held(ID), outcome: "unknown", reason: "timed out" }, [0, 0]],
  ])("calls what failed and %s mended only where it holds", (_, result, [newly, mended]) => {
    const runs = [made({ day: 1, result: FAILS }), made({ day: 2, result })];
    const history = historyOf(runs.map((run) => summaryOf("run", judge(run))));
    const last = history?.targets[0]?.runs.at(-1);
    expect([last?.newlyRed.length, last?.mended.length]).toEqual([newly, mended]);
  });

  it("sets targets side by side, and counts twins caught instead", () => {
    const { matrix, targets, kills } = readHistory(store).history;
    expect(targets.map(({ target }) => target)).toEqual([
      "http://127.0.0.1:9090",
      "http://127.0.0.1:8080",
    ]);
    expect(matrix).toEqual([{ id: ID, verdicts: ["PASS", "FAIL"] }]);
    expect(kills).toEqual([
      { tool: "headway 0.1.0 at c307636", met: 2, killed: 1, survivors: ["twin lost"] },
    ]);
  });

  it("counts a twin as caught whose violation is waived", () => {
    const { events, ...rest } = made({
      day: 1,
      run: { target: twin("progress-101") },
      result: FAILS,
    });
    const waived = { ...rest, events: events.toSpliced(-1, 0, makeWaivers(makeWaiver())) };
    const history = historyOf([summaryOf("run", judge(waived))]);
    expect(history?.kills).toMatchObject([{ met: 1, killed: 1, survivors: [] }]);
    const text = history && historyText(history, { color: false });
    expect(text).toMatch(/^1 run, 0 targets; the newest: CONFORMS$/m);
  });

  it("says it in text, ends as its newest run does, and writes the page", () => {
    const { text, status, path, problems } = showHistory(store, { color: false });
    expect(text).toMatch(/2\.3 +VIOLATES +10 of 10 +1 +steady MET, p99 \d.* newly red: progress/);
    expect(text).toMatch(/headway 0\.1\.0 at c307636: 1 of 2 killed; survivors: twin lost/);
    expect({ status, problems }).toEqual({ status: 0, problems: [] });
    expect(readFileSync(path ?? "", "utf8")).toMatch(/^<!doctype html>/);
  });

  it("reads damaged runs as far as they are valid, and names them", () => {
    const folder = mkdtempSync(join(tmpdir(), "headway-history-damaged-"));
    writeRun(made({ day: 1 }), join(folder, "whole"));
    const cut = writeRun(made({ day: 2, result: FAILS }), join(folder, "cut"));
    const events = join(cut, "events.ndjson");
    writeFileSync(events, readFileSync(events, "utf8").replace('"kind":"catalogue"', '"kind":7'));
    mkdirSync(join(folder, "unreadable", "events.ndjson"), { recursive: true });
    const { history, problems } = readHistory(folder);
    expect(history.runs).toBe(2);
    expect(history.damaged).toEqual([expect.stringMatching(/^cut: events\.ndjson:2: /)]);
    expect(problems).toEqual([expect.stringMatching(/unreadable cannot be read: EISDIR/)]);
    expect(showHistory(folder, { color: false })).toMatchObject({ status: 4 });
    rmSync(folder, { recursive: true, force: true });
  });

  it("never ends green where the newest run may be one that is damaged, or cannot be read", () => {
    const folder = mkdtempSync(join(tmpdir(), "headway-history-newest-"));
    writeRun(made({ day: 1 }), join(folder, "whole"));
    const cut = writeRun(made({ day: 2 }), join(folder, "cut"));
    const events = join(cut, "events.ndjson");
    const [first = "", ...rest] = readFileSync(events, "utf8").split("\n");
    writeFileSync(events, [first.slice(0, 40), ...rest].join("\n"));
    expect(showHistory(folder, { color: false })).toMatchObject({ status: 4 });
    rmSync(cut, { recursive: true });
    expect(showHistory(folder, { color: false })).toMatchObject({ status: 0 });
    mkdirSync(join(folder, "unreadable", "events.ndjson"), { recursive: true });
    const { status, path } = showHistory(folder, { color: false });
    expect(status).toBe(4);
    expect(readFileSync(path ?? "", "utf8")).toMatch(/unreadable cannot be read/);
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(["nowhere", "2.1"])("of %s without runs is the operator's error", (name) => {
    const empty = join(store, "empty", name);
    expect(() => readHistory(empty)).toThrow(NoRunError);
  });

  it.each([
    ["a desktop", 1200, true, "light"],
    ["a phone, without scripts", 390, false, "dark"],
  ] as const)("is a page on %s", async (_, width, scripts, colorScheme) => {
    const { path } = showHistory(store, { color: false });
    const opened = await openPage(browser, path ?? "", { width, scripts, colorScheme });
    const { page } = opened;
    const chart = page.getByRole("img", { name: /^Response time of steady from run to run/ });
    expect(await chart.count()).toBe(1);
    expect(await page.getByRole("table", { name: "Requirements by target" }).count()).toBe(1);
    expect(await page.getByText("1 of 2 killed").isVisible()).toBe(true);
    await expectQuiet(opened, width);
  });

  it("has no barrier that axe finds", async () => {
    const { path } = showHistory(store, { color: false });
    const { page } = await openPage(browser, path ?? "", { width: 1200, scripts: true });
    expect(await barriers(page)).toEqual([]);
    await page.context().close();
  });

  it("shows hostile text as text", () => {
    const hostile = '\u001b[2J\u202e"><script>alert(1)</script>';
    const runs = Object.values(RUNS).map((run) => withText(made(run), hostile));
    const history = historyOf(runs.map((run) => summaryOf(hostile, judge(run))));
    if (history === undefined) throw new Error("there are runs");
    for (const text of [historyHtml(history), historyText(history, { color: false })]) {
      expect(text.replaceAll("\n", "")).not.toMatch(/\p{Cc}|\u202e/u);
    }
    expect(historyHtml(history)).not.toContain("<script");
  });
});
