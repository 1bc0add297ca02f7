/** Counterexamples that outlive their run: kept once each, sent first by the next one. */

import { mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Event } from "../../reports/evidence/index.ts";
import { inProcessTarget } from "../testing/in-process.ts";
import { check } from "./check.ts";
import { keepFound, readKept } from "./kept.ts";
import { QUICK_EFFORT } from "./requirement-result.ts";
import type { Trial } from "./trial.ts";

const ID = "progress/out-of-range";

async function checked(twin: string | undefined, stored?: ReadonlyMap<string, readonly Trial[]>) {
  const { target, pool } = inProcessTarget({ twin });
  const folder = mkdtempSync(join(tmpdir(), "headway-kept-"));
  const recorded = {
    url: "http://127.0.0.1:1",
    profile: "2026-01",
    tasks: "list:task-1",
    observe: "none",
    visibleWithinMs: 0,
  };
  const events: Event[] = [];
  const common = { target, pool, seed: 1, effort: QUICK_EFFORT, only: [ID], home: folder };
  const { signal } = new AbortController();
  await check(
    { ...common, folder, recorded, ...(stored === undefined ? {} : { stored }) },
    { record: (event) => events.push(event), progress: () => {}, signal },
  );
  const result = events.find((event) => event.kind === "requirement");
  return { folder, result };
}

describe("kept counterexamples", () => {
  it("are each kept once, and sent before all others the next time", async () => {
    const keep = mkdtempSync(join(tmpdir(), "headway-keep-"));
    const { folder } = await checked("progress-101");
    expect(keepFound(keep, folder)).toBe(1);
    expect(keepFound(keep, folder)).toBe(0);
    expect(readdirSync(keep)).toHaveLength(1);
    const kept = readKept(keep);
    expect(kept.get(ID)?.map(({ title }) => title)).toEqual([
      expect.stringMatching(/^progress 101.* \(kept\)$/),
    ]);
    const again = await checked("progress-101", kept);
    expect(again.result).toMatchObject({ outcome: "violated" });
    expect(again.result?.finding?.counterexample).toMatch(/\(kept\): /);
    const correct = await checked(undefined, kept);
    expect(correct.result).toMatchObject({ outcome: "held" });
  });

  it("of no folder, or of one that is not there yet, are none", () => {
    expect(readKept(undefined).size).toBe(0);
    expect(readKept(join(tmpdir(), "headway-no-such-folder")).size).toBe(0);
  });

  it("that are none are refused with the file's name", () => {
    const keep = mkdtempSync(join(tmpdir(), "headway-keep-"));
    writeFileSync(join(keep, "broken.json"), "{");
    expect(() => readKept(keep)).toThrow(/broken\.json is no JSON/);
  });
});

describe("a run that is pinned to an older catalogue", () => {
  it("checks what is newer, and says that it was added later", async () => {
    const { target, pool } = inProcessTarget({});
    const folder = mkdtempSync(join(tmpdir(), "headway-pinned-"));
    const events: Event[] = [];
    const { signal } = new AbortController();
    const recorded = {
      url: "http://127.0.0.1:1",
      profile: "2026-01",
      tasks: "list:task-1",
      observe: "none",
      visibleWithinMs: 0,
    };
    const common = { target, pool, seed: 1, effort: QUICK_EFFORT, home: folder, folder, recorded };
    await check(
      { ...common, only: ["route/like-ids", "route/unknown-task"], catalogue: "1" },
      { record: (event) => events.push(event), progress: () => {}, signal },
    );
    const entries = events.flatMap((e) => (e.kind === "catalogue" ? e.requirements : []));
    const later = entries.filter(({ addedLater }) => addedLater === true).map(({ id }) => id);
    expect(later.sort()).toEqual(["route/like-ids-apart", "route/like-ids-unknown"]);
    expect(entries.length).toBeGreaterThan(later.length);
  });
});
