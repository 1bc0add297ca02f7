/** Report ⇄ JSON text: exact both ways. */
export { CLIENT_DIALECTS, CLIENTS, type Client, type ClientId } from "./clients.ts";
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
  writeFields,
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
export { type ClientReport, writeAs } from "./write-as.ts";
