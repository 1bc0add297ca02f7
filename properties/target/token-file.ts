/** A token in a file that another program keeps fresh: read again when the token was refused. */

import { type Auth, tokenAuth } from "./auth.ts";
import { OperatorError } from "./operator-error.ts";
import { readOperatorText } from "./operator-text.ts";

/** The token that a file holds, without blanks around it. Throws OperatorError. */
export function readTokenFile(path: string): string {
  const token = readOperatorText(path, "token-file").trim();
  if (token === "") throw new OperatorError(`token-file: ${path} is empty`);
  return token;
}

/** Bears `token` until it is refused, then what the file holds by that time. */
export function tokenFileAuth(token: string, path: string): Auth {
  let held = token;
  let problem: string | undefined;
  return tokenAuth(() => held, {
    renew: async (refused) => {
      try {
        held = readTokenFile(path);
        problem = undefined;
      } catch (error) {
        // Whoever writes it may be in the middle of that: the refusal stands, the file is named.
        if (!(error instanceof OperatorError)) throw error;
        problem = error.message;
      }
      return held !== refused;
    },
    problem: () => problem,
  });
}
