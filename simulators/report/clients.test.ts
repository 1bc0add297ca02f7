import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CURRENT_PROFILE, type Field, type FieldName, profileOf } from "../contract/index.ts";
import {
  CLIENT_DIALECTS,
  CLIENTS,
  type Client,
  type ClientId,
  type ClientReport,
  type Json,
  member,
  readJson,
  writeAs,
} from "./index.ts";
import { RECORDED_REPORTS, recorded } from "./testing/recorded.ts";

const FIELDS = profileOf(CURRENT_PROFILE).fields;
const RECORDED: readonly ClientId[] = ["java", "python", "go"];

function only(name: FieldName): readonly Field[] {
  return FIELDS.filter((field) => field.name === name);
}

function valueAs(id: ClientId, name: FieldName, value: string | number | bigint): string {
  const text = writeAs({ [name]: value }, CLIENT_DIALECTS[id], only(name)).trimEnd();
  return text.slice(text.indexOf(":") + 1, -1).trimStart();
}

describe("recorded requests", () => {
  it.each(recorded.requests.map((request) => [request.client, request.report, request] as const))(
    "%s, report %i: the body byte for byte",
    (id, index, request) => {
      const client = CLIENT_DIALECTS[id as ClientId];
      expect(writeAs(RECORDED_REPORTS[index] ?? {}, client, FIELDS)).toBe(request.body);
      expect(client.framing).toBe(request.framing);
      expect(client.headers).toEqual(request.headers);
    },
  );

  it("are of every client that says so, nine reports each", () => {
    for (const id of CLIENTS) {
      const own = recorded.requests.filter((request) => request.client === id);
      expect(own).toHaveLength(RECORDED.includes(id) ? 9 : 0);
      expect(CLIENT_DIALECTS[id].basis).toBe(RECORDED.includes(id) ? "recorded" : "described");
    }
  });
});

/** Values as the agents make them, and wilder ones. */
const REPORT = fc.record(
  {
    subtask_name: fc.constantFrom("SSL_CONFIG", "CLONE_VM"),
    progress: fc.integer({ min: 0, max: 100 }),
    replicatesize: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
    totalsize: fc.maxSafeNat(),
    process_trace: fc.string({ unit: "binary", maxLength: 30 }),
    migrate_speed: fc.double({ min: 0, max: 10_000, noNaN: true }),
    compress_rate: fc.constantFrom(0, 1, 1e-7, 0.00001, 0.001, 0.5, 9999.5, 10_000),
    need_migration_test: fc.boolean(),
    agent_time: fc.constantFrom("", "2025-07-07T15:30:00"),
  },
  { requiredKeys: ["subtask_name", "progress", "replicatesize", "totalsize", "process_trace"] },
);

/** What a reader makes of a member, as a string: numbers by value, the rest as it is. */
function meaning(value: Json | undefined): string {
  if (value === undefined) return "absent";
  if (value.kind === "number") return String(Number(value.text));
  return value.kind === "string" ? `"${value.value}"` : JSON.stringify(value);
}

describe.each(CLIENTS.map((id) => CLIENT_DIALECTS[id]))("$title", (client: Client) => {
  it("writes JSON that reads back to the same values, but for what is told of it", () => {
    void fc.assert(
      fc.property(REPORT, (report) => {
        const reading = readJson(writeAs(report, client, FIELDS));
        if (reading.kind === "malformed") throw new Error(reading.reason);
        for (const [name, value] of Object.entries(report)) {
          const got = member(reading.value, name);
          if (client.lacks.includes(name as FieldName)) expect(got).toBeUndefined();
          else if (got === undefined) expect(isDropped(client, value)).toBe(true);
          else if (typeof value === "number" && client.doubles === "whole") {
            expect(meaning(got)).toBe(String(Math.floor(value)));
          } else if (typeof value === "bigint" && got.kind === "number" && !client.roundsLongs) {
            expect(got.text).toBe(String(value));
          } else if (typeof value === "string") expect(meaning(got)).toBe(`"${value}"`);
          else expect(meaning(got)).toBe(meaning(readable(value)));
        }
      }),
      { seed: 11, numRuns: 500 },
    );
  });

  it("ends and separates as its kind does", () => {
    const text = writeAs({ subtask_name: "SSL_CONFIG", progress: 1 }, client, FIELDS.slice(0, 2));
    expect(text.endsWith("\n")).toBe(client.id === "go" || client.id === "terraform");
    expect(text.includes(": ")).toBe(client.id === "python");
  });
});

