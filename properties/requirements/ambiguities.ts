/**
 * Where the source is silent, contradicts itself or changed: what was made of each such place. A row
 * without a requirement is left open on purpose, and its decision says so.
 */

export interface Ambiguity {
  /** What the source leaves unclear, in a few words. */
  readonly question: string;
  /** Numbered decisions of DECISIONS.md that settle it or leave it open. */
  readonly decisions: readonly string[];
  /** Requirements that hold what was decided; empty: it is left open. */
  readonly requirements: readonly string[];
}

/** In the order of a request: route, credential, media type, numbers, presence, meaning. */
export const AMBIGUITIES: readonly Ambiguity[] = [
  {
    question: "length of an id: 0..255 on the seed page, 1..36 now; an empty one fits no route",
    decisions: ["D-02", "D-15"],
    requirements: ["route/task-id-length", "route/given-tasks"],
  },
  {
    question: "ids of 37..255 characters, percent-encoding, dot segments, a slash at the end, case",
    decisions: ["D-07", "D-15"],
    requirements: [
      "route/task-id-length",
      "route/like-ids-unknown",
      "route/like-ids-apart",
      "route/percent-encoding",
      "reply/no-server-error",
    ],
  },
  {
    question: "status for an unknown task",
    decisions: ["D-02"],
    requirements: ["route/unknown-task", "route/unknown-task-creates-nothing"],
  },
  {
    question: "token or signature; tokens of 0, 16384 and 16385 characters",
    decisions: ["D-02", "D-10"],
    requirements: [
      "header/token-missing",
      "header/token-empty",
      "header/token-wrong",
      "header/token-length",
      "header/signature-wrong",
    ],
  },
  {
    question: "which refusal comes first; two credentials at once",
    decisions: ["D-02", "D-16"],
    requirements: ["reply/no-server-error"],
  },
  {
    question: "401 for method, length and media type in old tables, 404, 405, 413, 415 elsewhere",
    decisions: ["D-13", "D-16"],
    requirements: ["route/other-methods", "header/media-type"],
  },
  {
    question: "an old limit of 10240 bytes, which a legal report with escapes exceeds",
    decisions: ["D-17"],
    requirements: ["process-trace/in-range", "json/notation", "reply/latency"],
  },
  {
    question: "unit of lengths: code points, UTF-16 units or bytes",
    decisions: ["D-05"],
    requirements: ["process-trace/in-range", "process-trace/out-of-range", "agent-time/in-range"],
  },
  {
    question: "charset, other media types, byte order mark, encodings, odd characters, no body",
    decisions: ["D-07", "D-14", "D-16"],
    requirements: [
      "header/client-framing",
      "header/media-type",
      "json/open-choices",
      "json/not-an-object",
      "http/no-body",
    ],
  },
  {
    question: "integers above 2^53, and 2^63",
    decisions: ["D-01", "D-04"],
    requirements: ["state/long-exact", "replicatesize/out-of-range", "totalsize/out-of-range"],
  },
  {
    question: "integers written 100.0, 1e2, -0, as text or as a boolean; 400 digits",
    decisions: ["D-06", "D-07"],
    requirements: ["json/open-choices", "body/coercion-alike", "progress/out-of-range"],
  },
  {
    question: "doubles at their ends, just above, negative zero, 1E4 and 1.0E-5",
    decisions: ["D-01", "D-16"],
    requirements: ["migrate-speed/in-range", "migrate-speed/out-of-range", "json/open-choices"],
  },
  {
    question: "remain_time is a Long that ends at 2^31-1",
    decisions: ["D-01"],
    requirements: ["remain-time/in-range", "remain-time/out-of-range"],
  },
  {
    question: "the platform's own old samples send numbers as text",
    decisions: ["D-06"],
    requirements: ["body/coercion-alike"],
  },
  {
    question: "null or absent; an empty, lower-case or corrected name; CHECK_CONSISTENCY",
    decisions: ["D-01", "D-06", "D-07"],
    requirements: [
      "body/mandatory-null",
      "body/mandatory-absent",
      "json/open-choices",
      "subtask-name/unlisted",
    ],
  },
  {
    question: "fields that a revision does not know",
    decisions: ["D-07"],
    requirements: ["body/unknown-fields"],
  },
  {
    question: "format of agent_time; need_migration_test as text",
    decisions: ["D-06", "D-16"],
    requirements: ["agent-time/in-range", "agent-time/out-of-range", "body/coercion-alike"],
  },
  {
    question: "progress against sizes: the page's own example says 100 % at 1000 of 100000 bytes",
    decisions: ["D-18"],
    requirements: ["body/minimal", "body/any-valid"],
  },
  {
    question: "progress that goes back; a report that comes twice",
    decisions: ["D-04"],
    requirements: ["state/last-wins", "state/repeat-harmless", "state/migration"],
  },
  {
    question:
      "subtasks skipped, out of order, of another system, before the start or after the end",
    decisions: ["D-18"],
    requirements: ["state/last-wins", "state/migration", "state/sequences"],
  },
  {
    question: "optional fields that a later report leaves out",
    decisions: ["D-04"],
    requirements: ["state/full-replacement"],
  },
  {
    question: "units of migrate_speed over the years; meaning of compress_rate; unit of totalsize",
    decisions: ["D-16"],
    requirements: [],
  },
  {
    question: "how soon a report shows; sizes and agent_time, which ShowTask does not mirror",
    decisions: ["D-12"],
    requirements: ["state/read-your-writes"],
  },
  {
    question: "whether too fast a report pauses a task that has a speed limit",
    decisions: ["D-16"],
    requirements: [],
  },
  {
    question: "body of a success: none, an object or a text",
    decisions: ["D-16"],
    requirements: ["reply/success-status"],
  },
  {
    question: "throttling: 429, with or without Retry-After",
    decisions: ["D-19"],
    requirements: ["reply/throttling"],
  },
];
