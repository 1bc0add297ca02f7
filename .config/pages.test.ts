/** Generated pages are as the code says, and hand-written ones name only what there is. */

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { AMBIGUITIES, REQUIREMENTS } from "../properties/requirements/index.ts";
import { TWINS } from "../simulators/endpoint/index.ts";
import { pages } from "./pages.ts";

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");

describe("pages", () => {
  it.each(Object.entries(pages()))("%s is not stale (npm run generate mends it)", (path, text) => {
    expect(read(path)).toBe(text);
  });

  it("every ruling that a requirement names is kept in DECISIONS.md", () => {
    const decisions = read("properties/DECISIONS.md");
    const named = REQUIREMENTS.flatMap((r) => r.ruling?.split(/,\s*/) ?? []);
    const missing = named.filter((ruling) => !decisions.includes(`## ${ruling} `));
    expect(named.length).toBeGreaterThan(20);
    expect([...new Set(missing)]).toEqual([]);
  });

  it("every unclear place of the source has a decision, and requirements that exist", () => {
    const decisions = read("properties/DECISIONS.md");
    const ids = new Set(REQUIREMENTS.map((r) => r.id));
    for (const { question, decisions: named, requirements } of AMBIGUITIES) {
      expect(named.length, question).toBeGreaterThan(0);
      expect(named.filter((id) => !decisions.includes(`## ${id} `))).toEqual([]);
      expect(requirements.filter((id) => !ids.has(id))).toEqual([]);
    }
    expect(AMBIGUITIES).toHaveLength(26);
  });

  it("adopted requirements name their ruling, and ids are unique", () => {
    const nameless = REQUIREMENTS.filter((r) => r.basis === "adopted" && r.ruling === undefined);
    expect(nameless.map((r) => r.id)).toEqual([]);
    expect(new Set(REQUIREMENTS.map((r) => r.id)).size).toBe(REQUIREMENTS.length);
  });

  it("every twin is caught by requirements that exist", () => {
    const ids = new Set(REQUIREMENTS.map((r) => r.id));
    const unknown = TWINS.flatMap((t) => t.caughtBy.filter((id) => !ids.has(id)));
    expect(unknown).toEqual([]);
  });

  it("covers every table of the source with at least 30 requirements in all", () => {
    expect(REQUIREMENTS.length).toBeGreaterThanOrEqual(30);
    expect(new Set(REQUIREMENTS.map((r) => r.table)).size).toBe(5);
  });

  it("the README's map names folders and verbs that exist", () => {
    const readme = read("README.md");
    for (const name of ["simulators", "properties", "scenarios", "reports"]) {
      expect(readme).toContain(`\`${name}/\``);
    }
  });
});
