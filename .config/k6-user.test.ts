/**
 * What k6's users expect, by the door and with the real k6: outputs and tags pass, a load written
 * down is played by k6 alone and judged afterwards.
 */

import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type EmbeddedEndpoint, startEmbedded } from "../properties/target/embedded.ts";
import { findK6 } from "../scenarios/index.ts";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const TOKEN = "token-of-a-k6-user";
const GATEWAY_KEY = "key-of-a-gateway";
const MS_MAX = 15 * 60_000;
const SMALL = "--agents 8 --interval 200ms --duration 2s".split(" ");

let endpoint: EmbeddedEndpoint | undefined;
let k6 = "";

beforeAll(async () => {
  const { signal } = new AbortController();
  k6 = (await findK6({ env: process.env, progress: () => {}, signal })).path;
  endpoint = await startEmbedded({ twin: undefined, profile: "2026-01", token: TOKEN, tasks: 50 });
}, MS_MAX);
afterAll(() => endpoint?.stop());

interface Ended {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

function run(
  command: string,
  args: readonly string[],
  more: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  const env = {
    ...process.env,
    ...more,
    HEADWAY_TOKEN: TOKEN,
    PATH: `${dirname(k6)}:${process.env["PATH"]}`,
  };
  return new Promise((resolve) => {
    execFile(command, [...args], { cwd: ROOT, env }, (error, out, err) => {
      const code = error?.code;
      resolve({ status: typeof code === "number" ? code : error === null ? 0 : -1, out, err });
    });
  });
}

const NODE = ["--import", import.meta.resolve("tsx"), "cli.ts"];
const cli = (...args: readonly string[]) => run(process.execPath, [...NODE, ...args]);
const target = () => [
  ...["--target", endpoint?.url ?? "", "--observe", "show-task"],
  ...["--tasks", "range:task-{1..50}"],
];
/** All is well, or the machine was too busy for its figures to mean anything. */
function expectSound({ status, out }: Ended): void {
  if (status === 4) expect(out).toMatch(/load generator's (own|event loop's) lag was/);
  else expect(status).toBe(0);
}
const folder = () => mkdtempSync(join(tmpdir(), "headway-k6-user-"));

it("outputs and tags pass to k6, and its series stay few", { timeout: MS_MAX }, async () => {
  const inside = folder();
  const samples = join(inside, "{scenario}.json");
  const flags = [...target(), ...SMALL, "--out", join(inside, "run")];
  const forK6 = ["--out", `json=${samples}`, "--tag", "build=7"];
  const ended = await cli("load", "steady", "disorder", ...flags, "--", ...forK6);
  expectSound(ended);
  for (const scenario of ["steady", "disorder"]) {
    const text = readFileSync(join(inside, `${scenario}.json`), "utf8");
    const points = text.split("\n").filter((line) => line.includes('"type":"Point"'));
    const tags = new Set(points.map((line) => JSON.stringify(JSON.parse(line).data.tags)));
    const all = [...tags].map((tag) => JSON.parse(tag));
    expect(all.length).toBeGreaterThan(0);
    expect(all.length).toBeLessThan(10);
    for (const tag of all) expect(tag).toMatchObject({ build: "7", headway_scenario: scenario });
    expect(text.match(/"metric":"http_reqs","type":"Point"/g)?.length).toBeGreaterThan(60);
  }
  expect(ended.out).toContain(`steady: k6 was also given --out json=${samples} --tag build=7`);
});

/** Takes what is posted to it; a stand-in of Prometheus, or of a collector of OpenTelemetry. */
async function receiver() {
  const posts: { readonly path: string; readonly type: string; readonly body: string }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const bytes = Buffer.concat(chunks);
    const isGzip = request.headers["content-encoding"] === "gzip";
    const type = request.headers["content-type"] ?? "";
    posts.push({
      path: request.url ?? "",
      type,
      body: (isGzip ? gunzipSync(bytes) : bytes).toString("latin1"),
    });
    response.writeHead(200, { "Content-Type": type }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const host = `127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  return { posts, host, stop: () => server.close() };
}

const OUTPUTS: readonly {
  readonly output: string;
  readonly env: (host: string) => NodeJS.ProcessEnv;
  readonly path: string;
}[] = [
  {
    output: "experimental-prometheus-rw",
    env: (host) => ({ K6_PROMETHEUS_RW_SERVER_URL: `http://${host}/api/v1/write` }),
    path: "/api/v1/write",
  },
  {
    output: "opentelemetry",
    env: (host) => ({
      K6_OTEL_EXPORTER_PROTOCOL: "http/protobuf",
      K6_OTEL_HTTP_EXPORTER_ENDPOINT: host,
      K6_OTEL_HTTP_EXPORTER_INSECURE: "true",
      K6_OTEL_FLUSH_INTERVAL: "500ms",
    }),
    path: "/v1/metrics",
  },
];

