import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { keepMeasured } from "../measured.ts";
import { measuredFigures } from "./measured-figures.ts";
import { sizeOf } from "./size.ts";

const MIB = 1024 * 1024;
const given = (value: number) => ({ value, origin: "given" });
const USUAL = {
  agents: 5_000_000,
  intervalMs: 60_000,
  perCoreSecond: given(5000),
  runnerBytes: given(200 * MIB),
  agentBytes: given(1000),
  coresPerRunner: given(4),
  replyMs: { value: 50, origin: "assumed" },
};
const MEASURED = {
  day: "2026-01-28",
  machine: "2 × some processor, 8 GiB",
  k6: "v2.2.0",
  perCoreSecond: 9000,
  runnerBytes: 100 * MIB,
  agentBytes: 700,
};
const UNSAID = { perCoreSecond: undefined, runnerBytes: undefined, agentBytes: undefined };

const root = mkdtempSync(join(tmpdir(), "headway-size-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

it("shows how a fleet's runners are reckoned, and where each figure comes from", () => {
  const { lines, ...size } = sizeOf(USUAL);
  expect(size).toEqual({
    runners: 6,
    cores: 24,
    bytesPerRunner: 200 * MIB + 833_334 * 1000,
    sockets: 12_500,
    addresses: 1,
  });
  expect(lines[1]).toBe("cores      83333.3/s / (5000/s a core x 0.7) = 24");
  const origins = lines.slice(lines.indexOf("where the figures come from:") + 1);
  expect(origins.slice(0, 2)).toEqual([
    "  5000/s a core: given",
    "  0.7 of a core: assumed, the rest is for bursts",
  ]);
  expect(origins).toContain("  50 ms a reply: assumed");
  expect(origins).toHaveLength(8);
});

it("takes more addresses for a slow endpoint, and never less than one of anything", () => {
  expect(sizeOf({ ...USUAL, replyMs: given(1000) }).addresses).toBe(9);
  expect(sizeOf({ ...USUAL, agents: 1 })).toMatchObject({ runners: 1, cores: 1, sockets: 1 });
});

it("takes what was measured, says when and where, and lets what is given count", () => {
  const measured = join(root, "measured.json");
  keepMeasured(measured, MEASURED);
  const origin = `measured 2026-01-28, 2 × some processor, 8 GiB, k6 v2.2.0 (${measured})`;
  expect(measuredFigures({ measured }, { ...UNSAID, agentBytes: "800" })).toEqual({
    perCoreSecond: { value: 9000, origin },
    runnerBytes: { value: 100 * MIB, origin },
    agentBytes: { value: 800, origin: "given" },
  });
});

it("guesses none: it wants each measured or given, and figures that are figures", () => {
  const nowhere = join(root, "nowhere.json");
  expect(() => measuredFigures({ measured: nowhere }, { ...UNSAID, perCoreSecond: "5" })).toThrow(
    /runner-bytes: got none and there is no .*nowhere.json; .*npm run bench size/,
  );
  const broken = join(root, "broken.json");
  writeFileSync(broken, JSON.stringify({ ...MEASURED, perCoreSecond: "fast" }));
  expect(() => measuredFigures({ measured: broken }, UNSAID)).toThrow(
    /broken.json: perCoreSecond: .*; measure again by npm run bench size/,
  );
});
