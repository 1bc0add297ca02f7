/** What breaks connections, over real sockets: each twin is found and named, the reference is not. */

import { describe, expect, it } from "vitest";
import type { Event, Finding } from "../../reports/evidence/index.ts";
import { TWINS } from "../../simulators/endpoint/index.ts";
import { checkOverHttp } from "../testing/check-over-http.ts";
import { messageOf } from "../testing/messages.ts";

/** Requests of the smallest counterexample. */
const REQUESTS: Readonly<Record<string, number>> = {
  "cut-partly-stored": 3,
  "cut-torn": 3,
  "cut-rolled-back": 4,
  "after-cut-lost": 4,
  "cut-returns": 6,
  "cut-completes": 3,
  "cut-locks": 2,
  "fifth-cut-closes": 6,
  "cut-left-over": 2,
  "slow-refused": 1,
  "twice-added": 2,
  "twice-late": 3,
};

const NETWORK_TWINS = TWINS.filter(({ family }) => family === "network");
/** A check with its smaller counterexamples and their confirmation, on a machine that is busy. */
const LEAST_MS = 90_000;

describe("over a network that breaks", () => {
  it.each(NETWORK_TWINS.map((twin) => [twin.id, twin] as const))(
    "%s is found and named",
    async (id, { caughtBy }) => {
      const events = await checkOverHttp({ twin: id, only: caughtBy });
      expect(events.filter((event) => event.kind === "harness-error")).toEqual([]);
      for (const requirement of caughtBy) {
        const finding = findingOf(events, requirement);
        const { expected, actual } = messageOf(id, requirement);
        expect(finding?.expected).toBe(expected);
        expect(finding?.actual).toMatch(actual);
        expect(finding?.confirmation.violated).toBeGreaterThan(0);
        expect(finding?.exchanges).toHaveLength(REQUESTS[id] ?? 0);
        // What the network did stands in words with the request, and in the one line.
        const [network] = finding?.exchanges.flatMap((e) => e.network ?? []) ?? [];
        expect(network).toMatch(/^(cut \((reset|end)\)|held up for|sent in pieces|its bytes sent)/);
        expect(finding?.counterexample).toMatch(/cut \(|held up|pieces|sent twice/);
      }
    },
    LEAST_MS,
  );

  it(
    "the reference holds them all, and what was to happen did",
    async () => {
      const events = await checkOverHttp({ only: ["faults/"] });
      const results = events.filter((event) => event.kind === "requirement");
      expect(results).toHaveLength(8);
      expect(results.filter(({ outcome }) => outcome !== "held")).toEqual([]);
      for (const { id, goals } of results) {
        for (const { name, got, want } of goals) {
          expect(got, `${id}: ${name}`).toBeGreaterThanOrEqual(want);
        }
      }
    },
    LEAST_MS,
  );
});

function findingOf(events: readonly Event[], requirement: string): Finding | undefined {
  const result = events.find((event) => event.kind === "requirement" && event.id === requirement);
  return result?.kind === "requirement" ? result.finding : undefined;
}
