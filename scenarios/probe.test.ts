/** The probe keeps to its limit, and says when it was the limit that it found. Nothing is sent. */

import { expect, it } from "vitest";
import type { OpenTarget } from "../properties/target/index.ts";
import { bareReply, bareTarget } from "../properties/testing/bare-target.ts";
import { probe } from "./probe.ts";

const SECONDS = 0.5;

/** A target that takes every report after so long. */
function answering(afterMs: number) {
  let sent = 0;
  const target = bareTarget(async () => {
    sent += 1;
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    return bareReply(200);
  });
  const open: Pick<OpenTarget, "target" | "tasks" | "connect"> = {
    target,
    tasks: { kind: "list", ids: ["a", "b", "c", "d"] },
    connect: () => target.transport,
  };
  return { open, sent: () => sent };
}

const { signal } = new AbortController();

it("sends no more than it may, and says that this held it back", async () => {
  const { open, sent } = answering(1);
  const begunMs = performance.now();
  const result = await probe({ open, seconds: SECONDS, perSecondMax: 60, signal });
  expect(result.sent).toBe(sent());
  // 30 are due before the end; a busy machine sends fewer, or ends later.
  const seconds = (performance.now() - begunMs) / 1000;
  expect(result.sent).toBeLessThanOrEqual(Math.ceil(60 * seconds));
  expect(result.heldBack).toBe(result.sent >= 27);
});

it("finds what a target takes that takes less", async () => {
  const { open } = answering(200);
  const result = await probe({ open, seconds: SECONDS, perSecondMax: 1000, signal });
  expect(result.sent).toBeLessThanOrEqual(12);
  expect(result.heldBack).toBe(false);
});

it("without a limit sends as fast as it is answered", async () => {
  const result = await probe({ open: answering(1).open, seconds: SECONDS, signal });
  expect(result.sent).toBeGreaterThan(0);
  expect(result.heldBack).toBe(false);
});
