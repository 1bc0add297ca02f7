import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { MemoryWatch, memorySourceText, parseMemorySource } from "./endpoint-memory.ts";

let close: (() => void) | undefined;
afterEach(() => close?.());

async function telling(body: string): Promise<string> {
  const server = createServer((_, reply) => reply.end(body));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  close = () => server.close();
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/stats`;
}

/** What a watch has read once it has read something, or could not. */
async function watched(text: string) {
  const watch = new MemoryWatch(parseMemorySource(text));
  await expect
    .poll(
      () => {
        const { samples, problem } = watch.peek();
        return samples.length > 0 || problem !== undefined;
      },
      { timeout: 20_000 },
    )
    .toBe(true);
  return watch.stop();
}

describe("where memory is read", () => {
  it.each(["pid:1", "http://a/b#/c/d", "https://a#"])("%s", (text) => {
    expect(memorySourceText(parseMemorySource(text))).toBe(
      text.startsWith("pid:") ? "process 1" : text,
    );
  });

  it("refuses a password, and does not repeat it", () => {
    const refused = () => parseMemorySource("http://agent:planted@127.0.0.1:9/stats#/rss");
    expect(refused).toThrow(/^endpoint-memory: credentials do not belong into a URL/);
    expect(refused).not.toThrow(/planted/);
  });

  it.each(["", "pid:0", "pid:x", "1234", "http://a/b", "ftp://a#/b", "http://a#b"])(
    "refuses %j and says what is wanted",
    (text) => {
      expect(() => parseMemorySource(text)).toThrow(/^endpoint-memory: got .*want pid:1234, or/);
    },
  );
});

describe("a watch", () => {
  it("reads a process", async () => {
    const { samples, problem } = await watched(`pid:${process.pid}`);
    expect(problem).toBeUndefined();
    expect(samples[0]?.bytes).toBeGreaterThan(1e7);
  });

  it("reads a number that the endpoint tells", async () => {
    const { samples } = await watched(`${await telling('{"a":{"rss":123456}}')}#/a/rss`);
    expect(samples[0]?.bytes).toBe(123456);
  });

  it.each([
    ["no JSON", "<html>"],
    ["no number there", '{"a":{"rss":"much"}}'],
    ["nothing there", "{}"],
  ])("tells what is wrong and ends: %s", async (_, body) => {
    const { samples, problem } = await watched(`${await telling(body)}#/a/rss`);
    expect(samples).toEqual([]);
    expect(problem).toMatch(/#\/a\/rss: got .*, want a number of bytes$/);
  });

  it("tells of a process that is not there", async () => {
    const { problem } = await watched("pid:999999999");
    expect(problem).toBeDefined();
  });
});
