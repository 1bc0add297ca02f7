/** A page in a real browser, with all that it asks for and complains of. */

import { pathToFileURL } from "node:url";
import axe, { type AxeResults } from "axe-core";
import type { Browser, Page } from "playwright-core";
import { expect } from "vitest";

export interface Opened {
  readonly page: Page;
  /** What the page asked for beyond itself, and what it complained of. */
  readonly requests: readonly string[];
  readonly complaints: readonly string[];
}

interface View {
  /** @unit pixels */
  readonly width: number;
  readonly scripts: boolean;
  readonly colorScheme?: "light" | "dark";
}

/** Opens a file. */
export async function openPage(browser: Browser, path: string, view: View): Promise<Opened> {
  const { width, scripts, colorScheme = "light" } = view;
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    javaScriptEnabled: scripts,
    colorScheme,
  });
  // Cores may be busy for long: the test's own limit is the only one.
  context.setDefaultTimeout(0);
  const page = await context.newPage();
  const requests: string[] = [];
  const complaints: string[] = [];
  const own = pathToFileURL(path).href;
  page.on("request", (request) => {
    if (request.url() !== own && !request.url().startsWith("data:")) requests.push(request.url());
  });
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("dialog", (dialog) => complaints.push(`dialog: ${dialog.message()}`));
  await page.goto(own);
  return { page, requests, complaints };
}

/** Nothing was asked for nor complained of, and the page is no wider than its window. */
export async function expectQuiet(
  { page, requests, complaints }: Opened,
  width: number,
): Promise<void> {
  // The browser is asked, not the page: its own scripts may be off.
  const box = await page.locator("html").evaluate((root) => root.scrollWidth);
  expect(box).toBeLessThanOrEqual(width);
  expect(requests).toEqual([]);
  expect(complaints).toEqual([]);
  await page.context().close();
}

/** What axe finds, each with the places. */
export async function barriers(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  // What is folded away is read too.
  await page.locator("details").evaluateAll((all) => {
    for (const details of all) details.setAttribute("open", "");
  });
  const { violations } = await page.evaluate<AxeResults>("axe.run()");
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`,
  );
}
