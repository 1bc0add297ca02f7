/**
 * Leave to load, by the door. The target is an address for documentation, reached by way of a proxy
 * on this machine that counts who comes and sends nothing on: nothing leaves this machine even where
 * it was allowed.
 */

import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const MS_MAX = 180_000;

const home = mkdtempSync(join(tmpdir(), "headway-consent-"));
const out = join(home, "run");
let came = 0;
const proxy = createServer((socket) => {
  came += 1;
  socket.on("error", () => {});
  socket.destroy();
});
let away: readonly string[] = [];

beforeAll(async () => {
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const { port } = proxy.address() as AddressInfo;
  const target = ["--target", "http://192.0.2.1", "--allow-host", "192.0.2.1"];
  away = [...target, "--proxy", `http://127.0.0.1:${port}`, "--tasks", "range:task-{1..1000}"];
});
beforeEach(() => {
  came = 0;
});
afterAll(() => {
  proxy.close();
  rmSync(home, { recursive: true, force: true });
});

interface Ended {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

function cli(args: readonly string[]): Promise<Ended> {
  const node = ["--import", import.meta.resolve("tsx"), join(ROOT, "cli.ts")];
  const env = { PATH: process.env["PATH"], HOME: home, HEADWAY_TOKEN: "token-of-consent" };
  return new Promise((resolve) => {
    execFile(process.execPath, [...node, ...args], { cwd: home, env }, (error, said, err) => {
      const code = error?.code;
      resolve({
        status: typeof code === "number" ? code : error === null ? 0 : -1,
        out: said,
        err,
      });
    });
  });
}

const MANY = ["--agents", "1000", "--interval", "1s"];

describe("above the modest rate and off this machine", () => {
  it.each<[string, readonly string[], string]>([
    [
      "load in segments",
      ["load", "steady", ...MANY, "--segments", "2", "--out", out],
      "steady: 1000 agents, up to 1010 requests a second, for 30 s",
    ],
    [
      "load that is written down",
      ["load", "steady", ...MANY, "--write", out],
      "up to 1010 requests a second",
    ],
    [
      "cluster render",
      ["cluster", "render", "steady", ...MANY, "--out", out],
      "up to 1010 requests a second",
    ],
    ["gate", ["gate", "--out", out], "steady: 300 agents, up to 330 requests a second, for 10 s"],
  ])("%s is refused with status 2, before anything is sent", async (_, args, what) => {
    const { status, out: said, err } = await cli([...args, ...away]);
    expect({ status, said }, err).toEqual({ status: 2, said: "" });
    expect(err).toMatch(/^allow-load: [^\n]* sent to 192\.0\.2\.1: [^\n]*: --allow-load \d+\n$/);
    expect(err).toContain(what);
    expect(came).toBe(0);
    expect(existsSync(out)).toBe(false);
  });

  it("a target of the configuration file is refused as well", async () => {
    const config = join(home, "headway.config.mjs");
    const [, target, , host, , by, , tasks] = away;
    const said = { target, allowHost: [host], proxy: by, tasks };
    writeFileSync(config, `export default ${JSON.stringify(said)};\n`);
    const { status, err } = await cli(["gate", "--config", config, "--out", out]);
    expect(status).toBe(2);
    expect(err).toMatch(/^allow-load: got none, and this would be sent to 192\.0\.2\.1: smoke: /);
    expect(came).toBe(0);
  });
});

describe("it is sent", () => {
  it.each<[string, readonly string[]]>([
    ["where it was allowed", ["load", "steady", ...MANY, "--allow-load", "1010"]],
    ["up to the modest rate", ["load", "steady"]],
    ["in a gate of a few tasks", ["gate", "--only", "progress/", "--tasks", "list:a,b"]],
  ])("%s", { timeout: MS_MAX }, async (_, args) => {
    const folder = mkdtempSync(join(home, "sent-"));
    const given = ["--out", folder, "--wait", "100ms"];
    // The tasks of a row replace those of all.
    const { status, err } = await cli([args[0] ?? "", ...away, ...args.slice(1), ...given]);
    expect(err).not.toContain("allow-load");
    expect(status).toBe(3);
    expect(came).toBeGreaterThan(0);
  });
});
