/** Targets of every kind: each way to prove who sends, TLS, proxies, ids that are created. */

import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generate } from "selfsigned";
import { afterEach, describe, expect, it } from "vitest";
import {
  type RunningEndpoint,
  type ServerOptions,
  startEndpoint,
} from "../../simulators/endpoint/index.ts";
import { requirementsOf } from "../requirements/index.ts";
import { openTarget, resolveConfig, type Settings, TaskPool } from "../target/index.ts";
import { checkRequirement } from "./check-requirement.ts";
import { preflight } from "./preflight.ts";
import { QUICK_EFFORT } from "./requirement-result.ts";
import { Turnstile } from "./turnstile.ts";

const OBSERVE = "GET /v3/tasks/{task_id}#/report";
const KEY = { access: "AK-OF-TEST", secret: "the secret of the test" };
const KEY_ENV = { HEADWAY_ACCESS_KEY: KEY.access, HEADWAY_SECRET_KEY: KEY.secret };
const IAM = { user: "agent", password: "a password" };
const IAM_ENV = {
  HEADWAY_IAM_USER: IAM.user,
  HEADWAY_IAM_PASSWORD: IAM.password,
  HEADWAY_IAM_DOMAIN: "domain",
  HEADWAY_IAM_PROJECT: "project",
};

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function endpoint(options: Partial<ServerOptions> = {}): Promise<RunningEndpoint> {
  const tasks = { kind: "range", prefix: "task-", from: 1, to: 200, suffix: "" } as const;
  const running = await startEndpoint({
    profile: "2026-01",
    token: "t0ken-of-test",
    tasks,
    ...options,
  });
  closers.push(running.close);
  return running;
}

/** What the first questions find, and how each requirement that begins so came out. */
async function checked(
  given: { readonly url: string; readonly env?: NodeJS.ProcessEnv; readonly flags?: Settings },
  ...prefixes: readonly string[]
) {
  const { signal } = new AbortController();
  const config = resolveConfig({
    file: {},
    env: given.env ?? { HEADWAY_TOKEN: "t0ken-of-test" },
    flags: { target: given.url, tasks: "range:task-{1..200}", observe: OBSERVE, ...given.flags },
    fallbackTarget: undefined,
  });
  const open = await openTarget(config, { tasksWanted: 8, signal });
  closers.push(() => open.close());
  const found = await preflight(open.target, ["task-1"], signal);
  const outcomes: Record<string, string> = {};
  if (found.every((p) => p.state === "ok")) {
    const pool = new TaskPool(open.tasks, 40);
    const turnstile = new Turnstile();
    for (const requirement of requirementsOf(open.target.profile)) {
      if (!prefixes.some((prefix) => requirement.id.startsWith(prefix))) continue;
      const common = { target: open.target, pool, seed: 1, effort: QUICK_EFFORT, turnstile };
      const result = await checkRequirement(requirement, { ...common, startedMs: 0, signal });
      outcomes[requirement.id] = [result.outcome, result.violation?.actual ?? result.reason]
        .filter((text) => text !== undefined)
        .join(": ");
    }
  }
  return { open, found, outcomes };
}

const TOKEN_ONLY = "untestable: needs a token (HEADWAY_TOKEN, --auth)";

