/** How a lenient server reads other types: alike in every field (ruling D-06), written by hand. */

import { isLosslessNumber, LosslessNumber } from "lossless-json";

const TEXTS = ["subtask_name", "process_trace", "agent_time"];
const WHOLE = ["progress", "replicatesize", "totalsize", "remain_time"];
const FLAG = "need_migration_test";
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** A whole number whose fraction is zeros: as far as this server reads notations. */
const WHOLE_NUMBER = /^(-?\d+)\.0+$/;

/** The body with numeric strings, booleans and numbers made what each field wants; nulls left out. */
export function coerced(body: unknown): unknown {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return body;
  const members = Object.entries(body).filter(([, value]) => value !== null);
  return Object.fromEntries(members.map(([name, value]) => [name, readAs(name, value)]));
}

function readAs(name: string, value: unknown): unknown {
  const text = isLosslessNumber(value) ? value.value : value;
  if (TEXTS.includes(name)) return typeof text === "boolean" ? String(text) : text;
  if (name === FLAG) {
    return text === "true" || text === "1" ? true : text === "false" || text === "0" ? false : text;
  }
  if (typeof text === "boolean") return new LosslessNumber(text ? "1" : "0");
  if (typeof text !== "string" || !NUMBER.test(text)) return text;
  const [, whole] = WHOLE.includes(name) ? (WHOLE_NUMBER.exec(text) ?? []) : [];
  return new LosslessNumber(whole ?? text);
}
