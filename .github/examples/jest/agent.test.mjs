// @ts-check
/** An agent's own code against the reference endpoint, with the reports of a whole migration. */

import { afterEach, expect, test } from "@jest/globals";
import { bodyWriter, planOf, profileOf, startEndpoint, timeline } from "headway";
import { sendReport } from "./agent.mjs";

const profile = profileOf("2026-01");
const token = "a-token-of-the-tests";

/** @type {import("headway").RunningEndpoint | undefined} */
let endpoint;
afterEach(async () => endpoint?.close());

/** @param {string} [twin] the flaw it has */
async function started(twin) {
  const tasks = /** @type {const} */ ({ kind: "list", ids: ["task-1"] });
  endpoint = await startEndpoint({ profile: profile.id, token, tasks, twin });
  return { url: endpoint.url, token, taskId: "task-1" };
}

test("each report of a migration is taken", async () => {
  const place = await started();
  // 4 GB over 1 Gbit/s, reported every ten seconds, on a clock of the plan's own.
  const plan = planOf({ totalBytes: 4_000_000_000, linkMbps: 1000, intervalMs: 10_000 });
  const write = bodyWriter(plan, profile);
  const reports = timeline(plan);
  let sent = 0;
  for (let entry = reports.next(); entry !== undefined; entry = reports.next()) {
    await sendReport(place, write(entry.report));
    sent += 1;
  }
  expect(endpoint?.requests()).toBe(sent);
  expect(sent).toBeGreaterThan(5);
});

test("an answer that the contract does not know is no success", async () => {
  const place = await started("success-204");
  const plan = planOf({ totalBytes: 1_000_000, linkMbps: 100 });
  const entry = timeline(plan).next();
  if (entry === undefined) throw new Error("want a first report");
  const sending = sendReport(place, bodyWriter(plan, profile)(entry.report));
  await expect(sending).rejects.toThrow("status 204");
});
