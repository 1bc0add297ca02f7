/**
 * The suite tests itself: it accuses the reference of nothing, and every twin is caught by the
 * requirement that is named for it, with the smallest counterexample.
 */

import { describe, expect, it } from "vitest";
import { profileOf } from "../../simulators/contract/index.ts";
import { TWINS } from "../../simulators/endpoint/index.ts";
import { readJson } from "../../simulators/report/index.ts";
import { REQUIREMENTS } from "../requirements/index.ts";
import { SHOW_TASK_PATH } from "../target/index.ts";
import { checkInProcess } from "../testing/check-in-process.ts";
import { needsSocket } from "../testing/kills.ts";
import { MESSAGES, messageOf } from "../testing/messages.ts";

describe("the reference", () => {
  const situations = [
    { name: "profile 2026-01", given: { profile: "2026-01" } },
    { name: "profile 2024-02", given: { profile: "2024-02" } },
    {
      name: "observed through ShowTask",
      given: { observation: { kind: "show-task", path: SHOW_TASK_PATH } },
    },
    { name: "another seed", given: { seed: 20_261_123 } },
    { name: "by signature", given: { auth: "signature" } },
  ] as const;

  it.each(situations)("holds every requirement: $name", async ({ given }) => {
    const results = await checkInProcess(given);
    const other = "auth" in given ? "token" : "signature";
    const missing = [other, "network faults", "restart"] as const;
    const testable = new Set(
      REQUIREMENTS.filter((r) => !missing.some((need) => r.needs.includes(need))).map((r) => r.id),
    );
    for (const [id, result] of results) {
      if (!testable.has(id)) continue;
      expect({ id, outcome: result.outcome, violation: result.violation }).toMatchObject({
        id,
        outcome: "held",
      });
      for (const goal of result.goals) expect(goal.got, id).toBeGreaterThanOrEqual(goal.want);
    }
    expect(results.size).toBeGreaterThanOrEqual(60);
  });

  it("leaves what needs a look untestable where there is none", async () => {
    const results = await checkInProcess({ observation: { kind: "none" } });
    const untestable = [...results].filter(([, r]) => r.outcome === "untestable").map(([id]) => id);
    const missing = ["observation", "signature", "network faults", "restart"] as const;
    const needing = REQUIREMENTS.filter(({ needs }) =>
      missing.some((need) => needs.includes(need)),
    ).map((r) => r.id);
    expect(untestable.sort()).toEqual(needing.sort());
  });
});

describe("each gating requirement", () => {
  it("has a twin that it is needed for", () => {
    const caught = new Set(TWINS.flatMap((twin) => twin.caughtBy));
    const gating = REQUIREMENTS.filter((r) => r.basis === "stated" || r.basis === "adopted");
    expect(gating.filter((r) => !caught.has(r.id)).map((r) => r.id)).toEqual([]);
  });
});

