/**
 * Secrets stay where they were put. Planted ones go through a check and a load against an endpoint
 * that tells everybody what it was sent; then all that was written and said is searched for them,
 * and while it runs, temporary files and the arguments of all processes, too.
 *
 * Not verified: the environment of k6, which gets the credential by it; memory.
 */

import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request as httpRequest, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EmbeddedEndpoint, startEmbedded } from "../properties/target/embedded.ts";
import { findK6 } from "../scenarios/index.ts";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const MS_MAX = 15 * 60_000;
const LOOK_EACH_MS = 250;

/** As credentials look, with the characters of base64; each is nowhere else. */
const TOKEN = "Planted+token/MIIE0f7Qx==";
const ACCESS_KEY = "PLANTEDACCESSKEY0F7Q";
const SECRET_KEY = "Planted+secretKey/9c2Yw==";
const PASSWORD = "Planted&pass<word>\"4h8Zk'";
const WRONG_PASSWORD = "Planted&wrong<word>\"6m1Ts'";
const GATEWAY_KEY = "Planted+gatewayKey/2b5Rv==";
/** In a configured header whose name says nothing. */
const TENANT = "Planted+tenant/7r3Lw==";
const SECURITY_TOKEN = "Planted+securityToken/5k9Dm==";
const PROXY_PASSWORD = "PlantedProxyPassword8w2Jx";
/** What IAM gave out. */
const fetched = new Set<string>();

const home = mkdtempSync(join(tmpdir(), "headway-secrets-"));
const tokenFile = join(home, "token");
const configFile = join(home, "headway.config.mjs");
let endpoint: EmbeddedEndpoint | undefined;
let k6 = "";

beforeAll(async () => {
  writeFileSync(tokenFile, `${TOKEN}\n`);
  const headers = { "X-Gateway-Key": GATEWAY_KEY, "X-Tenant": TENANT };
  writeFileSync(configFile, `export default ${JSON.stringify({ headers })};\n`);
  const { signal } = new AbortController();
  k6 = (await findK6({ env: process.env, progress: () => {}, signal })).path;
  endpoint = await startEmbedded({
    twin: "progress-101",
    profile: "2026-01",
    token: TOKEN,
    tasks: 50,
    key: { access: ACCESS_KEY, secret: SECRET_KEY },
    iam: { user: "agent", password: PASSWORD },
  });
}, MS_MAX);
afterAll(async () => {
  await endpoint?.stop();
  rmSync(home, { recursive: true, force: true });
});

async function bodyOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** The endpoint's own answer. */
function forwarded({ method, url, headers }: IncomingMessage, body: string) {
  return new Promise<IncomingMessage>((resolve, reject) => {
    const { hostname, port } = new URL(endpoint?.url ?? "");
    const onward = { hostname, port, path: url, method, headers: { ...headers } };
    delete onward.headers["transfer-encoding"];
    onward.headers["content-length"] = String(Buffer.byteLength(body));
    httpRequest(onward, resolve).on("error", reject).end(body);
  });
}

