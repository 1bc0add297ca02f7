/** Which k6 is taken, and what is said when there is none. Every binary here is a shell script. */

import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findK6, type K6, K6MissingError } from "./find.ts";
import { bundlesTypeScript, isSuitable, PINNED_K6, parseVersion } from "./version.ts";

const PLAIN = "k6 v2.2.0 (go1.26.8, linux/amd64)\n";
const GO = "go version go1.26.8 linux/amd64";

describe("what k6 version prints", () => {
  const TEXTS: readonly (readonly [string, string, ReturnType<typeof parseVersion>])[] = [
    ["no extension", PLAIN, { version: "2.2.0", extensions: [] }],
    [
      "a commit",
      "k6 v1.8.0 (commit/1a2b, go1.25, linux/arm64)\n",
      { version: "1.8.0", extensions: [] },
    ],
    [
      "a candidate",
      "k6 v2.0.0-rc1 (go1.25.1, linux/amd64)\n",
      { version: "2.0.0-rc1", extensions: [] },
    ],
    [
      "Windows",
      "k6.exe v2.2.0 (go1.26.8, windows/amd64)\r\n",
      { version: "2.2.0", extensions: [] },
    ],
    [
      "extensions",
      `${PLAIN}Extensions:\n  github.com/grafana/xk6-ts v0.3.1, k6/x/ts [js]\n  github.com/grafana/xk6-faker v0.4.4, k6/x/faker [js]\n`,
      {
        version: "2.2.0",
        extensions: ["github.com/grafana/xk6-ts", "github.com/grafana/xk6-faker"],
      },
    ],
    ["a notice before", `A new version is there\n${PLAIN}`, { version: "2.2.0", extensions: [] }],
    ["not k6 at all", "git version 2.39.5\n", undefined],
    ["k6 only in passing", "about k6 v2.2.0\n", undefined],
    ["no version", "k6 (devel)\n", undefined],
    ["nothing", "", undefined],
  ];

  it.each(TEXTS)("%s", (_, text, want) => {
    expect(parseVersion(text)).toEqual(want);
  });

  const VERSIONS: readonly (readonly [string, boolean])[] = [
    ["2.2.0", true],
    ["1.8.0", true],
    ["1.10.0", true],
    ["2.0.0-rc1", true],
    ["1.7.9", false],
    ["0.57.0", false],
  ];

  it.each(VERSIONS)("k6 %s is new enough: %s", (version, want) => {
    expect(isSuitable(version)).toBe(want);
  });

  const EXTENSIONS: readonly (readonly [string, readonly string[], boolean])[] = [
    ["xk6-ts", ["github.com/grafana/xk6-ts"], true],
    ["a fork of it, among others", ["example.org/a/xk6-sql", "example.org/b/xk6-ts"], true],
    ["one that is only called alike", ["example.org/a/xk6-tsv", "example.org/a/not-xk6-ts"], false],
    ["none", [], false],
  ];

  it.each(EXTENSIONS)("bundles TypeScript: %s", (_, extensions, want) => {
    expect(bundlesTypeScript(extensions)).toBe(want);
  });
});

