/** The page in a real browser: readable with and without scripts, on a desk and on a phone. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openBrowser } from "../../testing/browser.ts";
import { violated } from "../../testing/make-findings.ts";
import { makeEvents, makeRun, type Situation, withResult } from "../../testing/make-run.ts";
import { makeWaiver, makeWaivers, WAIVED_ID } from "../../testing/make-waiver.ts";
import { barriers, expectQuiet, type Opened, openPage } from "../../testing/open-page.ts";
import { judge } from "../../verdict/decide.ts";
import { html } from "./index.ts";

const STARTING_MS = 60_000;
// A browser on a busy machine takes its time.
vi.setConfig({ testTimeout: 30_000 });
const folder = mkdtempSync(join(tmpdir(), "headway-page-"));
let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
}, STARTING_MS);

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(
  situation: Situation,
  width: number,
  scripts: boolean,
  colorScheme: "light" | "dark" = "light",
): Promise<Opened> {
  const record = makeRun(situation);
  const path = join(folder, `${situation}.html`);
  writeFileSync(path, html(judge(record), record));
  return await openPage(browser, path, { width, scripts, colorScheme });
}

const VIEWS: readonly (readonly [string, number, boolean])[] = [
  ["a desktop, with scripts", 1200, true],
  ["a desktop, without scripts", 1200, false],
  ["a phone, with scripts", 390, true],
  ["a phone, without scripts", 390, false],
];

async function expectCharts(page: Page): Promise<void> {
  for (const name of [/^Latency spectrum/, /^Throughput/]) {
    const chart = page.getByRole("img", { name });
    expect(await chart.count()).toBe(1);
    expect(await chart.isVisible()).toBe(true);
    expect(await chart.locator("path").count()).toBeGreaterThan(1);
  }
  await expectFleet(page);
}

/** A request and its reply: beside each other where there is room, buttons or not. */
async function expectPair(exchange: Locator, beside: boolean): Promise<void> {
  const [request, reply] = await Promise.all(
    [0, 1].map((at) => exchange.locator("pre").nth(at).boundingBox()),
  );
  expect(request?.y === reply?.y).toBe(beside);
}

/** What the table says of a requirement beside its verdict, folded away and not. */
async function expectCoverage(table: Locator): Promise<void> {
  const row = table.getByRole("row", { name: /^progress\/above-range/ });
  const cells = await row.getByRole("cell").allTextContents();
  expect(cells).toEqual(["FAIL", "adopted D-01", "120", "248", "1 / 1", "1"]);
  await row.getByText("Coverage").click();
  const goals = row.getByText("distinct reports: 120, at least 100 wanted");
  expect(await goals.isVisible()).toBe(true);
  expect(await row.getByText("kills the twin progress-max").isVisible()).toBe(true);
}

/** The fleet that was planned: its shape, some of its agents, and the same in words. */
async function expectFleet(page: Page): Promise<void> {
  const shape = page.getByRole("img", { name: /^Fleet of steady/ });
  expect(await shape.count()).toBe(1);
  expect(await shape.locator("rect").count()).toBe(180);
  const agents = page.getByRole("img", { name: /^Progress of 8 of 4000 agents/ });
  expect(await agents.count()).toBe(1);
  expect(await agents.isVisible()).toBe(true);
  await page.getByText("These agents in words").click();
  const words = page.getByRole("table", { name: "What these agents report" });
  expect(await words.getByRole("rowheader").count()).toBe(8);
  expect(await words.textContent()).toContain("MIGRATE_LINUX_FILE 0 % after");
}

