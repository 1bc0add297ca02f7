/** A trial in words, for the finding that it shows. */

import {
  type Alteration,
  type Credential,
  describeFault,
  type SignatureFlaw,
} from "../target/index.ts";
import { bodyText, flat, type Look, type Send, type Trial } from "./trial.ts";

/** The trial on one line: each request with its body. */
export function describeTrial(trial: Trial): string {
  const steps = trial.steps.map((step) => {
    if (step.do === "lanes") return `at once ${describeLanes(step.lanes)}`;
    if (step.do === "restart" && step.lanes.length > 0) {
      return `kill -9 ${step.afterMs} ms into ${describeLanes(step.lanes)}, start again`;
    }
    if (step.do === "restart") return "kill -9, start again";
    return flat([step]).map(describeStep).join("; ");
  });
  return `${trial.title}: ${steps.join("; ")}`;
}

function describeLanes(lanes: readonly (readonly (Send | Look)[])[]): string {
  return lanes.map((lane) => `(${lane.map(describeStep).join("; ")})`).join(" and ");
}

function describeStep(step: Send | Look): string {
  if (step.do === "look") {
    const { delayMs = 0, task } = step;
    return `look at task ${task}${delayMs > 0 ? ` after ${delayMs} ms` : ""}`;
  }
  const text = bodyText(step.body) ?? "a body that is not UTF-8";
  const shown = text.length > 240 ? `${text.slice(0, 200)}… (${text.length} characters)` : text;
  const credential =
    step.credential.kind === "valid" ? "" : ` with ${credentialText(step.credential)}`;
  const faults = step.faults?.map((fault) => describeFault(fault)) ?? [];
  return `${step.method} ${shown}${credential}${faults.map((text) => `, ${text}`).join("")}`;
}

function credentialText(credential: Exclude<Credential, { kind: "valid" }>): string {
  if (credential.kind === "none") return "no token";
  if (credential.kind === "altered")
    return `the right token but for its ${ALTERED[credential.how]}`;
  if (credential.kind === "signature") return MISSIGNED[credential.how];
  return credential.token.length > 40
    ? `a token of ${credential.token.length} characters`
    : `token ${JSON.stringify(credential.token)}`;
}

const MISSIGNED: Readonly<Record<SignatureFlaw, string>> = {
  secret: "a signature by another secret",
  body: "a signature over another body",
  path: "a signature over another path",
  date: "a signature that is twenty minutes old",
};

const ALTERED: Readonly<Record<Alteration, string>> = {
  length: "characters",
  half: "second half",
  middle: "middle character",
  shorter: "last character",
  longer: "length, which is one more",
  case: "letters' case",
  quoted: "quotes, which are around it",
};
