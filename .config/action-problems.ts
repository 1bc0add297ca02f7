/**
 * What GitHub's own parser finds wrong with action files: texts in on stdin, a list of messages for
 * each out. A program of its own, because that package imports JSON as tsx and bundlers alone do.
 */

import { text } from "node:stream/consumers";
import { parseAction } from "@actions/workflow-parser/actions/index";
import { NoOperationTraceWriter } from "@actions/workflow-parser/templates/trace-writer";
import * as v from "valibot";

const texts = v.parse(v.array(v.string()), JSON.parse(await text(process.stdin)));
const problems = texts.map((content) => {
  const { context } = parseAction({ name: "action.yml", content }, new NoOperationTraceWriter());
  return context.errors.getErrors().map(({ message }) => message);
});
process.stdout.write(JSON.stringify(problems));
