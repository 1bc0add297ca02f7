import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { serveUntil } from "./serve.ts";
import { type RunningEndpoint, type ServerOptions, startEndpoint } from "./server.ts";
import { MINIMAL, options } from "./test-requests.ts";

const running: RunningEndpoint[] = [];

async function start(change: Partial<ServerOptions> = {}): Promise<RunningEndpoint> {
  const { nowMs: _, ...rest } = options();
  const endpoint = await startEndpoint({ ...rest, ...change });
  running.push(endpoint);
  return endpoint;
}

afterEach(async () => {
  for (const endpoint of running.splice(0)) await endpoint.close();
});

/** Sends bytes as they stand, and gives all that comes back until the connection ends. */
function raw(port: number, pieces: readonly (string | Uint8Array)[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    let received = "";
    socket.setEncoding("utf8");
    socket.on("data", (text: string) => {
      received += text;
    });
    socket.on("close", () => resolve(received));
    socket.on("error", reject);
    for (const piece of pieces) socket.write(piece);
  });
}

const head = (rest: string, token = "secret"): string =>
  `PUT /v3/tasks/task-1/progress HTTP/1.1\r\nHost: h\r\nX-Auth-Token: ${token}\r\n` +
  `Connection: close\r\n${rest}`;
const sized = (bytes: number): string => head(`Content-Length: ${bytes}\r\n\r\n`);

async function shown(endpoint: RunningEndpoint, token = "secret"): Promise<string> {
  const headers = { "X-Auth-Token": token };
  return (await fetch(`${endpoint.url}/v3/tasks/task-1`, { headers })).text();
}

describe("the endpoint on a port", () => {
  it("takes a chunked report, split inside a character", async () => {
    const endpoint = await start();
    const body = Buffer.from(MINIMAL.replace('"t"', '"Ω🚂"'));
    const cut = body.indexOf("🚂") + 2;
    const chunk = (bytes: Buffer): Buffer =>
      Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from("\r\n")]);
    const text = await raw(endpoint.port, [
      head("Transfer-Encoding: chunked\r\n\r\n"),
      chunk(body.subarray(0, cut)),
      chunk(body.subarray(cut)),
      "0\r\n\r\n",
    ]);
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(text).toMatch(/\r\nX-Request-Id: [0-9a-f]{32}\r\n/);
    expect(text).toMatch(/\r\n\r\n\{\}$/);
    expect(await shown(endpoint)).toContain('"process_trace":"Ω🚂"');
  });

  it("takes a token of 16,384 characters", async () => {
    const token = "t".repeat(16384);
    const endpoint = await start({ token });
    const rest = `Content-Length: ${MINIMAL.length}\r\n\r\n${MINIMAL}`;
    expect(await raw(endpoint.port, [head(rest, token)])).toMatch(/^HTTP\/1\.1 200 /);
    expect(await raw(endpoint.port, [head(rest, `${token}t`)])).toMatch(/^HTTP\/1\.1 401 /);
  });

  it("shows 2^63-1 exactly", async () => {
    const endpoint = await start();
    const body = MINIMAL.replace('"replicatesize":1', '"replicatesize":9223372036854775807');
    await raw(endpoint.port, [sized(body.length), body]);
    expect(await shown(endpoint)).toContain('"replicatesize":9223372036854775807');
  });

  it("changes nothing when a report is cut off", async () => {
    const endpoint = await start();
    const socket = connect(endpoint.port, "127.0.0.1");
    socket.write(`${sized(MINIMAL.length)}${MINIMAL.slice(0, -1)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
    socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await shown(endpoint)).toContain('"sub_tasks":[]');
  });

  const refused: readonly (readonly [
    phrase: string,
    pieces: string[] | Buffer[],
    status: number,
  ])[] = [
    ["a body above 1 MiB", [sized(1048577), " ".repeat(1048577)], 413],
    ["a body that is not UTF-8", [Buffer.from(sized(2)), Buffer.from([0xc3, 0x28])], 400],
    ["an overlong encoding", [Buffer.from(sized(2)), Buffer.from([0xc0, 0xaf])], 400],
    ["no HTTP at all", ["hello\r\n\r\n"], 400],
    ["headers above 64 KiB", [head(`X-Long: ${"x".repeat(70000)}\r\n\r\n`)], 431],
    ["two lengths", [head("Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}")], 400],
    ["no Host", ["GET /v3/tasks/task-1 HTTP/1.1\r\nX-Auth-Token: secret\r\n\r\n"], 400],
    ["an expectation", [head("Expect: miracles\r\nContent-Length: 0\r\n\r\n")], 417],
    ["CONNECT", ["CONNECT h:1 HTTP/1.1\r\nHost: h\r\n\r\n"], 405],
    ["an empty body", [sized(0)], 400],
  ];

  it.each(refused)("refuses %s", async (_phrase, pieces, status) => {
    const endpoint = await start();
    const text = await raw(endpoint.port, pieces);
    expect(text.split("\r\n")[0]).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(text).toMatch(/\r\nX-Request-Id: [0-9a-f]{32}\r\n/);
    expect(text).toMatch(/\r\nContent-Type: application\/json\r\n/);
    const { error_code: code } = JSON.parse(text.slice(text.indexOf("\r\n\r\n")));
    expect(code).toMatch(/^[A-Z]+\.\d{4}$/);
    expect(endpoint.requests()).toBe(1);
  });

  it("answers 500 and tells when the fault is ours", async () => {
    const faults: unknown[] = [];
    const nowMs = (() => {
      let calls = 0;
      return () => {
        calls += 1;
        if (calls > 1) throw new Error("the clock broke");
        return 0;
      };
    })();
    const endpoint = await start({ nowMs, onFault: (error) => faults.push(error) });
    const text = await raw(endpoint.port, [sized(MINIMAL.length), MINIMAL]);
    expect(text).toMatch(/^HTTP\/1\.1 500 [\s\S]*X-Request-Id/);
    expect(faults).toMatchObject([{ message: "the clock broke" }]);
  });

  it("says which port is taken", async () => {
    const { port } = await start();
    await expect(start({ port })).rejects.toThrow(`port: got ${port}`);
  });

  it("is a twin when asked to", async () => {
    const endpoint = await start({ twin: "canary" });
    expect(endpoint.twin).toBe("canary");
    expect(await raw(endpoint.port, ["GET / HTTP/1.0\r\n\r\n"])).toMatch(/^HTTP\/1\.1 200 /);
  });

  it("serves until it is told to stop", async () => {
    const lines: string[] = [];
    const stop = new AbortController();
    const { nowMs: _, ...rest } = options("lost");
    await serveUntil(rest, {
      signal: stop.signal,
      line: (text) => {
        lines.push(text);
        stop.abort();
      },
    });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(
      /^listening on http:\/\/127\.0\.0\.1:\d+ \(twin lost, profile 2026-01, 3 tasks\)$/,
    );
  });
});
