import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { shortened } from "../agent/index.ts";
import { profileOf } from "../contract/index.ts";
import { playedLines } from "../faults/index.ts";
import { enginesText } from "./engines.ts";
import { PRESETS } from "./presets.ts";
import { samplePlans } from "./sample.ts";

const PROFILE = profileOf("2026-01");

it("writes each plan's place, its reports and the digest of all its bytes and times", () => {
  const spec = PRESETS.find((preset) => preset.name === "hostile-mix");
  if (spec === undefined) throw new Error("no such preset");
  const plans = shortened(samplePlans({ seed: 6, count: 5, spec }), 20);
  const lines = enginesText(plans, PROFILE).trimEnd().split("\n");
  expect(lines).toHaveLength(5);
  plans.forEach((plan, index) => {
    const text = playedLines(plan, PROFILE).join("");
    const digest = createHash("sha256").update(text).digest("hex");
    expect(lines[index]).toBe(`plan ${index} ${playedLines(plan, PROFILE).length} ${digest}`);
  });
});
