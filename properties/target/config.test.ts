/** What the operator says: three places, one result, and one clear line for each mistake. */

import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  type ConfigFile,
  OperatorError,
  openTarget,
  parseDuration,
  parseObserve,
  parseTargetUrl,
  parseTasks,
  readConfigFile,
  resolveConfig,
  type Settings,
} from "./index.ts";

const resolve = (given: {
  file?: ConfigFile;
  env?: NodeJS.ProcessEnv;
  flags?: Settings;
  fallback?: string;
}) =>
  resolveConfig({
    file: given.file ?? {},
    env: given.env ?? {},
    flags: given.flags ?? {},
    fallbackTarget: given.fallback,
  });

describe("leave to break connections", () => {
  it("is given on and off, by each place; else nothing is said", () => {
    const target = "http://127.0.0.1:1";
    expect(resolve({ flags: { target } }).faults).toBeUndefined();
    expect(resolve({ file: { target, faults: "on" } }).faults).toBe(true);
    const env = { HEADWAY_FAULTS: "off" };
    expect(resolve({ file: { target, faults: "on" }, env }).faults).toBe(false);
    expect(() => resolve({ flags: { target, faults: "some" } })).toThrow(
      'faults: got "some", want on or off',
    );
  });

  it("is there on loopback, and elsewhere only where it was given", async () => {
    const mayBreak = async (target: string, faults?: string) => {
      const allowHost = ["endpoint.invalid"];
      const flags = { target, tasks: "list:a", allowHost, observe: "none", faults };
      const { signal } = new AbortController();
      const open = await openTarget(resolve({ flags }), { tasksWanted: 0, signal });
      await open.close();
      return open.target.mayBreak;
    };
    expect(await mayBreak("http://127.0.0.1:1")).toBe(true);
    expect(await mayBreak("http://127.0.0.1:1", "off")).toBe(false);
    expect(await mayBreak("http://endpoint.invalid")).toBe(false);
    expect(await mayBreak("http://endpoint.invalid", "on")).toBe(true);
  });

  it("is apart from leave to try what an attacker would", async () => {
    const mayProbe = async (target: string, security?: string) => {
      const flags = { target, tasks: "list:a", allowHost: ["endpoint.invalid"], security };
      const { signal } = new AbortController();
      const config = resolve({ flags: { ...flags, observe: "none", faults: "off" } });
      const open = await openTarget(config, { tasksWanted: 0, signal });
      await open.close();
      return open.target.mayProbe;
    };
    expect(await mayProbe("http://127.0.0.1:1")).toBe(true);
    expect(await mayProbe("http://127.0.0.1:1", "off")).toBe(false);
    expect(await mayProbe("http://endpoint.invalid")).toBe(false);
    expect(await mayProbe("http://endpoint.invalid", "on")).toBe(true);
  });
});

