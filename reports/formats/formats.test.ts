/** Every format of every situation: whole, harmless, and of one mind with the exit status. */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parseHTML } from "linkedom";
import { afterEach, describe, expect, it, vi } from "vitest";
import { convert } from "xmlbuilder2";
import { latestIn, pointLatest } from "../latest.ts";
import { findRun, NoRunError, writeReportAgain } from "../report-verb.ts";
import { CATALOGUE, findingOf, violated } from "../testing/make-findings.ts";
import { makeEvents, makeRun, SITUATIONS, withResult, writeRun } from "../testing/make-run.ts";
import { makeWaiver, makeWaivers, WAIVED_ID } from "../testing/make-waiver.ts";
import { judge } from "../verdict/decide.ts";
import { badge } from "./badge.ts";
import { COPY } from "./html/copy-script.ts";
import { html } from "./html/index.ts";
import { json } from "./json.ts";
import { junit } from "./junit.ts";
import { summaryMd } from "./summary-md.ts";
import { terminal } from "./terminal.ts";
import { FORMATS } from "./write-all.ts";

/** What no format may hold: controls but line end and tab, and marks that turn text around. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

describe.each(SITUATIONS)("a run that is %s", (situation) => {
  const record = makeRun(situation);
  const judged = judge(record);

  it("gives JUnit that is as red as its exit status", () => {
    const xml = junit(judged, record);
    expect(() => convert(xml, { format: "object" })).not.toThrow();
    const red = /(failures|errors)="[1-9]/.test(xml);
    expect(red).toBe(judged.status !== 0);
    expect(xml).not.toMatch(UNSAFE);
  });

  it("gives JSON that can be read back", () => {
    const report: unknown = JSON.parse(json(judged, record));
    expect(report).toMatchObject({
      schemaVersion: 1,
      verdict: judged.verdict,
      status: judged.status,
      line: judged.line,
    });
  });

  it("gives a summary and a terminal text with the verdict, and nothing unsafe", () => {
    const text = terminal(judged, record, { color: false });
    expect(text).toContain(judged.line);
    expect(text).toContain(`Exit status ${judged.status}: `);
    expect(text).not.toMatch(UNSAFE);
    const markdown = summaryMd(judged, record);
    expect(markdown).toContain(judged.verdict);
    expect(markdown).not.toMatch(UNSAFE);
  });

  it("gives a badge with the verdict, green only where the run conforms", () => {
    const svg = badge(judged, record);
    expect(svg).toContain(`: ${judged.verdict}`);
    expect(svg.includes("#2e7d32")).toBe(judged.verdict === "CONFORMS");
    expect(svg.includes("#c62828")).toBe(judged.verdict === "VIOLATES");
    expect(svg).not.toContain("PARTIAL");
  });

  it("gives a page of less than 1.5 MB with no script but ours", () => {
    const page = FORMATS["report.html"]?.(judged, record) ?? "";
    expect(page.length).toBeGreaterThan(1000);
    expect(page.length).toBeLessThan(1.5e6);
    expect(page).not.toMatch(UNSAFE);
    const { document } = parseHTML(page);
    expect(document.querySelectorAll("img, iframe").length).toBe(0);
    const scripts = [...document.querySelectorAll("script")].map(({ textContent }) => textContent);
    expect(scripts).toEqual([COPY.text]);
    expect(document.querySelector("h1")?.textContent).toContain(judged.verdict);
  });
});

it("the badge of a PARTIAL run says so", () => {
  const record = { ...makeRun("clean"), events: makeEvents({ run: { partial: "--quick" } }) };
  expect(badge(judge(record), record)).toContain("CONFORMS 10/10 (PARTIAL)<");
});

it("a summary leaves the finding out that is waived, and says that it is", () => {
  const results = withResult(violated(WAIVED_ID));
  const events = makeEvents({ results, more: [makeWaivers(makeWaiver())] });
  const record = { ...makeRun("clean"), events };
  const markdown = summaryMd(judge(record), record);
  expect(markdown).not.toMatch(/^##+ (Findings|WAIVED)/m);
  expect(markdown).toMatch(/\| progress\/above-range \| WAIVED \| .*until 2026-06-30 by agents/);
});

describe("the terminal text", () => {
  it("has colours only when told so", () => {
    const record = makeRun("failing");
    const judged = judge(record);
    expect(terminal(judged, record, { color: true })).toContain("\u001b[");
    expect(terminal(judged, record, { color: false })).not.toContain("\u001b");
  });

  it("says which level of consistency is wanted and which one was seen", () => {
    const clean = makeRun("clean");
    expect(terminal(judge(clean), clean, { color: false })).not.toContain("Consistency");
    const kept = [
      ["linearizable", "regular", "written"],
      ["regular", "written"],
    ];
    let watched = 0;
    const events = clean.events.map((event) => {
      if (event.kind !== "requirement" || watched === kept.length) return event;
      const consistency = { histories: 1100, undecided: watched, kept: kept[watched++] ?? [] };
      return { ...event, consistency };
    });
    const record = { ...clean, events };
    expect(terminal(judge(record), record, { color: false })).toContain(
      "Consistency: linearizable is wanted; the strongest level that all 2,200 histories keep is regular (1 undecided, 0.0455 %)",
    );
  });

  it("draws requests that overlapped, one line each, and marks what decides", () => {
    const record = makeRun("flaky");
    const text = terminal(judge(record), record, { color: false });
    const rows = [
      "           0                              10 ms",
      "  * before |---|                                report 1",
      "  * lane 1     |---------------------------|    report 2",
      "  * lane 2        |------|                      look: report 2",
      "  * lane 2                   |------|           look: report 1",
      "    after                                   |-| look: report 2",
      "  * what it can be told from",
    ];
    expect(text).toContain(`\n${rows.join("\n")}\n`);
    const clean = makeRun("clean");
    expect(terminal(judge(clean), clean, { color: false })).not.toContain("lane");
  });

  it("shows each finding with its replay line", () => {
    const record = makeRun("failing");
    const text = terminal(judge(record), record, { color: false });
    expect(text.match(/cli\.ts replay .*\.json/g)?.length).toBe(4);
    expect(text).toContain("1.5 % of 400 like requests");
  });

  it("tells findings of one cause as one, as the summary and the page do", () => {
    const cause = { wanted: "shown", got: "no report" };
    const lost = { ...findingOf("lost"), cause };
    const results = CATALOGUE.slice(0, 3).map(({ id }) => ({ ...violated(id), finding: lost }));
    const record = { ...makeRun("clean"), events: makeEvents({ results, load: "none" }) };
    const judged = judge(record);
    const [first, ...others] = results.map(({ id }) => id);
    const text = terminal(judged, record, { color: false });
    expect(text.match(/^FAIL .*$/gm)).toEqual([`FAIL ${first}`]);
    expect(text).toContain(`  alike     ${others.map((id) => `FAIL ${id}`).join(", ")}\n`);
    const markdown = summaryMd(judged, record);
    expect(markdown.match(/^### .*$/gm)).toHaveLength(1);
    expect(markdown).toMatch(/^Alike: FAIL .*, FAIL /m);
    const { document } = parseHTML(html(judged, record));
    const heads = [...document.querySelectorAll("article.finding")].map((article) =>
      [...article.querySelectorAll("dd a")].map((link) => link.getAttribute("href")),
    );
    expect(heads).toEqual([others.map((id) => `#finding-${id.replace("/", "-")}`), [], []]);
  });
});

describe("headway report", () => {
  const made: string[] = [];
  const folder = (): string => {
    const path = mkdtempSync(join(tmpdir(), "headway-report-"));
    made.push(path);
    return path;
  };
  afterEach(() => {
    vi.restoreAllMocks();
    for (const path of made.splice(0)) rmSync(path, { recursive: true, force: true });
  });

  it("gives the verdict that the run had, from its folder or a file inside", () => {
    const record = makeRun("failing");
    const run = writeRun(record, join(folder(), "run"));
    const again = writeReportAgain(join(run, "load", "steady", "flushes.ndjson"));
    expect(again.unwritten).toEqual([]);
    expect(again.written.map((path) => path.slice(run.length + 1))).toEqual(Object.keys(FORMATS));
    expect(again.judged.line).toBe(judge(record).line);
    expect(again.judged.reason).toBe(judge(record).reason);
    expect(readFileSync(join(run, "summary.md"), "utf8")).toContain("VIOLATES");
  });

  it("follows latest, which moves on to each newer run", () => {
    const runs = folder();
    writeRun(makeRun("failing"), join(runs, "first"));
    const second = writeRun(makeRun("unreachable"), join(runs, "second"));
    expect(pointLatest(join(runs, "first"))).toBeUndefined();
    expect(pointLatest(second)).toBeUndefined();
    expect(latestIn(runs)).toBe(second);
    expect(writeReportAgain(join(runs, "latest")).judged.status).toBe(3);
  });

  it("follows latest where it is a text file", () => {
    const runs = folder();
    const run = writeRun(makeRun("unreachable"), join(runs, "run"));
    writeFileSync(join(runs, "latest"), "run\n");
    expect(findRun(join(runs, "latest"))).toBe(run);
  });

  it("leaves a folder named latest alone", () => {
    const runs = folder();
    mkdirSync(join(runs, "latest"));
    expect(pointLatest(join(runs, "run"))).toMatch(/is a folder/);
  });

  it.each([
    ["a folder without evidence", (path: string) => path],
    ["a path that is not there", (path: string) => join(path, "nothing")],
  ])("says what it wants of %s", (_phrase, pathOf) => {
    expect(() => writeReportAgain(pathOf(folder()))).toThrow(NoRunError);
  });

  it("takes a format that breaks for a fault of its own, with its stack, and writes the others", () => {
    const run = writeRun(makeRun("clean"), folder());
    const broken = vi.spyOn(FORMATS, "junit.xml").mockImplementation(() => {
      throw new RangeError("no such suite");
    });
    const { judged, written, unwritten } = writeReportAgain(run);
    broken.mockRestore();
    expect(judged).toMatchObject({
      ...{ verdict: "ERROR", status: 4 },
      reason: "a fault of the harness, not of the target: junit.xml: no such suite",
    });
    const stack = expect.stringMatching(/^RangeError: no such suite\n +at .*formats\.test\.ts/);
    expect(judged.harnessErrors).toMatchObject([{ place: "junit.xml", stack }]);
    // More room would not help.
    expect(judged.unwritten).toEqual([]);
    expect(judged.next).toEqual([expect.stringMatching(/^A harness error .* report it with this/)]);
    expect(unwritten).toEqual([{ path: join(run, "junit.xml"), message: "no such suite", stack }]);
    expect(written.map((path) => basename(path))).toEqual(
      Object.keys(FORMATS).filter((name) => name !== "junit.xml"),
    );
    expect(JSON.parse(readFileSync(join(run, "report.json"), "utf8"))).toMatchObject({ status: 4 });
    expect(writeReportAgain(run).judged.status).toBe(0);
  });

  it("names a file, too, that was refused only when the others were written again", () => {
    const run = writeRun(makeRun("clean"), folder());
    mkdirSync(join(run, "junit.xml"));
    vi.spyOn(FORMATS, "ctrf.json").mockImplementation(({ unwritten }) => {
      if (unwritten.length === 0) return "{}";
      throw Object.assign(new Error("ENOSPC: no space left"), { syscall: "write" });
    });
    const { written, unwritten } = writeReportAgain(run);
    expect(unwritten.map(({ path }) => basename(path))).toEqual(["junit.xml", "ctrf.json"]);
    expect(written).toHaveLength(Object.keys(FORMATS).length - 2);
  });

  it("names the formats that could not be written and writes the others", () => {
    const run = writeRun(makeRun("unreachable"), folder());
    mkdirSync(join(run, "report.html"));
    const { judged, written, unwritten } = writeReportAgain(run);
    expect(written).toHaveLength(Object.keys(FORMATS).length - 1);
    // No stack: a disk that refuses is no fault of the harness.
    expect(unwritten).toEqual([
      { path: join(run, "report.html"), message: expect.stringMatching(/^EISDIR/) },
    ]);
    expect(judged.harnessErrors).toEqual([]);
  });
});
