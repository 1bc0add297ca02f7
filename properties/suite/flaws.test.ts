/** Drawn flaws, a tenth of them: the suite tells each from the reference. All of them: the deep test. */

import { describe, expect, it } from "vitest";
import { profileOf } from "../../simulators/contract/index.ts";
import { type Flaw, flawsOf } from "../../simulators/endpoint/index.ts";
import { detect } from "../testing/detect.ts";

const FLAWS = flawsOf(profileOf("2026-01"));
const SEED = 20_261_124;
const STRIDE = 10;

describe("drawn flaws", () => {
  it("are many, each id once, each with a sentence", () => {
    expect(FLAWS.length).toBeGreaterThan(300);
    expect(new Set(FLAWS.map(({ id }) => id)).size).toBe(FLAWS.length);
    for (const { statement } of FLAWS) expect(statement).toMatch(/^.{10,}\.$/);
  });

  const some = FLAWS.filter((_, index) => index % STRIDE === 0);
  it.each(some.map((flaw) => [flaw.id, flaw] as const))("%s", async (_, flaw) => {
    expect(await detect(flaw, SEED), flaw.statement).toBeDefined();
  });

  it("no flaw, nothing detected", async () => {
    const none: Flaw = { id: "none", statement: "Nothing.", policy: (correct) => correct };
    expect(await detect(none, SEED)).toBeUndefined();
  });
});
