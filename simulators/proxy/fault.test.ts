import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bend, type ProxyFault, type Step } from "./fault.ts";
import { drawnScript } from "./script.ts";

const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i % 256);

/** What a stream of chunks becomes: the bytes that got through, and whether it was cut. */
function carried(faults: readonly ProxyFault[], chunks: readonly Uint8Array[]) {
  const sent: number[] = [];
  let offset = 0;
  let waited = 0;
  for (const chunk of chunks) {
    for (const step of bend(faults, "request", offset, chunk)) {
      if (step.kind === "cut") return { sent, cut: step.how, waited };
      if (step.kind === "wait") waited += step.forMs;
      else sent.push(...step.bytes);
    }
    offset += chunk.length;
  }
  return { sent, cut: undefined, waited };
}

const chunks = fc.array(fc.integer({ min: 1, max: 50 }).map(bytes), { maxLength: 8 });
const bending = fc.oneof(
  fc.record({
    kind: fc.constant("delay" as const),
    stream: fc.constant("request" as const),
    afterBytes: fc.nat(200),
    forMs: fc.constant(7),
  }),
  fc.record({
    kind: fc.constant("slice" as const),
    stream: fc.constant("request" as const),
    pieceBytes: fc.integer({ min: 1, max: 60 }),
    pauseMs: fc.constant(1),
  }),
);

describe("what a network does to a stream", () => {
  it("changes no byte where nothing is cut, whatever is delayed and sliced", () => {
    fc.assert(
      fc.property(chunks, fc.array(bending, { maxLength: 3 }), (stream, faults) => {
        const whole = stream.flatMap((chunk) => [...chunk]);
        expect(carried(faults, stream).sent).toEqual(whole);
      }),
      { seed: 1 },
    );
  });

  it("lets exactly the bytes before a cut through, however they come", () => {
    fc.assert(
      fc.property(chunks, fc.nat(300), fc.array(bending, { maxLength: 2 }), (stream, at, more) => {
        const whole = stream.flatMap((chunk) => [...chunk]);
        const cut = { kind: "cut", stream: "request", afterBytes: at, how: "reset" } as const;
        const result = carried([...more, cut], stream);
        const isReached = at <= whole.length && stream.length > 0;
        expect(result.sent).toEqual(isReached ? whole.slice(0, at) : whole);
        expect(result.cut).toBe(isReached ? "reset" : undefined);
      }),
      { seed: 2 },
    );
  });

  it("waits once, at the byte that is meant", () => {
    const delay = { kind: "delay", stream: "request", afterBytes: 3, forMs: 50 } as const;
    const steps = bend([delay], "request", 0, bytes(5));
    expect(steps).toEqual<readonly Step[]>([
      { kind: "send", bytes: bytes(5).subarray(0, 3) },
      { kind: "wait", forMs: 50 },
      { kind: "send", bytes: bytes(5).subarray(3) },
    ]);
    expect(bend([delay], "request", 5, bytes(5))).toHaveLength(1);
    expect(bend([delay], "reply", 0, bytes(5))).toHaveLength(1);
  });
});

describe("a cut a moment later", () => {
  it("lets the connection live on, and carries nothing more", () => {
    const cut = {
      kind: "cut",
      stream: "request",
      afterBytes: 3,
      how: "end",
      afterMs: 7,
    } as const;
    expect(bend([cut], "request", 0, bytes(5))).toEqual<readonly Step[]>([
      { kind: "send", bytes: bytes(5).subarray(0, 3) },
      { kind: "wait", forMs: 7 },
      { kind: "cut", how: "end" },
    ]);
  });
});

describe("a drawn script", () => {
  it("gives a connection the same faults each time, and others to others", () => {
    const shares = { cut: 0.5, delay: 0.5, slice: 0.5, duplicate: 0.5 };
    const [script, again, other] = [7, 7, 8].map((seed) => drawnScript(seed, shares));
    const numbers = Array.from({ length: 50 }, (_, i) => i);
    expect(numbers.map((n) => script?.(n))).toEqual(numbers.map((n) => again?.(n)));
    expect(numbers.map((n) => script?.(n))).not.toEqual(numbers.map((n) => other?.(n)));
  });

  it("does each thing as often as its share says", () => {
    const script = drawnScript(1, { cut: 0.2, delay: 0, slice: 1, duplicate: 0.5 });
    const kinds = Array.from({ length: 2000 }, (_, n) => script(n).map(({ kind }) => kind)).flat();
    const share = (kind: ProxyFault["kind"]) => kinds.filter((k) => k === kind).length / 2000;
    expect(share("cut")).toBeCloseTo(0.2, 1);
    expect(share("delay")).toBe(0);
    expect(share("slice")).toBe(1);
    expect(share("duplicate")).toBeCloseTo(0.5, 1);
  });
});
