/**
 * What a finding has to name, for each flaw of the published set, to count as naming the clause: the
 * field or the rule that is broken, in any of these words. The same words judge both tools; those of
 * the answer and of the command are not looked at.
 */

const ANY_5XX = "server error|5xx|5\\d\\d";
const STATE = "shown|stored|keep|kept|last|replace";

/** By flaw: a regular expression, case aside. */
export const CLAUSES: Readonly<Record<string, string>> = {
  a_any: "token|auth|credential",
  a_missing: "token|auth|credential",
  c_500: `overlap|concurren|${ANY_5XX}`,
  c_torn: "torn|overlap|concurren|linear",
  f_1pct: ANY_5XX,
  f_slow_trace: "slow|response time|answer time|latency",
  h_error_html: "content type|media type|json",
  h_post_updates: "post|method",
  s_404_creates: "unknown|not exist|create",
  s_cross_task: "other task|another task|isolat",
  s_keepmax: `progress|${STATE}`,
  s_lost: STATE,
  s_nonidempotent: "repeat|again|idempot|replicatesize",
  s_partial: "replace|whole|omitted|not reported",
  s_precision: "replicatesize|64|digit|precis",
  s_reject_mutates: "refused|reject",
  s_stale: STATE,
  s_truncate: "process_trace|process-trace|trunc|text",
  s_unauth_mutates: "token|auth|credential|refused",
  v_body_array_500: `array|object|type|json|${ANY_5XX}`,
  v_double_int_only: "migrate_speed|compress_rate|migrate-speed|compress-rate",
  v_empty_body: "body|empty",
  v_enum_case: "subtask_name|subtask-name",
  v_enum_missing_one: "subtask_name|subtask-name",
  v_enum_open: "subtask_name|subtask-name",
  v_enum_trim: "subtask_name|subtask-name",
  v_enum_typo: "subtask_name|subtask-name",
  v_int64_max_rejected: "replicatesize|totalsize",
  v_int64_overflow: "replicatesize|totalsize",
  v_malformed_500: `json|${ANY_5XX}`,
  v_progress_0_rejected: "progress",
  v_progress_100_rejected: "progress",
  v_progress_float: "progress",
  v_progress_max: "progress",
  v_progress_min: "progress",
  v_progress_null: "progress",
  v_progress_string: "progress",
  v_remain_overflow: "remain_time|remain-time",
  v_required_missing: "subtask_name|subtask-name|required|mandatory",
  v_speed_max: "migrate_speed|migrate-speed",
  v_speed_neg: "migrate_speed|migrate-speed",
  v_trace_2048_rejected: "process_trace|process-trace",
  v_trace_2049: "process_trace|process-trace",
  v_trace_astral_500: `process_trace|process-trace|${ANY_5XX}`,
  v_trace_bytes: "process_trace|process-trace",
  v_trace_empty_rejected: "process_trace|process-trace",
  v_trace_nul_500: `process_trace|process-trace|${ANY_5XX}`,
};

/** Whether one of the findings names what the flaw breaks. */
export function isNamed(flaw: string, says: readonly string[]): boolean {
  const words = CLAUSES[flaw];
  return words !== undefined && says.some((text) => new RegExp(words, "i").test(text));
}
