import { createHash, createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import requests from "../report/testing/sdk-requests.json" with { type: "json" };
import {
  authorization,
  canonicalRequest,
  type Hashing,
  isSignedBy,
  parseAuthorization,
  type Signable,
  signingDate,
} from "./index.ts";
import recorded from "./testing/sdk-signatures.json" with { type: "json" };

const HASHING: Hashing = {
  sha256: (content) => createHash("sha256").update(content).digest("hex"),
  hmacSha256: (key, text) => createHmac("sha256", key).update(text).digest("hex"),
};
const KEY = { access: recorded.access, secret: recorded.secret };

function signable(index: number): Signable {
  const signed = recorded.requests[index];
  const sent = requests.requests[index];
  if (signed === undefined || sent === undefined) throw new Error(`no request ${index}`);
  const headers = signed.headers.map(([name = "", value = ""]): [string, string] => [name, value]);
  return { method: signed.method, path: signed.path, headers, body: sent.body };
}

describe("signatures of published clients", () => {
  const rows = recorded.requests.map((request, index) => {
    return [request.client, request.report, index, request.authorization] as const;
  });

  it.each(rows)("%s, report %i", (client, report, index, text) => {
    expect(requests.requests[index]).toMatchObject({ client, report });
    const signature = parseAuthorization(text);
    if (signature === undefined) throw new Error("the header was not read");
    expect(signature.access).toBe(KEY.access);
    expect(isSignedBy(signable(index), signature, KEY.secret, HASHING)).toBe(true);
    expect(authorization(signable(index), KEY, signature.signedHeaders, HASHING)).toBe(text);
  });

  it("are 27, and sign what each client signs", () => {
    expect(rows).toHaveLength(27);
    const names = new Set(
      recorded.requests.map(
        ({ client, headers }) => `${client} ${headers.map(([n]) => n).join(";")}`,
      ),
    );
    expect([...names].sort()).toEqual([
      "go user-agent;x-project-id;x-sdk-date",
      "java host;user-agent;x-domain-id;x-sdk-date",
      "python content-type;host;user-agent;x-project-id;x-sdk-date",
    ]);
  });
});

describe("a signature", () => {
  const request = signable(0);
  const text = recorded.requests[0]?.authorization ?? "";
  const signature = parseAuthorization(text);
  const holds = (changed: Partial<Signable>, secret = KEY.secret) =>
    signature !== undefined && isSignedBy({ ...request, ...changed }, signature, secret, HASHING);

  it("is broken by another body, path, method, date or secret", () => {
    expect(holds({})).toBe(true);
    expect(holds({ body: `${request.body} ` })).toBe(false);
    expect(holds({ path: `${request.path}x` })).toBe(false);
    expect(holds({ method: "POST" })).toBe(false);
    expect(holds({}, "another-secret")).toBe(false);
    const later = request.headers.map(([name, value]): [string, string] => {
      return name === "x-sdk-date" ? [name, "20991231T235959Z"] : [name, value];
    });
    expect(holds({ headers: later })).toBe(false);
  });

  it("is not broken by blanks around a value, case of a name, or a slash at the end", () => {
    const loud = request.headers.map(([n, value]): [string, string] => [
      n.toUpperCase(),
      ` ${value} `,
    ]);
    expect(holds({ headers: loud })).toBe(true);
    expect(holds({ path: `${request.path}/` })).toBe(true);
  });

  it("covers a path by its characters, however they are encoded", () => {
    const of = (path: string) =>
      canonicalRequest({ ...request, path }, ["host"], HASHING).split("\n")[1];
    expect(of("/v3/tasks/a b/progress")).toBe("/v3/tasks/a%20b/progress/");
    expect(of("/v3/tasks/a%20b/progress")).toBe("/v3/tasks/a%20b/progress/");
    expect(of("/v3/tasks/a!'()*b")).toBe("/v3/tasks/a%21%27%28%29%2Ab/");
    expect(of("/v3/tasks/%E8%BF%81")).toBe("/v3/tasks/%E8%BF%81/");
    expect(of("/v3/tasks/%zz")).toBe("/v3/tasks/%25zz/");
  });

  it.each([
    "",
    "Bearer abc",
    "SDK-HMAC-SHA256 Access=a, SignedHeaders=host",
    "SDK-HMAC-SHA256 Access=a, SignedHeaders=host, Signature=12",
    `SDK-HMAC-SM3 Access=a, SignedHeaders=host, Signature=${"0".repeat(64)}`,
  ])("is not read from %j", (other) => {
    expect(parseAuthorization(other)).toBeUndefined();
  });

  it("carries its date in the basic form", () => {
    expect(signingDate("2026-11-24T04:05:06.789Z")).toBe("20261124T040506Z");
  });
});