describe("who sends", () => {
  it("by a token", async () => {
    const { url } = await endpoint();
    const { outcomes } = await checked({ url }, "header/");
    expect(outcomes).toMatchObject({
      "header/token-wrong": "held",
      "header/token-missing": "held",
    });
    expect(outcomes["header/signature-wrong"]).toMatch(/^untestable/);
  });

  it("by signatures, and wrong ones are refused", async () => {
    const { url } = await endpoint({ key: KEY });
    const given = { url, env: KEY_ENV, flags: { auth: "sdk-hmac" } };
    const { outcomes } = await checked(given, "header/", "body/minimal", "route/percent", "http/");
    expect(outcomes).toMatchObject({
      "header/signature-wrong": "held",
      "header/token-missing": "held",
      "header/refused-credential-changes-nothing": "held",
      "header/token-wrong": TOKEN_ONLY,
      "body/minimal": "held",
      "route/percent-encoding": "held",
      "http/pieces": "held",
    });
  });

  it("an endpoint that takes any signature is found", async () => {
    const flaw: ServerOptions["flaw"] = (correct) => ({
      ...correct,
      credential: (request, nowMs) =>
        request.headers.some(([name]) => name === "Authorization")
          ? { kind: "admitted" }
          : correct.credential(request, nowMs),
    });
    const { url } = await endpoint({ flaw });
    const given = { url, env: KEY_ENV, flags: { auth: "sdk-hmac" } };
    const { outcomes } = await checked(given, "header/signature");
    expect(outcomes).toEqual({ "header/signature-wrong": "violated: status 200" });
  });

  it("by a token from IAM, fetched anew when it has expired", async () => {
    const { url } = await endpoint({ iam: { ...IAM, lifeMs: 1200 } });
    const given = { url, env: IAM_ENV, flags: { auth: `iam:${url}` } };
    const { open, outcomes } = await checked(given, "header/token-wrong");
    expect(outcomes).toEqual({ "header/token-wrong": "held" });
    const [first] = open.target.auth.secrets();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const [again] = await preflight(open.target, ["task-1"], new AbortController().signal);
    expect(again).toMatchObject({ name: "target", state: "ok", detail: "status 200" });
    expect(open.target.auth.secrets()).not.toEqual([first]);
  });

  it("IAM that refuses is named", async () => {
    const { url } = await endpoint({ iam: IAM });
    const env = { ...IAM_ENV, HEADWAY_IAM_PASSWORD: "wrong" };
    const { found } = await checked({ url, env, flags: { auth: `iam:${url}` } });
    expect(found).toMatchObject([{ name: "credential", state: "missing" }]);
    expect(found[0]?.detail).toContain(`IAM ${url} gave no token: status 401`);
  });

  it("nobody looks: nothing about credentials can be tested", async () => {
    const { url } = await endpoint();
    const { outcomes } = await checked({ url, flags: { auth: "unchecked" } }, "header/token-m");
    expect(outcomes["header/token-missing"]).toMatch(/^untestable: needs a credential/);
  });

  it.each([
    ["sdk-hmac", {}, /auth: sdk-hmac needs the environment variable HEADWAY_ACCESS_KEY/],
    ["iam:http://127.0.0.1:1", {}, /auth: iam needs the environment variable HEADWAY_IAM_USER/],
    ["token", {}, /auth: token was said, but HEADWAY_TOKEN is not set/],
    ["basic", {}, /auth: got "basic", want token, iam:URL, sdk-hmac, unchecked or none/],
  ])("%s without what it needs is refused", async (auth, env, message) => {
    await expect(checked({ url: "http://127.0.0.1:1", env, flags: { auth } })).rejects.toThrow(
      message,
    );
  });
});

