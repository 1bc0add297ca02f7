/** Requirements that gate though whatever breaks one here breaks another too, and why they stay. */

const END =
  "Names the field and sends each end of its range by name. The others send whole drawn reports or recorded ones: they meet an end by chance and do not say which it was.";
const KEPT =
  "Shows the cause in two requests. `state/sequences` and the like draw many reports, and say only that some sequence goes wrong.";
const EXACT =
  "Sends the values that are lost first, by name, and says which type is not kept. The others see it because they compare whole reports.";

/** By id: why it stays. */
export const SHARED_REQUIREMENTS: Readonly<Record<string, string>> = {
  "route/unknown-task":
    "The plain case of D-02: an id that is like none. `route/like-ids-unknown` sends near misses; where only that one fails, ids are compared loosely (twin `beginning-counts`).",
  "route/given-tasks":
    "Sends to the longest, the shortest and the oddest ids that a target names: the one among those that see `long-ids-lost` that says it is the id.",
  "header/token-missing":
    "The duty itself (D-02): refused with 401. `security/refused-whatever-else` asks for some 4xx, with one thing more wrong with each.",
  "header/refused-credential-changes-nothing":
    "The plain case of D-03: a report that is right but for its credential. `security/refused-whatever-else` has one thing more wrong with each.",
  "subtask-name/listed": END,
  "progress/in-range": END,
  "replicatesize/in-range": END,
  "totalsize/in-range": END,
  "process-trace/in-range": END,
  "migrate-speed/in-range": END,
  "compress-rate/in-range": END,
  "remain-time/in-range": END,
  "cpu-usage/in-range": END,
  "mem-usage/in-range": END,
  "disk-io/in-range": END,
  "need-migration-test/in-range": END,
  "body/minimal":
    "An endpoint that demands optional fields breaks two dozen requirements, because the plain report is minimal; this one says why.",
  "json/notation":
    "Changes the notation and nothing else. `clients/accepted` and `state/migration` see it because some clients write that way.",
  "json/malformed":
    "The duty itself (D-01): refused with 400. The others that see the twin ask only that it be no server error.",
  "clients/accepted":
    "Says which official client cannot be used. A body alone does not: framing, notation and values come together there.",
  "http/no-body":
    "Says that it is the missing body, with a good credential. `security/refused-whatever-else` sees the twin because its refusals without a body are answered, too.",
  "http/pieces":
    "Says that it is the packets. Over HTTP the others see the twin because some clients send chunks.",
  "reply/no-server-error":
    "Sends what no other requirement does: odd bodies, paths and headers, and any JSON. Others see its twin because they send the member `__proto__`, too.",
  "state/read-your-writes": KEPT,
  "state/full-replacement": KEPT,
  "state/last-wins": KEPT,
  "state/repeat-harmless": KEPT,
  "state/isolation": KEPT,
  "state/refused-changes-nothing": KEPT,
  "state/long-exact": EXACT,
  "state/text-exact": EXACT,
  "state/double-exact": EXACT,
  "concurrency/tasks-apart":
    "Overlaps on purpose, by itself on an otherwise quiet target. The others see its twin because their trials happen to be under way at once.",
  "faults/none-returns":
    "Says that a report came back which had been overtaken. `faults/acknowledged-kept` sees its twin only in drawn trials, where the look at rest happens to show the old report.",
  "faults/slow-network":
    "Holds a report up at each of its parts, and says how long. `http/pieces` sees its twin because its pauses are longer than the twin's patience.",
  "durability/acknowledged-kept":
    "Says after one kill that an acknowledged report is gone. `durability/none-returns` sees its twin because what was there before shows instead.",
};
