/**
 * Runs on a disk that fills up or is read-only, and under a clock that jumps by an hour: the verdict
 * is never green from evidence that is not whole, people are told what, where and what to do, and what
 * was gathered is reported afterwards. A disk of its own takes leave to mount; without, it says so.
 */

import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it, type TestContext } from "vitest";
import { findK6 } from "../scenarios/index.ts";
import { type Ended, reportedAgain, startRun } from "./ending.ts";

const MS_MAX = 10 * 60_000;
const DISK_KB = 1024;
const HOUR_MS = 3_600_000;
const LOAD = "load steady --target embedded --agents 20 --interval 100ms --duration 4s".split(" ");
const CHECK = ["check", "--quick", "--only", "progress/", "body/"];

const home = mkdtempSync(join(tmpdir(), "headway-disk-"));
const mounted: string[] = [];
let k6 = "";

beforeAll(async () => {
  const { signal } = new AbortController();
  k6 = (await findK6({ env: process.env, progress: () => {}, signal })).path;
}, MS_MAX);
afterAll(() => {
  for (const place of mounted) spawnSync("umount", [place]);
  rmSync(home, { recursive: true, force: true });
});

/** A disk of a MiB; skips the test where we may not mount one. */
function disk(context: TestContext): string {
  const place = mkdtempSync(join(home, "disk-"));
  const size = `size=${DISK_KB}k`;
  const { status, stderr } = spawnSync("mount", ["-t", "tmpfs", "-o", size, "tmpfs", place]);
  if (status !== 0) context.skip(`no disk can be mounted here: ${stderr}`);
  mounted.push(place);
  return place;
}

const start = (args: readonly string[], more: Parameters<typeof startRun>[2] = {}) =>
  startRun(home, args, { ...more, env: { K6_PATH: k6, ...more.env } });

function wantNoTrace({ out, err }: Ended): void {
  expect(`${out}\n${err}`).not.toMatch(/^ +at |harness error|fault of Headway/m);
}

describe("a disk that fills up", { timeout: MS_MAX }, () => {
  it.for([0, 16, 128, 256])("with %i KiB left, under a load", async (leftKb, context) => {
    const place = disk(context);
    const filler = join(place, "filler");
    writeFileSync(filler, Buffer.alloc((DISK_KB - leftKb) * 1024));
    const folder = join(place, "run");
    const ended = await start([...LOAD, "--out", folder]).ended;
    wantNoTrace(ended);
    expect(`${ended.out}${ended.err}`).toMatch(/ENOSPC|no space left/);
    rmSync(filler);
    if (!existsSync(join(folder, "events.ndjson"))) {
      expect(ended.status).toBe(4);
      return;
    }
    const again = await reportedAgain(home, folder);
    wantNoTrace(again);
    expect(ended.status === 0).toBe(!ended.err.includes("not written: "));
    // Whole evidence is what it is, though its reports found no room.
    const isWhole = !ended.out.includes("evidence could not be written: ");
    expect([0, 4]).toContain(ended.status);
    expect(again.status, `${ended.out}\n${again.out}`).toBe(isWhole ? 0 : 4);
    expect(existsSync(join(folder, "report.html"))).toBe(true);
  });

  it("a violation that was seen stays one", async (context) => {
    const place = disk(context);
    writeFileSync(join(place, "filler"), Buffer.alloc((DISK_KB - 16) * 1024));
    const args = [...CHECK, "--twin", "progress-101", "--out", join(place, "run")];
    const ended = await start(args).ended;
    expect(ended.out).toMatch(/FAIL progress\/out-of-range/);
    expect(ended.status).toBe(1);
    expect(ended.err).toMatch(/^not written: \S+: ENOSPC/m);
    expect(`${ended.out}\n${ended.err}`).not.toMatch(/^ +at /m);
  });

  it("nothing that is held passes", async (context) => {
    const place = disk(context);
    writeFileSync(join(place, "filler"), Buffer.alloc((DISK_KB - 4) * 1024));
    const ended = await start([...CHECK, "--target", "embedded", "--out", join(place, "run")])
      .ended;
    wantNoTrace(ended);
    expect(ended.out).toMatch(
      /evidence could not be written: ENOSPC: no space left on device, write, \S+events\.ndjson/,
    );
    expect(ended.out).toMatch(/run again, with enough space on the disk/);
    expect(ended.status).toBe(4);
  });
});

