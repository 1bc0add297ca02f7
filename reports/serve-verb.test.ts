/** The newest run in a real browser, while it is written: the page follows, and the server ends. */

import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Event } from "./evidence/schema.ts";
import { serveReport } from "./serve-verb.ts";
import { openBrowser } from "./testing/browser.ts";
import { CATALOGUE, held, violated } from "./testing/make-findings.ts";
import { makeEvents, makeRun, writeRun } from "./testing/make-run.ts";
import { type Serving, serving, statusOf } from "./testing/serving.ts";

const MS_MAX = 60_000;
const root = mkdtempSync(join(tmpdir(), "headway-serve-"));
const ends: (() => Promise<void>)[] = [];
let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
}, MS_MAX);
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});
afterAll(async () => {
  await browser?.close();
  rmSync(root, { recursive: true, force: true });
});

/** Serves a folder until the test is over, or until `end`. */
async function serve(folder: string): Promise<Serving> {
  const one = await serving((options) => serveReport({ folder, ...options }));
  ends.push(one.end);
  return one;
}

const [opening = makeEvents({})[0], ...rest] = makeEvents({ results: [], load: "none" });
const [end] = rest.slice(-1);
const before: readonly (Event | undefined)[] = [opening, ...rest.slice(0, -1)];

function append(folder: string, ...events: readonly (Event | undefined)[]): void {
  const lines = events.map((event) => `${JSON.stringify(event)}\n`).join("");
  appendFileSync(join(folder, "events.ndjson"), lines);
}

/** Makes a run's evidence so many hours old. */
function age(run: string, hours: number): void {
  const then = new Date(Date.now() - hours * 3_600_000);
  for (const name of readdirSync(run, { recursive: true, encoding: "utf8" })) {
    utimesSync(join(run, name), then, then);
  }
}

describe("a served report", () => {
  it("shows the first run that comes, follows it to its end, and keeps what is violated", {
    timeout: MS_MAX,
  }, async () => {
    const runs = join(root, "following");
    mkdirSync(runs);
    const page = await (await browser.newContext()).newPage();
    const complaints: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto((await serve(runs)).url);
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("No run yet");

    const run = join(runs, "first");
    mkdirSync(run);
    append(run, ...before, held(CATALOGUE[0]?.id ?? ""));
    await page.getByText(/^Under way: 1 of 11 requirements checked, 0 violated$/).waitFor();
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toMatch(/^INCOMPLETE/);

    append(run, violated("progress/above-range"));
    await page.getByText(/^Under way: 2 of 11 requirements checked, 1 violated$/).waitFor();
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toMatch(/^VIOLATES/);

    append(run, end);
    await page.getByText(/^Under way/).waitFor({ state: "detached" });
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toMatch(/^VIOLATES/);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it.each([
    ["VIOLATES", "first", "second"],
    ["INCOMPLETE", "second", "first"],
  ])("shows the run that was written to last, %s of the %s", async (verdict, newer, older) => {
    const runs = join(root, `newest-${newer}`);
    writeRun(makeRun("100 findings"), join(runs, "first"));
    writeRun(makeRun("unreachable"), join(runs, "second"));
    age(join(runs, newer), 1);
    age(join(runs, older), 2);
    const { url } = await serve(runs);
    expect(await (await fetch(url)).text()).toMatch(new RegExp(`<h1[^>]*>${verdict}`));
  });

  it("gives the run's own files as plain text, and no other", async () => {
    const run = writeRun(makeRun("clean"), join(root, "files", "run"));
    mkdirSync(join(run, "counterexamples"));
    writeFileSync(join(run, "counterexamples", "a.json"), "{}");
    writeFileSync(join(root, "files", "secret"), "x");
    symlinkSync(join(root, "files", "secret"), join(run, "counterexamples", "link.json"));
    const { url } = await serve(join(root, "files"));
    const asked = await fetch(`${url}counterexamples/a.json`);
    expect(asked.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(await asked.text()).toBe("{}");
    for (const path of [
      "events.ndjson",
      "counterexamples/..%2f..%2fsecret",
      "counterexamples/link.json",
    ]) {
      expect(await statusOf(`${url}${path}`), path).toBe(404);
    }
  });

  it("says what it cannot read, and serves on", async () => {
    const runs = join(root, "unreadable");
    mkdirSync(join(runs, "run", "events.ndjson"), { recursive: true });
    const { url } = await serve(runs);
    const answer = await fetch(url);
    expect(answer.status).toBe(500);
    expect(await answer.text()).toMatch(/^report: .*run cannot be read: EISDIR.*\n$/);
    rmSync(join(runs, "run"), { recursive: true });
    writeRun(makeRun("unreachable"), join(runs, "second"));
    await expect.poll(() => statusOf(url), { timeout: MS_MAX }).toBe(200);
  });

  it("answers this machine alone, under its own names", async () => {
    const { url } = await serve(root);
    expect(new URL(url).hostname).toBe("127.0.0.1");
    expect(await statusOf(url, { headers: { host: "evil.test" } })).toBe(421);
    expect(await statusOf(url, { method: "POST" })).toBe(405);
  });

  it("ends when it is told to, with browsers still waiting", async () => {
    const { url, end: stop } = await serve(root);
    const page = await (await browser.newContext()).newPage();
    await page.goto(url);
    await stop();
    await expect(statusOf(url)).rejects.toThrow(/ECONNREFUSED/);
    await page.context().close();
  });

  it("says of a port that is taken what is wrong", async () => {
    const { url } = await serve(root);
    const port = Number(new URL(url).port);
    const signal = new AbortController().signal;
    await expect(serveReport({ folder: root, port, signal, ready: () => {} })).rejects.toThrow(
      /EADDRINUSE/,
    );
  });
});
