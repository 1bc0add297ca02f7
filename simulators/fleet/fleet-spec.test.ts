import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { FAULTS, KINDS } from "../agent/index.ts";
import { profileOf } from "../contract/index.ts";
import { CLIENTS } from "../report/index.ts";
import { FLEET_SPEC, FleetSpecError, readFleetSpec } from "./fleet-spec.ts";
import { ImpossibleFleetError } from "./plan-arbitrary.ts";
import { MIXED, PRESETS, presetNamed } from "./presets.ts";
import { samplePlans } from "./sample.ts";

const SEED = 77;

function read(text: string) {
  return readFleetSpec(text, "f.json", presetNamed, MIXED);
}

/** A preset that must be there. */
function preset(name: string) {
  const found = presetNamed(name);
  if (found === undefined) throw new Error(`no preset ${name}`);
  return found;
}

describe("presets", () => {
  it.each(PRESETS.map((spec) => [spec.name, spec] as const))(
    "%s is a spec, with a reason",
    (_, spec) => {
      expect(v.is(FLEET_SPEC, spec)).toBe(true);
      expect(spec.reason.length).toBeGreaterThan(30);
      expect(read(JSON.stringify(spec))).toEqual(spec);
    },
  );

  it("between them draw every kind, client, age and fault", () => {
    const profile = profileOf("2026-01+consistency");
    const plans = PRESETS.flatMap((spec) =>
      samplePlans({ seed: SEED, count: 3000, spec, profile }),
    );
    expect(new Set(plans.map((plan) => plan.kind))).toEqual(new Set(KINDS));
    expect(new Set(plans.map((plan) => plan.client))).toEqual(new Set([undefined, ...CLIENTS]));
    const faults = plans.flatMap((plan) => plan.faults ?? []).map((fault) => fault.name);
    expect(new Set(faults)).toEqual(new Set(FAULTS));
    const revisions = samplePlans({
      seed: SEED,
      count: 500,
      spec: preset("hostile-mix"),
      profile: profileOf("2024-02"),
    }).map((plan) => plan.revision);
    expect(new Set(revisions)).toEqual(
      new Set([undefined, "2025-03", "2023-04", "2022-04", "2021-09"]),
    );
  });

  it("keep agents away whose reports the profile refuses", () => {
    const spec = preset("hostile-mix");
    const plans = samplePlans({ seed: SEED, count: 2000, spec });
    expect(plans.map((plan) => plan.revision)).not.toContain("2021-09");
    expect(plans.map((plan) => plan.revision)).toContain("2022-04");
  });

  it("are what their names say", () => {
    const herd = samplePlans({ seed: SEED, count: 200, spec: preset("monday-morning-herd") });
    expect(new Set(herd.map((plan) => plan.intervalMs))).toEqual(new Set([5000]));
    expect(herd.every((plan) => plan.faults?.[0]?.name === "synchronised")).toBe(true);
    expect(herd.every((plan) => plan.arrivalMs === undefined)).toBe(true);
    const move = samplePlans({ seed: SEED, count: 200, spec: preset("data-centre-move") });
    expect(Math.max(...move.map((plan) => plan.arrivalMs ?? 0))).toBeGreaterThan(3 * 3_600_000);
    expect(move.filter((plan) => (plan.disks ?? 1) > 1).length).toBeGreaterThan(150);
    const sync = samplePlans({ seed: SEED, count: 200, spec: preset("continuous-sync-estate") });
    expect(sync.every((plan) => (plan.rounds ?? 0) >= 3)).toBe(true);
    expect(new Set(sync.map((plan) => plan.arrivalMs ?? 0)).size).toBe(4);
    const trickle = samplePlans({ seed: SEED, count: 200, spec: preset("branch-office-trickle") });
    expect(trickle.filter((plan) => plan.limits !== undefined).length).toBeGreaterThan(150);
    expect(Math.max(...trickle.map((plan) => plan.linkMbps))).toBe(50);
  });
});

describe("a spec file", () => {
  it("says only what is different from the preset it starts from", () => {
    const spec = read('{"from":"monday-morning-herd","name":"tuesday","jitterPercent":5}');
    expect(spec).toEqual({ ...preset("monday-morning-herd"), name: "tuesday", jitterPercent: 5 });
    expect(read('{"name":"own","kinds":{"windows-block":1}}')).toEqual({
      ...MIXED,
      name: "own",
      kinds: { "windows-block": 1 },
    });
  });

  it.each<[string, string, RegExp]>([
    ["no JSON", "kinds", /^f\.json: got no JSON .*; want one object/],
    ["another version", '{"version":2}', /^f\.json: version: got 2; want 1: .*write it anew/],
    ["a list", "[]", /^f\.json: got \[\]; want one object/],
    ["an unknown preset", '{"from":"friday"}', /^f\.json: from: there is no preset "friday"; see/],
    [
      "an unknown kind",
      '{"kinds":{"mainframe":1}}',
      /^f\.json: kinds\.mainframe: got "mainframe"; .*linux-file-new/,
    ],
    [
      "a negative weight",
      '{"kinds":{"windows-block":-1}}',
      /^f\.json: kinds\.windows-block: got -1; .*0/,
    ],
    [
      "no weight at all",
      '{"kinds":{"windows-block":0}}',
      /^f\.json: kinds: .*at least one weight must be above 0/,
    ],
    ["no links", '{"linksMbps":[]}', /^f\.json: linksMbps: got \[\]; at least one weight/],
    ["a share above one", '{"faults":{"lost":2}}', /^f\.json: faults\.lost: got 2; .*1/],
    ["an unknown fault", '{"faults":{"gremlins":1}}', /^f\.json: faults\.gremlins/],
    [
      "knots that fall",
      '{"sizes":[{"share":0,"bytes":5},{"share":1,"bytes":1}]}',
      /^f\.json: sizes: .*shares must rise/,
    ],
    [
      "a range upside down",
      '{"rounds":{"min":5,"max":2}}',
      /^f\.json: rounds: .*min must not lie above max/,
    ],
    [
      "a member that specs do not have",
      '{"colour":"red"}',
      /^f\.json: colour: got "colour"|^f\.json: colour/,
    ],
    [
      "a link beyond all links",
      '{"linksMbps":[{"weight":1,"value":1e9}]}',
      /^f\.json: linksMbps\.0\.value: got 1000000000/,
    ],
  ])("is refused with the place and the reason: %s", (_, text, message) => {
    expect(() => read(text)).toThrow(message);
    expect(() => read(text)).toThrow(FleetSpecError);
  });

  it("is refused when no kind or no age of it can be drawn", () => {
    const checked = read('{"kinds":{"linux-file-checked":1}}');
    expect(() => samplePlans({ seed: 1, count: 1, spec: checked })).toThrow(ImpossibleFleetError);
    expect(() => samplePlans({ seed: 1, count: 0, spec: checked })).toThrow(
      /knows not all of their subtasks/,
    );
    const old = read('{"revisions":{"2021-09":1}}');
    expect(() => samplePlans({ seed: 1, count: 1, spec: old })).toThrow(
      /lack what profile 2026-01/,
    );
    const profile = profileOf("2026-01+consistency");
    expect(samplePlans({ seed: 1, count: 3, spec: checked, profile })).toHaveLength(3);
  });
});
