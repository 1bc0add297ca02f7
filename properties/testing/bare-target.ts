/** A target of nothing but a transport, for tests of what is sent. */

import { CURRENT_PROFILE, profileOf } from "../../simulators/contract/index.ts";
import { NO_AUTH, type Reply, type Target, type Transport } from "../target/index.ts";

/** No credential, no observation, no leave; any task is known. */
export function bareTarget(send: Transport["send"]): Target {
  return {
    transport: { send, close: async () => {} },
    profile: profileOf(CURRENT_PROFILE),
    auth: NO_AUTH,
    observation: { kind: "none" },
    visibleWithinMs: 0,
    headers: [],
    isTask: () => true,
    isDirect: true,
    mayBreak: false,
    mayProbe: false,
    isEncrypted: false,
  };
}

/** A whole reply with nothing in it. */
export function bareReply(status: number): Reply {
  return { kind: "complete", status, headers: [], body: "", startMs: 0, endMs: 0 };
}
