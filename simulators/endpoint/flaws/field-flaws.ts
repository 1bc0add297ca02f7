/** Flaws of single fields: bounds moved, types mixed up, values changed on their way to the store. */

import type { Field, Profile } from "../../contract/index.ts";
import { isPlainInteger, type Json } from "../../report/index.ts";
import { judgeReport } from "../body.ts";
import type { Policy } from "../policy.ts";
import { repairing } from "../twins/bodies.ts";
import { withField } from "../twins/bounds.ts";
import { changing, storing } from "../twins/state.ts";
import { type Flaw, failing, losing, numberJson, numberOf, textOf } from "./flaw.ts";

/** Everything that can be wrong with one field. */
export function fieldFlaws(field: Field, profile: Profile): readonly Flaw[] {
  const own = [...presenceFlaws(field, profile), ...storeFlaws(field, profile)];
  switch (field.type) {
    case "integer":
    case "long":
    case "double":
      return [...own, ...numberFlaws(field)];
    case "string":
      return [...own, ...stringFlaws(field)];
    case "enum":
      return [...own, ...enumFlaws(field)];
    case "boolean":
      return [...own, ...booleanFlaws(field)];
  }
}

function flaw(id: string, statement: string, policy: Flaw["policy"]): Flaw {
  return { id, statement, policy };
}

function presenceFlaws({ name }: Field, profile: Profile): readonly Flaw[] {
  if (profile.mandatory.includes(name)) {
    const lenient = (correct: Policy): Policy => {
      const mandatory = correct.profile.mandatory.filter((other) => other !== name);
      const profileWithout = { ...correct.profile, mandatory };
      return { ...correct, judge: (text) => judgeReport(text, profileWithout) };
    };
    return [flaw(`absent/${name}`, `A report without ${name} is accepted.`, lenient)];
  }
  const strict = (correct: Policy): Policy => {
    const mandatory = [...correct.profile.mandatory, name];
    const profileWith = { ...correct.profile, mandatory };
    return { ...correct, judge: (text) => judgeReport(text, profileWith) };
  };
  return [flaw(`demanded/${name}`, `A report without ${name} is refused.`, strict)];
}

function storeFlaws({ name }: Field, profile: Profile): readonly Flaw[] {
  const isMandatory = profile.mandatory.includes(name);
  const dropped = storing((incoming) => {
    const without = new Map(incoming);
    without.delete(name);
    return without;
  });
  const kept = storing((incoming, current) => {
    const old = current.get(name);
    return incoming.has(name) || old === undefined ? incoming : new Map(incoming).set(name, old);
  });
  const first = storing((incoming, current) => {
    const old = current.get(name);
    return old === undefined ? incoming : new Map(incoming).set(name, old);
  });
  // A mandatory field is never left out of a report that counts.
  const keeps = isMandatory
    ? []
    : [flaw(`kept/${name}`, `A ${name} that is left out keeps its old value.`, kept)];
  return [
    flaw(`dropped/${name}`, `${name} is not stored.`, dropped),
    ...keeps,
    flaw(`first/${name}`, `Of ${name} the first value is kept for ever.`, first),
  ];
}

