/**
 * What wfc.json has to be, written down from the description of the format and stricter than it:
 * no member may stand there that it does not name. The published schema is not kept here: the
 * licence of its text is not known to us.
 *
 * @source Web Fuzzing Commons, report 0.8.0: names, types, required members, ranges of fault codes
 */

const text = { type: "string" } as const;
const count = { type: "integer", minimum: 0 } as const;

function list(items: object, more: object = {}): object {
  return { type: "array", items, ...more };
}

function closed(properties: Readonly<Record<string, object>>): object {
  return {
    type: "object",
    additionalProperties: false,
    required: Object.keys(properties),
    properties,
  };
}

const FAULT = closed({
  operationId: text,
  testCaseId: text,
  faultCategories: list(
    closed({ id: text, code: { type: "integer", minimum: 900, maximum: 999 }, context: text }),
    { minItems: 1, uniqueItems: true },
  ),
});

const COVERED = closed({
  endpointId: text,
  testCaseId: text,
  httpStatus: list({ type: "integer", minimum: 0, maximum: 599 }, { uniqueItems: true }),
});

export const WFC_SCHEMA: object = closed({
  schemaVersion: { const: "0.8.0" },
  toolName: text,
  toolVersion: text,
  creationTime: { type: "string", format: "date-time" },
  executionTimeInSeconds: count,
  faults: closed({ totalNumber: count, foundFaults: list(FAULT) }),
  problemDetails: closed({
    rest: closed({
      outputHttpCalls: count,
      evaluatedHttpCalls: count,
      endpointIds: list(text, { uniqueItems: true }),
      coveredHttpStatus: list(COVERED),
    }),
  }),
  totalTests: count,
  testFilePaths: list(text, { uniqueItems: true }),
  testCases: list(closed({ id: text, name: text, filePath: text })),
  warnings: list(closed({ message: text, category: text })),
});
