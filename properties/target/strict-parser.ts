/**
 * http-parser-js, without its mercy for a broken framing: a length or the size of a chunk that is
 * no number would count as 0 there, and half a reply as a whole one (RFC 9112 §6.3 and §7.1).
 */

import { HTTPParser } from "http-parser-js";

const LENGTH = /^\d{1,15}$/;
const CHUNK_SIZE = /^[0-9a-f]{1,16}[ \t]*(;.*)?$/i;

type Parser = InstanceType<typeof HTTPParser>;

/** What the parser has besides what its types show. */
interface Inner {
  state: string;
  consumeLine(): string | undefined;
}

/** A parser of responses whose `execute` returns an error for a chunk size that is none. */
export function strictParser(): Parser {
  const parser = new HTTPParser("RESPONSE");
  const inner = parser as unknown as Inner;
  const consume = inner.consumeLine.bind(parser);
  inner.consumeLine = () => {
    const line = consume();
    if (inner.state === "BODY_CHUNKHEAD" && line !== undefined && !CHUNK_SIZE.test(line)) {
      throw new Error(`the size of a chunk is ${JSON.stringify(line.slice(0, 40))}`);
    }
    return line;
  };
  return parser;
}

/** What is wrong with a Content-Length; undefined: nothing, or there is none. */
export function lengthProblem(headers: readonly (readonly [string, string])[]): string | undefined {
  const said = headers.find(([name]) => name.toLowerCase() === "content-length")?.[1];
  if (said === undefined || LENGTH.test(said.trim())) return undefined;
  return `Content-Length is ${JSON.stringify(said.slice(0, 40))}`;
}
