/**
 * The kill matrix that is kept is of the twins, flaws and requirements that there are, and each kill
 * in it happens again. That nothing else is killed takes minutes: `kills.deep.test.ts`.
 */

import { describe, expect, it } from "vitest";
import { REQUIREMENTS } from "../properties/requirements/index.ts";
import { killsOfTwin } from "../properties/testing/kills.ts";
import { hangsOnTime, readKills, writeKills } from "../properties/testing/kills-record.ts";
import { SHARED_REQUIREMENTS } from "../properties/testing/shared-requirements.ts";
import { SURVIVORS } from "../properties/testing/survivors.ts";
import { profileOf } from "../simulators/contract/index.ts";
import { flawsOf, TWINS } from "../simulators/endpoint/index.ts";
import { neverAlone } from "./kills-page.ts";

const RECORD = readKills();

describe("the kill matrix (npm run kills mends it)", () => {
  it("has every twin and every drawn flaw, and no other", () => {
    expect([...RECORD.twins.keys()]).toEqual(TWINS.map(({ id }) => id));
    expect([...RECORD.flaws.keys()]).toEqual(flawsOf(profileOf("2026-01")).map(({ id }) => id));
  });

  it("names requirements that exist, and of each twin those that have to catch it", () => {
    const known = new Set(REQUIREMENTS.map(({ id }) => id));
    const named = [
      ...[...RECORD.twins.values()].flatMap((kills) => kills.map((kill) => kill.requirement)),
      ...[...RECORD.flaws.values()].flat(),
    ];
    expect(named.filter((id) => !known.has(id))).toEqual([]);
    for (const { id, caughtBy } of TWINS) {
      const kills = RECORD.twins.get(id)?.map(({ requirement }) => requirement);
      expect(kills, id).toEqual(expect.arrayContaining([...caughtBy]));
    }
  });

  it("says of each requirement that is never alone why it stays, and of no other", () => {
    expect(Object.keys(SHARED_REQUIREMENTS).sort()).toEqual([...neverAlone(RECORD)].sort());
  });

  it("has no survivor that is not argued", () => {
    const survivors = [...RECORD.flaws].filter(([, kills]) => kills.length === 0);
    expect(survivors.map(([id]) => id).filter((id) => SURVIVORS[id] === undefined)).toEqual([]);
  });

  it("comes back from its text as it was", () => {
    expect(readKills(writeKills(RECORD))).toEqual(RECORD);
    expect(() => readKills('{"twin":"x"}')).toThrow();
  });

  const again = TWINS.filter((twin) => !hangsOnTime(twin));

  it.each(again.map((twin) => [twin.id, twin] as const))("is as kept: %s", async (id, twin) => {
    const kept = RECORD.twins.get(id) ?? [];
    const ids = new Set(kept.map(({ requirement }) => requirement));
    const kills = await killsOfTwin(twin, (requirement) => ids.has(requirement));
    // Not how many requests each took: trials run side by side, and timers decide who is first.
    const names = (all: typeof kept) => all.map(({ requirement }) => requirement);
    expect(names(kills)).toEqual(names(kept));
  });
});
