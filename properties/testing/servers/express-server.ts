/**
 * A correct endpoint on Express, with what its defaults lack: a body that is read as text and
 * parsed without loss, errors as JSON, room for a long token. `defaults` leaves all that out, as
 * somebody in a hurry writes it.
 *
 * Run as: tsx express-server.ts correct|defaults
 */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express, { type ErrorRequestHandler, type Request, type Response } from "express";
import { parse, stringify } from "lossless-json";
import { kept, wrongWith } from "./contract-by-hand.ts";

const TOKEN = "secret";
const tasks = new Map<string, unknown>();
for (let n = 1; n <= 2000; n += 1) tasks.set(`task-${n}`, null);

const refuse = (response: Response, status: number, code: string, message: string) => {
  response
    .status(status)
    .set("X-Request-Id", "express")
    .json({ error_code: code, error_msg: message });
};

function correct() {
  const app = express();
  app.use(express.text({ type: () => true, limit: "1mb", defaultCharset: "utf-8" }));
  app.use((request, response, next) => {
    if (request.get("X-Auth-Token") === TOKEN) next();
    else refuse(response, 401, "APIGW.0301", "token");
  });
  app.put("/v3/tasks/:id/progress", (request: Request<{ id: string }>, response) => {
    const { id } = request.params;
    if (!tasks.has(id)) return refuse(response, 404, "SMS.2252", "no such task");
    let body: unknown;
    try {
      body = parse(typeof request.body === "string" ? request.body : "");
    } catch {
      return refuse(response, 400, "APIGW.0201", "not JSON");
    }
    const wrong = wrongWith(body);
    if (wrong !== undefined) return refuse(response, 400, "SMS.0007", wrong);
    tasks.set(id, kept(body));
    response.json({});
  });
  app.get("/v3/tasks/:id", (request: Request<{ id: string }>, response) => {
    const { id } = request.params;
    if (!tasks.has(id)) return refuse(response, 404, "SMS.2252", "no such task");
    response.type("json").send(stringify({ id, report: tasks.get(id) }) ?? "");
  });
  app.use((_request, response) => refuse(response, 404, "APIGW.0101", "no such route"));
  const failed: ErrorRequestHandler = (error, _request, response, _next) => {
    const status = typeof error?.status === "number" ? error.status : 500;
    refuse(response, status, "APIGW.0201", "cannot be read");
  };
  app.use(failed);
  return app;
}

function defaults() {
  const app = express();
  app.use(express.json());
  app.use((request, response, next) => {
    if (request.get("X-Auth-Token") === TOKEN) next();
    else response.sendStatus(401);
  });
  app.put("/v3/tasks/:id/progress", (request: Request<{ id: string }>, response) => {
    const { id } = request.params;
    if (!tasks.has(id)) return response.sendStatus(404);
    const { progress, subtask_name } = request.body;
    if (!subtask_name || progress < 0 || progress > 100) return response.sendStatus(400);
    tasks.set(id, request.body);
    return response.json({});
  });
  app.get("/v3/tasks/:id", (request: Request<{ id: string }>, response) => {
    const { id } = request.params;
    if (!tasks.has(id)) return response.sendStatus(404);
    return response.json({ id, report: tasks.get(id) });
  });
  return app;
}

const isCorrect = process.argv[2] !== "defaults";
const app = isCorrect ? correct() : defaults();
const server = createServer(isCorrect ? { maxHeaderSize: 65_536 } : {}, app);
server.listen(0, "127.0.0.1", () => {
  console.log((server.address() as AddressInfo).port);
});
