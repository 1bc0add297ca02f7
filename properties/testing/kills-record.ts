/**
 * The kill matrix as it was last measured, kept beside the tests: one line of JSON for each twin and
 * each drawn flaw. `npm run kills` measures it anew; `KILLS.md` is written from it.
 */

import { readFileSync } from "node:fs";
import * as v from "valibot";
import { profileOf } from "../../simulators/contract/index.ts";
import { flawsOf, TWINS, type Twin } from "../../simulators/endpoint/index.ts";
import {
  gatingRequirements,
  KILLS_SEED,
  type Kill,
  killsOfFlaw,
  killsOfTwin,
  needsSocket,
} from "./kills.ts";

/** Where it is kept. */
export const KILLS_FILE = new URL("kills.ndjson", import.meta.url);

/** With how many of its requirements a drawn flaw is kept: two, to see whether one is needed. */
export const KILLS_OF_FLAW_MAX = 2;

export interface KillsRecord {
  readonly twins: ReadonlyMap<string, readonly Kill[]>;
  readonly flaws: ReadonlyMap<string, readonly string[]>;
}

/**
 * Whether it depends on how fast the machine is which requirements see a twin, besides those that
 * have to catch it: its flaw shows only while something else is under way.
 */
export function hangsOnTime(twin: Twin): boolean {
  return twin.family === "overlap" || twin.family === "durability" || needsSocket(twin);
}

const lineSchema = v.union([
  v.strictObject({
    twin: v.string(),
    kills: v.array(v.tuple([v.string(), v.number(), v.number()])),
  }),
  v.strictObject({ flaw: v.string(), kills: v.array(v.string()) }),
]);

/** Reads what is kept. Throws where a line is none of ours. */
export function readKills(text = readFileSync(KILLS_FILE, "utf8")): KillsRecord {
  const twins = new Map<string, readonly Kill[]>();
  const flaws = new Map<string, readonly string[]>();
  for (const line of text.split("\n").filter((l) => l !== "")) {
    const read = v.parse(lineSchema, JSON.parse(line));
    if ("flaw" in read) flaws.set(read.flaw, read.kills);
    else {
      const kills = read.kills.map(([requirement, requests, ms]) => ({
        requirement,
        requests,
        ms,
      }));
      twins.set(read.twin, kills);
    }
  }
  return { twins, flaws };
}

/** The text that `readKills` reads. */
export function writeKills({ twins, flaws }: KillsRecord): string {
  const lines = [
    ...[...twins].map(([twin, kills]) => ({
      twin,
      kills: kills.map(({ requirement, requests, ms }) => [requirement, requests, ms]),
    })),
    ...[...flaws].map(([flaw, kills]) => ({ flaw, kills })),
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}

/** Measures all of it, which takes minutes. */
export async function measureKills(told: (what: string) => void): Promise<KillsRecord> {
  const twins = new Map<string, readonly Kill[]>();
  for (const twin of TWINS) {
    twins.set(twin.id, await killsOfTwin(twin));
    told(`${twins.size} of ${TWINS.length} twins: ${twin.id}`);
  }
  const all = flawsOf(profileOf("2026-01"));
  const flaws = new Map<string, readonly string[]>();
  const given = {
    requirements: gatingRequirements(),
    seed: KILLS_SEED,
    most: KILLS_OF_FLAW_MAX,
  };
  for (const flaw of all) {
    flaws.set(flaw.id, await killsOfFlaw(flaw, given));
    told(`${flaws.size} of ${all.length} drawn flaws: ${flaw.id}`);
  }
  return { twins, flaws };
}
