import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseRetryAfter, RetryBudget, type RetryPolicy, retryAfterMs } from "./retry.ts";

const BACKOFF = { baseMs: 100, capMs: 1500, triesMax: 10 };
const POLICIES: readonly RetryPolicy[] = [
  { kind: "none" },
  { kind: "fixed", afterMs: 300, triesMax: 3 },
  { kind: "exponential", ...BACKOFF },
  { kind: "full-jitter", ...BACKOFF },
];
const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe("a report that was not taken", () => {
  it("is never sent again without a policy", () => {
    expect(retryAfterMs({ kind: "none" }, { status: 503 }, 1, 0)).toBeUndefined();
  });

  it("is sent again after the same time, three times in all", () => {
    const policy = { kind: "fixed", afterMs: 300, triesMax: 3 } as const;
    const waits = [1, 2, 3].map((tries) => retryAfterMs(policy, { status: 503 }, tries, 0.5));
    expect(waits).toEqual([300, 300, undefined]);
  });

  it("waits twice as long each time, up to the cap", () => {
    const policy = { kind: "exponential", ...BACKOFF } as const;
    const waits = [1, 2, 3, 4, 5, 6].map((tries) => retryAfterMs(policy, { status: 0 }, tries, 0));
    expect(waits).toEqual([100, 200, 400, 800, 1500, 1500]);
  });

  it("with full jitter waits between nothing and what the others wait", () => {
    fc.assert(
      fc.property(share, fc.integer({ min: 1, max: 9 }), (drawn, tries) => {
        const failed = { status: 500 };
        const most = retryAfterMs({ kind: "exponential", ...BACKOFF }, failed, tries, drawn) ?? -1;
        const wait = retryAfterMs({ kind: "full-jitter", ...BACKOFF }, failed, tries, drawn) ?? -1;
        return wait >= 0 && wait <= most;
      }),
      { seed: 1 },
    );
  });

  it.each([400, 401, 403, 404, 409, 413, 422])(
    "is given up where trying is no use: %i",
    (status) => {
      for (const policy of POLICIES) {
        expect(retryAfterMs(policy, { status }, 1, 0)).toBeUndefined();
      }
    },
  );

  it("waits as long as the endpoint asks, and gives up where that is too long", () => {
    const policy = { kind: "fixed", afterMs: 300, triesMax: 3 } as const;
    expect(retryAfterMs(policy, { status: 429, retryAfterMs: 2000 }, 1, 0)).toBe(2000);
    expect(retryAfterMs(policy, { status: 429, retryAfterMs: 100 }, 1, 0)).toBe(300);
    expect(retryAfterMs(policy, { status: 429, retryAfterMs: 3_600_000 }, 1, 0)).toBeUndefined();
  });
});

describe("a budget of retries", () => {
  it("lets through at most its share of the first sendings, and what it began with", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 400 }), (firsts) => {
        const budget = new RetryBudget(0.1, 5);
        let first = 0;
        let again = 0;
        for (const isFirst of firsts) {
          if (isFirst) {
            budget.earn();
            first += 1;
          } else if (budget.spend()) again += 1;
        }
        return again <= 5 + 0.1 * first + 1e-9;
      }),
      { seed: 1 },
    );
  });

  it("does not save up for a storm", () => {
    const budget = new RetryBudget(0.1, 5);
    for (let i = 0; i < 100_000; i += 1) budget.earn();
    let again = 0;
    while (budget.spend()) again += 1;
    expect(again).toBe(15);
  });
});

describe("Retry-After", () => {
  it.each([
    ["3", 3000],
    ["0", 0],
    [undefined, undefined],
    ["Wed, 21 Oct 2026 07:28:00 GMT", undefined],
    ["-1", undefined],
    ["1e3", undefined],
  ])("%s", (text, ms) => {
    expect(parseRetryAfter(text)).toBe(ms);
  });
});
