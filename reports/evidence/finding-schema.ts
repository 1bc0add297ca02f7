/** The schema of a finding: what was wanted, what came, and how to see it again. */

import * as v from "valibot";

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const texts = v.array(v.string());

/** How one request went, as a person or a script can send it again. */
export const exchangeSchema = v.object({
  /** What the step is for, e.g. "setup" or "judged". */
  role: v.string(),
  method: v.string(),
  path: v.string(),
  headers: v.array(v.tuple([v.string(), v.string()])),
  /** Exact body; `base64` where it is no clean text. Absent: no body was sent. */
  body: v.optional(
    v.object({ text: v.optional(v.string()), base64: v.optional(v.pipe(v.string(), v.base64())) }),
  ),
  /** What the network did to it on purpose: "cut (reset) after 214 of the request's 412 bytes". */
  network: v.optional(v.string()),
  /** "status 200", "timeout after 10000 ms", "connection broken: …". */
  reply: v.string(),
  /** Beginning of the reply's body, as text. */
  replyBody: v.optional(v.string()),
  /** Requests of one group were started together. */
  group: v.optional(count),
  /** When it was under way, where the finding is about requests that overlap. */
  timing: v.optional(
    v.object({
      /** Requests of one lane came one after the other; lane 0 was before and after all others. */
      lane: count,
      /** Since the first request of the finding, in milliseconds. */
      fromMs: v.number(),
      toMs: v.number(),
      /** What it was or showed, in a few words: "report 2", "look: report 1". */
      what: v.string(),
      /** Whether the finding can be told from it and the others that decide. */
      decides: v.boolean(),
    }),
  ),
});

/** What a violation comes of, without drawn values: its fingerprint is made of it. */
export const causeSchema = v.object({
  /** What was wanted, as a word: "refused", "shown". */
  wanted: v.string(),
  /** The field it is about, where it is about one. */
  field: v.optional(v.string()),
  /** The class of what came: "2xx", "another value". */
  got: v.string(),
});

/** A violated requirement: what was wanted, what came, and how to see it again. */
export const findingSchema = v.object({
  expected: v.string(),
  actual: v.string(),
  /** Absent in evidence from before causes were kept. */
  cause: v.optional(causeSchema),
  /** Causes of other trials of the requirement that were violated. */
  otherCauses: v.optional(v.array(causeSchema)),
  /** One line: the smallest report or sequence that shows it. */
  counterexample: v.string(),
  /** Members of the report whose value matters; the others may have any. Absent: not known. */
  matters: v.optional(texts),
  /** Other trials of the requirement that were violated, in a few words each. */
  also: v.optional(texts),
  exchanges: v.array(exchangeSchema),
  /** How often the counterexample was sent again, and how often it was violated. */
  confirmation: v.object({ runs: count, violated: count }),
  /** When it was seen first: after so much time and so many requests of the whole check. */
  firstSeen: v.optional(v.object({ afterMs: v.number(), requests: count })),
  /** Value of the `traceparent` header by which the last request can be found in the target's logs. */
  trace: v.optional(v.string()),
  /** Trials of the same requirement in this run, and how many of those were violated. */
  like: v.object({ runs: count, violated: count }),
  /** Command line that sends it again. */
  replay: v.string(),
  /** Paths inside the run's folder. */
  files: texts,
});
