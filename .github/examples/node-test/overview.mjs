/** The code under test of this example: how far a whole fleet has come. */

/** Keeps what each agent reported last. */
export class Overview {
  /** @type {Map<number, number>} */
  #percents = new Map();

  /**
   * @param {number} agent
   * @param {{ readonly progress: number }} report
   */
  take(agent, report) {
    this.#percents.set(agent, report.progress);
  }

  /** Mean progress of all agents that have reported, 0 to 100. */
  get percent() {
    const all = [...this.#percents.values()];
    return all.length === 0 ? 0 : all.reduce((sum, percent) => sum + percent, 0) / all.length;
  }
}
