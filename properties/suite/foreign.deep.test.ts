/**
 * More servers that are not ours, each correct and each with habits that are legal: not one of them
 * is accused, at two seeds. They run where their language is; elsewhere this says so. Last, our own
 * endpoint over TLS, signed by an authority of its own.
 */

import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generate } from "selfsigned";
import { afterEach, describe, expect, it } from "vitest";
import { startEndpoint } from "../../simulators/endpoint/index.ts";
import type { Settings } from "../target/index.ts";
import {
  compiledJava,
  findings,
  pythonWith,
  serverPath,
  started,
  startedByNode,
  stopServers,
} from "../testing/foreign.ts";
import { TRUE_FINDINGS } from "../testing/servers/findings.ts";

const RUNS_MS_MAX = 600_000;
const SEEDS = [7, 41];

afterEach(stopServers);

/** What a server is accused of, at each seed. */
async function accusations(url: string, flags: Settings = {}): Promise<readonly string[]> {
  const all: string[] = [];
  for (const seed of SEEDS) {
    const given = { seed, flags: { observe: "show-task", ...flags }, strict: true } as const;
    all.push(...(await findings(url, given)).map((id) => `${id} at seed ${seed}`));
  }
  return all;
}

describe("node:http", () => {
  it.each([
    ["lenient", {}],
    ["lagging", { visibleWithin: "100ms" }],
    ["silent", {}],
    ["odd", {}],
    ["busy", {}],
  ] as const)(
    "%s: not accused",
    async (habit, flags) => {
      const url = await startedByNode("habits-server.ts", habit);
      expect(await accusations(url, flags)).toEqual([]);
    },
    RUNS_MS_MAX,
  );
});

describe("the JDK's server", () => {
  const classes = compiledJava("Json.java", "JdkServer.java");
  it.skipIf(classes === undefined)(
    "not accused",
    async () => {
      const noDelay = "-Dsun.net.httpserver.nodelay=true";
      const url = await started("java", [noDelay, "-cp", classes ?? "", "JdkServer"]);
      expect(await accusations(url)).toEqual([]);
    },
    RUNS_MS_MAX,
  );
});

describe("Python's http.server", () => {
  const isThere = spawnSync("python3", ["--version"], { stdio: "ignore" }).status === 0;
  if (!isThere) console.error("No python3: the tests of http.server are skipped.");
  it.skipIf(!isThere).each(["1.1", "1.0"])(
    "HTTP/%s: not accused",
    async (version) => {
      const url = await started("python3", [serverPath("http_server.py"), version]);
      expect(await accusations(url)).toEqual([]);
    },
    RUNS_MS_MAX,
  );
});

describe("aiohttp", () => {
  const python = pythonWith("aiohttp", { modules: "aiohttp", packages: ["aiohttp==3.14.5"] });
  const start = (variant: string) =>
    started(python ?? "python3", [serverPath("aiohttp_server.py"), variant]);

  it.skipIf(python === undefined)(
    "correct: not accused",
    async () => {
      expect(await accusations(await start("correct"))).toEqual([]);
    },
    RUNS_MS_MAX,
  );

  it.skipIf(python === undefined)(
    "as it comes: what is truly wrong, and nothing else",
    async () => {
      const argued = Object.values(TRUE_FINDINGS.aiohttp).flat();
      const found = await findings(await start("defaults"), { flags: { observe: "show-task" } });
      expect(found).toEqual([...argued].sort());
    },
    RUNS_MS_MAX,
  );
});

describe("our own endpoint over TLS", () => {
  it(
    "signed by an authority of its own: not accused, raw sockets as well",
    async () => {
      const { ca, cert, key } = await signed();
      const tasks = { kind: "range", prefix: "task-", from: 1, to: 2000, suffix: "" } as const;
      const tls = { cert, key };
      const endpoint = await startEndpoint({ profile: "2026-01", token: "secret", tasks, tls });
      const path = join(mkdtempSync(join(tmpdir(), "headway-ca-")), "ca.pem");
      writeFileSync(path, ca);
      try {
        expect(endpoint.url).toMatch(/^https:/);
        expect(await accusations(endpoint.url, { ca: path })).toEqual([]);
      } finally {
        await endpoint.close();
      }
    },
    RUNS_MS_MAX,
  );
});

/** A certificate for loopback, the authority that signed it, and the certificate's key. */
async function signed() {
  const authority = await generate([{ name: "commonName", value: "an authority of its own" }], {
    keySize: 2048,
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const made = await generate([{ name: "commonName", value: "localhost" }], {
    keySize: 2048,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      {
        name: "subjectAltName",
        altNames: [
          { type: 2, value: "localhost" },
          { type: 7, ip: "127.0.0.1" },
        ],
      },
    ],
  });
  return { ca: authority.cert, cert: made.cert, key: made.private };
}
