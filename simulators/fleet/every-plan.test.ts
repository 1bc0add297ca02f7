/** Agents of every kind, age and client, with every fault: what holds of all of them. */

import { describe, expect, it } from "vitest";
import { bodyWriter, FAULTS, KINDS, planOf } from "../agent/index.ts";
import { fieldsOf } from "../contract/index.ts";
import { arrivals } from "../faults/index.ts";
import { CLIENT_DIALECTS, judgeBody, readJson } from "../report/index.ts";
import { EVERYTHING, everyPlan, undrawn } from "./testing/every-plan.ts";

const PLANS = everyPlan(500, 40);
const EVERY_AGE = ["2025-06", "2025-03", "2023-04", "2022-04", "2021-09"] as const;

describe("agents of all there is", () => {
  it("are drawn: each kind, name, fault, client and age", () => {
    expect(undrawn(PLANS, ["kind", "name", "fault", "client", "age"])).toEqual([]);
  });

  it("send what the contract allows, each its age's fields in its client's text, in order of time", () => {
    for (const plan of PLANS) {
      const write = bodyWriter(plan, EVERYTHING);
      const { lacks = [], trailingNewline = false } =
        plan.client === undefined ? {} : CLIENT_DIALECTS[plan.client];
      const known = fieldsOf(plan.revision ?? "2025-06", EVERYTHING)
        .map((field) => field.name)
        .filter((name) => !lacks.includes(name));
      let lastMs = plan.arrivalMs ?? 0;
      const rest = arrivals(plan);
      for (let entry = rest.next(); entry !== undefined; entry = rest.next()) {
        expect(entry.atMs).toBeGreaterThanOrEqual(lastMs);
        lastMs = entry.atMs;
        const body = write(entry.report);
        expect(judgeBody(body, EVERYTHING).remarks).toEqual([]);
        expect(body.endsWith("\n")).toBe(trailingNewline);
        const reading = readJson(body);
        if (reading.kind !== "json" || reading.value.kind !== "object") throw new Error(body);
        const names = reading.value.members.map(([name]) => name);
        // Terraform drops zeros, and sends zeros for mandatory fields that its age does not know.
        if (plan.client !== "terraform" && plan.client !== "go") expect(names).toEqual(known);
      }
    }
  });
});

describe("what is not drawn", () => {
  it("is named, whatever it is", () => {
    const none = undrawn([], ["kind", "fault", "client", "age", "name"]);
    expect(none).toHaveLength(KINDS.length + FAULTS.length + 6 + EVERY_AGE.length + 20);
    const without = PLANS.filter((plan) => plan.kind !== "windows-block-sync");
    expect(undrawn(without, ["kind", "fault"])).toEqual(["kind windows-block-sync"]);
    expect(
      undrawn(
        without.filter((plan) => plan.client !== "go"),
        ["client"],
      ),
    ).toEqual(["client go"]);
    const plain = planOf({ totalBytes: 1, linkMbps: 100 });
    expect(undrawn([plain], ["name"])).not.toContain("name MIGRATE_LINUX_FILE");
    expect(undrawn([plain], ["name"])).toContain("name CLONE_VM");
  });
});
