/** What a refusal is counted as, whatever its body is, and when bodies are wanted. */

import { expect, it } from "vitest";
import { CODES_MAX, codeName } from "./codes.ts";
import { WorkerLedger } from "./ledger.ts";
import type { Reply } from "./replies.ts";

const refusal = (body: unknown, status = 404): Reply => ({
  status,
  error_code: 1404,
  error: "",
  body,
  timings: { blocked: 0, duration: 1 },
});

it.each([
  ['{"error_code":"TASK.0004"}', "404 TASK.0004"],
  [`{"error_code":"${"x".repeat(64)}"}`, `404 ${"x".repeat(64)}`],
  [`{"error_code":"${"x".repeat(65)}"}`, "404"],
  ['{"error_code":"a b"}', "404"],
  ['{"error_code":""}', "404"],
  ['{"error_code":4}', "404"],
  ["null", "404"],
  ["<html>", "404"],
  ["", "404"],
  [null, "404"],
])("names %s", (body, name) => {
  expect(codeName(refusal(body))).toBe(name);
});

it.each([
  ["a token", "3f0c2d1e-77aa-4c1b-9d5e-0a1b2c3d4e5f", "404"],
  ["an access key in a signature", "PLANTEDKEY0F7Q", "404"],
  ["what no header has", "TASK.0004", "404 TASK.0004"],
  ["what is too short for a secret", "PUT", "404 PUT"],
])("names %s never, or as ever", (_, code, name) => {
  const headers = {
    "X-Auth-Token": ["3f0c2d1e-77aa-4c1b-9d5e-0a1b2c3d4e5f"],
    Authorization: ["SDK-HMAC-SHA256 Access=PLANTEDKEY0F7Q, Signature=00, PUT"],
  };
  const reply = { ...refusal(`{"error_code":"${code}"}`), request: { headers } };
  expect(codeName(reply)).toBe(name);
});

it("carries few names, whatever the endpoint invents", () => {
  const ledger = new WorkerLedger();
  for (let i = 0; i < 100; i += 1) ledger.countRefusal(refusal(`{"error_code":"c${i}"}`));
  ledger.countRefusal(refusal('{"error_code":"c0"}'));
  expect(ledger.codes).toMatchObject({ "404 c0": 2, "404 c19": 1, "404 other codes": 80 });
  expect(Object.keys(ledger.codes)).toHaveLength(CODES_MAX + 1);
});

it("wants bodies from the first refusal until a flush without one", () => {
  const ledger = new WorkerLedger();
  const wanted: boolean[] = [];
  ledger.wantBodies = (want) => wanted.push(want);
  ledger.clear();
  ledger.countRefusal(refusal(null));
  ledger.countRefusal(refusal(null));
  ledger.clear();
  expect(wanted).toEqual([true]);
  ledger.clear();
  ledger.clear();
  expect(wanted).toEqual([true, false]);
  ledger.countRefusal(refusal(null));
  expect(wanted).toEqual([true, false, true]);
});
