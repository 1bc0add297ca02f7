/** The guard before a transport: budgets, silence, throttling. */

import { describe, expect, it } from "vitest";
import type { Reply, Transport, WireRequest } from "../target/index.ts";
import { guarded } from "./guard.ts";

const REQUEST: WireRequest = { method: "PUT", path: "/", headers: [] };
const { signal } = new AbortController();

function answering(answers: (n: number) => Reply): Transport {
  let n = 0;
  return { send: async () => answers(n++), close: async () => {} };
}

function status(code: number, headers: readonly (readonly [string, string])[] = []): Reply {
  return { kind: "complete", status: code, headers, body: "", startMs: 0, endMs: 1 };
}

describe("the guard", () => {
  it("lets through what is in order", async () => {
    const guard = guarded(
      answering(() => status(200)),
      { requestsMax: 10 },
    );
    expect(await guard.send(REQUEST, signal)).toMatchObject({ status: 200 });
    expect([guard.sent(), guard.tripped()]).toEqual([1, undefined]);
  });

  it("stops at the budget, and says so from then on", async () => {
    const guard = guarded(
      answering(() => status(200)),
      { requestsMax: 2 },
    );
    for (let i = 0; i < 2; i += 1) await guard.send(REQUEST, signal);
    expect(await guard.send(REQUEST, signal)).toMatchObject({ kind: "broken" });
    expect(guard.tripped()).toMatch(/budget of 2 requests/);
    expect(guard.sent()).toBe(2);
  });

  it("stops when nothing answers any more, but not for a reply lost now and then", async () => {
    const lost: Reply = { kind: "timeout", afterMs: 1 };
    const now = guarded(
      answering((n) => (n % 5 === 0 ? status(200) : lost)),
      { requestsMax: 1000 },
    );
    for (let i = 0; i < 200; i += 1) await now.send(REQUEST, signal);
    expect(now.tripped()).toBeUndefined();
    const never = guarded(
      answering(() => lost),
      { requestsMax: 1000 },
    );
    for (let i = 0; i < 200; i += 1) await never.send(REQUEST, signal);
    expect(never.tripped()).toMatch(/stopped answering/);
    expect(never.sent()).toBeLessThan(50);
  });

  it("waits as long as it is asked to where the target throttles, and sends again", async () => {
    const soon = status(429, [["Retry-After", "0.01"]]);
    const guard = guarded(
      answering((n) => (n < 2 ? soon : status(200))),
      { requestsMax: 100 },
    );
    expect(await guard.send(REQUEST, signal)).toMatchObject({ status: 200 });
    expect(guard.sent()).toBe(3);
    const always = guarded(
      answering(() => soon),
      { requestsMax: 100 },
    );
    expect(await always.send(REQUEST, signal)).toMatchObject({ kind: "broken" });
    const asked = { ...REQUEST, takesThrottling: true };
    expect(await always.send(asked, signal)).toMatchObject({ status: 429 });
  });

  it("keeps to a rate", async () => {
    const guard = guarded(
      answering(() => status(200)),
      { requestsMax: 100, perSecond: 100 },
    );
    const started = performance.now();
    await Promise.all(Array.from({ length: 21 }, () => guard.send(REQUEST, signal)));
    expect(performance.now() - started).toBeGreaterThanOrEqual(195);
  });

  it("sends nothing when its time is over, and says so", async () => {
    const guard = guarded(
      answering(() => status(200)),
      { requestsMax: 100, timeMs: 0 },
    );
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await guard.send(REQUEST, signal)).toMatchObject({ kind: "broken" });
    expect(guard.tripped()).toMatch(/budget of 0 s/);
  });
});
