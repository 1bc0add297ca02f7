/** The library's check and its arbitraries, against the reference, twins, and nothing at all. */

import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { at, readJson, writeJson } from "../simulators/report/index.ts";
import {
  assertHeld,
  type CheckTargetOptions,
  checkTarget,
  createEndpoint,
  invalidReportArbitrary,
  judgeBody,
  OperatorError,
  PROFILES,
  profileOf,
  type RequirementOutcome,
  type RunningEndpoint,
  reportArbitrary,
  startEndpoint,
} from "./index.ts";

const TOKEN = "token-of-the-test";
const TASKS = { kind: "range", prefix: "task-", from: 1, to: 2000, suffix: "" } as const;
const OBSERVE = "GET /v3/tasks/{task_id}#/report";

const folder = mkdtempSync(join(tmpdir(), "headway-library-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let running: RunningEndpoint | undefined;
afterEach(async () => {
  vi.unstubAllEnvs();
  await running?.close();
});

async function checked(
  twin: string | undefined,
  more: Partial<CheckTargetOptions>,
): Promise<readonly RequirementOutcome[]> {
  running = await startEndpoint({ profile: "2026-01", token: TOKEN, tasks: TASKS, twin });
  const { url: target } = running;
  const tasks = "range:task-{1..2000}";
  return checkTarget({ target, token: TOKEN, tasks, folder, quick: true, ...more });
}

describe("checkTarget", () => {
  it("gives what was asked for, in the order of the catalogue, and it holds", async () => {
    const outcomes = await checked(undefined, { only: ["progress/", "state/"], observe: OBSERVE });
    expect(outcomes.length).toBeGreaterThan(5);
    expect(outcomes[0]?.id).toMatch(/^progress\//);
    for (const outcome of outcomes) assertHeld(outcome);
    expect(outcomes.every(({ requests }) => requests > 0)).toBe(true);
  });

  it("shows a violation with the smallest report, and how to see it again", async () => {
    const [outcome] = await checked("progress-101", { only: ["progress/out-of-range"] });
    expect(outcome).toMatchObject({ outcome: "violated", gates: true });
    expect(() => outcome !== undefined && assertHeld(outcome)).toThrow(
      /A report whose progress lies outside 0\.\.100[\s\S]*"progress":101[\s\S]*status 200[\s\S]*replay/,
    );
    const file = outcome?.finding?.replay.split(" ").at(-1) ?? "";
    expect(existsSync(file)).toBe(true);
  });

  it("takes no requirement for held that could not be tested", async () => {
    const [outcome] = await checked(undefined, { only: ["state/"] });
    expect(outcome?.outcome).toBe("untestable");
    expect(() => outcome !== undefined && assertHeld(outcome)).toThrow("needs an observation");
  });

  it("looks through a function", async () => {
    const asked: string[] = [];
    const observe = async (taskId: string) => {
      asked.push(taskId);
      const headers = { "X-Auth-Token": TOKEN };
      const reply = await fetch(`${running?.url}/v3/tasks/${taskId}`, { headers });
      if (reply.status === 404) return undefined;
      // As text: JSON.parse would round the integers above 2^53, and the suite would see it.
      const reading = readJson(await reply.text());
      const report = reading.kind === "json" ? at(reading.value, "/report") : undefined;
      return report === undefined ? null : writeJson(report);
    };
    const outcomes = await checked(undefined, { only: ["state/"], observe });
    expect(outcomes.length).toBeGreaterThan(3);
    for (const outcome of outcomes) assertHeld(outcome);
    expect(asked.length).toBeGreaterThan(0);
  });

  it("reads no credential from the environment", async () => {
    vi.stubEnv("HEADWAY_TOKEN", TOKEN);
    running = await startEndpoint({ profile: "2026-01", token: TOKEN, tasks: TASKS });
    const given = { target: running.url, tasks: ["task-1"], folder };
    await expect(checkTarget(given)).rejects.toThrow(/credential: .*401/);
  });

  it.each([
    [{ target: "http://example.org" }, "example.org is not on this machine"],
    [{ target: "http://127.0.0.1:9" }, "tasks: none were given"],
    [{ target: "http://127.0.0.1:9", tasks: ["task-1"] }, "start the endpoint"],
    [{ target: "embedded", only: ["no-such/"] }, "no requirement begins with no-such/"],
    [{ target: "embedded", seed: -1 }, "seed: got"],
  ])("refuses %j as the operator's mistake", async (given, message) => {
    const refused = checkTarget({ ...given, folder });
    await expect(refused).rejects.toThrow(OperatorError);
    await expect(refused).rejects.toThrow(message);
  });

  it("leaves no folder behind where nothing was found", async () => {
    running = await startEndpoint({ profile: "2026-01", token: TOKEN, tasks: TASKS });
    const only = ["progress/"];
    const tasks = ["task-1", "task-2", "task-3"];
    vi.stubEnv("TMPDIR", folder);
    const outcomes = await checkTarget({ target: running.url, token: TOKEN, tasks, only });
    expect(outcomes.some(({ outcome }) => outcome === "held")).toBe(true);
    expect(readdirSync(folder).filter((name) => name.startsWith("headway-"))).toEqual([]);
  });
});

describe.each(PROFILES.map(({ id }) => id))("reports drawn for %s", (id) => {
  const profile = profileOf(id);
  const endpoint = createEndpoint({ profile: id, token: TOKEN, tasks: TASKS });
  const statusOf = async (text: string) => {
    const body = { kind: "text", text } as const;
    const headers = [
      ["Content-Type", "application/json"],
      ["X-Auth-Token", TOKEN],
    ] as const;
    const target = "/v3/tasks/task-1/progress";
    return (await endpoint.handle({ method: "PUT", target, headers, body })).status;
  };

  it("are valid, and the reference takes them", async () => {
    const valid = fc.asyncProperty(reportArbitrary({ profile: id }), async (body) => {
      expect(judgeBody(body, profile).standing).toBe("valid");
      expect(await statusOf(body)).toBe(200);
    });
    await fc.assert(valid, { seed: 7 });
  });

  it("are invalid where that was asked for, and the reference refuses them", async () => {
    const invalid = fc.asyncProperty(invalidReportArbitrary({ profile: id }), async (body) => {
      expect(judgeBody(body, profile).standing).toBe("invalid");
      expect(await statusOf(body)).toBe(400);
    });
    await fc.assert(invalid, { seed: 7 });
  });
});
