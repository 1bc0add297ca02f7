/**
 * The door, as a process: exit statuses, one clear line for each mistake, bad targets, bad luck,
 * and a counterexample from finding to fixing. Runs our own endpoint and small hostile servers.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startEndpoint } from "../simulators/endpoint/index.ts";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const TOKEN = "cli-test-token";
const LEAST_MS = 180_000;

interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

interface Options {
  readonly env?: NodeJS.ProcessEnv;
  /** Called when a line that matches was written to stderr. */
  readonly when?: { readonly said: RegExp; readonly act: (child: ChildProcess) => void };
}

function cli(args: readonly string[], options: Options = {}): Promise<Ended> {
  const env: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: "1", ...options.env };
  for (const name of Object.keys(env))
    if (/^HEADWAY_(TARGET|TASKS|PROFILE)/.test(name)) delete env[name];
  const child = spawn(
    process.execPath,
    ["--import", import.meta.resolve("tsx"), "cli.ts", ...args],
    {
      cwd: ROOT,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let out = "";
  let err = "";
  let acted = false;
  child.stdout.on("data", (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    err += chunk.toString();
    if (!acted && options.when?.said.test(err) === true) {
      acted = true;
      options.when.act(child);
    }
  });
  return new Promise((resolve) => child.on("close", (status) => resolve({ status, out, err })));
}

const folder = () => join(mkdtempSync(join(tmpdir(), "headway-cli-")), "run");

describe("mistakes of the operator are one line and status 2", () => {
  const ROWS: readonly (readonly [string, readonly string[], RegExp])[] = [
    ["an unknown verb", ["chek"], /unknown command 'chek'/],
    [
      "an unknown flag",
      ["check", "--targt", "x"],
      /unknown option '--targt'[\s\S]*Did you mean --target/,
    ],
    [
      "a preset that is not there",
      ["load", "steady", "--target", "embedded", "--preset", "friday"],
      /^preset: there is no preset friday; want one of mixed, data-centre-move/,
    ],
    [
      "a baseline that is not there",
      ["gate", "--target", "embedded", "--baseline", "nowhere"],
      /^baseline: got nowhere, want the folder of a run/,
    ],
    [
      "runs of a build, and nothing to compare them with",
      ["gate", "--target", "embedded", "--with", "nowhere"],
      /^with: got no --baseline/,
    ],
    [
      "a fleet that is no spec",
      ["simulate", "--fleet", "package.json"],
      /^package\.json: .*got .*; /,
    ],
    [
      "a plan file that is none",
      ["load", "steady", "--target", "embedded", "--plan-file", "package.json"],
      /^package\.json:1: got \{, want one JSON object/,
    ],
    [
      "a recording that is none",
      ["simulate", "--fit", "package.json"],
      /^package\.json:1: got no JSON/,
    ],
    [
      "two fleets at once",
      ["simulate", "--preset", "mixed", "--fit", "x.har"],
      /^fleet: got mixed and x\.har; want one of --preset, --fleet, --plan-file, --fit/,
    ],
    [
      "a run's folder below a file",
      ["check", "--target", "embedded", "--out", "package.json/run"],
      /^out: package\.json\/run cannot be written: \S+package\.json is no folder; name another folder by --out\n$/,
    ],
    ["no target", ["gate"], /^target: none was given/],
    [
      "a target that is no URL",
      ["check", "--target", "127.0.0.1:80"],
      /^target: got "127.0.0.1:80"/,
    ],
    [
      "a host off this machine",
      ["check", "--target", "http://192.0.2.1", "--tasks", "list:a"],
      /--allow-host 192.0.2.1/,
    ],
    ["no tasks", ["check", "--target", "http://127.0.0.1:9"], /^tasks: none were given/],
    ["a port there is not", ["serve", "--port", "70000"], /^port: got "70000", want .* 0\.\.65535/],
    ["a twin there is not", ["check", "--twin", "none-such"], /^twin: there is no none-such/],
    [
      "a profile there is not",
      ["check", "--target", "embedded", "--profile", "2020"],
      /^profile: got "2020"/,
    ],
    [
      "a seed that is no number",
      ["check", "--target", "embedded", "--seed", "x"],
      /^seed: got "x"/,
    ],
    [
      "a requirement there is not",
      ["check", "--target", "embedded", "--only", "nothing/"],
      /^only: no requirement/,
    ],
    [
      "a scenario there is not",
      ["load", "storm", "--target", "embedded"],
      /^load: there is no scenario storm/,
    ],
    [
      "more agents than tasks",
      ["load", "steady", "--target", "http://127.0.0.1:9", "--tasks", "list:a", "--agents", "2"],
      /own a task each/,
    ],
    [
      "an objective without a unit",
      ["load", "steady", "--target", "embedded", "--objective", "p99 from plan < 250"],
      /^objective "p99 from plan < 250": limit: got "250", want a time with its unit/,
    ],
    [
      "an objective that no scenario reads",
      ["load", "smoke", "--target", "embedded", "--objective", "p99 from plan < 1 s"],
      /^objective: p99 from plan < 1000 ms: smoke does not read it: /,
    ],
    ["a file that is no counterexample", ["replay", "package.json"], /^replay: package.json: /],
    ["a file that is not there", ["replay", "none.json"], /^replay: none.json cannot be read/],
    ["a name that acts", ["report", "no\u001b[2Jrun"], /^report: got no\\u001b\[2Jrun, want/],
    ["a run that is none", ["report", "simulators"], /simulators/],
    ["a list there is not", ["list", "wishes"], /^list: got wishes, want .*openapi/],
    [
      "a profile for a list that has none",
      ["list", "twins", "--profile", "2024-02"],
      /^profile: got 2024-02, want none/,
    ],
    [
      "a document of a profile there is not",
      ["list", "openapi", "--profile", "2020"],
      /^profile: got "2020"/,
    ],
    [
      "a configuration that is not there",
      ["check", "--config", "none.ts"],
      /^config: there is no file/,
    ],
  ];

  it.each(ROWS)("%s", async (_, args, message) => {
    const { status, err } = await cli(args);
    expect(err).toMatch(message);
    expect(err).not.toMatch(/\n\s+at /);
    expect(status).toBe(2);
  });
});

describe("verbs that send nothing", () => {
  it.each(["check", "load", "gate", "simulate", "serve", "replay", "report", "list", "doctor"])(
    "%s --help shows examples",
    async (verb) => {
      const { status, out } = await cli([verb, "--help"]);
      expect(out).toMatch(/Examples:\n {2}npx tsx cli\.ts /);
      expect(status).toBe(0);
    },
  );

  it("simulate prints reports as NDJSON, the same for the same seed", async () => {
    const args = [
      "simulate",
      "--agents",
      "2",
      "--seed",
      "3",
      "--format",
      "ndjson",
      "--limit",
      "20",
    ];
    const [one, two] = await Promise.all([cli(args), cli(args)]);
    expect(one.out).toBe(two.out);
    expect(
      one.out
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toHaveLength(20);
  });

  it.each([
    ["svg", /^<svg [\s\S]*<\/svg>\n$/],
    ["html", /^<!doctype html>[\s\S]*<\/html>\n$/],
    ["picture", /who does what when[\s\S]*│ standing │/],
    ["spec", /^\{\n {2}"version": \d+,\n {2}"name": "monday-morning-herd"/],
  ])("simulate writes a fleet as %s", async (format, text) => {
    const fleet = ["--preset", "monday-morning-herd", "--agents", "30"];
    const { status, out } = await cli(["simulate", ...fleet, "--format", format]);
    expect(out).toMatch(text);
    expect(status).toBe(0);
  });

  it("list prints the contract as OpenAPI, of the revision that is asked for", async () => {
    const { status, out } = await cli(["list", "openapi", "--profile", "2024-02"]);
    expect(JSON.parse(out)).toMatchObject({ openapi: "3.1.0", info: { version: "2024-02" } });
    expect(status).toBe(0);
  });

  it("simulate fits a fleet to what it wrote, and a spec comes back as a fleet", async () => {
    const dir = mkdtempSync(join(tmpdir(), "headway-fit-"));
    const traffic = join(dir, "traffic.ndjson");
    const spec = join(dir, "fleet.json");
    const drawn = await cli(["simulate", "--agents", "2", "--format", "ndjson", "--limit", "900"]);
    writeFileSync(traffic, drawn.out);
    const fitted = await cli(["simulate", "--fit", traffic, "--format", "spec"]);
    expect(JSON.parse(fitted.out)).toMatchObject({ name: "traffic.ndjson" });
    writeFileSync(spec, fitted.out);
    const again = await cli(["simulate", "--fleet", spec, "--agents", "3", "--format", "plans"]);
    expect(again.out.trim().split("\n")).toHaveLength(4);
  });

  it("a dry run says what would be sent", async () => {
    const { status, out } = await cli([
      "gate",
      "--target",
      "http://127.0.0.1:9",
      "--tasks",
      "list:a",
      "--dry-run",
    ]);
    expect(out).toMatch(/progress\/out-of-range: \d+ trials/);
    expect(out).toContain("scenario steady: 1 agents, up to 2 requests a second, for 10 s: Does");
    expect(status).toBe(0);
  });
});

describe("the guide to targets", () => {
  it("names every flag of a check, and none that there is not", async () => {
    const flagsIn = (text: string) => new Set(text.match(/(?<![\w-])--[a-z][a-z-]+/g));
    const { out } = await cli(["check", "--help"]);
    const guide = readFileSync(join(ROOT, ".github", "docs", "target.md"), "utf8");
    const flags = flagsIn(out);
    flags.delete("--help");
    expect([...flagsIn(guide)].sort()).toEqual([...flags].sort());
    expect(flags.size).toBeGreaterThan(20);
  });
});

describe("a known failure", () => {
  it(
    "is red, green once it is waived, and red again when the waiver expires",
    async () => {
      const place = folder();
      const file = join(place, "waivers.json");
      const check = async (flags: readonly string[], out: string) =>
        cli(["check", ...flags, "--only", "progress/out-of-range", "--out", join(place, out)]);
      const twin = ["--twin", "progress-101"];
      expect((await check(twin, "red")).status).toBe(1);
      const said = ["--reason", "mended in 2.4", "--owner", "agents", "--until", "2999-12-31"];
      const finding = join(place, "red", "counterexamples", "progress.out-of-range.json");
      const waived = await cli(["waive", finding, ...said, "--waivers", file]);
      expect(waived.out).toContain("progress/out-of-range refused:progress:2xx");
      const green = await check([...twin, "--waivers", file], "green");
      expect(green.out).toMatch(/^CONFORMS .*1 waived/m);
      expect(green.status).toBe(0);
      const diff = await cli(["diff", join(place, "red"), join(place, "green")]);
      expect(diff.out).toMatch(/better {2}progress.out-of-range: FAIL → WAIVED$/m);
      expect(diff).toMatchObject({ status: 0, out: expect.stringMatching(/^NO REGRESSION/m) });
      writeFileSync(file, readFileSync(file, "utf8").replace("2999-12-31", "2001-12-31"));
      const expired = await check([...twin, "--waivers", file], "expired");
      expect(expired.out).toMatch(/^Exit status 1: red: progress.out-of-range STALE-WAIVER$/m);
      const late = await cli(["waive", finding, ...said.slice(0, 4), "--until", "2001-12-31"]);
      expect(late).toMatchObject({
        status: 2,
        err: expect.stringMatching(/^until: got 2001-12-31/),
      });
    },
    LEAST_MS,
  );

  it("in a file with a slip: 2, the place, what stands there and what is wanted", async () => {
    const place = folder();
    mkdirSync(place, { recursive: true });
    const file = join(place, "waivers.json");
    writeFileSync(file, '{"version":1,"waivers":[{"requirement":"progress/out-of-range"}]}');
    const { status, err } = await cli(["check", "--target", "embedded", "--waivers", file]);
    expect(status).toBe(2);
    expect(err.trim()).toBe(
      `${file}: waivers.0.fingerprint: got nothing, want the cause as the finding names it, for example "refused:progress:2xx"`,
    );
    const none = await cli(["check", "--target", "embedded", "--waivers", `${file}.no`]);
    expect(none).toMatchObject({ status: 2, err: expect.stringMatching(/cannot be read: ENOENT/) });
  });
});

describe("a served report", () => {
  it("ends on Ctrl-C, with 0", { timeout: LEAST_MS }, async () => {
    const out = mkdtempSync(join(tmpdir(), "headway-served-"));
    const child = spawn(
      process.execPath,
      ["--import", import.meta.resolve("tsx"), "cli.ts", "report", "--serve", out],
      { cwd: ROOT, stdio: ["ignore", "pipe", "ignore"] },
    );
    const [said] = await once(child.stdout, "data");
    expect((await fetch(String(said).trim())).status).toBe(200);
    child.kill("SIGINT");
    expect(await once(child, "close")).toEqual([0, null]);
  });
});

describe("in a job of GitHub Actions", () => {
  it("puts the summary onto the job's page, and annotations behind the text", async () => {
    const place = folder();
    mkdirSync(place, { recursive: true });
    const page = join(place, "page.md");
    const flags = ["--twin", "progress-101", "--only", "progress/out-of-range"];
    const { out } = await cli(["check", ...flags, "--out", join(place, "run")], {
      env: { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: page },
    });
    expect(out).toMatch(/^::stop-commands::([\w-]+)$[\s\S]*^::\1::\n::error title=VIOLATES/m);
    expect(out).toContain("\n::error title=FAIL progress/out-of-range::expected refused (400)");
    expect(readFileSync(page, "utf8")).toMatch(/^# Headway: VIOLATES/);
  });
});

describe("from a finding to its end", () => {
  it(
    "a twin fails, replay says FAILED on it and FIXED on the reference, the script runs",
    async () => {
      const out = folder();
      const found = await cli([
        "check",
        "--twin",
        "progress-101",
        "--only",
        "progress/",
        "--out",
        out,
      ]);
      expect(found.status).toBe(1);
      expect(found.out).toMatch(/FAIL progress\/out-of-range/);
      const file = join(out, "counterexamples", "progress.out-of-range.json");
      const again = await cli(["replay", file]);
      expect(again).toMatchObject({ status: 1, out: expect.stringMatching(/^FAILED /) });
      const fixed = await cli(["replay", file, "--target", "embedded"]);
      expect(fixed).toMatchObject({ status: 0, out: expect.stringMatching(/^FIXED /) });
      expect(await script(file.replace(/json$/, "sh"))).toBe(1);
      const reported = await cli(["report", out]);
      expect(reported.status).toBe(1);
      expect(readFileSync(join(out, "report.html"), "utf8")).toContain("progress/out-of-range");
    },
    LEAST_MS,
  );

  it(
    "exploring keeps what it finds, and a gate sends that first",
    async () => {
      const keep = join(folder(), "kept");
      const only = ["check", "--twin", "progress-101", "--only", "progress/out", "--keep", keep];
      const explored = await cli([...only, "--mode", "explore", "--out", folder()]);
      expect(explored).toMatchObject({
        status: 1,
        err: expect.stringMatching(/kept in .*: 1 new/),
      });
      const gated = await cli([...only, "--out", folder()]);
      expect(gated).toMatchObject({ status: 1, out: expect.stringMatching(/101 \(kept\)/) });
    },
    LEAST_MS,
  );

  it(
    "a budget that is used up is said, and nothing passes for it",
    async () => {
      const flags = ["--target", "embedded", "--max-requests", "40", "--out", folder()];
      const { status, out } = await cli(["check", ...flags]);
      expect(out).toMatch(/the budget of 40 requests is used up/);
      expect(out).toMatch(/INCOMPLETE/);
      expect(status).toBe(5);
    },
    LEAST_MS,
  );

  it(
    "what all goes wrong by one flaw is told by the requirement that is about it",
    async () => {
      // The other one stands before it in the catalogue.
      const flags = ["--twin", "lost", "--quick", "--only", "state/read", "security/refused"];
      const { out, status } = await cli(["check", ...flags, "--out", folder()]);
      expect(out.match(/^(FAIL|FLAKY) .*$/gm)).toEqual(["FAIL state/read-your-writes"]);
      expect(out).toMatch(/^ {2}alike +FAIL security\/refused-whatever-else$/m);
      expect(status).toBe(1);
    },
    LEAST_MS,
  );

  it(
    "what was added to the catalogue later does not gate",
    async () => {
      const flags = ["--twin", "case-blind", "--only", "route/like-ids-apart", "route/other"];
      const pinned = await cli(["check", ...flags, "--catalogue", "1", "--out", folder()]);
      expect(pinned.out).toMatch(/1 requirement added later, not scored: 1 violated/);
      expect(pinned.status).toBe(0);
      expect((await cli(["check", ...flags, "--out", folder()])).status).toBe(1);
    },
    LEAST_MS,
  );

  it(
    "against a URL the script is plain curl, and the token stands in no file",
    async () => {
      const given = {
        profile: "2026-01",
        token: TOKEN,
        tasks: { kind: "list", ids: ["t-1", "t-2"] },
      } as const;
      const flawed = await startEndpoint({ ...given, twin: "speed-negative" });
      const out = folder();
      const flags = [
        "--target",
        flawed.url,
        "--tasks",
        "list:t-1,t-2",
        "--out",
        out,
        "--only",
        "migrate-speed/",
      ];
      const found = await cli(["check", ...flags], { env: { HEADWAY_TOKEN: TOKEN } });
      expect(found.status).toBe(1);
      const path = join(out, "counterexamples", "migrate-speed.out-of-range.sh");
      expect(readFileSync(path, "utf8")).toContain("curl");
      expect(await script(path, { HEADWAY_TOKEN: TOKEN })).toBe(1);
      const port = flawed.port;
      await flawed.close();
      expect(await script(path, { HEADWAY_TOKEN: TOKEN })).toBe(3);
      const correct = await startEndpoint({ ...given, port });
      expect(await script(path, { HEADWAY_TOKEN: TOKEN })).toBe(0);
      await correct.close();
      for (const file of filesUnder(out))
        expect(readFileSync(file, "utf8"), file).not.toContain(TOKEN);
    },
    LEAST_MS,
  );

  it(
    "the canary, which says yes to anything, is found out",
    async () => {
      expect((await cli(["check", "--twin", "canary", "--quick"])).status).toBe(1);
    },
    LEAST_MS,
  );
});

describe("targets that cannot be judged", () => {
  let url = "";
  let stop = async () => {};
  beforeAll(async () => {
    const tasks = { kind: "list", ids: ["t-1", "t-2"] } as const;
    const endpoint = await startEndpoint({ profile: "2026-01", token: TOKEN, tasks });
    url = endpoint.url;
    stop = () => endpoint.close();
  });
  afterAll(() => stop());

  it("nobody listens: 3, and what to do", async () => {
    const { status, out } = await cli([
      "gate",
      "--target",
      "http://127.0.0.1:9",
      "--tasks",
      "list:a",
      "--out",
      folder(),
    ]);
    expect(out).toMatch(/ECONNREFUSED/);
    expect(out).toMatch(/start the endpoint/);
    expect(status).toBe(3);
  });

  it("a wrong token: 3, and which variable to look at", async () => {
    const flags = ["--target", url, "--tasks", "list:t-1", "--out", folder()];
    const { status, out } = await cli(["check", ...flags], { env: { HEADWAY_TOKEN: "wrong" } });
    expect(out).toMatch(/check HEADWAY_TOKEN/);
    expect(status).toBe(3);
  });

  it("tasks that do not exist: 3, and how to name others", async () => {
    const flags = ["--target", url, "--tasks", "list:x-1,x-2", "--out", folder()];
    const { status, out } = await cli(["check", ...flags], { env: { HEADWAY_TOKEN: TOKEN } });
    expect(out).toMatch(/name tasks that exist/);
    expect(status).toBe(3);
  });

  it("an observation that does not work: 3", async () => {
    const observe = ["--observe", "GET /nothing/{task_id}#/report"];
    const flags = ["--target", url, "--tasks", "list:t-1", ...observe, "--out", folder()];
    const { status, out } = await cli(["check", ...flags], { env: { HEADWAY_TOKEN: TOKEN } });
    expect(out).toMatch(/correct --observe/);
    expect(status).toBe(3);
  });

  it("creates tasks where it may, and removes them", async () => {
    const flags = [
      "--target",
      url,
      "--tasks",
      "create",
      "--out",
      folder(),
      "--only",
      "state/isolation",
    ];
    const observe = ["--observe", "GET /v3/tasks/{task_id}#/report"];
    const { status, out, err } = await cli(["check", ...flags, ...observe], {
      env: { HEADWAY_TOKEN: TOKEN },
    });
    expect(out).toMatch(/CONFORMS/);
    expect(err).not.toMatch(/not removed/);
    expect(status).toBe(0);
  });
});

describe("targets that behave badly end the run in bounded time", () => {
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) =>
      server === undefined ? resolve() : server.close(() => resolve()),
    );
  });

  const serve = (behave: (socket: Socket) => void): Promise<string> =>
    new Promise((resolve) => {
      server = createServer((socket) => {
        sockets.add(socket);
        socket.on("error", () => {});
        behave(socket);
      });
      server.listen(0, "127.0.0.1", () => {
        const address = server?.address();
        resolve(`http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`);
      });
    });

  const OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  const ROWS: readonly (readonly [string, (socket: Socket) => void])[] = [
    ["hangs", () => {}],
    ["closes at once", (socket) => socket.end()],
    ["answers something else", (socket) => socket.end("SSH-2.0-OpenSSH_9.2\r\n")],
    ["floods", (socket) => flood(socket)],
    ["hangs after the first answer", answersOnce(OK)],
  ];

  it.each(ROWS)(
    "%s",
    async (_, behave) => {
      const url = await serve(behave);
      const flags = [
        "--target",
        url,
        "--tasks",
        "list:a,b",
        "--timeout",
        "300ms",
        "--out",
        folder(),
      ];
      const { status, out } = await cli(["check", "--quick", ...flags]);
      expect([3, 5]).toContain(status);
      expect(out).toMatch(/Exit status [35]: /);
    },
    LEAST_MS,
  );

  function flood(socket: Socket): void {
    socket.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n");
    const chunk = Buffer.alloc(64 * 1024, 97);
    const more = () => {
      if (!socket.destroyed) socket.write(chunk, () => setImmediate(more));
    };
    more();
  }

  function answersOnce(answer: string): (socket: Socket) => void {
    let answered = false;
    return (socket) =>
      socket.on("data", () => {
        if (!answered) socket.write(answer);
        answered = true;
      });
  }
});

describe("objectives that the operator gives", () => {
  const short = ["--agents", "20", "--interval", "50ms", "--duration", "2s"];

  it(
    "from the configuration file: missed is 1; a flag in their place, without samples, is 5",
    async () => {
      const config = join(mkdtempSync(join(tmpdir(), "headway-config-")), "headway.config.ts");
      const gate = { objectives: ["throughput >= 100000/s"] };
      const said = { target: "embedded", gate };
      writeFileSync(config, `export default ${JSON.stringify(said)};\n`);
      const from = ["load", "steady", "--config", config, ...short];
      const out = folder();
      const missed = await cli([...from, "--out", out]);
      expect(missed.out).toMatch(
        /missed {6}throughput >= 100000\/s: got [\d.]+\/s, at least 100000/,
      );
      expect(missed.status).toBe(1);
      for (const file of ["summary.md", "junit.xml", "report.json", "report.html"]) {
        expect(readFileSync(join(out, file), "utf8")).toMatch(/throughput (>|&gt;)= 100000\/s/);
      }
      const flag = ["--objective", "p99.9 from plan < 10 s", "--out", folder()];
      const few = await cli([...from, ...flag]);
      expect(few.out).toMatch(/not judged {2}p99\.9 from plan < 10000 ms: .* it takes 10000/);
      expect(few.out).toMatch(/give a longer --duration/);
      expect(few.status).toBe(5);
    },
    LEAST_MS,
  );
});

describe("bad luck", () => {
  it(
    "Ctrl-C in the middle: 130, and what was gathered is reported",
    async () => {
      const out = folder();
      const when = {
        said: /checking requirements/,
        act: (child: ChildProcess) => child.kill("SIGINT"),
      };
      const ended = await cli(["check", "--target", "embedded", "--out", out], { when });
      expect(ended.status).toBe(130);
      expect(ended.out).toMatch(/Exit status 130/);
      expect(existsSync(join(out, "report.html"))).toBe(true);
    },
    LEAST_MS,
  );

  it(
    "a full disk: the verdict still stands on the terminal, and is not green",
    async (context) => {
      if (!existsSync("/dev/full")) context.skip();
      const out = folder();
      mkdirSync(out);
      symlinkSync("/dev/full", join(out, "events.ndjson"));
      const ended = await cli([
        "check",
        "--target",
        "embedded",
        "--quick",
        "--only",
        "progress/",
        "--out",
        out,
      ]);
      expect(`${ended.out}${ended.err}`).toMatch(/no space left/);
      expect(ended.out).toMatch(/3 PASS/);
      expect(ended.status).toBe(4);
    },
    LEAST_MS,
  );

  it(
    "no k6 and no Go: 3, the ways to get k6, and the property half judged",
    async () => {
      const empty = mkdtempSync(join(tmpdir(), "headway-path-"));
      const env = { PATH: empty, HEADWAY_CACHE: empty, K6_PATH: "" };
      const ended = await cli(
        ["gate", "--target", "embedded", "--quick", "--only", "progress/", "--out", folder()],
        { env },
      );
      expect(ended.out).toMatch(/Ways to get k6/);
      expect(ended.out).toMatch(/3 PASS/);
      expect(ended.status).toBe(3);
    },
    LEAST_MS,
  );

  it(
    "a folder that holds a run is not mixed with another",
    async () => {
      const out = folder();
      const args = [
        "check",
        "--target",
        "embedded",
        "--quick",
        "--only",
        "progress/",
        "--out",
        out,
      ];
      expect((await cli(args)).status).toBe(0);
      expect(await cli(args)).toMatchObject({
        status: 2,
        err: expect.stringMatching(/holds a run already/),
      });
    },
    LEAST_MS,
  );
});

function script(path: string, env: NodeJS.ProcessEnv = {}): Promise<number | null> {
  const child = spawn("sh", [path], { env: { ...process.env, ...env }, stdio: "ignore" });
  return new Promise((resolve) => child.on("close", resolve));
}

function filesUnder(path: string): readonly string[] {
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    const inside = join(path, entry.name);
    return entry.isDirectory() ? filesUnder(inside) : [inside];
  });
}
