/**
 * The document that Schemathesis reads where the endpoint is our own: what `headway list openapi`
 * prints, and beside it what favours the rival: the call that shows a task, links both ways, an
 * example, null where it is taken, and every status that the endpoint may answer.
 */

import { profileOf } from "../../simulators/contract/index.ts";
import { openApiText } from "../../simulators/openapi/index.ts";
import { at, type Json, member, readJson, writeJson } from "../../simulators/report/index.ts";

const PROFILE = profileOf("2026-01");

const ERROR = {
  description: "refused",
  content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
};

const TASK_ID = {
  name: "task_id",
  in: "path",
  required: true,
  schema: { type: "string", minLength: 1, maxLength: 36 },
  example: "task-1",
};

const EXAMPLE = {
  subtask_name: "ATTACH_AGENT_IMAGE",
  progress: 100,
  replicatesize: 1000,
  totalsize: 100000,
  process_trace: "",
};

/** What is laid over our document. */
const ADDED = {
  paths: {
    "/v3/tasks/{task_id}/progress": {
      put: {
        parameters: [TASK_ID],
        requestBody: { content: { "application/json": { example: EXAMPLE } } },
        responses: {
          "200": { links: { shown: linkTo("ShowTask") } },
          "405": ERROR,
          "415": ERROR,
        },
      },
    },
    "/v3/tasks/{task_id}": {
      get: {
        operationId: "ShowTask",
        parameters: [TASK_ID],
        responses: {
          "200": {
            description: "the task and its last report",
            content: { "application/json": { schema: { $ref: "#/components/schemas/Task" } } },
            links: { reported: linkTo("UpdateTaskSpeed") },
          },
          "401": ERROR,
          "404": ERROR,
          "405": ERROR,
        },
      },
    },
  },
  components: {
    schemas: {
      Task: {
        type: "object",
        properties: { report: { $ref: "#/components/schemas/ProgressReport" } },
      },
      ProgressReport: { properties: nullable() },
    },
  },
};

/** The document as JSON text, its 64-bit bounds to the digit. */
export function rivalDocument(): string {
  return writeJson(overlaid(read(openApiText(PROFILE)), read(JSON.stringify(ADDED))));
}

/** The name under which our document has the token. */
export const OWN_SCHEME = "token";

/** Null for an optional field is a dialect, and our endpoint speaks it. */
function nullable() {
  const schema = at(read(openApiText(PROFILE)), "/components/schemas/ProgressReport/properties");
  const optional = PROFILE.fields.filter(({ name }) => !PROFILE.mandatory.includes(name));
  return Object.fromEntries(
    optional.map(({ name }) => {
      const type = schema && at(schema, `/${name}/type`);
      return [name, { type: [type?.kind === "string" ? type.value : "", "null"] }];
    }),
  );
}

function linkTo(operationId: string) {
  return { operationId, parameters: { task_id: "$request.path.task_id" } };
}

function read(text: string): Json {
  const reading = readJson(text);
  if (reading.kind === "json") return reading.value;
  throw new Error(`document: ${reading.reason} at ${reading.offset}`);
}

/** Members of objects one by one; anything else is replaced. */
function overlaid(below: Json, above: Json): Json {
  if (below.kind !== "object" || above.kind !== "object") return above;
  const kept = below.members.map(([name, value]): [string, Json] => {
    const over = member(above, name);
    return [name, over === undefined ? value : overlaid(value, over)];
  });
  const added = above.members.filter(([name]) => member(below, name) === undefined);
  return { kind: "object", members: [...kept, ...added] };
}
