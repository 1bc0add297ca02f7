import { describe, expect, it } from "vitest";
import { PROFILES } from "../simulators/contract/index.ts";
import { judgeBody } from "../simulators/report/index.ts";
import { extremeBodies } from "./extremes.ts";

describe.each(PROFILES.map((profile) => [profile.id, profile] as const))(
  "the extremes of %s",
  (_, profile) => {
    const bodies = extremeBodies(profile);

    it("are valid, each of them", () => {
      for (const body of bodies) expect(judgeBody(body, profile).remarks, body).toEqual([]);
    });

    it("take every field to both of its bounds", () => {
      for (const { name, min, max } of profile.fields) {
        for (const bound of [min, max]) {
          if (bound === undefined) continue;
          expect(bodies.some((body) => body.includes(`"${name}":${bound}`))).toBe(true);
        }
      }
      const traces = bodies.map((body) => JSON.parse(body).process_trace ?? "");
      expect(Math.max(...traces.map((trace) => [...trace].length))).toBe(2048);
    });

    it("have every subtask name", () => {
      const names = profile.fields.find(({ name }) => name === "subtask_name")?.values ?? [];
      for (const name of names)
        expect(bodies.some((body) => body.includes(`"${name}"`))).toBe(true);
    });
  },
);
