/** The public benchmark, `properties/peers/published`: every flaw found, the reference clean. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { CLAUSES } from "../properties/peers/clauses.ts";
import { ownFindings } from "../properties/peers/outcome.ts";
import { freePort, started, stopServers } from "../properties/testing/foreign.ts";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const BENCHMARK = join(ROOT, "properties", "peers", "published");

const TASKS = `list:${[1, 2, 3, 4, 5, 6, 7, 8, 9, "1b"].map((n) => `task-${n}`).join(",")}`;
const SEEDS = [1, 2, 3];
const CLEAN_SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const RUN_MS_MAX = 400_000;

describe("the public benchmark", () => {
  it.each(CLEAN_SEEDS)(
    "its server without a flaw passes the gate, seed %i",
    async (seed) => {
      const { status, stdout, stderr } = await judged("none", "gate", seed);
      expect({ status, failing: stdout.match(/^(FAIL|FLAKY) .*$/gm) }, stderr).toEqual({
        status: 0,
        failing: null,
      });
    },
    RUN_MS_MAX,
  );

  describe.each(SEEDS)("seed %i", (seed) => {
    it.each(Object.keys(CLAUSES))(
      "%s is found",
      async (flaw) => {
        const { status, stderr, out } = await judged(flaw, "check", seed);
        // A command that breaks off ends with status 1 as well: a find is in its report.
        expect(status, stderr).toBe(1);
        const { says } = ownFindings(JSON.parse(readFileSync(join(out, "report.json"), "utf8")));
        expect(says).not.toEqual([]);
      },
      RUN_MS_MAX,
    );
  });
});

async function judged(flaw: string, verb: string, seed: number) {
  const port = await freePort();
  try {
    const server = ["server.py", flaw, String(port)];
    const url = await started("python3", server, { port, folder: BENCHMARK });
    const out = join(mkdtempSync(join(tmpdir(), "headway-published-")), "run");
    const about = ["--target", url, "--profile", "2024-02", "--tasks", TASKS];
    const look = ["--observe", "GET /v3/tasks/{task_id}#/report"];
    const rest = [...about, ...look, "--seed", String(seed), "--out", out];
    const node = ["--import", import.meta.resolve("tsx"), "cli.ts", verb, ...rest];
    const env = { ...process.env, HEADWAY_TOKEN: "secret" };
    const done = spawnSync(process.execPath, node, {
      cwd: ROOT,
      env,
      encoding: "utf8",
      timeout: RUN_MS_MAX,
    });
    return { ...done, out };
  } finally {
    stopServers();
  }
}
