/**
 * The Dockerfile: read by a parser and a linter; its versions are those that the code pins; what it
 * copies is there and let through; it runs as a user of its own.
 *
 * Not verified: that Docker builds it. `dockerfile.deep.test.ts` runs its commands on this machine.
 */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { validate } from "dockerfile-utils";
import { describe, expect, it } from "vitest";
import { PINNED_K6 } from "../scenarios/k6/version.ts";
import { DOCKERFILE, isInContext, ROOT, readInstructions } from "./dockerfile-steps.ts";

const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
const instructions = readInstructions();
const named = (name: string) => instructions.filter((one) => one.name === name);
const images = named("FROM").map(({ words }) => words[0] ?? "");

/** The version in an image's tag: [major, minor, patch]. */
function versionOf(image: string): readonly number[] {
  const match = /:(\d+)\.(\d+)\.(\d+)-/.exec(image);
  if (match === null) throw new Error(`Dockerfile: ${image} names no whole version`);
  return match.slice(1).map(Number);
}

/** Whether the first version is the second or a later one. */
function isAtLeast(version: readonly number[], least: readonly number[]): boolean {
  const at = least.findIndex((part, i) => part !== version[i]);
  return at < 0 || (version[at] ?? 0) > (least[at] ?? 0);
}

const numbers = (text: string) => (text.match(/\d+/g) ?? []).map(Number);

describe("the Dockerfile", () => {
  it("is one by a linter, which finds what is wrong", () => {
    expect(validate(DOCKERFILE)).toEqual([]);
    expect(validate(DOCKERFILE.replace("WORKDIR", "WORKDIRR"))).not.toEqual([]);
  });

  it("pins every image by version and digest, one digest an image", () => {
    expect(images).toHaveLength(3);
    for (const image of images)
      expect(image).toMatch(/^\w+:\d+\.\d+\.\d+-[\w-]+@sha256:[0-9a-f]{64}$/);
    expect(new Set(images).size).toBe(2);
  });

  it("builds the k6 that the code pins, from its module", () => {
    const module = read("scenarios/k6/module/go.mod");
    expect(named("COPY")[0]?.words).toEqual(["scenarios/k6/module/", "./"]);
    expect(module).toContain(`go.k6.io/k6/v2 v${PINNED_K6} `);
    const build = named("RUN")[0]?.text ?? "";
    expect(build.startsWith("go build -mod=readonly ")).toBe(true);
    const built = build.split(" ").at(-1) ?? "";
    expect(read("scenarios/k6/find.ts")).toContain(`package: "${built}"`);
    const copied = named("COPY").find(({ from }) => from === "k6")?.words[1];
    expect(named("ENV").map(({ text }) => text)).toContain(`K6_PATH=${copied}`);
  });

  it("has the Go and the Node that our tests run with, and no older ones than are needed", () => {
    const [go = "", node = ""] = images;
    const ci = read(".github/workflows/ci.yml");
    const version = (name: string) =>
      numbers(new RegExp(`^ +${name}: (.*)$`, "m").exec(ci)?.[1] ?? "");
    const [goMajor, goMinor] = versionOf(go);
    expect([goMajor, goMinor]).toEqual(version("go-version"));
    const least = /^go (.*)$/m.exec(read("scenarios/k6/module/go.mod"))?.[1] ?? "";
    expect(isAtLeast(versionOf(go), numbers(least))).toBe(true);
    expect([versionOf(node)[0]]).toEqual(version("node-version"));
    const { engines } = JSON.parse(read("package.json"));
    expect(isAtLeast(versionOf(node), numbers(engines.node))).toBe(true);
  });

  it("runs as a user of its own, and the command is the package's", () => {
    const last = instructions.slice(instructions.findLastIndex(({ name }) => name === "FROM"));
    expect(last.findLast(({ name }) => name === "USER")?.words).toEqual(["node"]);
    expect(last.find(({ name }) => name === "ENTRYPOINT")?.text).toBe('["headway"]');
    const { bin } = JSON.parse(read("package.json"));
    const link = last.find(({ name }) => name === "RUN")?.text;
    expect(link).toContain(`ln -s /opt/headway/${bin.headway} /usr/local/bin/headway`);
  });

  it("copies what is there and let through", () => {
    const wanted = named("COPY").flatMap(({ from, words }) =>
      from === undefined ? words.slice(0, -1).map((path) => path.replace(/\/$/, "")) : [],
    );
    expect(wanted).toContain("package-lock.json");
    const paths = wanted.filter((path) => path !== ".");
    expect(paths.filter((path) => !isInContext(path) || !existsSync(join(ROOT, path)))).toEqual([]);
  });
});

describe("what goes into the build", () => {
  it.each([
    "cli.ts",
    ".cli/verbs/list.ts",
    "LICENSE",
    ".config/build.ts",
    ".config/headway.mjs",
    "scenarios/k6/module/go.sum",
    "reports/formats/html/page.tsx",
  ])("%s does", (path) => {
    expect(isInContext(path)).toBe(true);
  });

  it.each([
    ".git/config",
    ".env",
    "token.txt",
    "headway.config.ts",
    "node_modules/commander/package.json",
    ".cache/k6-2.2.0/k6",
    "reports/out/latest/run.json",
    "reports/gate.test.ts",
    ".github/Dockerfile",
  ])("%s does not", (path) => {
    expect(isInContext(path)).toBe(false);
  });
});
