import { afterAll, beforeAll, expect, it } from "vitest";
import {
  type OpenTarget,
  openTarget,
  resolveConfig,
  taskIdAt,
} from "../properties/target/index.ts";
import type { Event } from "../reports/evidence/index.ts";
import { goBeside, type Probes, tasksBeside } from "./beside.ts";
import { type ScenarioName, scenarioOf } from "./catalogue.ts";

const { signal } = new AbortController();
let open: OpenTarget | undefined;

beforeAll(async () => {
  const flags = { target: "embedded" };
  const config = resolveConfig({ file: {}, env: {}, flags, fallbackTarget: undefined });
  open = await openTarget(config, { tasksWanted: 0, signal });
});
afterAll(() => open?.close());

/** What is recorded of what went on beside a scenario for so long. */
async function beside(
  name: ScenarioName,
  forMs: number,
  probes?: Probes,
): Promise<readonly Event[]> {
  if (open === undefined) throw new Error("nothing was opened");
  const events: Event[] = [];
  const record = (event: Event) => events.push(event);
  const scenario = scenarioOf(name);
  const sizes = { agents: 10, durationMs: 10_000, memory: undefined, probes };
  const { end } = await goBeside({ scenario, attempt: 1, open, ...sizes, record, signal });
  await new Promise((resolve) => setTimeout(resolve, forMs));
  await end();
  return events;
}

it("slow clients get their answers from an endpoint that waits for them", async () => {
  const [event, ...others] = await beside("slow-writer", 6500);
  expect(others).toEqual([]);
  expect(event).toMatchObject({ kind: "load-beside", scenario: "slow-writer", attempt: 1 });
  const what = event?.kind === "load-beside" ? event.what : "";
  expect(what).toMatch(
    /^\d+ reports were written slowly beside, 48 at a time \(status 200: \d+\)$/,
  );
  // Each takes four seconds at the least: were they not slow, thousands would have come through.
  expect(Number.parseInt(what, 10)).toBeGreaterThanOrEqual(48);
  expect(Number.parseInt(what, 10)).toBeLessThanOrEqual(96);
});

it("a soak reads our own endpoint's memory without being told where", async () => {
  const [event] = await beside("soak", 2500);
  expect(event).toMatchObject({ kind: "load-memory", scenario: "soak" });
  expect(event?.kind === "load-memory" && event.samples.length).toBeGreaterThan(0);
});

it("probes get tasks that no agent has, once the fleet is under way, until it ends", async () => {
  const startedMs = performance.now();
  let first = "";
  let afterMs = 0;
  const probes: Probes = async (tasks, ended) => {
    first = taskIdAt(tasks, 0);
    afterMs = performance.now() - startedMs;
    await new Promise((resolve) => ended.addEventListener("abort", resolve));
    return "probed until the end";
  };
  const what = { kind: "load-beside", scenario: "mixed", attempt: 1 };
  expect(await beside("mixed", 4500, probes)).toEqual([{ ...what, what: "probed until the end" }]);
  expect(open && first === taskIdAt(open.tasks, 10)).toBe(true);
  expect(afterMs).toBeGreaterThan(2900);
  const early = "the load ended before any requirement was checked";
  expect(await beside("mixed", 10, probes)).toEqual([{ ...what, what: early }]);
});

it("nothing goes on beside a steady fleet", async () => {
  expect(await beside("steady", 10)).toEqual([]);
  expect([tasksBeside(scenarioOf("steady")), tasksBeside(scenarioOf("slow-writer"))]).toEqual([
    0, 1,
  ]);
});
