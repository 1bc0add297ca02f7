/** The reference endpoint and its twins. Node only, because of the server; the parts are pure. */
export { type Flaw, flawsOf } from "./flaws/index.ts";
export { handle } from "./handler.ts";
export {
  type Header,
  headerValues,
  type Reply,
  type Request,
  type RequestBody,
} from "./http.ts";
export { createEndpoint, type EndpointOptions, type InProcessEndpoint } from "./in-process.ts";
export type { Change, Keeper } from "./keeping.ts";
export { correctPolicy, type Policy } from "./policy.ts";
export { type ServeIo, serveUntil } from "./serve.ts";
export { type RunningEndpoint, type ServerOptions, startEndpoint } from "./server.ts";
export type { KnownTasks } from "./store.ts";
export { LOAD_TWINS, TWINS, type Twin, type TwinFamily, twinOf } from "./twins/index.ts";