function isDropped(client: Client, value: unknown): boolean {
  const isZero = typeof value === "number" && Math.floor(value) === 0;
  return client.dropsZeros && (isZero || value === "" || value === false);
}

function readable(value: unknown): Json {
  if (typeof value === "boolean") return { kind: "boolean", value };
  return { kind: "number", text: String(value) };
}

describe("doubles", () => {
  it.each<[ClientId, number, string]>([
    ["java", 1, "1.0"],
    ["java", 0, "0.0"],
    ["java", 0.001, "0.001"],
    ["java", 0.00099, "9.9E-4"],
    ["java", 0.00001, "1.0E-5"],
    ["java", 9_999_999.5, "9999999.5"],
    ["java", 10_000_000, "1.0E7"],
    ["python", 1, "1.0"],
    ["python", 0.0001, "0.0001"],
    ["python", 0.000015, "1.5e-05"],
    ["python", 1e16, "1e+16"],
    ["go", 1, "1"],
    ["go", 0.000001, "0.000001"],
    ["go", 0.00000012, "1.2e-7"],
    ["node", 0.00001, "0.00001"],
    ["terraform", 77.9, "77"],
    ["terraform", -1.5, "-1"],
    ["java", -1, "-1.0"],
    ["java", -0.00001, "-1.0E-5"],
    ["python", -0.00001, "-1e-05"],
    ["go", -1e21, "-1e+21"],
  ])("%s writes %d as %s", (id, value, text) => {
    expect(valueAs(id, "migrate_speed", value)).toBe(text);
  });

  it("Python writes an integer that it was handed as one", () => {
    expect(valueAs("python", "migrate_speed", BigInt(10))).toBe("10");
    expect(valueAs("java", "migrate_speed", BigInt(10))).toBe("10.0");
  });
});

describe("the rest", () => {
  it("Node rounds 64-bit integers, past the greatest that is allowed", () => {
    expect(valueAs("node", "totalsize", 2n ** 63n - 1n)).toBe("9223372036854776000");
    expect(valueAs("go", "totalsize", 2n ** 63n - 1n)).toBe("9223372036854775807");
  });

  it.each<[ClientId, string]>([
    ["java", '"\\u8FC1\\u001F\u007f\\uD83D\\uDE00\\u2028<&>"'],
    ["python", '"\\u8fc1\\u001f\\u007f\\ud83d\\ude00\\u2028<&>"'],
    ["go", '"\u8fc1\\u001f\u007f\u{1F600}\\u2028<&>"'],
    ["node", '"\u8fc1\\u001f\u007f\u{1F600}\u2028<&>"'],
  ])("%s escapes %s", (id, text) => {
    expect(valueAs(id, "process_trace", "\u8fc1\u001f\u007f\u{1F600}\u2028<&>")).toBe(text);
  });

  it("Go and Terraform send zeros for what was never set, the others nothing", () => {
    const empty = (id: ClientId) => writeAs({}, CLIENT_DIALECTS[id], FIELDS);
    expect(empty("go")).toBe(
      '{"subtask_name":"","progress":0,"replicatesize":0,"totalsize":0,"process_trace":""}\n',
    );
    expect(empty("java")).toBe("{}");
    expect(empty("terraform")).toBe(
      '{"process_trace":"","progress":0,"replicatesize":0,"subtask_name":"","totalsize":0}\n',
    );
  });

  it("Terraform drops what is zero once its fraction is cut off, and no other text", () => {
    const written = (report: ClientReport) =>
      Object.keys(JSON.parse(writeAs(report, CLIENT_DIALECTS.terraform, FIELDS.slice(5))));
    expect(written({ agent_cpu_usage: 0.5, agent_time: "" })).toEqual([]);
    expect(written({ agent_time: "0" })).toEqual(["agent_time"]);
    expect(written({ agent_time: " " })).toEqual(["agent_time"]);
  });

  it("Terraform drops zeros and sorts its members", () => {
    const report = { subtask_name: "CLONE_VM", progress: 0, remain_time: 0, migrate_speed: 3.5 };
    expect(writeAs(report, CLIENT_DIALECTS.terraform, FIELDS)).toBe(
      '{"migrate_speed":3,"process_trace":"","progress":0,"replicatesize":0,"subtask_name":"CLONE_VM","totalsize":0}\n',
    );
  });
});
