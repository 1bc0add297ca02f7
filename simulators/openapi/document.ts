/**
 * The contract as an OpenAPI 3.1 document: one operation, generated from the contract's tables, for
 * mocks, validators and gateways that read such a thing.
 *
 * It does not say what a document cannot: what a task keeps, which refusal comes first, what is
 * non-strict. Those are the requirements' (properties/CATALOGUE.md). ShowTask is left out: the
 * contract's tables have the call that reports, not the one that shows.
 */

import {
  type LengthRange,
  METHOD,
  PROGRESS_PATH,
  type Profile,
  SUCCESS_STATUS,
  TOKEN_HEADER,
} from "../contract/index.ts";
import { badRequest, notAdmitted, type Problem, unknownTask } from "../endpoint/errors.ts";
import { REQUEST_ID_HEADER } from "../endpoint/http.ts";
import { reportSchema } from "./schema.ts";
import { type Node, writeNode } from "./write.ts";

/** The document as JSON text. 64-bit bounds stand there to the digit: read it losslessly. */
export function openApiText(profile: Profile): string {
  return `${writeNode(openApi(profile))}\n`;
}

function openApi(profile: Profile): Node {
  return {
    openapi: "3.1.0",
    info: {
      title: "Progress of a migration task",
      version: profile.id,
      description:
        `The contract as Headway tests it: ${profile.title}. Descriptions name the source and the ` +
        "basis: stated by the source, or adopted by a ruling (properties/DECISIONS.md).",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [
      {
        url: "/",
        description: "The endpoint under test, wherever it is; the source's is regional.",
      },
    ],
    security: [{ token: [] }],
    paths: { [PROGRESS_PATH]: { [METHOD.toLowerCase()]: operation(profile) } },
    components: {
      securitySchemes: { token: tokenScheme(profile.token) },
      schemas: { ProgressReport: reportSchema(profile), Error: ERROR_SCHEMA },
    },
  };
}

function operation(profile: Profile): Node {
  return {
    operationId: "UpdateTaskSpeed",
    summary: "Reports how far a task has come",
    description:
      "Called by the agent on the source server. The last completed report is what the task keeps " +
      "(D-04). A charset parameter of the media type and a chunked body are accepted (D-14).",
    parameters: [taskId(profile.taskId)],
    requestBody: {
      required: true,
      content: { "application/json": { schema: { $ref: "#/components/schemas/ProgressReport" } } },
    },
    responses: {
      [SUCCESS_STATUS]: {
        description:
          "The report counts. The source documents no body; what it has is left open (D-16). " +
          `Source: seed page, status codes: ${SUCCESS_STATUS} and nothing else. Basis: stated.`,
      },
      ...Object.fromEntries(REFUSALS.map((refusal) => [refusal.problem.status, reply(refusal)])),
    },
  };
}

function taskId({ min, max, source }: LengthRange): Node {
  return {
    name: "task_id",
    in: "path",
    required: true,
    description: `The task that is reported on. Source: ${source}. Basis: stated.`,
    schema: { type: "string", minLength: min, maxLength: max },
  };
}

function tokenScheme({ min, max, source }: LengthRange): Node {
  return {
    type: "apiKey",
    in: "header",
    name: TOKEN_HEADER,
    description:
      `A token of ${min} to ${max} characters. Source: ${source}. Basis: stated. The platform's ` +
      "clients sign with SDK-HMAC-SHA256 instead, for which OpenAPI has no scheme.",
  };
}

interface Refusal {
  readonly problem: Problem;
  readonly when: string;
}

const REFUSALS: readonly Refusal[] = [
  {
    problem: badRequest("progress: got 101, want 0..100"),
    when:
      "A type, range, length or enumeration is broken, a mandatory field is absent or null, or the " +
      "body is no JSON. Ruling D-01",
  },
  { problem: notAdmitted("none"), when: "The credential is missing or wrong. Ruling D-02" },
  { problem: unknownTask("task-1"), when: "There is no such task. Ruling D-02" },
];

function reply({ problem, when }: Refusal): Node {
  const { code, message } = problem;
  return {
    description: `${when}. Basis: adopted.`,
    headers: {
      [REQUEST_ID_HEADER]: {
        description: "What the request is called in the service's records (D-09).",
        schema: { type: "string" },
      },
    },
    content: {
      "application/json": {
        schema: { $ref: "#/components/schemas/Error" },
        example: { error_code: code, error_msg: message },
      },
    },
  };
}

/** @source error model: error_code and error_msg of 255 characters at the most; ruling D-09 */
const ERROR_SCHEMA: Node = {
  type: "object",
  description:
    "Why a request was refused. Source: the platform's error model. Basis: adopted, D-09.",
  required: ["error_code", "error_msg"],
  properties: {
    error_code: {
      type: "string",
      maxLength: 255,
      description: "A code that stays the same. Source: the platform's error model. Basis: stated.",
    },
    error_msg: {
      type: "string",
      maxLength: 255,
      description: "Words for a person; they may change. Source: the same. Basis: stated.",
    },
  },
};
