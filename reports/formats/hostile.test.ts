/**
 * Hostile text is inert in every format. Whatever stands in the evidence, a reader of the format
 * finds the same structure as with a harmless text, and no byte that a terminal or a page would act
 * on. Readers are real ones: parsers of XML, HTML, Markdown, JSON and Prometheus' text.
 */

import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { parseHTML } from "linkedom";
import MarkdownIt from "markdown-it";
import { describe, expect, it } from "vitest";
import { convert } from "xmlbuilder2";
import type { Event, RunEvent } from "../evidence/schema.ts";
import { readAgain } from "../report-verb.ts";
import { CONSUMERS } from "../testing/consumers.ts";
import { withText } from "../testing/hostile.ts";
import { makeBaseline } from "../testing/make-baseline.ts";
import { findingOf, violated } from "../testing/make-findings.ts";
import {
  makeEvents,
  makeRun,
  type RunInMemory,
  withResult,
  writeRun,
} from "../testing/make-run.ts";
import { makeWaiver, makeWaivers } from "../testing/make-waiver.ts";
import { judge } from "../verdict/decide.ts";
import { diffRuns } from "../verdict/diff.ts";
import { historyOf, summaryOf } from "../verdict/history.ts";
import { diffText } from "./diff-text.ts";
import { githubAnnotations } from "./github.ts";
import { historyText } from "./history-text.ts";
import { historyHtml } from "./html/history-page.tsx";
import { livePage, waitingPage } from "./html/index.ts";
import { jsonText } from "./json.ts";
import { terminal } from "./terminal.ts";
import { FORMATS } from "./write-all.ts";

/** What no format may hold: controls but line end and tab, and marks that turn text around. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff]|\p{Cs}/u;

/** A run with something in every place that a format shows. */
const RECORD = (() => {
  const record = makeRun("failing");
  const at = record.events.findIndex((event) => event.kind === "catalogue");
  const stale = makeWaiver({ requirement: "path/unknown-task" });
  const more: readonly Event[] = [
    makeWaivers(makeWaiver(), stale),
    { kind: "prerequisite", name: "k6", state: "missing", detail: "no Go", remedy: "install it" },
    { kind: "prerequisite", name: "observation", state: "missing", detail: "answers 404" },
    { kind: "harness-error", place: "suite", message: "lease", stack: "Error: lease" },
    { kind: "interrupted", signal: "SIGINT" },
    makeBaseline(makeRun("invalid"), makeRun("failing")),
  ];
  const [opening, ...events] = record.events.toSpliced(at, 0, ...more);
  if (opening?.kind !== "run") throw new Error("the run's event comes first");
  return { ...record, events: [{ ...opening, partial: "--quick" }, ...events] };
})();

/** Runs of one target that grew worse, of a second target, of a twin, and one with a hole in it. */
const RUNS_OF_HISTORY = [
  ["mended", ofTarget(makeRun("clean"), { url: "http://127.0.0.1:8080" })],
  ["worse", ofTarget(makeRun("failing"), { url: "http://127.0.0.1:8080" })],
  ["elsewhere", ofTarget(RECORD, { url: "http://127.0.0.1:9090" })],
  ["twin", ofTarget(makeRun("clean"), { embedded: "progress-101" })],
] as const;

function ofTarget(record: RunInMemory, changes: Partial<RunEvent["target"]>): RunInMemory {
  const events = record.events.map((event) => {
    if (event.kind !== "run") return event;
    const { embedded: _, ...target } = event.target;
    return { ...event, release: "2.3", target: { ...target, ...changes } };
  });
  return short({ ...record, events });
}

/** With the first seconds of its load alone: what is asked here needs no more of it. */
function short(record: RunInMemory): RunInMemory {
  return { ...record, flushes: record.flushes.filter(({ sequence }) => sequence < 3) };
}

/** The same before it has come to its end. */
const UNDER_WAY: RunInMemory = {
  ...short(RECORD),
  events: RECORD.events.filter(({ kind }) => kind !== "closed" && kind !== "interrupted"),
};

