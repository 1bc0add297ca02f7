/** Those who read the formats, as far as they can be had: published schemas and real parsers. */

import { createRequire } from "node:module";
import { Ajv, type ValidateFunction } from "ajv";
import draft04 from "ajv-draft-04";
import formats from "ajv-formats";
import { validate as validateCtrf } from "ctrf";
import { convert } from "xmlbuilder2";
import { JUNIT_SCHEMA } from "./junit-schema.ts";
import { WFC_SCHEMA } from "./wfc-schema.ts";

const load = createRequire(import.meta.url);
const addFormats = formats.default;
const Ajv04 = draft04.default;
const parsePrometheus: (text: string) => readonly unknown[] = load("parse-prometheus-text-format");

/** What a reader has against a text; empty when nothing. */
export type Consumer = (text: string) => readonly string[];

/** Readers by the name of the file. */
export const CONSUMERS: Readonly<Record<string, Consumer>> = {
  "junit.xml": bySchema(
    () => new Ajv().compile(JUNIT_SCHEMA),
    (text) => convert(text, { format: "object", verbose: true }),
  ),
  "ctrf.json": (text) => {
    const { valid, errors } = validateCtrf(JSON.parse(text));
    return valid ? [] : errors.map((error) => JSON.stringify(error));
  },
  "results.sarif": bySchema(() => sarifSchema()),
  "run.har": bySchema(() => harSchema()),
  "wfc.json": bySchema(() => {
    const ajv = new Ajv();
    addFormats(ajv);
    return ajv.compile(WFC_SCHEMA);
  }),
  "report.json": bySchema(() =>
    new Ajv({ strict: false }).compile(load("../formats/report.schema.json")),
  ),
  "metrics.prom": (text) => {
    try {
      const families = parsePrometheus(text);
      return families.length > 3 ? [] : ["fewer families than there should be"];
    } catch (error) {
      return [String(error)];
    }
  },
};

function bySchema(
  make: () => ValidateFunction,
  parse: (text: string) => unknown = (text) => JSON.parse(text),
): Consumer {
  let validate: ValidateFunction | undefined;
  return (text) => {
    validate ??= make();
    if (validate(parse(text))) return [];
    return (validate.errors ?? []).map((e) => `${e.instancePath} ${e.message}`);
  };
}

/** The schema of OASIS as Microsoft's SDK for SARIF carries it. */
function sarifSchema(): ValidateFunction {
  const ajv = new Ajv04({ strict: false, unicodeRegExp: false });
  addFormats(ajv);
  return ajv.compile(load("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"));
}

function harSchema(): ValidateFunction {
  const ajv = new Ajv({ strict: false });
  addFormats(ajv);
  ajv.addMetaSchema(load("ajv/dist/refs/json-schema-draft-06.json"));
  const schemas: Readonly<Record<string, object>> = load("har-schema");
  for (const schema of Object.values(schemas)) ajv.addSchema(schema);
  const validate = ajv.getSchema("har.json#");
  if (validate === undefined) throw new Error("har-schema: there is no har.json#");
  return validate;
}
