// @ts-check
/** Fleets and bodies that are drawn, against code that reads reports. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  fleetArbitrary,
  invalidReportArbitrary,
  judgeBody,
  MIXED,
  playFleet,
  profileOf,
  reportArbitrary,
} from "headway";
import { Overview } from "./overview.mjs";

const profile = profileOf("2026-01");

test("an overview stays within 0 to 100, whatever a fleet does", () => {
  // Agents that restart, repeat themselves, come late: of each fleet another handful of faults.
  const fleets = fleetArbitrary({ spec: MIXED, profile, agentsMax: 4, reportsMax: 60 });
  fc.assert(
    fc.property(fleets, (plans) => {
      const overview = new Overview();
      for (const { agent, report } of playFleet(plans)) {
        overview.take(agent, report);
        assert.ok(overview.percent >= 0 && overview.percent <= 100);
      }
    }),
    { numRuns: 50 },
  );
});

test("what the contract allows is told from what it forbids", () => {
  // Put your own validation in the place of judgeBody.
  const accepts = (/** @type {string} */ body) => judgeBody(body, profile).standing === "valid";
  fc.assert(fc.property(reportArbitrary(), (body) => accepts(body)));
  fc.assert(fc.property(invalidReportArbitrary(), (body) => !accepts(body)));
});
