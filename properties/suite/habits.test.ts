/**
 * Habits of correct servers that once brought them an accusation: each is put around the reference,
 * and the requirement that accused holds. What truly breaks it is tested by its twins.
 */

import { describe, expect, it } from "vitest";
import { requirementsOf } from "../requirements/index.ts";
import type { Reply, Transport, WireRequest } from "../target/index.ts";
import { inProcessTarget } from "../testing/in-process.ts";
import { checkRequirement } from "./check-requirement.ts";
import { DEFAULT_EFFORT } from "./requirement-result.ts";
import { Turnstile } from "./turnstile.ts";

type Habit = (request: WireRequest, usual: () => Promise<Reply>) => Promise<Reply>;

/** How a requirement comes out at the reference with a habit. */
async function outcomeOf(id: string, habit: Habit): Promise<string> {
  const { target, pool } = inProcessTarget({});
  const requirement = requirementsOf(target.profile).find((r) => r.id === id);
  if (requirement === undefined) throw new Error(`there is no requirement ${id}`);
  const transport: Transport = {
    close: async () => {},
    send: (request, signal) => habit(request, () => target.transport.send(request, signal)),
  };
  const { signal } = new AbortController();
  const given = { pool, seed: 7, effort: DEFAULT_EFFORT, turnstile: new Turnstile() };
  const whole = { ...given, target: { ...target, transport }, startedMs: 0, signal };
  const { outcome, violation } = await checkRequirement(requirement, whole);
  return violation === undefined ? outcome : `${violation.expected}: ${violation.actual}`;
}

function answered(status: number, body = ""): Reply {
  return { kind: "complete", status, headers: [], body, startMs: 0, endMs: 0 };
}

function headBytes({ method, path, headers }: WireRequest): number {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n`.length;
}

describe("a head that is too long for a server", () => {
  it.each([400, 413, 431, 494])(
    "is refused with %i from 8 KiB on, all lines counted",
    async (s) => {
      const habit: Habit = async (request, usual) =>
        headBytes(request) > 8192 ? answered(s) : usual();
      expect(await outcomeOf("header/token-length", habit)).toBe("held");
    },
  );

  it("is not half of that", async () => {
    const habit: Habit = async (request, usual) =>
      headBytes(request) > 4096 ? answered(431) : usual();
    expect(await outcomeOf("header/token-length", habit)).toMatch(/401.*: status 431/);
  });
});
