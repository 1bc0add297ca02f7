/**
 * The composite action: its file by GitHub's own schema, and its step that runs Headway, run by bash
 * as a runner would, against our own endpoint. In place of what the step before installs stands
 * this clone; `action.deep.test.ts` installs, too.
 *
 * Not verified: a runner of GitHub's, and what it makes of `if:` and of the upload.
 */

import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ACTION_TEXT, readAction, runStep } from "./action-steps.ts";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const RUN_MS_MAX = 180_000;
const RUN = "Run Headway";

const temp = mkdtempSync(join(tmpdir(), "headway-action-"));
afterAll(() => rmSync(temp, { recursive: true, force: true }));

beforeAll(() => {
  const bin = join(temp, "headway", "node_modules", ".bin");
  mkdirSync(bin, { recursive: true });
  const command = `cd '${ROOT}'; exec '${process.execPath}' --import '${import.meta.resolve("tsx")}' cli.ts "$@"`;
  writeFileSync(join(bin, "headway"), `#!/bin/sh\n${command}\n`);
  chmodSync(join(bin, "headway"), 0o755);
});

/** What GitHub's own parser finds wrong with each text of an action's file. */
function problemsOf(texts: readonly string[]): readonly (readonly string[])[] {
  const program = ["--import", import.meta.resolve("tsx"), ".config/action-problems.ts"];
  const input = JSON.stringify(texts);
  const done = spawnSync(process.execPath, program, { cwd: ROOT, input, encoding: "utf8" });
  expect(done.status, done.stderr).toBe(0);
  return JSON.parse(done.stdout);
}

describe("the action's file", () => {
  const { inputs, outputs, runs } = readAction();

  it("is one by GitHub's schema, which refuses what is none", () => {
    const changed = (from: string, to: string) => ACTION_TEXT.replace(from, to);
    const wrong = [
      changed("shell: bash", "shel: bash"),
      changed("using: composite", "using: magic"),
    ];
    const [right, ...others] = problemsOf([ACTION_TEXT, ...wrong]);
    expect(right).toEqual([]);
    expect(others).toHaveLength(wrong.length);
    for (const problems of others) expect(problems).not.toEqual([]);
  });

  it("puts nothing into a script but by the environment", () => {
    const scripts = runs.steps.flatMap(({ run }) => run ?? []);
    expect(scripts).toHaveLength(2);
    for (const script of scripts) expect(script).not.toContain("${{");
  });

  it("uses every input that it has, and has every one that it uses", () => {
    const used = [...ACTION_TEXT.matchAll(/\binputs\.(\w+)/g)].map(([, name]) => name);
    expect([...new Set(used)].sort()).toEqual(Object.keys(inputs).sort());
  });

  it("takes no secret as an input", () => {
    expect(Object.keys(inputs).filter((name) => /token|secret|password|key/.test(name))).toEqual(
      [],
    );
  });

  it("pins what it uses by commit", () => {
    const used = runs.steps.flatMap(({ uses }) => uses ?? []);
    expect(used).not.toEqual([]);
    expect(used.filter((one) => !/@[0-9a-f]{40}$/.test(one))).toEqual([]);
  });

  it("hands on outputs that its script writes", () => {
    const { outputs: written } = runStep(RUN, { temp, inputs: { verb: "dance" } });
    for (const [name, { value }] of Object.entries(outputs)) {
      expect(value).toBe(`\${{ steps.run.outputs.${name} }}`);
    }
    expect(Object.keys(written).sort()).toEqual(Object.keys(outputs).sort());
  });
});

describe("the step that runs Headway", { timeout: RUN_MS_MAX }, () => {
  const only = (id: string) => `--only=${id}`;

  it("is green on our own endpoint, with outputs, a summary and annotations", () => {
    const inputs = { target: "embedded", verb: "check", args: only("progress/out-of-range") };
    const { status, outputs, summary, log } = runStep(RUN, { temp, inputs });
    expect(status, log).toBe(0);
    expect(outputs).toMatchObject({ status: "0", verdict: "CONFORMS", findings: "[]" });
    expect(existsSync(outputs["report"] ?? "")).toBe(true);
    expect(dirname(outputs["report"] ?? "")).toBe(outputs["folder"]);
    expect(summary).toMatch(/^# Headway: CONFORMS/);
    expect(log).toMatch(/^::notice title=CONFORMS/m);
  });

  it("is red on a twin, and names the requirement", () => {
    const args = `--twin=progress-101\n\n${only("progress/out-of-range")}\n`;
    const { status, outputs, summary, log } = runStep(RUN, {
      temp,
      inputs: { verb: "check", args },
    });
    expect(status, log).toBe(1);
    expect(outputs).toMatchObject({ status: "1", verdict: "VIOLATES" });
    expect(JSON.parse(outputs["findings"] ?? "")).toEqual(["progress/out-of-range"]);
    expect(summary).toMatch(/^# Headway: VIOLATES/);
    expect(log).toMatch(/^::error title=FAIL progress\/out-of-range/m);
  });

  it("plays scenarios, and hands on what is for k6", () => {
    const args = "--agents=2\n--duration=2s\n--\n--tag\nbuild=7";
    const inputs = { target: "embedded", verb: "load", scenarios: "smoke", args };
    const { outputs, log } = runStep(RUN, { temp, inputs });
    expect(outputs["verdict"], log).toBe("CONFORMS");
  });

  it.each([
    ["a verb that makes no run", { verb: "serve" }, /^verb: got serve, want gate, check or load$/m],
    ["a folder of its own", { args: "--out=elsewhere" }, /^args: got --out=elsewhere; /m],
    ["a folder of its own, apart", { args: "--out\nelsewhere" }, /^args: got --out; /m],
    ["no target", { verb: "check" }, /^target: none was given/m],
    [
      "a scenario there is not",
      { verb: "load", scenarios: "a b" },
      /^load: there is no scenario a/m,
    ],
  ])("%s: status 2, no verdict, and the summary says so", (_, inputs, message) => {
    const { status, outputs, summary, log } = runStep(RUN, { temp, inputs });
    expect(log).toMatch(message);
    expect(status).toBe(2);
    expect(outputs).toEqual({ status: "2", verdict: "", findings: "[]", folder: "", report: "" });
    expect(summary).toContain("Exit status **2**");
  });

  it("takes no input for shell", () => {
    const trap = join(temp, "trapped");
    const words = [
      `$(touch ${trap})`,
      `\`touch ${trap}\``,
      `; touch ${trap}`,
      `" ; touch ${trap} "`,
    ];
    for (const word of words) {
      const inputs = { verb: "check", target: word, scenarios: word, args: word };
      expect(runStep(RUN, { temp, inputs }).status).toBe(2);
      expect(runStep(RUN, { temp, inputs: { verb: word } }).status).toBe(2);
    }
    expect(existsSync(trap)).toBe(false);
  });

  it("gives the step's token to the target, and to nothing that is written", () => {
    const env = { HEADWAY_TOKEN: "action-test-secret" };
    const inputs = { target: "embedded", verb: "check", args: only("header/token") };
    const { status, outputs, summary, log } = runStep(RUN, { temp, inputs, env });
    expect(status, log).toBe(0);
    expect(JSON.stringify(outputs) + summary + log).not.toContain("action-test-secret");
  });
});
