/**
 * Every package of the lock file is under a licence that is allowed, told apart by whether it is
 * installed with the package or helps to make and test it. Prints who is under what.
 *
 * Not verified: that a package's text is what its licence field says; Go modules, of which k6 is
 * built (they run as a program of their own).
 */

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { describe, expect, it } from "vitest";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");

/** Ask for no more than that their text stays with them: whoever installs us may do as he likes. */
const SHIPPED: readonly string[] = [
  ...["MIT", "ISC", "0BSD", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "Python-2.0"],
  ...["CC0-1.0", "Unlicense", "(MIT OR Apache-2.0)"],
];

/** Besides for tools, which we neither change nor hand on: MPL-2.0 and CC-BY-4.0 ask for more. */
const TOOLS: readonly string[] = [
  ...SHIPPED,
  ...["BlueOak-1.0.0", "PSF-2.0", "MIT OR Apache-2.0", "(MIT AND Zlib)", "MPL-2.0", "CC-BY-4.0"],
];

/** Packages without the field, by how the text begins that they bring. */
const READ: Readonly<Record<string, { readonly licence: string; readonly text: RegExp }>> = {
  "node_modules/color-convert": {
    licence: "MIT",
    text: /^Copyright \(c\) 2011 Heather Arthur .*\n\nPermission is hereby granted, free of charge/,
  },
};

const lockSchema = v.object({
  packages: v.record(
    v.string(),
    v.object({ license: v.optional(v.string()), dev: v.optional(v.boolean()) }),
  ),
});

interface Entry {
  /** Its place in the lock file. */
  readonly path: string;
  readonly licence: string;
  readonly isTool: boolean;
}

function entriesOf(lock: unknown): readonly Entry[] {
  return Object.entries(v.parse(lockSchema, lock).packages)
    .filter(([path]) => path !== "")
    .map(([path, { license, dev }]) => ({
      path,
      licence: license ?? READ[path]?.licence ?? "none named",
      isTool: dev === true,
    }));
}

/** What may not stay, as "path: licence". */
function refused(entries: readonly Entry[]): readonly string[] {
  return entries
    .filter(({ licence, isTool }) => !(isTool ? TOOLS : SHIPPED).includes(licence))
    .map(({ path, licence }) => `${path}: ${licence}`);
}

const entries = entriesOf(JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")));

describe("licences", () => {
  it("are all allowed", () => {
    for (const isTool of [false, true]) {
      const those = entries.filter((entry) => entry.isTool === isTool);
      console.log(`${isTool ? "tools" : "installed with the package"}: ${those.length} packages`);
      for (const licence of [...new Set(those.map((entry) => entry.licence))].sort()) {
        const names = those.filter((entry) => entry.licence === licence).map(nameOf);
        console.log(`  ${licence}, ${names.length}: ${names.join(" ")}`);
      }
    }
    expect(entries.length).toBeGreaterThan(100);
    expect(refused(entries)).toEqual([]);
  });

  it("that no field names are read from the text", () => {
    for (const [path, { text }] of Object.entries(READ)) {
      expect(readFileSync(join(ROOT, path, "LICENSE"), "utf8")).toMatch(text);
    }
  });

  it("that are not on the list are refused, or the test above could not fail", () => {
    const packages = {
      "": { license: "Apache-2.0" },
      "node_modules/copyleft": { license: "AGPL-3.0" },
      "node_modules/nameless": {},
      "node_modules/tool": { license: "MPL-2.0", dev: true },
      "node_modules/tool-that-ships": { license: "MPL-2.0" },
      "node_modules/tool/node_modules/closed": { license: "UNLICENSED", dev: true },
    };
    expect(refused(entriesOf({ packages }))).toEqual([
      "node_modules/copyleft: AGPL-3.0",
      "node_modules/nameless: none named",
      "node_modules/tool-that-ships: MPL-2.0",
      "node_modules/tool/node_modules/closed: UNLICENSED",
    ]);
  });
});

function nameOf({ path }: Entry): string {
  return path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
}
