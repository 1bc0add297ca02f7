/**
 * What the operator says of credentials: `--auth` names the kind, secrets come from the environment
 * or a file. Certificates come from files.
 */

import { resolve } from "node:path";
import type { SigningCredential } from "./auth.ts";
import type { IamConfig } from "./iam.ts";
import { OperatorError } from "./operator-error.ts";
import { readOperatorText } from "./operator-text.ts";
import { parseTargetUrl } from "./parse.ts";
import type { Settings } from "./settings.ts";
import { readTokenFile } from "./token-file.ts";

export type AuthConfig =
  | {
      readonly kind: "token";
      readonly token: string;
      /** Absolute path of the file that it comes from. */
      readonly file?: string;
    }
  | { readonly kind: "iam"; readonly iam: IamConfig }
  | { readonly kind: "sdk-hmac"; readonly key: SigningCredential }
  /** A token may be sent along, but the endpoint is known not to look at it. */
  | { readonly kind: "unchecked"; readonly token: string | undefined }
  | { readonly kind: "none" };

/** PEM texts. */
export interface TlsConfig {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** Absolute paths, for who reads them himself. */
  readonly caFile?: string;
  readonly files?: { readonly cert: string; readonly key: string };
}

const AUTH_HELP = "want token, iam:URL, sdk-hmac, unchecked or none";

/** The credential that was configured; without `--auth` a token where there is one. */
export function authConfigOf(said: Settings, env: NodeJS.ProcessEnv): AuthConfig {
  const { auth } = said;
  if (auth === undefined) {
    return tokenConfigOf(said, env) ?? { kind: "none" };
  }
  if (auth.startsWith("iam:")) return { kind: "iam", iam: iamOf(auth.slice(4), said, env) };
  switch (auth) {
    case "token": {
      const config = tokenConfigOf(said, env);
      if (config === undefined) {
        throw new OperatorError("auth: token was said, but HEADWAY_TOKEN is not set");
      }
      return config;
    }
    case "sdk-hmac":
      return { kind: "sdk-hmac", key: keyOf(env) };
    case "unchecked":
      return { kind: "unchecked", token: tokenConfigOf(said, env)?.token };
    case "none":
      return { kind: "none" };
    default:
      throw new OperatorError(`auth: got ${JSON.stringify(auth)}, ${AUTH_HELP}`);
  }
}

/** The setting that means this configuration; it holds no secret. */
export function describeAuth(config: AuthConfig): string {
  return config.kind === "iam" ? `iam:${config.iam.url}` : config.kind;
}

function tokenConfigOf(
  { tokenFile }: Settings,
  env: NodeJS.ProcessEnv,
): Extract<AuthConfig, { readonly kind: "token" }> | undefined {
  if (tokenFile !== undefined) {
    return { kind: "token", token: readTokenFile(tokenFile), file: resolve(tokenFile) };
  }
  const token = env["HEADWAY_TOKEN"];
  return token === undefined ? undefined : { kind: "token", token };
}

function keyOf(env: NodeJS.ProcessEnv): SigningCredential {
  return {
    access: wanted(env, "HEADWAY_ACCESS_KEY", "sdk-hmac"),
    secret: wanted(env, "HEADWAY_SECRET_KEY", "sdk-hmac"),
    securityToken: env["HEADWAY_SECURITY_TOKEN"],
    projectId: env["HEADWAY_PROJECT_ID"],
  };
}

function iamOf(url: string, said: Settings, env: NodeJS.ProcessEnv): IamConfig {
  return {
    url: parseTargetUrl(url, said.allowHost ?? [], "auth"),
    user: wanted(env, "HEADWAY_IAM_USER", "iam"),
    password: wanted(env, "HEADWAY_IAM_PASSWORD", "iam"),
    domain: wanted(env, "HEADWAY_IAM_DOMAIN", "iam"),
    project: wanted(env, "HEADWAY_IAM_PROJECT", "iam"),
  };
}

function wanted(env: NodeJS.ProcessEnv, name: string, auth: string): string {
  const value = env[name];
  if (value !== undefined && value !== "") return value;
  throw new OperatorError(`auth: ${auth} needs the environment variable ${name}`);
}

/** Certificates, read. A client certificate goes with its key. */
export function tlsConfigOf(said: Settings): TlsConfig {
  const { ca, clientCert, clientKey } = said;
  if ((clientCert === undefined) !== (clientKey === undefined)) {
    throw new OperatorError("client-cert: --client-cert and --client-key go together");
  }
  return {
    ...(ca === undefined ? {} : { ca: readOperatorText(ca, "ca"), caFile: resolve(ca) }),
    ...(clientCert === undefined || clientKey === undefined
      ? {}
      : {
          cert: readOperatorText(clientCert, "client-cert"),
          key: readOperatorText(clientKey, "client-key"),
          files: { cert: resolve(clientCert), key: resolve(clientKey) },
        }),
  };
}
