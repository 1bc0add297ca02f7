/** How requests prove who sent them: canonical texts and signatures, the hash handed in. */
export {
  authorization,
  CLOCK_SKEW_MS_MAX,
  canonicalRequest,
  DATE_HEADER,
  type Hashing,
  isSignedBy,
  parseAuthorization,
  SIGNING_ALGORITHM,
  type Signable,
  type Signature,
  type SigningKey,
  signingDate,
} from "./sdk-hmac.ts";
