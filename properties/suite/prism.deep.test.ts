/**
 * A server that somebody else's program makes of our exported document: a Prism mock is accused of
 * exactly what is argued beside it. It shows at once that the document can be read by others and
 * that the suite agrees with what it exports.
 *
 * Prism is installed into a folder of its own where it can be; elsewhere this says so. 5.14 is the
 * last one for Node 20. Without the flag for unhandled rejections, one request would end it and
 * leave the rest unjudged.
 */

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { CURRENT_PROFILE, profileOf } from "../../simulators/contract/index.ts";
import { openApiText } from "../../simulators/openapi/index.ts";
import { findings, freePort, started, stopServers } from "../testing/foreign.ts";
import { PRISM_FINDINGS } from "../testing/servers/prism-findings.ts";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const PRISM = "@stoplight/prism-cli@5.14.2";
const RUN_MS_MAX = 300_000;
const SEEDS = [7, 8];

afterEach(stopServers);

describe("a Prism mock of our document", () => {
  const program = installedPrism();
  if (program === undefined) console.error(`${PRISM} cannot be installed: its tests are skipped.`);

  it.skipIf(program === undefined).each(SEEDS)(
    "seed %i: what is truly wrong, and nothing else",
    async (seed) => {
      const url = await mock(program ?? "");
      const flags = { observe: "none", auth: "unchecked", timeout: "2s" } as const;
      const argued = Object.values(PRISM_FINDINGS).flat();
      expect(await findings(url, { flags, seed })).toEqual([...argued].sort());
    },
    RUN_MS_MAX,
  );
});

async function mock(program: string): Promise<string> {
  const file = join(mkdtempSync(join(tmpdir(), "headway-prism-")), "openapi.json");
  writeFileSync(file, openApiText(profileOf(CURRENT_PROFILE)));
  const port = await freePort();
  const options = ["-p", String(port), "-v", "error"];
  const args = ["--unhandled-rejections=warn", program, "mock", file, ...options];
  return started(process.execPath, args, { port });
}

/** Path of Prism's program; undefined where it is neither there nor to be had. */
function installedPrism(): string | undefined {
  const folder = join(ROOT, ".cache", "prism");
  const program = join(folder, "node_modules", "@stoplight", "prism-cli", "dist", "index.js");
  if (existsSync(program)) return program;
  mkdirSync(folder, { recursive: true });
  const quiet = ["--no-audit", "--no-fund", "--ignore-scripts"];
  spawnSync("npm", ["install", "--prefix", folder, ...quiet, PRISM], { stdio: "ignore" });
  return existsSync(program) ? program : undefined;
}
