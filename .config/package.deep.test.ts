/**
 * The package as a stranger has it: packed, installed into an empty folder beside the test tools
 * that the examples name, used on this Node and on a newer one. Wants the package registry.
 *
 * Not verified: Windows and macOS.
 */

import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
/** Node as a package, of a newer line with long support. */
const NEWER = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
const NEWER_VERSION = "24";
const RUN_MS_MAX = 300_000;

const place = mkdtempSync(join(tmpdir(), "headway-package-"));
const newerPlace = mkdtempSync(join(tmpdir(), "headway-newer-"));
afterAll(() => {
  for (const folder of [place, newerPlace]) rmSync(folder, { recursive: true, force: true });
});

const packedSchema = v.pipe(
  v.array(
    v.object({
      filename: v.string(),
      size: v.number(),
      files: v.array(v.object({ path: v.string() })),
    }),
  ),
  v.length(1),
);

/** Runs a command in the stranger's folder, with the Node in `bin` before all others. */
function run(bin: string | undefined, command: string, ...args: readonly string[]) {
  const path = process.env["PATH"] ?? "";
  const done = spawnSync(command, args, {
    cwd: place,
    encoding: "utf8",
    timeout: RUN_MS_MAX,
    env: {
      HOME: process.env["HOME"],
      PATH: bin === undefined ? path : `${bin}${delimiter}${path}`,
      HEADWAY_CACHE: join(ROOT, ".cache"),
      ...(process.env["K6_PATH"] === undefined ? {} : { K6_PATH: process.env["K6_PATH"] }),
    },
  });
  if (done.error !== undefined) throw done.error;
  return done;
}

/** Fails with all that was said, unless the command ended so. */
function wantStatus(done: SpawnSyncReturns<string>, status: number): string {
  expect(done.status, `${done.stdout}${done.stderr}`).toBe(status);
  return done.stdout;
}

let packed: v.InferOutput<typeof packedSchema>[number] | undefined;

beforeAll(() => {
  const args = ["pack", "--json", "--pack-destination", place];
  const packing = spawnSync("npm", args, { cwd: ROOT, encoding: "utf8" });
  const json = packing.stdout.slice(packing.stdout.search(/^\[/m));
  packed = v.parse(packedSchema, JSON.parse(json))[0];
  writeFileSync(join(place, "package.json"), '{ "private": true, "type": "module" }\n');
  const own = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const like = (name: string) => `${name}@${own.dependencies[name] ?? own.devDependencies[name]}`;
  const others = [like("fast-check"), like("vitest"), like("typescript"), like("@types/node")];
  const tools = ["jest@30", "@jest/globals@30"];
  const install = ["install", "--no-audit", "--no-fund", `./${packed?.filename}`, ...others];
  wantStatus(run(undefined, "npm", ...install, ...tools), 0);
  // Elsewhere: npx puts the commands of the folder it runs in before all others.
  const newer = ["install", "--no-audit", "--no-fund", "--prefix", newerPlace];
  wantStatus(run(undefined, "npm", ...newer, `${NEWER}@${NEWER_VERSION}`), 0);
  cpSync(join(ROOT, ".github", "examples"), join(place, "examples"), { recursive: true });
}, 600_000);

describe("the package", () => {
  it("holds the program and its declarations, no test, no source, and no tsx", () => {
    const paths = packed?.files.map(({ path }) => path) ?? [];
    const own = paths.filter((path) => !path.startsWith(".build/"));
    expect(own.sort()).toEqual(["LICENSE", "README.md", "package.json"]);
    expect(paths).toContain(".build/scenarios/k6/module/go.sum");
    const odd = paths.filter((path) => /\.test\.|\/testing\/|(?<!\.d)\.tsx?$/.test(path));
    expect(odd).toEqual([]);
    expect(existsSync(join(place, "node_modules", "tsx"))).toBe(false);
    expect(packed?.size).toBeLessThan(1_500_000);
  });

  it("ends with 4 where one of its files is missing", () => {
    const file = join(place, "node_modules", "headway", ".build", "reports", "index.js");
    renameSync(file, `${file}.away`);
    const broken = run(undefined, "npx", "--no-install", "headway", "list", "profiles");
    renameSync(`${file}.away`, file);
    wantStatus(broken, 4);
    expect(broken.stderr).toMatch(/^headway: .*install the package again$/m);
  });

  it("type-checks in its examples as strictly as TypeScript can", () => {
    const compilerOptions = {
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      module: "nodenext",
      target: "es2023",
      types: ["node"],
      allowJs: true,
      checkJs: true,
      noEmit: true,
    };
    // The tutorial's server is an endpoint that wants nothing of the package.
    const include = ["jest", "node-test", "vitest"].map((folder) => `examples/${folder}`);
    writeFileSync(join(place, "tsconfig.json"), JSON.stringify({ compilerOptions, include }));
    wantStatus(run(undefined, "npx", "tsc"), 0);
  });
});

const NODES = [
  ["this Node", dirname(process.execPath), process.version.split(".")[0]],
  ["a newer Node", join(newerPlace, "node_modules", NEWER, "bin"), `v${NEWER_VERSION}`],
] as const;

describe.each(NODES)("on %s", (_, bin, major) => {
  const headway = (...args: readonly string[]) =>
    run(bin, "npx", "--no-install", "headway", ...args);

  it("is really that one", () => {
    expect(wantStatus(run(bin, "node", "--version"), 0)).toMatch(new RegExp(`^${major}\\.`));
    expect(wantStatus(headway("doctor"), 0)).toContain(`node: ${major?.slice(1)}.`);
  });

  it(
    "gates the embedded endpoint, load and all",
    () => {
      const said = wantStatus(headway("gate", "--target", "embedded"), 0);
      expect(said).toMatch(/^CONFORMS, \d+ of \d+ gating requirements tested/m);
      expect(said).not.toContain("tsx");
      expect(existsSync(join(place, "reports", "out", "latest", "report.html"))).toBe(true);
    },
    RUN_MS_MAX,
  );

  it("reads a configuration in TypeScript, and what that imports", () => {
    writeFileSync(join(place, "twin.ts"), 'export const twin: string = "progress-101";\n');
    const lines = [
      'import { defineConfig } from "headway";',
      'import { twin } from "./twin.ts";',
      "export default defineConfig({ twin });",
    ];
    writeFileSync(join(place, "headway.config.ts"), lines.join("\n"));
    const checked = headway("check", "--only", "progress/out-of-range");
    rmSync(join(place, "headway.config.ts"));
    const replay = /^ {2}replay +npx headway (replay \S+)$/m.exec(wantStatus(checked, 1))?.[1];
    expect(headway(...(replay ?? "").split(" ")).stdout).toMatch(/^FAILED progress\/out-of-range/);
  });

  it(
    "runs the examples under vitest, node:test and jest",
    () => {
      const vitest = run(bin, "npx", "vitest", "run", "--reporter=json", "examples/vitest");
      expect(JSON.parse(wantStatus(vitest, 0))).toMatchObject({ numFailedTests: 0, success: true });
      wantStatus(run(bin, "node", "--test", "examples/node-test/overview.test.mjs"), 0);
      const jest = ["node_modules/jest/bin/jest.js", "--testMatch", "**/jest/*.test.mjs"];
      const said = run(bin, "node", "--experimental-vm-modules", ...jest);
      expect(wantStatus(said, 0) + said.stderr).toMatch(/Tests: +2 passed, 2 total/);
    },
    RUN_MS_MAX,
  );
});
