/** Which hosts are this machine. Nothing is sent and no name is asked for: addresses are given. */

import { describe, expect, it } from "vitest";
import { isLoopback, staysOnLoopback } from "./loopback.ts";

const hostOf = (url: string): string => new URL(url).hostname;
const never = (): Promise<readonly string[]> =>
  Promise.reject(new Error("no name was to be asked"));

describe("an address", () => {
  it.each([
    "http://127.0.0.1:8080",
    "http://127.255.255.254",
    "http://127.1",
    "http://2130706433",
    "http://0x7f.1",
    "http://[::1]:8080",
    "http://[0:0:0:0:0:0:0:1]",
    "http://[::ffff:127.0.0.1]",
    "http://[::ffff:7f12:3456]",
  ])("is this machine: %s", async (url) => {
    expect(isLoopback(hostOf(url))).toBe(true);
    expect(await staysOnLoopback(hostOf(url), never)).toBe(true);
  });

  it.each([
    "http://128.0.0.1",
    "http://126.255.255.255",
    "http://192.0.2.1",
    "http://0.0.0.0",
    "http://[::]",
    "http://[::2]",
    "http://[::ffff:192.0.2.1]",
    "http://[::127.0.0.1]",
    "http://[2001:db8::1]",
  ])("is not: %s", async (url) => {
    expect(isLoopback(hostOf(url))).toBe(false);
    expect(await staysOnLoopback(hostOf(url), never)).toBe(false);
  });
});

describe("a name", () => {
  it.each<[string, readonly string[], boolean]>([
    ["all its addresses are loopback", ["127.0.0.1", "::1"], true],
    ["one of them, mapped into IPv6", ["::ffff:127.0.0.1"], true],
    ["another is not", ["127.0.0.1", "192.0.2.1"], false],
    ["another is not, mapped into IPv6", ["::1", "::ffff:192.0.2.1"], false],
    ["none is", ["2001:db8::1"], false],
    ["it has none", [], false],
  ])("stays here where %s", async (_, addresses, stays) => {
    expect(await staysOnLoopback("endpoint.test", async () => addresses)).toBe(stays);
    // No name is taken at its word.
    expect(await staysOnLoopback("localhost", async () => addresses)).toBe(stays);
  });

  it("does not where it does not resolve", async () => {
    expect(await staysOnLoopback("endpoint.test", never)).toBe(false);
  });

  it("is not this machine by its text alone, but localhost", () => {
    expect(isLoopback("localhost")).toBe(true);
    for (const name of ["127.0.0.1.endpoint.test", "localhost.endpoint.test", "endpoint.test"]) {
      expect(isLoopback(name)).toBe(false);
    }
  });
});
