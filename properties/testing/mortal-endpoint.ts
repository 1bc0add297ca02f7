/** An endpoint of this process that can be killed and started again, with what it keeps in memory. */

import { setTimeout as wait } from "node:timers/promises";
import {
  type Change,
  createEndpoint,
  type EndpointOptions,
  type InProcessEndpoint,
  type Keeper,
  type Reply,
  type Request,
} from "../../simulators/endpoint/index.ts";

/** From a request to the endpoint, and back: a kill may come then, too. @unit milliseconds */
const HALF_WAY_MS = 1;

/** What survives a kill. */
export type Survival = "all" | "nothing";

export class MortalEndpoint {
  private readonly options: EndpointOptions;
  private readonly survives: Survival;
  private readonly changes = new Map<string, Change>();
  private lives = 0;
  private life: Life;

  constructor(options: EndpointOptions, survives: Survival) {
    this.options = options;
    this.survives = survives;
    this.life = this.born();
  }

  /** Undefined: it was killed while the request was under way. */
  async handle(request: Request): Promise<Reply | undefined> {
    const { life } = this;
    await wait(HALF_WAY_MS);
    const reply = await Promise.race([life.endpoint.handle(request), life.death]);
    await wait(HALF_WAY_MS);
    return life === this.life ? reply : undefined;
  }

  kill(): void {
    const { end } = this.life;
    this.life = this.born();
    end();
  }

  private born(): Life {
    let end = () => {};
    const death = new Promise<undefined>((resolve) => {
      end = () => resolve(undefined);
    });
    const keeper = this.survives === "all" ? this.keeper() : undefined;
    return { endpoint: createEndpoint(this.options, keeper), death, end };
  }

  /** Who was killed keeps nothing any more, whatever it had still to do. */
  private keeper(): Keeper {
    this.lives += 1;
    const { lives } = this;
    return {
      kept: () => [...this.changes.values()],
      keep: (change) => {
        if (lives !== this.lives) return;
        if (change.kind === "deleted") this.changes.delete(`progress ${change.key}`);
        this.changes.set(nameOf(change), change);
      },
      close: async () => {},
    };
  }
}

interface Life {
  readonly endpoint: InProcessEndpoint;
  readonly death: Promise<undefined>;
  readonly end: () => void;
}

function nameOf(change: Change): string {
  return change.kind === "progress" ? `progress ${change.key}` : `task ${change.taskId}`;
}
