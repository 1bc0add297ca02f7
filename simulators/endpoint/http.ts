/**
 * Requests and replies as plain data: what the handler sees of HTTP. A body arrives as text or as
 * the remark that it was none, so that the handler needs no bytes.
 */

/** One header as it was sent; the name in whatever case. */
export type Header = readonly [name: string, value: string];

/** A body after decoding; whether the bytes were UTF-8 is known by then. */
export type RequestBody =
  /** No body, or one of zero bytes. */
  | { readonly kind: "none" }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "not-utf8"; readonly bytes: Uint8Array };

/** One complete request. */
export interface Request {
  readonly method: string;
  /** The request target as it was sent, with its query. */
  readonly target: string;
  /** In the order of arrival, repetitions included. */
  readonly headers: readonly Header[];
  readonly body: RequestBody;
}

/** One complete answer, which the shell has only to write. */
export interface Reply {
  readonly status: number;
  /** Without Content-Length and Connection: those belong to the shell. */
  readonly headers: readonly Header[];
  readonly body: string;
}

/** Media type of every body that the correct endpoint answers with. */
export const JSON_TYPE: Header = ["Content-Type", "application/json"];

/** The header by which clients learn a request's id. @source error model, SDK sources */
export const REQUEST_ID_HEADER = "X-Request-Id";

/** All values of one header, in the order of arrival. `name` is in lower case. */
export function headerValues(headers: readonly Header[], name: string): readonly string[] {
  const values: string[] = [];
  for (const [candidate, value] of headers) {
    if (candidate.length === name.length && candidate.toLowerCase() === name) values.push(value);
  }
  return values;
}