function numberFlaws(field: Field): readonly Flaw[] {
  const { name, type } = field;
  const max = field.max ?? "0";
  const change = (what: string, to: (value: number) => number): Flaw =>
    flaw(
      `${what}/${name}`,
      `${name} is stored ${what}.`,
      storing((incoming) => changing(incoming, name, (v) => numberJson(to(numberOf(v))))),
    );
  const flaws = [
    flaw(
      `above/${name}`,
      `${name} beyond its maximum is accepted.`,
      withField(name, { max: "1e400" }),
    ),
    flaw(
      `above-1/${name}`,
      `${name} of its maximum and 1 is accepted.`,
      withField(name, { max: oneMore(max) }),
    ),
    flaw(
      `at-max/${name}`,
      `${name} at its maximum is refused.`,
      withField(name, { max: oneLess(max) }),
    ),
    flaw(`below/${name}`, `A negative ${name} is accepted.`, withField(name, { min: "-1e400" })),
    flaw(`at-min/${name}`, `A ${name} of 0 is refused.`, withField(name, { min: "0.0001" })),
    flaw(
      `as-text/${name}`,
      `${name} as a string of digits is accepted, no other field is.`,
      repairing(name, (value) =>
        value.kind === "string" && isPlainInteger(value.value)
          ? { kind: "number", text: value.value }
          : undefined,
      ),
    ),
    flaw(
      `from-boolean/${name}`,
      `true is accepted for ${name} and stored as 1.`,
      repairing(name, (value) => (value.kind === "boolean" ? numberJson(1) : undefined)),
    ),
    change("halved", (value) => value / 2),
    change("one-less", (value) => (value > 0 ? value - 1 : value)),
    flaw(
      `zero-500/${name}`,
      `A ${name} of 0 is answered 500.`,
      failing((report) => report.has(name) && numberOf(report.get(name)) === 0, 500),
    ),
    flaw(
      `zero-lost/${name}`,
      `A report whose ${name} is 0 is not stored.`,
      losing((report) => report.has(name) && numberOf(report.get(name)) === 0),
    ),
  ];
  if (type === "double") {
    return [
      ...flaws,
      change("floored", Math.floor),
      change("rounded-to-tenths", (v) => Math.round(v * 10) / 10),
    ];
  }
  const fraction = withField(name, { type: "double" });
  const typed = [flaw(`fraction/${name}`, `A fraction for ${name} is accepted.`, fraction)];
  if (name === "progress") {
    const values = [7, 37, 50, 99, 100];
    return [
      ...flaws,
      ...typed,
      ...values.map((n) =>
        flaw(
          `lost-at-${n}/${name}`,
          `A progress of ${n} is not stored.`,
          losing((r) => numberOf(r.get(name)) === n),
        ),
      ),
      ...values.map((n) =>
        flaw(
          `fails-at-${n}/${name}`,
          `A progress of ${n} is answered 500.`,
          failing((r) => numberOf(r.get(name)) === n, 500),
        ),
      ),
    ];
  }
  const wraps = (bits: number): Flaw =>
    change(`wrapped-at-${bits}-bits`, (value) => value % (bits === 31 ? 2147483648 : 4294967296));
  if (Number(max) > 4294967296) {
    return [...flaws, ...typed, wraps(31), wraps(32), change("as-double", (value) => value)];
  }
  return [...flaws, ...typed];
}