const MARKUP = [
  ...[
    "<script>alert(1)</script>",
    "<img src=x onerror=y>",
    '"><svg/onload=x>',
    "]]>",
    "<!--",
    "&lt;",
  ],
  ...[
    "\u001b[2J\u001b]0;x\u0007",
    "\u009b31m",
    "\u202e",
    "\u2028",
    "\ud800",
    "\r",
    "\r\n",
    "\n",
    "\t",
  ],
  ...["```\n# CONFORMS\n", "| a | b |", "[x](http://evil.test)", "![x](http://evil.test/a.png)"],
  ...[
    "http://evil.test",
    "www.evil.test",
    "<http://evil.test>",
    "\n- [ ] x",
    "\n\n    x",
    "~~~",
    "\\]]>",
    "\\",
  ],
  ...['"', "'", "\\n", '"} 1\nheadway_run_exit_status 0\n', "\n# TYPE x gauge", "{0}", "\0", "%0A"],
  ...[
    "\n::error::x",
    "##[add-mask]x",
    "::stop-commands::x",
    "javascript:alert(1)",
    "../../etc/passwd",
  ],
];
const HOSTILE = fc
  .array(fc.oneof(fc.constantFrom(...MARKUP), fc.string({ unit: "binary", maxLength: 20 })), {
    minLength: 1,
    maxLength: 5,
  })
  .map((parts) => parts.join(""))
  // With nothing behind it a waiver fits its finding, and the run is another one.
  .filter((text) => text !== "");

/** Some minutes in the deep tests. */
const RUNS = process.env["HEADWAY_DEEP"] === "1" ? 2000 : 60;

/** Names of elements and attributes in their order, without any text. */
function xmlShape(text: string): string {
  const shape = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shape);
    if (typeof value !== "object" || value === null) return "";
    return Object.entries(value).map(([name, inner]) => [name, shape(inner)]);
  };
  return JSON.stringify(shape(convert(text, { format: "object", verbose: true })));
}

function htmlShape(text: string): string {
  const { document } = parseHTML(text);
  const elements = [...document.querySelectorAll("*")];
  return elements
    .map((e) => `${e.tagName} ${[...e.attributes].map(({ name }) => name).join(" ")}`)
    .join("\n");
}

function jsonShape(text: string): string {
  const shape = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shape);
    if (typeof value !== "object" || value === null) return typeof value;
    return Object.values(value).map(shape);
  };
  return JSON.stringify(shape(JSON.parse(text)));
}

const lines = (text: string): string => String(text.split("\n").length);
const markdown = new MarkdownIt({ html: true, linkify: true });
const SHAPES: Readonly<Record<string, (text: string) => string>> = {
  "report.html": htmlShape,
  "history.html": htmlShape,
  "live.html": htmlShape,
  "silent.html": htmlShape,
  "waiting.html": htmlShape,
  "diff.json": jsonShape,
  "summary.md": (text) => htmlShape(markdown.render(text)),
  "junit.xml": xmlShape,
  "badge.svg": xmlShape,
  "report.json": jsonShape,
  "run.json": jsonShape,
  "ctrf.json": jsonShape,
  "results.sarif": jsonShape,
  "run.har": jsonShape,
  "wfc.json": jsonShape,
  "metrics.prom": lines,
};

/** What is shown of several runs, or of one that is under way. */
function beside(text: string): Readonly<Record<string, string>> {
  const summaries = RUNS_OF_HISTORY.map(([folder, record]) =>
    summaryOf(folder + text, judge(withText(record, text))),
  );
  const history = historyOf(summaries);
  if (history === undefined) throw new Error("a history has runs");
  const [before, after] = [makeRun("clean"), RECORD].map((run) =>
    judge(withText(short(run), text)),
  );
  if (before === undefined || after === undefined) throw new Error("a difference has two sides");
  const [forth, back] = [diffRuns(before, after), diffRuns(after, before)];
  const record = withText(UNDER_WAY, text);
  const judged = judge(record);
  return {
    "history.html": historyHtml(history),
    "history terminal": historyText(history, { color: false }),
    "live.html": livePage(judged, record, { silent: false }),
    "silent.html": livePage(judged, record, { silent: true }),
    "waiting.html": waitingPage(`reports/out${text}`),
    "diff terminal": diffText(forth, [`a${text}`, `b${text}`], { color: false }),
    "diff back terminal": diffText(back, [`a${text}`, `b${text}`], { color: false }),
    "diff.json": jsonText({ before: `a${text}`, after: `b${text}`, ...forth }),
  };
}

