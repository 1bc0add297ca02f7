/**
 * The public benchmark: a server in another language with flaws that can be switched on. It is not
 * part of this project; where it lies beside the checkout it is used, and otherwise this says so.
 */

import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { freePort, started, stopServers } from "../properties/testing/foreign.ts";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const BENCHMARK = join(ROOT, "..", "shared", "published");
const there = existsSync(join(BENCHMARK, "server.py"));
if (!there)
  console.error("The public benchmark is not beside this checkout: its tests are skipped.");

const TASKS = `list:${[1, 2, 3, 4, 5, 6, 7, 8, 9, "1b"].map((n) => `task-${n}`).join(",")}`;
const SEEDS = [1, 2, 3];
const CLEAN_SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const RUN_MS_MAX = 400_000;

function flaws(): readonly string[] {
  if (!there) return [];
  return readFileSync(join(BENCHMARK, "mutants.txt"), "utf8").split("\n").filter(Boolean);
}

describe.skipIf(!there)("the public benchmark", () => {
  it.each(CLEAN_SEEDS)(
    "its server without a flaw passes the gate, seed %i",
    async (seed) => {
      const { status, stdout } = await judged("none", "gate", seed);
      expect({ status, failing: stdout.match(/^(FAIL|FLAKY) .*$/gm) }).toEqual({
        status: 0,
        failing: null,
      });
    },
    RUN_MS_MAX,
  );

  it("has its flaws in a list", () => {
    expect(flaws()).toHaveLength(47);
  });

  describe.each(SEEDS)("seed %i", (seed) => {
    it.each(flaws())(
      "%s is found",
      async (flaw) => {
        expect(await judged(flaw, "check", seed)).toMatchObject({ status: 1 });
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
    return spawnSync(process.execPath, node, {
      cwd: ROOT,
      env,
      encoding: "utf8",
      timeout: RUN_MS_MAX,
    });
  } finally {
    stopServers();
  }
}
