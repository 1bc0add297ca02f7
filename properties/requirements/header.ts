/** Table 2: the credential, and the headers that real clients send. */

import { look, report, setup, type Trial } from "../suite/trial.ts";
import type { Credential, SignatureFlaw } from "../target/index.ts";
import { bodyOf, minimal, minimalWith, withFields } from "./drafts.ts";
import { type Need, type Requirement, requirement, type TrialContext } from "./requirement.ts";

const TABLE = "Table 2: header" as const;
const TOKEN_ROW = "seed page 2024-02-04, table 2, X-Auth-Token: mandatory, length 1..16384";

/**
 * Where a head may be too long for a server (ruling D-10): widespread ones count the whole line, or
 * all lines together, against 8 KiB, so that a value of just that length is too long for them.
 */
const LONG_FROM = 8192;

/** Tokens that are none: words a careless comparison lets pass. */
const WRONG_TOKENS: readonly string[] = ["headway-wrong-token", "null", "undefined", "true", "*"];

const SIGNATURES: readonly (readonly [string, SignatureFlaw])[] = [
  ["a signature by another secret", "secret"],
  ["a signature over another body", "body"],
  ["a signature over another path", "path"],
  ["a signature of twenty minutes ago", "date"],
];

export const HEADER: readonly Requirement[] = [
  credentialRequirement({
    id: "header/token-missing",
    statement: "A report without a credential is refused with 401.",
    needs: ["credential"],
    credentials: [["no credential", { kind: "none" }]],
  }),
  credentialRequirement({
    id: "header/token-wrong",
    statement: "A report with a token that was never given out is refused with 401.",
    credentials: [
      ...WRONG_TOKENS.map((token): [string, Credential] => [
        `token ${token}`,
        { kind: "token", token },
      ]),
      ["a token of the right length", { kind: "altered", how: "length" }],
      ["a token that begins as the right one", { kind: "altered", how: "half" }],
      ["the right token but for one character", { kind: "altered", how: "middle" }],
      ["the right token without its last character", { kind: "altered", how: "shorter" }],
      ["the right token and one character more", { kind: "altered", how: "longer" }],
      ["the right token in the other case", { kind: "altered", how: "case" }],
      ["the right token in quotes", { kind: "altered", how: "quoted" }],
    ],
  }),
  credentialRequirement({
    id: "header/token-empty",
    statement: "A report with an empty X-Auth-Token is refused with 401.",
    credentials: [["an empty token", { kind: "token", token: "" }]],
  }),
  requirement({
    id: "header/signature-wrong",
    statement:
      "A report whose signature is not over it, by its key and of now is refused with 401.",
    table: TABLE,
    basis: "adopted",
    ruling: "D-02",
    needs: ["signature", "probes"],
    since: "3",
    source: "API signing, SDK-HMAC-SHA256: signature over method, path, headers, body and date",
    // Five wrong signatures in a row lock a key: a right one goes before each, and none beside it.
    alone: true,
    trials: ({ profile }) =>
      SIGNATURES.map(([title, how]): Trial => {
        const body = bodyOf(minimal(profile));
        const credential: Credential = { kind: "signature", how };
        return { title, steps: [setup(body), report(body, { credential, want: "unauthorised" })] };
      }),
  }),
  requirement({
    id: "header/token-length",
    statement: "A wrong token is refused whatever its length, up to 16384 characters and beyond.",
    table: TABLE,
    basis: "adopted",
    ruling: "D-02, D-10",
    source: TOKEN_ROW,
    needs: ["token"],
    trials: ({ profile }) =>
      [1, 4096, 7168, LONG_FROM, 16384, 16385].map((length): Trial => {
        const token = "x".repeat(length);
        const step = report(bodyOf(minimal(profile)), {
          credential: { kind: "token", token },
          want: length >= LONG_FROM ? "unauthorised-long" : "unauthorised",
        });
        return { title: `a wrong token of ${length} characters`, steps: [step] };
      }),
  }),
  requirement({
    id: "header/refused-credential-changes-nothing",
    statement: "A report that is refused for its credential changes nothing.",
    table: TABLE,
    basis: "adopted",
    ruling: "D-03",
    source: TOKEN_ROW,
    needs: ["credential", "observation"],
    trials: (context) => [
      refusedThenLook("no token", { kind: "none" }, context),
      refusedThenLook("a wrong token", { kind: "token", token: WRONG_TOKENS[0] ?? "" }, context),
    ],
  }),
  requirement({
    id: "header/name-any-case",
    statement: "The header's name counts in any case.",
    table: TABLE,
    basis: "stated",
    source: "RFC 9110 §5.1: field names are case-insensitive",
    needs: ["token"],
    trials: ({ profile }) =>
      ["x-auth-token", "X-AUTH-TOKEN"].map((header): Trial => {
        const credential: Credential = { kind: "valid", header };
        const step = report(bodyOf(minimal(profile)), { credential, want: "accepted" });
        return { title: `the token in ${header}`, steps: [step] };
      }),
  }),
  requirement({
    id: "header/client-framing",
    statement: "Reports are accepted as published clients send them: charset, chunks.",
    table: TABLE,
    basis: "adopted",
    ruling: "D-14",
    source: "the published Java client: chunked body, a charset parameter in Content-Type",
    trials: ({ profile, observes }) => {
      const body = bodyOf(minimal(profile));
      const utf8: readonly [string, string] = ["Content-Type", "application/json; charset=utf-8"];
      const upper: readonly [string, string] = ["Content-Type", "application/json;charset=UTF-8"];
      const text = minimalWith(profile, "process_trace", '"正在迁移 é"');
      const seen = observes ? [look()] : [];
      return [
        { title: "a charset parameter", steps: [report(body, { headers: [utf8] })] },
        { title: "a charset parameter, upper case", steps: [report(body, { headers: [upper] })] },
        {
          title: "Chinese text, with charset",
          steps: [report(text, { headers: [utf8] }), ...seen],
        },
        { title: "Chinese text, without", steps: [report(text), ...seen] },
        { title: "a chunked body", steps: [report(body, { framing: "chunked" })] },
      ];
    },
  }),
];

function credentialRequirement(given: {
  readonly id: string;
  readonly statement: string;
  /** @defaultValue a token */
  readonly needs?: readonly Need[];
  readonly credentials: readonly (readonly [string, Credential])[];
}): Requirement {
  return requirement({
    id: given.id,
    statement: given.statement,
    table: TABLE,
    basis: "adopted",
    ruling: "D-02",
    source: TOKEN_ROW,
    needs: given.needs ?? ["token"],
    trials: ({ profile }) =>
      given.credentials.map(([title, credential]): Trial => {
        const step = report(bodyOf(minimal(profile)), { credential, want: "unauthorised" });
        return { title, steps: [step] };
      }),
  });
}

function refusedThenLook(title: string, credential: Credential, context: TrialContext): Trial {
  const before = bodyOf(withFields(minimal(context.profile), { progress: "10" }));
  const after = bodyOf(withFields(minimal(context.profile), { progress: "20" }));
  return {
    title,
    steps: [
      setup(before),
      report(after, { credential, want: "unauthorised", role: "setup" }),
      look(),
    ],
  };
}