/** In front of the endpoint: shows in each reply's header, and to whoever reports, what was sent. */
async function gossip() {
  const server = createServer(async (request, response) => {
    const sent = await bodyOf(request);
    const answer = await forwarded(request, sent);
    const text = await bodyOf(answer);
    const { statusCode: status = 502 } = answer;
    const told = JSON.stringify(request.headers);
    const token = answer.headers["x-subject-token"];
    if (typeof token === "string") fetched.add(token);
    const gossiped = { error_code: "X.0001", error_msg: `you sent ${told} ${sent} for ${text}` };
    response.writeHead(status, {
      "Content-Type": "application/json",
      "X-Request-Id": "1",
      "X-You-Sent": told,
      ...(token === undefined ? {} : { "X-Subject-Token": token }),
    });
    const keepsToItself = status < 400 && request.method !== "PUT";
    response.end(keepsToItself ? text : JSON.stringify(gossiped));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  return { url, stop: () => server.close() };
}

/** Ways in which a text can stand in a file. */
function spellings(secret: string): readonly string[] {
  const html = secret.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
  const json = JSON.stringify(secret).slice(1, -1);
  const jsonTwice = JSON.stringify(json).slice(1, -1);
  const base64 = Buffer.from(secret).toString("base64").replace(/=+$/, "").slice(0, -1);
  const encoded = encodeURIComponent(secret);
  const more = html.replaceAll(">", "&gt;");
  return [...new Set([secret, html, more, json, jsonTwice, base64, encoded])];
}

/** The planted secrets in a text. */
function leaked(text: string): readonly string[] {
  const secrets = [
    TOKEN,
    ACCESS_KEY,
    SECRET_KEY,
    PASSWORD,
    WRONG_PASSWORD,
    GATEWAY_KEY,
    TENANT,
    SECURITY_TOKEN,
    PROXY_PASSWORD,
    ...fetched,
  ];
  return secrets.filter((secret) => spellings(secret).some((spelling) => text.includes(spelling)));
}

/** Files below a folder, and the arguments of all processes where the system shows them. */
function leaks(folder: string): readonly string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const processes = namesIn("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((id) => `/proc/${id}/cmdline`);
  return [...files, ...processes].flatMap((path) =>
    leaked(textOf(path)).map((secret) => `${path}: ${secret}`),
  );
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Empty for a file that went away meanwhile. */
function textOf(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}

/** A verb in an empty folder, which is all that it may write to, and all that leaked from it. */
async function search(args: readonly string[], env: NodeJS.ProcessEnv) {
  const place = mkdtempSync(join(home, "run-"));
  const temporary = join(place, "tmp");
  mkdirSync(temporary);
  const loader = import.meta.resolve("tsx");
  const child = spawn(process.execPath, ["--import", loader, join(ROOT, "cli.ts"), ...args], {
    cwd: place,
    env: { PATH: process.env["PATH"], HOME: place, TMPDIR: temporary, K6_PATH: k6, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      said += chunk;
    });
  }
  const found = new Set<string>();
  const look = () => {
    for (const leak of leaks(place)) found.add(leak);
  };
  const looking = setInterval(look, LOOK_EACH_MS);
  const status = await new Promise<number | null>((resolve) => child.on("close", resolve));
  clearInterval(looking);
  look();
  for (const secret of leaked(said)) found.add(`said: ${secret}`);
  return { place, status, said, found: [...found].sort() };
}

const CHECK = "--only progress/out-of-range security/no-credential-shown --quick".split(" ");
const LOAD = "--agents 8 --interval 200ms --duration 2s".split(" ");

const IAM = {
  HEADWAY_IAM_USER: "agent",
  HEADWAY_IAM_DOMAIN: "account",
  HEADWAY_IAM_PROJECT: "project",
};

interface Row {
  readonly secret: string;
  readonly flags: (url: string) => readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

const ROWS: readonly Row[] = [
  {
    secret: "a token, configured headers, and a proxy of the environment that is not used",
    flags: () => ["--config", configFile],
    env: { HEADWAY_TOKEN: TOKEN, HTTP_PROXY: `http://agent:${PROXY_PASSWORD}@127.0.0.1:9` },
  },
  { secret: "a token's file", flags: () => ["--token-file", tokenFile], env: {} },
  {
    secret: "a temporary signing key",
    flags: () => ["--auth", "sdk-hmac"],
    env: {
      HEADWAY_ACCESS_KEY: ACCESS_KEY,
      HEADWAY_SECRET_KEY: SECRET_KEY,
      HEADWAY_SECURITY_TOKEN: SECURITY_TOKEN,
    },
  },
  {
    secret: "a password of IAM",
    flags: (url) => ["--auth", `iam:${url}`],
    env: { ...IAM, HEADWAY_IAM_PASSWORD: PASSWORD },
  },
];

describe("planted secrets are in nothing that is written or said", () => {
  it.each(ROWS)("$secret, in a check and a load", { timeout: MS_MAX }, async ({ flags, env }) => {
    const { url, stop } = await gossip();
    try {
      const target = ["--target", url, "--observe", "show-task", "--tasks", "range:task-{1..50}"];
      const ended = await search(["gate", ...target, ...CHECK, ...LOAD, ...flags(url)], env);
      expect(ended.found).toEqual([]);
      expect(ended.status, ended.said).toBe(1);
      const out = join(ended.place, "reports", "out", "latest");
      expect(textOf(join(out, "counterexamples", "progress.out-of-range.sh"))).not.toBe("");
      expect(textOf(join(out, "run.har"))).toContain("you sent");
      expect(textOf(join(out, "load", "steady", "flushes.ndjson"))).not.toBe("");
    } finally {
      stop();
    }
  });

  it.each([
    ["HEADWAY_TARGET", "http://", /^target: credentials do not belong into a URL/],
    ["HEADWAY_TARGET", "ftp://", /^target: credentials do not belong into a URL/],
    ["HEADWAY_TARGET", "//", /^target: got "\[credential\]@127\.0\.0\.1:9", want/],
    ["HEADWAY_PROXY", "http://", /^proxy: credentials do not belong into a URL/],
    ["HEADWAY_AUTH", "iam:https://", /^auth: credentials do not belong into a URL/],
  ])("a password in the URL of %s, %s", { timeout: MS_MAX }, async (name, scheme, refusal) => {
    const url = `${scheme}agent:${PROXY_PASSWORD}@127.0.0.1:9`;
    const env = { ...IAM, HEADWAY_IAM_PASSWORD: PASSWORD, [name]: url };
    const target = name === "HEADWAY_TARGET" ? [] : ["--target", "http://127.0.0.1:9"];
    const ended = await search(["check", ...target, "--tasks", "list:a"], env);
    expect(ended.found).toEqual([]);
    expect(ended.said).toMatch(refusal);
    expect(ended.status).toBe(2);
  });

  it("a password that IAM refuses, and repeats", { timeout: MS_MAX }, async () => {
    const { url, stop } = await gossip();
    try {
      const target = ["--target", url, "--observe", "show-task", "--tasks", "list:task-1"];
      const env = { ...IAM, HEADWAY_IAM_PASSWORD: WRONG_PASSWORD };
      const ended = await search(["check", ...target, "--auth", `iam:${url}`], env);
      expect(ended.found).toEqual([]);
      expect(ended.status, ended.said).toBe(3);
    } finally {
      stop();
    }
  });

  it.each(spellings(PASSWORD))("and would be found as %s", (spelling) => {
    const place = mkdtempSync(join(home, "planted-"));
    const file = join(place, "report.html");
    writeFileSync(file, `<p>${spelling}</p>`);
    expect(leaks(place)).toEqual([`${file}: ${PASSWORD}`]);
  });
});
