import fc from "fast-check";
import { expect, it } from "vitest";
import { bodyWriter, timeline } from "../../simulators/agent/index.ts";
import { profileOf } from "../../simulators/contract/index.ts";
import { planArbitrary } from "../../simulators/fleet/index.ts";
import { judgeBody } from "../../simulators/report/index.ts";
import { Marker, markedAt, markOf, Stamper, withRoom } from "./marks.ts";

const PROFILE = profileOf("2026-01");
const LONGEST = markOf(99_999_999, 99_999_999);

it("leaves every report of every client valid, with the longest mark there is", () => {
  fc.assert(
    fc.property(planArbitrary(), fc.integer({ min: 0, max: 1e9 }), (plan, dueMs) => {
      const entry = timeline(plan).next();
      if (entry === undefined) return;
      const write = bodyWriter(plan, PROFILE);
      const text = new Marker().body(markedAt(write(withRoom(entry.report))), LONGEST, dueMs);
      const plainText = write(entry.report);
      expect(judgeBody(text, PROFILE).standing).toBe(judgeBody(plainText, PROFILE).standing);
      const plain = JSON.parse(plainText);
      const marked = JSON.parse(text);
      expect(Object.keys(marked)).toEqual(Object.keys(plain));
      expect(marked.process_trace.startsWith(`${LONGEST} `)).toBe(true);
    }),
    { seed: 1, numRuns: 300 },
  );
});

it("cuts a trace that would grow too long between characters", () => {
  const room = withRoom({
    subtask_name: "SSL_CONFIG",
    progress: 1,
    process_trace: "𠀀".repeat(2048),
  });
  const points = [...(room.process_trace ?? "")];
  expect(points.length).toBeLessThanOrEqual(2048);
  expect(points.slice(-1)).toEqual(["𠀀"]);
});

it("tells the time at which the report is due", () => {
  const marked = { before: "", between: " ", after: "!" };
  const marker = new Marker();
  const texts = [0, 999, 1000, 86_400_000].map((dueMs) => marker.body(marked, "m", dueMs));
  expect(texts).toEqual([
    "m 2026-01-01T00:00:00!",
    "m 2026-01-01T00:00:00!",
    "m 2026-01-01T00:00:01!",
    "m 2026-01-02T00:00:00!",
  ]);
});

it("writes the same as bytes as it does as text", () => {
  const numbers = fc.integer({ min: 0, max: 99_999_999 });
  fc.assert(
    fc.property(
      planArbitrary(),
      fc.array(fc.tuple(numbers, numbers, fc.integer({ min: 0, max: 1e9 })), { maxLength: 5 }),
      (plan, stamps) => {
        const entry = timeline(plan).next();
        if (entry === undefined) return;
        const marked = markedAt(bodyWriter(plan, PROFILE)(withRoom(entry.report)));
        const stamper = new Stamper([marked], (text) => Uint8Array.from(Buffer.from(text)).buffer);
        const marker = new Marker();
        stamper.begin();
        // All of one turn stay as they are.
        const bodies = stamps.map(([number, sequence, dueMs]) =>
          stamper.stamp(0, number, sequence, dueMs),
        );
        const texts = stamps.map(([number, sequence, dueMs]) =>
          marker.body(marked, markOf(number, sequence), dueMs),
        );
        expect(bodies.map((body) => Buffer.from(body).toString())).toEqual(texts);
      },
    ),
    { seed: 1, numRuns: 200 },
  );
});

it("refuses a body without room", () => {
  expect(() => markedAt("{}")).toThrow("markedAt: got {}, want ########-######## in it");
});
