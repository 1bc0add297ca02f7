/**
 * What a program can check of the house rules: the arrows between rooms, the purity and the
 * arithmetic of the core, sizes, and words that stay out.
 */

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { SCENARIOS } from "../scenarios/index.ts";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const ROOMS = ["simulators", "properties", "scenarios", "reports"] as const;
/** The door, and what stands behind it: they know every room, and no room knows them. */
const DOOR = /^(cli\.ts$|\.cli\/)/;
type Room = (typeof ROOMS)[number];

interface Source {
  readonly path: string;
  readonly text: string;
  readonly imports: readonly { readonly target: string; readonly typeOnly: boolean }[];
}

const SOURCES: readonly Source[] = [
  ...[...ROOMS, ".cli"].flatMap((folder) => filesUnder(join(ROOT, folder))),
  join(ROOT, "cli.ts"),
].map(readSource);

const CODE = SOURCES.filter((source) => !/\.test\.tsx?$|\/testing\//.test(source.path));

/**
 * The pure core: what runs unchanged in Node and inside k6. `scenarios/worker` runs in k6 only and
 * keeps the same arithmetic; its clock and its k6 imports are its own.
 */
const PURE = CODE.filter(
  ({ path }) =>
    /^simulators\/(contract|report|auth|agent|faults|openapi)\//.test(path) ||
    /^simulators\/endpoint\/(handler|policy|routes|progress|body|errors|mirror|http|ids|keeping|store)\.ts$/.test(
      path,
    ) ||
    /^simulators\/endpoint\/twins\//.test(path) ||
    /^properties\/model\//.test(path) ||
    /^properties\/target\/(observation|task-ids)\.ts$/.test(path) ||
    /^reports\/evidence\/histogram\.ts$/.test(path),
);
const SCRIPTS = SCENARIOS.map(({ file }) => `scenarios/${file}`);
const IN_K6 = CODE.filter(
  ({ path }) => path.startsWith("scenarios/worker/") || SCRIPTS.includes(path),
);

it("each scenario's script is compiled as k6 runs it, and only so", () => {
  const listed = (file: string, key: "include" | "exclude"): readonly string[] =>
    JSON.parse(readFileSync(join(ROOT, file), "utf8"))[key];
  for (const script of SCRIPTS) {
    expect(listed("tsconfig.json", "exclude")).toContain(script);
    expect(listed(".config/tsconfig.k6.json", "include")).toContain(`../${script}`);
  }
});

describe("arrows", () => {
  it("simulators import no other room", () => {
    expect(crossing("simulators", () => false)).toEqual([]);
  });

  it("properties import simulators, and of reports only the evidence", () => {
    const allowed = (target: string) => /^simulators\/|^reports\/evidence\//.test(target);
    expect(crossing("properties", allowed)).toEqual([]);
  });

  it("scenarios import simulators, targets, the model and the evidence", () => {
    const allowed = (target: string) =>
      /^simulators\/|^properties\/(target|model)\/|^reports\/evidence\//.test(target);
    expect(crossing("scenarios", allowed)).toEqual([]);
  });

  it("reports import no other room", () => {
    expect(crossing("reports", () => false)).toEqual([]);
  });

  it("no room imports the door", () => {
    const importers = SOURCES.filter(
      (s) => !DOOR.test(s.path) && s.imports.some((i) => DOOR.test(i.target)),
    );
    expect(importers.map((s) => s.path)).toEqual([]);
    expect(SOURCES.filter((s) => DOOR.test(s.path)).length).toBeGreaterThan(20);
  });

  it("no file reaches itself by what it imports", () => {
    const imports = new Map(CODE.map((s) => [s.path, s.imports.map(({ target }) => target)]));
    expect([...imports.keys()].filter((path) => circleOf(path, imports) !== undefined)).toEqual([]);
    const looped = new Map([
      ["a", ["b"]],
      ["b", ["c", "a"]],
      ["c", []],
    ]);
    expect([...looped.keys()].map((path) => circleOf(path, looped))).toEqual(["b", "a", undefined]);
  });

  it("reads real imports, or the tests above could not fail", () => {
    const all = SOURCES.flatMap((source) => source.imports);
    expect(all.length).toBeGreaterThan(200);
    expect(
      CODE.some(
        (s) =>
          s.path.startsWith("properties/") &&
          s.imports.some((i) => i.target.startsWith("simulators/")),
      ),
    ).toBe(true);
    expect(PURE.length).toBeGreaterThan(20);
  });
});

describe("the pure core", () => {
  it("imports nothing from outside the house", () => {
    const outside = PURE.flatMap((source) =>
      source.imports
        .filter((i) => !i.typeOnly && !i.target.includes("/"))
        .map((i) => `${source.path}: ${i.target}`),
    );
    expect(outside).toEqual([]);
  });

  it("imports only what is pure itself", () => {
    const pure = new Set(PURE.map((source) => source.path));
    const impure = PURE.flatMap((source) =>
      source.imports
        .filter((i) => !i.typeOnly && /^(simulators|properties|reports)\//.test(i.target))
        .filter((i) => !pure.has(i.target))
        .map((i) => `${source.path}: ${i.target}`),
    );
    expect(impure).toEqual([]);
  });

  const BANNED: readonly (readonly [string, RegExp])[] = [
    [
      "a function whose last bit differs between engines",
      /\bMath\.(exp|expm1|pow|sin|cos|tan|log|log2|log10|log1p|sinh|cosh|tanh|asin|acos|atan|atan2|cbrt|hypot|random)\b/,
    ],
    ["a power, which is such a function", /\*\*/],
    ["a BigInt literal, which ES2017 refuses", /\b\d+n\b/],
    [
      "text of a number that engines write differently",
      /\.to(Precision|Exponential|LocaleString)\(/,
    ],
  ];

  it.each(BANNED)("has no %s", (_, pattern) => {
    const found = [...PURE, ...IN_K6].filter((s) => pattern.test(withoutComments(s.text)));
    expect(found.map((s) => s.path)).toEqual([]);
  });

  it("knows no clock, no process and no chance", () => {
    const pattern = /\b(Date\.now|new Date|process\.|Buffer\.|performance\.|setTimeout|__ENV|__VU)/;
    const found = PURE.filter((s) => pattern.test(withoutComments(s.text)));
    expect(found.map((s) => s.path)).toEqual([]);
  });

  it("would see what it bans", () => {
    for (const [, pattern] of BANNED) {
      const sample = "Math.pow(2 ** 3, 10n).toPrecision(2)";
      expect(pattern.test(sample)).toBe(true);
    }
  });
});

describe("every file", () => {
  it("opens with a comment that says what it is", () => {
    const silent = CODE.filter((s) => !/^(#![^\n]*\n)?\s*(\/\*\*|\/\/)/.test(s.text));
    expect(silent.map((s) => s.path)).toEqual([]);
  });

  it("leaves nothing for later", () => {
    const words = new RegExp(`\\b(${["TO", "FIX"].join("DO|")}ME|XXX|HACK)\\b`);
    expect(SOURCES.filter((s) => words.test(s.text)).map((s) => s.path)).toEqual([]);
  });

  it("has no cast to any and no skipped test", () => {
    const pattern = /\bas any\b|@ts-(ignore|expect-error|nocheck)|\b(it|describe|test)\.only\(/;
    expect(SOURCES.filter((s) => pattern.test(s.text)).map((s) => s.path)).toEqual([]);
  });

  it("stays below 330 lines, tests apart", () => {
    const long = CODE.filter((s) => s.text.split("\n").length > 330);
    expect(long.map((s) => s.path)).toEqual([]);
  });
});

/** The first of a file's imports from which the way leads back to it. */
function circleOf(
  path: string,
  imports: ReadonlyMap<string, readonly string[]>,
): string | undefined {
  return imports.get(path)?.find((first) => {
    const seen = new Set<string>();
    const open = [first];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (at === path) return true;
      if (seen.has(at)) continue;
      seen.add(at);
      open.push(...(imports.get(at) ?? []));
    }
    return false;
  });
}

function crossing(room: Room, allowed: (target: string) => boolean): readonly string[] {
  return CODE.filter((source) => source.path.startsWith(`${room}/`)).flatMap((source) =>
    source.imports
      .filter((i) => ROOMS.some((other) => other !== room && i.target.startsWith(`${other}/`)))
      .filter((i) => !allowed(i.target))
      .map((i) => `${source.path} -> ${i.target}`),
  );
}

function filesUnder(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "out" ? [] : filesUnder(path);
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

function readSource(path: string): Source {
  const text = readFileSync(path, "utf8");
  const found = [...text.matchAll(/^(?:import|export)\s+(type\s)?[^;]*?from\s+"([^"]+)";/gms)];
  const imports = found.map(([, typeOnly, specifier = ""]) => ({
    typeOnly: typeOnly !== undefined,
    target: specifier.startsWith(".")
      ? relative(ROOT, resolve(dirname(path), specifier))
      : specifier,
  }));
  return { path: relative(ROOT, path), text, imports };
}

/** Comments and strings may name what code may not use. */
function withoutComments(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/\/\/[^\n]*/g, "")
    .replace(/"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g, '""');
}
