/**
 * The library as its users have it: built, found as `headway`, type-checked as strictly as
 * TypeScript can, its worked examples run. The one for jest is run by `package.deep.test.ts`, which
 * installs jest.
 */

import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as library from "../properties/index.ts";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const EXAMPLES = join(ROOT, ".github", "examples");
// Below the clone, where the dependencies of the package are found.
mkdirSync(join(ROOT, ".cache"), { recursive: true });
const place = mkdtempSync(join(ROOT, ".cache", "library-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

beforeAll(() => {
  const home = join(place, "node_modules", "headway");
  mkdirSync(home, { recursive: true });
  cpSync(join(ROOT, "package.json"), join(home, "package.json"));
  run("--import", "tsx", join(ROOT, ".config", "build.ts"), join(home, ".build"));
  cpSync(EXAMPLES, join(place, "examples"), { recursive: true });
  writeFileSync(join(place, "package.json"), JSON.stringify({ type: "module" }));
});

/** Runs Node in the user's folder; returns what it wrote. Throws unless it ended well. */
function run(...args: readonly string[]): string {
  const env = { ...process.env, NODE_OPTIONS: "", NODE_TEST_CONTEXT: undefined };
  const cwd = args[0] === "--import" ? ROOT : place;
  const done = spawnSync(process.execPath, args, { cwd, encoding: "utf8", env });
  if (done.status === 0) return done.stdout;
  throw new Error(`${args.join(" ")}: status ${done.status}\n${done.stdout}${done.stderr}`);
}

/** Runs TypeScript over the user's files, with nothing of ours taken on trust. */
function typeCheck(...files: readonly string[]): string {
  const options = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    module: "nodenext",
    target: "es2023",
    lib: ["es2023"],
    types: ["node"],
    allowJs: true,
    checkJs: true,
    noEmit: true,
  };
  writeFileSync(
    join(place, "tsconfig.json"),
    JSON.stringify({ compilerOptions: options, files, include: [] }),
  );
  return run(join(ROOT, "node_modules", "typescript", "bin", "tsc"), "-p", "tsconfig.json");
}

describe("the guide", () => {
  it.each(["vitest/requirements.test.ts", "node-test/overview.test.mjs", "jest/agent.test.mjs"])(
    "shows %s as it is run",
    (example) => {
      const guide = readFileSync(join(ROOT, ".github", "docs", "library.md"), "utf8");
      expect(guide).toContain(readFileSync(join(EXAMPLES, example), "utf8"));
    },
  );

  it("names every value that is exported, and no other", () => {
    const guide = readFileSync(join(ROOT, ".github", "docs", "library.md"), "utf8");
    const rows = guide.split("\n").filter((line) => line.startsWith("| `"));
    const named = rows.flatMap((row) => row.split("|")[1]?.match(/\w+/g) ?? []);
    expect(named.sort()).toEqual(Object.keys(library).sort());
  });
});

describe("the library, built", () => {
  it("type-checks in a test under node:test", () => {
    typeCheck("examples/node-test/overview.test.mjs");
  });

  it("refuses what has the wrong type, or the test above could not fail", () => {
    const wrong = 'import { planOf } from "headway";\nplanOf({ totalBytes: "1", linkMbps: 1 });\n';
    writeFileSync(join(place, "wrong.ts"), wrong);
    expect(() => typeCheck("wrong.ts")).toThrow("not assignable to type 'number'");
  });

  it("draws fleets and reports under node:test", () => {
    const said = run("--test", "--test-reporter=tap", "examples/node-test/overview.test.mjs");
    expect(said).toMatch(/^# pass 2$/m);
  });

  it("checks every requirement as a test of vitest", () => {
    typeCheck("examples/vitest/requirements.test.ts");
    const vitest = join(ROOT, "node_modules", "vitest", "vitest.mjs");
    const json = join(place, "vitest.json");
    run(vitest, "run", "--root", place, "--reporter=json", `--outputFile=${json}`, "requirements");
    const counts = JSON.parse(readFileSync(json, "utf8"));
    expect(counts).toMatchObject({ success: true, numFailedTests: 0 });
    expect(counts.numPassedTests).toBeGreaterThan(90);
  });

  it("is shaken off where it is not used", async () => {
    const entry = join(place, "small.ts");
    writeFileSync(entry, 'import { writeReport } from "headway";\nconsole.log(writeReport);\n');
    const { outputFiles, metafile } = await build({
      entryPoints: [entry],
      bundle: true,
      platform: "node",
      format: "esm",
      write: false,
      metafile: true,
      outfile: join(place, "small.js"),
    });
    const kept = Object.values(metafile.outputs).flatMap(({ inputs }) =>
      Object.entries(inputs).flatMap(([path, { bytesInOutput }]) =>
        bytesInOutput > 0 ? [path] : [],
      ),
    );
    expect(kept.some((path) => path.endsWith("simulators/report/report.js"))).toBe(true);
    // The door itself may keep a call that readies what stands behind it.
    const others = /fast-check|undici|valibot|lmdb|properties\/(?!index\.js)/;
    expect(kept.filter((path) => others.test(path))).toEqual([]);
    // The whole library is 1 MB of JavaScript and more.
    expect(outputFiles[0]?.contents.length).toBeLessThan(20_000);
  });
});
