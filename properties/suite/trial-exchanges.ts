/** The exchanges of one trial, in the order in which they were over. */

import type { Exchange } from "../../reports/evidence/index.ts";
import type { Reply, WireRequest } from "../target/index.ts";
import { exchangeOf } from "./exchange.ts";
import type { Place } from "./run-lanes.ts";

/** What an exchange was for. */
type About = Place & { readonly role: string };

export class TrialExchanges {
  readonly all: Exchange[] = [];
  private readonly secrets: () => readonly string[];

  constructor(secrets: () => readonly string[]) {
    this.secrets = secrets;
  }

  /** Keeps each exchange that is seen; `place` says under which number the last one is kept. */
  watching({ role, group, lane = 0 }: About) {
    let exchange = 0;
    return {
      seen: (whole: WireRequest, reply: Reply) => {
        const about = { role, group, secrets: this.secrets() };
        exchange = this.all.push(exchangeOf(whole, reply, about)) - 1;
      },
      place: () => ({ lane, exchange }),
    };
  }
}