function stringFlaws({ name, lengthMax = 0 }: Field): readonly Flaw[] {
  const change = (what: string, to: (text: string) => string): Flaw =>
    flaw(
      `${what}/${name}`,
      `${name} is stored ${what}.`,
      storing((incoming) =>
        changing(incoming, name, (v) =>
          v.kind === "string" ? { kind: "string", value: to(v.value) } : v,
        ),
      ),
    );
  const cuts = [8, 16, 20, 64, 255, 1000, 2047].filter((length) => length < lengthMax);
  return [
    flaw(
      `longer/${name}`,
      `A ${name} of any length is accepted.`,
      withField(name, { lengthMax: Number.MAX_SAFE_INTEGER }),
    ),
    flaw(
      `longer-by-1/${name}`,
      `A ${name} one character too long is accepted.`,
      withField(name, { lengthMax: lengthMax + 1 }),
    ),
    flaw(
      `shorter-by-1/${name}`,
      `A ${name} of the greatest length is refused.`,
      withField(name, { lengthMax: lengthMax - 1 }),
    ),
    flaw(`empty/${name}`, `An empty ${name} is refused.`, withField(name, { lengthMin: 1 })),
    flaw(
      `from-number/${name}`,
      `A number is accepted for ${name}, no other string takes one.`,
      repairing(name, (v) => (v.kind === "number" ? { kind: "string", value: v.text } : undefined)),
    ),
    ...cuts.map((length) =>
      change(`cut-at-${length}`, (text) => Array.from(text).slice(0, length).join("")),
    ),
    change("trimmed", (text) => text.trim()),
    change("in-lower-case", (text) => text.toLowerCase()),
    change("as-ascii", (text) => text.replace(/[^\n -~]/g, "?")),
    change("without-controls", (text) => text.replace(/[^ -\uffff]/g, "")),
    change("in-one-line", (text) => text.replace(/\n/g, " ")),
    change("without-astral", (text) => text.replace(/[\ud800-\udfff]/g, "\ufffd")),
    change("html-escaped", (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;")),
    change("composed", (text) => text.normalize("NFC")),
    change("without-backslashes", (text) => text.replace(/\\/g, "")),
    ...["'", '"', "<", "%", "\\", "\n", "迁", "\u{1F680}"].map((part) =>
      flaw(
        `fails-on-${part.codePointAt(0)}/${name}`,
        `A ${name} with ${JSON.stringify(part)} is answered 500.`,
        failing((report) => textOf(report.get(name)).includes(part), 500),
      ),
    ),
  ];
}

function enumFlaws({ name, values = [] }: Field): readonly Flaw[] {
  const onText = (to: (text: string) => string) =>
    repairing(name, (v): Json | undefined =>
      v.kind === "string" ? { kind: "string", value: to(v.value) } : undefined,
    );
  return [
    ...values.map((one) =>
      flaw(
        `refused-${one}/${name}`,
        `${one} is refused.`,
        withField(name, { values: values.filter((v) => v !== one) }),
      ),
    ),
    ...values.map((one) =>
      flaw(
        `lost-${one}/${name}`,
        `Reports of ${one} are not stored.`,
        losing((r) => textOf(r.get(name)) === one),
      ),
    ),
    ...values.map((one) =>
      flaw(
        `done-${one}/${name}`,
        `${one} at 100 percent is answered 500.`,
        failing((r) => textOf(r.get(name)) === one && numberOf(r.get("progress")) === 100, 500),
      ),
    ),
    ...["DETACH_AGENT_IMAGE", "MIGRATE_LINUX", "SYNC_LINUX", ""].map((extra) =>
      flaw(
        `taken-${extra}/${name}`,
        `The name "${extra}" is accepted.`,
        withField(name, { values: [...values, extra] }),
      ),
    ),
    flaw(
      `any-case/${name}`,
      "A name in lower case is accepted.",
      onText((text) => text.toUpperCase()),
    ),
    flaw(
      `padded/${name}`,
      "A name with blanks around it is accepted.",
      onText((text) => text.trim()),
    ),
    flaw(
      `hyphens/${name}`,
      "A name with hyphens is accepted.",
      onText((text) => text.replace(/-/g, "_")),
    ),
  ];
}

function booleanFlaws({ name }: Field): readonly Flaw[] {
  return [
    flaw(
      `always-true/${name}`,
      `${name} is stored as true.`,
      storing((incoming) => changing(incoming, name, () => ({ kind: "boolean", value: true }))),
    ),
    flaw(
      `always-false/${name}`,
      `${name} is stored as false.`,
      storing((incoming) => changing(incoming, name, () => ({ kind: "boolean", value: false }))),
    ),
    flaw(
      `false-500/${name}`,
      `false for ${name} is answered 500.`,
      failing((r) => {
        const value = r.get(name);
        return value?.kind === "boolean" && !value.value;
      }, 500),
    ),
  ];
}

/** The text of an integer, or of a bound of doubles, and one more; exact to 2^63. */
function oneMore(text: string): string {
  return String(BigInt(text) + BigInt(1));
}

function oneLess(text: string): string {
  return String(BigInt(text) - BigInt(1));
}
