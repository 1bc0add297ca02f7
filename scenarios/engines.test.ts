/** Node and k6 play the same plans: every byte and every planned time, in a real k6. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CURRENT_PROFILE, profileOf } from "../simulators/contract/index.ts";
import { enginesText, samplePlans, shortened, writePlanFile } from "../simulators/fleet/index.ts";
import { findK6 } from "./k6/find.ts";
import { K6_FLAGS } from "./k6/process.ts";

const SEED = 2_026;
const PLANS = 200;
const REPORTS_MAX = 120;
const K6_MS_MAX = 60_000;
const BUILD_MS_MAX = 15 * 60_000;

const plans = shortened(samplePlans({ seed: SEED, count: PLANS }), REPORTS_MAX);
const inNode = enginesText(plans, profileOf(CURRENT_PROFILE));
const folder = mkdtempSync(join(tmpdir(), "headway-engines-"));
let k6Path = "";
let inK6 = "";

/** What k6 writes for a plan file's text; the file it writes to is a new one, for k6 appends. */
function playInK6(name: string, planFile: string): string {
  const plansPath = join(folder, `${name}.ndjson`);
  const played = join(folder, `${name}.txt`);
  const script = fileURLToPath(new URL("../simulators/fleet/engines.k6.ts", import.meta.url));
  writeFileSync(plansPath, planFile);
  const flags = [...K6_FLAGS, `--console-output=${played}`, "-e", `HEADWAY_PLANS=${plansPath}`];
  const ended = spawnSync(k6Path, ["run", ...flags, script], {
    encoding: "utf8",
    timeout: K6_MS_MAX,
  });
  expect(ended.stderr).toBe("");
  expect(ended.status).toBe(0);
  return readFileSync(played, "utf8");
}

/** The first line that differs, with its number; undefined: the texts are equal. */
function firstDifference(left: string, right: string): string | undefined {
  if (left === right) return undefined;
  const [a, b] = [left.split("\n"), right.split("\n")];
  const at = a.findIndex((line, index) => line !== b[index]);
  const line = at < 0 ? a.length : at;
  return `line ${line + 1}: ${a[line] ?? "nothing"} | ${b[line] ?? "nothing"}`;
}

/** The text with one character replaced by another. */
function corrupted(text: string, at: number): string {
  const other = text[at] === "0" ? "1" : "0";
  return `${text.slice(0, at)}${other}${text.slice(at + 1)}`;
}

beforeAll(async () => {
  const { signal } = new AbortController();
  k6Path = (await findK6({ env: process.env, progress: () => {}, signal })).path;
  inK6 = playInK6("plans", writePlanFile(plans, SEED));
}, BUILD_MS_MAX);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("k6 plays what Node plays, byte for byte", () => {
  expect(firstDifference(inNode, inK6)).toBeUndefined();
});

it("that is much: every plan, thousands of reports, characters beyond ASCII", () => {
  const starts = inK6.match(/^plan \d+/gm) ?? [];
  expect(starts).toEqual(plans.map((_, index) => `plan ${index}`));
  expect(inK6.split("\n").length).toBeGreaterThan(5_000);
  expect(inK6).toMatch(/[\u0080-\uffff]/);
});

describe("the comparison can fail", () => {
  const PLACES: readonly (readonly [string, number])[] = [
    ["at the beginning", 0],
    ["in the middle", Math.floor(inNode.length / 2)],
    ["before the last line's end", inNode.length - 2],
  ];

  it.each(PLACES)("one character of a copy is another %s", (_, at) => {
    expect(firstDifference(inNode, corrupted(inK6, at))).toMatch(/^line \d+: /);
  });

  it("a cut text differs", () => {
    expect(firstDifference(inNode, inK6.slice(0, -1))).toMatch(/^line \d+: /);
  });

  it("one plan with another seed is seen in k6's own text", () => {
    const changed = plans.map((plan, index) =>
      index === PLANS - 1 ? { ...plan, seed: plan.seed + 1 } : plan,
    );
    const played = playInK6("changed", writePlanFile(changed, SEED));
    expect(firstDifference(inNode, played)).toMatch(/^line \d+: /);
    const upToLast = inNode.slice(0, inNode.indexOf(`plan ${PLANS - 1}\n`));
    expect(played.startsWith(upToLast)).toBe(true);
  });
});
