import fc from "fast-check";
import { expect, it } from "vitest";
import { Wheel } from "./wheel.ts";

const AGENTS = 40;

/** Beyond the wheel's horizon, too, and about it. */
const dueMs = fc.oneof(
  fc.integer({ min: 0, max: 50 }),
  fc.integer({ min: 16_330, max: 16_440 }),
  fc.integer({ min: 0, max: 100_000 }),
);

it("gives agents in the order of their due times, and none early", () => {
  fc.assert(
    fc.property(
      fc.array(dueMs, { maxLength: AGENTS }),
      fc.array(fc.record({ stepMs: dueMs, aheadMs: dueMs, takes: fc.nat(5), peeks: fc.boolean() })),
      (starts, steps) => {
        const dues = new Float64Array(AGENTS);
        const wheel = new Wheel(dues);
        const reference = new Map<number, number>();
        const add = (agent: number, at: number): void => {
          dues[agent] = at;
          wheel.add(agent, at);
          reference.set(agent, at);
        };
        for (const [agent, at] of starts.entries()) add(agent, at);
        let now = 0;
        for (const step of steps) {
          now += step.stepMs;
          if (step.peeks) expect(wheel.nextMs()).toBe(Math.min(...reference.values()));
          for (let i = 0; i < step.takes; i += 1) {
            const agent = wheel.take(now);
            const earliest = Math.min(...reference.values());
            expect(agent >= 0).toBe(earliest <= now);
            if (agent < 0) continue;
            expect(reference.get(agent)).toBe(earliest);
            reference.delete(agent);
            add(agent, Math.max(0, now - 20) + step.aheadMs);
          }
          expect(wheel.count).toBe(reference.size);
        }
      },
    ),
    { seed: 1, numRuns: 500 },
  );
});

function inOrder(last: number, next: number): number {
  expect(next).toBeGreaterThanOrEqual(last);
  return next;
}

it("gives whole slots, with what is overdue, and nothing early", () => {
  fc.assert(
    fc.property(
      fc.array(dueMs, { minLength: 1, maxLength: AGENTS }),
      fc.array(fc.record({ stepMs: dueMs, aheadMs: dueMs })),
      (starts, steps) => {
        const dues = Float64Array.from(starts);
        const stands = [...starts];
        const wheel = new Wheel(dues);
        for (const [agent, at] of starts.entries()) wheel.add(agent, at);
        let now = 0;
        for (const step of steps) {
          now += step.stepMs;
          const taken: number[] = [];
          let lastDue = 0;
          for (let first = wheel.takeSlot(now); first >= 0; first = wheel.takeSlot(now)) {
            for (let agent = first; agent >= 0; agent = wheel.successors[agent] ?? -1) {
              taken.push(agent);
              // Slots come in the order of time; what is overdue may come sooner than it stands.
              if (dues[agent] === stands[agent]) lastDue = inOrder(lastDue, stands[agent] ?? 0);
            }
          }
          const due = [...stands.keys()].filter((agent) => (stands[agent] ?? 0) <= now);
          expect(taken.sort((a, b) => a - b)).toEqual(due);
          for (const agent of taken) {
            const next = (dues[agent] ?? 0) + step.aheadMs;
            dues[agent] = next;
            const atMs = Math.max(now, next);
            stands[agent] = atMs;
            wheel.add(agent, atMs);
          }
        }
      },
    ),
    { seed: 1, numRuns: 500 },
  );
});

it("has nothing to give when it is empty", () => {
  const wheel = new Wheel(new Float64Array(1));
  expect([wheel.take(1e9), wheel.nextMs()]).toEqual([-1, Infinity]);
});
