/**
 * The tour as its reader has it: `headway demo` as a process, a real browser, a real check and a
 * real load. What the page's server does with requests it should not get is tested beside it.
 *
 * Not verified: that the curve's figures are the endpoint's; the machine may be busy.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBrowser } from "../reports/testing/browser.ts";
import { barriers } from "../reports/testing/open-page.ts";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const STARTING_MS = 120_000;
/** Of a tour; a load that was INVALID is played twice. */
const TOUR_MS_MAX = 300_000;
const PHONE = { width: 390, height: 844 };

let browser: Browser;
let demo: ChildProcess | undefined;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  browser = await openBrowser();
  const args = ["--import", import.meta.resolve("tsx"), "cli.ts", "demo"];
  const env = { ...process.env, NO_COLOR: "1" };
  demo = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ["ignore", "pipe", "inherit"] });
  if (demo.stdout === null) throw new Error("want the demo's output");
  const [url] = await once(createInterface(demo.stdout), "line");
  page = await (await browser.newContext({ viewport: PHONE })).newPage();
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(String(url));
}, STARTING_MS);

afterAll(async () => {
  if (demo?.exitCode === null) demo.kill("SIGKILL");
  await browser?.close();
});

it("shows agents that move, a property that fails and shrinks, and the curve", {
  timeout: TOUR_MS_MAX,
}, async () => {
  const timeout = TOUR_MS_MAX;
  await page.getByLabel("Endpoint").selectOption("keeps-maximum");
  await page.getByRole("button", { name: "Start" }).click();

  const bars = page.getByRole("progressbar");
  await bars.nth(2).waitFor({ timeout });
  const before = await bars.evaluateAll((all) => all.map((bar) => bar.getAttribute("value")));
  await expect
    .poll(() => bars.evaluateAll((all) => all.map((bar) => bar.getAttribute("value"))), {
      timeout,
    })
    .not.toEqual(before);

  await page.getByRole("heading", { name: /^Findings/ }).waitFor({ timeout });
  const shrunk = page.getByRole("article").filter({ hasText: /state\/migration.*In \d+ steps/ });
  await shrunk.waitFor({ timeout });

  const curve = page.getByRole("img", { name: /^Knee of breakpoint/ });
  await curve.waitFor({ timeout });
  await page.getByText(/^VIOLATES.*All of it: reports/).waitFor({ timeout });
  const sizes = await shrunk.getByText(/ characters$/).allTextContents();
  const lengths = sizes.map((text) => Number.parseInt(text.replace(",", ""), 10));
  expect(lengths[0]).toBeGreaterThan(3000);
  expect(lengths.at(-1)).toBeLessThan(500);
  expect(await page.getByRole("heading", { name: "FAIL state/last-wins" }).count()).toBe(2);
  expect(await curve.locator("circle").count()).toBeGreaterThanOrEqual(5);
  expect(await page.locator("html").evaluate((root) => root.scrollWidth)).toBeLessThanOrEqual(
    PHONE.width,
  );
  expect(await barriers(page)).toEqual([]);
  expect(complaints).toEqual([]);
});

it("ends at Ctrl-C in the middle of a tour, with status 0", { timeout: TOUR_MS_MAX }, async () => {
  await page.getByRole("button", { name: "Start" }).click();
  await page.getByText(/agents report$/).waitFor();
  demo?.kill("SIGINT");
  const [status] = demo === undefined ? [] : await once(demo, "exit");
  expect(status).toBe(0);
});
