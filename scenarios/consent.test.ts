/** Leave to load: what would be sent, and when it has to be allowed. Nothing is sent. */

import { describe, expect, it } from "vitest";
import { OperatorError } from "../properties/target/index.ts";
import { CURRENT_PROFILE, profileOf } from "../simulators/contract/index.ts";
import type { ScenarioName } from "./catalogue.ts";
import { MODEST_PER_SECOND, type PlannedLoad, plannedLoad, wantConsent } from "./consent.ts";
import { type LoadFlags, parseLoadOptions } from "./options.ts";

const planned = (name: ScenarioName, flags: LoadFlags = {}, more = { cautious: false, to: 1000 }) =>
  plannedLoad(
    {
      options: parseLoadOptions(flags, 1),
      cautious: more.cautious,
      open: { tasks: { kind: "range", prefix: "task-", from: 1, to: more.to, suffix: "" } },
      seed: 7,
      profile: profileOf(CURRENT_PROFILE),
    },
    name,
  );

describe("what a load would send", () => {
  it.each<[string, ScenarioName, LoadFlags, number]>([
    ["each report, and a hundredth of the looks", "steady", {}, 11],
    ["no look where none is wanted", "steady", { readBack: "0" }, 10],
    ["a look for each report of a smoke", "smoke", {}, 40],
    ["agents by their interval", "steady", { agents: "900", interval: "3s", readBack: "0" }, 300],
    ["an agent by its fleet's own interval", "steady", { preset: "mixed", readBack: "0" }, 10],
    ["ten times at the top of a ramp", "ramp", { readBack: "0" }, 1000],
    ["ten times in a spike", "spike", { readBack: "0" }, 1000],
    ["25 times at a breakpoint's end", "breakpoint", { readBack: "0" }, 5000],
    ["what a silence of 4 s kept, at once", "herd", { readBack: "0" }, 750],
    ["each of 50 tries where all fails", "retry-storm", { readBack: "0" }, 15_000],
    [
      "no more than a budget lets through",
      "retry-storm",
      { readBack: "0", retryBudget: "0.1" },
      330,
    ],
    ["one sending where none is sent again", "retry-storm", { readBack: "0", retry: "none" }, 300],
  ])("counts %s", (_, name, flags, perSecond) => {
    expect(planned(name, flags).perSecond).toBe(perSecond);
  });

  it("is no more in a gate than the tasks there are let agents report", () => {
    expect(planned("steady", {}, { cautious: true, to: 3 })).toEqual({
      scenario: "steady",
      agents: 3,
      perSecond: 4,
      durationMs: 10_000,
    });
    expect(planned("steady", {}, { cautious: true, to: 1000 }).perSecond).toBe(330);
  });
});

const HERE = "http://127.0.0.1:8080";
const AWAY = "http://192.0.2.1:8080";
const load = (perSecond: number): PlannedLoad => ({
  scenario: "steady",
  agents: 900,
  perSecond,
  durationMs: 10_000,
});

const asked = (
  perSecond: number,
  urls: readonly string[],
  allowed?: number,
  addresses: readonly string[] = [],
) => wantConsent(() => [load(perSecond)], { urls, allowed, resolve: async () => addresses });

describe("leave", () => {
  it("is not asked for on this machine, whatever would be sent; nothing is worked out", async () => {
    const never = (): never => {
      throw new Error("nothing was to be worked out");
    };
    for (const url of [HERE, "http://[::1]:8080", "http://[::ffff:127.0.0.1]"]) {
      expect(await wantConsent(never, { urls: [url], allowed: undefined })).toBeUndefined();
    }
    const urls = ["http://endpoint.test"];
    expect(await asked(1e6, urls, undefined, ["127.0.0.1", "::1"])).toBeUndefined();
  });

  it("is not asked for up to the modest rate, which then is the most", async () => {
    expect(await asked(MODEST_PER_SECOND, [AWAY])).toBe(MODEST_PER_SECOND);
    expect(await asked(1, [AWAY], 1)).toBe(MODEST_PER_SECOND);
  });

  it("is asked for above it, with what would be sent, to whom, and the flag", async () => {
    const refused = asked(MODEST_PER_SECOND + 1, [AWAY]);
    await expect(refused).rejects.toThrow(OperatorError);
    await expect(refused).rejects.toThrow(
      "allow-load: got none, and this would be sent to 192.0.2.1: steady: 900 agents, up to 51 requests a second, for 10 s. More than 50 requests a second to another machine are sent only where they are allowed; nothing was sent. If that is what you want: --allow-load 51",
    );
  });

  it("holds up to the rate that was allowed", async () => {
    expect(await asked(300, [AWAY], 300)).toBe(300);
    await expect(asked(301, [AWAY], 300)).rejects.toThrow(/^allow-load: got 300, .*load 301$/);
  });

  it("is asked for where a name may lead elsewhere, or nowhere", async () => {
    const urls = ["http://endpoint.test"];
    await expect(asked(300, urls, undefined, ["127.0.0.1", "192.0.2.1"])).rejects.toThrow(/300$/);
    await expect(asked(300, urls, undefined, [])).rejects.toThrow(/300$/);
  });

  it("is asked for where a proxy is elsewhere, or sends on to elsewhere", async () => {
    await expect(asked(300, [HERE, AWAY])).rejects.toThrow(/sent to 192\.0\.2\.1:/);
    await expect(asked(300, [AWAY, HERE])).rejects.toThrow(/sent to 192\.0\.2\.1:/);
  });
});
