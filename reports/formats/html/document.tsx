/** @jsxRuntime automatic @jsxImportSource preact */
/**
 * The frame of every page. Nothing is fetched and no script runs but ours: a policy in its head
 * forbids the rest, whatever text a target has sent.
 */

import { createHash } from "node:crypto";
import type { ComponentChildren } from "preact";
import { renderToString } from "preact-render-to-string";
import { STYLE } from "./style.ts";

/** A script of ours. It holds no text of anybody else, so that its hash can be allowed. */
export interface PageScript {
  readonly text: string;
  /** Whether it asks the server that the page came from. */
  readonly connects: boolean;
}

export interface DocumentOptions {
  readonly scripts?: readonly PageScript[];
  /** Where scripts are off, the page is loaded again after so long. */
  readonly refreshSeconds?: number | undefined;
}

/** A whole page, with a line end. */
export function documentOf(
  title: string,
  children: ComponentChildren,
  { scripts = [], refreshSeconds }: DocumentOptions = {},
): string {
  const page = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content={policyOf(scripts)} />
        <meta name="color-scheme" content="light dark" />
        <title>{title}</title>
        <link rel="icon" href="data:," />
        <style dangerouslySetInnerHTML={{ __html: STYLE }} />
        {refreshSeconds !== undefined && (
          <noscript>
            <meta http-equiv="refresh" content={String(refreshSeconds)} />
          </noscript>
        )}
      </head>
      <body>
        {children}
        {scripts.map(({ text }) => (
          <script key={text} dangerouslySetInnerHTML={{ __html: text }} />
        ))}
      </body>
    </html>
  );
  return `<!doctype html>\n${renderToString(page)}\n`;
}

function policyOf(scripts: readonly PageScript[]): string {
  const hashes = scripts.map(
    ({ text }) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`,
  );
  return [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    "img-src data:",
    ...(hashes.length === 0 ? [] : [`script-src ${hashes.join(" ")}`]),
    ...(scripts.some(({ connects }) => connects) ? ["connect-src 'self'"] : []),
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}