describe.each(VIEWS)("on %s", (_view, width, scripts) => {
  it("a failing run shows its verdict, findings, replay lines, requirements and charts", async () => {
    const opened = await open("failing", width, scripts);
    const { page } = opened;
    const heading = page.getByRole("heading", { level: 1 });
    expect(await heading.textContent()).toContain("VIOLATES");
    expect(await heading.isVisible()).toBe(true);
    expect(await page.getByText("What to do next").isVisible()).toBe(true);
    const finding = page.locator("#finding-progress-above-range");
    expect(await finding.getByText("status 400", { exact: true }).first().isVisible()).toBe(true);
    expect(await finding.getByText(/cli\.ts replay /).isVisible()).toBe(true);
    const requirements = page.getByRole("table", { name: "Table 3: body" });
    expect(await requirements.isVisible()).toBe(true);
    expect(await requirements.getByRole("rowheader").count()).toBe(5);
    await expectCoverage(requirements);
    const races = page.getByRole("img", { name: /^Overlapping requests/ });
    expect(await races.count()).toBe(1);
    expect(await races.isVisible()).toBe(true);
    expect(await races.locator("rect.span").count()).toBe(5);
    await expectPair(finding.locator(".exchange").first(), width > 640);
    await expectCharts(page);
    await expectQuiet(opened, width);
  });

  it("a clean run shows its verdict, requirements and charts", async () => {
    const opened = await open("clean", width, scripts);
    const { page } = opened;
    const heading = await page.getByRole("heading", { level: 1 }).textContent();
    expect(heading).toContain("CONFORMS");
    expect(heading).toContain("embedded reference endpoint");
    expect(await page.locator("#findings").count()).toBe(0);
    expect(await page.getByRole("table", { name: "Table 3: body" }).isVisible()).toBe(true);
    await expectCharts(page);
    await expectQuiet(opened, width);
  });

  it("an INVALID run shows that its load proves nothing, and by how much", async () => {
    const opened = await open("invalid", width, scripts);
    const { page } = opened;
    const heading = await page.getByRole("heading", { level: 1 }).textContent();
    expect(heading).toContain("INVALID");
    const scenario = page.locator("article.scenario");
    expect(await scenario.getByText("INVALID", { exact: true }).isVisible()).toBe(true);
    const lag = scenario.getByText(/generator's own lag: 2\d\d ms at the 99th percentile/);
    expect(await lag.isVisible()).toBe(true);
    await expectCharts(page);
    await expectQuiet(opened, width);
  });

  it("a run of 100 findings shows each, with its replay line, and an index", async () => {
    const opened = await open("100 findings", width, scripts);
    const { page } = opened;
    expect(await page.locator("article.finding").count()).toBe(100);
    expect(await page.getByText(/cli\.ts replay /).count()).toBeGreaterThanOrEqual(100);
    await page.getByText("All 100 findings by name").click();
    const last = page.getByRole("link", { name: "body/generated-100" }).first();
    await last.click();
    expect(page.url()).toMatch(/#finding-body-generated-100$/);
    expect(await page.locator("#finding-body-generated-100").isVisible()).toBe(true);
    await expectQuiet(opened, width);
  });
});

/** A page of 100 findings keeps axe busy for seconds on an idle core. */
const AXE_MS_MAX = 180_000;

describe("for everybody", () => {
  it.each<readonly [Situation, number, "light" | "dark"]>([
    ["failing", 1200, "light"],
    ["failing", 1200, "dark"],
    ["failing", 390, "light"],
    ["clean", 1200, "dark"],
    ["clean", 390, "light"],
    ["invalid", 1200, "light"],
    ["invalid", 390, "dark"],
    ["regressed", 390, "light"],
    ["100 findings", 1200, "light"],
    ["100 findings", 390, "dark"],
  ])(
    "axe finds no barrier in a run that is %s, at %d pixels, %s",
    async (situation, width, color) => {
      const { page } = await open(situation, width, true, color);
      expect(await barriers(page)).toEqual([]);
      await page.context().close();
    },
    AXE_MS_MAX,
  );

  it("axe finds a barrier where there is one", async () => {
    const { page } = await open("clean", 1200, true);
    await page
      .locator("main, body")
      .first()
      .evaluate((element) => {
        element.append(element.ownerDocument.createElement("img"));
      });
    expect((await barriers(page)).join()).toMatch(/image-alt/);
    await page.context().close();
  });
});

describe("the page", () => {
  it.each<Situation>(["unreachable", "interrupted", "regressed"])(
    "of a run with %s opens on a phone",
    async (situation) => {
      const opened = await open(situation, 390, false);
      expect(await opened.page.getByRole("heading", { level: 1 }).isVisible()).toBe(true);
      await expectQuiet(opened, 390);
    },
  );

  it("shows what is worse than in the baseline, with its interval", async () => {
    const opened = await open("regressed", 1200, false);
    const section = opened.page.getByRole("region", { name: "Beside the baseline" });
    const table = section.getByRole("table", { name: "Load steady, 5 and 5 runs" });
    const row = table.getByRole("row", { name: /^p99 from plan/ });
    expect(await row.textContent()).toMatch(/worse.*\+\d+.*\+\d+\.\d % to \+/);
    expect(await section.getByText("load steady p99 from plan", { exact: true }).count()).toBe(1);
    const changed = section.getByRole("row", { name: /^progress\/above-range/ });
    expect(await changed.textContent()).toContain("PASS-NONSTRICT");
    await expectQuiet(opened, 1200);
  });

  it("prints dark on light, with wide charts and all that is folded away", async () => {
    const { page } = await open("failing", 390, false, "dark");
    const statement = page.locator("#finding-state-refused-report-changes-nothing .statement");
    const exact = page.locator("#finding-state-refused-report-changes-nothing .exchange").first();
    const coverage = page.getByText("kills the twin progress-max");
    const colour = (): Promise<string> => statement.evaluate((p) => getComputedStyle(p).color);
    expect(await colour()).toBe("rgb(232, 235, 239)");
    expect(await exact.isVisible()).toBe(false);
    await page.emulateMedia({ media: "print" });
    expect(await colour()).toBe("rgb(27, 31, 36)");
    expect(await exact.isVisible()).toBe(true);
    expect(await coverage.isVisible()).toBe(true);
    expect(await page.locator(".chart.wide").first().isVisible()).toBe(true);
    expect(await page.locator(".chart.narrow").first().isVisible()).toBe(false);
    expect(await page.getByRole("navigation").count()).toBe(0);
    expect((await page.pdf({ format: "A4" })).subarray(0, 5).toString()).toBe("%PDF-");
    await page.context().close();
  });

  it("says of a waived finding who waived it until when, and why", async () => {
    const events = makeEvents({
      results: withResult(violated(WAIVED_ID)),
      load: "none",
      more: [makeWaivers(makeWaiver())],
    });
    const path = join(folder, "waived.html");
    const record = { folder: "run", events, flushes: [], problems: [] };
    writeFileSync(path, html(judge(record), record));
    const opened = await openPage(browser, path, { width: 390, scripts: false });
    const finding = opened.page.locator("#finding-progress-above-range");
    expect(await finding.getByText("WAIVED", { exact: true }).isVisible()).toBe(true);
    const waiver = finding.getByText(/until 2026-06-30 by agents-team: mended in 2\.4$/);
    expect(await waiver.isVisible()).toBe(true);
    await expectQuiet(opened, 390);
  });

  it("selects what is to be copied where there is no clipboard, with buttons a thumb can hit", async () => {
    const opened = await open("failing", 390, true);
    const { page } = opened;
    await page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })");
    const line = page.locator("#finding-progress-above-range pre", { hasText: "cli.ts replay" });
    const button = line.locator("xpath=following-sibling::button[1]");
    const box = await button.boundingBox();
    expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(24);
    await button.click();
    await page.getByRole("button", { name: "Selected" }).waitFor();
    expect(await page.evaluate<string>("String(getSelection())")).toMatch(
      /^npx tsx cli\.ts replay /,
    );
    await expectQuiet(opened, 390);
  });

  it("copies the replay line, where scripts are on", async () => {
    const opened = await open("failing", 1200, true);
    const { page } = opened;
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    const line = page.locator("#finding-progress-above-range pre", { hasText: "cli.ts replay" });
    await line.locator("xpath=following-sibling::button[1]").click();
    await page.getByRole("button", { name: "Copied" }).waitFor();
    const copied = await page.evaluate<string>("navigator.clipboard.readText()");
    expect(copied).toMatch(/^npx tsx cli\.ts replay .*\.json$/);
    await expectQuiet(opened, 1200);
    const without = await open("failing", 1200, false);
    expect(await without.page.getByRole("button").count()).toBe(0);
    await without.page.context().close();
  });

  it("shows hostile text as text", async () => {
    const opened = await open("failing", 1200, true);
    const replies = await opened.page
      .locator("#finding-progress-above-range pre")
      .allTextContents();
    expect(replies.join()).toContain("<script>alert");
    expect(replies.join()).toContain("\\u001b[31mred\\u0007");
    expect(await opened.page.locator("script").count()).toBe(1);
    expect(await opened.page.locator("img").count()).toBe(0);
    await expectQuiet(opened, 1200);
  });
});
