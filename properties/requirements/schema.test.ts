/**
 * The exported schema against our own arbitraries, by a validator that is not ours: whatever the
 * suite calls valid passes it, whatever the suite calls invalid does not. Either way a mistake in
 * the tables' export or in what the suite draws would show.
 *
 * Does not verify what a schema cannot say: duplicate members, malformed JSON, coercion.
 */

import { Ajv2020 } from "ajv/dist/2020.js";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PROFILES, type Profile } from "../../simulators/contract/index.ts";
import { openApiText } from "../../simulators/openapi/index.ts";
import { invalidBody, validBody } from "./arbitraries.ts";
import { minimalWith } from "./drafts.ts";
import { foreignValues, insideValues, outsideValues } from "./values.ts";

const RUNS = { seed: 7, numRuns: 2000 };

/**
 * What the schema lets pass although the contract does not: a validator that reads with JSON.parse,
 * as Ajv does, sees the same double in 2^63-1 and in whole numbers up to 2^63+1024.
 */
const LONG_MAX = 9223372036854775807n;
const isRounded = (number: string) => BigInt(number) > LONG_MAX && Number(number) === 2 ** 63;
const hasKnownGap = (body: string) => (body.match(/(?<=:)\d{19}(?=[,}])/g) ?? []).some(isRounded);

describe.each(PROFILES)("the schema of $id", (profile) => {
  const accepts = validator(profile);

  it("accepts every boundary", () => {
    const bodies = profile.fields.flatMap((field) =>
      insideValues(field).map((json) => minimalWith(profile, field.name, json)),
    );
    expect(bodies.filter((body) => !accepts(body))).toEqual([]);
  });

  it("accepts every drawn report", () => {
    void fc.assert(fc.property(validBody(profile), accepts), RUNS);
  });

  it("refuses every neighbour of a boundary and every other type, the known gap apart", () => {
    const bodies = profile.fields.flatMap((field) =>
      [...outsideValues(field), ...foreignValues(field)].map((json) =>
        minimalWith(profile, field.name, json),
      ),
    );
    const passed = bodies.filter(accepts);
    expect(passed).toEqual([
      minimalWith(profile, "replicatesize", `${LONG_MAX + 1n}`),
      minimalWith(profile, "totalsize", `${LONG_MAX + 1n}`),
    ]);
    expect(passed.every(hasKnownGap)).toBe(true);
  });

  it("refuses every drawn report with one invalid field, the known gap apart", () => {
    const refuses = (body: string) => !accepts(body) || hasKnownGap(body);
    void fc.assert(fc.property(invalidBody(profile), refuses), RUNS);
  });
});

function validator(profile: Profile): (body: string) => boolean {
  const document = JSON.parse(openApiText(profile));
  const ajv = new Ajv2020({ formats: { int32: true, int64: true, double: true } });
  const validate = ajv.compile<unknown>(document.components.schemas.ProgressReport);
  return (body) => validate(JSON.parse(body));
}
