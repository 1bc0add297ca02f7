/**
 * Looks at tasks that end where a reply is far longer than any report. k6 unpacks what it is sent,
 * however much that comes to, and keeps it whole: a few such replies at once are gigabytes. So the
 * first look is alone, and after one that was too long nothing is looked at any more. Pure.
 */

import { LOOKED_ENOUGH, type Reply } from "./replies.ts";

/** No report is a tenth as long, whatever stands around it. @unit UTF-16 units */
export const SHOWN_MAX = 1024 * 1024;

/** What takes the place of a reply that was too long, and of those that were not asked for. */
const TOO_LONG: Reply = {
  status: 0,
  error_code: LOOKED_ENOUGH,
  error: "",
  body: null,
  timings: { blocked: 0, duration: 0 },
};

/** Of all looks of one worker. */
class Caution {
  isOver = false;

  /** The reply, when it is not too long. */
  admit(reply: Reply): Reply {
    if (typeof reply.body !== "string" || reply.body.length <= SHOWN_MAX) return reply;
    this.isOver = true;
    return TOO_LONG;
  }
}

/** Looks that wait for their answers, asked one after the other. */
export function cautiously(get: (task: string) => Reply): (task: string) => Reply {
  const caution = new Caution();
  return (task) => (caution.isOver ? TOO_LONG : caution.admit(get(task)));
}

/** The same for answers that are promised. */
export function cautiouslyPromised(
  get: (task: string) => Promise<Reply>,
): (task: string) => Promise<Reply> {
  const caution = new Caution();
  const ask = async (task: string): Promise<Reply> =>
    caution.isOver ? TOO_LONG : caution.admit(await get(task));
  let first: Promise<Reply> | undefined;
  return (task) => {
    if (first === undefined) {
      first = ask(task);
      return first;
    }
    const next = (): Promise<Reply> => ask(task);
    return first.then(next, next);
  };
}
