/**
 * The document judged by others: the published OpenAPI 3.1 schema, and Redocly's recommended rules,
 * whose warnings count too. Each judge must also see a fault, or its silence would say nothing.
 */

import { createConfig, lintFromString } from "@redocly/openapi-core";
import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, it } from "vitest";
import { PROFILES } from "../contract/index.ts";
import { openApiText } from "./index.ts";

describe.each(PROFILES)("the document of $id", (profile) => {
  const text = openApiText(profile);

  it("is an OpenAPI 3.1 document", async () => {
    const validator = new Validator();
    expect(await validator.validate(text)).toEqual({ valid: true });
    expect(validator.version).toBe("3.1");
  });

  it("keeps the recommended rules", async () => {
    expect(await problems(text)).toEqual([]);
  });
});

describe("the judges", () => {
  const [profile] = PROFILES;
  const text = profile === undefined ? "" : openApiText(profile);

  it("see a parameter that is nowhere", async () => {
    const { valid } = await new Validator().validate(text.replace('"path"', '"nowhere"'));
    expect(valid).toBe(false);
  });

  it("see an operation without summary, and a reference that leads nowhere", async () => {
    expect(await problems(text.replace('"summary"', '"x-summary"'))).toEqual(["operation-summary"]);
    const astray = text.replace("#/components/schemas/Error", "#/components/schemas/Fault");
    expect(await problems(astray)).toContain("no-unresolved-refs");
  });
});

async function problems(source: string): Promise<readonly string[]> {
  const config = await createConfig({ extends: ["recommended"] });
  const found = await lintFromString({ source, absoluteRef: "/openapi.json", config });
  return found.map((problem) => problem.ruleId);
}
