/** How a request ended: by its status, or by the class of its error. Pure. */

/** What is read of k6's response. */
export interface Reply {
  /** 0: no answer came. */
  readonly status: number;
  /** k6's code; 0: none. @source k6 documentation, error codes */
  readonly error_code: number;
  readonly error: string;
  readonly body: unknown;
  /** "HTTP/1.1", "HTTP/2.0". */
  readonly proto?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** As it was sent: the credential is in it. */
  readonly request?: {
    readonly headers: Readonly<Record<string, readonly string[] | undefined>>;
  };
  /** Milliseconds, with fractions. `blocked` contains dialling and the TLS handshake. */
  readonly timings: {
    readonly blocked: number;
    readonly duration: number;
    /** Above 0: the request dialled a connection. */
    readonly connecting?: number;
  };
}

/** Below this many ms of `blocked` no connection was dialled: spares a look at k6's reply. */
export const DIALLED_MS = 0.02;

/** How a report can fail. `refused`: answered, but not with 2xx. */
export type Failure = "refused" | "timedOut" | "broken";

/** A code of our own, where k6's begin at 1000: the endpoint's replies are too long to be kept. */
export const LOOKED_ENOUGH = 1;

/** Codes of k6 that mean the time was up: of the request, of dialling. */
const TIMEOUT_CODES: readonly number[] = [1050, 1211];

/** Short names by k6's error code; others go by their code. */
const NAMES: Readonly<Record<number, string>> = {
  [LOOKED_ENOUGH]: "reply longer than 1 MiB, no more looks",
  1010: "bad address",
  1020: "bad URL",
  1101: "name not found",
  1210: "dial failed",
  1212: "connection refused",
  1220: "connection reset",
};

/** The class of a reply that is not 2xx. */
export function failureOf(reply: Reply): Failure {
  if (reply.status > 0) return "refused";
  if (TIMEOUT_CODES.includes(reply.error_code)) return "timedOut";
  return reply.error.includes("timeout") ? "timedOut" : "broken";
}

/** The name under which a reply without status is counted: few, and without addresses or ids. */
export function errorName(reply: Reply): string {
  if (failureOf(reply) === "timedOut") return "timeout";
  const known = NAMES[reply.error_code];
  if (known !== undefined) return known;
  if (reply.error.includes("EOF")) return "connection closed";
  if (reply.error.includes("reset")) return "connection reset";
  if (reply.error.includes("refused")) return "connection refused";
  return `error ${reply.error_code}`;
}
