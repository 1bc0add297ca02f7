/**
 * SDK-HMAC-SHA256, the signature that all official clients put on a request: canonical request,
 * text to sign, header. Pure: the hashes are handed in, so that it runs in Node and in k6.
 *
 * @source contract of the platform's API signing (algorithm SDK-HMAC-SHA256), held against requests
 * recorded from three published clients
 */

/** Hashes, in lower-case hexadecimal. */
export interface Hashing {
  readonly sha256: (content: string | Uint8Array) => string;
  readonly hmacSha256: (key: string, text: string) => string;
}

/** What is signed of a request. */
export interface Signable {
  readonly method: string;
  /** As it goes over the wire, percent-encoded, without query. */
  readonly path: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Exact bytes of the body; "" where there is none. */
  readonly body: string | Uint8Array;
}

export interface SigningKey {
  readonly access: string;
  readonly secret: string;
}

/** An Authorization header that was read. */
export interface Signature {
  readonly access: string;
  /** Lower-case names in the order of the header. */
  readonly signedHeaders: readonly string[];
  /** 64 hexadecimal digits. */
  readonly signature: string;
}

export const SIGNING_ALGORITHM = "SDK-HMAC-SHA256";

/** When the request was signed, UTC, `yyyyMMddTHHmmssZ`. */
export const DATE_HEADER = "X-Sdk-Date";

/** Requests signed longer ago or further ahead are refused. @unit milliseconds */
export const CLOCK_SKEW_MS_MAX = 15 * 60_000;

/** The text whose hash is signed: method, path, query, headers, their names, the body's hash. */
export function canonicalRequest(
  request: Signable,
  signedHeaders: readonly string[],
  hashing: Hashing,
): string {
  const names = [...signedHeaders].sort();
  const lines = names.map((name) => `${name}:${headerValue(request, name) ?? ""}\n`);
  return [
    request.method,
    canonicalPath(request.path),
    "",
    lines.join(""),
    names.join(";"),
    hashing.sha256(request.body),
  ].join("\n");
}

/** Value of the Authorization header for a request that carries its date already. */
export function authorization(
  request: Signable,
  key: SigningKey,
  signedHeaders: readonly string[],
  hashing: Hashing,
): string {
  const names = signedHeaders.map((name) => name.toLowerCase()).sort();
  const signature = signatureOf(request, key.secret, names, hashing);
  return `${SIGNING_ALGORITHM} Access=${key.access}, SignedHeaders=${names.join(";")}, Signature=${signature}`;
}

/** Reads an Authorization header; undefined when it is no such signature. */
export function parseAuthorization(text: string): Signature | undefined {
  const match = FORM.exec(text.trim());
  if (match === null) return undefined;
  const [, access = "", names = "", signature = ""] = match;
  return { access, signedHeaders: names.split(";"), signature };
}

/** Whether a signature is that of the request under the secret. */
export function isSignedBy(
  request: Signable,
  signature: Signature,
  secret: string,
  hashing: Hashing,
): boolean {
  const { signedHeaders } = signature;
  return signatureOf(request, secret, signedHeaders, hashing) === signature.signature;
}

/** `yyyyMMddTHHmmssZ` of a time in ms since 1970, given as its ISO text. */
export function signingDate(iso: string): string {
  return `${iso.slice(0, 19).replace(/[-:]/g, "")}Z`;
}

const FORM =
  /^SDK-HMAC-SHA256 Access=([^,\s]+), ?SignedHeaders=([^,\s]+), ?Signature=([0-9a-f]{64})$/;

function signatureOf(
  request: Signable,
  secret: string,
  signedHeaders: readonly string[],
  hashing: Hashing,
): string {
  const date = headerValue(request, DATE_HEADER.toLowerCase()) ?? "";
  const hash = hashing.sha256(canonicalRequest(request, signedHeaders, hashing));
  return hashing.hmacSha256(secret, `${SIGNING_ALGORITHM}\n${date}\n${hash}`);
}

/** The trimmed value of the first header of that lower-case name. */
function headerValue({ headers }: Signable, name: string): string | undefined {
  return headers.find(([own]) => own.toLowerCase() === name)?.[1].trim();
}

/** Each segment encoded as RFC 3986 has it, with a slash at the end. */
function canonicalPath(path: string): string {
  const encoded = path.split("/").map((segment) => encodeSegment(decoded(segment)));
  const joined = encoded.join("/");
  return joined.endsWith("/") ? joined : `${joined}/`;
}

function encodeSegment(segment: string): string {
  return encodeURIComponent(segment).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** A segment that is no percent-encoding stands for itself. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
