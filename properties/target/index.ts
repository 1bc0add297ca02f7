/** Targets: configuration, transport, tasks, observation. */

export {
  ALTERATIONS,
  type Alteration,
  type Auth,
  type Credential,
  type Header,
  NO_AUTH,
  SIGNATURE_FLAWS,
  type SignatureFlaw,
  signatureAuth,
  tokenAuth,
} from "./auth.ts";
export {
  type ConfigFile,
  defineConfig,
  readConfigFile,
  resolveConfig,
  type TargetConfig,
} from "./config.ts";
export { unpacked } from "./content-coding.ts";
export type { Creation } from "./creation.ts";
export { describeAuth } from "./credentials.ts";
export { httpTransport } from "./http-transport.ts";
export type { Look, LookAnswer, LookValue } from "./look-module.ts";
export { type Resolve, staysOnLoopback } from "./loopback.ts";
export { messageOf } from "./message-of.ts";
export { modulePath } from "./module-path.ts";
export {
  CUT_PLACES,
  CUT_WAYS,
  DELAY_PLACES,
  describeFault,
  type NetworkFault,
} from "./network-fault.ts";
export { type Observation, readSeen, type Seen, SHOW_TASK_PATH } from "./observation.ts";
export { type OpenTarget, openTarget, type TargetDescription } from "./open-target.ts";
export { OperatorError } from "./operator-error.ts";
export {
  describeObservation,
  parseDuration,
  parseObserve,
  parseTargetUrl,
  parseTasks,
  parseWhole,
  type TaskSource,
} from "./parse.ts";
export { readTypeScript } from "./read-typescript.ts";
export type { Settings } from "./settings.ts";
export { lookAt, type Restarted, secretsOf, sendTo, type Target, taskPath } from "./target.ts";
export { describeTasks, someTasks, type TaskIds, taskCount, taskIdAt } from "./task-ids.ts";
export { type Lease, TaskPool } from "./task-pool.ts";
export {
  describeReply,
  FRAMINGS,
  type Framing,
  headerOf,
  type Reply,
  type Transport,
  type WireRequest,
} from "./transport.ts";
