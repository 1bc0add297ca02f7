/**
 * The endpoint as a process of its own, so that whoever tests it does not share its core. Started
 * with an IPC channel: takes its options as the first message, answers with its URL, and ends when
 * the channel closes, so that it never outlives the process that asked for it.
 */

import { type ServerOptions, startEndpoint } from "./server.ts";

/** What the process answers once, before requests can come. */
export type ChildAnswer =
  | { readonly kind: "listening"; readonly url: string }
  | { readonly kind: "failed"; readonly message: string };

process.once("message", (options: ServerOptions) => {
  startEndpoint(options).then(
    (endpoint) => answer({ kind: "listening", url: endpoint.url }),
    (error: unknown) => {
      answer({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
    },
  );
});
process.once("disconnect", () => process.exit(0));
// It may have closed while this module was loaded, when nobody listened.
if (!process.connected) process.exit(0);

function answer(text: ChildAnswer): void {
  process.send?.(text);
}
