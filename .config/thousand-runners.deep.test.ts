/**
 * The evidence of a thousand runners, ten of them missing, doubled or cut, judged by the command:
 * bounded memory and time, and the ten named. Takes 4 GB of the disk for temporary files; the other
 * half of the test is the same with twenty runners, beside the reader of evidence.
 */

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { writeRunnerFiles } from "../reports/testing/runner-files.ts";

const SIZE = { runners: 1000, workersEach: 2, flushes: 600, buckets: 300 };
const DAMAGE = { missing: [7, 100, 500, 1000], doubled: [1, 300, 999], cut: [2, 400, 640] };
const PEAK_MIB_MAX = 512;
/** What is in use at once is 100 MiB; without a limit Node lets garbage lie until it is 550. */
const LIMIT = "--max-old-space-size=256";
/** Processor time: others may use the cores meanwhile. */
const CPU_SECONDS_MAX = 60;
const TEST_MS_MAX = 20 * 60_000;
/** Runs in the command's own process, at its end. */
const TELL = `data:text/javascript,process.on("exit", () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  console.error("took " + maxRSS + " KiB " + (userCPUTime + systemCPUTime) + " us");
})`;

const root = mkdtempSync(join(tmpdir(), "headway-thousand-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

it(
  "a thousand runners' files are judged in 512 MiB and a minute",
  () => {
    const folder = join(root, "run");
    const bytes = writeRunnerFiles(folder, SIZE, DAMAGE);
    const startMs = performance.now();
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [LIMIT, "--import", import.meta.resolve("tsx"), "--import", TELL, "cli.ts", "report", folder],
      { encoding: "utf8", env: { ...process.env, NO_COLOR: "1", GITHUB_ACTIONS: "" } },
    );
    const seconds = (performance.now() - startMs) / 1000;
    const [, kibibytes, us] = /took (\d+) KiB (\d+) us/.exec(stderr) ?? [];
    const [peakMib, cpuSeconds] = [Number(kibibytes) / 1024, Number(us) / 1e6];
    console.log(
      `${(bytes / 1e9).toFixed(1)} GB: ${seconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} s of a core, at most ${peakMib.toFixed(0)} MiB`,
    );
    expect(status, stderr).toBe(4);
    expect(stdout).toContain(
      "segments 7, 100, 500, 1000 of 1000: never heard of; 400 of 100000 agents (0.4 %)",
    );
    expect(stdout).toContain(
      "segments 2, 400, 640 of 1000: the last flush is missing; 300 of 100000 agents (0.3 %)",
    );
    expect(stdout).toContain("segments 1, 300, 999 of 1000: 3600 flushes came again, counted once");
    expect(peakMib).toBeLessThanOrEqual(PEAK_MIB_MAX);
    expect(cpuSeconds).toBeLessThanOrEqual(CPU_SECONDS_MAX);
  },
  TEST_MS_MAX,
);