describe("each twin", () => {
  /** Requests of the smallest counterexample, where it is not one. */
  const REQUESTS: Readonly<Record<string, number>> = {
    "progress-text": 2,
    "token-refused-stores": 3,
    lost: 2,
    stale: 2,
    merged: 3,
    "keeps-maximum": 3,
    "refused-stores": 3,
    "prefix-shared": 3,
    "size-as-double": 2,
    "trace-cut": 2,
    "unknown-created": 3,
    "repeat-counted": 3,
    "second-round-ignored": 3,
    "restart-ignored": 3,
    "twenty-first-lost": 21,
    "long-trace-slow": 3,
    "overlap-500": 2,
    "overlap-torn": 3,
    "others-overlap-lost": 3,
    "overlap-stale": 4,
    "overlap-lost": 5,
    "overlap-back-and-forth": 4,
    "refused-flashes": 3,
    "overlap-doubled": 4,
    "overlap-torn-third": 5,
    "exponent-overlooked": 2,
    "long-ids-lost": 2,
    "case-blind": 3,
    "blanks-trimmed": 3,
    "speed-rounded": 2,
    "after-refusal-lost": 4,
    "compressed-swallowed": 3,
    "slow-from-hundredth": 140,
    "slow-in-a-crowd": 130,
    "throttled-untold": 13,
    "kept-late": 2,
    "kept-in-two": 3,
    "kept-snapshot": 4,
    "kept-refused": 3,
    "kept-as-double": 2,
  };

  /** What its requirements say of a twin; some twins take their time, so each is checked once. */
  const checked = new Map<string, ReturnType<typeof checkInProcess>>();
  const checkTwin = (twin: (typeof TWINS)[number]) => {
    const auth = twin.caughtBy.includes("header/signature-wrong") ? "signature" : "token";
    const known = checked.get(twin.id);
    const results = known ?? checkInProcess({ twin: twin.id, only: twin.caughtBy, auth });
    checked.set(twin.id, results);
    return results;
  };

  const inProcess = TWINS.filter((twin) => !needsSocket(twin));

  it("has words for each requirement that catches it, and there are no words of others", () => {
    const caught = TWINS.flatMap((twin) => twin.caughtBy.map((id) => `${twin.id} ${id}`));
    expect(MESSAGES.map((m) => `${m.twin} ${m.requirement}`).sort()).toEqual(caught.sort());
  });

  it.each(inProcess.map((twin) => [twin.id, twin] as const))("is caught: %s", async (id, twin) => {
    const results = await checkTwin(twin);
    for (const requirement of twin.caughtBy) {
      const result = results.get(requirement);
      expect(result?.outcome, requirement).toBe("violated");
      const { expected, actual } = messageOf(id, requirement);
      expect(result?.violation?.expected).toBe(expected);
      expect(result?.violation?.actual).toMatch(actual);
      if (id === "canary") continue;
      expect(result?.violation?.confirmation.violated).toBeGreaterThan(0);
      const { exchanges = [] } = result?.violation ?? {};
      // Each try of several hundred requests is dear, so the smallest may be some larger.
      if (id === "byte-counted") expect(exchanges.length).toBeLessThan(300);
      else expect(exchanges).toHaveLength(REQUESTS[id] ?? 1);
    }
  });

  it.each([
    ["second-round-ignored", /kind (linux|windows)-\S+-(sync|clone)/],
    ["restart-ignored", /kind windows-block.*mishap \(what failed/],
    ["twenty-first-lost", /the simplest there is|kind/],
  ])(
    "that is about an order is shown by it, and says what of the plan matters: %s",
    async (id, facts) => {
      for (const seed of [1, 2, 3]) {
        const results = await checkInProcess({ twin: id, only: ["state/migration"], seed });
        const { violation } = results.get("state/migration") ?? {};
        const reports = violation?.trial.steps.filter((step) => step.do === "send") ?? [];
        expect(reports).toHaveLength(id === "twenty-first-lost" ? 20 : 2);
        expect(violation?.trial.title).toMatch(/^a migration \(/);
        expect(violation?.trial.title).toMatch(facts);
        expect(violation?.trial.title).not.toMatch(
          /seed|phaseShare|utilisation|startSeconds|client/,
        );
      }
    },
  );

  const oneField = TWINS.filter((twin) => twin.field !== undefined);

  it.each(oneField.map((twin) => [twin.id, twin] as const))(
    "of one field is shown by the mandatory fields and the culprit: %s",
    async (_, twin) => {
      const results = await checkTwin(twin);
      const { mandatory } = profileOf("2026-01");
      for (const [requirement, result] of results) {
        if (/-range$|-listed$|exact$/.test(requirement)) {
          expect(result.violation?.needed).toEqual([twin.field]);
        }
        for (const exchange of result.violation?.exchanges ?? []) {
          const reading = readJson(exchange.body?.text ?? "");
          const members =
            reading.kind === "json" && reading.value.kind === "object" ? reading.value.members : [];
          const names = members.map(([name]) => name);
          const allowed: readonly string[] = [...mandatory, twin.field ?? ""];
          expect(names.filter((name) => !allowed.includes(name))).toEqual([]);
        }
      }
    },
  );
});
