/** k6's dashboard beside a load: it serves this machine, its page is kept, no window holds the run. */

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const MS_MAX = 15 * 60_000;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** A window: reads what the dashboard tells until it is cut off; how much that was. */
async function window(port: number): Promise<number> {
  let bytes = 0;
  for (let left = 600; left > 0 && bytes === 0; left -= 1) {
    try {
      const answer = await fetch(`http://127.0.0.1:${port}/events`);
      for await (const chunk of answer.body ?? []) bytes += chunk.length;
    } catch {
      // Nobody is there yet, or the window was cut off.
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  return bytes;
}

it(
  "a window that stays open does not hold the run, and the page is kept",
  async () => {
    const port = await freePort();
    const folder = join(mkdtempSync(join(tmpdir(), "headway-dashboard-")), "run");
    const load = "load steady --target embedded --agents 10 --interval 200ms --duration 6s".split(
      " ",
    );
    const child = spawn(
      process.execPath,
      ["--import", "tsx", "cli.ts", ...load, "--dashboard", "--out", folder],
      {
        cwd: ROOT,
        env: { ...process.env, K6_WEB_DASHBOARD_PORT: String(port) },
        stdio: "ignore",
      },
    );
    const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
    expect(await window(port)).toBeGreaterThan(1000);
    // 4: the machine was too busy for the figures to mean anything, and k6 ended all the same.
    expect([0, 4]).toContain(await ended);
    expect(readFileSync(join(folder, "events.ndjson"), "utf8")).toContain('"ending":"finished"');
    const page = join(folder, "load/steady/dashboard.html");
    expect(existsSync(page)).toBe(true);
    expect(readFileSync(page, "utf8")).toContain("<html");
  },
  MS_MAX,
);
