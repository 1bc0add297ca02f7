/**
 * Every twin through the whole gate, as `npm start -- --twin <id>` runs it: status 1, the
 * requirement named for it among the findings, and its counterexample from FAILED to FIXED. Inferred
 * requirements are made to gate; a SHOULD never does, and leaves the status at 0.
 */

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { REQUIREMENTS } from "../properties/requirements/index.ts";
import { counterexampleName } from "../properties/suite/counterexample.ts";
import { TWINS } from "../simulators/endpoint/index.ts";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const TWIN_MS_MAX = 180_000;
const DEMANDS = new Set(REQUIREMENTS.filter(({ level }) => level === "MUST").map(({ id }) => id));

/** A key of the test's: what is wrong with signatures shows where one is signed with only. */
const KEY = { HEADWAY_ACCESS_KEY: "AK", HEADWAY_SECRET_KEY: "SK" };

describe("npm start on a twin", () => {
  it.each(TWINS.map((twin) => [twin.id, twin] as const))(
    "%s",
    (id, twin) => {
      const isSigned = twin.caughtBy.includes("header/signature-wrong");
      const env = { ...process.env, ...(isSigned ? KEY : {}) };
      const run = (command: string, ...args: readonly string[]) =>
        spawnSync(command, args, { cwd: ROOT, encoding: "utf8", timeout: TWIN_MS_MAX, env });
      const cli = (...args: readonly string[]) =>
        run(process.execPath, "--import", import.meta.resolve("tsx"), "cli.ts", ...args);
      const folder = mkdtempSync(join(tmpdir(), "headway-twin-"));
      const out = join(folder, "run");
      const isKilled = twin.family === "durability";
      const asked = [
        ...(isKilled ? ["--durability", "--only", "durability/"] : []),
        ...(isSigned ? ["--auth", "sdk-hmac"] : []),
      ];
      const isDemanded = twin.caughtBy.some((requirement) => DEMANDS.has(requirement));
      const strict = isDemanded ? ["--strict"] : [];
      const gate = cli("start", "--twin", id, ...strict, "--out", out, ...asked);
      expect(gate.status, gate.stdout + gate.stderr).toBe(isDemanded ? 1 : 0);
      // The terminal tells findings of one cause together, and ten of these.
      const report = JSON.parse(readFileSync(join(out, "report.json"), "utf8"));
      for (const requirement of twin.caughtBy) {
        const verdict = expect.stringMatching(/^(FAIL|FLAKY)$/);
        const finding = expect.objectContaining({ id: requirement, verdict });
        expect(report.requirements).toEqual(expect.arrayContaining([finding]));
        const file = join(out, "counterexamples", `${counterexampleName(requirement)}.json`);
        expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ requirement });
        expect(cli("replay", file)).toMatchObject({
          status: 1,
          stdout: expect.stringMatching(/^FAILED/),
        });
        const kept = isKilled ? ["--store", join(folder, "kept")] : [];
        const fixed = cli("replay", file, "--target", "embedded", ...kept);
        expect(fixed).toMatchObject({ status: 0, stdout: expect.stringMatching(/^FIXED/) });
        const script = run("sh", file.replace(/json$/, "sh"));
        expect(script.status, script.stdout + script.stderr).toBe(1);
      }
    },
    TWIN_MS_MAX,
  );
});
