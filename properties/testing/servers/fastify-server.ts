/**
 * A correct endpoint on Fastify, with what its defaults lack: any media type read as text and
 * parsed without loss, and room for a long token. `defaults` is Fastify with a JSON schema, whose
 * validator coerces types, drops nothing and knows no 64-bit numbers.
 *
 * Run as: tsx fastify-server.ts correct|defaults
 */

import type { AddressInfo } from "node:net";
import Fastify, { type FastifyReply } from "fastify";
import { parse, stringify } from "lossless-json";
import { kept, wrongWith } from "./contract-by-hand.ts";

const TOKEN = "secret";
const tasks = new Map<string, unknown>();
for (let n = 1; n <= 2000; n += 1) tasks.set(`task-${n}`, null);

type ById = { Params: { id: string } };

const refuse = (reply: FastifyReply, status: number, code: string, message: string) =>
  reply
    .code(status)
    .header("X-Request-Id", "fastify")
    .send({ error_code: code, error_msg: message });

function correct() {
  const app = Fastify({ routerOptions: { maxParamLength: 300 }, http: { maxHeaderSize: 65_536 } });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "string" }, (_request, body, done) => done(null, body));
  app.addHook("onRequest", async (request, reply) => {
    if (request.headers["x-auth-token"] !== TOKEN) {
      return refuse(reply, 401, "APIGW.0301", "token");
    }
  });
  app.setErrorHandler((error: { statusCode?: number }, _request, reply) =>
    refuse(reply, error.statusCode ?? 500, "APIGW.0201", "cannot be read"),
  );
  app.setNotFoundHandler((_request, reply) => refuse(reply, 404, "APIGW.0101", "no such route"));
  app.put<ById>("/v3/tasks/:id/progress", async (request, reply) => {
    const { id } = request.params;
    if (!tasks.has(id)) return refuse(reply, 404, "SMS.2252", "no such task");
    let body: unknown;
    try {
      body = parse(typeof request.body === "string" ? request.body : "");
    } catch {
      return refuse(reply, 400, "APIGW.0201", "not JSON");
    }
    const wrong = wrongWith(body);
    if (wrong !== undefined) return refuse(reply, 400, "SMS.0007", wrong);
    tasks.set(id, kept(body));
    return {};
  });
  app.get<ById>("/v3/tasks/:id", async (request, reply) => {
    const { id } = request.params;
    if (!tasks.has(id)) return refuse(reply, 404, "SMS.2252", "no such task");
    return reply.type("application/json").send(stringify({ id, report: tasks.get(id) }) ?? "");
  });
  return app;
}

const SCHEMA = {
  type: "object",
  required: ["subtask_name", "progress", "replicatesize", "totalsize", "process_trace"],
  properties: {
    subtask_name: { type: "string" },
    progress: { type: "integer", minimum: 0, maximum: 100 },
    replicatesize: { type: "integer", minimum: 0 },
    totalsize: { type: "integer", minimum: 0 },
    process_trace: { type: "string", maxLength: 2048 },
  },
};

function defaults() {
  const app = Fastify();
  app.addHook("onRequest", async (request, reply) => {
    if (request.headers["x-auth-token"] !== TOKEN) return reply.code(401).send();
  });
  app.put<ById>("/v3/tasks/:id/progress", { schema: { body: SCHEMA } }, async (request, reply) => {
    const { id } = request.params;
    if (!tasks.has(id)) return reply.code(404).send();
    tasks.set(id, request.body);
    return {};
  });
  app.get<ById>("/v3/tasks/:id", async (request, reply) => {
    const { id } = request.params;
    if (!tasks.has(id)) return reply.code(404).send();
    return { id, report: tasks.get(id) };
  });
  return app;
}

const app = process.argv[2] !== "defaults" ? correct() : defaults();
await app.listen({ port: 0, host: "127.0.0.1" });
console.log((app.server.address() as AddressInfo).port);
