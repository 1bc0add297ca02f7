/** The picture of a knee: a dot for each step, and the law where enough steps were measured. */

import { expect, it } from "vitest";
import { makeClosed, makeFlushes, makeOpened } from "../../../testing/make-load.ts";
import { makeEvents } from "../../../testing/make-run.ts";
import { judge } from "../../../verdict/decide.ts";
import { kneeChart } from "./knee.ts";

function chartOf(steps: number, asks?: "knee") {
  const parts = Array.from({ length: steps }, (_, i) => ({
    name: `step ${i + 1}`,
    fromMs: i * 5000,
    untilMs: (i + 1) * 5000,
  }));
  const opened = { ...makeOpened(), parts, ...(asks === undefined ? {} : { asks }) };
  const more = [opened, makeClosed(opened)];
  const events = makeEvents({ run: { halves: ["load"] }, results: [], load: "none", more });
  const record = { folder: "run", events, flushes: makeFlushes({}), problems: [] };
  const [scenario] = judge(record).scenarios;
  return scenario && kneeChart(scenario);
}

it("has a dot for each step that was measured", () => {
  const svg = chartOf(6, "knee")?.wide ?? "";
  expect(svg.match(/<circle/g)).toHaveLength(6);
  expect(svg).toMatch(/aria-label="Knee of steady: /);
});

it("is drawn only where the scenario asks for the knee, and has steps", () => {
  expect(chartOf(6)).toBeUndefined();
  expect(chartOf(0, "knee")).toBeUndefined();
});
