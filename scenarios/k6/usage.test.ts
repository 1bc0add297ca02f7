/** A process watched from outside, and a bounded number of samples however long that takes. */

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Thinned, Usage } from "./usage.ts";

describe("samples", () => {
  it("are bounded, evenly spread, and end with the last", () => {
    const thinned = new Thinned<{ readonly at: number }>();
    for (let at = 0; at < 10_000; at += 1) thinned.add({ at });
    const values = thinned.values.map(({ at }) => at);
    expect(values.length).toBeGreaterThan(500);
    expect(values.length).toBeLessThanOrEqual(1201);
    expect(values.at(-1)).toBe(9999);
    const gaps = values.slice(1, -1).map((at, index) => at - (values[index] ?? 0));
    expect(new Set(gaps).size).toBe(1);
  });
});

describe("a busy process", () => {
  it("is seen to run, within the cores it may use", async (context) => {
    if (!existsSync("/proc/self/schedstat")) context.skip();
    const busy = "const t = Date.now(); while (Date.now() - t < 2500);";
    const child = spawn(process.execPath, ["-e", busy], { stdio: "ignore" });
    const usage = new Usage(child.pid);
    await new Promise((resolve) => child.once("close", resolve));
    usage.stop();
    const { cpuSeconds, memory, scheduling } = usage.result();
    expect(cpuSeconds).toBeGreaterThan(0.1);
    expect(memory.length).toBeGreaterThan(1);
    expect(scheduling.cpus).toBeGreaterThanOrEqual(1);
    const last = scheduling.samples.at(-1);
    expect(last?.runSeconds).toBeGreaterThan(0.1);
    // On a machine that others use, too, it runs less and waits more, but all is time of its own.
    const spentMs = 1000 * ((last?.runSeconds ?? 0) + (last?.waitSeconds ?? 0));
    expect(spentMs).toBeGreaterThan(0.5 * (last?.atMs ?? 0));
  });
});
