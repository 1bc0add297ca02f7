/** Our own faults outside any verb are status 4: status 1 would accuse an endpoint. */

import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";

const HERE = dirname(fileURLToPath(import.meta.url));
const place = mkdtempSync(join(tmpdir(), "headway-broken-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

/** The package's command with that in place of the door. */
function command(door: string | undefined) {
  const folder = mkdtempSync(join(place, "package-"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  copyFileSync(join(HERE, "headway.mjs"), join(folder, "headway.js"));
  if (door !== undefined) writeFileSync(join(folder, "cli.js"), door);
  return spawnSync(process.execPath, [join(folder, "headway.js"), "gate"], { encoding: "utf8" });
}

it.each([
  ["its door", undefined],
  ["a file that the door imports", 'import "./reports/index.js";'],
  ["a package that the door imports", 'import "a-package-that-is-not-there";'],
])("a package without %s ends with 4 and says what to do", (_, door) => {
  const { status, stderr } = command(door);
  expect(stderr).toContain("ERR_MODULE_NOT_FOUND");
  expect(stderr).toMatch(/^headway: .*install the package again$/m);
  expect(status).toBe(4);
});

it("a whole one ends as the door says", () => {
  expect(command("process.exitCode = 5;").status).toBe(5);
});

it.runIf(existsSync("/dev/full"))("output that cannot be written ends with 4", () => {
  const words = ["--import", import.meta.resolve("tsx"), "cli.ts", "list", "requirements"];
  const line = '"$@" > /dev/full';
  const args = ["-c", line, "sh", process.execPath, ...words];
  const { status, stderr } = spawnSync("sh", args, { cwd: join(HERE, ".."), encoding: "utf8" });
  expect(stderr).toContain("ENOSPC");
  expect(status).toBe(4);
});
