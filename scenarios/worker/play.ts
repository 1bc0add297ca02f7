/** A worker's whole run inside k6: one VU, one call. */

import { sleep } from "k6";
import { scenario, vu } from "k6/execution";
import { clearInterval, clearTimeout, setInterval, setTimeout } from "k6/timers";
import { playBatches } from "./batches.ts";
import { cautiously, cautiouslyPromised } from "./caution.ts";
import { Fleet } from "./fleet.ts";
import { Flusher } from "./flush.ts";
import { Heartbeat } from "./heartbeat.ts";
import { credential, readPlans, settings } from "./init.ts";
import { Lanes } from "./lanes.ts";
import { WorkerLedger } from "./ledger.ts";
import { blockingReadBackOf, readBackOf, readGapOf } from "./observer.ts";
import { optionsOf } from "./options.ts";
import { blockingSenderOf, senderOf } from "./send.ts";
import { onDeepStack } from "./stack.ts";
import { Sweep } from "./sweep.ts";
import type { Timers } from "./timers.ts";
import { encode, type Wire } from "./wire.ts";
import { zeroOf } from "./zero.ts";

/** k6's console, of which its types say nothing. */
declare const console: { readonly log: (text: string) => void };

/** k6's options of whatever scenario the settings are of. */
export const options = optionsOf(settings);

/** Plays the agents of this VU's worker; resolves when all is sent, answered and flushed. */
export async function play(): Promise<void> {
  // Of all segments together: k6 numbers the VUs of the whole load, whoever plays them.
  const worker = vu.idInTest - 1;
  // The plans are unfolded before the worker's clock starts: it costs the agents no lag.
  const fleet = new Fleet(settings, worker, readPlans(), wired);
  const ledger = new WorkerLedger();
  const startMs = await start();
  const flusher = new Flusher({ settings, worker, ledger, startMs });
  const flush = (toMs: number, last: boolean): void => {
    console.log(JSON.stringify(flusher.take(toMs, last)));
  };
  const played = { worker, fleet, ledger, startMs };
  if (settings.dispatch === "lanes") await promised(played, flush);
  else onDeepStack(settings.lanes, () => blocking(played, flush));
  flush(Date.now(), true);
}

/** A signature is made of text. */
function wired(body: string): Wire {
  return "sign" in credential ? body : encode(body);
}

interface Worker {
  /** @range 0..workers-1 */
  readonly worker: number;
  readonly fleet: Fleet;
  readonly ledger: WorkerLedger;
  readonly startMs: number;
}

type Flush = (toMs: number, last: boolean) => void;

async function promised({ worker, fleet, ledger, startMs }: Worker, flush: Flush): Promise<void> {
  const timers: Timers = { set: setTimeout, clear: clearTimeout };
  const timer = setInterval(() => flush(Date.now(), false), settings.flushMs);
  const { put, wantBodies, ...sender } = senderOf(settings, credential);
  const get = cautiouslyPromised(sender.get);
  ledger.wantBodies = wantBodies;
  const heartbeat = new Heartbeat({ lag: ledger.loopLag, timers, startMs });
  try {
    const readBack = readBackOf({ settings, worker, fleet, ledger, get, timers });
    const sweep = new Sweep({ settings, fleet, ledger });
    await new Lanes({ settings, fleet, ledger, put, readBack, timers, startMs, sweep }).run();
    await sweep.look(get, timers);
  } finally {
    clearInterval(timer);
    heartbeat.stop();
  }
}

function blocking({ worker, fleet, ledger, startMs }: Worker, flush: Flush): void {
  const sender = blockingSenderOf(settings, credential);
  const get = cautiously(sender.get);
  ledger.wantBodies = sender.wantBodies;
  const pause = (forMs: number): void => sleep(forMs / 1000);
  const sweep = new Sweep({ settings, fleet, ledger });
  playBatches({
    settings,
    fleet,
    ledger,
    sender,
    encode: wired,
    sweep,
    readBack: blockingReadBackOf({ settings, fleet, ledger, get, sleep: pause }),
    readGap: readGapOf(settings, worker),
    clock: Date.now,
    zeroMs: startMs,
    sleep: pause,
    flush: (untilMs) => flush(startMs + untilMs, false),
  });
  sweep.lookBlocking(get, pause);
}

/** The timetable's zero, once it has come: the same for all workers that are ready in time. */
async function start(): Promise<number> {
  const wantedMs = zeroOf(scenario.startTime + settings.settleMs, settings.alignMs);
  const leftMs = wantedMs - Date.now();
  if (leftMs <= 0) return Date.now();
  await new Promise<void>((resolve) => {
    setTimeout(resolve, leftMs);
  });
  return wantedMs;
}