it.each(OUTPUTS)(
  "$output gets the samples, with their tags",
  {
    timeout: MS_MAX,
  },
  async ({ output, env, path }) => {
    const { posts, host, stop } = await receiver();
    try {
      const flags = [...target(), ...SMALL, "--out", join(folder(), "run")];
      const args = ["load", "steady", ...flags, "--", "--out", output, "--tag", "build=7"];
      expectSound(await run(process.execPath, [...NODE, ...args], env(host)));
      expect(posts.length).toBeGreaterThan(0);
      for (const post of posts) {
        expect(post).toMatchObject({ path, type: "application/x-protobuf" });
      }
      // Names stand in the wire form of both as they are. Prometheus' is packed: of what begins alike
      // it keeps the first, so that http_reqs may be there only as the end of another name.
      const said = posts.map(({ body }) => body).join("");
      for (const word of ["http_req", "headway_scenario", "steady", "build"]) {
        expect(said.includes(word), word).toBe(true);
      }
      expect(said).not.toContain(TOKEN);
    } finally {
      stop();
    }
  },
);

it("what an output complains of is told", { timeout: MS_MAX }, async () => {
  const forK6 = ["--out", "json=/nowhere/at/all.json"];
  const flags = [...target(), ...SMALL, "--out", join(folder(), "run")];
  const ended = await cli("load", "steady", ...flags, "--", ...forK6);
  expect(ended.status).toBe(4);
  expect(ended.out).toMatch(/\/nowhere\/at\/all\.json: no such file/);
});

it("a load written down is played by k6 alone, and judged by report", {
  timeout: MS_MAX,
}, async () => {
  const inside = join(folder(), "run");
  const scenarios = ["smoke", "steady"];
  const config = join(folder(), "headway.config.mjs");
  mkdirSync(dirname(config), { recursive: true });
  writeFileSync(config, `export default { headers: { "X-Gateway-Key": "${GATEWAY_KEY}" } };\n`);
  const flags = [...target(), ...SMALL, "--config", config, "--write", inside];
  const asked = await cli("load", ...scenarios, ...flags);
  expect(asked).toMatchObject({ status: 0 });
  const lines = asked.out.trim().split("\n");
  expect(lines).toHaveLength(2);
  expect(asked.out).not.toContain(TOKEN);
  const before = await cli("report", inside);
  expect(before.status).toBe(4);
  expect(before.out).toContain("no report was sent");
  for (const line of lines) expect(await run("sh", ["-c", line])).toMatchObject({ status: 0 });
  const after = await cli("report", inside);
  expectSound(after);
  expect(after.out).toMatch(/^ smoke .*\n/m);
  expect(after.out).not.toContain("no report was sent");
  for (const name of readdirSync(inside, { recursive: true, encoding: "utf8" })) {
    if (!/\.[a-z]+$/.test(name)) continue;
    const text = readFileSync(join(inside, name), "utf8");
    expect(text).not.toContain(TOKEN);
    expect(text).not.toContain(GATEWAY_KEY);
  }
});

it("agents have connections of their own, in any scenario", { timeout: MS_MAX }, async () => {
  const inside = join(folder(), "run");
  const flags = [...target(), ...SMALL, "--own-connections", "--out", inside];
  expectSound(await cli("load", "steady", ...flags));
  const flushes = readFileSync(join(inside, "load/steady/flushes.ndjson"), "utf8");
  const workers = new Set([...flushes.matchAll(/"worker":(\d+)/g)].map((match) => match[1]));
  expect(workers.size).toBe(8);
});

const REFUSED: readonly (readonly [string, readonly string[], RegExp])[] = [
  ["flags that contradict ours", ["load", "steady", "--", "--vus", "9"], /^--: --vus does not go/],
  ["words for k6 where none is started", ["check", "--", "-v"], /^--: check starts no k6/],
  [
    "writing for an endpoint that ends",
    ["load", "steady", "--target", "embedded", "--write", "x"],
    /^write: our own endpoint ends/,
  ],
  [
    "writing what k6 alone cannot play",
    ["load", "slow-writer", "--target", "http://127.0.0.1:9", "--tasks", "range:a-{1..200}"],
    /^write: slow-writer needs more than k6/,
  ],
  [
    "own connections and a number of workers",
    ["load", "steady", "--own-connections", "--workers", "2"],
    /^own-connections: each agent is a worker with one lane; omit --workers/,
  ],
  [
    "own connections where agents share tasks",
    ["load", "hot-task", "--own-connections"],
    /^own-connections: hot-task cannot be played so/,
  ],
  [
    "two folders",
    ["load", "steady", "--target", "http://127.0.0.1:9", "--tasks", "list:a", "--out", "y"],
    /^out: --write names the folder already/,
  ],
];

it.each(REFUSED)("%s: status 2 and one line", { timeout: MS_MAX }, async (_, args, message) => {
  const isWriting = /^(write|out):/.test(message.source.slice(1));
  const more = isWriting && !args.includes("--write") ? ["--write", join(folder(), "run")] : [];
  const where = args.includes("--target") || args[0] === "check" ? [] : ["--target", "embedded"];
  const at = args.includes("--") ? args.indexOf("--") : args.length;
  const ended = await cli(...args.slice(0, at), ...where, ...more, ...args.slice(at));
  expect(ended.err).toMatch(message);
  expect(ended.err.trim().split("\n")).toHaveLength(1);
  expect(ended.status).toBe(2);
});
