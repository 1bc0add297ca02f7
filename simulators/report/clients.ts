/**
 * The client dialects: how each official client writes one and the same report. Data; the writer
 * stands in write-as.ts. Recorded clients are held byte for byte to requests of the published
 * packages; described ones follow their published source.
 */

import type { FieldName } from "../contract/index.ts";

/** Every client there is, by how common it is in agents. */
export const CLIENTS = ["java", "python", "go", "node", "terraform"] as const;

export type ClientId = (typeof CLIENTS)[number];

/** How a client writes the characters of a string. */
export interface TextStyle {
  /** What is escaped besides `"` and `\`. */
  readonly escapes: "controls" | "controls and separators" | "non-ascii" | "non-ascii and delete";
  /** Hexadecimal digits of an escape. */
  readonly hex: "lower" | "upper";
}

/** How a client writes a double. */
export interface DoubleStyle {
  /** Whether a double without fraction is written with `.0`. */
  readonly pointZero: boolean;
  /** From here down, and from `eFrom` up, E-notation is used. */
  readonly eBelow: number;
  readonly eFrom: number;
  readonly exponent: "E-5" | "e-05" | "e-5";
}

export interface Client {
  readonly id: ClientId;
  readonly title: string;
  readonly basis: "recorded" | "described";
  /**
   * Besides Host, Connection, credentials, Content-Length and Transfer-Encoding, as the client
   * sends them; User-Agent without the application id and the machine's names.
   */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** How the body's length is told. */
  readonly framing: "length" | "chunked";
  readonly memberSeparator: "," | ", ";
  readonly nameSeparator: ":" | ": ";
  readonly trailingNewline: boolean;
  readonly order: "contract" | "alphabetical";
  readonly text: TextStyle;
  /** How doubles are written; "whole": without their fraction. */
  readonly doubles: DoubleStyle | "whole";
  /** Whether 64-bit integers go through a double, which rounds them beyond 2^53. */
  readonly roundsLongs: boolean;
  /** What becomes of a mandatory field that was never set. */
  readonly unsetMandatory: "omitted" | "zero value";
  /** Whether an optional field is left out when it is 0, false or empty. */
  readonly dropsZeros: boolean;
  /** Fields that the client has no member for. */
  readonly lacks: readonly FieldName[];
}

const JSON_TYPE = ["Content-Type", "application/json"] as const;

const GO_DOUBLES: DoubleStyle = { pointZero: false, eBelow: 1e-6, eFrom: 1e21, exponent: "e-5" };

const COMPACT = {
  memberSeparator: ",",
  nameSeparator: ":",
  framing: "length",
  order: "contract",
  roundsLongs: false,
  dropsZeros: false,
  lacks: [],
} as const;

/** How each client writes. @source requests recorded from the published packages; SDK sources */
export const CLIENT_DIALECTS: Readonly<Record<ClientId, Client>> = {
  java: {
    ...COMPACT,
    id: "java",
    title: "Java SDK 3.1.143 (OkHttp 4.12.0, Jackson 2.14.2)",
    basis: "recorded",
    headers: [["User-Agent", "huaweicloud-usdk-java/3.0"], JSON_TYPE, ["Accept-Encoding", "gzip"]],
    framing: "chunked",
    trailingNewline: false,
    text: { escapes: "non-ascii", hex: "upper" },
    doubles: { pointZero: true, eBelow: 1e-3, eFrom: 1e7, exponent: "E-5" },
    unsetMandatory: "omitted",
    lacks: ["need_migration_test"],
  },
  python: {
    ...COMPACT,
    id: "python",
    title: "Python SDK 3.1.219 (requests, simplejson)",
    basis: "recorded",
    headers: [
      ["User-Agent", "huaweicloud-usdk-python/3.0"],
      ["Accept-Encoding", "gzip, deflate"],
      ["Accept", "*/*"],
      JSON_TYPE,
    ],
    memberSeparator: ", ",
    nameSeparator: ": ",
    trailingNewline: false,
    text: { escapes: "non-ascii and delete", hex: "lower" },
    doubles: { pointZero: true, eBelow: 1e-4, eFrom: 1e16, exponent: "e-05" },
    unsetMandatory: "omitted",
  },
  go: {
    ...COMPACT,
    id: "go",
    title: "Go SDK 0.1.207 (net/http, encoding/json)",
    basis: "recorded",
    headers: [["User-Agent", "huaweicloud-usdk-go/3.0"], JSON_TYPE, ["Accept-Encoding", "gzip"]],
    trailingNewline: true,
    text: { escapes: "controls and separators", hex: "lower" },
    doubles: GO_DOUBLES,
    unsetMandatory: "zero value",
  },
  node: {
    ...COMPACT,
    id: "node",
    title: "Node.js SDK 3.1.209 (axios, JSON.stringify)",
    basis: "described",
    headers: [
      ["Accept", "application/json"],
      JSON_TYPE,
      ["User-Agent", "huaweicloud-usdk-nodejs/3.0"],
      ["Accept-Encoding", "gzip, compress, deflate, br"],
    ],
    trailingNewline: false,
    text: { escapes: "controls", hex: "lower" },
    doubles: GO_DOUBLES,
    roundsLongs: true,
    unsetMandatory: "omitted",
  },
  terraform: {
    ...COMPACT,
    id: "terraform",
    title: "Terraform provider (golangsdk 2.0.0)",
    basis: "described",
    headers: [["Accept", "application/json"], JSON_TYPE, ["User-Agent", "golangsdk/2.0.0"]],
    trailingNewline: true,
    order: "alphabetical",
    text: { escapes: "controls and separators", hex: "lower" },
    doubles: "whole",
    unsetMandatory: "zero value",
    dropsZeros: true,
  },
};
