import { expect, it } from "vitest";
import { sizeOf } from "./size.ts";

const USUAL = {
  agents: 5_000_000,
  intervalMs: 60_000,
  perCoreSecond: 5000,
  agentBytes: 1000,
  coresPerRunner: 4,
  replyMs: 50,
};

it("shows how a fleet's runners are reckoned", () => {
  const { lines, ...size } = sizeOf(USUAL);
  expect(size).toEqual({
    runners: 6,
    cores: 24,
    bytesPerRunner: 200 * 1024 * 1024 + 833_334 * 1000,
    sockets: 12_500,
    addresses: 1,
  });
  expect(lines[1]).toBe("cores      83333.3/s / (5000/s a core x 0.7) = 24");
  expect(lines).toHaveLength(6);
});

it("takes more addresses for a slow endpoint, and never less than one of anything", () => {
  expect(sizeOf({ ...USUAL, replyMs: 1000 }).addresses).toBe(9);
  expect(sizeOf({ ...USUAL, agents: 1 })).toMatchObject({ runners: 1, cores: 1, sockets: 1 });
});
