/** Report ⇄ JSON text: exact both ways. */
export {
  compareDecimals,
  type Decimal,
  isPlainInteger,
  isWhole,
  parseDecimal,
} from "./decimal.ts";
export {
  at,
  DEPTH_MAX,
  type Json,
  type JsonReading,
  type Member,
  member,
  readJson,
  writeJson,
  writeString,
} from "./json.ts";
export { type ReportReading, readReport } from "./read-report.ts";
export {
  carriedFields,
  type Long,
  type Report,
  writeDouble,
  writeInteger,
  writeReport,
} from "./report.ts";
export {
  codePoints,
  judgeBody,
  judgeValue,
  type Remark,
  type Standing,
  type Validity,
} from "./validity.ts";
