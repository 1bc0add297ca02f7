import { expect, it } from "vitest";
import type { Policy } from "../../simulators/endpoint/index.ts";
import { checkInProcess } from "../testing/check-in-process.ts";

/** So many wrong signatures in a row lock a key, and then right ones are refused, too. */
const LOCKED_FROM = 5;

/** An endpoint that counts wrong signatures in a row, as the platform's gateway does. */
function counting(change: (correct: Policy) => Policy = (correct) => correct) {
  let row = 0;
  const seen = { most: 0, all: 0 };
  const flaw = (correct: Policy): Policy => ({
    ...change(correct),
    credential: (request, nowMs) => {
      const credential = correct.credential(request, nowMs);
      const isSigned = request.headers.some(([name]) => name === "Authorization");
      if (isSigned && credential.kind === "refused") {
        row += 1;
        seen.all += 1;
        seen.most = Math.max(seen.most, row);
      }
      if (credential.kind === "admitted") row = 0;
      return credential;
    },
  });
  return { flaw, seen };
}

it("never sends as many wrong signatures in a row as lock a key", async () => {
  const { flaw, seen } = counting();
  await checkInProcess({ auth: "signature", flaw });
  expect(seen.all).toBeGreaterThanOrEqual(4);
  expect(seen.most).toBeLessThan(LOCKED_FROM);
});
