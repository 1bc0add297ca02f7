/** The tour's server: who is answered and what, one tour at a time, and the page before and after. */

import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { type DemoOptions, serveDemo } from "./demo-verb.ts";
import { openBrowser } from "./testing/browser.ts";
import { makeRun } from "./testing/make-run.ts";
import { barriers } from "./testing/open-page.ts";
import { type Asked, type Serving, serving, statusOf } from "./testing/serving.ts";

// A browser on a busy machine takes its time.
vi.setConfig({ testTimeout: 60_000 });
const CHOICES = [
  { id: "reference", statement: "nothing is wrong with it.", family: "none" },
  { id: "broken", statement: `what <b>"it"</b> says is wrong.`, family: "state" },
];
const ends: (() => Promise<void>)[] = [];
let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
}, 60_000);
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});
afterAll(() => browser?.close());

async function serve(play: DemoOptions["play"] = async () => {}): Promise<Serving> {
  const one = await serving((options) => serveDemo({ choices: CHOICES, play, ...options }));
  ends.push(one.end);
  return one;
}

const JSON_TYPE = { "Content-Type": "application/json" };
const played = (choice: string): Asked => {
  return { method: "POST", headers: JSON_TYPE, body: JSON.stringify({ choice }) };
};

/** A tour that goes on until it is told to stop. */
const endless = (_choice: string, _tell: unknown, signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));

describe("the tour's server", () => {
  it("answers this machine alone, under its own names", async () => {
    const { url } = await serve();
    expect(new URL(url).hostname).toBe("127.0.0.1");
    expect(await statusOf(url, { headers: { host: "evil.test" } })).toBe(421);
    const play = { ...played("broken"), headers: { ...JSON_TYPE, host: "evil.test" } };
    expect(await statusOf(`${url}play`, play)).toBe(421);
  });

  it.each([
    ["a form of another page", "play", { ...played("broken"), headers: {} }, 415],
    ["an endpoint that is not offered", "play", played("https://example.com"), 400],
    ["no JSON", "play", { ...played("x"), body: "{" }, 400],
    ["far too much", "play", { ...played("x"), body: "x".repeat(100_000) }, 400],
    ["a look at what is only done", "play", {}, 405],
    ["a report to the page", "", { method: "POST" }, 405],
    ["another page", "other", {}, 404],
  ] satisfies readonly (readonly [string, string, Asked, number])[])(
    "plays nothing for %s",
    async (_, path, sent, status) => {
      const play = vi.fn(async () => {});
      const { url } = await serve(play);
      expect(await statusOf(`${url}${path}`, sent)).toBe(status);
      expect(play).not.toHaveBeenCalled();
    },
  );

  it("stops the tour under way before the next one starts, and when it ends itself", async () => {
    const said: string[] = [];
    const { url, end } = await serve(async (choice, tell, signal) => {
      said.push(`${choice} starts`);
      await endless(choice, tell, signal);
      said.push(`${choice} ends`);
    });
    for (const choice of ["reference", "broken"]) {
      expect(await statusOf(`${url}play`, played(choice))).toBe(202);
    }
    await end();
    expect(said).toEqual(["reference starts", "reference ends", "broken starts", "broken ends"]);
    await expect(statusOf(url)).rejects.toThrow(/ECONNREFUSED|hang up/);
  });
});

it("plays one tour at a time, though many ask at once", async () => {
  let [under, most] = [0, 0];
  const { url, end } = await serve(async (choice, tell, signal) => {
    under += 1;
    most = Math.max(most, under);
    await endless(choice, tell, signal);
    await new Promise((resolve) => setTimeout(resolve, 50));
    under -= 1;
  });
  expect(await statusOf(`${url}play`, played("broken"))).toBe(202);
  const asked = Array.from({ length: 5 }, () => statusOf(`${url}play`, played("reference")));
  expect(await Promise.all(asked)).toEqual([202, 202, 202, 202, 202]);
  await end();
  expect({ under, most }).toEqual({ under: 0, most: 1 });
});

describe("the tour's page", () => {
  const VIEWS = [
    ["a desktop", 1200],
    ["a phone", 390],
  ] as const;

  it.each(VIEWS)("shows on %s what a tour tells, to everybody", async (_, width) => {
    const { url } = await serve(async (_choice, tell, signal) => {
      tell.talk("telling <i>it</i>");
      tell.agents([{ name: "Agent 1", subtask: "SSL_CONFIG", progress: 40, status: 200 }]);
      tell.shrinking("state/x", "a long trial <script>");
      tell.shrinking("state/x", "no shorter than the other trial");
      tell.shrinking("state/x", "a trial");
      tell.evidence(() => makeRun("failing"));
      await endless("", tell, signal);
    });
    const context = await browser.newContext({ viewport: { width, height: 900 } });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(url);
    await page.getByLabel("Endpoint").selectOption("broken");
    await page.getByRole("button", { name: "Start" }).click();
    await page.getByText("telling <i>it</i>").waitFor();
    await page.getByRole("heading", { name: "Findings" }).waitFor();
    expect(await page.getByRole("progressbar").getAttribute("value")).toBe("40");
    expect(await page.locator("ol.trials code").allTextContents()).toEqual([
      "a long trial <script>",
      "a trial",
    ]);
    expect(await page.locator("html").evaluate((root) => root.scrollWidth)).toBeLessThanOrEqual(
      width,
    );
    // Who comes later sees the same.
    const other = await context.newPage();
    await other.goto(url);
    await other.getByText("telling <i>it</i>").waitFor();
    expect(await barriers(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it("says what broke a tour off, and takes another", async () => {
    const { url } = await serve(async () => {
      throw new Error("the endpoint did not start");
    });
    const page = await browser.newPage();
    await page.goto(url);
    await page.getByRole("button", { name: "Start" }).click();
    await page.getByText("The tour broke off: the endpoint did not start").waitFor();
    expect(await statusOf(`${url}play`, played("broken"))).toBe(202);
    await page.close();
  });

  it("says without scripts what is needed", async () => {
    const { url } = await serve();
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(url);
    expect(await page.getByText("This page needs scripts").isVisible()).toBe(true);
    expect(await page.getByRole("button", { name: "Start" }).count()).toBe(0);
    await context.close();
  });
});
