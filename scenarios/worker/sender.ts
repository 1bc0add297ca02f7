/** What sends: reports and looks, as the lanes and the batches see it. */

import type { ClientId } from "../../simulators/report/index.ts";
import type { Reply } from "./replies.ts";
import type { Wire } from "./wire.ts";

/** Sends requests about a task whose id is percent-encoded. Rejects only where we are at fault. */
export interface Sender {
  /** `client`: whose headers the report carries; undefined: Headway's own. */
  readonly put: (task: string, body: Wire, client: ClientId | undefined) => Promise<Reply>;
  /** Whether replies to reports keep their bodies from now on. */
  readonly wantBodies: (wanted: boolean) => void;
  /** The observing GET; not called where there is no observation. */
  readonly get: (task: string) => Promise<Reply>;
}

/** A report on its way, as k6's batches take it; its members are set anew for each. */
export type Put = [method: "PUT", url: string, body: Wire, params: object];

/** Sends requests and waits for their replies. */
export interface BlockingSender {
  /** What stands around a task's percent-encoded id in the URL of its report. */
  readonly around: readonly [before: string, after: string];
  /** The parameters of a client's reports; undefined: Headway's own. */
  readonly paramsOf: (client: ClientId | undefined) => object;
  /** Sends all at once; the replies stand as the requests do. */
  readonly sendAll: (puts: readonly Put[]) => readonly Reply[];
  /** Whether replies to reports keep their bodies from now on. */
  readonly wantBodies: (wanted: boolean) => void;
  /** Looks at a task by its percent-encoded id. */
  readonly get: (task: string) => Reply;
}

/** Reads the agent's last report back; undefined where it is not among the drawn ones. */
export type ReadBack = (agent: number) => Promise<void> | undefined;
