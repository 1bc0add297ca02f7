/**
 * A stand-in of IAM: gives tokens to one user and knows which of them are still good. Enough for a
 * client to be tested with: fetch, expiry, refusal.
 *
 * @source IAM, POST /v3/auth/tokens: 201, token in X-Subject-Token, token.expires_at in the body
 */

import { at, readJson, writeString } from "../report/index.ts";
import { badRequest, errorReply } from "./errors.ts";
import { JSON_TYPE, REQUEST_ID_HEADER, type Reply, type Request } from "./http.ts";

/** Who gets tokens. */
export interface IamOptions {
  readonly user: string;
  readonly password: string;
  /** Life of a token. @unit milliseconds @defaultValue 24 h */
  readonly lifeMs?: number | undefined;
}

const PATH = "/v3/auth/tokens";
const LIFE_MS = 24 * 3_600_000;
const USER = "/auth/identity/password/user";

export class Iam {
  private readonly options: IamOptions;
  private readonly untilMs = new Map<string, number>();

  constructor(options: IamOptions) {
    this.options = options;
  }

  /** Whether the request is for IAM. */
  takes(request: Request): boolean {
    return request.method === "POST" && request.target === PATH;
  }

  /** The answer to a request for a token. `token` is what it gives if all is well. */
  answer(request: Request, token: string, requestId: string, nowMs: number): Reply {
    const { body } = request;
    const reading = readJson(body.kind === "text" ? body.text : "");
    if (reading.kind === "malformed") return errorReply(badRequest("body: no JSON"), requestId);
    const said = (name: string) => {
      const value = at(reading.value, `${USER}/${name}`);
      return value?.kind === "string" ? value.value : undefined;
    };
    const { user, password, lifeMs = LIFE_MS } = this.options;
    if (said("name") !== user || said("password") !== password) {
      const problem = { status: 401, code: "APIGW.0301", message: "wrong user or password" };
      return errorReply(problem, requestId);
    }
    this.untilMs.set(token, nowMs + lifeMs);
    const expires = writeString(new Date(nowMs + lifeMs).toISOString());
    return {
      status: 201,
      headers: [JSON_TYPE, [REQUEST_ID_HEADER, requestId], ["X-Subject-Token", token]],
      body: `{"token":{"expires_at":${expires}}}`,
    };
  }

  /** Whether it gave that token and the token has not expired. */
  admits(token: string, nowMs: number): boolean {
    return (this.untilMs.get(token) ?? 0) > nowMs;
  }
}