describe.skipIf(process.platform === "win32")("which k6", () => {
  let root = "";

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "headway-find-"));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  /** Writes an executable script and returns its path. */
  const script = (folder: string, name: string, lines: readonly string[]): string => {
    mkdirSync(join(root, folder), { recursive: true });
    const path = join(root, folder, name);
    writeFileSync(path, ["#!/bin/sh", ...lines, ""].join("\n"));
    chmodSync(path, 0o755);
    return path;
  };
  const k6 = (folder: string, version: string): string =>
    script(folder, "k6", [`echo "k6 v${version} (go1.26.8, linux/amd64)"`]);
  const builtBefore = (version: string): string => k6(`cache/k6-${PINNED_K6}`, version);
  /** A Go of which only the version and the building are there. */
  const go = (version: string, build: readonly string[]): string =>
    script("go", "go", [`if [ "$1" = version ]; then echo "${version}"; exit 0; fi`, ...build]);
  /** Writes what `-o` names: a k6, or whatever the line prints. */
  const builds = (line: string): readonly string[] => [
    `[ "$4" = -o ] && [ "$6" = go.k6.io/k6/v2 ] && [ "$GOTOOLCHAIN" = local ] || exit 3`,
    `printf '%s\\n' '#!/bin/sh' '${line}' > "$5"`,
    `/bin/chmod +x "$5"`,
  ];

  const said: string[] = [];
  const find = (given: {
    readonly path?: readonly string[];
    readonly named?: string;
    readonly build?: boolean;
    readonly signal?: AbortSignal;
  }): Promise<K6> => {
    said.length = 0;
    const folders = (given.path ?? []).map((folder) => join(root, folder));
    return findK6({
      env: {
        PATH: folders.join(delimiter),
        ...(given.named === undefined ? {} : { K6_PATH: given.named }),
      },
      progress: (text) => said.push(text),
      signal: given.signal ?? new AbortController().signal,
      cache: join(root, "cache"),
      ...(given.build === undefined ? {} : { build: given.build }),
    });
  };
  /** The message of the refusal; fails where a k6 was found, or something else was thrown. */
  const missing = async (given: Parameters<typeof find>[0]): Promise<string> => {
    const outcome: unknown = await find(given).catch((error: unknown) => error);
    expect(outcome).toBeInstanceOf(K6MissingError);
    return outcome instanceof Error ? outcome.message : "";
  };
  const expectWays = (message: string) => {
    for (const way of [/install Go 1\.25 or newer/, /k6 1\.8 or newer on the PATH/, /K6_PATH=/]) {
      expect(message).toMatch(way);
    }
  };

  it("the one that K6_PATH names comes first", async () => {
    builtBefore("2.2.0");
    k6("path", "2.1.0");
    const named = k6("named", "1.9.1");
    expect(await find({ named, path: ["path"] })).toEqual({
      path: named,
      version: "1.9.1",
      how: "K6_PATH",
      extensions: [],
      bundlesTypeScript: false,
    });
  });

  const BROKEN: readonly (readonly [string, () => string, RegExp])[] = [
    ["names nothing", () => join(root, "gone"), /gone, which does not run as k6/],
    [
      "names something else",
      () => script("named", "k6", ["echo git version 2"]),
      /does not run as k6/,
    ],
    [
      "fails",
      () => script("named", "k6", [`echo "${PLAIN.trim()}"`, "exit 1"]),
      /does not run as k6/,
    ],
    ["is too old", () => k6("named", "1.7.0"), /names k6 1\.7\.0; 1\.8 or newer is needed/],
  ];

  it.each(BROKEN)(
    "a K6_PATH that %s is an error, and no other takes its place",
    async (_, named, want) => {
      builtBefore("2.2.0");
      k6("path", "2.2.0");
      const message = await missing({ named: named(), path: ["path"] });
      expect(message).toMatch(want);
      expectWays(message);
    },
  );

  it("an empty K6_PATH names none", async () => {
    builtBefore("2.2.0");
    expect(await find({ named: "" })).toMatchObject({ how: "built before" });
  });

  it("the one built before wins over the PATH", async () => {
    const path = builtBefore("2.2.0");
    k6("path", "2.3.0");
    expect(await find({ path: ["path"] })).toMatchObject({ how: "built before", path });
  });

  it("one built before that does not run is passed over", async () => {
    script(`cache/k6-${PINNED_K6}`, "k6", ["exit 1"]);
    const path = k6("path", "2.1.0");
    expect(await find({ path: ["path"] })).toMatchObject({ how: "on the PATH", path });
  });

  it("on the PATH the first that is new enough is taken", async () => {
    k6("old", "0.57.0");
    script("other", "k6", ["echo something else"]);
    mkdirSync(join(root, "folder/k6"), { recursive: true });
    writeFileSync(join(mkdirOf("plain"), "k6"), "no program");
    const path = k6("good", "2.1.0");
    k6("later", "2.2.0");
    const folders = ["gone", "old", "other", "folder", "plain", "good", "later"];
    expect(await find({ path: folders })).toMatchObject({
      how: "on the PATH",
      version: "2.1.0",
      path,
    });
  });

  it("says which k6 bundles TypeScript itself", async () => {
    script("path", "k6", [
      `echo "${PLAIN.trim()}"`,
      `echo "Extensions:"`,
      `echo "  github.com/grafana/xk6-ts v0.3.1, k6/x/ts [js]"`,
    ]);
    expect(await find({ path: ["path"] })).toMatchObject({
      extensions: ["github.com/grafana/xk6-ts"],
      bundlesTypeScript: true,
    });
  });

  it("nothing anywhere and no Go: the message names the three ways", async () => {
    k6("old", "1.7.0");
    const message = await missing({ path: ["old"] });
    expect(message).toMatch(/there is no Go on the PATH/);
    expectWays(message);
  });

  it("a Go that is too old is no Go", async () => {
    go("go version go1.24.9 linux/amd64", builds(`echo "${PLAIN.trim()}"`));
    const message = await missing({ path: ["go"] });
    expect(message).toMatch(/Go 1\.24 is older than 1\.25/);
    expectWays(message);
  });

  it("builds one where there is Go, says so, and finds it the next time", async () => {
    go(GO, builds(`echo "${PLAIN.trim()}"`));
    const path = join(root, `cache/k6-${PINNED_K6}/k6`);
    expect(await find({ path: ["go"] })).toMatchObject({
      how: "built now",
      version: "2.2.0",
      path,
    });
    expect(said[0]).toBe("building k6 2.2.0 (once; a minute or two): 0 s");
    expect(await find({ path: ["go"] })).toMatchObject({ how: "built before", path });
    expect(said).toEqual([]);
  });

  it("builds none where that was not asked for", async () => {
    go(GO, builds(`echo "${PLAIN.trim()}"`));
    expectWays(await missing({ path: ["go"], build: false }));
    expect(existsSync(join(root, "cache"))).toBe(false);
  });

  it("two who build at once both get it", async () => {
    go(GO, ["/bin/sleep 0.2", ...builds(`echo "${PLAIN.trim()}"`)]);
    const found = await Promise.all([find({ path: ["go"] }), find({ path: ["go"] })]);
    expect(found.map((one) => one.how)).toEqual(["built now", "built now"]);
  });

  it("a build that fails shows the end of what Go said, and leaves nothing behind", async () => {
    go(GO, ["echo begin >&2", "echo verifying module: checksum mismatch >&2", "exit 1"]);
    const message = await missing({ path: ["go"] });
    expect(message).toMatch(/cannot be built: building k6 2\.2\.0 ended with status 1/);
    expect(message).toMatch(/verifying module: checksum mismatch\./);
    expectWays(message);
    expect(existsSync(join(root, `cache/k6-${PINNED_K6}/k6`))).toBe(false);
  });

  it("of a build that says much only the end is kept", async () => {
    go(GO, [
      "echo the beginning",
      "i=0; while [ $i -lt 300 ]; do echo 'and on it goes, line by line'; i=$((i+1)); done",
      "echo the end >&2",
      "exit 2",
    ]);
    const message = await missing({ path: ["go"] });
    expect(message).not.toMatch(/the beginning/);
    expect(message.length).toBeLessThan(5000);
  });

  it("a built one that does not run is an error", async () => {
    go(GO, builds("exit 1"));
    const message = await missing({ path: ["go"] });
    expect(message).toMatch(/k6 was built, but .* does not run/);
  });

  it("a build that is broken off ends at once", async () => {
    go(GO, ["exec /bin/sleep 30"]);
    const started = Date.now();
    const signal = AbortSignal.timeout(300);
    expect(await missing({ path: ["go"], signal })).toMatch(/abort/);
    expect(Date.now() - started).toBeLessThan(5000);
  });

  /** A folder in the temporary one. */
  function mkdirOf(name: string): string {
    const path = join(root, name);
    mkdirSync(path, { recursive: true });
    return path;
  }
});