describe("over TLS", () => {
  const folder = mkdtempSync(join(tmpdir(), "headway-tls-"));
  const made = generate([{ name: "commonName", value: "localhost" }], {
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
  const written = async () => {
    const { cert, private: key } = await made;
    const paths = { cert: join(folder, "cert.pem"), key: join(folder, "key.pem") };
    writeFileSync(paths.cert, cert);
    writeFileSync(paths.key, key);
    return { cert, key, paths };
  };

  it("with an authority of its own, raw sockets as well", async () => {
    const { cert, key, paths } = await written();
    const { url } = await endpoint({ tls: { cert, key } });
    expect(url).toMatch(/^https:/);
    const { outcomes } = await checked({ url, flags: { ca: paths.cert } }, "body/minimal", "http/");
    expect(outcomes).toMatchObject({ "body/minimal": "held", "http/pieces": "held" });
  });

  it("with a certificate of our own where the endpoint wants one", async () => {
    const { cert, key, paths } = await written();
    const { url } = await endpoint({ tls: { cert, key, ca: cert } });
    const flags = { ca: paths.cert, clientCert: paths.cert, clientKey: paths.key };
    const { outcomes } = await checked({ url, flags }, "body/minimal");
    expect(outcomes).toEqual({ "body/minimal": "held" });
    const without = await checked({ url, flags: { ca: paths.cert } });
    expect(without.found).toMatchObject([{ name: "target", state: "missing" }]);
  });

  it("an authority that nobody named is no target", async () => {
    const { cert, key } = await written();
    const { url } = await endpoint({ tls: { cert, key } });
    const { found } = await checked({ url });
    expect(found).toMatchObject([{ name: "target", state: "missing" }]);
    expect(found[0]?.detail).toMatch(/self-signed certificate/);
  });
});

describe("through a proxy", () => {
  it("requests go through it, raw ones are left out", async () => {
    const { url } = await endpoint();
    let tunnels = 0;
    const proxy = createServer((_request: IncomingMessage, response: ServerResponse) => {
      response.writeHead(405).end();
    });
    proxy.on("connect", (request: IncomingMessage, client: Socket) => {
      tunnels += 1;
      const { hostname, port } = new URL(`http://${request.url}`);
      const server = connect(Number(port), hostname, () => {
        client.write("HTTP/1.1 200 OK\r\n\r\n");
        server.pipe(client).pipe(server);
      });
      server.on("error", () => client.destroy());
      client.on("error", () => server.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    closers.push(async () => proxy.closeAllConnections());
    const flags = { proxy: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` };
    const { outcomes } = await checked({ url, flags }, "body/minimal", "http/pieces");
    expect(outcomes).toEqual({
      "body/minimal": "held",
      "http/pieces": "untestable: needs a connection without a proxy",
    });
    expect(tunnels).toBeGreaterThan(0);
    proxy.close();
  });
});

describe("observations", () => {
  it("by a module of the user's hold and break requirements as a GET does", async () => {
    const folder = mkdtempSync(join(tmpdir(), "headway-look-"));
    const path = join(folder, "look.mjs");
    const module = `import { parse, stringify } from ${JSON.stringify(import.meta.resolve("lossless-json"))};
    export default async (id) => {
      const url = process.env["HEADWAY_TEST_LOOK"] + "/v3/tasks/" + encodeURIComponent(id);
      const answer = await fetch(url, { headers: { "X-Auth-Token": "t0ken-of-test" } });
      if (answer.status === 404) return undefined;
      return stringify(parse(await answer.text()).report ?? null);
    };\n`;
    writeFileSync(path, module);
    const ids = ["state/read-your-writes", "state/full-replacement", "route/unknown-task"];
    const results = async (options: Partial<ServerOptions>) => {
      const { url } = await endpoint(options);
      process.env["HEADWAY_TEST_LOOK"] = url;
      return checked({ url, flags: { observe: `module:${path}` } }, ...ids);
    };
    const { open, outcomes } = await results({});
    expect(open.description.observe).toBe(`module:${path}`);
    expect(new Set(Object.values(outcomes))).toEqual(new Set(["held"]));
    const flawed = await results({ twin: "lost" });
    expect(flawed.outcomes["state/read-your-writes"]).toMatch(/^violated: it shows no report/);
    delete process.env["HEADWAY_TEST_LOOK"];
  });
});

describe("tasks and traces", () => {
  it("created tasks are reported on and removed", async () => {
    const { url } = await endpoint();
    const { open, outcomes } = await checked({ url, flags: { tasks: "create" } }, "state/read");
    expect(outcomes).toEqual({ "state/read-your-writes": "held" });
    expect(await open.close()).toEqual([]);
  });

  it("somebody else's task is left alone", async () => {
    const { url } = await endpoint();
    const flags = { foreignTask: "task-of-others" };
    const { outcomes } = await checked({ url, flags }, "route/foreign");
    expect(outcomes).toEqual({ "route/foreign-task": "held" });
  });

  it("each request has a trace of its own, unless it is not wanted", async () => {
    const { url } = await endpoint();
    const { open } = await checked({ url });
    const [one, other] = [open.target.trace?.(), open.target.trace?.()];
    expect(one?.[1]).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(one).not.toEqual(other);
    expect(
      (await checked({ url, flags: { traceparent: false } })).open.target.trace,
    ).toBeUndefined();
  });
});
