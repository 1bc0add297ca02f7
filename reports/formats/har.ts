/**
 * run.har: the exchanges of the findings for a browser's network tab or an HTTP client, HAR 1.2. A
 * page is a finding. Times are evidence of findings about requests that overlap only and stand as 0
 * elsewhere; what was not complete has the status 0 and says why in its comment.
 */

import type { Entry, Har, Page, Request, Response } from "har-format";
import type { RunRecord } from "../evidence/run-record.ts";
import type { Exchange } from "../evidence/schema.ts";
import type { JudgedRun } from "../verdict/judged-run.ts";
import { jsonText } from "./json.ts";
import { uriPath, visible } from "./text.ts";

const EPOCH = "1970-01-01T00:00:00.000Z";
const HTTP_VERSION = "HTTP/1.1";
const NOT_KNOWN = -1;

/** The findings' requests and replies as one archive. */
export function har({ run, requirements }: JudgedRun, _record: RunRecord): string {
  const started = timeOf(run?.startedAt);
  const base = baseOf(run?.target.url);
  const found = requirements.flatMap(({ entry, finding }) =>
    finding === undefined ? [] : [{ id: visible(entry.id), finding }],
  );
  const archive: Har = {
    log: {
      version: "1.2",
      creator: { name: "headway", version: visible(run?.tool ?? "unknown") },
      pages: found.map(({ id, finding }) => pageOf(id, finding.counterexample, started)),
      entries: found.flatMap(({ id, finding }) =>
        finding.exchanges.map((exchange) => entryOf(exchange, { id, started, base })),
      ),
      comment: "Requests of findings only. Where times were not kept they stand as 0.",
    },
  };
  return jsonText(archive);
}

/** The target's base without a slash at its end; what is no URL is not made one. */
function baseOf(url: string | undefined): string {
  if (url === undefined || !URL.canParse(url)) return "http://target.invalid";
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${uriPath(pathname)}`.replace(/\/+$/, "");
}

function timeOf(text: string | undefined): string {
  const time = Date.parse(text ?? EPOCH);
  return Number.isNaN(time) ? EPOCH : new Date(time).toISOString();
}

function later(time: string, ms: number): string {
  const moment = new Date(Date.parse(time) + Math.round(ms));
  return Number.isNaN(moment.getTime()) ? time : moment.toISOString();
}

function pageOf(id: string, counterexample: string, startedDateTime: string): Page {
  const title = visible(`${id}: ${counterexample}`);
  return { startedDateTime, id, title, pageTimings: {} };
}

function entryOf(
  exchange: Exchange,
  about: { readonly id: string; readonly started: string; readonly base: string },
): Entry {
  const { fromMs = 0, toMs = 0 } = exchange.timing ?? {};
  const time = Math.max(0, toMs - fromMs);
  return {
    pageref: about.id,
    // The moment of the first request is not kept, that of the others since it is.
    startedDateTime: later(about.started, fromMs),
    time,
    request: requestOf(exchange, about.base),
    response: responseOf(exchange),
    cache: {},
    timings: { send: 0, wait: time, receive: 0 },
    comment: visible(exchange.role),
  };
}

function requestOf({ method, path, headers, body }: Exchange, base: string): Request {
  const text = body?.text ?? body?.base64;
  const type = headers.find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? "";
  return {
    method: visible(method),
    url: `${base}${uriPath(path)}`,
    httpVersion: HTTP_VERSION,
    cookies: [],
    headers: headers.map(([name, value]) => ({ name: visible(name), value: visible(value) })),
    queryString: queryOf(path),
    headersSize: NOT_KNOWN,
    bodySize: text === undefined ? 0 : bytesOf(body),
    ...(text === undefined
      ? {}
      : {
          postData: {
            mimeType: visible(type),
            text,
            ...(body?.text === undefined ? { comment: "base64" } : {}),
          },
        }),
  };
}

function bytesOf(body: Exchange["body"]): number {
  if (body?.text !== undefined) return Buffer.byteLength(body.text);
  return Buffer.from(body?.base64 ?? "", "base64").length;
}

function queryOf(path: string): Request["queryString"] {
  const [, query] = path.split("?");
  if (query === undefined) return [];
  return [...new URLSearchParams(query)].map(([name, value]) => ({
    name: visible(name),
    value: visible(value),
  }));
}

function responseOf({ reply, replyBody = "" }: Exchange): Response {
  const status = Number(/^status (\d{3})\b/.exec(reply)?.[1] ?? "0");
  return {
    status,
    statusText: "",
    httpVersion: status === 0 ? "" : HTTP_VERSION,
    cookies: [],
    headers: [],
    content: { size: Buffer.byteLength(replyBody), mimeType: "", text: replyBody },
    redirectURL: "",
    headersSize: NOT_KNOWN,
    bodySize: NOT_KNOWN,
    comment: visible(reply),
  };
}
