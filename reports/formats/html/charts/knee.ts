/** Where an endpoint bends: answered reports against requests under way at once, and the law fitted. */

import * as Plot from "@observablehq/plot";
import type { JudgedScenario } from "../../../verdict/judged-run.ts";
import { type Knee, kneeOf } from "../../../verdict/knee.ts";
import { uslRate } from "../../../verdict/usl.ts";
import { type Drawing, draw } from "./draw.ts";

const CURVE_POINTS = 60;

/** Steps of a scenario that asks for its knee; undefined of any other, and without steps. */
export function kneeChart({ opened, load }: JudgedScenario): Drawing | undefined {
  if (opened.asks !== "knee") return undefined;
  const knee = kneeOf(load.parts, opened.ownLagBudgetMs);
  const steps = knee.steps.filter(({ concurrency }) => concurrency > 0);
  if (steps.length === 0) return undefined;
  const law = lawOf(knee, Math.max(...steps.map(({ concurrency }) => concurrency)));
  const label = `Knee of ${opened.scenario}: reports answered a second against requests under way at once, step by step${law.length === 0 ? "" : ", with the scalability law fitted to them"}. The remarks carry the numbers.`;
  return draw(label, ({ narrow }) => ({
    ...{ marginLeft: 60, marginRight: narrow ? 16 : 72, marginTop: 24, marginBottom: 40 },
    x: { label: "under way at once", zero: true, labelArrow: "none", ...(narrow && { ticks: 4 }) },
    y: { label: "answered a second", grid: true, zero: true, labelArrow: "none" },
    marks: [
      Plot.line(law, {
        ...{ x: "concurrency", y: "perSecond", stroke: "var(--service)" },
        ...{ strokeWidth: 2, strokeDasharray: "5,4" },
      }),
      Plot.dot(steps, {
        ...{ x: "concurrency", y: "answeredPerSecond", r: 4 },
        fill: ({ standing }) => (standing === "held" ? "var(--response)" : "var(--bad)"),
      }),
    ],
  }));
}

function lawOf({ law }: Knee, most: number) {
  if (law.kind !== "fitted") return [];
  const [lambda, alpha, beta] = [law.lambda.value, law.alpha.value, law.beta.value];
  return Array.from({ length: CURVE_POINTS }, (_, i) => {
    const concurrency = (most * (i + 1)) / CURVE_POINTS;
    return { concurrency, perSecond: uslRate({ lambda, alpha, beta }, concurrency) };
  });
}
