import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Sink, startSink } from "./sink.ts";

let sink: Sink | undefined;

beforeAll(async () => {
  const { signal } = new AbortController();
  sink = await startSink({ env: process.env, progress: () => {}, signal });
}, 120_000);
afterAll(() => sink?.stop());

async function ask(path: string, body?: string): Promise<readonly [status: number, text: string]> {
  const init = body === undefined ? {} : { method: "PUT", body };
  const reply = await fetch(`${sink?.url}${path}`, init);
  return [reply.status, await reply.text()];
}

it("shows the last report of each task, and counts what it kept", async () => {
  const long = `"${"字".repeat(2048)}"`;
  expect(await ask("/v3/tasks/a/progress")).toEqual([404, ""]);
  expect(await ask("/v3/tasks/a/progress", long)).toEqual([200, ""]);
  expect(await ask("/v3/tasks/b/progress", "{}")).toEqual([200, ""]);
  expect(await ask("/v3/tasks/a/progress")).toEqual([200, long]);
  expect(await ask("/v3/tasks/a/progress", "[1]")).toEqual([200, ""]);
  expect(await ask("/v3/tasks/a/progress")).toEqual([200, "[1]"]);
  expect(await ask("/v3/tasks/b/progress")).toEqual([200, "{}"]);
  expect(await sink?.count()).toBe(3);
});

it("refuses what it would cut", async () => {
  expect(await ask("/v3/tasks/c/progress", "x".repeat(65_536))).toEqual([400, ""]);
  expect(await ask("/v3/tasks/c/progress")).toEqual([404, ""]);
});

it("stays small enough to be read in a minute", () => {
  const source = readFileSync(new URL("./sink/main.go", import.meta.url), "utf8");
  expect(source.split("\n").length).toBeLessThanOrEqual(81);
});
