/** Writing a waiver: what is entered, and what becomes of an entry that is there already. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Waiver } from "./evidence/schema.ts";
import { findingOf, violated } from "./testing/make-findings.ts";
import { makeEvents, withResult, writeRun } from "./testing/make-run.ts";
import { WAIVED_ID as ID, makeWaiver, makeWaivers } from "./testing/make-waiver.ts";
import { parseWaivers, writeWaivers } from "./verdict/waivers-file.ts";
import { waive } from "./waive-verb.ts";

const place = mkdtempSync(join(tmpdir(), "headway-waive-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

const NEW = { reason: "mended in 2.5", owner: "agents-team", until: "2026-09-30" };
const FILE = join(place, "waivers.json");
const RARE = makeWaiver({ flaky: { maxRate: 0.02 } });

/** A run with a flaky finding, judged with these waivers. */
function flakyRun(name: string, ...waivers: readonly Waiver[]): string {
  const finding = {
    ...findingOf(ID),
    confirmation: { runs: 3, violated: 0 },
    like: { runs: 400, violated: 4 },
  };
  const results = withResult({ ...violated(ID), finding });
  const more = waivers.length === 0 ? [] : [makeWaivers(...waivers)];
  const events = makeEvents({ run: { halves: ["check"] }, results, load: "none", more });
  return writeRun({ folder: "", events, flushes: [], problems: [] }, join(place, name));
}

function waived(run: string, before: readonly Waiver[], maxRate?: number) {
  writeFileSync(FILE, writeWaivers(before));
  const isRequirement = () => true;
  const { hint } = waive({
    ...{ finding: ID, run, file: FILE, today: "2026-01-28", isRequirement, maxRate },
    ...NEW,
  });
  return { hint, entries: parseWaivers(readFileSync(FILE, "utf8"), FILE, isRequirement) };
}

describe("waive", () => {
  it("enters the finding's cause, behind what is there", () => {
    const other = makeWaiver({ requirement: "path/unknown-task" });
    const { entries, hint } = waived(flakyRun("new"), [other], 0.05);
    const entered = { requirement: ID, fingerprint: "refused:progress:2xx", ...NEW };
    expect(entries).toEqual([other, { ...entered, flaky: { maxRate: 0.05 } }]);
    expect(hint).toBeUndefined();
  });

  it.each([0, 1, Number.NaN])("refuses a rate of %d by the flag's name", (rate) => {
    expect(() => waived(flakyRun(`rate-${rate}`), [], rate)).toThrow(
      /^max-rate: got \w+, want a share of like requests above 0 and below 1$/,
    );
  });

  it("warns where a FLAKY finding gets no rate", () => {
    expect(waived(flakyRun("steady"), []).hint).toMatch(/FLAKY \(seen in 4 of 400 like requests\)/);
  });

  it("keeps the rate of an entry that it renews, unless another one is given", () => {
    const run = flakyRun("waived", RARE);
    expect(waived(run, [RARE])).toEqual({ hint: undefined, entries: [{ ...RARE, ...NEW }] });
    const [renewed] = waived(run, [RARE], 0.05).entries;
    expect(renewed?.flaky).toEqual({ maxRate: 0.05 });
  });
});
