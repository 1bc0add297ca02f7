import { describe, expect, it } from "vitest";
import { CURRENT_PROFILE, PROFILES } from "../../contract/index.ts";
import { createEndpoint, type Reply, type Request, TWINS, twinOf } from "../index.ts";
import { MINIMAL, options, put, show } from "../test-requests.ts";

/** One step of a probe; an array is sent at once. */
type Step = Request | readonly Request[];

const trace = (text: string): Request => put({ process_trace: text });
const size = (digits: string): Request => put(MINIMAL.replace('ize":1', `ize":${digits}`));
const without = (name: string): Request => put({ [name]: undefined });
const on = (taskId: string, body = {}): Request =>
  put(body, { target: `/v3/tasks/${taskId}/progress` });
const token = (...values: string[]): Partial<Request> => ({
  headers: values.map((value) => ["X-Auth-Token", value]),
});
const escaped = "\\u8fc1".repeat(2048);
const wide = "é".repeat(2048);

/** What is sent to the reference and to every twin, each to a fresh one; a look at task-1 ends it. */
const PROBES: Readonly<Record<string, readonly Step[]>> = {
  "a report": [put()],
  "progress 100, then the look": [put({ progress: 100 })],
  "progress 101": [put({ progress: 101 })],
  "progress 102": [put({ progress: 102 })],
  "progress -1": [put({ progress: -1 })],
  "progress -2": [put({ progress: -2 })],
  "progress 0": [put({ progress: 0 })],
  "progress 50.5": [put({ progress: 50.5 })],
  "progress as text": [put({ progress: "50" })],
  "progress as text out of range": [put({ progress: "101" })],
  "progress true": [put({ progress: true })],
  "totalsize as text": [put({ totalsize: "2" })],
  "progress null": [put({ progress: null })],
  "no progress": [without("progress")],
  "no totalsize": [without("totalsize")],
  "a name in lower case": [put({ subtask_name: "ssl_config" })],
  "a name with blanks": [put({ subtask_name: " SSL_CONFIG " })],
  "a name of no subtask": [put({ subtask_name: "CHECK_CONSISTENCY" })],
  "an empty name": [put({ subtask_name: "" })],
  CONFIGURE_WINDOWS: [put({ subtask_name: "CONFIGURE_WINDOWS" })],
  "trace of 2049": [trace("t".repeat(2049))],
  "trace of 2048": [trace("t".repeat(2048))],
  "trace of 2048, two bytes each": [trace(wide)],
  "trace of 255": [trace("t".repeat(255))],
  "trace of 2048, each escaped": [put(MINIMAL.replace('e":"t"', `e":"${escaped}"`))],
  "empty trace": [trace("")],
  "size 2^63": [size("9223372036854775808")],
  "size 2^63+1": [size("9223372036854775809")],
  "size 2^63-1": [size("9223372036854775807")],
  "size 2^53+1": [size("9007199254740993")],
  "size 2^53-1": [size("9007199254740991")],
  "total 2^63": [put(MINIMAL.replace('totalsize":2', 'totalsize":9223372036854775808'))],
  "speed -0.5": [put({ migrate_speed: -0.5 })],
  "speed 10001": [put({ migrate_speed: 10001 })],
  "remain 2^31": [put({ remain_time: 2147483648 })],
  "remain 2^31-1": [put({ remain_time: 2147483647 })],
  malformed: [put("{")],
  "no object": [put("[]")],
  "not UTF-8": [put({}, { body: { kind: "not-utf8", bytes: Uint8Array.of(0xff) } })],
  "unknown field": [put({ later_field: 1 })],
  "no token": [put({}, token())],
  "empty token": [put({}, token(""))],
  "wrong token": [put({}, token("other"))],
  "wrong token, bad body": [put({ progress: 101 }, token("other"))],
  "wrong token on GET": [{ ...show(), ...token("other") }],
  "two reports": [put({ progress: 1 }), put({ progress: 2, remain_time: 1 })],
  "an optional field left out": [put({ remain_time: 9 }), put({ progress: 51 })],
  "progress goes down": [put({ progress: 60 }), put({ progress: 50 })],
  "a second round of synchronisation": [
    put({ subtask_name: "SYNC_LINUX_BLOCK", progress: 100 }),
    put({ subtask_name: "SYNC_LINUX_BLOCK", progress: 3 }),
  ],
  "a Windows disk from the beginning": [
    put({ subtask_name: "MIGRATE_WINDOWS_BLOCK", progress: 60 }),
    put({ subtask_name: "MIGRATE_WINDOWS_BLOCK", progress: 5 }),
  ],
  "twenty reports": Array.from({ length: 20 }, (_, n) => put({ progress: n + 1 })),
  "twenty-one reports": Array.from({ length: 21 }, (_, n) => put({ progress: n + 1 })),
  "the same again": [put(), put()],
  "a bad report after a good one": [put(), put({ progress: 7, totalsize: -1 })],
  "a bad progress after a good one": [put(), put({ progress: 700 })],
  "two ids of one prefix": [put({ process_trace: "mine" }), on("task-10"), show("task-10")],
  "two ids of two prefixes": [put({ process_trace: "mine" }), on("task-2"), show("task-2")],
  "unknown task": [on("none"), show("none")],
  "at once on one task": [[put({ progress: 1 }), put({ progress: 2 })]],
  "at once on two tasks": [[put({ progress: 1 }), on("task-2", { progress: 2 })]],
  "a look while a report is written": [
    put({ progress: 1, totalsize: 1 }),
    [put({ progress: 2, totalsize: 2 }), show()],
  ],
  "POST on the progress path": [put({}, { method: "POST" })],
  "unknown path": [put({}, { target: "/none" })],
};