describe("a disk that is read-only", { timeout: MS_MAX }, () => {
  it.for([
    ["load", LOAD],
    ["check", [...CHECK, "--target", "embedded"]],
  ] as const)("is refused at once: %s", async ([, args], context) => {
    const place = disk(context);
    expect(spawnSync("mount", ["-o", "remount,ro", place]).status).toBe(0);
    const { status, out, err } = await start([...args, "--out", join(place, "run")]).ended;
    expect(err).toMatch(
      /^out: \S+run cannot be written: EROFS: [^\n]*; name another folder by --out\n$/,
    );
    expect({ status, out }).toEqual({ status: 2, out: "" });
  });
});

/** A module that makes this process's clock jump, so long after its start. */
function jumping(byMs: number, afterMs: number): readonly string[] {
  const path = join(home, `jump-${byMs}.mjs`);
  writeFileSync(
    path,
    `const Real = Date;
const from = Real.now();
const now = () => { const at = Real.now(); return at - from > ${afterMs} ? at + ${byMs} : at; };
globalThis.Date = class extends Real {
  constructor(...given) { if (given.length === 0) super(now()); else super(...given); }
  static now() { return now(); }
};
`,
  );
  return ["--import", pathToFileURL(path).href];
}

/** A k6 whose workers' clocks jump, so long after each began. */
function jumpingK6(byMs: number, afterMs: number): string {
  const path = join(home, `k6-${byMs}`);
  const prefix = `const realNow = Date.now, firstMs = realNow(); Date.now = () => { const at = realNow(); return at - firstMs > ${afterMs} ? at + ${byMs} : at; };`;
  // The script stands last.
  writeFileSync(
    path,
    `#!/bin/bash
[ "$1" = run ] || exec ${k6} "$@"
script="\${@: -1}"
{ echo '${prefix}'; cat "$script"; } >"$script.jumping.js"
exec ${k6} "\${@:1:$#-1}" "$script.jumping.js"
`,
  );
  chmodSync(path, 0o755);
  return path;
}

describe("a clock that jumps by an hour", { timeout: MS_MAX }, () => {
  it.each([HOUR_MS, -HOUR_MS])(
    "ours, by %i ms, beside a check: nothing of it is seen",
    async (byMs) => {
      const run = start(["check", "--quick", "--target", "embedded"], {
        node: jumping(byMs, 4000),
      });
      const { status, out } = await run.ended;
      expect(status, out).toBe(0);
      expect((await reportedAgain(home, run.folder)).status).toBe(0);
    },
  );

  it.each([HOUR_MS, -HOUR_MS])(
    "ours, by %i ms, beside a load: nothing of it is seen",
    async (byMs) => {
      const run = start(LOAD, { node: jumping(byMs, 5000) });
      const { status, out } = await run.ended;
      expect(status, out).toBe(0);
      expect((await reportedAgain(home, run.folder)).status).toBe(0);
      const events = readFileSync(join(run.folder, "events.ndjson"), "utf8").trim().split("\n");
      const closed = events.map((line) => JSON.parse(line)).find((e) => e.kind === "load-closed");
      for (const { atMs } of closed.memory) {
        expect(atMs).toBeGreaterThanOrEqual(0);
        expect(atMs).toBeLessThan(MS_MAX);
      }
    },
  );

  it.each([HOUR_MS, -HOUR_MS])("k6's, by %i ms: proves nothing", async (byMs) => {
    const run = start(LOAD, { env: { K6_PATH: jumpingK6(byMs, 2000) } });
    const ended = await run.ended;
    wantNoTrace(ended);
    expect(ended.status, ended.out).toBe(4);
    expect(ended.out).toMatch(/INVALID|INCOMPLETE/);
    expect(await run.left()).toEqual([]);
    expect((await reportedAgain(home, run.folder)).status).toBe(4);
  });
});
