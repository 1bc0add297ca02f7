/** A fleet beside the published facts that it is held against. */

import { describe, expect, it } from "vitest";
import { type Plan, planOf } from "../agent/index.ts";
import { profileOf } from "../contract/index.ts";
import type { Fact } from "./fact.ts";
import { factsOf } from "./facts.ts";
import { samplePlans } from "./sample.ts";

const PROFILE = profileOf("2026-01");
const PLAIN = planOf({ totalBytes: 50e9, linkMbps: 100, seed: 3 });

function factOf(plans: readonly Plan[], what: string): Fact {
  const found = factsOf(plans, PROFILE).find((fact) => fact.what === what);
  if (found === undefined) throw new Error(`no fact ${what}`);
  return found;
}

describe("a fleet beside the published facts", () => {
  it("agrees wherever there is something to hold it against", () => {
    const facts = factsOf(samplePlans({ seed: 4, count: 300 }), PROFILE);
    expect(facts.filter(({ standing }) => standing === "differs")).toEqual([]);
    const measured = facts.filter(({ standing }) => standing === "agrees").map(({ what }) => what);
    expect(measured).toContain("time of the copying");
    expect(measured).toContain("speed that a report shows");
    expect(measured).toContain("remaining time that a report tells");
  });

  it.each<[string, string, Partial<Plan>]>([
    ["a link that is used up", "part of the link that is used", { utilisation: 1 }],
    ["a link too slow", "links below 5 Mbit/s", { linkMbps: 2 }],
    ["a source too large", "largest source", { totalBytes: 17e12 }],
    ["a migration too long", "longest migration", { totalBytes: 10e12 }],
    // The contract caps it at 2^31 - 1 seconds.
    [
      "a remaining time that is capped",
      "remaining time that a report tells",
      { totalBytes: 2 ** 53 - 1, linkMbps: 0.1 },
    ],
  ])("differs: %s", (_, what, change) => {
    expect(factOf([PLAIN], what).standing).toBe("agrees");
    expect(factOf([{ ...PLAIN, ...change }], what).standing).toBe("differs");
  });

  it("says where no agent shows it", () => {
    const packed = [{ ...PLAIN, kind: "linux-block", packedShare: 0.5 } as const];
    for (const what of ["time of the copying", "speed that a report shows"]) {
      expect(factOf(packed, what)).toMatchObject({ what, standing: "assumed" });
      expect(factOf(packed, what).fleet).toMatch(/^no agent/);
    }
  });
});
