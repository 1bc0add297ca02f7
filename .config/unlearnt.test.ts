/**
 * Nothing of the public benchmark is learnt by heart: no id and no threshold of its flaws stands in
 * `properties/`, but for `peers/` and `PEERS.md`, which compare on it. Its own files need not be there for that;
 * where they are, the lists below are held to them.
 */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { PROFILES } from "../simulators/contract/index.ts";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
/** What compares on it, and the page that is written of that. */
const PEERS = [join("properties", "peers"), join("properties", "PEERS.md")];
const BENCHMARK = join(ROOT, "..", "shared", "published");
const there = existsSync(join(BENCHMARK, "mutants.txt"));
if (!there) console.error("The public benchmark is not beside this checkout: lists not compared.");

/** How its flaws are called: the family's letter, an underscore, words. */
const ID = /\b[vahfsc]_[a-z0-9]+(?:_[a-z0-9]+)*\b/g;
/** What its flaws turn on and the contract does not say. */
const THRESHOLDS: readonly RegExp[] = [/\b1_?500\b/, /\bslice\(0, 6\)/];

const FILES = filesUnder(join(ROOT, "properties")).map((path) => ({
  path: relative(ROOT, path),
  text: readFileSync(path, "utf8"),
}));

describe("properties", () => {
  it("name no flaw of the public benchmark", () => {
    const found = FILES.flatMap(({ path, text }) =>
      [...text.matchAll(ID)].map(([id]) => `${path}: ${id}`),
    );
    expect(FILES.length).toBeGreaterThan(60);
    expect(found).toEqual([]);
  });

  it("turn on no threshold of its flaws", () => {
    const code = FILES.filter(({ path }) => !path.endsWith(".test.ts"));
    const found = code.flatMap(({ path, text }) =>
      THRESHOLDS.filter((threshold) => threshold.test(text)).map((t) => `${path}: ${t.source}`),
    );
    expect(found).toEqual([]);
  });

  it("would be seen to", () => {
    expect("const twin = 'v_progress_max';".match(ID)).toEqual(["v_progress_max"]);
    expect("task_id process_trace total_cpu_usage".match(ID)).toBeNull();
    expect(THRESHOLDS.filter((t) => t.test("trace.length > 1500"))).toHaveLength(1);
  });
});

describe.skipIf(!there)("where the public benchmark lies beside the checkout", () => {
  const read = (name: string) => readFileSync(join(BENCHMARK, name), "utf8");

  it("each of its ids is one that the pattern sees", () => {
    const ids = read("mutants.txt")
      .split("\n")
      .filter((line) => line !== "");
    expect(ids.length).toBeGreaterThan(40);
    expect(ids.filter((id) => id.match(ID)?.[0] !== id)).toEqual([]);
  });

  it("each number of its flaws is a bound of the contract, a status, or listed as a threshold", () => {
    const bounds = PROFILES.flatMap(({ fields, taskId }) => [
      taskId.max,
      ...fields.flatMap(({ max, lengthMax }) => [Number(max ?? 0), lengthMax ?? 0]),
    ]);
    const known = new Set(bounds.flatMap((bound) => [bound - 1, bound, bound + 1]));
    const lines = read("server.py")
      .split("\n")
      .filter((line) => / M == '/.test(line));
    const numbers = lines.flatMap((line) => line.match(/(?<![\w*.])\d{3,}(?![\w*.])/g) ?? []);
    const unknown = numbers.filter((number) => {
      const value = Number(number);
      const isStatus = value >= 200 && value < 600 && value !== 255;
      return !known.has(value) && !isStatus && !THRESHOLDS.some((t) => t.test(number));
    });
    expect(numbers).toContain("1500");
    expect(unknown).toEqual([]);
  });
});

function filesUnder(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (PEERS.includes(relative(ROOT, path))) return [];
    return entry.isDirectory() ? filesUnder(path) : [path];
  });
}
