/**
 * The frame of every page: no script runs in it and nothing is fetched; a policy in its head forbids
 * both, whatever text a target has sent.
 */

import type { ComponentChildren } from "preact";
import { renderToString } from "preact-render-to-string";
import { STYLE } from "./style.ts";

const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** A whole page, with a line end. */
export function documentOf(title: string, children: ComponentChildren): string {
  const page = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content={POLICY} />
        <meta name="color-scheme" content="light dark" />
        <title>{title}</title>
        <link rel="icon" href="data:," />
        <style dangerouslySetInnerHTML={{ __html: STYLE }} />
      </head>
      <body>{children}</body>
    </html>
  );
  return `<!doctype html>\n${renderToString(page)}\n`;
}
