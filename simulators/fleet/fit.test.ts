import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { hastened, type Plan, planOf } from "../agent/index.ts";
import { profileOf } from "../contract/index.ts";
import { CLIENT_DIALECTS } from "../report/index.ts";
import { fitFleet } from "./fit.ts";
import { FLEET_SPEC } from "./fleet-spec.ts";
import { presetNamed } from "./presets.ts";
import { RecordingError, readRecording } from "./recording.ts";
import { samplePlans } from "./sample.ts";
import { simulate } from "./simulate.ts";

const PROFILE = profileOf("2026-01");

function ndjson(plans: readonly Plan[]): string {
  const lines: string[] = [];
  const write = (line: string) => lines.push(line);
  simulate({ plans, title: "t", reason: "r", format: "ndjson", profile: PROFILE }, write);
  return lines.join("\n");
}

/** A HAR of one report each. */
function har(
  entries: readonly { url: string; method?: string; body: string; agent?: string }[],
): string {
  return JSON.stringify({
    log: {
      version: "1.2",
      entries: entries.map(({ url, method = "PUT", body, agent = "curl" }, index) => ({
        startedDateTime: new Date(1_767_600_000_000 + 5000 * index).toISOString(),
        request: {
          method,
          url,
          headers: [{ name: "User-Agent", value: agent }],
          postData: { mimeType: "application/json", text: body },
        },
      })),
    },
  });
}

const BODY =
  '{"subtask_name":"SSL_CONFIG","progress":1,"replicatesize":9223372036854775807,"totalsize":9223372036854775807,"process_trace":""}';

describe("a fleet fitted from what a fleet sent", () => {
  const spec = presetNamed("continuous-sync-estate");
  const drawn = samplePlans({ seed: 5, count: 40, ...(spec === undefined ? {} : { spec }) });
  const fitted = fitFleet(
    readRecording(ndjson(drawn.map((plan) => hastened(plan, 4, "kept"))), "f"),
    "own",
  );

  it("is a spec, and says what it comes from", () => {
    expect(v.is(FLEET_SPEC, fitted)).toBe(true);
    expect(fitted.name).toBe("own");
    expect(fitted.reason).toMatch(/^fitted from [\d]+ reports of 40 tasks$/);
    expect(samplePlans({ seed: 1, count: 5, spec: fitted })).toHaveLength(5);
  });

  it("has the kinds, pace, rounds and links of the fleet", () => {
    expect(fitted.kinds).toEqual(
      drawn.reduce<Record<string, number>>((counts, { kind }) => {
        counts[kind] = (counts[kind] ?? 0) + 1;
        return counts;
      }, {}),
    );
    expect(fitted.intervalsMs[0]?.value).toBe(10_000);
    expect(fitted.rounds.max).toBeGreaterThanOrEqual(10);
    expect(fitted.arrival).toEqual({ pattern: "spread", overMs: expect.any(Number) });
    const median = (plans: readonly Plan[]) =>
      plans.map((plan) => plan.totalBytes).sort((a, b) => a - b)[Math.floor(plans.length / 2)] ?? 0;
    const like = samplePlans({ seed: 2, count: 400, spec: fitted });
    expect(median(like) / median(drawn)).toBeGreaterThan(0.5);
    expect(median(like) / median(drawn)).toBeLessThan(2);
  });
});

