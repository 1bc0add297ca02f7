/** The exchanges of one trial, in the order in which they were over. */

import type { Exchange } from "../../reports/evidence/index.ts";
import type { Header, Reply, WireRequest } from "../target/index.ts";
import { exchangeOf } from "./exchange.ts";
import type { Place } from "./run-lanes.ts";

/** What an exchange was for. */
type About = Place & { readonly role: string };

export class TrialExchanges {
  readonly all: Exchange[] = [];
  private readonly secrets: () => readonly string[];

  private readonly configured: readonly Header[];

  /** `configured`: headers whose values stay out. */
  constructor(secrets: () => readonly string[], configured: readonly Header[]) {
    this.secrets = secrets;
    this.configured = configured;
  }

  /** Keeps each exchange that is seen; `place` says under which number the last one is kept. */
  watching({ role, group, lane = 0 }: About) {
    let exchange = 0;
    return {
      seen: (whole: WireRequest, reply: Reply) => {
        const about = { role, group, secrets: this.secrets(), configured: this.configured };
        exchange = this.all.push(exchangeOf(whole, reply, about)) - 1;
      },
      place: () => ({ lane, exchange }),
    };
  }
}
