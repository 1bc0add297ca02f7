/** What Schemathesis writes down while it runs (`--report ndjson`), as far as it is read here. */

import * as v from "valibot";

const eventSchema = v.object({
  EngineStarted: v.optional(v.object({ timestamp: v.number() })),
  ScenarioFinished: v.optional(
    v.object({
      recorder: v.object({
        checks: v.optional(v.record(v.string(), v.array(v.object({ status: v.string() })))),
        interactions: v.optional(v.record(v.string(), v.object({ timestamp: v.number() }))),
      }),
    }),
  ),
});

/**
 * Seconds from the start of its engine to the request whose answer was the first to fail a check;
 * undefined where none did. Throws where a line is no event.
 */
export function firstFailureSeconds(ndjson: string): number | undefined {
  let startedAt: number | undefined;
  for (const line of ndjson.split("\n").filter((text) => text !== "")) {
    const event = v.parse(eventSchema, JSON.parse(line));
    startedAt ??= event.EngineStarted?.timestamp;
    const { checks = {}, interactions = {} } = event.ScenarioFinished?.recorder ?? {};
    const failed = Object.entries(checks).filter(([, list]) =>
      list.some(({ status }) => status === "failure"),
    );
    const times = failed.flatMap(([id]) => interactions[id]?.timestamp ?? []);
    if (times.length > 0 && startedAt !== undefined) return Math.min(...times) - startedAt;
  }
  return undefined;
}