type Label = keyof typeof PROBES & string;

/** Which probes a twin answers or leaves behind otherwise than the reference; no others. */
const DIFFERENCES: Readonly<Record<string, readonly Label[] | "all">> = {
  "progress-101": ["progress 101"],
  "progress-minus-1": ["progress -1"],
  "progress-0-refused": ["progress 0"],
  "progress-fraction": ["progress 50.5"],
  "progress-text": ["progress as text"],
  "progress-absent": ["no progress"],
  "subtask-any-case": ["a name in lower case"],
  "subtask-trimmed": ["a name with blanks"],
  "subtask-one-missing": ["CONFIGURE_WINDOWS"],
  "trace-2049": ["trace of 2049"],
  "trace-bytes": ["trace of 2048, two bytes each", "trace of 2048, each escaped"],
  "long-body-refused": ["trace of 2048, each escaped"],
  "trace-empty-refused": ["empty trace"],
  "size-2-63": ["size 2^63"],
  "size-max-refused": ["size 2^63-1", "size 2^53+1"],
  "speed-negative": ["speed -0.5"],
  "remain-64-bit": ["remain 2^31"],
  "malformed-500": ["malformed"],
  "unknown-field-refused": ["unknown field"],
  "token-any": ["wrong token", "wrong token, bad body", "wrong token on GET"],
  "token-none": ["no token"],
  "token-refused-stores": ["no token", "empty token", "wrong token"],
  merged: ["an optional field left out"],
  "keeps-maximum": [
    "progress goes down",
    "a second round of synchronisation",
    "a Windows disk from the beginning",
  ],
  "second-round-ignored": ["a second round of synchronisation"],
  "restart-ignored": ["a Windows disk from the beginning"],
  "twenty-first-lost": ["twenty-one reports"],
  "refused-stores": [
    "a bad report after a good one",
    "totalsize as text",
    "no totalsize",
    "a name in lower case",
    "a name with blanks",
    "a name of no subtask",
    "an empty name",
    "trace of 2049",
    "size 2^63",
    "size 2^63+1",
    "total 2^63",
    "speed -0.5",
    "speed 10001",
    "remain 2^31",
  ],
  "prefix-shared": ["two ids of one prefix"],
  "size-as-double": ["size 2^63-1", "size 2^53+1"],
  "trace-cut": ["trace of 2048", "trace of 2048, two bytes each", "trace of 2048, each escaped"],
  "unknown-created": ["unknown task"],
  "repeat-counted": ["the same again"],
  "overlap-500": ["at once on one task", "a look while a report is written"],
  "overlap-torn": ["at once on one task", "a look while a report is written"],
  "post-reports": ["POST on the progress path"],
};

const isRefused = ({ status }: Reply): boolean => status >= 400;

async function outcomes(twin: string | undefined, label: Label): Promise<readonly Reply[]> {
  const endpoint = createEndpoint(options(twin));
  const replies: Reply[] = [];
  for (const step of [...(PROBES[label] ?? []), show()]) {
    const requests = "method" in step ? [step] : step;
    replies.push(...(await Promise.all(requests.map((request) => endpoint.handle(request)))));
  }
  return replies;
}

/** What counts of replies: not the words of a refusal. */
function essence(replies: readonly Reply[]): unknown {
  return replies.map((reply) => ({ ...reply, body: isRefused(reply) ? "" : reply.body }));
}

async function differences(twin: string): Promise<readonly Label[]> {
  const labels = Object.keys(PROBES);
  const isOther = await Promise.all(
    labels.map(async (label) => {
      const [right, wrong] = await Promise.all([outcomes(undefined, label), outcomes(twin, label)]);
      return JSON.stringify(essence(right)) !== JSON.stringify(essence(wrong));
    }),
  );
  return labels.filter((_, index) => isOther[index]);
}