describe("the three places", () => {
  it("the later wins, field by field", () => {
    const config = resolve({
      file: { target: "http://127.0.0.1:1", profile: "2024-02", visibleWithin: "1s" },
      env: { HEADWAY_TARGET: "http://127.0.0.1:2", HEADWAY_TASKS: "list:a" },
      flags: { target: "http://127.0.0.1:3/base/" },
    });
    expect(config).toMatchObject({
      target: { kind: "url", url: "http://127.0.0.1:3/base" },
      profile: "2024-02",
      visibleWithinMs: 1000,
      tasks: { kind: "list", ids: ["a"] },
    });
  });

  it("a twin by flag replaces a URL of the file", () => {
    const config = resolve({ file: { target: "http://127.0.0.1:1" }, flags: { twin: "lost" } });
    expect(config.target).toEqual({ kind: "embedded", twin: "lost" });
  });

  it("what is said of one kind of target does not disturb the other kind", () => {
    const file = { target: "http://127.0.0.1:1", restartCommand: "./again" };
    expect(resolve({ file }).restart).toEqual({ command: "./again", withinMs: 30_000 });
    expect(resolve({ file, flags: { twin: "lost" } }).restart.command).toBeUndefined();
    const own = { target: "embedded", store: "kept" };
    expect(resolve({ file: own }).store).toBe("kept");
    expect(resolve({ file: own, flags: { target: "http://127.0.0.1:1" } }).store).toBeUndefined();
  });

  it("a folder of ours is for our own endpoint, and a command for the others", () => {
    const url = { target: "http://127.0.0.1:1" };
    expect(() => resolve({ flags: { ...url, store: "kept" } })).toThrow(/^store: got kept, but/);
    const own = { target: "embedded", restartCommand: "./again" };
    expect(() => resolve({ flags: own })).toThrow(/^restart-command: our own endpoint/);
    const within = { ...url, restartCommand: "./again", restartWithin: "2m" };
    expect(resolve({ flags: within }).restart.withinMs).toBe(120_000);
    expect(() => resolve({ flags: { ...url, restartWithin: "soon" } })).toThrow(/restart-within/);
  });

  it("nothing said is an error, unless the verb has a default", () => {
    expect(() => resolve({})).toThrow(/target: none was given/);
    expect(resolve({ fallback: "embedded" }).target).toEqual({ kind: "embedded", twin: undefined });
  });

  it("the token comes from the environment or a file, never from a flag", () => {
    const path = join(mkdtempSync(join(tmpdir(), "headway-")), "token");
    writeFileSync(path, "  s3cret\n");
    const flags = { target: "embedded" };
    expect(resolve({ env: { HEADWAY_TOKEN: "t" }, flags }).auth).toEqual({
      kind: "token",
      token: "t",
    });
    expect(resolve({ flags: { ...flags, tokenFile: path } }).auth).toEqual({
      kind: "token",
      token: "s3cret",
      file: path,
    });
  });

  it.each([
    ["a file that is not there", "none", "there is no such file"],
    ["a folder", "", "it is a folder"],
  ])("a token file that is %s is named", (_, name, why) => {
    const path = join(mkdtempSync(join(tmpdir(), "headway-")), name);
    const read = () => resolve({ flags: { target: "embedded", tokenFile: path } });
    expect(read).toThrow(new OperatorError(`token-file: got ${path}, want a file: ${why}`));
  });

  it("reads a configuration file and names what is wrong in it", async () => {
    const folder = mkdtempSync(join(tmpdir(), "headway-"));
    const good = join(folder, "good.config.mjs");
    writeFileSync(good, "export default { target: 'embedded', tasks: ['a', 'b'] };\n");
    expect(await readConfigFile(good)).toEqual({ target: "embedded", tasks: ["a", "b"] });
    const bad = join(folder, "bad.config.mjs");
    writeFileSync(bad, "export default { target: 7, colour: 'red' };\n");
    await expect(readConfigFile(bad)).rejects.toThrow(/target.*colour|colour.*target/s);
    await expect(readConfigFile(join(folder, "none.ts"))).rejects.toThrow(OperatorError);
  });
});

describe("texts", () => {
  it.each([
    ["list:a,b", { kind: "list", ids: ["a", "b"] }],
    ["range:agent-{1..3}x", { kind: "range", prefix: "agent-", from: 1, to: 3, suffix: "x" }],
    ["create", { kind: "create" }],
  ])("tasks %s", (text, want) => {
    expect(parseTasks(text)).toEqual(want);
  });

  it.each(["", "a,b", "list:", "list:a,a", "range:agent-{3..1}", "range:x", "file:/no/such/file"])(
    "refuses tasks %j in one line",
    (text) => {
      expect(() => parseTasks(text)).toThrow(OperatorError);
    },
  );

  it("observations", () => {
    expect(parseObserve("GET /v3/tasks/{task_id}#/report")).toEqual({
      kind: "pointer",
      path: "/v3/tasks/{task_id}",
      pointer: "/report",
    });
    expect(parseObserve("show-task").kind).toBe("show-task");
    for (const bad of [
      "",
      "GET /v3/tasks#/report",
      "PUT /x/{task_id}",
      "GET /x/{task_id}#report",
    ]) {
      expect(() => parseObserve(bad)).toThrow(OperatorError);
    }
  });

  it("durations", () => {
    expect(parseDuration("250ms", "x")).toBe(250);
    expect(parseDuration("1.5s", "x")).toBe(1500);
    expect(parseDuration("2", "x")).toBe(2000);
    for (const bad of ["", "soon", "-1s", "1d"]) {
      expect(() => parseDuration(bad, "x")).toThrow(/^x: got/);
    }
  });

  it("hosts off this machine need a word", () => {
    expect(parseTargetUrl("http://localhost:80/a/", [])).toBe("http://localhost/a");
    expect(parseTargetUrl("http://[::1]:81", [])).toBe("http://[::1]:81");
    expect(() => parseTargetUrl("http://example.org", [])).toThrow(/--allow-host example.org/);
    expect(parseTargetUrl("https://example.org", ["example.org"])).toBe("https://example.org");
    expect(() => parseTargetUrl("http://127.0.0.1.example.org", [])).toThrow(OperatorError);
    for (const bad of [
      "",
      "ftp://x",
      "127.0.0.1:80",
      "http://u:p@127.0.0.1",
      "http://127.0.0.1/?a",
    ]) {
      expect(() => parseTargetUrl(bad, [])).toThrow(OperatorError);
    }
  });
});
