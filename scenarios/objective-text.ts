/**
 * What the operator wants of a load, as text, e.g. `p99 from plan < 250 ms` → objective. Pure.
 *
 *   [scenario:] figure relation limit
 */

import { OperatorError } from "../properties/target/operator-error.ts";
import type { Objective, Relation } from "../reports/evidence/index.ts";
import {
  type FigureKind,
  figureNamed,
  type NamedFigure,
  samplesFor,
  type Wrong,
} from "./objective-figures.ts";

/** An objective and the scenario it was given for; undefined: each that measures. */
export interface GivenObjective {
  readonly scenario: string | undefined;
  readonly objective: Objective;
}

const RELATIONS: Readonly<Record<string, Relation>> = {
  "<": "below",
  "<=": "atMost",
  "≤": "atMost",
  ">": "above",
  ">=": "atLeast",
  "≥": "atLeast",
};

const MS: Readonly<Record<string, number>> = { us: 0.001, µs: 0.001, ms: 1, s: 1000, min: 60_000 };
const UNIT_HELP: Readonly<Record<FigureKind, string>> = {
  time: "a time with its unit, such as 250 ms or 1.5 s",
  share: "a share from 0 % to 100 %, such as 0.1 %",
  count: "a whole number, such as 0",
  rate: "reports a second, such as 500/s",
  factor: "a number from 1 on, such as 1.5",
};

/** Parses one objective. Throws OperatorError that says where, what was there and what is wanted. */
export function parseObjective(text: string): GivenObjective {
  const wrong = (place: string, got: string, want: string) =>
    new OperatorError(
      `objective ${JSON.stringify(text)}: ${place}: got ${said(got)}, want ${want}`,
    );
  const match = /^\s*(?:([a-z][a-z-]*)\s*:)?\s*([^<>=≤≥]*?)\s*([<>=≤≥]+)\s*(.*?)\s*$/u.exec(text);
  if (match === null) {
    throw wrong("relation", "", "< or > between a figure and its limit: p99 from plan < 250 ms");
  }
  const [, scenario, figureText = "", sign = "", limitText = ""] = match;
  const figure = figureNamed(figureText.toLowerCase().replace(/\s+/g, " "), wrong);
  const value = limitOf(limitText, figure.kind, wrong);
  const by = relationOf(sign, figure, value, wrong);
  const shown = sign === "=" ? "=" : SIGNS[by];
  const limit = limitShown(value, figure.kind);
  const id = `${figure.name} ${shown} ${limit}`;
  const objective: Objective = {
    id: scenario === undefined ? id : `${scenario}: ${id}`,
    statement: `Given: ${figure.words}, ${WORDS[by]} ${limit}.`,
    figure: figure.figure,
    ...(figure.of === undefined ? {} : { of: figure.of }),
    [by]: value,
    samplesMin: samplesFor(figure, value),
  };
  return { scenario, objective };
}

const SIGNS: Readonly<Record<Relation, string>> = {
  atMost: "<=",
  below: "<",
  atLeast: ">=",
  above: ">",
};
const WORDS: Readonly<Record<Relation, string>> = {
  atMost: "at most",
  below: "less than",
  atLeast: "at least",
  above: "more than",
};

function limitOf(text: string, kind: FigureKind, wrong: Wrong): number {
  const match = /^(\d+(?:\.\d+)?)\s*(\S*)$/.exec(text);
  const value = Number(match?.[1] ?? Number.NaN);
  const unit = match?.[2] ?? "";
  const read: Readonly<Record<FigureKind, number>> = {
    time: value > 0 ? value * (MS[unit] ?? Number.NaN) : Number.NaN,
    share: unit === "%" && value <= 100 ? value / 100 : Number.NaN,
    count: unit === "" && Number.isSafeInteger(value) ? value : Number.NaN,
    rate: unit === "/s" && value > 0 ? value : Number.NaN,
    factor: unit === "" && value >= 1 ? value : Number.NaN,
  };
  if (Number.isNaN(read[kind])) throw wrong("limit", text, UNIT_HELP[kind]);
  return read[kind];
}

/** `=` says no more than "none at all", which is the only equality that noise leaves standing. */
function relationOf(sign: string, row: NamedFigure, value: number, wrong: Wrong): Relation {
  if (sign === "=" && value === 0 && row.kind !== "time") return "atMost";
  const by = RELATIONS[sign];
  const ways = row.more === true ? [">=", ">"] : ["<", "<="];
  if (by === undefined || !ways.includes(SIGNS[by])) {
    const none = row.more !== true && row.kind !== "time" ? ", or = 0" : "";
    throw wrong(
      "relation",
      sign,
      `${ways.join(" or ")}${none}, because of ${row.name} ${row.more === true ? "more" : "less"} is better`,
    );
  }
  const never =
    (by === "below" && value === 0) || (by === "above" && row.kind === "share" && value >= 1);
  if (never)
    throw wrong("limit", String(value), `one that can be kept: nothing is ${WORDS[by]} that`);
  return by;
}

function limitShown(value: number, kind: FigureKind): string {
  const number = (n: number) => String(Number(n.toPrecision(12)));
  switch (kind) {
    case "time":
      return `${number(value)} ms`;
    case "share":
      return `${number(value * 100)} %`;
    case "rate":
      return `${number(value)}/s`;
    case "factor":
    case "count":
      return number(value);
  }
}

function said(got: string): string {
  return got === "" ? "nothing" : JSON.stringify(got);
}
