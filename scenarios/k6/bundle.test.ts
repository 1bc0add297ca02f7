/** What k6 is given: small, plain, and without anything that k6 has not. */

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SCENARIOS } from "../catalogue.ts";
import { BUNDLE_BYTES_MAX, bundle } from "./bundle.ts";

const folder = mkdtempSync(join(tmpdir(), "headway-bundle-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Program text without comments, strings and regular expressions' usual places for `**`. */
function code(text: string): string {
  return text
    .replace(/"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g, '""')
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/\/\/[^\n]*/g, "");
}

const BIG_INT = /(?<![\w$.])\d[\d_]*n\b/;
const POWER = /\*\*/;

describe.each(SCENARIOS.map(({ name, file }) => ({ name, file })))(
  "the bundle of $name",
  (scenario) => {
    let bytes = 0;
    let text = "";
    beforeAll(async () => {
      const entry = fileURLToPath(new URL(`../${scenario.file}`, import.meta.url));
      const outfile = join(folder, `${scenario.name}.js`);
      bytes = await bundle(entry, outfile);
      text = readFileSync(outfile, "utf8");
    });

    it("fits, and its size is the file's", () => {
      expect(bytes).toBe(Buffer.byteLength(text));
      expect(bytes).toBeGreaterThan(10_000);
      expect(bytes).toBeLessThan(BUNDLE_BYTES_MAX);
    });

    it("imports from k6 only", () => {
      const imported = [...text.matchAll(/\b(?:from|import|require)\s*\(?\s*"([^"]+)"/g)];
      const names = imported.map((found) => found[1] ?? "");
      expect(names).toContain("k6/http");
      expect(names.filter((name) => name !== "k6" && !name.startsWith("k6/"))).toEqual([]);
      expect(text).not.toMatch(/["']node:/);
    });

    it("contains our own files only", () => {
      // esbuild names each file that it puts in by a comment.
      const files = [...text.matchAll(/^\/\/ (\S+\.(?:[cm]?[jt]s))$/gm)].map(
        (found) => found[1] ?? "",
      );
      expect(files.length).toBeGreaterThan(10);
      expect(files.filter((file) => /node_modules/.test(file))).toEqual([]);
      expect(text).not.toMatch(/valibot|node_modules/);
    });

    it("has neither BigInt literals nor powers", () => {
      expect(code(text)).not.toMatch(BIG_INT);
      expect(code(text)).not.toMatch(POWER);
    });

    it("exports what k6 looks for", () => {
      expect(text).toMatch(
        /export \{[^}]*\bdefault\b[^}]*\boptions\b|export \{[^}]*\boptions\b[^}]*\bdefault\b/,
      );
    });
  },
);

it("would see what may not be in", () => {
  expect(code("const a = 10n;")).toMatch(BIG_INT);
  expect(code("const a = 0; // 2 ** 3\nconst b = 2 ** 3;")).toMatch(POWER);
  expect(code('const a = "2 ** 3"; /** 10n */')).not.toMatch(POWER);
});

it("a file that cannot be bundled is an error that says where", async () => {
  const outfile = join(folder, "none.js");
  await expect(bundle(join(folder, "gone.ts"), outfile)).rejects.toThrow(/gone\.ts/);
});
