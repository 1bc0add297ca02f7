/**
 * What is truly wrong with the frameworks as they come, argued one by one: anything the suite
 * finds beyond this is a false alarm, anything here that it does not find is a miss.
 */

type Argued = Readonly<Record<string, readonly string[]>>;

const DOUBLES_FOR_LONGS = [
  "state/long-exact",
  "state/read-your-writes",
  "state/refused-changes-nothing",
  "state/sequences",
  "clients/accepted",
];

/** By server, then by reason: the requirements that it breaks. */
export const TRUE_FINDINGS: Readonly<
  Record<"express" | "fastify" | "fastapi" | "aiohttp", Argued>
> = {
  express: {
    "the handler looks at nothing but the two ends of progress and whether there is a name": [
      "subtask-name/unlisted",
      "subtask-name/type",
      "progress/type",
      "replicatesize/type",
      "replicatesize/out-of-range",
      "totalsize/type",
      "totalsize/out-of-range",
      "process-trace/type",
      "process-trace/out-of-range",
      "migrate-speed/type",
      "migrate-speed/out-of-range",
      "compress-rate/type",
      "compress-rate/out-of-range",
      "remain-time/type",
      "remain-time/out-of-range",
      "cpu-usage/type",
      "cpu-usage/out-of-range",
      "mem-usage/type",
      "mem-usage/out-of-range",
      "disk-io/type",
      "disk-io/out-of-range",
      "need-migration-test/type",
      "agent-time/type",
      "agent-time/out-of-range",
      "body/mandatory-absent",
      "body/mandatory-null",
    ],
    "sendStatus answers text/plain": ["reply/error-body", "reply/credential-error-body"],
    "express.json leaves request.body undefined for other media types and for no body, and the handler throws":
      ["header/media-type", "http/no-body"],
    "JSON.parse rounds what is beyond 2^53": DOUBLES_FOR_LONGS,
  },
  fastify: {
    "the schema has no enumeration, and its coercion makes strings of numbers": [
      "subtask-name/unlisted",
      "subtask-name/type",
    ],
    "the validator takes a list of one for what is in it": [
      "progress/type",
      "replicatesize/type",
      "totalsize/type",
      "process-trace/type",
    ],
    "the schema gives sizes no maximum": ["replicatesize/out-of-range", "totalsize/out-of-range"],
    "the schema does not know the optional fields": [
      "migrate-speed/type",
      "migrate-speed/out-of-range",
      "compress-rate/type",
      "compress-rate/out-of-range",
      "remain-time/type",
      "remain-time/out-of-range",
      "cpu-usage/type",
      "cpu-usage/out-of-range",
      "mem-usage/type",
      "mem-usage/out-of-range",
      "disk-io/type",
      "disk-io/out-of-range",
      "need-migration-test/type",
      "agent-time/type",
      "agent-time/out-of-range",
    ],
    "null is coerced to an empty string or to 0": ["body/mandatory-null"],
    "JSON.parse rounds what is beyond 2^53": DOUBLES_FOR_LONGS,
  },
  fastapi: {
    "the model states types only, no ranges, lengths or names": [
      "subtask-name/unlisted",
      "progress/out-of-range",
      "replicatesize/out-of-range",
      "totalsize/out-of-range",
      "process-trace/out-of-range",
      "migrate-speed/out-of-range",
      "compress-rate/out-of-range",
      "remain-time/out-of-range",
    ],
    "the model does not know the eight later fields: they are neither checked nor kept": [
      "cpu-usage/type",
      "cpu-usage/out-of-range",
      "mem-usage/type",
      "mem-usage/out-of-range",
      "disk-io/type",
      "disk-io/out-of-range",
      "need-migration-test/type",
      "agent-time/type",
      "agent-time/out-of-range",
      "clients/accepted",
      "json/open-choices",
      "state/double-exact",
      "state/read-your-writes",
      "state/repeat-harmless",
      "state/refused-changes-nothing",
      "state/text-exact",
      "state/sequences",
      "state/migration",
      "concurrency/tasks-apart",
    ],
    "a number for agent_time is taken, since that is not looked at, for process_trace it is not": [
      "body/coercion-alike",
    ],
    "json.loads takes NaN, which the 422 answer cannot be written with": ["json/malformed"],
    "1e99999 is infinite to json.loads, and the 422 answer cannot be written with that either": [
      "reply/no-server-error",
    ],
  },
  aiohttp: {
    "request.read throws where a body is not packed as its header says, and nobody catches it": [
      "header/media-type",
    ],
  },
};