describe("one agent's traits", () => {
  const facts = { totalBytes: 20e9, linkMbps: 100, intervalMs: 10_000 };
  const fitOf = (plan: Plan) => fitFleet(readRecording(ndjson([plan]), "f"), "one");

  it("are seen where they are, and not where they are not", () => {
    const plain = fitOf(planOf(facts));
    expect(plain.traits).toMatchObject({ stall: 0, attachHang: 0, growth: 0, mishap: 0, drill: 0 });
    expect(plain.faults).toEqual({ duplicated: 0, offline: 0, replayed: 0 });
    const stall = { atShare: 0.5, forMs: 600_000 };
    const mishap = { what: "failed", stage: 4, percent: 50, pauseMs: 1000, keeps: false } as const;
    expect(fitOf(planOf({ ...facts, stall })).traits.stall).toBe(1);
    expect(fitOf(planOf({ ...facts, attachHangMs: 600_000 })).traits.attachHang).toBe(1);
    expect(fitOf(planOf({ ...facts, growthMbps: 10 })).traits.growth).toBe(1);
    expect(fitOf(planOf({ ...facts, mishap })).traits.mishap).toBe(1);
    expect(fitOf(planOf({ ...facts, migrationTest: true })).traits.drill).toBe(1);
    expect(fitOf(planOf({ ...facts, verbose: true })).traits.verbose).toBe(1);
    const duplicated = { name: "duplicated", share: 0.2, afterMs: 0 } as const;
    expect(fitOf(planOf({ ...facts, faults: [duplicated] })).faults.duplicated).toBe(1);
    const offline = { name: "offline", at: 20, reports: 30 } as const;
    expect(fitOf(planOf({ ...facts, faults: [offline] })).faults.offline).toBe(1);
    const replayed = { name: "replayed", reports: 5, afterMs: 100 } as const;
    expect(fitOf(planOf({ ...facts, faults: [replayed] })).faults.replayed).toBe(1);
  });

  it("tell the age by the members", () => {
    const old = fitOf(planOf({ ...facts, revision: "2023-04" }));
    expect(old.revisions).toEqual({ "2023-04": 1 });
    expect(fitOf(planOf({ ...facts, revision: "2021-09" })).revisions).toEqual({ "2021-09": 1 });
  });
});

describe("a recording", () => {
  it("is read from HAR, without rounding, and only requests of the operation count", () => {
    const url = "https://sms.example.com/v3/tasks/abc/progress";
    const agent = `${CLIENT_DIALECTS.python.headers[0]?.[1]}; os/Linux`;
    const text = har([
      { url, body: BODY, agent },
      { url: "https://sms.example.com/v3/tasks/abc", body: "" },
      { url, method: "POST", body: BODY },
      { url, body: "{}" },
    ]);
    const recording = readRecording(text, "f.har");
    expect(recording.reports).toHaveLength(1);
    expect(recording.skipped).toBe(3);
    expect(recording.reports[0]).toMatchObject({
      task: "abc",
      report: { replicatesize: 2n ** 63n - 1n },
    });
    expect(fitFleet(recording, "har").clients).toEqual({ python: 1 });
  });

  it("is read from NDJSON with the body as an object or as text", () => {
    const lines = [
      `{"task":"a","atMs":5,"body":${BODY}}`,
      JSON.stringify({ agent: 7, time: "2026-01-05T08:00:00Z", body: BODY }),
    ];
    const { reports } = readRecording(lines.join("\r\n"), "f");
    expect(reports.map((report) => report.task)).toEqual(["a", "7"]);
    expect(reports[0]?.report.totalsize).toBe(2n ** 63n - 1n);
  });

  it.each<[string, string, RegExp]>([
    ["an empty file", " \n", /^f: got an empty file, want HAR or NDJSON/],
    ["no JSON", "PUT /v3", /^f:1: got no JSON/],
    [
      "a line without a task",
      `{"atMs":1,"body":${BODY}}`,
      /^f:1: line: want a member task or agent/,
    ],
    [
      "a line without a time",
      `{"task":"a","body":${BODY}}`,
      /^f:1: line: want a member atMs or time/,
    ],
    ["a time that is none", `{"task":"a","time":"soon","body":${BODY}}`, /^f:1: time: got "soon"/],
    [
      "a HAR of another version",
      har([{ url: "https://example.com/", body: "" }]).replace('"1.2"', '"2.0"'),
      /^f: log\.version: got "2\.0"; want HAR 1\.1 or 1\.2/,
    ],
    [
      "a HAR with a time that is none",
      har([{ url: "https://example.com/v3/tasks/a/progress", body: BODY }]).replace(
        "2026-",
        "last ",
      ),
      /^f: log\.entries\.0\.startedDateTime: got "last .*want an ISO 8601 time/,
    ],
    ["a HAR cut short", '{"log":{"entries":[{', /^f: got no JSON/],
    ["a HAR without entries", '{"log":{}}', /^f: log\.entries: /],
    [
      "a HAR of other requests",
      har([{ url: "https://example.com/", body: "" }]),
      /^f: got 1 requests and none of them a report; want requests PUT/,
    ],
    ["the second line", `{"task":"a","atMs":1,"body":${BODY}}\n{"task":1}`, /^f:2: body: /],
  ])("is refused with the place and the reason: %s", (_, text, message) => {
    expect(() => readRecording(text, "f")).toThrow(message);
    expect(() => readRecording(text, "f")).toThrow(RecordingError);
  });
});
