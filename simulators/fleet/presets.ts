/**
 * Fleets with a name and a reason. Sizes, links and shares of real fleets are not published; these
 * are assumed, within what the source allows.
 */

import { type FleetSpec, SPEC_VERSION } from "./fleet-spec.ts";

const MB = 1_000_000;
const GB = 1_000_000_000;
const TB = 1_000_000_000_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** The fleet that is drawn where none is named. */
export const MIXED: FleetSpec = {
  version: SPEC_VERSION,
  name: "mixed",
  reason:
    "every kind of migration in believable shares, nothing broken: what a service sees in a week",
  kinds: {
    "linux-file-new": 30,
    "linux-file-existing": 15,
    "windows-block": 20,
    "linux-block": 8,
    "linux-file-sync": 8,
    "windows-block-sync": 5,
    "linux-block-sync": 2,
    "linux-file-incremental": 4,
    "windows-block-incremental": 2,
    "linux-block-incremental": 1,
    "linux-file-clone": 2,
    "linux-file-2020": 2,
    "linux-file-checked": 1,
  },
  sizes: [
    { share: 0, bytes: MB },
    { share: 0.05, bytes: GB },
    { share: 0.2, bytes: 10 * GB },
    { share: 0.5, bytes: 40 * GB },
    { share: 0.8, bytes: 100 * GB },
    { share: 0.92, bytes: 300 * GB },
    { share: 0.98, bytes: TB },
    { share: 1, bytes: 16 * TB },
  ],
  linksMbps: [
    { weight: 40, value: 100 },
    { weight: 8, value: 10 },
    { weight: 6, value: 20 },
    { weight: 6, value: 50 },
    { weight: 8, value: 200 },
    { weight: 6, value: 300 },
    { weight: 6, value: 500 },
    { weight: 18, value: 1000 },
    { weight: 2, value: 10_000 },
  ],
  utilisationPercent: { min: 50, max: 80 },
  intervalsMs: [{ weight: 1, value: 10_000 }],
  jitterPercent: 10,
  clients: { plain: 1 },
  revisions: { "2025-06": 1 },
  traits: {
    fileCounts: 0.5,
    largeFiles: 0.1,
    packed: 0.5,
    growth: 0.1,
    disks: 0.3,
    limits: 0.1,
    stall: 0.1,
    attachHang: 0.15,
    mishap: 0.05,
    wrongClock: 0.05,
    verbose: 0.1,
    drill: 0.05,
  },
  faults: {},
  rounds: { min: 1, max: 5 },
  roundGapMs: { min: 10 * MINUTE_MS, max: 60 * MINUTE_MS },
  arrival: { pattern: "together", overMs: 0 },
  zones: { min: 0, max: 0 },
};

const CALM = { ...MIXED.traits, limits: 0, stall: 0, mishap: 0, wrongClock: 0, verbose: 0 };

/** Every preset, the default one first. */
export const PRESETS: readonly FleetSpec[] = [
  MIXED,
  {
    ...MIXED,
    name: "data-centre-move",
    reason:
      "a whole machine room in one night: large servers with many disks on fast links, block by block",
    kinds: { "windows-block": 45, "linux-block": 30, "linux-file-existing": 25 },
    sizes: [
      { share: 0, bytes: 50 * GB },
      { share: 0.5, bytes: 500 * GB },
      { share: 0.9, bytes: 4 * TB },
      { share: 1, bytes: 16 * TB },
    ],
    linksMbps: [
      { weight: 6, value: 1000 },
      { weight: 4, value: 10_000 },
    ],
    traits: { ...CALM, disks: 0.9, packed: 0.6, attachHang: 0.1 },
    arrival: { pattern: "spread", overMs: 4 * HOUR_MS },
  },
  {
    ...MIXED,
    name: "branch-office-trickle",
    reason:
      "small servers behind slow lines that belong to the office by day: limits from eight to six, stalls",
    kinds: { "linux-file-new": 50, "windows-block": 50 },
    sizes: [
      { share: 0, bytes: GB },
      { share: 0.7, bytes: 20 * GB },
      { share: 1, bytes: 80 * GB },
    ],
    linksMbps: [
      { weight: 5, value: 10 },
      { weight: 5, value: 20 },
      { weight: 2, value: 50 },
    ],
    intervalsMs: [
      { weight: 3, value: 60_000 },
      { weight: 1, value: 30_000 },
    ],
    traits: { ...CALM, limits: 0.9, stall: 0.3, fileCounts: 0.8 },
    arrival: { pattern: "spread", overMs: 10 * HOUR_MS },
    zones: { min: -2, max: 3 },
  },
  {
    ...MIXED,
    name: "monday-morning-herd",
    reason:
      "everything was scheduled for Monday, eight o'clock: agents start together and report on the beat",
    kinds: { "linux-file-new": 60, "windows-block": 40 },
    sizes: [
      { share: 0, bytes: 500 * MB },
      { share: 0.8, bytes: 10 * GB },
      { share: 1, bytes: 40 * GB },
    ],
    intervalsMs: [{ weight: 1, value: 5000 }],
    jitterPercent: 0,
    traits: { ...CALM, attachHang: 0.4 },
    faults: { synchronised: 1 },
  },
  {
    ...MIXED,
    name: "continuous-sync-estate",
    reason: "migrated long ago and kept in step until the launch: round after round of changes",
    kinds: {
      "linux-file-sync": 40,
      "windows-block-sync": 30,
      "linux-block-sync": 10,
      "linux-file-clone": 20,
    },
    sizes: [
      { share: 0, bytes: 5 * GB },
      { share: 0.8, bytes: 100 * GB },
      { share: 1, bytes: TB },
    ],
    traits: { ...CALM, growth: 0.5, mishap: 0.1 },
    rounds: { min: 3, max: 12 },
    roundGapMs: { min: 5 * MINUTE_MS, max: 30 * MINUTE_MS },
    arrival: { pattern: "waves", overMs: 2 * HOUR_MS },
  },
  {
    ...MIXED,
    name: "hostile-mix",
    reason:
      "everything that goes wrong at once: every client and age, wrong clocks, every fault; for endpoints that say they can take it",
    clients: { plain: 2, java: 3, python: 3, go: 3, node: 1, terraform: 1 },
    revisions: { "2025-06": 6, "2025-03": 2, "2023-04": 2, "2022-04": 1, "2021-09": 1 },
    jitterPercent: 50,
    traits: {
      fileCounts: 0.5,
      largeFiles: 0.3,
      packed: 0.5,
      growth: 0.3,
      disks: 0.5,
      limits: 0.3,
      stall: 0.4,
      attachHang: 0.4,
      mishap: 0.4,
      wrongClock: 0.4,
      verbose: 0.3,
      drill: 0.2,
    },
    faults: {
      lost: 0.15,
      duplicated: 0.25,
      frozen: 0.1,
      restarted: 0.15,
      offline: 0.15,
      delayed: 0.15,
      reordered: 0.15,
      replayed: 0.15,
      stale: 0.15,
      synchronised: 0.1,
    },
    arrival: { pattern: "spread", overMs: HOUR_MS },
    zones: { min: -11, max: 12 },
  },
  {
    ...MIXED,
    name: "disorder",
    reason:
      "a network between that repeats, delays and reorders: what an endpoint gets from agents that do nothing wrong",
    faults: { duplicated: 0.5, delayed: 0.5, reordered: 0.5, replayed: 0.3, stale: 0.3 },
  },
];

/** The preset of that name; undefined where there is none. */
export function presetNamed(name: string): FleetSpec | undefined {
  return PRESETS.find((preset) => preset.name === name);
}