describe("a twin differs from the reference as it says and nowhere else", () => {
  it.each(Object.entries(DIFFERENCES))("%s", async (id, expected) => {
    expect([...(await differences(id))].sort()).toEqual([...expected].sort());
  });

  it.each(TWINS.filter(({ family }) => family === "network").map(({ id }) => id))(
    "%s: nowhere, where no connection can break",
    async (id) => {
      // Those that answer a little late may show a report a moment later to who looks meanwhile.
      const late = "a look while a report is written";
      expect((await differences(id)).filter((label) => label !== late)).toEqual([]);
    },
  );

  it.each(["lost", "stale", "success-204"])("%s: in every accepted report", async (id) => {
    const found = await differences(id);
    for (const label of Object.keys(PROBES)) {
      // The report before the last is then no other than the last.
      if (id === "stale" && label === "the same again") continue;
      const replies = await outcomes(undefined, label);
      const accepts = replies.slice(0, -1).some((reply) => reply.body === "{}");
      if (accepts) expect(found).toContain(label);
      else expect(found).not.toContain(label);
    }
  });

  it("error-html: in every 400", async () => {
    const found = await differences("error-html");
    for (const label of Object.keys(PROBES)) {
      const replies = await outcomes(undefined, label);
      expect(found.includes(label)).toBe(replies.some(({ status }) => status === 400));
    }
  });

  it("canary: in everything", async () => {
    expect(await differences("canary")).toEqual(Object.keys(PROBES));
  });
});

describe("what a twin leaves behind", () => {
  const last = async (twin: string, label: Label) => {
    const reply = (await outcomes(twin, label)).at(-1);
    return JSON.parse(reply?.body ?? "");
  };

  const rows: readonly (readonly [twin: string, label: Label, report: object])[] = [
    ["progress-text", "progress as text", { progress: 50 }],
    ["progress-absent", "no progress", { progress: 0 }],
    ["subtask-any-case", "a name in lower case", { subtask_name: "SSL_CONFIG" }],
    ["stale", "two reports", { progress: 1 }],
    ["merged", "an optional field left out", { progress: 51, remain_time: 9 }],
    ["keeps-maximum", "progress goes down", { progress: 60 }],
    ["refused-stores", "a bad report after a good one", { progress: 7, totalsize: 2 }],
    ["trace-cut", "trace of 2048", { process_trace: "t".repeat(255) }],
    ["repeat-counted", "the same again", { replicatesize: 2 }],
    ["token-refused-stores", "wrong token", { progress: 50 }],
  ];

  it.each(rows)("%s after %s", async (twin, label, report) => {
    expect((await last(twin, label)).report).toMatchObject(report);
  });

  it("lost: nothing", async () => {
    expect(await last("lost", "two reports")).toMatchObject({ sub_tasks: [] });
  });

  it("size-as-double: the rounded number", async () => {
    const reply = (await outcomes("size-as-double", "size 2^63-1")).at(-1);
    expect(reply?.body).toContain('"replicatesize":9223372036854776000');
  });

  it("unknown-created: a task", async () => {
    const statuses = (await outcomes("unknown-created", "unknown task")).map((r) => r.status);
    expect(statuses).toEqual([404, 200, 200]);
  });

  it("long-trace-slow: a long trace, and no other", async () => {
    const endpoint = createEndpoint(options("long-trace-slow"));
    const msOf = async (length: number) => {
      const startMs = performance.now();
      await endpoint.handle(put({ process_trace: "t".repeat(length) }));
      return performance.now() - startMs;
    };
    expect(await msOf(1801)).toBeGreaterThan(1000);
    expect(await msOf(1800)).toBeLessThan(900);
  });

  it("overlap-500: one of two answered 500", async () => {
    const replies = await outcomes("overlap-500", "at once on one task");
    expect(replies.map(({ status }) => status)).toEqual([200, 500, 200]);
  });

  it("overlap-torn: of two at once the end of the first and the start of the second", async () => {
    const endpoint = createEndpoint(options("overlap-torn"));
    const one = put({ subtask_name: "SSL_CONFIG", progress: 1, totalsize: 1, process_trace: "a" });
    const two = put({ subtask_name: "CLONE_VM", progress: 2, totalsize: 2, process_trace: "b" });
    await Promise.all([endpoint.handle(one), endpoint.handle(two)]);
    const { report } = JSON.parse((await endpoint.handle(show())).body);
    expect(report).toMatchObject({ subtask_name: "CLONE_VM", totalsize: 1, process_trace: "a" });
  });

  it("overlap-torn: a look sees one field of the new report and one of the old", async () => {
    const endpoint = createEndpoint(options("overlap-torn"));
    await endpoint.handle(put({ progress: 1, totalsize: 1 }));
    const writing = endpoint.handle(put({ progress: 2, totalsize: 2 }));
    const seen: unknown[] = [];
    for (let look = 0; look < 12; look += 1) {
      const { report } = JSON.parse((await endpoint.handle(show())).body);
      seen.push(`${report.progress} ${report.totalsize}`);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await writing;
    expect(seen).toContain("2 1");
  });
});

describe("the list of twins", () => {
  it("has each id once, those that are tested above among them", () => {
    const ids = TWINS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(Object.keys(DIFFERENCES)));
  });

  it("says of each what is wrong and who finds it", () => {
    const profile = PROFILES.find(({ id }) => id === CURRENT_PROFILE);
    for (const twin of TWINS) {
      expect(twin.statement).toMatch(/^[A-Zr].*\.$/);
      expect(twin.caughtBy.length).toBeGreaterThan(0);
      if (twin.field) expect(profile?.fields.map(({ name }) => name)).toContain(twin.field);
      expect(twinOf(twin.id)).toBe(twin);
    }
    expect(twinOf("none")).toBeUndefined();
  });
});