function written(text: string): Readonly<Record<string, string>> {
  const record = withText(RECORD, text);
  const judged = judge(record);
  const files = Object.entries(FORMATS).map(([name, format]) => [name, format(judged, record)]);
  return {
    ...Object.fromEntries(files),
    terminal: terminal(judged, record, { color: false }),
    annotations: githubAnnotations(judged),
    ...beside(text),
  };
}

const HARMLESS = written("x");
const shapeOf = (name: string, text: string) => (SHAPES[name] ?? lines)(text);

describe("hostile text", () => {
  it("changes the structure of no format, and leaves no byte that acts", {
    timeout: 600_000,
  }, async () => {
    const shapes = Object.entries(HARMLESS).map(
      ([name, text]) => [name, shapeOf(name, text)] as const,
    );
    expect(shapes.map(([name]) => name)).toEqual(expect.arrayContaining(Object.keys(FORMATS)));
    await fc.assert(
      fc.property(HOSTILE, (text) => {
        const files = written(text);
        for (const [name, shape] of shapes) {
          const file = files[name] ?? "";
          expect(UNSAFE.exec(file), name).toBeNull();
          expect(shapeOf(name, file) === shape, `${name} has another structure`).toBe(true);
          expect(CONSUMERS[name]?.(file) ?? [], name).toEqual([]);
        }
      }),
      { seed: 7, numRuns: RUNS, examples: MARKUP.map((text): [string] => [text]) },
    );
  });

  it("keeps its meaning where programs read it", async () => {
    await fc.assert(
      fc.property(HOSTILE, (text) => {
        const files = written(text);
        const { requirements } = JSON.parse(files["report.json"] ?? "");
        const found = requirements.find((r: { finding: unknown }) => r.finding !== null);
        expect(found.finding.actual).toBe(`status 200${text}`);
      }),
      { seed: 7, numRuns: 10 },
    );
  });

  it("in evidence that is damaged is named and inert", { timeout: 600_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), "headway-hostile-"));
    try {
      await fc.assert(
        fc.property(HOSTILE, (text) => {
          writeRun(short(makeRun("failing")), folder);
          const quoted = JSON.stringify(text);
          const broken = `${text}\n{"kind":${quoted}}\n{"kind":"run","version":${quoted}}\n{${quoted}:1}`;
          appendFileSync(join(folder, "events.ndjson"), broken);
          appendFileSync(join(folder, "load", "steady", "flushes.ndjson"), broken);
          const record = readAgain(folder);
          const judged = judge(record);
          expect(judged.problems.length).toBeGreaterThan(0);
          const files = Object.entries(FORMATS).map(([name, write]) => [
            name,
            write(judged, record),
          ]);
          const shown = terminal(judged, record, { color: false });
          for (const [name = "", file = ""] of [...files, ["terminal", shown]]) {
            expect(UNSAFE.exec(file), name).toBeNull();
            expect(CONSUMERS[name]?.(file) ?? [], name).toEqual([]);
          }
          const { document } = parseHTML(files[0]?.[1] ?? "");
          expect(document.querySelectorAll("script").length).toBe(1);
          expect(document.querySelectorAll("img, iframe, [onload], [onerror]").length).toBe(0);
        }),
        {
          seed: 7,
          numRuns: Math.max(10, RUNS / 10),
          examples: MARKUP.map((text): [string] => [text]),
        },
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("of megabytes does not make a page of megabytes", () => {
    const id = "progress/above-range";
    const huge = "<b>long</b>".repeat(300_000);
    const exchanges = findingOf(id).exchanges.map((e) => ({ ...e, replyBody: huge, reply: huge }));
    const finding = {
      ...findingOf(id),
      expected: huge,
      actual: huge,
      counterexample: huge,
      exchanges,
    };
    const events = makeEvents({ results: withResult({ ...violated(id), finding }) });
    const record = { ...makeRun("clean"), events };
    const judged = judge(record);
    for (const name of ["report.html", "summary.md", "results.sarif"]) {
      expect(FORMATS[name]?.(judged, record).length, name).toBeLessThan(1.5e6);
    }
    expect(terminal(judged, record, { color: false }).length).toBeLessThan(20_000);
  });
});
