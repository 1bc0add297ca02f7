/** Observations by a module of the user's: what it may give, and how it may fail. */

import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { askLook, LOOK_OBSERVATION, type Look, loadLook } from "./look-module.ts";
import { readSeen } from "./observation.ts";

const { signal } = new AbortController();
const ask = (look: Look, timeoutMs = 1000) => askLook(look, "task-1", { timeoutMs, signal });

function file(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), "headway-look-")), "look.mjs");
  writeFileSync(path, text);
  return path;
}

describe("a module's answer", () => {
  it("is read as a report, 64-bit integers exactly", async () => {
    const reply = await ask(() => ({ progress: 7, replicatesize: 9007199254740993n, more: null }));
    const seen = readSeen(LOOK_OBSERVATION, reply.kind === "complete" ? reply.body : "", {
      fields: ["progress", "replicatesize", "totalsize"],
      subtask: undefined,
    });
    expect(seen).toMatchObject({ kind: "report" });
    const fields = seen.kind === "report" ? [...seen.fields] : [];
    expect(fields).toEqual([
      ["progress", { kind: "number", text: "7" }],
      ["replicatesize", { kind: "number", text: "9007199254740993" }],
    ]);
  });

  it("may be JSON text, nothing yet, or no such task", async () => {
    expect(await ask(() => '{"progress":1}')).toMatchObject({
      status: 200,
      body: '{"progress":1}',
    });
    expect(await ask(async () => null)).toMatchObject({ status: 200, body: "null" });
    expect(await ask(() => undefined)).toMatchObject({ status: 404 });
  });

  it("that fails or does not come is no verdict on the endpoint", async () => {
    const failing = await ask(() => {
      throw new Error("no database");
    });
    expect(failing).toEqual({
      kind: "broken",
      reason: "the observing module failed: no database",
    });
    expect(await ask(() => new Promise(() => {}), 20)).toEqual({ kind: "timeout", afterMs: 20 });
  });
});

describe("a module", () => {
  it("is loaded with its default export", async () => {
    const look = await loadLook(file("export default (id) => ({ process_trace: id });\n"));
    expect(await ask(look)).toMatchObject({ body: '{"process_trace":"task-1"}' });
  });

  it.each([
    ["export default 7;\n", /the default export is number, want a function/],
    ["export const look = 1;\n", /the default export is undefined/],
    ["export default (;\n", /does not load/],
  ])("that is %j is refused in one line", async (text, message) => {
    await expect(loadLook(file(text))).rejects.toThrow(message);
  });

  it("that is not there is named", async () => {
    await expect(loadLook("no-such-look.ts")).rejects.toThrow(/there is no file no-such-look\.ts/);
  });
});
