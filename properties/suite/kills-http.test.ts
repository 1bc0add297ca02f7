/**
 * One twin of each family over HTTP, as a run by the command line meets it: a socket, the real
 * transport, the whole check with its events. What needs no socket is in `kills.test.ts`.
 */

import { describe, expect, it } from "vitest";
import { TWINS, type TwinFamily, twinOf } from "../../simulators/endpoint/index.ts";
import { checkOverHttp } from "../testing/check-over-http.ts";
import { messageOf } from "../testing/messages.ts";

/** Whom each family sends. */
const SENT: Readonly<Record<Exclude<TwinFamily, "load">, string>> = {
  fields: "progress-101",
  credentials: "token-refused-stores",
  ids: "case-blind",
  state: "merged",
  overlap: "overlap-500",
  http: "error-html",
  network: "cut-locks",
  wire: "first-packet-only",
  durability: "kept-refused",
  canary: "canary",
};

describe("over HTTP", () => {
  it("every family sends one", () => {
    const families = new Set(TWINS.map(({ family }) => family));
    expect(new Set(Object.keys(SENT))).toEqual(families);
    for (const [family, id] of Object.entries(SENT)) expect(twinOf(id)?.family).toBe(family);
  });

  it.each(Object.entries(SENT))("%s: %s is caught and says why", async (_, id) => {
    const twin = twinOf(id);
    if (twin === undefined) throw new Error(`there is no twin ${id}`);
    const events = await checkOverHttp({ twin: id, only: twin.caughtBy });
    expect(events.filter((event) => event.kind === "harness-error")).toEqual([]);
    for (const requirement of twin.caughtBy) {
      const result = events.find((e) => e.kind === "requirement" && e.id === requirement);
      const finding = result?.kind === "requirement" ? result.finding : undefined;
      const { expected, actual } = messageOf(id, requirement);
      expect(result).toMatchObject({ outcome: "violated" });
      expect(finding?.expected).toBe(expected);
      expect(finding?.actual).toMatch(actual);
      expect(finding?.confirmation.violated).toBeGreaterThan(0);
    }
  });

  it("the reference is accused of none of it", async () => {
    const only = Object.values(SENT).flatMap((id) => twinOf(id)?.caughtBy ?? []);
    const events = await checkOverHttp({ only, isDurable: true });
    const results = events.filter((event) => event.kind === "requirement");
    expect(results.length).toBeGreaterThanOrEqual(new Set(only).size);
    expect(results.filter(({ outcome }) => outcome !== "held")).toEqual([]);
  });
});
