/** How a message may come over the wire: pieces, chunks, versions of HTTP. Below an HTTP client. */

import { look, report, type Step, setup, type Trial } from "../suite/trial.ts";
import type { Framing } from "../target/index.ts";
import { minimalWith } from "./drafts.ts";
import { type Requirement, requirement, type TrialContext } from "./requirement.ts";
import { at } from "./state.ts";

const COMMON = {
  table: "Status codes and errors" as const,
  since: "3",
  needs: ["direct connection"] as const,
};

export const WIRE: readonly Requirement[] = [
  requirement({
    ...COMMON,
    id: "http/pieces",
    statement: "A report counts whole when its bytes come in several packets, or in small chunks.",
    basis: "adopted",
    ruling: "D-14",
    source:
      "RFC 9112 §2 and §7.1: a message is its bytes, not their packets; networks cut anywhere",
    trials: (context) => [
      framed("head and body in pieces", "pieces", context),
      framed("a chunk for each byte", "byte-chunks", context),
    ],
  }),
  requirement({
    ...COMMON,
    id: "http/no-body",
    statement: "A request without length and body is refused with 4xx and changes nothing.",
    basis: "adopted",
    ruling: "D-01",
    source: "seed page 2024-02-04, table 3: fields are mandatory",
    trials: ({ profile, observes }) => {
      const empty = report(undefined, { framing: "no-length", want: "unreported" });
      const steps: readonly Step[] = observes ? [setup(at(profile, 10)), empty, look()] : [empty];
      return [{ title: "no length and no body", steps }];
    },
  }),
  requirement({
    ...COMMON,
    id: "http/header-blanks",
    statement: "Blanks before a header's value do not belong to it.",
    basis: "inferred",
    source: "RFC 9110 §5.5; clients and proxies that align values",
    needs: ["direct connection", "token"],
    // Blanks after it do not either, but a widespread standard library keeps them.
    trials: (context) => [framed("blanks before the token", "blanks", context)],
  }),
  requirement({
    ...COMMON,
    id: "http/expect-continue",
    statement: "A report that waits for 100 Continue is accepted.",
    basis: "inferred",
    source: "RFC 9110 §10.1.1",
    trials: (context) => [framed("Expect: 100-continue", "expect", context)],
  }),
  requirement({
    ...COMMON,
    id: "http/older-version",
    statement: "A report by HTTP/1.0 is accepted.",
    basis: "inferred",
    source: "RFC 9110 §6.2: a server answers a request of the same major version",
    trials: (context) => [framed("HTTP/1.0", "http/1.0", context)],
  }),
  requirement({
    ...COMMON,
    id: "http/pipelining",
    statement: "Of two reports in one packet each is answered, in order.",
    basis: "inferred",
    source: "RFC 9112 §9.3.2",
    trials: (context) => [framed("two requests in one packet", "twice", context)],
  }),
];

function framed(title: string, framing: Framing, { profile, observes }: TrialContext): Trial {
  // Characters of several bytes, which a packet may end within.
  const body = minimalWith(profile, "process_trace", '"正在迁移 \u{1F680}"');
  const send = report(body, { framing, want: "accepted" });
  return { title, steps: observes ? [send, look()] : [send] };
}
