/** Signatures of requests by k6's own hashes: SDK-HMAC-SHA256, as the official clients sign. */

import crypto from "k6/crypto";
import {
  authorization,
  DATE_HEADER,
  type Hashing,
  type SigningKey,
  signingDate,
} from "../../simulators/auth/index.ts";

const HASHING: Hashing = {
  sha256: (content) => crypto.sha256(content as string, "hex"),
  hmacSha256: (key, text) => crypto.hmac("sha256", key, text, "hex"),
};

const SIGNED = ["host", DATE_HEADER.toLowerCase()];

/** The headers with those of a signature. `url`: absolute; `body`: "" where there is none. */
export type Sign = (
  method: string,
  url: string,
  body: string,
  headers: Readonly<Record<string, string>>,
) => Record<string, string>;

/** Signs with a key; `more` are headers of the credential that are not signed. */
export function signerOf(key: SigningKey, more: Readonly<Record<string, string>>): Sign {
  return (method, url, body, headers) => {
    const [, host = "", path = "/"] = /^https?:\/\/([^/?]*)([^?]*)/.exec(url) ?? [];
    const date = signingDate(new Date().toISOString());
    const signable: (readonly [string, string])[] = [
      ["Host", host],
      [DATE_HEADER, date],
    ];
    const what = { method, path, headers: signable, body };
    const signature = authorization(what, key, SIGNED, HASHING);
    return { ...headers, ...more, [DATE_HEADER]: date, Authorization: signature };
  };
}
